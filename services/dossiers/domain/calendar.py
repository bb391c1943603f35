"""The working calendar of an agency: which days are worked, and when its doors are open.

Swap days are announced each year, so days off and worked weekend days are dated data (Bộ luật Lao động 2019 điều 111,
112). A year without data falls back to the `holidays` package, whose estimates of lunar days are marked as such by
`Calendar.is_certain`. Days are those of Vietnam; moments are aware and may be in any zone.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import holidays

from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.working_days import DAY, WorkingDays

Span = tuple[dt.time, dt.time]
Opening = tuple[tuple[dt.datetime, dt.datetime], ...]
"""When an office is open on one day."""
_SATURDAY: Final = 5
_FAR: Final = 60
"""No row of days off is longer: what looks further has a broken calendar, not a holiday."""


@dataclass(frozen=True, slots=True)
class YearDays:
    """One year's days off, the weekend days worked instead of others, and short days.

    A holiday may be on a Saturday or Sunday, which is off in any case: it is named for the desks that open on one.
    """

    off: Mapping[dt.date, str]
    worked: Mapping[dt.date, str]
    source: str
    estimated: bool = False
    short: Mapping[dt.date, tuple[Span, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Days with other hours than usual (nghỉ nửa ngày), and these hours; a shorter working day is one all the same."""


@lru_cache(maxsize=200)
def _estimated_year(year: int) -> YearDays:
    known = holidays.country_holidays("VN", years=year)
    worked = {day: "Làm bù" for day in getattr(known, "weekend_workdays", ()) if day.year == year}
    return YearDays(MappingProxyType(dict(known)), MappingProxyType(worked), "PyPI holidays, VN", estimated=True)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening spans of each weekday (0 = Monday), local time, in order, not overlapping."""

    weekly: Mapping[int, tuple[Span, ...]]
    source: str

    def __post_init__(self) -> None:
        if not any(self.weekly.values()):
            raise ValueError("an office that never opens has no due dates")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of the country and office hours of one agency."""

    hours: OfficeHours
    years: Mapping[int, YearDays] = field(default_factory=dict)
    _counted: WorkingDays = field(init=False, repr=False, compare=False)
    _open: dict[dt.date, Opening] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_counted", WorkingDays(self.is_working_day, self._special))

    def _special(self, year: int) -> tuple[dt.date, ...]:
        known = self.days_of(year)
        off = (day for day in known.off if day.weekday() < _SATURDAY)
        return tuple(sorted({day for day in (*off, *known.worked) if day.year == year}))

    def days_of(self, year: int) -> YearDays:
        return self.years.get(year) or _estimated_year(year)

    def is_certain(self, day: dt.date) -> bool:
        """Whether the year of this day has been announced."""
        return not self.days_of(day.year).estimated

    def day_off(self, day: dt.date) -> str | None:
        """The name of the holiday or compensation day, or None. Plain weekends have none."""
        return self.days_of(day.year).off.get(day)

    def swapped_in(self, day: dt.date) -> str | None:
        """Why a weekend day is worked, or None."""
        return self.days_of(day.year).worked.get(day)

    def is_working_day(self, day: dt.date) -> bool:
        known = self.days_of(day.year)
        if day in known.worked:
            return True
        return day.weekday() < _SATURDAY and day not in known.off

    def next_working_day(self, day: dt.date) -> dt.date:
        """The first working day after ``day``."""
        return self._counted.after(day, 1)

    def this_or_next_working_day(self, day: dt.date) -> dt.date:
        return day if self.is_working_day(day) else self.next_working_day(day)

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after ``day``, which itself is not counted; ``day`` itself for 0.

        A negative count goes back in the same way.
        """
        if count == 0:
            return day
        return self._counted.after(day, count) if count > 0 else self._counted.before(day, -count)

    def working_days_between(self, after: dt.date, until: dt.date) -> int:
        """How many working days lie in (after, until]."""
        return self._counted.between(after, until)

    def special_days(self, after: dt.date, until: dt.date) -> Iterator[dt.date]:
        """Weekdays off and worked weekend days in (after, until], in order: what makes a count of days longer or
        shorter than the weekdays alone would."""
        return self._counted.special(after, until)

    def spans(self, day: dt.date) -> Opening:
        """When the office is open on a day; a worked weekend day keeps the hours of the first weekday that opens.

        An office may open on a Saturday morning (residence desks do): that is open time, but no working day.
        """
        found = self._open.get(day)
        if found is None:
            found = self._open[day] = self._spans(day)
        return found

    def _spans(self, day: dt.date) -> Opening:
        known = self.days_of(day.year)
        if day in known.off:
            return ()
        if day in known.short:
            return _on(day, known.short[day])
        weekly = self.hours.weekly.get(day.weekday(), ())
        if self.swapped_in(day):
            weekly = next(self.hours.weekly[n] for n in range(7) if self.hours.weekly.get(n))
        return _on(day, weekly)

    def close(self, day: dt.date) -> dt.datetime:
        """The end of office hours of a day; of the day's end as the law counts it (24:00) if the office is closed."""
        spans = self.spans(day)
        return spans[-1][1] if spans else dt.datetime.combine(day + DAY, dt.time(0), VIETNAM)

    def is_open(self, at: dt.datetime) -> bool:
        local = at.astimezone(VIETNAM)
        return any(start <= local < end for start, end in self.spans(local.date()))

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """``at`` itself when the office is open then, else the next moment that it opens."""
        local = at.astimezone(VIETNAM)
        for start, end in self.spans(local.date()):
            if local < end:
                return max(start, local)
        for start, _ in self._ahead(at):
            return start
        raise ValueError("the office does not open again")

    def add_open_time(self, at: dt.datetime, amount: dt.timedelta) -> dt.datetime:
        """The moment by which the office has been open for ``amount`` since ``at``."""
        left = amount
        for start, end in self._ahead(at):
            begin = max(start, at.astimezone(VIETNAM))
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise ValueError("the office does not open for so long")

    def open_time_between(self, begin: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """How long the office is open from ``begin`` to ``end``."""
        total = dt.timedelta()
        local = begin.astimezone(VIETNAM)
        until = end.astimezone(VIETNAM)
        day = local.date()
        while day <= until.date():
            for start, stop in self.spans(day):
                total += max(dt.timedelta(), min(stop, until) - max(start, local))
            day += DAY
        return total

    def _ahead(self, at: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Open spans that end after ``at``, in order."""
        local = at.astimezone(VIETNAM)
        day = local.date()
        closed_for = 0
        while closed_for < _FAR:
            spans = [span for span in self.spans(day) if span[1] > local]
            yield from spans
            closed_for = 0 if spans else closed_for + 1
            day += DAY


def _on(day: dt.date, spans: tuple[Span, ...]) -> Opening:
    return tuple(
        (dt.datetime.combine(day, start, VIETNAM), dt.datetime.combine(day, end, VIETNAM)) for start, end in spans
    )
