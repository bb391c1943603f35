"""VietQR: the content of a QR code that a bank's app turns into a transfer, by EMVCo's merchant-presented format.

A content is fields of tag, length and value (two digits, two digits, text); field 38 holds the bank and the account,
field 62 the words of the transfer, field 63 the checksum (CRC-16/CCITT-FALSE) over everything before it. NAPAS gives
the identifier of the scheme and the services. Lengths count characters, so values are ASCII.
"""

import re
from dataclasses import dataclass
from typing import Final

AID: Final = "A000000727"
"""The application identifier of NAPAS."""
TO_ACCOUNT: Final = "QRIBFTTA"
"""NAPAS 247 to an account."""
DONG: Final = "704"
LONGEST_PURPOSE: Final = 25
_PLAIN: Final = re.compile(r"[A-Za-z0-9 ./-]*")


class UnsoundQr(ValueError):
    """The content is not a VietQR content, or cannot become one."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a QR code asks for: ``amount`` đồng (None: the payer says) to an account, with words that find the debt."""

    bank_bin: str
    account: str
    amount: int | None
    purpose: str


def payload(transfer: Transfer) -> str:
    """The content of the QR code, or `UnsoundQr`. With an amount it is a dynamic code (for one payment)."""
    if not re.fullmatch(r"\d{6}", transfer.bank_bin) or not re.fullmatch(r"[0-9A-Z]{1,19}", transfer.account):
        raise UnsoundQr("a bank has six digits, an account up to 19 digits or letters")
    if len(transfer.purpose) > LONGEST_PURPOSE or not _PLAIN.fullmatch(transfer.purpose):
        raise UnsoundQr("the words of a transfer are at most 25 plain letters and digits")
    if transfer.amount is not None and not 1 <= transfer.amount < 10**13:
        raise UnsoundQr("an amount is a whole number of đồng from 1, of at most 13 digits")
    beneficiary = _field("00", transfer.bank_bin) + _field("01", transfer.account)
    scheme = _field("00", AID) + _field("01", beneficiary) + _field("02", TO_ACCOUNT)
    content = "".join(
        (
            _field("00", "01"),
            _field("01", "11" if transfer.amount is None else "12"),
            _field("38", scheme),
            _field("53", DONG),
            "" if transfer.amount is None else _field("54", str(transfer.amount)),
            _field("58", "VN"),
            _field("62", _field("08", transfer.purpose)) if transfer.purpose else "",
            "6304",
        )
    )
    return content + checksum(content)


def read(content: str) -> Transfer:
    """What a content asks for, or `UnsoundQr`: a wrong checksum, another scheme, another currency, broken fields."""
    if len(content) < 8 or content[-8:-4] != "6304" or checksum(content[:-4]) != content[-4:].upper():
        raise UnsoundQr("the checksum is wrong")
    fields = _fields(content[:-8])
    scheme = _fields(fields.get("38", ""))
    beneficiary = _fields(scheme.get("01", ""))
    if scheme.get("00") != AID or fields.get("53") != DONG:
        raise UnsoundQr("it is not a transfer in đồng by NAPAS")
    amount = fields.get("54")
    if amount is not None and not amount.isdecimal():
        raise UnsoundQr("the amount is not a whole number of đồng")
    return Transfer(
        bank_bin=beneficiary.get("00", ""),
        account=beneficiary.get("01", ""),
        amount=None if amount is None else int(amount),
        purpose=_fields(fields.get("62", "")).get("08", ""),
    )


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE of ASCII text, as four hexadecimal digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def _field(tag: str, value: str) -> str:
    if len(value) > 99:
        raise UnsoundQr(f"field {tag} is too long")
    return f"{tag}{len(value):02d}{value}"


def _fields(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if not length.isdecimal() or len(length) != 2 or at + 4 + int(length) > len(text):
            raise UnsoundQr("its fields are broken")
        found[tag] = text[at + 4 : at + 4 + int(length)]
        at += 4 + int(length)
    return found
