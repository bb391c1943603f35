"""Messages on their way, and the attempts to hand them over."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.statements import Prepared, ask, bound, changed, later
from services.notifications.tables import contacts, deliveries, messages

Row = sa.Row[Any]

_DELIVERED: Final = (
    "message_id", "attempt", "provider", "result", "detail", "reference", "finished_at", "cost",
)  # fmt: skip
_ADD_DELIVERY: Final = Prepared(
    postgresql.insert(deliveries)
    .values(bound(deliveries, *_DELIVERED))
    .on_conflict_do_nothing(index_elements=["message_id", "attempt"])
)
_LEASE: Final = Prepared(
    messages.update()
    .where(messages.c.id == sa.bindparam("of"))
    .values(due_at=sa.bindparam("until", type_=messages.c.due_at.type), provider=sa.bindparam("asked"))
)
UNDER_WAY = ("queued", "sending")


@lru_cache(maxsize=8)
def _adding(names: tuple[str, ...]) -> Prepared:
    made = postgresql.insert(messages).values(bound(messages, *names))
    return Prepared(made.on_conflict_do_nothing(constraint="messages_once").returning(messages.c.id))


@lru_cache(maxsize=8)
def _adding_while_known(names: tuple[str, ...]) -> Prepared:
    given = bound(messages, *names)
    who = sa.select(contacts.c.account_id).where(contacts.c.account_id == given["person"])
    held = who.with_for_update(read=True, key_share=True).cte("held")
    row = sa.select(*(value.label(name) for name, value in given.items()))
    made = postgresql.insert(messages).from_select(list(names), row.where(sa.exists(sa.select(held.c.account_id))))
    return Prepared(made.on_conflict_do_nothing(constraint="messages_once"))


def add_message_later(db: sa.Connection, values: Mapping[str, Any], *, while_known: bool = False) -> None:
    """Add a message, with what is asked next; nothing is changed if this event, channel and person have theirs.

    ``while_known``: nor if the person was forgotten since somebody read their contact; who forgets them waits for us.
    """
    later(db, (_adding_while_known if while_known else _adding)(tuple(values)), values)


def add_message(db: sa.Connection, values: Mapping[str, Any]) -> bool:
    """Add a message; False, and nothing is changed, if this event, channel and person have theirs."""
    return ask(db, _adding(tuple(values)), values).first() is not None


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
        .values(state="cancelled", reason="superseded", text_sealed="", address_sealed="")
    )


def give_up_expired(db: sa.Connection, now: dt.datetime) -> Sequence[Row]:
    """Give up messages whose time is over, and erase what they held; those messages."""
    expired = messages.update().where(
        messages.c.state.in_(UNDER_WAY), messages.c.due_at <= now, messages.c.expires_at <= now
    )
    ended = expired.values(state="given_up", reason="expired", text_sealed="", address_sealed="")
    return db.execute(ended.returning(messages)).all()


def claim_due(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[Row]:
    """Take due messages, urgent ones first; what another process is taking at this moment is left to it."""
    # Whoever was sending it died: it may have been taken, and only the same provider can drop the repeat.
    unsure = messages.c.unsure + sa.case((messages.c.state == "sending", 1), else_=0)
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
        .values(state="sending", attempts=messages.c.attempts + 1, unsure=unsure)
        .returning(messages)
    ).all()


def lease(db: sa.Connection, message_id: str, until: dt.datetime, provider: str) -> None:
    """Keep a claimed message from being taken by another process for a while; note who is asked."""
    later(db, _LEASE, {"of": message_id, "until": until, "asked": provider})


def put_back(db: sa.Connection, message_id: str, due_at: dt.datetime, reason: str) -> None:
    """Let a claimed message wait, as if it had not been claimed."""
    ours = messages.update().where(messages.c.id == message_id, messages.c.state == "sending")
    db.execute(ours.values(state="queued", due_at=due_at, reason=reason, attempts=messages.c.attempts - 1))


def cancel(db: sa.Connection, message_id: str, reason: str) -> None:
    """End a claimed message that nobody needs."""
    ours = messages.update().where(messages.c.id == message_id, messages.c.state == "sending")
    db.execute(ours.values(state="cancelled", reason=reason, text_sealed="", address_sealed=""))


def message(db: sa.Connection, message_id: str, *, lock: bool = False) -> Row | None:
    """One message; ``lock`` keeps others from changing it until the transaction ends."""
    chosen = sa.select(messages).where(messages.c.id == message_id)
    return db.execute(chosen.with_for_update() if lock else chosen).first()


def change(db: sa.Connection, message_id: str, values: Mapping[str, Any]) -> None:
    """Change a message that is locked."""
    db.execute(messages.update().where(messages.c.id == message_id).values(**values))


def in_states(db: sa.Connection, states: Sequence[str], *, channel: str, before: str, limit: int) -> Sequence[Row]:
    """Messages in some states, older than ``before`` (an id; empty for the newest), newest first."""
    chosen = sa.select(messages).where(messages.c.state.in_(states))
    if channel:
        chosen = chosen.where(messages.c.channel == channel)
    if before:
        chosen = chosen.where(messages.c.id < before)
    return db.execute(chosen.order_by(messages.c.id.desc()).limit(limit)).all()


def sent_again(db: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Which of these an operator had sent again."""
    events = [resend_id(each) for each in ids]
    found = db.scalars(sa.select(messages.c.instead_of).where(messages.c.event_id.in_(events)))
    return set(found)


def resend_id(message_id: str) -> str:
    """Under what a message is sent again: the one happening that this can be, so that it is sent again once."""
    return f"resent:{message_id}"


def channels_of_event(db: sa.Connection, event_id: str, person: str) -> set[str]:
    """By which channels a person is, or was to be, told of an event."""
    of_person = (messages.c.event_id == event_id) & (messages.c.person == person)
    return set(db.scalars(sa.select(messages.c.channel).where(of_person)))


def settle(db: sa.Connection, message_id: str, attempt: int, values: Mapping[str, Any]) -> bool:
    """Record what an attempt led to; False if another process took the message over meanwhile."""
    given = {f"new_{name}": value for name, value in values.items()}
    return changed(db, _settling(tuple(values)), {**given, "of": message_id, "attempt": attempt}) == 1


@lru_cache(maxsize=32)
def _settling(names: tuple[str, ...]) -> Prepared:
    column = messages.c
    given = {name: sa.bindparam(f"new_{name}", type_=column[name].type, required=True) for name in names}
    ours = messages.update().where(
        column.id == sa.bindparam("of"),
        column.state == "sending",
        column.attempts == sa.bindparam("attempt", type_=column.attempts.type),
    )
    return Prepared(ours.values(given))


def add_delivery(db: sa.Connection, values: Mapping[str, Any]) -> None:
    later(db, _ADD_DELIVERY, values)


def waiting(db: sa.Connection, now: dt.datetime) -> tuple[dict[str, int], float]:
    """How many messages wait, by channel, and for how many seconds the most overdue of them should have gone."""
    late = sa.func.extract("epoch", now - sa.func.min(messages.c.due_at))
    rows = db.execute(
        sa.select(messages.c.channel, sa.func.count(), late)
        .where(messages.c.state.in_(UNDER_WAY))
        .group_by(messages.c.channel)
    ).all()
    return {channel: count for channel, count, _ in rows}, max([0.0, *(float(seconds) for _, _, seconds in rows)])
