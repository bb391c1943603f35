"""What the sandbox bank remembers: its orders, the callbacks it still has to send, the requests it has answered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.payments.tables import bank_calls, bank_merchants, bank_orders, bank_refunds, bank_requests

Row = sa.Row[Any]

RETRIES = (5, 10, 30, 60, 60, 300, 300, 300, 300)
"""Seconds between two tries to send a callback that was not answered with 00 or 02; VNPAY, too, gives up at last."""
CLAIM = dt.timedelta(seconds=30)


def secret_of(db: sa.Connection, tmn_code: str) -> str | None:
    """The secret of a merchant that the bank knows."""
    wanted = sa.select(bank_merchants.c.secret).where(bank_merchants.c.tmn_code == tmn_code)
    found: str | None = db.execute(wanted).scalar()
    return found


def open_order(
    db: sa.Connection, params: Mapping[str, str], amount: int, now: dt.datetime, expires_at: dt.datetime
) -> Row:
    """The order of these parameters; opened again it is the one it was."""
    values = {
        "tmn_code": params["vnp_TmnCode"],
        "txn_ref": params["vnp_TxnRef"],
        "params": dict(params),
        "amount": amount,
        "state": "open",
        "opened_at": now,
        "expires_at": expires_at,
    }
    db.execute(insert(bank_orders).values(**values).on_conflict_do_nothing())
    found = find_order(db, params["vnp_TmnCode"], params["vnp_TxnRef"])
    if found is None:
        raise LookupError("the order was opened a moment ago")
    return found


def find_order(db: sa.Connection, tmn_code: str, txn_ref: str, *, lock: bool = False) -> Row | None:
    """One order of a merchant."""
    wanted = sa.select(bank_orders).where(bank_orders.c.tmn_code == tmn_code, bank_orders.c.txn_ref == txn_ref)
    return db.execute(wanted.with_for_update() if lock else wanted).first()


def change_order(db: sa.Connection, seq: int, **values: object) -> Row:
    changed = bank_orders.update().where(bank_orders.c.seq == seq).values(**values).returning(bank_orders)
    return db.execute(changed).one()


def plan_call(db: sa.Connection, txn_ref: str, query: str, due_at: dt.datetime) -> int:
    """A callback to send; gives its id."""
    planned = bank_calls.insert().values(txn_ref=txn_ref, query=query, due_at=due_at).returning(bank_calls.c.id)
    return int(db.execute(planned).scalar_one())


def claim_calls(db: sa.Connection, now: dt.datetime, limit: int, only: int | None = None) -> Sequence[Row]:
    """The callbacks whose turn it is, or the one asked for if it is due; nobody else sends them meanwhile."""
    due = (
        sa.select(bank_calls.c.id)
        .where(bank_calls.c.due_at <= now, sa.true() if only is None else bank_calls.c.id == only)
        .order_by(bank_calls.c.due_at, bank_calls.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = (
        bank_calls.update()
        .where(bank_calls.c.id == due.c.id)
        .values(due_at=now + CLAIM, tries=bank_calls.c.tries + 1)
        .returning(bank_calls)
    )
    return sorted(db.execute(claimed).all(), key=lambda row: int(row.id))


def note_answer(db: sa.Connection, call: Row, answer: str, now: dt.datetime) -> None:
    """What the merchant answered; other than 00 and 02 it is sent again, as long as there are tries left."""
    done = answer in ("00", "02") or call.tries > len(RETRIES)
    due_at = None if done else now + dt.timedelta(seconds=RETRIES[call.tries - 1])
    db.execute(bank_calls.update().where(bank_calls.c.id == call.id).values(last_answer=answer, due_at=due_at))


def is_fresh_request(db: sa.Connection, request_id: str, now: dt.datetime) -> bool:
    """Whether a request id is used for the first time; it is used up by asking."""
    fresh = insert(bank_requests).values(request_id=request_id, at=now).on_conflict_do_nothing()
    return db.execute(fresh.returning(bank_requests.c.request_id)).first() is not None


def add_refund(db: sa.Connection, **values: object) -> Row:
    """A refund that was taken; gives its row."""
    return db.execute(bank_refunds.insert().values(**values).returning(bank_refunds)).one()


def refunds_of(db: sa.Connection, order_seq: int) -> Sequence[Row]:
    """The refunds of an order, oldest first."""
    wanted = sa.select(bank_refunds).where(bank_refunds.c.order_seq == order_seq).order_by(bank_refunds.c.seq)
    return db.execute(wanted).all()
