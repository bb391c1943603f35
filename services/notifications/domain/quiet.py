"""Quiet hours: what can wait does not ring at night, by the clock of Vietnam.

Vietnam has one time zone without summer time, so that an hour is the same every day.
"""

import datetime as dt
from dataclasses import dataclass

from services.notifications.domain.facts import VIETNAM

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one minute of the day to another, which may lie on the next day; the same minute twice: never quiet."""

    starts: int
    ends: int

    def __post_init__(self) -> None:
        if not (0 <= self.starts < DAY and 0 <= self.ends < DAY):
            raise ValueError("a minute of the day is from 0 to 1439")

    def over_at(self, now: dt.datetime) -> dt.datetime | None:
        """When the quiet hours end that hold now; None if none do. They hold from their first minute to their last."""
        local = now.astimezone(VIETNAM)
        minute = local.hour * 60 + local.minute
        if (minute - self.starts) % DAY >= (self.ends - self.starts) % DAY:
            return None
        end = local.replace(hour=self.ends // 60, minute=self.ends % 60, second=0, microsecond=0)
        if end <= local:
            end += dt.timedelta(days=1)
        return end.astimezone(dt.UTC)


def minute_of(text: str) -> int:
    """``HH:MM`` as a minute of the day."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def text_of(minute: int) -> str:
    """A minute of the day as ``HH:MM``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
