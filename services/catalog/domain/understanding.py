"""From what was typed to words that the catalogue knows: keystrokes read, words parted and joined, slips mended.

Of all ways to take the text the cheapest is kept: each change has its cost, and words that are known to follow each
other make a way cheaper. Words that are known are first left as they are; only where nothing has all of them is one
changed (`Reader.mended`), and only into such as follow their neighbours when the typed one does not.
"""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from services.catalog.domain.folding import written_words
from services.catalog.domain.keystrokes import meant_by
from services.catalog.domain.lexicon import Lexicon
from services.catalog.domain.slips import SOUND
from services.catalog.domain.vocabulary import PAIR, Vocabulary
from services.catalog.domain.wording import Word, codes_in, word_of, words_of

WORDS_READ: Final = 32
"""How many words of a query are read; nobody types more."""
_WAYS: Final = 8
_CANDIDATES: Final = 12
_KEYSTROKES: Final = 0.1
_INITIALS: Final = 0.4
_JOINED: Final = 0.3
_BEGUN: Final = 0.45
_UNKNOWN: Final = 3.0


class Why(enum.StrEnum):
    """Why something is taken for something else."""

    KEYSTROKES = "keystrokes"
    SLIP = "slip"
    SPACING = "spacing"
    INITIALS = "initials"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Change:
    """What was typed, and what it is taken for."""

    typed: str
    taken: str
    why: Why


