"""What a caller's roles reach, as a relation that the statement of a list goes through; see `store.queues`.

Which agencies are under that of a role the statement looks up by itself: to ask before it is a round trip more.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.dossiers.tables import agency_lines, dossiers, shared_desks

Condition = sa.ColumnElement[bool] | sa.TextClause

_d = dossiers.c


@dataclass(frozen=True, slots=True)
class Reach:
    """What a role reaches: these agencies and all under them, and of procedures these (none: all)."""

    agencies: frozenset[str]
    procedures: tuple[str, ...] = ()


WHOLE: Final = "whole"
PAIRS: Final = "pairs"


class Scope:
    """Agencies, or agencies each with a procedure, as a relation to go through; `scopes_of` gives the values."""

    def __init__(self, kind: str) -> None:
        self.is_of_procedures = kind == PAIRS
        columns = [array(f"{kind}_agencies")] + ([array("pairs_procedures")] if self.is_of_procedures else [])
        names_of = ["agency"] + (["procedure"] if self.is_of_procedures else [])
        tops = sa.func.unnest(*columns).table_valued(*names_of).render_derived(f"{kind}_tops")
        of, lines = list(tops.c)[1:], agency_lines.c
        under = sa.select(lines.agency_code.label("agency"), *of).where(lines.superior_code == tops.c.agency)
        # An agency that was not told of yet is under itself.
        self.relation = under.union(sa.select(*tops.c)).cte(kind)
        shared = sa.select(self.relation).join(shared_desks, shared_desks.c.desk_code == self.relation.c.agency)
        self._desks = shared.cte(f"{kind}_desks")

    def side(self, by: sa.ColumnElement[str]) -> sa.CTE:
        """What to go through on one side of dossiers: desks only where they receive what others decide, which are few,
        since to look at the dossiers of each that does not costs as much as one that does."""
        return self._desks if by is _d.desk_code else self.relation

    def of(self, by: sa.ColumnElement[str], side: Mapping[str, sa.ColumnElement[Any]]) -> Iterator[Condition]:
        """What holds for dossiers of one side: an agency, or one with a procedure, by the names of the relation."""
        yield by == side["agency"]
        if self.is_of_procedures:
            yield _d.procedure_code == side["procedure"]

    def holds(self) -> sa.ColumnElement[bool]:
        """Whether a dossier that was found another way is within it."""
        here = sa.or_(_d.agency_code == self.relation.c.agency, _d.desk_code == self.relation.c.agency)
        if self.is_of_procedures:
            here = sa.and_(here, _d.procedure_code == self.relation.c.procedure)
        return sa.exists(sa.select(sa.literal_column("1")).select_from(self.relation).where(here))


def scopes_of(reach: Collection[Reach], procedure_code: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is within reach, each once: whole agencies, and those that a role reaches for some procedures; as the values
    of a statement, and what kinds there are."""
    whole = {code for one in reach if not one.procedures for code in one.agencies}
    pairs = {
        (code, of)
        for one in reach
        for code in one.agencies - whole
        for of in one.procedures
        if procedure_code in ("", of)
    }
    given: dict[str, Any] = {}
    if procedure_code:
        pairs |= {(code, procedure_code) for code in whole}
    elif whole:
        given["whole_agencies"] = sorted(whole)
    if pairs:
        in_order = sorted(pairs)
        given["pairs_agencies"] = [agency for agency, _ in in_order]
        given["pairs_procedures"] = [of for _, of in in_order]
    return given, tuple(kind for kind in (WHOLE, PAIRS) if f"{kind}_agencies" in given)


def there(by: sa.ColumnElement[str]) -> tuple[Condition, ...]:
    """Desks of other agencies have indexes of their own; most dossiers are received where they are decided."""
    return (_d.desk_code != _d.agency_code,) if by is _d.desk_code else ()


def array(name: str) -> sa.ColumnElement[Any]:
    return sa.cast(given(name, ARRAY(sa.Text)), ARRAY(sa.Text))


def given(name: str, kind: Any) -> sa.BindParameter[Any]:
    """A value that is given with the statement."""
    return sa.bindparam(name, type_=kind)
