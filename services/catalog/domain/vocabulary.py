"""The words that a catalogue knows: how they are written, which follow each other, and which look alike.

Words and pairs are only ever added: what no document has any more costs memory, and changes at most which of two
equally near spellings is taken.
"""

import bisect
from collections.abc import Callable, Sequence
from typing import Final

from services.catalog.domain.folding import alike
from services.catalog.domain.slips import Lookalikes
from services.catalog.domain.wording import Word, word_of

_PARTS: Final = 8
"""Into how many words a run-together one is parted at most."""
_AT_ONCE: Final = 50
_WORD_SPARED: Final = 0.15
PAIR: Final = 0.3
"""What two words that are known to follow each other are worth."""


class Vocabulary:
    """Words, pairs of neighbouring words, and how both are written."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}
        self._accented: dict[str, str] = {}
        self._sorted: list[str] = []
        self._new: list[str] = []
        self._lookalikes = Lookalikes()

    def learn(self, written: Sequence[str]) -> None:
        """Take in a text, given as its written words in small letters."""
        before: tuple[str, str] | None = None
        for one in written:
            word = word_of(one)
            if not word.plain or " " in word.plain:
                before = None
                continue
            if word.plain not in self._written:
                self._new.append(word.plain)
            # The first writing stands, but one with accents goes before one without.
            if one != word.plain or word.plain not in self._written:
                known = self._written.get(word.plain, word.plain)
                self._written[word.plain] = one if known == word.plain else known
            if word.accented:
                self._accented.setdefault(word.accented, one)
            if before is not None:
                self._pairs.setdefault((before[0], word.plain), (before[1], one))
            before = (word.plain, one)

    def settle(self, pause: Callable[[], None]) -> None:
        """Make what was learnt findable."""
        if self._new:
            for at in range(0, len(self._new), _AT_ONCE):
                self._lookalikes.add(w for w in self._new[at : at + _AT_ONCE] if w.isascii() and w.isalpha())
                pause()
            self._sorted = sorted({*self._sorted, *self._new})
            self._new = []

    def __contains__(self, word: str) -> bool:
        return word in self._written

    def follows(self, one: str, other: str) -> bool:
        """Whether these two words stand beside each other somewhere."""
        return (one, other) in self._pairs

    def beginning(self, start: str) -> list[str]:
        """All words that begin so."""
        at = bisect.bisect_left(self._sorted, start)
        found = []
        while at < len(self._sorted) and self._sorted[at].startswith(start):
            found.append(self._sorted[at])
            at += 1
        return found

    def near(self, word: str) -> dict[str, float]:
        """Words that this one may stand for, each with its cost."""
        return self._lookalikes.near(word)

    def parted(self, word: str) -> tuple[tuple[str, ...], float] | None:
        """Known words that run together make this one (the fewest, and such as follow each other), and the cost."""
        best: list[tuple[float, tuple[str, ...]] | None] = [None] * (len(word) + 1)
        best[0] = (0.0, ())
        for end in range(2, len(word) + 1):
            for start in range(max(0, end - 7), end - 1):
                before, part = best[start], alike(word[start:end])
                if before is None or part not in self._written or len(before[1]) >= _PARTS:
                    continue
                joined = PAIR if before[1] and self.follows(before[1][-1], part) else 0.0
                cost = before[0] + _WORD_SPARED - joined + (0.2 if len(part) < 3 else 0.0)
                known = best[end]
                if known is None or (cost, (*before[1], part)) < known:
                    best[end] = (cost, (*before[1], part))
        found = best[-1]
        if found is None or len(found[1]) < 2:
            return None
        return found[1], found[0]

    def written(self, words: Sequence[Word]) -> str:
        """Words as people write them. Accents that somebody wrote stay; where there are none, those are taken that the
        word has beside its neighbour, so that no other word comes of it."""
        found = []
        for at, word in enumerate(words):
            as_typed = self._accented.get(word.accented) or (word.accented and word.said)
            if as_typed:
                found.append(as_typed)
                continue
            before = self._beside(words[at - 1], word, words[at - 1]) if at else None
            after = self._beside(word, words[at + 1], words[at + 1]) if at + 1 < len(words) else None
            found.append(
                before[1] if before else after[0] if after else word.said or self._written.get(word.plain, word.plain)
            )
        return " ".join(found)

    def _beside(self, one: Word, other: Word, neighbour: Word) -> tuple[str, str] | None:
        """How two words are written that are known to follow each other, if the neighbour's accents agree."""
        pair = self._pairs.get((one.plain, other.plain))
        if pair is None:
            return None
        written = word_of(pair[0] if neighbour is one else pair[1])
        return pair if neighbour.may_be(written) else None
