"""Queries and writes of how agencies collect."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.payments.store import Row
from services.payments.tables import collectors

_c = collectors.c


def collector_of(db: sa.Connection, agency_code: str) -> Row | None:
    """How an agency collects now."""
    wanted = sa.select(collectors).where(_c.agency_code == agency_code, _c.agreed.is_(True))
    return db.execute(wanted.order_by(_c.decided_at.desc(), _c.id.desc()).limit(1)).first()


def takes_transfers(db: sa.Connection, agency_code: str) -> Row | None:
    """How an agency collects now, if money can be transferred to it: it has an account for that."""
    found = collector_of(db, agency_code)
    return found if found is not None and found.account_number else None


def collectors_by_account(db: sa.Connection, account_number: str) -> Sequence[Row]:
    """Whoever collects, or collected, into an account."""
    return db.execute(sa.select(collectors).where(_c.account_number == account_number, _c.agreed.is_(True))).all()


def proposals(db: sa.Connection, agency_code: str) -> Sequence[Row]:
    """All proposals of an agency, newest first."""
    return db.execute(sa.select(collectors).where(_c.agency_code == agency_code).order_by(_c.id.desc())).all()


def find_proposal(db: sa.Connection, proposal_id: str) -> Row | None:
    """A proposal, locked."""
    return db.execute(sa.select(collectors).where(_c.id == proposal_id).with_for_update()).first()


def is_open(db: sa.Connection, agency_code: str) -> bool:
    """Whether a proposal waits to be decided."""
    wanted = sa.exists().where(_c.agency_code == agency_code, _c.decided_at.is_(None))
    return bool(db.scalar(sa.select(wanted)))


def propose(db: sa.Connection, **values: object) -> bool:
    """One more proposal; False if another of the agency came at this moment."""
    added = insert(collectors).values(**values).on_conflict_do_nothing().returning(_c.id)
    return db.execute(added).first() is not None


def decide(db: sa.Connection, proposal_id: str, **values: object) -> None:
    db.execute(collectors.update().where(_c.id == proposal_id).values(**values))
