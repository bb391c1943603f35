"""Officers' queues, and what they search: pages whose cost is that of the page, however many dossiers there are.

Every list is a merge. For each agency (or agency and procedure) within reach and each state, an index gives the first
entries in order; the first of all these make the page, and only the page's dossiers are read. So a page costs a descent
into an index for each agency (and desk that receives for others) and state, and grows neither with the table nor with
what a filter leaves out. Which index serves which list stands with the table (`tables.dossier`);
`tests/services/dossiers/test_plans.py` keeps it so.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.statements import Prepared, ask
from services.dossiers.domain import names
from services.dossiers.domain.actions import State
from services.dossiers.store import cursors, reaching
from services.dossiers.store.reaching import Condition
from services.dossiers.tables import dossiers
from services.dossiers.tables.dossier import CLOSED, DUE, FILED, HELD, NAME, OPEN, UNASSIGNED

Row = sa.Row[Any]
Reach = reaching.Reach

_d = dossiers.c
_moment = sa.TIMESTAMP(timezone=True)

LINE: Final = (
    _d.id, _d.code, _d.state, _d.version, _d.procedure_code, _d.procedure_name, _d.agency_code, _d.agency_name,
    _d.applicant_name, _d.channel, _d.changed_at, _d.submitted_at, _d.received_at, _d.due_at, _d.decided_at,
    _d.closed_at, _d.responsible, _d.task, _d.next_due_at, _d.processor_id, _d.desk_code,
)  # fmt: skip
"""What a line of a list shows; the rest of a dossier is not read for it."""

OPEN_STATES: Final = (
    State.SUBMITTED, State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT, State.WITHDRAWN, State.DECIDED,
)  # fmt: skip
CLOSED_STATES: Final = (State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED)
"""A withdrawal before reception is closed, a later one is open until the agency has confirmed it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a queue that one index holds in order: of some states, or of whatever the index holds."""

    where: sa.TextClause
    states: tuple[State, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dossiers, in which order. ``late_at``: those whose responsible party was to act before then, the longest
    late first; otherwise the first due comes first and what has no date last."""

    parts: tuple[Part, ...]
    whole: Part | None = None
    """What holds all parts in one order, where there is such an index: of whole agencies."""
    procedure_code: str = ""
    held_by: str = ""
    due_before: dt.datetime | None = None
    late_at: dt.datetime | None = None

    @property
    def key(self) -> sa.ColumnElement[Any]:
        return _d.next_due_at if self.late_at is not None else DUE

    @property
    def order(self) -> str:
        return "late" if self.late_at is not None else "due"

    def conditions(self) -> Iterator[Condition]:
        """What beside reach, state and place in the list has to hold."""
        if self.late_at is not None:
            yield _d.next_due_at < reaching.given("late_at", _moment)
        if self.due_before is not None:
            yield reaching.given("due_before", _moment) > DUE

    def shape(self) -> "Wanted":
        """The same for all that are wanted by one statement: with some value, or none."""
        some = dt.datetime.min.replace(tzinfo=dt.UTC)
        return dataclasses.replace(
            self,
            procedure_code="",
            held_by="",
            due_before=some if self.due_before is not None else None,
            late_at=some if self.late_at is not None else None,
        )

    def values(self) -> dict[str, Any]:
        return {"late_at": self.late_at, "due_before": self.due_before, "held_by": self.held_by}


def of_states(*states: State) -> Wanted:
    """Open dossiers in some states."""
    return Wanted((Part(OPEN, states),))


CLOSED_ONES: Final = Wanted((Part(CLOSED, CLOSED_STATES),))
ALL: Final = Wanted((Part(OPEN, OPEN_STATES), Part(CLOSED, CLOSED_STATES)), Part(FILED))
OPEN_ONES: Final = of_states(*OPEN_STATES)
NOBODYS: Final = Wanted((Part(UNASSIGNED),))
"""What was received or is processed and is held by nobody."""


def page(
    db: sa.Connection, reach: Collection[Reach], wanted: Wanted, cursor: str, limit: int
) -> tuple[Sequence[Row], str]:
    """A page of what is wanted within reach, and the next cursor."""
    values = {**wanted.values(), "most": limit + 1}
    if cursor:
        at, last = cursors.read(cursor, wanted.order, 2)
        values |= {"after": cursors.moment(at), "after_id": last}
    given, scopes = reaching.scopes_of(reach, wanted.procedure_code)
    if not scopes:
        return [], ""
    listing = _holding if wanted.held_by else _listing
    rows = ask(db, listing(wanted.shape(), scopes, bool(cursor)), {**values, **given}).all()
    ends = rows[limit - 1] if len(rows) > limit else None
    if ends is None:
        return rows, ""
    at = ends.next_due_at if wanted.late_at is not None else ends.due_at
    return rows[:limit], cursors.write(wanted.order, at.isoformat() if at else cursors.NEVER, ends.id)


