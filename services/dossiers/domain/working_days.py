"""Working days counted ahead, year by year: finding the hundredth one costs as much as finding the first.

Nothing is counted before it is asked for, and a year is counted once. What a year's days are, the calendar says.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

DAY: Final = dt.timedelta(days=1)
_FIRST: Final = 1
_LAST: Final = 9999


class _Year(NamedTuple):
    days: tuple[dt.date, ...]
    """The working days of the year, in order."""
    until: tuple[int, ...]
    """How many of them there are up to each day of the year, from none on."""
    special: tuple[dt.date, ...]
    eve: int
    """The ordinal of the day before the year."""


class WorkingDays:
    """``worked`` says of any day whether it is one; ``special`` names a year's days that are not as usual."""

    __slots__ = ("_special", "_worked", "_years")

    def __init__(self, worked: Callable[[dt.date], bool], special: Callable[[int], tuple[dt.date, ...]]) -> None:
        self._worked = worked
        self._special = special
        self._years: dict[int, _Year] = {}

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            if not _FIRST <= year <= _LAST:
                raise ValueError(f"there is no year {year}")
            day, last, days, until = dt.date(year, 1, 1), dt.date(year, 12, 31), [], [0]
            while True:
                if self._worked(day):
                    days.append(day)
                until.append(len(days))
                if day == last:
                    break
                day += DAY
            found = self._years[year] = _Year(
                tuple(days), tuple(until), self._special(year), dt.date(year, 1, 1).toordinal() - 1
            )
        return found

    def after(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after a day; ``count`` is 1 or more."""
        year, found = day.year, self._year(day.year)
        place = found.until[day.toordinal() - found.eve] + count
        while place > len(found.days):
            place -= len(found.days)
            year += 1
            found = self._year(year)
        return found.days[place - 1]

    def before(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day before a day; ``count`` is 1 or more."""
        year, found = day.year, self._year(day.year)
        place = found.until[day.toordinal() - found.eve - 1] - count
        while place < 0:
            year -= 1
            found = self._year(year)
            place += len(found.days)
        return found.days[place]

    def between(self, after: dt.date, until: dt.date) -> int:
        """How many lie in (after, until]; none where that is empty."""
        if until <= after:
            return 0
        last, first = self._year(until.year), self._year(after.year)
        found = last.until[until.toordinal() - last.eve] - first.until[after.toordinal() - first.eve]
        return found + sum(len(self._year(year).days) for year in range(after.year, until.year))

    def special(self, after: dt.date, until: dt.date) -> Iterator[dt.date]:
        """The days in (after, until] that are not as usual, in order."""
        for year in range(after.year, until.year + 1):
            days = self._year(year).special
            yield from days[bisect_right(days, after) : bisect_left(days, until + DAY)]
