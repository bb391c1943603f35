"""Delegations, as far as dossiers filed by them need to know."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.dossiers.tables import mandates

Row = sa.Row[Any]


def put(db: sa.Connection, **values: Any) -> None:
    """One that was accepted; told again it is the same."""
    db.execute(insert(mandates).values(**values).on_conflict_do_nothing())


def by_which(
    db: sa.Connection, principal_id: str, delegate_id: str, procedure_code: str, day: dt.date, at: dt.datetime
) -> Row | None:
    """The delegation by which somebody could file for somebody at a time; the one with a paper, then the newest."""
    m = mandates.c
    chosen = sa.select(mandates).where(
        m.principal_id == principal_id,
        m.delegate_id == delegate_id,
        m.granted_at <= at,
        m.valid_from <= day,
        m.valid_to >= day,
        sa.or_(sa.func.cardinality(m.procedures) == 0, sa.literal(procedure_code) == sa.any_(m.procedures)),
    )
    return db.execute(chosen.order_by((m.size > 0).desc(), m.granted_at.desc()).limit(1)).first()


def forget(db: sa.Connection, account_id: str) -> None:
    """Delete those of a person who was erased; their papers are deleted with the account."""
    theirs = sa.or_(mandates.c.principal_id == account_id, mandates.c.delegate_id == account_id)
    db.execute(mandates.delete().where(theirs))