def _after(wanted: Wanted, goes_on: bool) -> list[Condition]:
    """Beyond where the page before ended."""
    if not goes_on:
        return []
    bound = sa.cast(reaching.given("after", sa.Text), _moment)
    return [sa.tuple_(wanted.key, _d.id) > sa.tuple_(bound, reaching.given("after_id", sa.Text))]


@lru_cache(maxsize=256)
def _listing(shape: Wanted, scopes: tuple[str, ...], goes_on: bool) -> Prepared:
    """The statement of a list, put together once for all lists that differ in values alone."""
    branches = []
    more = [*_after(shape, goes_on), *shape.conditions()]
    for scope in map(reaching.Scope, scopes):
        for by in (_d.agency_code, _d.desk_code):
            parts = (shape.whole,) if shape.whole and not scope.is_of_procedures else shape.parts
            for part in parts:
                states = () if shape.late_at is not None else part.states
                branches.append(_firsts(scope, by, shape.key, [part.where, *more], states))
    return Prepared(_merged(branches))


def named(
    db: sa.Connection, reach: Collection[Reach], name: str, procedure_code: str, cursor: str, limit: int
) -> tuple[Sequence[Row], str]:
    """Dossiers within reach whose applicant's name begins like that, without regard to marks; by name."""
    begins = names.folded(name)
    given, scopes = reaching.scopes_of(reach, procedure_code)
    if not scopes:
        return [], ""
    values = {**given, "most": limit + 1, "begins": begins, "ends": begins + "\U0010ffff"}
    if cursor:
        at, last = cursors.read(cursor, "name", 2)
        values |= {"after": at, "after_id": last}
    rows = ask(db, _naming(scopes, bool(cursor)), values).all()
    if len(rows) <= limit:
        return rows, ""
    return rows[:limit], cursors.write("name", names.folded(rows[limit - 1].applicant_name), rows[limit - 1].id)


@lru_cache(maxsize=16)
def _naming(scopes: tuple[str, ...], goes_on: bool) -> Prepared:
    conditions: list[Condition] = [reaching.given("begins", sa.Text) <= NAME, reaching.given("ends", sa.Text) > NAME]
    if goes_on:
        conditions.append(
            sa.tuple_(NAME, _d.id) > sa.tuple_(reaching.given("after", sa.Text), reaching.given("after_id", sa.Text))
        )
    branches = [
        _firsts(scope, by, NAME, [FILED, *conditions])
        for scope in map(reaching.Scope, scopes)
        for by in (_d.agency_code, _d.desk_code)
    ]
    return Prepared(_merged(branches))


@lru_cache(maxsize=256)
def _holding(shape: Wanted, scopes: tuple[str, ...], goes_on: bool) -> Prepared:
    """What one officer holds: by their own index, so that few dossiers of theirs are found among any number."""
    there = sa.or_(sa.false(), *(reaching.Scope(kind).holds() for kind in scopes))
    more = [*_after(shape, goes_on), *shape.conditions()]
    branches = []
    for part in shape.parts:
        states = _of(part.states or (State.RECEIVED, State.PROCESSING))
        key = shape.key.label("key")
        inner = sa.select(_d.id, key).where(
            _d.processor_id == reaching.given("held_by", sa.Text),
            HELD,
            _d.state == states.c.state,
            part.where,
            there,
            *more,
        )
        found = inner.order_by(key, _d.id).limit(reaching.given("most", sa.Integer)).lateral("found")
        joined = states.join(found, sa.true())
        branches.append(sa.select(found.c.id, found.c.key).select_from(joined))
    return Prepared(_merged(branches))


def reached(reach: Reach, procedure_code: str) -> Condition:
    codes = sorted(reach.agencies)
    there = sa.or_(_d.agency_code == _any(codes), _d.desk_code == _any(codes))
    only = set(reach.procedures) & {procedure_code} if procedure_code and reach.procedures else set(reach.procedures)
    if procedure_code and not reach.procedures:
        only = {procedure_code}
    elif procedure_code and not only:
        return sa.false()
    return sa.and_(there, _d.procedure_code == _any(sorted(only))) if only else there


def _any(texts: Sequence[str]) -> sa.ColumnElement[Any]:
    return sa.func.any(sa.cast(sa.literal(list(texts), ARRAY(sa.Text)), ARRAY(sa.Text)))


