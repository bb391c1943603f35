"""VNPAY 2.1.0 over HTTPS; the sandbox bank speaks the same protocol, so this adapter is used for both."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence

import requests

from chassis.breaker import Breaker
from chassis.errors import PortalError
from chassis.ids import new_id
from services.payments.adapters.provider import (
    Answer,
    ProviderAway,
    Question,
    RefundAnswer,
    RefundOrder,
    RefundQuestion,
)
from services.payments.domain import vnpay, vnpay_fields, vnpay_refunds
from services.payments.domain.vnpay import Order, Report
from services.payments.settings import VnpayAccount

CONNECT_TIMEOUT = 3.0
READ_TIMEOUT = 5.0
SERVER_ADDRESS = "127.0.0.1"
"""vnp_IpAddr of our own requests: required by the protocol, not used by VNPAY to decide anything."""
CREATED_BY = "motcua"
"""vnp_CreateBy of refunds: who of the staff asked is in our books, and is nobody else's concern."""
ANSWER_LIMIT = 64_000


class Vnpay:
    """The account of one merchant. ``secret`` is asked for at each use, as the sandbox makes its own on first use."""

    name = "vnpay"

    def __init__(self, account: VnpayAccount, secret: Callable[[], str]) -> None:
        self._account = account
        self._secret = secret
        self._session = requests.Session()
        # A merchant's traffic to its bank must not be led elsewhere by a proxy variable of the environment.
        self._session.trust_env = False
        self._breaker = Breaker("vnpay", counts=(requests.RequestException, ProviderAway))

    @property
    def is_away(self) -> bool:
        return self._breaker.state == "open"

    @property
    def return_url(self) -> str:
        return self._account.return_url

    def pay_url(self, order: Order) -> str:
        params = vnpay.pay_params(order, self._account.tmn_code)
        return f"{self._account.pay_url}?{vnpay.signed_query(params, self._secret())}"

    def is_genuine(self, params: Mapping[str, str]) -> bool:
        ours = params.get("vnp_TmnCode") == self._account.tmn_code
        return vnpay.is_genuine(params, self._secret()) and ours

    def read(self, params: Mapping[str, str]) -> Report:
        return vnpay.read_callback(params)

    def ask(self, question: Question, now: dt.datetime) -> Answer:
        raw = self._enquire(question.txn_ref, question.created_at, now)
        return Answer(vnpay.read_query_reply({**raw, "vnp_TxnRef": question.txn_ref}), raw)

    def refund(self, order: RefundOrder, now: dt.datetime) -> RefundAnswer:
        fields = {
            "vnp_RequestId": order.request_id,
            "vnp_Version": vnpay.VERSION,
            "vnp_Command": "refund",
            "vnp_TmnCode": self._account.tmn_code,
            "vnp_TransactionType": vnpay_refunds.WHOLE if order.full else vnpay_refunds.PART,
            "vnp_TxnRef": order.txn_ref,
            "vnp_Amount": vnpay.wire_amount(order.amount),
            "vnp_TransactionNo": order.transaction_no,
            "vnp_TransactionDate": vnpay.wire_time(order.created_at),
            "vnp_CreateBy": CREATED_BY,
            "vnp_CreateDate": vnpay.wire_time(now),
            "vnp_IpAddr": SERVER_ADDRESS,
            "vnp_OrderInfo": vnpay.plain(order.reason),
        }
        raw = self._exchange(fields, vnpay_fields.REFUND_REQUEST, vnpay_fields.REFUND_REPLY)
        return RefundAnswer(vnpay_refunds.read_refund_reply(raw), raw)

    def ask_refund(self, question: RefundQuestion, now: dt.datetime) -> RefundAnswer:
        raw = self._enquire(question.txn_ref, question.created_at, now)
        return RefundAnswer(vnpay_refunds.read_refund_enquiry(raw, question.amount, question.known), raw)

    def _enquire(self, txn_ref: str, created_at: dt.datetime, now: dt.datetime) -> dict[str, str]:
        fields = {
            "vnp_RequestId": new_id().replace("-", ""),
            "vnp_Version": vnpay.VERSION,
            "vnp_Command": "querydr",
            "vnp_TmnCode": self._account.tmn_code,
            "vnp_TxnRef": txn_ref,
            "vnp_TransactionDate": vnpay.wire_time(created_at),
            "vnp_CreateDate": vnpay.wire_time(now),
            "vnp_IpAddr": SERVER_ADDRESS,
            "vnp_OrderInfo": f"Truy van giao dich {txn_ref}",
        }
        raw = self._exchange(fields, vnpay_fields.QUERY_REQUEST, vnpay_fields.QUERY_REPLY)
        if raw.get("vnp_TxnRef", txn_ref) not in ("", txn_ref):
            raise ProviderAway("the answer is about another order")
        return raw

    def _exchange(self, fields: dict[str, str], asked: Sequence[str], answered: Sequence[str]) -> dict[str, str]:
        """One signed question and its checked answer; every other outcome is `ProviderAway`."""
        signed = {**fields, vnpay.HASH: vnpay.sign_fields(fields, asked, self._secret())}
        try:
            return self._breaker.call(lambda: self._post(signed, answered))
        except (requests.RequestException, PortalError) as away:
            raise ProviderAway(type(away).__name__) from away

    def _post(self, signed: dict[str, str], answered: Sequence[str]) -> dict[str, str]:
        with self._session.post(
            self._account.api_url,
            json=signed,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            allow_redirects=False,
            stream=True,
        ) as response:
            response.raise_for_status()
            body = response.raw.read(ANSWER_LIMIT, decode_content=True)
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise ProviderAway("the answer is not JSON") from None
        if not isinstance(found, dict):
            raise ProviderAway("the answer is not an object")
        raw = {str(key): "" if value is None else str(value) for key, value in found.items()}
        if not vnpay.fields_are_genuine(raw, answered, self._secret()):
            raise ProviderAway("the answer is not signed by the provider")
        return raw