@dataclass(frozen=True, slots=True)
class Understood:
    """A query: the codes in it, its words as they are taken, what was changed, and words that nothing is known of."""

    codes: tuple[str, ...]
    words: tuple[Word, ...]
    changes: tuple[Change, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Taken:
    """One way to take one typed word, or two that belong together."""

    words: tuple[Word, ...]
    cost: float
    why: Why | None = None
    spans: int = 1
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Way:
    cost: float
    taken: tuple[_Taken, ...]

    @property
    def last(self) -> str:
        return self.taken[-1].words[-1].plain if self.taken else ""


class Reader:
    """Reads queries by a vocabulary and a lexicon. ``spelled_by_initials`` finds phrases for letters like *đkkh*."""

    def __init__(
        self, vocabulary: Vocabulary, lexicon: Lexicon, spelled_by_initials: Callable[[str], tuple[str, ...]]
    ) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._initials = spelled_by_initials

    def read(self, text: str, *, unfinished: bool = False) -> Understood:
        """The text as it is taken; ``unfinished``: it is still being typed, so its last word may be longer."""
        codes, rest = codes_in(text)
        typed = [one for one in written_words(rest) if words_of(one)][:WORDS_READ]
        if not typed:
            return Understood(codes, ())
        ways = self._ways(typed, unfinished=unfinished)
        changes: list[Change] = []
        words: list[Word] = []
        unknown: list[str] = []
        at = 0
        for taken in ways[0].taken:
            said = " ".join(typed[at : at + taken.spans])
            at += taken.spans
            words += taken.words
            if taken.why is not None:
                changes.append(Change(said, self._vocabulary.written(taken.words), taken.why))
            if not taken.known:
                unknown.append(said)
        return Understood(codes, tuple(words), tuple(changes), tuple(unknown))

    def _ways(self, typed: list[str], *, unfinished: bool) -> list[_Way]:
        """The cheapest ways to take all words, cheapest first."""
        ending: list[list[_Way]] = [[_Way(0.0, ())]] + [[] for _ in typed]
        for at in range(len(typed)):
            best = sorted(ending[at], key=lambda way: way.cost)[:_WAYS]
            last = at == len(typed) - 1
            for taken in self._takings(typed, at, last=last, unfinished=unfinished):
                for way in best:
                    follows = way.taken and self._vocabulary.follows(way.last, taken.words[0].plain)
                    cost = way.cost + taken.cost - (PAIR if follows else 0.0)
                    ending[at + taken.spans].append(_Way(cost, (*way.taken, taken)))
        return sorted(ending[-1], key=lambda way: way.cost)

    def _takings(self, typed: list[str], at: int, *, last: bool, unfinished: bool) -> Iterator[_Taken]:
        word = word_of(typed[at])
        known = word.plain in self._vocabulary
        if known:
            begun = last and unfinished
            yield _Taken((replace(word, begun=begun),), 0.0)
        else:
            yield from self._guesses(typed[at], word, last=last)
        if not last:
            other = word_of(typed[at + 1])
            joined = word.plain + other.plain
            if joined in self._vocabulary and not (known and other.plain in self._vocabulary):
                yield _Taken((Word(joined),), _JOINED, Why.SPACING, spans=2)

    def _guesses(self, typed: str, word: Word, *, last: bool) -> Iterator[_Taken]:
        """What an unknown word may be."""
        vocabulary = self._vocabulary
        found: list[_Taken] = []
        meant = meant_by(typed) if typed.isascii() else None
        if meant is not None:
            read = Word(word_of(meant.plain).plain, word_of(meant.accented).accented)
            if read.plain in vocabulary:
                found.append(_Taken((read,), _KEYSTROKES, Why.KEYSTROKES))
        if last and len(word.plain) >= 2 and vocabulary.beginning(word.plain):
            found.append(_Taken((replace(word, begun=True),), _BEGUN))
        parted = vocabulary.parted(word.plain) if len(word.plain) >= 4 else None
        if parted is not None:
            found.append(_Taken(tuple(Word(part) for part in parted[0]), parted[1], Why.SPACING))
        elif last and len(word.plain) >= 4:
            found += self._parted_unfinished(word.plain)
        if 3 <= len(word.plain) <= 8 and not set(word.plain) & set("aeiouy") and word.plain.isalpha():
            found += [_Taken(words_of(p), _INITIALS, Why.INITIALS) for p in self._initials(word.plain)]
        near = self._near(typed, word, meant.plain if meant else "")
        found += [_Taken((Word(other),), cost, Why.SLIP) for other, cost in near]
        yield from found
        yield _Taken((word,), _UNKNOWN, known=False)

    def _parted_unfinished(self, word: str) -> Iterator[_Taken]:
        """Words run together of which the last is unfinished: the one with the longest beginning."""
        for at in range(len(word) - 1, 2, -1):
            head, tail = word[:at], word[at:]
            parted = self._vocabulary.parted(head)
            words = parted[0] if parted else (head,) if head in self._vocabulary else ()
            if words and any(self._vocabulary.follows(words[-1], one) for one in self._vocabulary.beginning(tail)):
                parts = (*(Word(part) for part in words), Word(tail, begun=True))
                yield _Taken(parts, _BEGUN + (parted[1] if parted else 0.0), Why.SPACING)
                return

    def _near(self, typed: str, word: Word, decoded: str) -> list[tuple[str, float]]:
        near = dict(self._vocabulary.near(word.plain))
        if decoded:
            # A slip among raw keystrokes: what they stand for may be near to a word when they themselves are not.
            for other, cost in self._vocabulary.near(decoded).items():
                near[other] = min(near.get(other, 9.0), cost + _KEYSTROKES)
        return sorted(near.items(), key=lambda one: (one[1], one[0]))[:_CANDIDATES]

    def mended(self, understood: Understood) -> Iterator[Understood]:
        """Other ways to take a text of known words, in which one of them was a slip for another, likeliest first."""
        words = understood.words
        found: list[tuple[float, str, Understood]] = []
        for at, word in enumerate(words):
            left = words[at - 1].plain if at else ""
            right = words[at + 1].plain if at + 1 < len(words) else ""
            follows = self._vocabulary.follows
            if word.begun or (left and follows(left, word.plain)) or (right and follows(word.plain, right)):
                continue
            for other, cost in self._vocabulary.near(word.plain).items():
                fits = (bool(left) and follows(left, other)) + (bool(right) and follows(other, right))
                if fits and (cost <= SOUND or not self._lexicon.never_slips(word)):
                    taken = (*words[:at], Word(other), *words[at + 1 :])
                    written = self._vocabulary.written(taken).split()[at]
                    change = Change(self._vocabulary.written((word,)), written, Why.SLIP)
                    other_way = replace(understood, words=taken, changes=(*understood.changes, change))
                    found.append((cost - PAIR * fits, other, other_way))
        found.sort(key=lambda one: one[:2])
        yield from (way for _, _, way in found[:_CANDIDATES])
