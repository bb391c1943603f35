"""Queries and writes of accounts and what they sign in with; each runs in the transaction it is given.

Its siblings: `code_store`, `session_store`, `staff_store`, `acting_store`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.sealing import Index, forms_of
from services.accounts.tables import (
    accounts,
    challenges,
    code_sends,
    credentials,
    devices,
    failed_attempts,
    provider_links,
    provider_requests,
    recovery_codes,
    second_factors,
    sessions,
)

Row = sa.Row[Any]


# Accounts


def account_with_password(db: sa.Connection, identity_index: Index) -> Row | None:
    """The account of an identity, with ``password_hash``."""
    joined = accounts.join(credentials, credentials.c.subject_id == accounts.c.id)
    chosen = sa.select(accounts, credentials.c.password_hash).select_from(joined)
    return db.execute(chosen.where(accounts.c.identity_index.in_(identity_index.forms))).first()


def account(db: sa.Connection, account_id: str) -> Row | None:
    return db.execute(sa.select(accounts).where(accounts.c.id == account_id)).first()


def lock_account(db: sa.Connection, account_id: str) -> Row | None:
    """An account, held until the end of the transaction."""
    return db.execute(sa.select(accounts).where(accounts.c.id == account_id).with_for_update()).first()


def is_taken(db: sa.Connection, identity_index: Index) -> bool:
    """Whether an identity has an account, in whatever form its index is stored. Others who ask wait until the end of
    this transaction: while the index key is being changed, no constraint sees that two forms stand for one identity."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(identity_index.root, 1))))
    return bool(db.scalar(sa.select(sa.exists().where(accounts.c.identity_index.in_(identity_index.forms)))))


def add_account(db: sa.Connection, values: Mapping[str, Any], password_hash: str) -> Row | None:
    """Add an account and its password; None, and nothing is changed, if its identity has one already."""
    if is_taken(db, values["identity_index"]):
        return None
    insert = postgresql.insert(accounts).values(**values).on_conflict_do_nothing(index_elements=["identity_index"])
    added = db.execute(insert.returning(accounts)).first()
    if added is not None:
        set_password(db, added.id, password_hash, added.opened_at)
    return added


def set_password(db: sa.Connection, subject_id: str, password_hash: str, now: dt.datetime) -> None:
    values = {"password_hash": password_hash, "changed_at": now}
    insert = postgresql.insert(credentials).values(subject_id=subject_id, **values)
    db.execute(insert.on_conflict_do_update(index_elements=["subject_id"], set_=values))


def account_of(db: sa.Connection, identity_index: str) -> Row | None:
    """The account of a person, by the index of their identity."""
    is_theirs = (accounts.c.identity_index.in_(forms_of(identity_index)), accounts.c.kind == "citizen")
    return db.execute(sa.select(accounts).where(*is_theirs)).first()


def change_account(db: sa.Connection, account_id: str, **values: Any) -> Row:
    """Change an account that exists; gives it as it is then."""
    return db.execute(accounts.update().where(accounts.c.id == account_id).values(**values).returning(accounts)).one()


def password_of(db: sa.Connection, subject_id: str) -> str | None:
    found: str | None = db.scalar(sa.select(credentials.c.password_hash).where(credentials.c.subject_id == subject_id))
    return found


# Second factors of people


def second_factor(db: sa.Connection, account_id: str) -> Row | None:
    return db.execute(sa.select(second_factors).where(second_factors.c.account_id == account_id)).first()


def offer_factor(db: sa.Connection, account_id: str, secret_sealed: str, now: dt.datetime) -> None:
    """Keep an offered authenticator in place of an earlier offer; one in use is not touched."""
    values = {"secret_sealed": secret_sealed, "offered_at": now, "last_step": 0}
    insert = postgresql.insert(second_factors).values(account_id=account_id, **values)
    unconfirmed = second_factors.c.confirmed_at.is_(None)
    db.execute(insert.on_conflict_do_update(index_elements=["account_id"], set_=values, where=unconfirmed))


