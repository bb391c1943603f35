"""Any days as whole months and the days around them, so that few sums make up a long time."""

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Days that follow each other, both ends counted."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Spans:
    """Some days: ``months`` are whole months, if there are any, and ``days`` what lies before and after them."""

    months: Span | None
    days: tuple[Span, ...]


def spans(first: dt.date, last: dt.date) -> Spans:
    """The days from ``first`` to ``last``, each in one place."""
    begins = _number(first) + (first.day > 1)
    ends = _number(last) - (last < month_end(last))
    if begins > ends:
        return Spans(None, (Span(first, last),))
    months = Span(_begin(begins), month_end(_begin(ends)))
    around = []
    if first < months.first:
        around.append(Span(first, months.first - dt.timedelta(days=1)))
    if months.last < last:
        around.append(Span(months.last + dt.timedelta(days=1), last))
    return Spans(months, tuple(around))


def month_end(day: dt.date) -> dt.date:
    """The last day of the month in which a day lies."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _begin(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
