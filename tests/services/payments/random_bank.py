"""A bank that does at random everything a provider can do wrong, and its own honest books of the money.

It is the judge: what it took and what it gave back is written down here, apart from all code that is tested. Its
callbacks come late, twice, in any order, not at all, or from a forger; it answers enquiries when it likes, and refunds
now, later, never, or in silence. Callbacks of money are repeated until they are answered 00 or 02, at most nine times.
"""

import datetime as dt
import heapq
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.settings import Secret
from services.payments.adapters.provider import (
    Answer,
    ProviderAway,
    Question,
    RefundAnswer,
    RefundOrder,
    RefundQuestion,
)
from services.payments.adapters.vnpay import Vnpay
from services.payments.domain import vnpay, vnpay_refunds
from services.payments.domain.receipts import VIETNAM
from services.payments.settings import VnpayAccount

SECRET = "the-secret-of-the-tests"
TRIES = 9
ACCOUNT = VnpayAccount(
    "MOTCUA01", Secret(SECRET), "https://bank.test/pay", "https://bank.test/api", "https://portal.test/return"
)


@dataclass
class Order:
    """What the bank knows of one order: ``number`` and ``taken`` once it has the money."""

    txn_ref: str
    amount: int
    opened_at: dt.datetime
    number: str = ""
    taken: int = 0
    code: str = ""
    visible_at: dt.datetime | None = None
    refunds: list["Returned"] = field(default_factory=list)


@dataclass
class Returned:
    """Money that goes back; ``status`` is its end from ``ends_at`` on."""

    request_id: str
    number: str
    amount: int
    status: str
    ends_at: dt.datetime


