"""Queries and writes of bank transfers."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from services.payments.store import Row
from services.payments.tables import bank_lines, obligations

_b = bank_lines.c
_IMPORTS: Final = 0x6D63_696D  # "mcim": apart from other advisory locks


def obligation_by_reference(db: sa.Connection, reference: str) -> Row | None:
    """The obligation that a reference was given to, locked."""
    wanted = sa.select(obligations).where(obligations.c.transfer_ref == reference)
    return db.execute(wanted.with_for_update()).first()


def alone_at(db: sa.Connection, accounts: Sequence[str]) -> None:
    """Wait for whoever else imports statements of these accounts, which are in order, until the commit: what they take
    in is known then."""
    for account in accounts:
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(_IMPORTS, sa.func.hashtext(account))))


def hold_obligations(db: sa.Connection, references: Sequence[str]) -> None:
    """Lock all obligations that a statement names, before the first takes a number of a receipt: whoever settles one
    holds it while they wait for that number. The newest first, as those of one dossier are."""
    wanted = sa.select(obligations.c.id).where(obligations.c.transfer_ref.in_(references))
    db.execute(wanted.order_by(obligations.c.id.desc()).with_for_update())


def is_known(db: sa.Connection, account_number: str, transaction_no: str) -> bool:
    """Whether a movement was imported before."""
    wanted = sa.exists().where(_b.account_number == account_number, _b.transaction_no == transaction_no)
    return bool(db.scalar(sa.select(wanted)))


def add_line(db: sa.Connection, **values: object) -> Row:
    return db.execute(bank_lines.insert().values(**values).returning(bank_lines)).one()


def lines_between(
    db: sa.Connection, agency_code: str, first: dt.date, last: dt.date, outcome: str, limit: int = 1000
) -> Sequence[Row]:
    """Movements on an agency's accounts, newest first."""
    wanted = sa.select(bank_lines).where(_b.agency_code == agency_code, _b.booked_on.between(first, last))
    if outcome:
        wanted = wanted.where(_b.outcome == outcome)
    return db.execute(wanted.order_by(_b.booked_on.desc(), _b.id.desc()).limit(limit)).all()
