"""Events that could not be handled when they came: kept in the database, with why, until their time or a human.

An event is parked as *waiting* (a predecessor is missing), as *retry* (its handler failed) or as *dead* (no more is
tried; ``./motcua dead-letters`` lists and replays it). An event has one place here, by its id; the same unreadable
bytes have one too. What a handler has dealt with is never parked again.
"""

import datetime as dt
import hashlib
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.callers import system
from chassis.envelopes import Envelope, Event
from chassis.storage import Storage
from chassis.tables import inbox, inbox_parked, inbox_position

GAP_PATIENCE: Final = 600.0
"""Seconds that an event waits for a predecessor before a human is asked (dead, reason ``gap``)."""
WENT_BACK: Final = "went-back"
"""Why an event is dead that tells anew what its source had gone beyond."""
CLAIM: Final = 60.0
"""Seconds for which a parked event belongs to the process that took it up."""


class Parking:
    """The parked events of one consumer for one source."""

    def __init__(self, storage: Storage, consumer: str, source: str) -> None:
        self._storage = storage
        self._consumer = consumer
        self._source = source

    def clear(self, db: sa.Connection, event_id: str) -> None:
        """Take the event out, because it is handled in the same transaction."""
        db.execute(inbox_parked.delete().where(inbox_parked.c.event_id == event_id))

    def park(
        self,
        envelope: Envelope,
        body: bytes,
        state: str,
        reason: str,
        error: str,
        *,
        after: float | None = None,
        tries: int = 0,
    ) -> None:
        """Park in a transaction of its own, unless the event was handled meanwhile; due after ``after`` seconds."""
        with self._storage.work(system(self._consumer), envelope.trace) as work:
            handled = sa.select(inbox.c.event_id).where(inbox.c.event_id == envelope.id)
            if not work.db.execute(handled).first():
                self.write(work.db, envelope, body, state, reason, error, after, tries)

    def write(
        self,
        db: sa.Connection,
        envelope: Envelope,
        body: bytes,
        state: str,
        reason: str,
        error: str,
        after: float | None,
        tries: int,
    ) -> None:
        """Park in the caller's transaction; what was said of the event before is replaced."""
        values = {
            "state": state,
            "reason": reason,
            "error": error,
            "attempts": tries,
            "next_at": None if after is None else sa.func.now() + dt.timedelta(seconds=after),
        }
        row = insert(inbox_parked).values(
            event_id=envelope.id,
            source=self._source,
            aggregate=envelope.aggregate,
            aggregate_id=envelope.aggregate_id,
            version=envelope.version,
            type=envelope.type,
            body=body,
            **values,
        )
        db.execute(row.on_conflict_do_update(index_elements=["event_id"], set_=values))

    def park_unreadable(self, body: bytes, error: str) -> None:
        """Keep bytes that are no event; the same bytes once, by their hash."""
        with self._storage.work(system(self._consumer)) as work:
            row = insert(inbox_parked).values(
                event_id="unreadable-" + hashlib.sha256(body).hexdigest()[:40],
                source=self._source,
                type="unreadable",
                body=body,
                state="dead",
                reason="unreadable",
                error=error,
            )
            work.db.execute(row.on_conflict_do_nothing())

    def claim_due(self, limit: int) -> list[sa.Row[Any]]:
        """Parked events whose time and turn have come, in their order; they are this process's for `CLAIM` seconds."""
        with self._storage.glance() as db:  # as a rule nothing is, and a look is cheaper than a claim
            if not db.execute(_ANY_DUE, {"from": self._source}).scalar_one():
                return []
        with self._storage.work(system(self._consumer)) as work:
            claimed = list(work.db.execute(_CLAIM, {"from": self._source, "most": limit}))
        return sorted(claimed, key=lambda row: (row.aggregate, row.aggregate_id, row.version))


def forget(db: sa.Connection, event: Event[Any]) -> int:
    """Delete what is kept, dead, of the thing that an event tells of and that is erased now; gives how many these are.

    They hold what was said of it; and replayed afterwards, one would bring it back.
    """
    parked = inbox_parked.c
    of_it = (parked.aggregate == event.type.aggregate, parked.aggregate_id == event.aggregate_id)
    gone = inbox_parked.delete().where(parked.source == event.type.service, *of_it, parked.state == "dead")
    return db.execute(gone).rowcount


_OURS: Final = sa.and_(
    inbox_parked.c.source == sa.bindparam("from"),
    inbox_parked.c.state != "dead",
    inbox_parked.c.next_at <= sa.func.now(),
)
_ANY_DUE: Final = sa.select(sa.exists().where(_OURS))


def _claiming() -> sa.Executable:
    # One that waits is left alone until its predecessor is accounted for: trying all that wait again and again
    # would hold up the one whose turn has come.
    its_turn = sa.exists().where(
        inbox_position.c.source == inbox_parked.c.source,
        inbox_position.c.aggregate == inbox_parked.c.aggregate,
        inbox_position.c.aggregate_id == inbox_parked.c.aggregate_id,
        inbox_position.c.version >= inbox_parked.c.version - 1,
    )
    given_up = inbox_parked.c.parked_at < sa.func.now() - dt.timedelta(seconds=GAP_PATIENCE)
    due = (
        sa.select(inbox_parked.c.id)
        .where(_OURS, sa.or_(inbox_parked.c.state == "retry", its_turn, given_up))
        .order_by(inbox_parked.c.next_at, inbox_parked.c.version)
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    return (
        inbox_parked.update()
        .where(inbox_parked.c.id.in_(due))
        .values(next_at=sa.func.now() + dt.timedelta(seconds=CLAIM))
        .returning(inbox_parked)
    )


_CLAIM: Final = _claiming()
