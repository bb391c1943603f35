"""How the sandbox bank pays back. A refund is a transaction with a number and an end of its own.

VNPAY does not say what an enquiry shows of a payment that was paid back more than once; here it is the newest refund.
"""

import datetime as dt
from collections.abc import Mapping

from chassis.ids import new_id
from chassis.service import Work
from services.payments.domain import vnpay
from services.payments.domain.vnpay_codes import SUCCESS
from services.payments.domain.vnpay_refunds import WHOLE
from services.payments.sandbox_bank import books
from services.payments.sandbox_bank.outcomes import Outcome

TAKES = dt.timedelta(seconds=10)
"""How long a refund takes that does not end at once."""
NUMBER_BASE = 24_000_000


def refund(work: Work, fields: Mapping[str, str]) -> dict[str, str] | None:
    """The answer to a refund request that is genuine and new; None for silence."""
    order = books.find_order(work.db, fields["vnp_TmnCode"], fields.get("vnp_TxnRef", ""), lock=True)
    if order is None or order.state != "paid":
        return reply_to(fields, "91", "Transaction not found")
    if order.outcome == Outcome.REFUND_REFUSED:
        return reply_to(fields, "95", "Transaction was not successful")
    amount = vnpay.read_amount(fields.get("vnp_Amount", ""))
    left = order.taken - sum(row.amount for row in books.refunds_of(work.db, order.seq) if _counts(row, work.now))
    if not amount or amount > left or (fields.get("vnp_TransactionType") == WHOLE and amount != order.taken):
        return reply_to(fields, "02", "Invalid amount")
    slow = order.outcome in (Outcome.REFUND_SLOW, Outcome.REFUND_REFUSED_LATE)
    made = books.add_refund(
        work.db,
        order_seq=order.seq,
        amount=amount,
        type=fields["vnp_TransactionType"],
        ends_as="09" if order.outcome == Outcome.REFUND_REFUSED_LATE else SUCCESS,
        at=work.now,
        ends_at=work.now + TAKES if slow else work.now,
    )
    if order.outcome == Outcome.REFUND_SILENT:
        return None
    return reply_to(fields, SUCCESS, "Refund success") | _facts(made, work.now)


def newest(work: Work, order: books.Row) -> dict[str, str]:
    """What an enquiry shows of the newest refund of an order; empty where there is none."""
    made = books.refunds_of(work.db, order.seq)
    return _facts(made[-1], work.now) if made else {}


def transaction_no(seq: int) -> str:
    """The bank's number of a refund."""
    return str(NUMBER_BASE + seq)


def reply_to(fields: Mapping[str, str], code: str, message: str) -> dict[str, str]:
    """What every answer begins with."""
    return {
        "vnp_ResponseId": new_id().replace("-", ""),
        "vnp_Command": fields.get("vnp_Command", ""),
        "vnp_ResponseCode": code,
        "vnp_Message": message,
        "vnp_TmnCode": fields.get("vnp_TmnCode", ""),
        "vnp_TxnRef": fields.get("vnp_TxnRef", ""),
        "vnp_OrderInfo": fields.get("vnp_OrderInfo", ""),
    }


def _counts(row: books.Row, now: dt.datetime) -> bool:
    return bool(row.ends_as == SUCCESS or row.ends_at > now)


def _facts(row: books.Row, now: dt.datetime) -> dict[str, str]:
    return {
        "vnp_Amount": vnpay.wire_amount(row.amount),
        "vnp_BankCode": "NCB",
        "vnp_PayDate": vnpay.wire_time(row.at),
        "vnp_TransactionNo": transaction_no(row.seq),
        "vnp_TransactionType": row.type,
        "vnp_TransactionStatus": row.ends_as if row.ends_at <= now else {SUCCESS: "05"}.get(row.ends_as, "06"),
    }