def _firsts(
    scope: reaching.Scope,
    by: sa.ColumnElement[str],
    key: sa.ColumnElement[Any],
    where: Iterable[Condition],
    states: Sequence[State] = (),
) -> sa.Select[Any]:
    """The first of each agency and state, in order: of no more of these than a page has lines, those that begin first,
    since no other can come onto the page."""
    most, labelled = reaching.given("most", sa.Integer), key.label("key")
    sides: Any = scope.side(by)
    columns = list(sides.c)
    if states:
        of = _of(states)
        sides = sides.join(of, sa.true())
        columns.append(of.c.state)

    def entries(side: Sequence[sa.ColumnElement[Any]], limit: sa.ColumnElement[int], name: str) -> Any:
        named = {str(column.key): column for column in side}
        conditions = [*reaching.there(by), *where, *scope.of(by, named)]
        if states:
            conditions.append(_d.state == named["state"])
        inner = sa.select(_d.id, labelled).where(*conditions)
        return inner.order_by(labelled, _d.id).limit(limit).lateral(name)

    begins = entries(columns, sa.literal_column("1"), "begins")
    nearest = sa.select(*columns).select_from(sides.join(begins, sa.true())).order_by(begins.c.key, begins.c.id)
    chosen = nearest.limit(most).subquery("nearest")
    found = entries(list(chosen.c), most, "found")
    return sa.select(found.c.id, found.c.key).select_from(chosen.join(found, sa.true()))


def _of(states: Sequence[State]) -> Any:
    numbers = sa.cast(sa.literal([int(state) for state in states], ARRAY(sa.SmallInteger)), ARRAY(sa.SmallInteger))
    return sa.func.unnest(numbers).table_valued("state").render_derived("states")


def _merged(branches: Sequence[sa.Select[Any]]) -> sa.Select[Any]:
    """The dossiers that come first in all branches; one that is in several comes once."""
    firsts, most = [], reaching.given("most", sa.Integer)
    for branch in branches:
        one = branch.subquery()
        firsts.append(sa.select(one.c.id, one.c.key).order_by(one.c.key, one.c.id).limit(most).subquery().select())
    together = sa.union(*firsts).subquery()
    chosen = (
        sa.select(together.c.id, together.c.key).order_by(together.c.key, together.c.id).limit(most).subquery("page")
    )
    whole = sa.select(*LINE).select_from(chosen.join(dossiers, _d.id == chosen.c.id))
    return whole.order_by(chosen.c.key, chosen.c.id)


def of_applicant(
    db: sa.Connection,
    applicant_id: str,
    states: Collection[int],
    cursor: str,
    limit: int,
    *,
    procedures: Collection[str] = (),
    text: str = "",
) -> tuple[Sequence[Row], str]:
    """A page of a person's dossiers (of some procedures, if any are named), newest first, and the next cursor.

    ``text`` stands in the code, or in the name of the procedure or agency, with accents or without.
    """
    like = _ESCAPED.sub(r"/\g<0>", names.folded(text)) if text.strip() else ""
    values: dict[str, Any] = {
        "of": applicant_id,
        "states": [int(state) for state in State if not states or state in states],
        "procedures": sorted(procedures),
        "like": f"%{like}%",
        "most": limit + 1,
    }
    if cursor:
        (values["before"],) = cursors.read(cursor, "newest", 1)
    rows: Any = ask(db, _theirs(bool(procedures), bool(like), bool(cursor)), values).all()
    more = len(rows) > limit
    return rows[:limit], cursors.write("newest", rows[limit - 1].id) if more else ""


_ESCAPED: Final = re.compile("[/%_]")


@lru_cache(maxsize=8)
def _theirs(some_procedures: bool, with_text: bool, goes_on: bool) -> Prepared:
    numbers = sa.cast(reaching.given("states", ARRAY(sa.SmallInteger)), ARRAY(sa.SmallInteger))
    of = sa.func.unnest(numbers).table_valued("state").render_derived("states")
    conditions: list[Condition] = [_d.applicant_id == reaching.given("of", sa.Text), _d.state == of.c.state]
    if some_procedures:
        conditions.append(_d.procedure_code == sa.func.any(reaching.array("procedures")))
    if with_text:
        places = (_d.code, _d.procedure_name, _d.agency_name)
        like = reaching.given("like", sa.Text)
        conditions.append(sa.or_(*(sa.func.folded_name(place).like(like, escape="/") for place in places)))
    if goes_on:
        conditions.append(_d.id < reaching.given("before", sa.Text))
    most = reaching.given("most", sa.Integer)
    found = sa.select(_d.id).where(*conditions).order_by(_d.id.desc()).limit(most).lateral("found")
    firsts = sa.select(found.c.id).select_from(of.join(found, sa.true()))
    chosen = firsts.order_by(found.c.id.desc()).limit(most).subquery("page")
    whole = sa.select(*LINE).select_from(chosen.join(dossiers, _d.id == chosen.c.id))
    return Prepared(whole.order_by(chosen.c.id.desc()))
