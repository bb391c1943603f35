"""What a document is worth for a query, word by word and then as a whole.

Words count by their rarity and by where they stand. Of the best, it is looked at whether words follow each other as in
the query, and whether the accents agree that were typed.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.catalog.domain.bits import any_of, by_weight, greatest, numbers_in, weighing
from services.catalog.domain.documents import LENGTHS, WEIGHTS, Documents, Entry
from services.catalog.domain.lexicon import Wording
from services.catalog.domain.wording import Word

LOOKED_AT: Final = 250
"""How many documents are weighed one by one for each reading; with more, those with shorter names."""
_FINELY: Final = 100
_AGAIN: Final = 0.12
_SOFT: Final = 0.15
_FOLLOWING: Final = 0.55
_WHOLE_PHRASE: Final = 1.2
_ALL_OF_IT: Final = 0.6
_ACCENTS: Final = 0.35
_UNITS: Final = 63
"""Into how many parts the words of a query are weighed where no document has all of them."""
_NEAR: Final = 0.55
"""Which part of what the nearest document has others must have to be near as well."""
_AS_NEAR: Final = 0.75


@dataclass(frozen=True, slots=True)
class Term:
    """A word: the words of documents it stands for, with how surely, the documents that have it, if it must be had."""

    word: str
    meant: dict[str, float]
    having: int
    rarity: float
    counts: bool


@dataclass(slots=True)
class Reading:
    """A wording as it is looked for."""

    wording: Wording
    terms: list[Term]
    counting: list[Term] = field(init=False)

    def __post_init__(self) -> None:
        self.counting = [term for term in self.terms if term.counts]

    def having_all(self, among: int) -> int:
        """The documents that have every word that counts."""
        bits = among if self.counting else 0
        for term in self.counting:
            bits &= term.having
        return bits

    def pairs(self) -> list[tuple[str, str]]:
        """The words that count, each with the one after it."""
        counting = {term.word for term in self.counting}
        return list(itertools.pairwise(word.plain for word in self.wording.words if word.plain in counting))


def nearest(readings: Sequence[Reading], among: int, documents: Documents) -> list[tuple[Reading, int]]:
    """For each reading the documents that have as much of it as any of ``among`` has, or nearly."""
    best: list[tuple[float, Reading, int]] = []
    for reading in readings:
        some = any_of(term.having for term in reading.counting) & among
        if not some:
            continue
        of_all = sum(term.rarity for term in reading.counting)
        digits = by_weight((t.having, max(1, round(_UNITS * t.rarity / of_all))) for t in reading.counting)
        most = greatest(digits, some)
        least = max(1, round(most * _NEAR))
        bits = weighing(digits, least, documents.everything)
        while (bits & among).bit_count() > LOOKED_AT and least < most:
            least += 1
            bits = weighing(digits, least, documents.everything)
        best.append((most * reading.wording.factor, reading, bits))
    limit = _AS_NEAR * max((share for share, *_ in best), default=0.0)
    return [(reading, bits) for share, reading, bits in best if share >= limit]


def weigh(reading: Reading, bits: int, documents: Documents) -> list[tuple[int, float]]:
    """The documents by number with their scores; of too many, those that come first in any case."""
    bits = _narrowed(reading, bits, documents)
    slots = numbers_in(bits, 2 * LOOKED_AT)
    if len(slots) == 2 * LOOKED_AT:
        bits &= (2 << slots[-1]) - 1
    worth = _worth(reading, slots, bits, documents)
    # The order of words and their accents are looked at where it can matter: far down nobody looks. Equals stay in
    # order of their numbers.
    finer = _Finer(reading.wording.words)
    for slot in sorted(slots, key=worth.__getitem__, reverse=True)[:_FINELY]:
        entry = documents.entries[slot]
        if entry is not None:
            worth[slot] *= finer.of(entry)
    factor = reading.wording.factor
    return [(slot, round(score * factor, 6)) for slot, score in worth.items()]


def is_scattered(reading: Reading, bits: int, documents: Documents, looked_at: int) -> bool:
    """Whether documents have the words only here and there, not beside each other."""
    pairs = reading.pairs()
    for slot in numbers_in(bits, looked_at):
        entry = documents.entries[slot]
        met = sum(f" {a} {b}" in entry.phrases for a, b in pairs) if entry else 0
        if met * 2 >= len(pairs):
            return False
    return True


def _narrowed(reading: Reading, bits: int, documents: Documents) -> int:
    """Of too many documents to look at each, those with the words in their names, and then with shorter names."""
    if bits.bit_count() > LOOKED_AT:
        named = bits
        for term in reading.counting:
            named &= any_of(tier.get(word, 0) for word in term.meant for tier in documents.tiers[:2])
        bits = named if named.bit_count() >= LOOKED_AT // 4 else bits
    for most in reversed(LENGTHS):
        if bits.bit_count() <= LOOKED_AT:
            break
        shorter = bits & documents.with_short_names(most)
        bits = shorter if shorter.bit_count() >= LOOKED_AT // 4 else bits
    return bits


def _worth(reading: Reading, slots: list[int], bits: int, documents: Documents) -> dict[int, float]:
    worth = dict.fromkeys(slots, 0.0)
    having = dict.fromkeys(slots, 0.0)
    of_all = sum(term.rarity for term in reading.counting) or 1.0
    for term in reading.terms:
        share = term.rarity if term.counts else 0.0
        factor = term.rarity * (1.0 if term.counts else _SOFT)
        for value, with_it in _values(term, bits, documents):
            gain = value * factor
            for slot in with_it:
                worth[slot] += gain
                having[slot] += share
    for slot in slots:
        entry = documents.entries[slot]
        worth[slot] *= (having[slot] / of_all) ** 2 * (entry.brief if entry else 0.0)
    return worth


def _values(term: Term, bits: int, documents: Documents) -> Iterable[tuple[float, Iterable[int]]]:
    """What a word is worth by where it stands, each worth with the documents in which it is that."""
    if len(term.meant) == 1:
        ((word, sure),) = term.meant.items()
        yield from _values_of_one(word, sure, bits, documents)
        return
    best: dict[int, float] = {}
    for word, sure in term.meant.items():
        for tier, weight in zip(documents.tiers, WEIGHTS, strict=True):
            value = weight * sure
            for slot in numbers_in(tier.get(word, 0) & bits):
                best[slot] = _both(best.get(slot, 0.0), value)
    for slot, value in best.items():
        yield value, (slot,)


def _values_of_one(word: str, sure: float, bits: int, documents: Documents) -> Iterator[tuple[float, list[int]]]:
    """The same for a word that means itself: documents that have it in the same places are found together."""
    groups: list[tuple[float, int]] = [(0.0, bits)]
    for tier, weight in zip(documents.tiers, WEIGHTS, strict=True):
        having = tier.get(word, 0)
        parted = []
        for value, some in groups:
            there = some & having
            if there:
                parted.append((_both(value, weight * sure), there))
            if there != some:
                parted.append((value, some ^ there))
        groups = parted
    for value, some in groups:
        if value:
            yield value, numbers_in(some)


def _both(known: float, value: float) -> float:
    """Once more elsewhere is a little more: a name whose keywords say it too is about it."""
    return max(known, value) + _AGAIN * min(known, value)


class _Finer:
    """How much more a document is worth because words follow each other as in the query, and accents agree."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._accents = [f" {word.accented} " for word in words if word.accented]
        text = " ".join([word.plain for word in words])
        ending = "" if words[-1].begun else " "
        self._all_of_it = f"| {text} |" if ending else ""
        self._phrase = f" {text}{ending}"
        self._pairs = [f" {one.plain} {other.plain} " for one, other in itertools.pairwise(words)]
        if self._pairs:
            self._pairs[-1] = self._pairs[-1].rstrip() + ending

    def of(self, entry: Entry) -> float:
        """What a document's worth is to be multiplied by."""
        accents, phrases = 1.0, entry.phrases
        if self._accents:
            accents -= _ACCENTS * (1 - _met(self._accents, entry.accents) / len(self._accents))
        more = _ALL_OF_IT if self._all_of_it and self._all_of_it in phrases else 0.0
        if self._pairs:
            share = _met(self._pairs, phrases) / len(self._pairs)
            more += _FOLLOWING * share
            if share == 1 and self._phrase in phrases:
                more += _WHOLE_PHRASE
        return (1 + more) * accents


def _met(parts: list[str], text: str) -> int:
    found = 0
    for part in parts:
        found += part in text
    return found
