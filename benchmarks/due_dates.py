"""How long a million due dates take to be computed anew, beside a calendar that steps from day to day.

``python -m benchmarks.due_dates`` needs nothing but a processor. The dossiers are made deterministically: received at
any second of 2025 to 2027, with limits from 3 to 60 working days, a third of them paused once. Both sides follow the
same rules and explain each date step by step; they differ in how working days are counted: ours counts a year once
and looks a place up, the other goes on a day and looks whether it is worked, as anybody would write it first. Both
must give the very same deadlines. Rounds alternate; the exit code is 1 below `LEAST`.
"""

import datetime as dt
import gc
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence

from services.dossiers import rules
from services.dossiers.domain.calendar import Calendar, Opening
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.deadlines import Deadline, Limit, LimitUnit, due, paused

WHOLE, ROUNDS = 1_000_000, 10
SAMPLE = 10_000
"""Dossiers of a round that both sides compute; the rest ours does alone."""
LEAST = 1.5
LIMITS = (3, 5, 7, 10, 12, 15, 20, 30, 45, 60)
DAY = dt.timedelta(days=1)

Dossier = tuple[dt.datetime, Limit, dt.datetime | None, dt.datetime | None]


class Stepping(Calendar):
    """The same days and hours, found day by day and nothing kept."""

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        while count:
            day += DAY
            count -= self.is_working_day(day)
        return day

    def next_working_day(self, day: dt.date) -> dt.date:
        return self.add_working_days(day, 1)

    def working_days_between(self, after: dt.date, until: dt.date) -> int:
        found = 0
        while after < until:
            after += DAY
            found += self.is_working_day(after)
        return found

    def special_days(self, after: dt.date, until: dt.date) -> Iterator[dt.date]:
        while after < until:
            after += DAY
            if self.day_off(after) or self.swapped_in(after):
                yield after

    def spans(self, day: dt.date) -> Opening:
        return self._spans(day)


OURS = rules.calendar_of()
BESIDE = Stepping(OURS.hours, OURS.years)
RULES = rules.deadline_rules("nd309-2026")


def dossiers(count: int, seed: int) -> list[Dossier]:
    """Made the same for the same seed."""
    chance = random.Random(seed)
    first = dt.datetime(2025, 1, 1, tzinfo=VIETNAM)
    made: list[Dossier] = []
    for _ in range(count):
        start = first + dt.timedelta(seconds=chance.randrange(3 * 365 * 86_400))
        limit = Limit(chance.choice(LIMITS), LimitUnit.WORKING_DAY, "x")
        if chance.random() < 1 / 3:
            began = start + dt.timedelta(days=1)
            made.append((start, limit, began, began + dt.timedelta(days=chance.randrange(1, 20))))
        else:
            made.append((start, limit, None, None))
    return made


def computed(many: Sequence[Dossier], calendar: Calendar) -> tuple[float, list[Deadline]]:
    """Processor time and the deadlines, each with all that explains it."""
    gc.collect()
    gc.disable()  # What the collector does is a matter of how many results a program keeps, not of counting days.
    begun = time.process_time()
    found = []
    for start, limit, began, ended in many:
        deadline = due(start, limit, calendar, RULES)
        if began is not None and ended is not None:
            deadline = paused(deadline, limit, began, ended, calendar, RULES)
        found.append(deadline)
    spent = time.process_time() - begun
    gc.enable()
    return spent, found


def main() -> int:
    ratios, seconds = [], 0.0
    for number in range(ROUNDS):
        many = dossiers(WHOLE // ROUNDS, number)
        spent, mine = computed(many[:SAMPLE], OURS)
        beside, theirs = computed(many[:SAMPLE], BESIDE)
        if mine != theirs:
            print("the two sides do not agree")
            return 1
        ratios.append(beside / spent)
        seconds += spent
        for first in range(SAMPLE, len(many), SAMPLE):
            seconds += computed(many[first : first + SAMPLE], OURS)[0]
    ratio = statistics.median(ratios)
    print(f"a million due dates, each explained: {seconds:.1f} s of one core")
    print(f"stepping from day to day takes {ratio:.2f} times as long (rounds {min(ratios):.2f} to {max(ratios):.2f})")
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
