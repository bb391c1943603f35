"""When a version holds: half-open intervals of days in Vietnam, ``valid_from`` included, ``valid_to`` not."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

VIETNAM: Final = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam has had no other offset since 1975."""


def day_in_vietnam(moment: dt.datetime) -> dt.date:
    """The date that a calendar on a wall in Vietnam shows at that moment."""
    return moment.astimezone(VIETNAM).date()


def revision_number(publications: int, day: dt.date) -> int:
    """Names one state of the catalogue as it is seen on a day: more with every publication and every new day.

    A midnight changes what is in force without anybody publishing anything. Both numbers only ever grow, so their sum
    never names two states.
    """
    return publications + day.toordinal()


@dataclass(frozen=True, slots=True)
class Interval:
    """Days on which something holds; ``valid_to`` None: until further notice. It may be empty."""

    valid_from: dt.date
    valid_to: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: "Interval") -> bool:
        """Whether some day lies in both."""
        begins = max(self.valid_from, other.valid_from)
        ends = min((end for end in (self.valid_to, other.valid_to) if end is not None), default=None)
        return ends is None or begins < ends

    def closed_by(self, successor: dt.date) -> "Interval":
        """What is left of it once a successor holds from that day; an earlier end stays."""
        end = successor if self.valid_to is None else min(self.valid_to, successor)
        return Interval(self.valid_from, max(end, self.valid_from))


def in_force(versions: Iterable[tuple[int, Interval]], day: dt.date) -> int | None:
    """The number of the version that holds on a day: of several, the newest; None if there is none."""
    return max((number for number, interval in versions if interval.holds(day)), default=None)


def start_of_next(asked: dt.date, today: dt.date, previous: Interval | None) -> dt.date:
    """From when a new version holds: the day asked for, but never before what it follows nor, then, before today.

    What held yesterday is not changed after the fact; a first version may begin in the past.
    """
    if previous is None:
        return asked
    return max(asked, today, previous.valid_from)
