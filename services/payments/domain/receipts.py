"""Which series a receipt belongs to and how its number is written.

NĐ 254/2026/NĐ-CP điều 23: numbers have at most eight digits and run from 1 on 1 January to 31 December. The year is
that of the day in Vietnam on which the money was taken.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

VIETNAM: Final = dt.timezone(dt.timedelta(hours=7))
LAST_NUMBER: Final = 99_999_999


class SeriesFull(Exception):
    """A series has used its last number; the agency must be given another series first."""


class CounterKind(enum.StrEnum):
    """What a counter-receipt does to the one that it names. A receipt is never changed, and no number used twice."""

    CANCEL = "cancel"  # biên lai hủy: toàn bộ số tiền đã được trả lại
    ADJUST = "adjust"  # biên lai điều chỉnh giảm: một phần số tiền đã được trả lại
    REPLACE = "replace"  # biên lai thay thế: biên lai trước ghi sai, số tiền không đổi


COUNTER_NAMES: Final = {
    CounterKind.CANCEL: "Biên lai hủy",
    CounterKind.ADJUST: "Biên lai điều chỉnh giảm",
    CounterKind.REPLACE: "Biên lai thay thế",
}


class CannotCounter(ValueError):
    """The receipt does not allow this counter-receipt."""


def still_good_for(total: int, counters: Iterable[tuple[CounterKind, int]]) -> int:
    """What a receipt still proves, in đồng, after its counter-receipts (kind and amount)."""
    left = total
    for kind, amount in counters:
        left = left - amount if kind is CounterKind.ADJUST else 0
    return left


def may_counter(total: int, counters: Sequence[tuple[CounterKind, int]], kind: CounterKind, amount: int) -> None:
    """Let a counter-receipt pass, or raise `CannotCounter`: nothing is taken back twice, and a cancellation or
    replacement is for all that is left of the receipt."""
    left = still_good_for(total, counters)
    if left <= 0:
        raise CannotCounter("the receipt proves nothing any more")
    if kind is CounterKind.ADJUST and not 0 < amount < left:
        raise CannotCounter(f"{amount} of {left} đồng cannot be taken off; all of it would be a cancellation")
    if kind is not CounterKind.ADJUST and amount != left:
        raise CannotCounter(f"{amount} đồng, but {left} are left")


def missing_numbers(numbers: Iterable[int], last: int) -> tuple[int, ...]:
    """The numbers from 1 to the last given of a series that no receipt has."""
    return tuple(sorted(set(range(1, last + 1)) - set(numbers)))


@dataclass(frozen=True, slots=True)
class Form:
    """A form of receipt in force from a day on; dated data."""

    form: str
    series: str
    name: str


def year_of(moment: dt.datetime) -> int:
    """The year in Vietnam, which decides the series."""
    return moment.astimezone(VIETNAM).year


def series_of(form: Form, year: int) -> str:
    """The sign of the series (ký hiệu biên lai) of a year."""
    return form.series.format(yy=f"{year % 100:02d}")


def number_text(number: int) -> str:
    """A number as it is printed: eight digits."""
    if not 1 <= number <= LAST_NUMBER:
        raise SeriesFull(str(number))
    return f"{number:08d}"
