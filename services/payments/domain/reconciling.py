"""Reconciliation (đối soát): the provider's payments and refunds of a day beside ours, line by line.

Lines meet by our reference and, where the provider took money more than once for one reference, by its number. What we
have is money that was booked, whether it settled an obligation or lies in suspense, and refunds that went back.
"""

import csv
import datetime as dt
import enum
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.payments.domain.receipts import VIETNAM

COLUMNS: Final = ("txn_ref", "transaction_no", "amount", "paid_at")
"""The columns a day file needs; ``paid_at`` is by RFC 3339, ``amount`` whole đồng. ``type`` says ``pay`` or ``refund``;
without it all are payments."""


class Side(enum.StrEnum):
    """Which way the money of a line went."""

    PAY = "pay"  # thu
    REFUND = "refund"  # hoàn


SIDE_WORDS: Final = {Side.PAY: ("Thu", "paid"), Side.REFUND: ("Hoàn", "paid back")}


class Kind(enum.StrEnum):
    """What comparing a line came to."""

    MATCHED = "matched"  # khớp
    MISSING_HERE = "missing_here"  # bên kia có thu, bên ta chưa ghi
    MISSING_THERE = "missing_there"  # bên ta đã ghi, bên kia không có
    DIFFERS = "differs"  # số tiền khác nhau


WORDS: Final = {
    Kind.MATCHED: ("Khớp", "matched"),
    Kind.MISSING_HERE: ("Thiếu ở đây: bên kia đã thu", "missing here: paid there"),
    Kind.MISSING_THERE: ("Thiếu ở bên kia: ở đây đã ghi thu", "missing there: booked here"),
    Kind.DIFFERS: ("Số tiền khác nhau", "the amounts differ"),
}


class UnreadableDayFile(ValueError):
    """The file is not what is described; nothing of it is believed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One payment or refund, as one of the two sides has it. A number of ours that begins with ``?`` is none of the
    provider's: it did not tell it."""

    txn_ref: str
    transaction_no: str
    amount: int
    side: Side = Side.PAY

    @property
    def key(self) -> "Key":
        return self.side, self.txn_ref, self.transaction_no


Key = tuple[Side, str, str]
"""What a line is known by: which way, our reference, the provider's number."""
UNNUMBERED: Final = "?"


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one line; an amount is None where that side has none."""

    kind: Kind
    side: Side
    txn_ref: str
    transaction_no: str
    ours: int | None
    theirs: int | None

    @property
    def key(self) -> Key:
        return self.side, self.txn_ref, self.transaction_no


def compare(ours: Iterable[Line], theirs: Iterable[Line]) -> tuple[Match, ...]:
    """Every line of both sides once, in the order of sides, references and numbers.

    ``ours`` may hold more than the day: the caller leaves out what another day's file had. What stands at nothing here,
    as it was repaired so, is not there. A line of ours without a number meets one of theirs that is left for its
    reference with its amount.
    """
    left, right = _by_line(ours), _by_line(theirs)
    for key in [key for key in left if key[2].startswith(UNNUMBERED)]:
        same = [other for other in right if other[:2] == key[:2] and other not in left and right[other] == left[key]]
        if same:
            left[same[0]] = left.pop(key)
    found = []
    for key in sorted(set(left) | set(right)):
        here, there = left.get(key), right.get(key)
        if here is None:
            kind = Kind.MISSING_HERE
        elif there is None:
            kind = Kind.MISSING_THERE
        else:
            kind = Kind.MATCHED if here == there else Kind.DIFFERS
        found.append(Match(kind, *key, here, there))
    return tuple(found)


def _by_line(lines: Iterable[Line]) -> dict[Key, int]:
    """The amount of each: a line that stands there twice is one."""
    return {line.key: line.amount for line in lines if line.amount}


def bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Begin and end of a day in Vietnam."""
    start = dt.datetime.combine(day, dt.time(), VIETNAM)
    return start, start + dt.timedelta(days=1)


def read_day_file(text: str) -> Sequence[Line]:
    """The payments and refunds of a file, other lines left out, or `UnreadableDayFile`."""
    whole = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rows = csv.DictReader(io.StringIO(whole), strict=True)
    try:
        return _day_lines(rows)
    except csv.Error as broken:
        raise UnreadableDayFile(f"line {rows.reader.line_num}: {broken}") from None


def _day_lines(rows: "csv.DictReader[str]") -> tuple[Line, ...]:
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise UnreadableDayFile(f"columns are missing: {', '.join(missing)}")
    lines: dict[tuple[str, str], Line] = {}
    for row in rows:
        kind = (row.get("type") or "pay").strip()
        if kind not in [*Side]:
            continue
        ref, number, amount = ((row[name] or "").strip() for name in ("txn_ref", "transaction_no", "amount"))
        if not ref or not number or number.startswith(UNNUMBERED) or not re.fullmatch(r"[1-9]\d{0,14}", amount):
            raise UnreadableDayFile(f"line {rows.line_num}: a reference, a number and whole đồng are needed")
        line = Line(ref, number, int(amount), Side(kind))
        if lines.setdefault((ref, number), line) != line:
            raise UnreadableDayFile(f"line {rows.line_num}: {ref} {number} stands there twice, differently")
    return tuple(lines.values())
