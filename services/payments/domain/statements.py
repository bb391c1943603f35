"""Lines of a bank statement, and the references in the words that payers send with a transfer.

Banks hand words on changed: in capitals, with blanks or dots put in, with words of their own around. So a reference is
looked for in what is left when everything but letters and digits is taken out.

The file is CSV in UTF-8 with a head; columns may stand in any order and others are passed over:
``transaction_no`` (the bank's number, never used twice for an account), ``booked_at`` (YYYY-MM-DD, or with a time by
RFC 3339), ``account_number``, ``amount`` (whole đồng; positive: money in; negative: money out), ``description``.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.payments.domain.receipts import VIETNAM

COLUMNS: Final = ("transaction_no", "booked_at", "account_number", "amount", "description")
MOST_LINES: Final = 1000
_REFERENCE: Final = re.compile(r"MC[0-9A-F]{12}")


class UnreadableStatement(ValueError):
    """The file, or one line of it, is not what is described, and why, in both languages. ``line`` counts from 1, the
    head being line 1."""

    def __init__(self, line: int, vi: str, en: str) -> None:
        super().__init__(f"line {line}: {en}")
        self.line = line
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on an account of an agency."""

    transaction_no: str
    booked_on: dt.date
    account_number: str
    amount: int
    description: str


def references_in(description: str) -> tuple[str, ...]:
    """The references of obligations in the words of a transfer, each once, in their order."""
    plain = "".join(sign for sign in description.upper() if sign.isascii() and sign.isalnum())
    return tuple(dict.fromkeys(_REFERENCE.findall(plain)))


def read_csv(text: str) -> tuple[StatementLine, ...]:
    """The lines of a file, or `UnreadableStatement` for the first thing that is wrong: nothing is guessed."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        return _lines(rows)
    except csv.Error:
        raise UnreadableStatement(
            rows.reader.line_num,
            "một dấu ngoặc kép không khép lại đúng chỗ, hoặc một ô quá dài",
            "a quotation mark is not closed where it should be, or a cell is too long",
        ) from None


def _lines(rows: "csv.DictReader[str]") -> tuple[StatementLine, ...]:
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        columns = ", ".join(missing)
        raise UnreadableStatement(1, f"thiếu cột {columns}", f"columns are missing: {columns}")
    lines: list[StatementLine] = []
    for row in rows:
        if len(lines) == MOST_LINES:
            raise UnreadableStatement(
                rows.line_num,
                f"tệp có hơn {MOST_LINES} dòng, xin chia nhỏ tệp",
                f"more than {MOST_LINES} lines; part the file",
            )
        lines.append(_line(row, rows.line_num))
    _once(lines)
    return tuple(lines)


def _line(row: dict[str, str], number: int) -> StatementLine:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    if not re.fullmatch(r"[\w./-]{1,40}", cells["transaction_no"]):
        raise UnreadableStatement(
            number,
            "cột transaction_no (số giao dịch) để trống hoặc có ký tự khác chữ, số và ./-",
            "transaction_no is missing or has other signs than letters, digits and ./-",
        )
    if not re.fullmatch(r"[0-9A-Z]{1,19}", cells["account_number"]):
        raise UnreadableStatement(
            number,
            "cột account_number (số tài khoản) không phải số tài khoản",
            "account_number is not an account number",
        )
    if not re.fullmatch(r"[+-]?[1-9]\d{0,14}", cells["amount"]):
        raise UnreadableStatement(
            number,
            "cột amount (số tiền) không phải số đồng nguyên, ví dụ 8000",
            "amount is not a whole number of đồng, such as 8000",
        )
    try:
        booked_on = _day(cells["booked_at"])
    except ValueError:
        raise UnreadableStatement(
            number,
            "cột booked_at (ngày ghi sổ) không phải ngày viết theo năm-tháng-ngày, ví dụ 2026-08-03",
            "booked_at is not a day, YYYY-MM-DD",
        ) from None
    return StatementLine(
        cells["transaction_no"],
        booked_on,
        cells["account_number"],
        int(cells["amount"]),
        cells["description"][:500],
    )


def _day(text: str) -> dt.date:
    """The day in Vietnam, where a time with its zone is told; ValueError for anything else than a day or a time."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?", text):
        raise ValueError("no day")
    told = dt.datetime.fromisoformat(text)
    return (told.astimezone(VIETNAM) if told.tzinfo is not None else told).date()


def _once(lines: Sequence[StatementLine]) -> None:
    seen: dict[tuple[str, str], StatementLine] = {}
    for number, line in enumerate(lines, start=2):
        known = seen.setdefault((line.account_number, line.transaction_no), line)
        if known != line:
            raise UnreadableStatement(
                number,
                f"số giao dịch {line.transaction_no} có hai lần với nội dung khác nhau",
                f"transaction_no {line.transaction_no} stands there twice, differently",
            )
