"""A bank that answers as a test tells it, with the real signing and reading."""

import datetime as dt

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
from services.payments.settings import VnpayAccount

SECRET = "the-secret-of-the-tests"
ACCOUNT = VnpayAccount(
    "MOTCUA01",
    Secret(SECRET),
    "https://bank.test/paymentv2/vpcpay.html",
    "https://bank.test/merchant_webapi/api/transaction",
    "https://portal.test/payments/vnpay/return",
)


class ScriptedBank(Vnpay):
    """The real signing and reading; to an enquiry it answers what the test wrote down, or nothing."""

    def __init__(self) -> None:
        super().__init__(ACCOUNT, lambda: SECRET)
        self.answers: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.refunded: list[RefundOrder] = []
        self.refund_answers: list[dict[str, str] | None] = []

    def ask(self, question: Question, now: dt.datetime) -> Answer:
        self.asked.append(question.txn_ref)
        if question.txn_ref not in self.answers:
            raise ProviderAway("silence")
        raw = self.answers[question.txn_ref] | {"vnp_TxnRef": question.txn_ref}
        return Answer(vnpay.read_query_reply(raw), raw)

    def refund(self, order: RefundOrder, now: dt.datetime) -> RefundAnswer:
        """The next of the answers written down for refunds (None: silence); without one, it is done."""
        self.refunded.append(order)
        answer = self.refund_answers.pop(0) if self.refund_answers else self.refund_done(order)
        if answer is None:
            raise ProviderAway("silence")
        return RefundAnswer(vnpay_refunds.read_refund_reply(answer), answer)

    def ask_refund(self, question: RefundQuestion, now: dt.datetime) -> RefundAnswer:
        answer = self.refund_answers.pop(0) if self.refund_answers else None
        if answer is None:
            raise ProviderAway("silence")
        return RefundAnswer(vnpay_refunds.read_refund_enquiry(answer, question.amount, question.known), answer)

    def refund_done(self, order: RefundOrder) -> dict[str, str]:
        return self.says_of_refund("00", order.amount, number=str(24_000_000 + len(self.refunded)))

    def says_of_refund(self, status: str, amount: int, *, number: str = "24000001", kind: str = "02") -> dict[str, str]:
        """An answer about a refund: 00 done, 05 and 06 under way, 09 refused."""
        return {
            "vnp_ResponseCode": "00",
            "vnp_TransactionType": kind,
            "vnp_TransactionStatus": status,
            "vnp_Amount": vnpay.wire_amount(amount),
            "vnp_TransactionNo": number,
        }
