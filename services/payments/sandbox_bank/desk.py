"""What the sandbox bank decides: takes orders, takes (no real) money, and says what is to be told to whom."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.callers import system
from chassis.service import Storage, Work
from services.payments.domain import vnpay
from services.payments.domain.vnpay_codes import CANCELLED, SUCCESS
from services.payments.sandbox_bank import books
from services.payments.sandbox_bank.outcomes import PAID, SURPLUS, Outcome, outcome_of

BANK = system("sandbox-bank")
LATE_BY = dt.timedelta(minutes=10)
NUMBER_BASE = 14_000_000
"""Transaction numbers have eight digits, as VNPAY's do."""


class Refused(Exception):
    """An order that the bank does not take; ``code`` is VNPAY's, the sentences are for the payer."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(code)
        self.code, self.vi, self.en = code, vi, en


@dataclass(frozen=True, slots=True)
class Opened:
    """An order as its page shows it. ``done``: it was answered before and cannot be paid again."""

    tmn_code: str
    txn_ref: str
    amount: int
    info: str
    suggested: Outcome
    expires_at: dt.datetime
    return_url: str
    done: bool


def open_page(storage: Storage, params: Mapping[str, str]) -> Opened:
    """Check a pay URL as VNPAY does, and open its order."""
    own = {key: value for key, value in params.items() if key.startswith("vnp_")}
    with storage.work(BANK) as work:
        secret = books.secret_of(work.db, own.get("vnp_TmnCode", ""))
        if secret is None:
            raise Refused("72", "Đơn vị chấp nhận thanh toán không tồn tại.", "This merchant does not exist.")
        if not vnpay.is_genuine(own, secret):
            raise Refused("70", "Chữ ký không đúng.", "The signature is wrong.")
        amount = vnpay.read_amount(own.get("vnp_Amount", ""))
        expires_at = _read_time(own.get("vnp_ExpireDate", ""))
        if not amount or expires_at is None or not own.get("vnp_TxnRef") or not own.get("vnp_ReturnUrl"):
            raise Refused("03", "Dữ liệu gửi sang không đúng định dạng.", "The data sent have the wrong form.")
        order = books.open_order(work.db, own, amount, work.now, expires_at)
        if order.state == "open" and expires_at < work.now:
            raise Refused("15", "Giao dịch đã quá thời gian chờ thanh toán.", "The time to pay is over.")
        return _opened(order)


def pay(storage: Storage, tmn_code: str, txn_ref: str, chosen: str) -> tuple[str, int | None]:
    """The payer pressed a button. Gives where to send the browser and the callback that is due at once, if any.

    Pressed twice it answers the same and does nothing more.
    """
    with storage.work(BANK) as work:
        order = books.find_order(work.db, tmn_code, txn_ref, lock=True)
        secret = books.secret_of(work.db, tmn_code)
        if order is None or secret is None:
            raise Refused("91", "Không tìm thấy giao dịch.", "There is no such order.")
        if order.state != "open":
            return _return_url(order, secret), None
        if order.expires_at < work.now:
            raise Refused("15", "Giao dịch đã quá thời gian chờ thanh toán.", "The time to pay is over.")
        outcome = Outcome(chosen) if chosen in set(Outcome) else outcome_of(order.amount)
        order = _take(work, order, outcome)
        return _return_url(order, secret), _tell(work, order, outcome, secret)


def _take(work: Work, order: books.Row, outcome: Outcome) -> books.Row:
    paid = outcome in PAID
    code = {Outcome.REFUSED: "51", Outcome.CANCELLED: CANCELLED, Outcome.FORGED: "99", Outcome.SILENT: "99"}
    taken = order.amount + (SURPLUS if outcome is Outcome.WRONG_AMOUNT else 0)
    return books.change_order(
        work.db,
        order.seq,
        state="paid" if paid else "failed",
        outcome=outcome.value,
        response_code=code.get(outcome, SUCCESS),
        taken=taken if paid else 0,
        answered_at=work.now,
        visible_at=order.expires_at + LATE_BY if outcome is Outcome.LATE else work.now,
    )


def _tell(work: Work, order: books.Row, outcome: Outcome, secret: str) -> int | None:
    """Plan the callbacks of an outcome."""
    if outcome in (Outcome.SILENT, Outcome.NO_CALLBACK):
        return None
    if outcome is Outcome.FORGED:
        query = vnpay.signed_query(_result(order) | {"vnp_ResponseCode": "00", "vnp_TransactionStatus": "00"}, "forged")
    else:
        query = vnpay.signed_query(_result(order), secret)
    first = books.plan_call(work.db, order.txn_ref, query, order.visible_at)
    if outcome is Outcome.TWICE:
        books.plan_call(work.db, order.txn_ref, query, work.now + dt.timedelta(seconds=3))
    return None if outcome is Outcome.LATE else first


def transaction_no(order: books.Row) -> str:
    """The bank's number of a payment; 0 where no money moved, as VNPAY has it."""
    return str(NUMBER_BASE + order.seq) if order.state == "paid" else "0"


def pay_date(order: books.Row) -> str:
    return vnpay.wire_time(order.answered_at) if order.answered_at else ""


def _result(order: books.Row) -> dict[str, str]:
    """The parameters of callback and return."""
    paid = order.state == "paid"
    return {
        "vnp_TmnCode": order.tmn_code,
        "vnp_Amount": vnpay.wire_amount(order.taken or order.amount),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": f"VNP{transaction_no(order)}" if paid else "",
        "vnp_CardType": "ATM",
        "vnp_PayDate": pay_date(order),
        "vnp_OrderInfo": order.params.get("vnp_OrderInfo", ""),
        "vnp_TransactionNo": transaction_no(order),
        "vnp_ResponseCode": order.response_code,
        "vnp_TransactionStatus": SUCCESS if paid else "02",
        "vnp_TxnRef": order.txn_ref,
    }


def _return_url(order: books.Row, secret: str) -> str:
    url = order.params["vnp_ReturnUrl"]
    key = "forged" if order.outcome == Outcome.FORGED else secret
    return f"{url}{'&' if '?' in url else '?'}{vnpay.signed_query(_result(order), key)}"


def _opened(order: books.Row) -> Opened:
    return Opened(
        tmn_code=order.tmn_code,
        txn_ref=order.txn_ref,
        amount=order.amount,
        info=order.params.get("vnp_OrderInfo", ""),
        suggested=outcome_of(order.amount),
        expires_at=order.expires_at,
        return_url=order.params["vnp_ReturnUrl"],
        done=order.state != "open",
    )


def _read_time(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=vnpay.WIRE_ZONE)
    except ValueError:
        return None
