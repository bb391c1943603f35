"""Queries and writes of sessions and of the devices people signed in on."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.sealing import forms_of
from services.accounts.store import Row
from services.accounts.tables import devices, refresh_tokens, sessions

# Sessions


def is_known_network(db: sa.Connection, subject_id: str, network_index: str) -> bool:
    """Whether a subject had a session from a network."""
    theirs = (sessions.c.subject_id == subject_id, sessions.c.network_index.in_(forms_of(network_index)))
    return bool(db.scalar(sa.select(sa.exists().where(*theirs))))


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
    chosen: sa.Select[Any] = sa.select(sessions.c.id, sessions.c.revoked_at).where(
        sessions.c.revoked_at > since, key > after
    )
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
