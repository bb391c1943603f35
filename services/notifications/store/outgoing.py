"""Messages on their way, and the attempts to hand them over."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.notifications.tables import deliveries, messages

Row = sa.Row[Any]

UNDER_WAY = ("queued", "sending")


def add_message(db: sa.Connection, values: Mapping[str, Any]) -> bool:
    """Add a message; False, and nothing is changed, if this event, channel and person have theirs."""
    insert = postgresql.insert(messages).values(**values).on_conflict_do_nothing(constraint="messages_once")
    return db.execute(insert.returning(messages.c.id)).first() is not None


def supersede(db: sa.Connection, person: str, matter: str, but: str) -> None:
    """Give up what still waits for a person on a matter: a later message says what is true now."""
    db.execute(
        messages.update()
        .where(
            messages.c.person == person,
            messages.c.matter == matter,
            messages.c.event_id != but,
            messages.c.state == "queued",
        )
        .values(state="given_up", reason="superseded", text_sealed="", address_sealed="")
    )


def give_up_expired(db: sa.Connection, now: dt.datetime) -> int:
    """Give up messages that nobody needs any more, and erase what they held; their number."""
    expired = messages.update().where(
        messages.c.state.in_(UNDER_WAY), messages.c.due_at <= now, messages.c.expires_at <= now
    )
    return db.execute(expired.values(state="given_up", reason="expired", text_sealed="", address_sealed="")).rowcount


def claim_due(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[Row]:
    """Take due messages, urgent ones first; what another process is taking at this moment is left to it."""
    due = (
        sa.select(messages.c.id)
        .where(messages.c.state.in_(UNDER_WAY), messages.c.due_at <= now)
        .order_by(messages.c.urgent.desc(), messages.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return db.execute(
        messages.update()
        .where(messages.c.id.in_(due.scalar_subquery()))
        .values(state="sending", attempts=messages.c.attempts + 1)
        .returning(messages)
    ).all()


def lease(db: sa.Connection, message_id: str, until: dt.datetime) -> None:
    """Keep a claimed message from being taken by another process for a while."""
    db.execute(messages.update().where(messages.c.id == message_id).values(due_at=until))


def give_up_unwanted(db: sa.Connection, message_id: str) -> None:
    """Give a claimed message up because its person has taken back the consent that it needs."""
    unwanted = messages.update().where(messages.c.id == message_id, messages.c.state == "sending")
    db.execute(unwanted.values(state="given_up", reason="consent-withdrawn", text_sealed="", address_sealed=""))


def settle(db: sa.Connection, message_id: str, attempt: int, values: Mapping[str, Any]) -> bool:
    """Record what an attempt led to; False if another process took the message over meanwhile."""
    ours = messages.update().where(
        messages.c.id == message_id, messages.c.state == "sending", messages.c.attempts == attempt
    )
    return db.execute(ours.values(**values)).rowcount == 1


def add_delivery(db: sa.Connection, values: Mapping[str, Any]) -> None:
    insert = postgresql.insert(deliveries).values(**values)
    db.execute(insert.on_conflict_do_nothing(index_elements=["message_id", "attempt"]))


def waiting(db: sa.Connection, now: dt.datetime) -> tuple[dict[str, int], float]:
    """How many messages wait, by channel, and for how many seconds the most overdue of them should have gone."""
    late = sa.func.extract("epoch", now - sa.func.min(messages.c.due_at))
    rows = db.execute(
        sa.select(messages.c.channel, sa.func.count(), late)
        .where(messages.c.state.in_(UNDER_WAY))
        .group_by(messages.c.channel)
    ).all()
    return {channel: count for channel, count, _ in rows}, max([0.0, *(float(seconds) for _, _, seconds in rows)])
