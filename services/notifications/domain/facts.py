"""What a message tells: values with a meaning, and how each is written in Vietnamese and in English.

A fact is text, an instant, an amount, or a phrase that exists in both languages. Instants are written in the time of
Vietnam, amounts with the separators that the language uses. Text is put in as it is; it is never read as a template.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LANGUAGES = ("vi", "en")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in đồng."""

    dong: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that we choose ourselves, in both languages."""

    vi: str
    en: str


Fact = str | dt.datetime | Amount | Phrase
Facts = Mapping[str, Fact]


def written(fact: Fact, language: str) -> str:
    """A fact as a person reads it in ``vi`` or ``en``."""
    if isinstance(fact, str):
        return fact
    if isinstance(fact, Phrase):
        return fact.en if language == "en" else fact.vi
    if isinstance(fact, Amount):
        digits = f"{fact.dong:,}"
        return f"{digits} VND" if language == "en" else f"{digits.replace(',', '.')} đồng"
    local = fact.astimezone(VIETNAM)
    if language == "en":
        return f"{local:%H:%M} on {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"


def all_written(facts: Facts) -> dict[str, dict[str, str]]:
    """Facts as people read them, by language."""
    return {language: {name: written(fact, language) for name, fact in facts.items()} for language in LANGUAGES}
