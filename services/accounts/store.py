"""Queries and writes of accounts; each runs in the transaction it is given."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

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
    refresh_tokens,
    second_factors,
    sessions,
    staff,
)

Row = sa.Row[Any]


# Accounts and staff


def account_with_password(db: sa.Connection, identity_indexes: Sequence[str]) -> Row | None:
    """The account of an identity, with ``password_hash``; several indexes while the index key is being changed."""
    joined = accounts.join(credentials, credentials.c.subject_id == accounts.c.id)
    chosen = sa.select(accounts, credentials.c.password_hash).select_from(joined)
    return db.execute(chosen.where(accounts.c.identity_index.in_(identity_indexes))).first()


def account(db: sa.Connection, account_id: str) -> Row | None:
    return db.execute(sa.select(accounts).where(accounts.c.id == account_id)).first()


def add_account(db: sa.Connection, values: Mapping[str, Any], password_hash: str) -> Row | None:
    """Add an account and its password; None, and nothing is changed, if its identity has one already."""
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
    is_theirs = (accounts.c.identity_index == identity_index, accounts.c.kind == "citizen")
    return db.execute(sa.select(accounts).where(*is_theirs)).first()


def change_account(db: sa.Connection, account_id: str, **values: Any) -> Row:
    """Change an account that exists; gives it as it is then."""
    return db.execute(accounts.update().where(accounts.c.id == account_id).values(**values).returning(accounts)).one()


def password_of(db: sa.Connection, subject_id: str) -> str | None:
    found: str | None = db.scalar(sa.select(credentials.c.password_hash).where(credentials.c.subject_id == subject_id))
    return found


def staff_with_password(db: sa.Connection, number: str) -> Row | None:
    """A member of staff by number (in small letters), with ``password_hash``."""
    joined = staff.join(credentials, credentials.c.subject_id == staff.c.id)
    chosen = sa.select(staff, credentials.c.password_hash).select_from(joined)
    return db.execute(chosen.where(staff.c.number == number)).first()


def staff_member(db: sa.Connection, staff_id: str) -> Row | None:
    return db.execute(sa.select(staff).where(staff.c.id == staff_id)).first()


def put_staff(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Add a member of staff, or change the one with that id."""
    changed = {name: value for name, value in values.items() if name not in ("id", "added_at")}
    insert = postgresql.insert(staff).values(**values)
    db.execute(insert.on_conflict_do_update(index_elements=["id"], set_=changed))


def take_totp_step(db: sa.Connection, staff_id: str, step: int) -> bool:
    """Spend a time step of an authenticator; False if it, or a later one, is spent already."""
    update = staff.update().where(staff.c.id == staff_id, staff.c.totp_last_step < step, staff.c.active)
    return db.execute(update.values(totp_last_step=step)).rowcount == 1


# Challenges and codes


