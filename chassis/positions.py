"""Up to where each foreign aggregate's events are accounted for, and the taking of an event: a statement each.

Every event that a service handles costs these two, and those that it has no handler for cost one together, so they are
written by hand and nothing is asked twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from chassis.envelopes import Envelope
from chassis.parking import WENT_BACK
from chassis.statements import Prepared, ask, later

_PLACE: Final = """
    INSERT INTO inbox_position (source, aggregate, aggregate_id, version)
    VALUES (:source, :aggregate, :aggregate_id, 0)
    ON CONFLICT (source, aggregate, aggregate_id) DO UPDATE SET version = inbox_position.version
    RETURNING version
"""
_LOCK: Final = Prepared(sa.text(_PLACE))
_TAKE: Final = Prepared(
    sa.text(
        f"""
    WITH mine AS (
        INSERT INTO inbox (event_id, source, type) VALUES (:event_id, :source, :type)
        ON CONFLICT DO NOTHING RETURNING event_id
    ), place AS ({_PLACE})
    SELECT EXISTS (SELECT FROM mine) AS is_new,
           EXISTS (SELECT FROM inbox_parked WHERE event_id = :event_id) AS is_parked,
           EXISTS (
               SELECT FROM inbox_parked
               WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id
                 AND version = :next AND state = 'waiting'
           ) AS next_waits,
           EXISTS (
               SELECT FROM inbox_parked
               WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id
                 AND state = 'dead' AND reason = :went_back
           ) AS went_back,
           (SELECT version FROM place) AS position
"""  # noqa: S608  put together of constants
    )
)
_ADVANCE: Final = Prepared(
    sa.text("""
    WITH moved AS (
        UPDATE inbox_position SET version = :version
        WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id
    )
    UPDATE inbox_parked SET next_at = now()
    WHERE source = :source AND aggregate = :aggregate AND aggregate_id = :aggregate_id
      AND version = :version + 1 AND state = 'waiting'
""")
)


_OVER: Final = Prepared(
    sa.text("""
    WITH given AS (
        SELECT * FROM unnest(:aggregates, :ids, :versions) AS given (aggregate, aggregate_id, version)
    ), first AS (
        INSERT INTO inbox_position (source, aggregate, aggregate_id, version)
        SELECT :source, aggregate, aggregate_id, 1 FROM given WHERE version = 1 ORDER BY aggregate, aggregate_id
        ON CONFLICT (source, aggregate, aggregate_id) DO UPDATE SET version = 1 WHERE inbox_position.version = 0
        RETURNING aggregate, aggregate_id, version
    ), next AS (
        UPDATE inbox_position AS place SET version = given.version FROM given
        WHERE place.source = :source AND place.aggregate = given.aggregate AND place.aggregate_id = given.aggregate_id
          AND given.version > 1 AND place.version = given.version - 1
        RETURNING place.aggregate, place.aggregate_id, place.version
    ), moved AS (
        SELECT * FROM first UNION ALL SELECT * FROM next
    ), woken AS (
        UPDATE inbox_parked AS parked SET next_at = now() FROM moved
        WHERE parked.source = :source AND parked.aggregate = moved.aggregate
          AND parked.aggregate_id = moved.aggregate_id AND parked.version = moved.version + 1
          AND parked.state = 'waiting'
        RETURNING parked.version
    )
    SELECT aggregate, aggregate_id, EXISTS (SELECT FROM woken) AS waits FROM moved
    """).bindparams(
        sa.bindparam("aggregates", type_=sa.ARRAY(sa.Text)),
        sa.bindparam("ids", type_=sa.ARRAY(sa.Text)),
        sa.bindparam("versions", type_=sa.ARRAY(sa.Integer)),
        sa.bindparam("source", type_=sa.Text),
    )
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found when an event was taken. ``position`` is the last version of its aggregate accounted for;
    ``next_waits`` says that the event's successor came before it and is parked, ``went_back`` that its aggregate waits
    for a human since its source told anew what it had gone beyond."""

    is_new: bool
    is_parked: bool
    next_waits: bool
    went_back: bool
    position: int


def take(db: sa.Connection, source: str, envelope: Envelope) -> Taken:
    """Note the event as handled, unless it is, and lock its aggregate's position until the end of the transaction."""
    event = {"event_id": envelope.id, "type": envelope.type, "next": envelope.version + 1, "went_back": WENT_BACK}
    found = ask(db, _TAKE, {**_place(source, envelope), **event}).one()
    return Taken(found.is_new, found.is_parked, found.next_waits, found.went_back, found.position)


def pass_over(db: sa.Connection, source: str, envelopes: Sequence[Envelope]) -> tuple[set[str], bool]:
    """Account for events that nobody here handles, of different aggregates, where each is the next of its own: a
    statement by itself.

    Gives the ids of those that were, and whether a successor of one waits here and may go on. One that was not the next
    changed nothing: a copy, or one that came too early.
    """
    given = {(one.aggregate, one.aggregate_id): one for one in envelopes}
    if len(given) != len(envelopes):
        raise ValueError("two events of one aggregate cannot be passed over together")
    found = ask(
        db,
        _OVER,
        {
            "source": source,
            "aggregates": [one.aggregate for one in envelopes],
            "ids": [one.aggregate_id for one in envelopes],
            "versions": [one.version for one in envelopes],
        },
    ).all()
    return {given[row.aggregate, row.aggregate_id].id for row in found}, any(row.waits for row in found)


def lock(db: sa.Connection, source: str, envelope: Envelope) -> int:
    """The last version of the aggregate accounted for, locked until the end of the transaction."""
    return int(ask(db, _LOCK, _place(source, envelope)).scalar_one())


def advance(db: sa.Connection, source: str, envelope: Envelope) -> None:
    """Account for the event's version, and make its successor due if that waits here."""
    later(db, _ADVANCE, {**_place(source, envelope), "version": envelope.version})


def _place(source: str, envelope: Envelope) -> dict[str, object]:
    return {"source": source, "aggregate": envelope.aggregate, "aggregate_id": envelope.aggregate_id}
