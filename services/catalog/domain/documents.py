"""Documents as they are kept for finding them: their phrases, and their words by where they stand, as sets.

A document has a number as long as it is in; sets of documents are whole numbers (`bits`).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.folding import written_words
from services.catalog.domain.lexicon import Lexicon
from services.catalog.domain.vocabulary import Vocabulary
from services.catalog.domain.wording import plain_words, word_of

NAME: Final = 3.0
KEYWORDS: Final = 2.6
FIELD: Final = 0.9
MORE: Final = 0.6
WEIGHTS: Final = (NAME, KEYWORDS, FIELD, MORE)
"""What a word is worth by where it stands."""
LENGTHS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25)
_BRIEFNESS: Final = 0.35
PAUSE_EVERY: Final = 4
"""How many documents are taken in between two pauses of whoever builds."""


def no_pause() -> None:
    """Build at a stretch."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one procedure for finding it. ``key`` is its code, which finds it too."""

    key: str
    name: str
    keywords: tuple[str, ...] = ()
    field: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as it is weighed: its phrases, accents and initials as text. Short names weigh more."""

    document: Document
    phrases: str
    accents: str
    initials: str
    brief: float

    def words(self) -> list[str]:
        """The words that the initials are those of."""
        return _written(self.document)


class Documents:
    """Documents by number, and for each word the set of those that have it, by where it stands.

    Never changed once built: `changed` gives another that shares what did not change.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.entries: list[Entry | None] = []
        self.tiers: tuple[dict[str, int], ...] = tuple({} for _ in WEIGHTS)
        self.everything = 0
        """The set of all documents."""
        self._slots: dict[str, int] = {}
        self._up_to = dict.fromkeys(LENGTHS, 0)
        self._free: list[int] = []

    def changed(
        self, gone: Iterable[str], new: Sequence[Document], vocabulary: Vocabulary, pause: Callable[[], None]
    ) -> "Documents":
        """These without some and with others, whose words the vocabulary learns; one with a known key is replaced."""
        other = Documents(self._lexicon)
        other.entries = list(self.entries)
        other.tiers = tuple(dict(tier) for tier in self.tiers)
        other.everything = self.everything
        other._slots = dict(self._slots)
        other._up_to = dict(self._up_to)
        other._free = list(self._free)
        for key in sorted({*gone, *(document.key for document in new)} & other._slots.keys()):
            other._take_out(key)
        learnt: set[str] = set()
        for number, document in enumerate(new, start=1):
            other._take_in(document)
            for text in (*document.keywords, document.name, document.field, *document.more):
                # Fields, groups and results are the same of many, and nothing new is learnt from a text of before.
                if text not in learnt:
                    learnt.add(text)
                    vocabulary.learn(written_words(text))
            if number % PAUSE_EVERY == 0:
                pause()
        vocabulary.settle(pause)
        return other

    def _take_out(self, key: str) -> None:
        slot = self._slots.pop(key)
        entry = self.entries[slot]
        if entry is None:
            return
        others = ~(1 << slot)
        for tier, words in zip(self.tiers, _words_by_tier(entry.document, self._lexicon), strict=True):
            for word in words:
                left = tier.get(word, 0) & others
                if left:
                    tier[word] = left
                else:
                    tier.pop(word, None)
        self.entries[slot] = None
        self._free.append(slot)
        self.everything &= others
        self._up_to = {most: bits & others for most, bits in self._up_to.items()}

    def _take_in(self, document: Document) -> None:
        words = _words_of(_texts_of(document, self._lexicon))
        entry = _entry_of(document, words)
        if self._free:
            slot = self._free.pop()
            self.entries[slot] = entry
        else:
            slot = len(self.entries)
            self.entries.append(entry)
        one = 1 << slot
        self._slots[document.key] = slot
        self.everything |= one
        length = len(document.name.split())
        for most in LENGTHS:
            if length <= most:
                self._up_to[most] |= one
        for tier, of_tier in zip(self.tiers, words, strict=True):
            for word in set().union(*of_tier):
                tier[word] = tier.get(word, 0) | one

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, word: str) -> bool:
        """Whether any document has a word."""
        return any(word in tier for tier in self.tiers)

    def slot_of(self, key: str) -> int:
        """The number of a document."""
        return self._slots[key]

    def by_code(self, codes: Sequence[str]) -> list[str]:
        """The keys that begin as one of these, in order."""
        return sorted(key for key in self._slots if key.startswith(tuple(codes)))

    def with_short_names(self, most: int) -> int:
        """The documents whose names have so many words (one of `LENGTHS`) or fewer."""
        return self._up_to[most]

    def spelled_by_initials(self, letters: str) -> tuple[str, ...]:
        """The phrases in names whose words begin with these letters, the two that are met most."""
        met: Counter[str] = Counter()
        for entry in self.entries:
            at = entry.initials.find(letters) if entry else -1
            if entry and at >= 0:
                met[" ".join(entry.words()[at : at + len(letters)])] += 1
        return tuple(phrase for phrase, _ in sorted(met.items(), key=lambda one: (-one[1], one[0]))[:2])

    def rarity(self, having: int) -> float:
        """What a word is worth that these documents have."""
        return math.log(1 + max(len(self._slots), 1) / max(having.bit_count(), 0.5))


def _texts_of(document: Document, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """The texts of a document by tier."""
    named = (document.name, document.key, *lexicon.written_out(document.name))
    keywords = (*document.keywords, *(text for one in document.keywords for text in lexicon.written_out(one)))
    return named, keywords, (document.field, *lexicon.written_out(document.field)), document.more


def _words_of(texts: tuple[tuple[str, ...], ...]) -> list[list[tuple[str, ...]]]:
    """The words of each text, by tier."""
    return [[plain_words(text) for text in of_tier] for of_tier in texts]


def _words_by_tier(document: Document, lexicon: Lexicon) -> list[set[str]]:
    """The words of a document by tier."""
    return [set().union(*words) for words in _words_of(_texts_of(document, lexicon))]


def _entry_of(document: Document, words: list[list[tuple[str, ...]]]) -> Entry:
    phrases = [" ".join(of_text).removeprefix("thu tuc ") for of_text in (*words[0], *words[1])]
    written = [word_of(one) for one in _written(document)]
    return Entry(
        document,
        "| " + " | ".join(phrases) + " |",
        " " + " ".join([one.accented for one in written if one.accented]) + " ",
        "".join([one.plain[:1] or " " for one in written]),
        1 + _BRIEFNESS / math.sqrt(max(len(phrases[0].split()), 1)),
    )


def _written(document: Document) -> list[str]:
    return [one for text in (document.name, *document.keywords) for one in written_words(text)]
