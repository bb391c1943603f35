"""Receipts as they were signed; added, never changed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.statements import insert_later
from services.dossiers.tables import receipts

Row = sa.Row[Any]


def add(db: sa.Connection, **values: Any) -> None:
    """One more receipt; the dossier's row must be locked."""
    insert_later(db, receipts, values)


def next_number(db: sa.Connection, dossier_id: str) -> int:
    """1, 2, 3… for each dossier."""
    last = sa.select(sa.func.coalesce(sa.func.max(receipts.c.number), 0)).where(receipts.c.dossier_id == dossier_id)
    return int(db.execute(last).scalar_one()) + 1


def of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """All receipts of a dossier, oldest first."""
    chosen = sa.select(receipts).where(receipts.c.dossier_id == dossier_id)
    return db.execute(chosen.order_by(receipts.c.number)).all()
