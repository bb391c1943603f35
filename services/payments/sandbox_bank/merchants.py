"""The secret that the sandbox bank shares with a merchant: made at random on first use, never configured or printed."""

import secrets

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.callers import system
from chassis.service import Storage
from services.payments.tables import bank_merchants


def secret_of(storage: Storage, tmn_code: str) -> str:
    """The merchant's secret; two who ask at once for the first time get the same."""
    with storage.work(system("sandbox-bank")) as work:
        fresh = insert(bank_merchants).values(tmn_code=tmn_code, secret=secrets.token_hex(32))
        work.db.execute(fresh.on_conflict_do_nothing())
        wanted = sa.select(bank_merchants.c.secret).where(bank_merchants.c.tmn_code == tmn_code)
        return str(work.db.execute(wanted).scalar_one())
