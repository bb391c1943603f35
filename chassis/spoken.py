"""Facts of an error as people read them, where a sentence is made: dates as they are written in Vietnam.

Facts travel as programs write them (ISO 8601); only the sentence for a person has 01/07/2026, in both languages, and a
moment by the clock of Vietnam.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Final

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})")
_VIETNAM: Final = dt.timezone(dt.timedelta(hours=7))


def spoken(fact: object) -> object:
    """A fact for a sentence: a date as dd/mm/yyyy, a moment with its hour in Vietnam; all else as it is."""
    try:
        if isinstance(fact, str) and _DAY.fullmatch(fact):
            return dt.date.fromisoformat(fact).strftime("%d/%m/%Y")
        if isinstance(fact, str) and _MOMENT.fullmatch(fact):
            return dt.datetime.fromisoformat(fact).astimezone(_VIETNAM).strftime("%H:%M, %d/%m/%Y")
    except ValueError:
        # It only looks like a date: an identifier, say.
        return fact
    return fact


class Spoken(Mapping[str, object]):
    """Facts for ``format_map``; one that is missing shows as ``…``."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self._facts = facts

    def __getitem__(self, name: str) -> object:
        return spoken(self._facts[name]) if name in self._facts else "…"

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)
