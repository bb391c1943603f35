"""Queries and writes of people's rights to their data; each runs in the transaction it is given."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from services.accounts.tables import consents

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
