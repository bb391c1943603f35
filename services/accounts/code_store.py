"""Queries and writes of challenges, of codes that were sent and of attempts that failed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.sealing import Index, forms_of
from chassis.tables import outbox
from services.accounts.store import Row
from services.accounts.tables import challenges, code_sends, failed_attempts

# Challenges and codes


def lock_sending(db: sa.Connection, phone_index: Index) -> None:
    """Make sendings to one telephone wait for each other until the end of the transaction."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(phone_index.root, 0))))


def sends_to(db: sa.Connection, phone_index: str, purpose: str, since: dt.datetime) -> Sequence[dt.datetime]:
    sent = code_sends.c
    chosen = sa.select(sent.sent_at).where(
        sent.phone_index.in_(forms_of(phone_index)), sent.purpose == purpose, sent.sent_at > since
    )
    return db.scalars(chosen).all()


def sends_from(db: sa.Connection, network_index: str, since: dt.datetime) -> Sequence[dt.datetime]:
    sent = code_sends.c
    from_there = sent.network_index.in_(forms_of(network_index))
    return db.scalars(sa.select(sent.sent_at).where(from_there, sent.sent_at > since)).all()


def add_send(db: sa.Connection, phone_index: str, purpose: str, network_index: str, now: dt.datetime) -> None:
    db.execute(
        code_sends.insert().values(phone_index=phone_index, purpose=purpose, network_index=network_index, sent_at=now)
    )


def add_challenge(db: sa.Connection, **values: Any) -> None:
    db.execute(challenges.insert().values(**values))


def lock_challenge(db: sa.Connection, challenge_id: str) -> Row | None:
    """A challenge, held until the end of the transaction so that a code is tried by one at a time."""
    return db.execute(sa.select(challenges).where(challenges.c.id == challenge_id).with_for_update()).first()


def change_challenge(db: sa.Connection, challenge_id: str, **values: Any) -> None:
    db.execute(challenges.update().where(challenges.c.id == challenge_id).values(**values))


def take_wanted(db: sa.Connection, limit: int) -> Sequence[Row]:
    """Recoveries that nobody has looked into, the oldest first; each is given to one process only, once."""
    wanted = (
        sa.select(challenges.c.id)
        .where(challenges.c.wanted_at.is_not(None))
        .order_by(challenges.c.wanted_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    update = challenges.update().where(challenges.c.id.in_(wanted)).values(wanted_at=None)
    return db.execute(update.returning(challenges)).all()


# Failed attempts


def failures(
    db: sa.Connection, action: str, since: dt.datetime, *, subject_index: str = "", network_index: str = ""
) -> Sequence[dt.datetime]:
    """When an action failed, for a subject, from a network, or both."""
    failed = failed_attempts.c
    chosen = sa.select(failed.failed_at).where(failed.action == action, failed.failed_at > since)
    if subject_index:
        chosen = chosen.where(failed.subject_index.in_(forms_of(subject_index)))
    if network_index:
        chosen = chosen.where(failed.network_index.in_(forms_of(network_index)))
    return db.scalars(chosen.order_by(failed.failed_at.desc()).limit(1000)).all()


def add_failure(db: sa.Connection, action: str, subject_index: str, network_index: str, now: dt.datetime) -> None:
    db.execute(
        failed_attempts.insert().values(
            action=action, subject_index=subject_index, network_index=network_index, failed_at=now
        )
    )


def forget_failures(db: sa.Connection, action: str, subject_index: str, network_index: str) -> None:
    failed = failed_attempts.c
    db.execute(
        failed_attempts.delete().where(
            failed.action == action,
            failed.subject_index.in_(forms_of(subject_index)),
            failed.network_index.in_(forms_of(network_index)),
        )
    )


def forget_told_codes(db: sa.Connection, before: dt.datetime) -> int:
    """Delete events of one-time codes that were published before a time: nobody can use them, and they hold a sealed
    address that names no account, so that an erasure could not find it."""
    over = (outbox.c.aggregate == "challenge", outbox.c.published_at < before)
    return db.execute(outbox.delete().where(*over)).rowcount
