"""Queries and writes of notifications; each runs in the transaction it is given."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.tables import idempotency
from services.notifications.tables import consents, contacts, deliveries, feed, feed_head, messages, sandbox_outbox

Row = sa.Row[Any]

UNDER_WAY = ("queued", "sending")


# Contacts


def put_contact(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep how to reach an account, unless a later version of it is known."""
    changed = {name: value for name, value in values.items() if name != "account_id"}
    insert = postgresql.insert(contacts).values(**values)
    db.execute(
        insert.on_conflict_do_update(
            index_elements=["account_id"], set_=changed, where=contacts.c.version < insert.excluded.version
        )
    )


def contact(db: sa.Connection, account_id: str) -> Row | None:
    return db.execute(sa.select(contacts).where(contacts.c.account_id == account_id)).first()


# Consents


def put_consent(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep what a person said of a purpose, unless they said something since."""
    changed = {name: values[name] for name in ("given", "version", "changed_at")}
    insert = postgresql.insert(consents).values(**values)
    later = consents.c.changed_at <= insert.excluded.changed_at
    db.execute(insert.on_conflict_do_update(index_elements=["account_id", "purpose"], set_=changed, where=later))


def agrees(db: sa.Connection, account_id: str, purpose: str) -> bool:
    """Whether a person agrees to a purpose now; who said nothing does not, nor who had their data restricted."""
    said = sa.select(consents.c.given).where(consents.c.account_id == account_id, consents.c.purpose == purpose)
    restricted = sa.exists().where(contacts.c.account_id == account_id, contacts.c.restricted)
    return bool(db.scalar(said.where(~restricted)))


def set_restriction(db: sa.Connection, account_id: str, *, restricted: bool, at: dt.datetime) -> None:
    """Note that a person's data is restricted or not, unless something later is known."""
    since = contacts.c.restriction_changed_at
    theirs = contacts.update().where(contacts.c.account_id == account_id, sa.or_(since.is_(None), since <= at))
    db.execute(theirs.values(restricted=restricted, restriction_changed_at=at))


def forget_person(db: sa.Connection, account_id: str) -> None:
    """Delete how to reach a person, what they agreed to, and every message to them with its deliveries."""
    theirs = sa.select(messages.c.id).where(messages.c.person == account_id)
    db.execute(deliveries.delete().where(deliveries.c.message_id.in_(theirs)))
    db.execute(sandbox_outbox.delete().where(sandbox_outbox.c.message_id.in_(theirs)))
    db.execute(messages.delete().where(messages.c.person == account_id))
    db.execute(consents.delete().where(consents.c.account_id == account_id))
    db.execute(contacts.delete().where(contacts.c.account_id == account_id))
    db.execute(idempotency.delete().where(idempotency.c.caller == account_id))


# Messages


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


# Inbox


def inbox_page(db: sa.Connection, person: str, *, unread_only: bool, before: str, limit: int) -> Sequence[Row]:
    """Messages of a person older than ``before`` (an id; empty for the newest), newest first."""
    chosen = sa.select(messages).where(messages.c.person == person, messages.c.channel == "inbox")
    if unread_only:
        chosen = chosen.where(messages.c.state == "sent")
    if before:
        chosen = chosen.where(messages.c.id < before)
    return db.execute(chosen.order_by(messages.c.id.desc()).limit(limit)).all()


def unread(db: sa.Connection, person: str) -> int:
    counted = sa.select(sa.func.count()).where(
        messages.c.person == person, messages.c.channel == "inbox", messages.c.state == "sent"
    )
    return db.execute(counted).scalar_one()


def mark_read(db: sa.Connection, person: str, message_id: str, now: dt.datetime) -> bool:
    """Note the first reading of a message; False if the person has no such message."""
    own = (messages.c.id == message_id) & (messages.c.person == person) & (messages.c.channel == "inbox")
    db.execute(messages.update().where(own, messages.c.state == "sent").values(state="read", read_at=now))
    return db.execute(sa.select(messages.c.id).where(own)).first() is not None


# The sandbox's outbox


def add_to_sandbox(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep a text message; one that came before is kept once."""
    db.execute(postgresql.insert(sandbox_outbox).values(**values).on_conflict_do_nothing(index_elements=["message_id"]))


def sandbox_messages(db: sa.Connection, phone_indexes: Sequence[str], limit: int) -> Sequence[Row]:
    """The newest messages to a telephone; several indexes while the index key is being changed."""
    chosen = sa.select(sandbox_outbox).where(sandbox_outbox.c.phone_index.in_(phone_indexes))
    return db.execute(chosen.order_by(sandbox_outbox.c.seq.desc()).limit(limit)).all()


# The feed


def next_position(db: sa.Connection) -> int:
    """The next place in the feed; whoever asks after us waits until our transaction has ended."""
    taken = feed_head.update().where(feed_head.c.id == 1).values(position=feed_head.c.position + 1)
    return int(db.execute(taken.returning(feed_head.c.position)).scalar_one())


def add_to_feed(db: sa.Connection, values: Mapping[str, Any]) -> None:
    db.execute(feed.insert().values(**values))


def last_position(db: sa.Connection) -> int:
    return int(db.execute(sa.select(feed_head.c.position)).scalar_one())


def feed_after(db: sa.Connection, after: int, agency_code: str | None, limit: int) -> Sequence[Row]:
    """Events after a place, oldest first; of one agency, or of all."""
    chosen: sa.Select[Any] = sa.select(feed.c.position, feed.c.body).where(feed.c.position > after)
    if agency_code is not None:
        chosen = chosen.where(feed.c.agency_code == agency_code)
    return db.execute(chosen.order_by(feed.c.position).limit(limit)).all()
