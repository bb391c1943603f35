"""Up to where each foreign aggregate's events are accounted for, and the taking of an event: a statement each.

Every event that a service handles costs these two, and one that it has no handler for costs one, so they are written
by hand and nothing is asked twice.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from chassis.envelopes import Envelope

_PLACE: Final = """
    INSERT INTO inbox_position (source, aggregate, aggregate_id, version)
    VALUES (:source, :aggregate, :aggregate_id, 0)
    ON CONFLICT (source, aggregate, aggregate_id) DO UPDATE SET version = inbox_position.version
    RETURNING version
"""
_LOCK: Final = sa.text(_PLACE)
_TAKE: Final = sa.text(
    f"""
    WITH mine AS (
        INSERT INTO inbox (event_id, source, type) VALUES (:event_id, :source, :type)
        ON CONFLICT DO NOTHING RETURNING event_id
    ), place AS ({_PLACE})
    SELECT EXISTS (SELECT FROM mine) AS is_new,
           EXISTS (SELECT FROM inbox_parked WHERE event_id = :event_id) AS is_parked,
           (SELECT version FROM place) AS position
"""  # noqa: S608  put together of constants
)
_ADVANCE: Final = sa.text("""
    WITH moved AS (
        UPDATE inbox_position SET version = :version
        WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id
    )
    UPDATE inbox_parked SET next_at = now()
    WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id
      AND version = :version + 1 AND state = 'waiting'
""")


_OVER: Final = """
    WITH moved AS (%s RETURNING version),
    woken AS (
        UPDATE inbox_parked SET next_at = now()
        WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id
          AND version = :version + 1 AND state = 'waiting' AND EXISTS (SELECT FROM moved)
        RETURNING version
    )
    SELECT EXISTS (SELECT FROM moved) AS moved, EXISTS (SELECT FROM woken) AS waits
"""
_OVER_FIRST: Final = sa.text(
    _OVER
    % """
    INSERT INTO inbox_position (source, aggregate, aggregate_id, version)
    VALUES (:source, :aggregate, :aggregate_id, :version)
    ON CONFLICT (source, aggregate, aggregate_id) DO UPDATE SET version = :version WHERE inbox_position.version = 0
    """
)
_OVER_NEXT: Final = sa.text(
    _OVER
    % """
    UPDATE inbox_position SET version = :version
    WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id AND version = :version - 1
    """
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found when an event was taken. ``position`` is the last version of its aggregate accounted for."""

    is_new: bool
    is_parked: bool
    position: int


def take(db: sa.Connection, source: str, envelope: Envelope) -> Taken:
    """Note the event as handled, unless it is, and lock its aggregate's position until the end of the transaction."""
    found = db.execute(_TAKE, {**_place(source, envelope), "event_id": envelope.id, "type": envelope.type}).one()
    return Taken(found.is_new, found.is_parked, found.position)


def pass_over(db: sa.Connection, source: str, envelope: Envelope) -> tuple[bool, bool]:
    """Account for an event that nobody here handles, if it is the next of its aggregate: a statement by itself.

    Says whether it was the next, and whether its successor waits here and may go on. One that was not the next changed
    nothing: a copy, or one that came too early.
    """
    statement = _OVER_FIRST if envelope.version == 1 else _OVER_NEXT
    found = db.execute(statement, {**_place(source, envelope), "version": envelope.version}).one()
    return bool(found.moved), bool(found.waits)


def lock(db: sa.Connection, source: str, envelope: Envelope) -> int:
    """The last version of the aggregate accounted for, locked until the end of the transaction."""
    return int(db.execute(_LOCK, _place(source, envelope)).scalar_one())


def advance(db: sa.Connection, source: str, envelope: Envelope) -> bool:
    """Account for the event's version; makes its successor due if that waits here, and says whether it does."""
    return bool(db.execute(_ADVANCE, {**_place(source, envelope), "version": envelope.version}).rowcount)


def _place(source: str, envelope: Envelope) -> dict[str, object]:
    return {"source": source, "aggregate": envelope.aggregate, "aggregate_id": envelope.aggregate_id}
