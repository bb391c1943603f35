"""What the sandbox bank took and paid back on a day, as providers hand it over the next morning.

`domain/reconciling` reads it. Who asks proves to be the merchant by HMAC-SHA512 over ``terminal|day`` with the shared
secret.
"""

import csv
import datetime as dt
import hmac
import io

import sqlalchemy as sa

from chassis.service import Storage
from services.payments.domain import vnpay
from services.payments.domain.reconciling import bounds
from services.payments.domain.vnpay_codes import SUCCESS
from services.payments.sandbox_bank import books, desk, refunding
from services.payments.tables import bank_orders, bank_refunds

PATH = "/merchant_webapi/day-file"


class NotTheMerchant(Exception):
    """Whoever asks cannot prove to be the merchant."""


def signature(tmn_code: str, day: str, secret: str) -> str:
    """What proves the merchant."""
    return vnpay.sign(f"{tmn_code}|{day}", secret)


def day_file(storage: Storage, tmn_code: str, day: str, signed: str) -> str:
    """The file of a day (YYYY-MM-DD), or `NotTheMerchant`; ValueError for what is no day."""
    first, last = bounds(dt.date.fromisoformat(day))
    with storage.read() as db:
        secret = books.secret_of(db, tmn_code)
        if secret is None or not hmac.compare_digest(signature(tmn_code, day, secret), signed):
            raise NotTheMerchant(tmn_code)
        order = bank_orders.c
        taken = sa.select(bank_orders).where(
            order.tmn_code == tmn_code, order.state == "paid", order.answered_at >= first, order.answered_at < last
        )
        orders = db.execute(taken.order_by(order.seq)).all()
        back = bank_refunds.c
        returned = (
            sa.select(order.txn_ref, back.seq, back.amount, back.ends_at)
            .join(bank_orders, order.seq == back.order_seq)
            .where(order.tmn_code == tmn_code, back.ends_as == SUCCESS, back.ends_at >= first, back.ends_at < last)
        )
        refunds = db.execute(returned.order_by(back.seq)).all()
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["txn_ref", "transaction_no", "type", "amount", "paid_at"])
    for one in orders:
        table.writerow([one.txn_ref, desk.transaction_no(one), "pay", one.taken, one.answered_at.isoformat()])
    for txn_ref, seq, amount, ends_at in refunds:
        table.writerow([txn_ref, refunding.transaction_no(seq), "refund", amount, ends_at.isoformat()])
    return text.getvalue()
