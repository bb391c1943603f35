"""Queries and writes of agencies' API keys and subscriptions; each runs in the transaction it is given."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.notifications.tables import credentials, handovers, subscriptions

Row = sa.Row[Any]

_ONE: Final = sa.select(subscriptions).where(subscriptions.c.id == sa.bindparam("of"))
_LOCKED: Final = _ONE.with_for_update(key_share=True)


def under(column: sa.ColumnElement[str], reach: Sequence[str] | None) -> sa.ColumnElement[bool]:
    """Whether a column's agency is one of these, or under one; None: any is."""
    if reach is None:
        return sa.true()
    ours = ((column == code) | column.startswith(code + ".", autoescape=True) for code in reach)
    return sa.or_(sa.false(), *ours)


# API keys


def add_credential(db: sa.Connection, values: Mapping[str, Any]) -> None:
    db.execute(credentials.insert().values(**values))


def credential(db: sa.Connection, credential_id: str) -> Row | None:
    return db.execute(sa.select(credentials).where(credentials.c.id == credential_id).with_for_update()).first()


def maker_of(db: sa.Connection, credential_id: str) -> str:
    """Who made a key; empty if there is none."""
    return db.scalar(sa.select(credentials.c.created_by).where(credentials.c.id == credential_id)) or ""


def credential_of(db: sa.Connection, key_hash: str, now: dt.datetime) -> Row | None:
    """The key of this digest, if it holds now."""
    holds = credentials.c.ends_at.is_(None) | (credentials.c.ends_at > now)
    return db.execute(sa.select(credentials).where(credentials.c.key_hash == key_hash, holds)).first()


def credentials_of(db: sa.Connection, agency: str) -> Sequence[Row]:
    chosen = sa.select(credentials).where(credentials.c.agency_code == agency)
    return db.execute(chosen.order_by(credentials.c.id.desc()).limit(200)).all()


def all_credentials(db: sa.Connection, now: dt.datetime) -> Sequence[Row]:
    """The keys of all agencies that hold now."""
    holds = credentials.c.ends_at.is_(None) | (credentials.c.ends_at > now)
    return db.execute(sa.select(credentials).where(holds).order_by(credentials.c.agency_code).limit(1000)).all()


def end_credential(db: sa.Connection, credential_id: str, at: dt.datetime, replaced_by: str = "") -> None:
    """Have a key end at a time, unless it ends before."""
    earlier = sa.func.least(sa.func.coalesce(credentials.c.ends_at, at), at)
    values: dict[str, Any] = {"ends_at": earlier}
    if replaced_by:
        values["replaced_by"] = replaced_by
    db.execute(credentials.update().where(credentials.c.id == credential_id).values(**values))


def end_credentials_of(db: sa.Connection, agency: str, at: dt.datetime) -> int:
    open_ones = credentials.c.ends_at.is_(None) | (credentials.c.ends_at > at)
    return db.execute(
        credentials.update().where(credentials.c.agency_code == agency, open_ones).values(ends_at=at)
    ).rowcount


# Subscriptions


def add_subscription(db: sa.Connection, values: Mapping[str, Any]) -> None:
    db.execute(subscriptions.insert().values(**values))


def subscription(db: sa.Connection, subscription_id: str, *, lock: bool = False) -> Row | None:
    """One subscription. ``lock`` keeps others from changing it, and nobody from making handovers to it: whoever adds to
    the feed holds the feed's head, which we may ask for next."""
    return db.execute(_LOCKED if lock else _ONE, {"of": subscription_id}).first()


def subscriptions_of(db: sa.Connection, reach: Sequence[str] | None) -> Sequence[Row]:
    chosen = sa.select(subscriptions).where(under(subscriptions.c.agency_code, reach))
    return db.execute(chosen.order_by(subscriptions.c.id.desc()).limit(500)).all()


def account_of(db: sa.Connection, agency: str) -> Row | None:
    """The AMQP subscription of an agency that has not ended."""
    of_account = (subscriptions.c.way == "amqp") & (subscriptions.c.state != "ended")
    chosen = sa.select(subscriptions).where(subscriptions.c.agency_code == agency, of_account)
    return db.execute(chosen.with_for_update(key_share=True)).first()


def count_subscriptions(db: sa.Connection, agency: str) -> int:
    open_ones = (subscriptions.c.agency_code == agency) & (subscriptions.c.state != "ended")
    return int(db.execute(sa.select(sa.func.count()).select_from(subscriptions).where(open_ones)).scalar_one())


def change_subscription(db: sa.Connection, subscription_id: str, **values: Any) -> None:
    db.execute(subscriptions.update().where(subscriptions.c.id == subscription_id).values(**values))


def waiting_of(db: sa.Connection, subscription_ids: Sequence[str]) -> dict[str, int]:
    """How many events wait, by subscription."""
    counted = (
        sa.select(handovers.c.subscription_id, sa.func.count())
        .where(handovers.c.subscription_id.in_(subscription_ids), handovers.c.state == "pending")
        .group_by(handovers.c.subscription_id)
    )
    return {row[0]: row[1] for row in db.execute(counted)}


def standing(db: sa.Connection) -> dict[tuple[str, str], int]:
    """How many subscriptions there are, by way and state."""
    counted = sa.select(subscriptions.c.way, subscriptions.c.state, sa.func.count()).group_by(
        subscriptions.c.way, subscriptions.c.state
    )
    return {(way, state): count for way, state, count in db.execute(counted)}
