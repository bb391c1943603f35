"""Queries and writes of people's rights to their data; each runs in the transaction it is given."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.tables import audit
from services.accounts.tables import accounts, agencies, consents, corrections, staff

Row = sa.Row[Any]


# Consents


def lock_consents(db: sa.Connection, account_id: str) -> None:
    """Make changes to one person's consents wait for each other until the end of the transaction."""
    key = f"consents:{account_id}"
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))


def add_consent(db: sa.Connection, **values: Any) -> Row:
    return db.execute(consents.insert().values(**values).returning(consents)).one()


def standing_consents(db: sa.Connection, account_id: str) -> dict[str, Row]:
    """The last thing a person said, for each purpose."""
    chosen = sa.select(consents).where(consents.c.account_id == account_id)
    last = chosen.ext(distinct_on(consents.c.purpose)).order_by(consents.c.purpose, consents.c.seq.desc())
    return {row.purpose: row for row in db.execute(last)}


def consent_history(db: sa.Connection, account_id: str, before: int | None, limit: int) -> Sequence[Row]:
    """What a person said before a place in the ledger, the newest first."""
    chosen = sa.select(consents).where(consents.c.account_id == account_id)
    if before is not None:
        chosen = chosen.where(consents.c.seq < before)
    return db.execute(chosen.order_by(consents.c.seq.desc()).limit(limit)).all()


# Corrections


def add_correction(db: sa.Connection, **values: Any) -> Row:
    return db.execute(corrections.insert().values(**values).returning(corrections)).one()


def correction(db: sa.Connection, correction_id: str) -> Row | None:
    return db.execute(sa.select(corrections).where(corrections.c.id == correction_id)).first()


def lock_correction(db: sa.Connection, correction_id: str) -> Row | None:
    """A correction, held until the end of the transaction, so that it is decided by one at a time."""
    return db.execute(sa.select(corrections).where(corrections.c.id == correction_id).with_for_update()).first()


def change_correction(db: sa.Connection, correction_id: str, **values: Any) -> Row:
    changed = corrections.update().where(corrections.c.id == correction_id).values(**values)
    return db.execute(changed.returning(corrections)).one()


def waiting_correction(db: sa.Connection, account_id: str) -> Row | None:
    """The request of a person that is not decided."""
    chosen = sa.select(corrections).where(corrections.c.account_id == account_id, corrections.c.state == "asked")
    return db.execute(chosen).first()


def corrections_of(db: sa.Connection, account_id: str) -> Sequence[Row]:
    """The newest corrections of a person."""
    chosen = sa.select(corrections).where(corrections.c.account_id == account_id)
    return db.execute(chosen.order_by(corrections.c.id.desc()).limit(100)).all()


def waiting_corrections(db: sa.Connection, after: str, limit: int) -> Sequence[Row]:
    """Requests that wait for a decision after one of them, the oldest first, with the name of the person."""
    joined = corrections.join(accounts, accounts.c.id == corrections.c.account_id)
    chosen = sa.select(corrections, accounts.c.name).select_from(joined)
    chosen = chosen.where(corrections.c.state == "asked", corrections.c.id > after, accounts.c.active)
    return db.execute(chosen.order_by(corrections.c.id).limit(limit)).all()


# Looks


def acts_about(db: sa.Connection, person: str, actor_kind: str, before: int | None, limit: int) -> Sequence[Row]:
    """Acts of one kind of actor about a person before a place in the trail, the newest first, with who acted."""
    joined = audit.outerjoin(staff, staff.c.id == audit.c.actor).outerjoin(agencies, agencies.c.code == audit.c.agency)
    chosen = sa.select(audit, staff.c.name, agencies.c.name.label("agency_name")).select_from(joined)
    chosen = chosen.where(audit.c.about == person, audit.c.actor_kind == actor_kind, audit.c.outcome == "done")
    if before is not None:
        chosen = chosen.where(audit.c.seq < before)
    return db.execute(chosen.order_by(audit.c.seq.desc()).limit(limit)).all()
