"""The sandbox bank's enquiry (querydr) and refund interface, in the protocol of VNPAY 2.1.0."""

import datetime as dt
from collections.abc import Mapping

from chassis.service import Storage, Work
from services.payments.domain import vnpay
from services.payments.domain.vnpay_codes import SUCCESS
from services.payments.domain.vnpay_fields import QUERY_REPLY, QUERY_REQUEST, REFUND_REPLY, REFUND_REQUEST
from services.payments.sandbox_bank import books, desk, refunding
from services.payments.sandbox_bank.outcomes import Outcome
from services.payments.sandbox_bank.refunding import reply_to


class SilentBank(Exception):
    """The outcome of this order is that the bank does not answer."""


def answer(storage: Storage, fields: Mapping[str, str]) -> dict[str, str]:
    """The signed answer to one request; `SilentBank` where the order's outcome is silence."""
    command = fields.get("vnp_Command", "")
    order_of = {"querydr": (QUERY_REQUEST, QUERY_REPLY), "refund": (REFUND_REQUEST, REFUND_REPLY)}
    asked, answered = order_of.get(command, (QUERY_REQUEST, QUERY_REPLY))
    with storage.work(desk.BANK) as work:
        secret = books.secret_of(work.db, fields.get("vnp_TmnCode", ""))
        reply: dict[str, str] | None
        if secret is None or command not in order_of or not fields.get("vnp_RequestId"):
            reply = reply_to(fields, "02", "Invalid request")
        elif not vnpay.fields_are_genuine(fields, asked, secret):
            reply = reply_to(fields, "97", "Invalid checksum")
        elif command == "refund" and _is_lost(work, fields):
            reply = None
        elif not books.is_fresh_request(work.db, fields["vnp_RequestId"], work.now):
            reply = reply_to(fields, "94", "Request is duplicate")
        elif command == "querydr":
            reply = _enquiry(work, fields)
        else:
            reply = refunding.refund(work, fields)
    if reply is None:
        raise SilentBank(fields.get("vnp_TxnRef", ""))
    return {**reply, vnpay.HASH: vnpay.sign_fields(reply, answered, secret or "")}


def _is_lost(work: Work, fields: Mapping[str, str]) -> bool:
    """Whether the order's outcome is that this request is lost; the second time it is not."""
    order = books.find_order(work.db, fields["vnp_TmnCode"], fields.get("vnp_TxnRef", ""))
    lost = order is not None and order.outcome == Outcome.REFUND_LOST
    return lost and books.is_fresh_request(work.db, f"lost:{fields['vnp_RequestId']}", work.now)


def _enquiry(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    order = books.find_order(work.db, fields["vnp_TmnCode"], fields.get("vnp_TxnRef", ""))
    if order is None or _is_hidden(order, work.now):
        return reply_to(fields, "91", "Transaction not found")
    if order.outcome == Outcome.SILENT:
        raise SilentBank(order.txn_ref)
    if order.state == "open":
        return reply_to(fields, SUCCESS, "QueryDR Success") | {
            "vnp_Amount": vnpay.wire_amount(order.amount),
            "vnp_TransactionStatus": "01",
        }
    facts = refunding.newest(work, order) or _facts(order)
    return reply_to(fields, SUCCESS, "QueryDR Success") | facts


def _is_hidden(order: books.Row, now: dt.datetime) -> bool:
    return order.visible_at is not None and order.visible_at > now


def _facts(order: books.Row) -> dict[str, str]:
    return {
        "vnp_Amount": vnpay.wire_amount(order.taken or order.amount),
        "vnp_BankCode": "NCB",
        "vnp_PayDate": desk.pay_date(order),
        "vnp_TransactionNo": desk.transaction_no(order),
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": SUCCESS if order.state == "paid" else "02",
    }