class RandomBank(Vnpay):
    """The real signing and reading over a bank without a network."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(ACCOUNT, lambda: SECRET)
        self.chance = chance
        self.orders: dict[str, Order] = {}
        self.calls: list[tuple[dt.datetime, int, dict[str, str], int]] = []
        self.speaks = False
        """At last the bank answers everything truly: the end of the enquiry window."""
        self.forged = 0
        self._numbers = 14_000_000
        self._seq = 0

    # What payers do

    def open(self, txn_ref: str, amount: int, now: dt.datetime) -> None:
        self.orders[txn_ref] = Order(txn_ref, amount, now)

    def pay(self, txn_ref: str, now: dt.datetime) -> None:
        """The payer presses the button, and something happens."""
        order, chance = self.orders[txn_ref], self.chance
        if order.code:
            return
        what = chance.choices(
            ("paid", "refused", "cancelled", "paid-late", "paid-wrongly", "left"), (62, 8, 8, 10, 2, 10)
        )[0]
        if what == "left":
            if chance.random() < 0.3:
                self._forge(order, now)
            return
        order.code = {"refused": "51", "cancelled": "24"}.get(what, "00")
        order.visible_at = now
        if order.code == "00":
            self._numbers += 1
            order.number = str(self._numbers)
            order.taken = order.amount + (1000 if what == "paid-wrongly" else 0)
        if what == "paid-late":
            order.visible_at = now + dt.timedelta(minutes=chance.uniform(1, 600))
        if chance.random() < 0.1:
            self._forge(order, now)
        if chance.random() < 0.15:
            return  # No callback at all: only an enquiry finds it.
        for _ in range(chance.choices((1, 2, 3), (80, 15, 5))[0]):
            self._call(self._result(order), order.visible_at + self._delay())

    def _forge(self, order: Order, now: dt.datetime) -> None:
        """Somebody who has no secret says that it was paid."""
        self.forged += 1
        lie = Order(order.txn_ref, order.amount, now, str(90_000_000 + self.forged), order.amount, "00")
        params = self._result(lie)
        if order.taken and self.chance.random() < 0.5:
            params = self._result(order) | {"vnp_Amount": vnpay.wire_amount(order.amount + 5000)}
        else:
            params[vnpay.HASH] = vnpay.sign(vnpay.canonical(params), "a guess")
        self._call(params, now + self._delay())

    def _delay(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.chance.choice((0, 0, 1, 5, 60, 600, 3600, 20_000)) * self.chance.random())

    def _call(self, params: dict[str, str], at: dt.datetime, tries: int = 0) -> None:
        self._seq += 1
        heapq.heappush(self.calls, (at, self._seq, params, tries))

    def due_call(self, now: dt.datetime) -> tuple[dict[str, str], int] | None:
        """The next callback whose time has come."""
        if not self.calls or self.calls[0][0] > now:
            return None
        _, _, params, tries = heapq.heappop(self.calls)
        return params, tries

    def answered(self, params: dict[str, str], tries: int, answer: str, now: dt.datetime) -> None:
        """What the portal answered; "" for a connection that broke before or after it was heard."""
        if answer not in ("00", "02") and tries + 1 < TRIES and self.is_genuine(params):
            self._call(params, now + dt.timedelta(minutes=5 * (tries + 1)), tries + 1)

    def _result(self, order: Order) -> dict[str, str]:
        paid = order.code == "00"
        params = {
            "vnp_TmnCode": ACCOUNT.tmn_code,
            "vnp_Amount": vnpay.wire_amount(order.taken or order.amount),
            "vnp_BankCode": "NCB",
            "vnp_OrderInfo": "Nop le phi",
            "vnp_TransactionNo": order.number or "0",
            "vnp_ResponseCode": order.code,
            "vnp_TransactionStatus": "00" if paid else "02",
            "vnp_TxnRef": order.txn_ref,
        }
        return params | {vnpay.HASH: vnpay.sign(vnpay.canonical(params), SECRET)}

    # What the portal asks

    def ask(self, question: Question, now: dt.datetime) -> Answer:
        raw = self._enquiry(question.txn_ref, now)
        return Answer(vnpay.read_query_reply(raw), raw)

    def ask_refund(self, question: RefundQuestion, now: dt.datetime) -> RefundAnswer:
        raw = self._enquiry(question.txn_ref, now)
        return RefundAnswer(vnpay_refunds.read_refund_enquiry(raw, question.amount, question.known), raw)

    def refund(self, order: RefundOrder, now: dt.datetime) -> RefundAnswer:
        known, chance = self.orders[order.txn_ref], self.chance
        what = "done" if self.speaks else chance.choice(("done", "done", "slow", "refused", "late", "silent", "lost"))
        if what == "lost":
            raise ProviderAway("lost on the way")
        left = known.taken - sum(one.amount for one in known.refunds if one.status == "00")
        if any(one.request_id == order.request_id for one in known.refunds):
            raw = {"vnp_ResponseCode": "94"}
        elif what == "refused":
            raw = {"vnp_ResponseCode": "95"}
        elif order.amount > left:
            raw = {"vnp_ResponseCode": "02"}
        else:
            self._numbers += 1
            ends_at = now + dt.timedelta(hours=chance.uniform(0.1, 8) if what in ("slow", "late") else 0)
            made = Returned(
                order.request_id, str(self._numbers), order.amount, "09" if what == "late" else "00", ends_at
            )
            known.refunds.append(made)
            if what == "silent":
                raise ProviderAway("silence after it was done")
            raw = self._facts(made, now)
        return RefundAnswer(vnpay_refunds.read_refund_reply(raw), raw)

    def _enquiry(self, txn_ref: str, now: dt.datetime) -> Mapping[str, str]:
        if not self.speaks and self.chance.random() < 0.2:
            raise ProviderAway("silence")
        order = self.orders.get(txn_ref)
        if order is None or (order.visible_at is not None and order.visible_at > now):
            return {"vnp_ResponseCode": "91", "vnp_TxnRef": txn_ref}
        if order.refunds:
            return self._facts(order.refunds[-1], now) | {"vnp_TxnRef": txn_ref}
        status = {"": "01", "00": "00"}.get(order.code, "02")
        return {
            "vnp_ResponseCode": "00",
            "vnp_TransactionStatus": status,
            "vnp_TransactionType": "01",
            "vnp_TxnRef": txn_ref,
            "vnp_Amount": vnpay.wire_amount(order.taken or order.amount),
            "vnp_TransactionNo": order.number or "0",
        }

    @staticmethod
    def _facts(made: Returned, now: dt.datetime) -> dict[str, str]:
        return {
            "vnp_ResponseCode": "00",
            "vnp_TransactionStatus": made.status if made.ends_at <= now else "05",
            "vnp_TransactionType": "03",
            "vnp_Amount": vnpay.wire_amount(made.amount),
            "vnp_TransactionNo": made.number,
        }

    # Its books

    def taken(self) -> dict[str, int]:
        """What came in, by transaction number."""
        return {order.number: order.taken for order in self.orders.values() if order.taken}

    def day_files(self) -> dict[dt.date, str]:
        """What it took and paid back, as it hands it over: by the days in Vietnam on which it did."""
        files: dict[dt.date, list[str]] = {}

        def write(at: dt.datetime, *fields: object) -> None:
            line = ",".join(str(field) for field in (*fields, at.isoformat()))
            files.setdefault(at.astimezone(VIETNAM).date(), []).append(line)

        for order in self.orders.values():
            if order.taken and order.visible_at is not None:
                write(order.visible_at, order.txn_ref, order.number, "pay", order.taken)
            for made in order.refunds:
                if made.status == "00":
                    write(made.ends_at, order.txn_ref, made.number, "refund", made.amount)
        head = "txn_ref,transaction_no,type,amount,paid_at"
        return {day: "\n".join((head, *lines)) for day, lines in files.items()}

    def gave_back(self) -> int:
        """What went back, đồng."""
        return sum(one.amount for order in self.orders.values() for one in order.refunds if one.status == "00")
