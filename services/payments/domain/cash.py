"""Counting a cash box: what should lie in it, what does, and how they differ. Whole đồng."""

import datetime as dt
import enum
from collections.abc import Collection, Mapping
from typing import Final

from services.payments.domain.receipts import VIETNAM

LEAST_REASON: Final = 10
"""Letters of a reason for a difference."""


class DayState(enum.StrEnum):
    """Where the box of a day stands."""

    OPEN = "open"
    COUNTED = "counted"
    CLOSED = "closed"


WORDS: Final = {
    DayState.OPEN: ("Đang thu", "Open"),
    DayState.COUNTED: ("Đã kiểm quỹ, chờ xác nhận", "Counted, to be confirmed"),
    DayState.CLOSED: ("Đã khóa sổ", "Closed"),
}


class UnknownNote(ValueError):
    """There is no note of this value."""

    def __init__(self, value: int) -> None:
        super().__init__(str(value))
        self.value = value


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def worth(notes: Mapping[int, int], values: Collection[int]) -> int:
    """What the notes are worth together (value to count), or `UnknownNote`."""
    for value in notes:
        if value not in values:
            raise UnknownNote(value)
    return sum(value * count for value, count in notes.items())


def expected(float_amount: int, taken: int, paid_out: int) -> int:
    """What should lie in the box."""
    return float_amount + taken - paid_out


def is_explained(difference: int, reason: str) -> bool:
    """Whether a day with this difference may be closed with this reason."""
    return difference == 0 or len(reason.strip()) >= LEAST_REASON
