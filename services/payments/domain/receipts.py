"""Which series a receipt belongs to and how its number is written.

NĐ 254/2026/NĐ-CP điều 23: numbers have at most eight digits and run from 1 on 1 January to 31 December. The year is
that of the day in Vietnam on which the money was taken.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

VIETNAM: Final = dt.timezone(dt.timedelta(hours=7))
LAST_NUMBER: Final = 99_999_999


class SeriesFull(Exception):
    """A series has used its last number; the agency must be given another series first."""


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
