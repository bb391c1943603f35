"""Days and times as people in Vietnam write them: day first, in plain text fields.

A browser's own date field writes the day or the month first by the browser's language, so that nobody knows which of
03/04 it means, and in an English one its time field asks for AM or PM. Pages therefore have text fields everywhere,
with an example whose day cannot be a month, and read them here. What cannot be read goes on as it was typed, so that
the record says what is wrong with it.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chassis.errors import FieldProblem
from gateway.rendering import HANOI
from gateway.texts import person_sentence

_DAY: Final = re.compile(r"(\d{1,2})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{4})", re.ASCII)
_DIGITS: Final = re.compile(r"(\d\d)(\d\d)((?:1[89]|2[01])\d\d)", re.ASCII)
"""Keyboards of digits have no stroke. The year has to be one: of 20261231 nobody knows what it means."""
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2})(?:\s?(?:[:hg.]|giờ)\s?(\d{2})?)?", re.ASCII)
_CLOCK_DIGITS: Final = re.compile(r"(\d\d)(\d\d)", re.ASCII)
NOT_A_DAY: Final = FieldProblem("", "not-a-date", {})
BACKWARDS: Final = ("Ngày cuối phải từ ngày đầu trở đi.", "The last day must not be before the first.")
NO_SUCH_DAY: Final = (
    "Lịch không có ngày này; xin xem lại ngày và tháng, ví dụ 31/01/2027.",
    "There is no such day; please check day and month, for example 31/01/2027.",
)


def day_typed(text: str) -> str:
    """A day as people write it, as the records write it; anything else as it is."""
    plain = text.strip()
    found = _DAY.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if found is None:
        return plain
    day, month, year = found.groups()
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _date(text: str) -> dt.date:
    plain = day_typed(text)
    if not _ISO.fullmatch(plain):
        raise ValueError("not a day")
    return dt.date.fromisoformat(plain)


def moment_typed(day: str, hour: str) -> str:
    """A day and an hour of Vietnam as the records write a time; anything else as it was typed.

    Pages of before sent both in one, as browsers write them; one that is still open is read.
    """
    if "T" in day and not hour:
        day, _, hour = day.strip().partition("T")
    try:
        return dt.datetime.combine(_date(day), _time(hour), tzinfo=HANOI).isoformat()
    except ValueError:
        return f"{day.strip()} {hour.strip()}".strip()


def hour_typed(text: str) -> str:
    """An hour of a day of 24 as people write it (22:00, 22h30, 22 giờ), as the records write it; else as it is."""
    try:
        return f"{_time(text):%H:%M}"
    except ValueError:
        return text.strip()


def _time(text: str) -> dt.time:
    plain = text.strip().lower()
    found = _CLOCK.fullmatch(plain) or _CLOCK_DIGITS.fullmatch(plain)
    if found is None:
        raise ValueError("not an hour")
    return dt.time(int(found[1]), int(found[2] or 0))


def day_sentence(problem: FieldProblem, sent: object, language: str) -> str:
    """As `person_sentence`; of a day that is written well and is in no calendar, it says that."""
    if problem.code == "not-a-date" and isinstance(sent, str) and _ISO.fullmatch(day_typed(sent)):
        return NO_SUCH_DAY[language == "en"]
    return person_sentence(problem, language)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from which and to which somebody wants to see something; None where none was said, or none can be read.

    What cannot be read stays typed in its field, with what is wrong beside it.
    """

    first: dt.date | None
    last: dt.date | None
    typed: Mapping[str, str]
    wrong: Mapping[str, str]


def period_of(args: Mapping[str, str], language: str) -> Period:
    """The period that an address asks for by ``tu`` and ``den``."""
    days: dict[str, dt.date | None] = {"tu": None, "den": None}
    typed, wrong = {name: args.get(name, "").strip() for name in days}, {}
    for name, said in typed.items():
        try:
            days[name] = _date(said) if said else None
        except ValueError:
            wrong[name] = day_sentence(NOT_A_DAY, said, language)
    first, last = days["tu"], days["den"]
    if first is not None and last is not None and first > last:
        wrong["den"], last = BACKWARDS[language == "en"], None
    return Period(first, last, typed, wrong)
