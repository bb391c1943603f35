"""Facts as people read them, where a sentence is made: dates as they are written in Vietnam, numbers and money as they
are written in the reader's language.

Facts travel as programs write them (ISO 8601, whole đồng); only the sentence for a person has 01/07/2026, in both
languages, a moment by the clock of Vietnam, and 1.250.000 đồng, which in English is 1,250,000 VND. A sentence says
``{total:dong}`` where a fact is money, ``{most:number}`` where it is a large number, and ``{limit:size}`` where it is
bytes.
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


def grouped(number: int, language: str) -> str:
    """A whole number with a mark between its thousands: 1.250.000 in Vietnamese, 1,250,000 in English."""
    english = f"{number:,}"
    return english if language == "en" else english.replace(",", ".")


def money(dong: int, language: str) -> str:
    """An amount, the one way in which it is written in a language: 1.250.000 đồng, 1,250,000 VND."""
    return f"{grouped(dong, language)} {'VND' if language == 'en' else 'đồng'}"


_MB: Final = 1024 * 1024


def size(octets: int, language: str) -> str:
    """A number of bytes as people say it: 25 MB, 1,5 MB (in English 1.5 MB), 198 kB; never more than it is.

    What is round in thousands is said so (30000000 is 30 MB), all else in 1024s, as file managers do.
    """
    for whole in (_MB, 1_000_000):
        if octets and octets % whole == 0:
            return f"{octets // whole} MB"
    if octets >= _MB:
        parts = f"{octets * 10 // _MB / 10:.1f}"
        return f"{parts if language == 'en' else parts.replace('.', ',')} MB"
    return f"{octets // (1024 if octets % 1024 == 0 else 1000)} kB" if octets >= 1000 else f"{octets} byte"


class _Told:
    """A fact in a sentence. ``dong`` as its format makes an amount of a whole number, ``number`` groups its digits,
    ``size`` says bytes; without, they stay as they are: they may be a code or a year."""

    def __init__(self, fact: object, language: str) -> None:
        self._fact = fact
        self._language = language

    def __format__(self, spec: str) -> str:
        fact = self._fact
        if not isinstance(fact, int) or isinstance(fact, bool):
            return str(spoken(fact))
        return {"": lambda number, _: str(number), "dong": money, "number": grouped, "size": size}[spec](
            fact, self._language
        )


class Spoken(Mapping[str, object]):
    """Facts for ``format_map``, as they are said in a language; one that is missing shows as ``…``."""

    def __init__(self, facts: Mapping[str, object], language: str) -> None:
        self._facts = facts
        self._language = language

    def __getitem__(self, name: str) -> object:
        return _Told(self._facts.get(name, "…"), self._language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)
