"""The figures: what each dossier stands at, what changed since they were last summed up, and the sums.

A step adds rows of its own and changes none that another step changes, so figures hold nobody up; `sum_up` folds them
into the sums from time to time. Reading adds both, in one snapshot: a figure is never between two places.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.statements import Prepared, insert_later, later
from services.dossiers.domain.figures import Measure, Standing
from services.dossiers.tables import figure_changes, figures, standings

Row = sa.Row[Any]

_standing = insert(standings).values(
    dossier_id=sa.bindparam("dossier_id"), counted=sa.bindparam("counted", type_=standings.c.counted.type)
)
_keep: Final = Prepared(
    _standing.on_conflict_do_update(
        index_elements=[standings.c.dossier_id], set_={"counted": _standing.excluded.counted}
    )
)
_KEYS = ("agency_code", "field", "procedure_code", "day", "measure")


def standing(db: sa.Connection, dossier_id: str) -> Standing:
    """What a dossier counts for as far as is known here."""
    stored = db.scalar(sa.select(standings.c.counted).where(standings.c.dossier_id == dossier_id))
    return Standing.of_stored(stored or {})


def keep(db: sa.Connection, dossier_id: str, now: Standing) -> None:
    """Remember what a dossier counts for."""
    later(db, _keep, {"dossier_id": dossier_id, "counted": now.to_stored()})


def change(
    db: sa.Connection,
    agency_code: str,
    field: str,
    procedure_code: str,
    changes: Sequence[tuple[Measure, dt.date, int]],
) -> None:
    """Add to the figures of an agency, a field and a procedure."""
    rows = [
        {
            "agency_code": agency_code,
            "field": field,
            "procedure_code": procedure_code,
            "day": day,
            "measure": measure.value,
            "n": n,
        }
        for measure, day, n in changes
    ]
    insert_later(db, figure_changes, *rows)


AT_ONCE: Final = 1_000
"""How many changes are folded in one transaction: few enough for a statement to end in time on a busy machine."""


def sum_up(db: sa.Connection, most: int = AT_ONCE) -> int:
    """Fold changes into the sums; gives how many. Changes that another process folds at this moment are left to it."""
    first = sa.select(figure_changes.c.id).order_by(figure_changes.c.id).limit(most).with_for_update(skip_locked=True)
    chosen = sa.select(first.cte("first").c.id)  # As a part of its own: elsewhere it may be carried out several times.
    taken = db.execute(
        figure_changes.delete().where(figure_changes.c.id.in_(chosen)).returning(*_columns(figure_changes))
    ).all()
    totals: Counter[tuple[Any, ...]] = Counter()
    for *key, n in taken:
        totals[tuple(key)] += n
    rows = [dict(zip(_KEYS, key, strict=True), n=n) for key, n in sorted(totals.items()) if n]
    if rows:
        keys, statement = [figures.c[name] for name in _KEYS], insert(figures).values(rows)
        added = statement.on_conflict_do_update(index_elements=keys, set_={"n": figures.c.n + statement.excluded.n})
        nothing = [tuple(key) for *key, n in db.execute(added.returning(*_columns(figures))) if not n]
        if nothing:
            db.execute(figures.delete().where(sa.tuple_(*keys).in_(nothing)))
    return len(taken)


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    return [table.c[name] for name in (*_KEYS, "n")]


def unhurried(db: sa.Connection) -> None:
    """Let the statements of this transaction take their time: for the console, which goes through all figures."""
    db.execute(sa.text("SET LOCAL statement_timeout = 0"))


def canonical(db: sa.Connection) -> bytes:
    """All figures as bytes: the same figures are the same bytes."""
    both = sa.union_all(sa.select(*_columns(figures)), sa.select(*_columns(figure_changes))).subquery()
    keys = [both.c[name] for name in _KEYS]
    rows = db.execute(sa.select(*keys, sa.func.sum(both.c.n)).group_by(*keys)).all()
    return written(((row[0], row[1], row[2], row[3], row[4]), int(row[5])) for row in rows)


def written(counted: Iterable[tuple[tuple[str, str, str, dt.date, str], int]]) -> bytes:
    """Figures as canonical bytes: a JSON array on a line each, sorted, without what comes to nothing."""
    lines = sorted(
        json.dumps([agency, field, procedure, day.isoformat(), measure, n], ensure_ascii=False, separators=(",", ":"))
        for (agency, field, procedure, day, measure), n in counted
        if n
    )
    return "\n".join(lines).encode()
