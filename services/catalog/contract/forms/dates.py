"""Dates that may be known by month or year only: from what people write to days that can be compared.

``gateway/web/static/eforms.js`` does the same; a change here is a change there.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from services.catalog.contract.forms.texts import Found, compact, fine, wrong

Span = tuple[str, int, int]
"""A quantity that lies between two values: ``n`` numbers in hundredths, ``d`` days as ordinals."""


def date_span(text: str, years: int = 0, days: int = 0) -> Span | None:
    """The days that a date in normal form may be, moved by years and days; None for anything else."""
    if len(text) not in (4, 7, 10) or not set(text) <= set("0123456789-"):
        return None
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
        return None
    year, month, day = (int(part) for part in (*parts, "0", "0")[:3])
    if not 1000 <= year <= 3000 or month > 12 or (month == 0 and len(parts) > 1):
        return None
    first = (year, month or 1, day or 1)
    last = (year, month or 12, day or days_in(year, month or 12))
    if not 1 <= last[2] <= days_in(last[0], last[1]) or (len(parts) == 3 and day == 0):
        return None
    return ("d", _moved(*first, years, days), _moved(*last, years, days))


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _moved(year: int, month: int, day: int, years: int, days: int) -> int:
    year += years
    # Whoever was born on 29 February comes of age on 1 March: the day does not exist before that in such a year.
    if day > days_in(year, month):
        month, day = month + 1, 1
    return dt.date(year, month, day).toordinal() + days


_DAY_MONTH_YEAR: Final = re.compile(r"(?:(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-])?([0-9]{4})")
_DIGITS: Final = re.compile(r"([0-9]{2})([0-9]{2})((?:1[89]|2[01])[0-9]{2})")
"""Keyboards of digits have no stroke; what begins with the year is never read so, as no year is a month and a day."""
_YEAR_MONTH_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")


def date(field: Mapping[str, Any], raw: Any, _context: object) -> Found:
    value, code, facts = compact(raw)
    if code:
        return None, code, facts
    if found := _DAY_MONTH_YEAR.fullmatch(value) or _DIGITS.fullmatch(value):
        day, month, year = found.groups()
    elif found := _YEAR_MONTH_DAY.fullmatch(value):
        year, month, day = found.groups()
    else:
        return wrong("date")
    if not 1000 <= int(year) <= 3000:
        return wrong("date")
    if month is not None and not 1 <= int(month) <= 12:
        return wrong("no-such-day")
    if day is not None and not 1 <= int(day) <= days_in(int(year), int(month)):
        return wrong("no-such-day")
    precision = field.get("precision", "day")
    if month is None and precision != "year":
        return wrong("month-needed" if precision == "month" else "day-needed")
    if day is None and precision == "day":
        return wrong("day-needed")
    return fine("-".join([year, *(part.zfill(2) for part in (month, day) if part is not None)]))


def date_problem(value: str, earliest: Any, latest: Any) -> Found:
    """Whether a date lies surely outside its bounds; a bound that is no date now, bounds nothing."""
    span = date_span(value)
    assert span is not None
    if isinstance(earliest, tuple) and earliest[0] == "d" and span[2] < earliest[1]:
        return wrong("too-early", bound=_shown(earliest[1]))
    if isinstance(latest, tuple) and latest[0] == "d" and span[1] > latest[2]:
        return wrong("too-late", bound=_shown(latest[2]))
    return fine(value)


def _shown(ordinal: int) -> str:
    day = dt.date.fromordinal(ordinal)
    return f"{day.day:02}/{day.month:02}/{day.year}"