def confirm_factor(db: sa.Connection, account_id: str, step: int, now: dt.datetime) -> None:
    update = second_factors.update().where(second_factors.c.account_id == account_id)
    db.execute(update.values(confirmed_at=now, last_step=step))


def take_step(db: sa.Connection, account_id: str, step: int) -> bool:
    """Spend a time step of a person's authenticator; False if it, or a later one, is spent already."""
    update = second_factors.update().where(second_factors.c.account_id == account_id, second_factors.c.last_step < step)
    return db.execute(update.values(last_step=step)).rowcount == 1


def remove_factor(db: sa.Connection, account_id: str) -> None:
    """Forget an authenticator with its recovery codes."""
    db.execute(second_factors.delete().where(second_factors.c.account_id == account_id))
    db.execute(recovery_codes.delete().where(recovery_codes.c.account_id == account_id))


def replace_recovery_codes(db: sa.Connection, account_id: str, indexes: Sequence[str], now: dt.datetime) -> None:
    db.execute(recovery_codes.delete().where(recovery_codes.c.account_id == account_id))
    rows = [{"code_index": index, "account_id": account_id, "made_at": now} for index in indexes]
    db.execute(recovery_codes.insert(), rows)


def take_recovery_code(db: sa.Connection, account_id: str, indexes: Sequence[str], now: dt.datetime) -> bool:
    """Spend a recovery code; False if there is no such one, or it was used."""
    code = recovery_codes.c
    is_it = (code.code_index.in_(indexes), code.account_id == account_id, code.used_at.is_(None))
    return db.execute(recovery_codes.update().where(*is_it).values(used_at=now)).rowcount == 1


def recovery_codes_left(db: sa.Connection, account_id: str) -> int:
    unused = (recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None))
    return int(db.scalar(sa.select(sa.func.count()).select_from(recovery_codes).where(*unused)) or 0)


# Identity provider


def add_provider_request(db: sa.Connection, **values: Any) -> None:
    db.execute(provider_requests.insert().values(**values))


def take_provider_request(db: sa.Connection, state_hash: str, now: dt.datetime) -> Row | None:
    """A request that still waits; it is good for this one time."""
    is_it = (provider_requests.c.state_hash == state_hash, provider_requests.c.ends_at > now)
    return db.execute(provider_requests.delete().where(*is_it).returning(provider_requests)).first()


def link_of(db: sa.Connection, subject_index: Index) -> str | None:
    """The account that a provider's subject is linked to; others who ask wait until the end of this transaction."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(subject_index.root, 2))))
    linked = provider_links.c.subject_index.in_(subject_index.forms)
    found: str | None = db.scalar(sa.select(provider_links.c.account_id).where(linked))
    return found


def add_link(db: sa.Connection, subject_index: str, account_id: str, now: dt.datetime) -> None:
    insert = postgresql.insert(provider_links).values(subject_index=subject_index, account_id=account_id, linked_at=now)
    db.execute(insert.on_conflict_do_nothing())


# Upkeep


def purge(
    db: sa.Connection,
    *,
    challenges_before: dt.datetime,
    counts_before: dt.datetime,
    sessions_before: dt.datetime,
    devices_before: dt.datetime,
) -> int:
    """Delete what has served its purpose: ended challenges, counts beyond every window, long ended sessions."""
    gone = (
        challenges.delete().where(challenges.c.ends_at < challenges_before),
        code_sends.delete().where(code_sends.c.sent_at < counts_before),
        failed_attempts.delete().where(failed_attempts.c.failed_at < counts_before),
        sessions.delete().where(sessions.c.ends_at < sessions_before),
        devices.delete().where(devices.c.last_used_at < devices_before),
        provider_requests.delete().where(provider_requests.c.ends_at < challenges_before),
    )
    return sum(db.execute(statement).rowcount for statement in gone)
