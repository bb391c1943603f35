"""Queries of receipts and of their counter-receipts."""

from collections.abc import Sequence

import sqlalchemy as sa

from services.payments.store import Row
from services.payments.tables import receipts

_r = receipts.c


def receipts_of_payment(db: sa.Connection, payment_id: str) -> Sequence[Row]:
    """The receipt of a payment with all that came to it, oldest first."""
    return db.execute(sa.select(receipts).where(_r.payment_id == payment_id).order_by(_r.id)).all()


def counters_of(db: sa.Connection, receipt_id: str) -> Sequence[Row]:
    """The counter-receipts that name a receipt, oldest first."""
    return db.execute(sa.select(receipts).where(_r.counters == receipt_id).order_by(_r.id)).all()
