"""What VNPAY 2.1.0 says about a refund: in the answer to the request, and in the answer to an enquiry afterwards.

A refund is a transaction of its own at VNPAY, with its own vnp_TransactionNo and a vnp_TransactionType (02 whole,
03 part). An enquiry (querydr) names the payment; its answer is about the refund as soon as VNPAY knows of one.
"""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from services.payments.domain.vnpay import read_amount
from services.payments.domain.vnpay_codes import SUCCESS

WHOLE: Final = "02"
PART: Final = "03"


class RefundVerdict(enum.StrEnum):
    """What a message of the provider says about money that was to go back."""

    DONE = "done"
    PENDING = "pending"
    REFUSED = "refused"
    NONE = "none"  # the provider knows of no such refund
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class RefundReport:
    """What the provider told about one refund. ``number`` is its own of the refund, empty where it gave none."""

    verdict: RefundVerdict
    amount: int | None
    number: str
    code: str


_BY_STATUS: Final[Mapping[str, RefundVerdict]] = {
    "00": RefundVerdict.DONE,
    "05": RefundVerdict.PENDING,
    "06": RefundVerdict.PENDING,
    "09": RefundVerdict.REFUSED,
}
# 02, 03, 91, 95: VNPAY did nothing and will not. 94: it has the request already. 97 and the rest: who knows; it is
# asked before anything is sent again.
_BY_CODE: Final[Mapping[str, RefundVerdict]] = {
    "02": RefundVerdict.REFUSED,
    "03": RefundVerdict.REFUSED,
    "91": RefundVerdict.REFUSED,
    "95": RefundVerdict.REFUSED,
    "94": RefundVerdict.PENDING,
}


def read_refund_reply(fields: Mapping[str, str]) -> RefundReport:
    """What the answer to a refund request says, once its signature was found genuine.

    00 without a status means that it was taken, not that the money has moved.
    """
    code = fields.get("vnp_ResponseCode", "")[:10]
    if code == SUCCESS:
        status = fields.get("vnp_TransactionStatus", "")[:10]
        verdict = _BY_STATUS.get(status, RefundVerdict.PENDING)
        return _report(verdict, fields, f"status:{status or '05'}")
    return _report(_BY_CODE.get(code, RefundVerdict.UNCLEAR), fields, f"code:{code}")


def read_refund_enquiry(fields: Mapping[str, str], amount: int, known: Collection[str]) -> RefundReport:
    """What the answer to an enquiry about the payment says of a refund of ``amount`` đồng.

    ``known`` are the numbers of this payment's earlier refunds, which are not meant. A refund of another amount is not
    ours either: then people have to look.
    """
    code, status = fields.get("vnp_ResponseCode", ""), fields.get("vnp_TransactionStatus", "")[:10]
    if code != SUCCESS:
        return _report(RefundVerdict.UNCLEAR, fields, f"code:{code[:10]}")
    number = fields.get("vnp_TransactionNo", "")
    if fields.get("vnp_TransactionType") not in (WHOLE, PART) or (number and number in known):
        return RefundReport(RefundVerdict.NONE, None, "", "")
    verdict = _BY_STATUS.get(status, RefundVerdict.UNCLEAR)
    report = _report(verdict, fields, f"status:{status}")
    if report.amount != amount:
        return _report(RefundVerdict.UNCLEAR, fields, "code:99")
    return report


def _report(verdict: RefundVerdict, fields: Mapping[str, str], code: str) -> RefundReport:
    number = fields.get("vnp_TransactionNo", "")[:100]
    return RefundReport(verdict, read_amount(fields.get("vnp_Amount", "")), "" if number == "0" else number, code)
