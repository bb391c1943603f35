"""Keeps the figures: with every step of a dossier, in its transaction; and makes them anew from the history."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import system
from chassis.service import Storage
from services.dossiers.domain.actions import Action
from services.dossiers.domain.figures import Happening, Other, Standing, after, difference, standing_of
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, counted, rolled_up
from services.dossiers.tables import dossiers, fees, ratings
from services.payments.contract import Provider

Row = sa.Row[Any]

BATCH = 500
ROUNDS: Final = 50
"""How often the timer folds at most, before others have their turn."""


def count(db: sa.Connection, row: Row, happening: Happening, *, first: bool = False) -> None:
    """Count what happened to a dossier; whoever calls holds its row. ``first``: it counts for nothing so far."""
    before = Standing() if first else counted.standing(db, row.id)
    now = after(before, happening)
    _put(db, row, before, now)


def _put(db: sa.Connection, row: Row, before: Standing, now: Standing) -> None:
    changes = difference(before, now)
    if changes:
        counted.keep(db, row.id, now)
        counted.change(db, row.agency_code, pinned(db, row).field, row.procedure_code, changes)


def step(action: Action, row: Row, at: dt.datetime, details: dict[str, Any]) -> Happening:
    """An action on a dossier as the figures see it; ``row`` is the dossier after it."""
    told = {"channel": row.channel, **details}
    return Happening(
        action, at, row.due_at, told, final=row.closed_at is not None, due_before=_moment(details.get("due_before"))
    )


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


ONLINE_WAYS: Final = frozenset({Provider.VNPAY.value, Provider.TRANSFER.value})
"""The ways of paying that count as paid online.

Decision 766/QĐ-TTg has the share of dossiers paid online among its indicators of online services. What counts here:
the payment gateway, and a bank transfer that was found by the words of the VietQR code which the portal gave for it.
Cash at the desk does not count, and neither does a fee of which the way was not kept. The bank's statement does not say
whether the code was scanned or its words were typed; both count.
"""


def paid(at: dt.datetime, way: str) -> Happening:
    """A fee was settled; ``way`` is the provider by which payments says that it was, empty if that was not kept."""
    return Happening(Other.PAID, at, details={"paid": "online" if way in ONLINE_WAYS else "otherwise"})


def sum_up(storage: Storage) -> None:
    """Fold what changed into the sums, some at a time; what comes faster than that waits for the next time."""
    for _ in range(ROUNDS):
        with storage.work(system("dossiers")) as work:
            if counted.sum_up(work.db) < counted.AT_ONCE:
                return


def happenings(db: sa.Connection, rows: Sequence[Row]) -> dict[str, list[Happening]]:
    """The histories of some dossiers, each in the order of time."""
    of = {row.id: row for row in rows}
    found: dict[str, list[Happening]] = {dossier_id: [] for dossier_id in of}
    for action in contents.actions_of_many(db, list(of)):
        found[action.dossier_id].append(
            Happening(
                Action(action.action),
                action.at,
                _moment(action.details.get("due_at")),
                {"channel": of[action.dossier_id].channel, **action.details},
                final=bool(action.details.get("final")),
                due_before=_moment(action.details.get("due_before")),
            )
        )
    settled = sa.select(fees.c.dossier_id, fees.c.settled_at, fees.c.way).where(
        fees.c.dossier_id.in_(of), fees.c.purpose == "fee", fees.c.settled_at.is_not(None)
    )
    for dossier_id, at, way in db.execute(settled):
        found[dossier_id].append(paid(at, way))
    for rating in db.execute(sa.select(ratings).where(ratings.c.dossier_id.in_(of))):
        found[rating.dossier_id].append(Happening(Other.RATED, rating.at, details={"rating": rating.rating}))
    for each in found.values():
        each.sort(key=lambda happening: happening.at)
    return found


def _filed(db: sa.Connection, after_id: str) -> list[Row]:
    of = dossiers.c
    kept = (of.id, of.channel, of.agency_code, of.procedure_code, of.procedure_version)
    chosen = sa.select(*kept).where(of.state > 0, of.id > after_id)
    found: Any = db.execute(chosen.order_by(of.id).limit(BATCH)).all()
    return list(found)


def made_anew(storage: Storage) -> tuple[bytes, bytes]:
    """The figures as they are kept, and as the history gives them: the same bytes, or something is wrong."""
    fresh: Counter[tuple[str, str, str, dt.date, str]] = Counter()
    fields: dict[tuple[str, int], str] = {}
    with storage.read() as db:
        counted.unhurried(db)
        kept = counted.canonical(db)
        last = ""
        while rows := _filed(db, last):
            last = rows[-1].id
            told = happenings(db, rows)
            for row in rows:
                pin = (row.procedure_code, row.procedure_version)
                if pin not in fields:
                    fields[pin] = pinned(db, row).field
                for measure, day in standing_of(told[row.id]).counted.items():
                    fresh[(row.agency_code, fields[pin], row.procedure_code, day, measure.value)] += 1
    return kept, counted.written(fresh.items())


def astray(storage: Storage) -> int:
    """How many sums by month, or by agency, field or procedure alone, differ from those by day."""
    with storage.read() as db:
        counted.unhurried(db)
        return rolled_up.astray(db)


def roll_up_anew(storage: Storage) -> None:
    """Make these sums anew from those by day."""
    with storage.work(system("dossiers")) as work:
        counted.unhurried(work.db)
        rolled_up.roll_up_anew(work.db)


def mend(storage: Storage) -> int:
    """Bring every dossier's standing to what its history gives; gives how many were otherwise."""
    mended, last = 0, ""
    while True:
        with storage.work(system("dossiers")) as work:
            rows = _filed(work.db, last)
            held = sa.select(dossiers.c.id).where(dossiers.c.id.in_([row.id for row in rows])).order_by(dossiers.c.id)
            work.db.execute(held.with_for_update())
            told = happenings(work.db, rows)
            for row in rows:
                last = row.id
                before, now = counted.standing(work.db, row.id), standing_of(told[row.id])
                mended += before != now
                _put(work.db, row, before, now)
        if not rows:
            return mended
