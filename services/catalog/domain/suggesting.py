"""Phrases that go on as somebody types: found by the beginning of any of their words, the shortest first."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.wording import plain_words

_LOOKED_AT: Final = 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """What may be suggested: of what sort it is, how it reads, and the key it has where it is no plain text."""

    kind: str
    text: str
    text_en: str = ""
    key: str = ""


class Phrases:
    """Phrases by each place in them at which a word begins; never changed once built."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases: list[Phrase] = []
        self._starts: list[tuple[str, int, int]] = []
        known: set[tuple[str, str]] = set()
        for phrase in phrases:
            words = plain_words(phrase.text)
            folded = " ".join(words)
            if not words or (phrase.kind, folded) in known:
                continue
            known.add((phrase.kind, folded))
            for at in range(len(words)):
                self._starts.append((" ".join(words[at:]), at, len(self._phrases)))
            self._phrases.append(phrase)
        self._starts.sort()

    def going_on(self, typed: str, most: int) -> list[Phrase]:
        """The phrases that have these words in a row, the last of them perhaps unfinished."""
        words = plain_words(typed)
        if not words:
            return []
        start = " ".join(words)
        at = bisect.bisect_left(self._starts, (start, -1, -1))
        found: dict[int, tuple[int, int]] = {}
        while at < len(self._starts) and len(found) < _LOOKED_AT:
            rest, place, number = self._starts[at]
            if not rest.startswith(start):
                break
            rank = (place, len(self._phrases[number].text))
            found[number] = min(found.get(number, rank), rank)
            at += 1
        order = sorted(found, key=lambda number: (found[number], number))
        return [self._phrases[number] for number in order[:most]]
