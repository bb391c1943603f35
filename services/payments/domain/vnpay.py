"""The VNPAY 2.1.0 protocol as pure functions: what is signed, how it is checked, what the codes mean.

Pay URL, return and IPN are signed over the sorted, form-encoded query; enquiry and refund over values in a fixed
order joined by ``|``. Both with HMAC-SHA512 and the merchant's secret, in hex. Amounts on the wire are đồng x 100,
times are ``yyyyMMddHHmmss`` at GMT+7. Source: VNPAY "Tài liệu kỹ thuật tích hợp cổng thanh toán" 2.1.0.
"""

import datetime as dt
import enum
import hashlib
import hmac
import re
import unicodedata
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.payments.domain.vnpay_codes import RESPONSE_TEXTS, SUCCESS

VERSION: Final = "2.1.0"
WIRE_ZONE: Final = dt.timezone(dt.timedelta(hours=7))
HASH: Final = "vnp_SecureHash"
HASH_TYPE: Final = "vnp_SecureHashType"
CODE_LIMIT: Final = 20


class Verdict(enum.StrEnum):
    """What a message of the provider says about the money."""

    PAID = "paid"
    PENDING = "pending"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NOT_FOUND = "not-found"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider told about one attempt; ``amount`` is whole đồng, None when there is none or it is broken."""

    verdict: Verdict
    txn_ref: str
    amount: int | None
    transaction_no: str
    code: str


def canonical(params: Mapping[str, str]) -> str:
    """The text that is signed: empty values and the hash itself left out, sorted, form-encoded (a space is ``+``)."""
    signed = sorted((key, value) for key, value in params.items() if value != "" and key not in (HASH, HASH_TYPE))
    return urllib.parse.urlencode(signed)


def sign(text: str, secret: str) -> str:
    """HMAC-SHA512 in lower-case hex."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def signed_query(params: Mapping[str, str], secret: str) -> str:
    """The query of a pay URL, a return or an IPN, its signature last."""
    text = canonical(params)
    return f"{text}&{HASH}={sign(text, secret)}"


def is_genuine(params: Mapping[str, str], secret: str) -> bool:
    """Whether the holder of the secret signed these parameters; takes the same time for every wrong signature.

    Only ``vnp_*`` parameters are part of the protocol: others (a tracker's) were never signed and are left out.
    """
    own = {key: value for key, value in params.items() if key.startswith("vnp_")}
    expected = sign(canonical(own), secret)
    return hmac.compare_digest(expected.encode(), params.get(HASH, "").lower().encode())


def sign_fields(fields: Mapping[str, str], order: Sequence[str], secret: str) -> str:
    """The signature of an enquiry, a refund or an answer to one; a field that is missing counts as empty."""
    return sign("|".join(fields.get(name, "") for name in order), secret)


def fields_are_genuine(fields: Mapping[str, str], order: Sequence[str], secret: str) -> bool:
    """Whether the holder of the secret signed an enquiry, a refund or an answer to one."""
    expected = sign_fields(fields, order, secret)
    return hmac.compare_digest(expected.encode(), fields.get(HASH, "").lower().encode())


def wire_time(moment: dt.datetime) -> str:
    """``yyyyMMddHHmmss`` at GMT+7."""
    return moment.astimezone(WIRE_ZONE).strftime("%Y%m%d%H%M%S")


def wire_amount(dong: int) -> str:
    """Đồng x 100, as VNPAY counts."""
    return str(dong * 100)


def read_amount(text: str) -> int | None:
    """Whole đồng, or None for what is no amount or no whole đồng."""
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) % 100:
        return None
    return int(text) // 100


_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9 .:-]+")


def plain(text: str, limit: int = 255) -> str:
    """vnp_OrderInfo allows neither accents nor special characters."""
    base = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    unaccented = "".join(char for char in base if not unicodedata.combining(char))
    return " ".join(_NOT_PLAIN.sub(" ", unaccented).split())[:limit]


@dataclass(frozen=True, slots=True)
class Order:
    """What a pay URL asks for. Amount in đồng; ``address`` is the payer's."""

    txn_ref: str
    amount: int
    info: str
    return_url: str
    address: str
    language: str
    created_at: dt.datetime
    expires_at: dt.datetime


def pay_params(order: Order, tmn_code: str) -> dict[str, str]:
    """The parameters of the pay URL, without the signature."""
    return {
        "vnp_Version": VERSION,
        "vnp_Command": "pay",
        "vnp_TmnCode": tmn_code,
        "vnp_Amount": wire_amount(order.amount),
        "vnp_CurrCode": "VND",
        "vnp_TxnRef": order.txn_ref,
        "vnp_OrderInfo": plain(order.info),
        "vnp_OrderType": "other",
        "vnp_Locale": "en" if order.language == "en" else "vn",
        "vnp_ReturnUrl": order.return_url,
        "vnp_IpAddr": order.address,
        "vnp_CreateDate": wire_time(order.created_at),
        "vnp_ExpireDate": wire_time(order.expires_at),
    }


def read_callback(params: Mapping[str, str]) -> Report:
    """What an IPN or a return says, once its signature was found genuine."""
    code = params.get("vnp_ResponseCode", "")[:CODE_LIMIT]
    status = params.get("vnp_TransactionStatus", "")
    return Report(
        _verdict(code, status),
        params.get("vnp_TxnRef", ""),
        read_amount(params.get("vnp_Amount", "")),
        params.get("vnp_TransactionNo", ""),
        code,
    )


def read_query_reply(fields: Mapping[str, str]) -> Report:
    """What the answer to an enquiry says, once its signature was found genuine."""
    code = fields.get("vnp_ResponseCode", "")
    status = fields.get("vnp_TransactionStatus", "")[:CODE_LIMIT]
    if fields.get("vnp_TransactionType") in ("02", "03"):
        # The newest transaction of the order is a refund: its amount and number are not those of the payment.
        return Report(Verdict.UNCLEAR, fields.get("vnp_TxnRef", ""), None, "", status)
    if code == "91":
        verdict = Verdict.NOT_FOUND
    elif code != SUCCESS:
        verdict = Verdict.UNCLEAR
    else:
        verdict = _BY_STATUS.get(status, Verdict.UNCLEAR)
    return Report(
        verdict,
        fields.get("vnp_TxnRef", ""),
        read_amount(fields.get("vnp_Amount", "")),
        fields.get("vnp_TransactionNo", ""),
        status,
    )


# 04 (debited, not credited) and 07 (suspected fraud) need people at the bank, so they stay open here.
_BY_STATUS: Final[Mapping[str, Verdict]] = {
    "00": Verdict.PAID,
    "01": Verdict.PENDING,
    "02": Verdict.FAILED,
    "04": Verdict.PENDING,
    "07": Verdict.PENDING,
}


def _verdict(code: str, status: str) -> Verdict:
    if code == SUCCESS and status == SUCCESS:
        return Verdict.PAID
    if SUCCESS in (code, status):
        # The two contradict each other, so neither is believed: the provider is asked.
        return Verdict.UNCLEAR
    if code == "24":
        return Verdict.CANCELLED
    if code == "07" or status in ("01", "04", "07"):
        return Verdict.PENDING
    return Verdict.FAILED if code in RESPONSE_TEXTS else Verdict.UNCLEAR
