"""Sums of the ledger. No balance is kept anywhere: each is the sum of all lines ever booked."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from services.payments.store import Row
from services.payments.tables import ledger_entries, ledger_transfers, obligations

_e, _t = ledger_entries.c, ledger_transfers.c


def opening(db: sa.Connection, agency_code: str, before: dt.datetime) -> dict[tuple[str, str], int]:
    """How each account of an agency stood at a moment."""
    wanted = (
        sa.select(_e.account, _e.head, sa.func.sum(_e.amount))
        .join(ledger_transfers, _t.id == _e.transfer_id)
        .where(_e.agency_code == agency_code, _t.at < before)
        .group_by(_e.account, _e.head)
    )
    return {(account, head): int(amount) for account, head, amount in db.execute(wanted)}


def names_of_heads(db: sa.Connection, agency_code: str) -> dict[str, str]:
    """What each fee head in an agency's books is called, by what was booked on it last."""
    last = (
        sa.select(_e.head, _t.obligation_id)
        .join(ledger_transfers, _t.id == _e.transfer_id)
        .where(_e.agency_code == agency_code, _t.obligation_id.is_not(None))
        .order_by(_e.head, _t.at.desc())
        .ext(distinct_on(_e.head))
        .subquery()
    )
    wanted = sa.select(last.c.head, obligations.c["items"]).join(obligations, obligations.c.id == last.c.obligation_id)
    found = ((head, item) for head, items in db.execute(wanted) for item in items if item["head"] == head)
    return {head: str(item["label"]) for head, item in found}


def moved(db: sa.Connection, agency_code: str, first: dt.datetime, last: dt.datetime) -> Sequence[Row]:
    """Debits and credits of each account on each day in Vietnam, within a time."""
    day = sa.cast(sa.func.timezone("Asia/Ho_Chi_Minh", _t.at), sa.Date).label("day")
    wanted = (
        sa.select(
            _e.account,
            _e.head,
            day,
            sa.func.coalesce(sa.func.sum(_e.amount).filter(_e.amount > 0), 0).label("debit"),
            sa.func.coalesce(-sa.func.sum(_e.amount).filter(_e.amount < 0), 0).label("credit"),
        )
        .join(ledger_transfers, _t.id == _e.transfer_id)
        .where(_e.agency_code == agency_code, _t.at >= first, _t.at < last)
        .group_by(_e.account, _e.head, day)
    )
    return db.execute(wanted.order_by(_e.account, _e.head, day)).all()