def lock_sending(db: sa.Connection, phone_index: str) -> None:
    """Make sendings to one telephone wait for each other until the end of the transaction."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(phone_index, 0))))


def sends_to(db: sa.Connection, phone_index: str, purpose: str, since: dt.datetime) -> Sequence[dt.datetime]:
    sent = code_sends.c
    chosen = sa.select(sent.sent_at).where(
        sent.phone_index == phone_index, sent.purpose == purpose, sent.sent_at > since
    )
    return db.scalars(chosen).all()


def sends_from(db: sa.Connection, network_index: str, since: dt.datetime) -> Sequence[dt.datetime]:
    sent = code_sends.c
    return db.scalars(sa.select(sent.sent_at).where(sent.network_index == network_index, sent.sent_at > since)).all()


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
        chosen = chosen.where(failed.subject_index == subject_index)
    if network_index:
        chosen = chosen.where(failed.network_index == network_index)
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
            failed.action == action, failed.subject_index == subject_index, failed.network_index == network_index
        )
    )


# Sessions


def is_known_network(db: sa.Connection, subject_id: str, network_index: str) -> bool:
    """Whether a subject had a session from a network."""
    had = sa.exists().where(sessions.c.subject_id == subject_id, sessions.c.network_index == network_index)
    return bool(db.scalar(sa.select(had)))


def add_session(db: sa.Connection, **values: Any) -> None:
    db.execute(sessions.insert().values(**values))


def add_refresh_token(db: sa.Connection, token_hash: str, session_id: str, now: dt.datetime) -> None:
    db.execute(refresh_tokens.insert().values(token_hash=token_hash, session_id=session_id, made_at=now))


def lock_session_of(db: sa.Connection, token_hash: str) -> Row | None:
    """The session of a refresh token, with ``used_at`` of the token; both held until the end of the transaction."""
    joined = sessions.join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
    chosen = sa.select(sessions, refresh_tokens.c.used_at).select_from(joined)
    return db.execute(chosen.where(refresh_tokens.c.token_hash == token_hash).with_for_update()).first()


def use_refresh_token(db: sa.Connection, token_hash: str, session_id: str, now: dt.datetime) -> None:
    """Note the first use of a token, and that its session is alive."""
    token = refresh_tokens.c
    db.execute(
        refresh_tokens.update().where(token.token_hash == token_hash, token.used_at.is_(None)).values(used_at=now)
    )
    db.execute(sessions.update().where(sessions.c.id == session_id).values(last_used_at=now))


def revoke_session(db: sa.Connection, session_id: str, why: str, now: dt.datetime) -> Row | None:
    """End a session; gives it if it was alive until now."""
    update = sessions.update().where(sessions.c.id == session_id, sessions.c.revoked_at.is_(None))
    return db.execute(update.values(revoked_at=now, revoked_why=why).returning(sessions)).first()


def living_sessions(db: sa.Connection, subject_id: str, now: dt.datetime, used_after: dt.datetime) -> Sequence[Row]:
    """The sessions of a subject that can still be carried on, the last used first."""
    is_theirs = (sessions.c.subject_id == subject_id, sessions.c.revoked_at.is_(None))
    lives = (sessions.c.ends_at > now, sessions.c.last_used_at > used_after)
    chosen = sa.select(sessions).where(*is_theirs, *lives)
    return db.execute(chosen.order_by(sessions.c.last_used_at.desc(), sessions.c.id).limit(200)).all()


def session(db: sa.Connection, session_id: str) -> Row | None:
    return db.execute(sa.select(sessions).where(sessions.c.id == session_id)).first()


def revoke_sessions_of(db: sa.Connection, subject_id: str, but: str, why: str, now: dt.datetime) -> Sequence[Row]:
    """End all sessions of a subject but one; gives those that were alive until now."""
    update = sessions.update().where(
        sessions.c.subject_id == subject_id,
        sessions.c.id != but,
        sessions.c.revoked_at.is_(None),
        sessions.c.ends_at > now,
    )
    return db.execute(update.values(revoked_at=now, revoked_why=why).returning(sessions)).all()


def revoked_after(db: sa.Connection, since: dt.datetime, place: tuple[dt.datetime, str], limit: int) -> Sequence[Row]:
    """Sessions ended since a time, in the order of their ends, after a place in it."""
    key = sa.tuple_(sessions.c.revoked_at, sessions.c.id)
    after = sa.tuple_(sa.literal(place[0], sa.TIMESTAMP(timezone=True)), sa.literal(place[1]))
    chosen = sa.select(sessions.c.id, sessions.c.revoked_at).where(sessions.c.revoked_at > since, key > after)
    return db.execute(chosen.order_by(sessions.c.revoked_at, sessions.c.id).limit(limit)).all()


def change_session(db: sa.Connection, session_id: str, **values: Any) -> None:
    db.execute(sessions.update().where(sessions.c.id == session_id).values(**values))


# Devices


def device(db: sa.Connection, subject_id: str, token_hash: str, used_after: dt.datetime) -> Row | None:
    is_it = (devices.c.subject_id == subject_id, devices.c.token_hash == token_hash)
    return db.execute(sa.select(devices).where(*is_it, devices.c.last_used_at > used_after)).first()


def touch_device(db: sa.Connection, subject_id: str, device_id: str, now: dt.datetime) -> bool:
    """Note the use of a device; False if it is not known (any more)."""
    update = devices.update().where(devices.c.id == device_id, devices.c.subject_id == subject_id)
    return db.execute(update.values(last_used_at=now)).rowcount == 1


def add_device(db: sa.Connection, *, keep: int, **values: Any) -> None:
    """Remember a device; of more than ``keep`` the ones used longest ago are forgotten."""
    db.execute(devices.insert().values(**values))
    newest = (
        sa.select(devices.c.id)
        .where(devices.c.subject_id == values["subject_id"])
        .order_by(devices.c.last_used_at.desc(), devices.c.id.desc())
        .limit(keep)
    )
    db.execute(devices.delete().where(devices.c.subject_id == values["subject_id"], devices.c.id.not_in(newest)))


def forget_devices(db: sa.Connection, subject_id: str, but: str) -> None:
    db.execute(devices.delete().where(devices.c.subject_id == subject_id, devices.c.id != but))


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


def link_of(db: sa.Connection, subject_index: str) -> str | None:
    chosen = sa.select(provider_links.c.account_id).where(provider_links.c.subject_index == subject_index)
    found: str | None = db.scalar(chosen)
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
