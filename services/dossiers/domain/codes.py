"""Dossier codes (mã số hồ sơ): unit identifier, date and a running number, by the pattern of the law of that day.

The date is that of the online submission in Asia/Ho_Chi_Minh. TT 01/2018/TT-VPCP điều 19 speaks of the date of
reception (ngày tiếp nhận) by the one-stop system. For an online filing that is the moment the system takes it in and
answers with a receipt; national adapters ask for the next value (``GetNextValue``) at that moment, too. The code
therefore stands on the receipt, before an officer has looked.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class CodePattern:
    """How codes look from ``valid_from`` on. ``accepts`` recognises also what other systems issued."""

    id: str
    valid_from: dt.date
    date_format: str
    sequence_digits: int
    accepts: str
    source: str


class BadUnit(ValueError):
    """A unit identifier that QĐ 20/2020/QĐ-TTg does not allow."""


_UNIT: Final = re.compile(r"[0-9A-Z]{1,6}(?:\.[0-9A-Z]{1,6})*")
_UNIT_MAX: Final = 35


def pattern_on(patterns: Sequence[CodePattern], day: dt.date) -> CodePattern:
    """The pattern in force on a day; the earliest one for days before all."""
    known = sorted(patterns, key=lambda pattern: pattern.valid_from)
    in_force = [pattern for pattern in known if pattern.valid_from <= day]
    return in_force[-1] if in_force else known[0]


def local_day(at: dt.datetime) -> dt.date:
    """The calendar day in Vietnam at a moment."""
    return at.astimezone(VIETNAM).date()


def format_code(pattern: CodePattern, unit: str, day: dt.date, sequence: int) -> str:
    """``<unit>-<date>-<sequence>``; the sequence is padded to the least width and may outgrow it."""
    if not _UNIT.fullmatch(unit) or len(unit) > _UNIT_MAX:
        raise BadUnit(unit)
    if sequence < 1:
        raise ValueError("sequences of dossiers start at 1")
    return f"{unit}-{day.strftime(pattern.date_format)}-{sequence:0{pattern.sequence_digits}d}"


def is_code(patterns: Sequence[CodePattern], text: str) -> bool:
    """Whether a text has the form of a dossier code of any time."""
    return any(re.fullmatch(pattern.accepts, text) for pattern in patterns)
