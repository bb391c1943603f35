"""The sandbox bank's enquiry (querydr) and refund interface, in the protocol of VNPAY 2.1.0."""

import datetime as dt
from collections.abc import Mapping

from chassis.ids import new_id
from chassis.service import Storage, Work
from services.payments.domain import vnpay
from services.payments.domain.vnpay_codes import (
    QUERY_REPLY,
    QUERY_REQUEST,
    REFUND_REPLY,
    REFUND_REQUEST,
    SUCCESS,
)
from services.payments.sandbox_bank import books, desk
from services.payments.sandbox_bank.outcomes import Outcome


class SilentBank(Exception):
    """The outcome of this order is that the bank does not answer."""


def answer(storage: Storage, fields: Mapping[str, str]) -> dict[str, str]:
    """The signed answer to one request; `SilentBank` where the order's outcome is silence."""
    command = fields.get("vnp_Command", "")
    order_of = {"querydr": (QUERY_REQUEST, QUERY_REPLY), "refund": (REFUND_REQUEST, REFUND_REPLY)}
    asked, answered = order_of.get(command, (QUERY_REQUEST, QUERY_REPLY))
    with storage.work(desk.BANK) as work:
        secret = books.secret_of(work.db, fields.get("vnp_TmnCode", ""))
        if secret is None or command not in order_of or not fields.get("vnp_RequestId"):
            reply = _reply(fields, "02", "Invalid request")
        elif not vnpay.fields_are_genuine(fields, asked, secret):
            reply = _reply(fields, "97", "Invalid checksum")
        elif not books.is_fresh_request(work.db, fields["vnp_RequestId"], work.now):
            reply = _reply(fields, "94", "Request is duplicate")
        elif command == "querydr":
            reply = _enquiry(work, fields)
        else:
            reply = _refund(work, fields)
    return {**reply, vnpay.HASH: vnpay.sign_fields(reply, answered, secret or "")}


def _enquiry(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    order = books.find_order(work.db, fields["vnp_TmnCode"], fields.get("vnp_TxnRef", ""))
    if order is None or _is_hidden(order, work.now):
        return _reply(fields, "91", "Transaction not found")
    if order.outcome == Outcome.SILENT:
        raise SilentBank(order.txn_ref)
    if order.state == "open":
        return _reply(fields, SUCCESS, "QueryDR Success") | {
            "vnp_Amount": vnpay.wire_amount(order.amount),
            "vnp_TransactionStatus": "01",
        }
    return _reply(fields, SUCCESS, "QueryDR Success") | _facts(order)


def _refund(work: Work, fields: Mapping[str, str]) -> dict[str, str]:
    order = books.find_order(work.db, fields["vnp_TmnCode"], fields.get("vnp_TxnRef", ""), lock=True)
    if order is None or order.state != "paid":
        return _reply(fields, "91", "Transaction not found")
    amount = vnpay.read_amount(fields.get("vnp_Amount", ""))
    left = order.taken - order.refunded
    if not amount or amount > left or (fields.get("vnp_TransactionType") == "02" and amount != order.taken):
        return _reply(fields, "02", "Invalid amount")
    changed = books.change_order(work.db, order.seq, refunded=order.refunded + amount)
    return _reply(fields, SUCCESS, "Refund success") | {
        **_facts(changed),
        "vnp_Amount": fields["vnp_Amount"],
        "vnp_TransactionType": fields["vnp_TransactionType"],
    }


def _is_hidden(order: books.Row, now: dt.datetime) -> bool:
    return order.visible_at is not None and order.visible_at > now


def _reply(fields: Mapping[str, str], code: str, message: str) -> dict[str, str]:
    return {
        "vnp_ResponseId": new_id().replace("-", ""),
        "vnp_Command": fields.get("vnp_Command", ""),
        "vnp_ResponseCode": code,
        "vnp_Message": message,
        "vnp_TmnCode": fields.get("vnp_TmnCode", ""),
        "vnp_TxnRef": fields.get("vnp_TxnRef", ""),
        "vnp_OrderInfo": fields.get("vnp_OrderInfo", ""),
    }


def _facts(order: books.Row) -> dict[str, str]:
    return {
        "vnp_Amount": vnpay.wire_amount(order.taken or order.amount),
        "vnp_BankCode": "NCB",
        "vnp_PayDate": desk.pay_date(order),
        "vnp_TransactionNo": desk.transaction_no(order),
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": SUCCESS if order.state == "paid" else "02",
    }
