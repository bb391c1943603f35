"""Finding procedures by what people type: an index in memory of the published catalogue.

A query is first understood (`understanding`), then taken in several wordings: as it was typed, and with what people
say replaced by what the law says (`lexicon`). A document's score is that of its best wording (`weighing`): it counts
rare words more than common ones, words in the name more than words elsewhere, words that follow each other as in the
query more than scattered ones, and words that agree in the accents that were typed. Soft words (giấy, làm…) count a
little and are never missed.

Guarantees: the answer depends on documents, lexicon and query only; equal scores are in order of keys. Sets of
documents are whole numbers, so a query costs little more with ten thousand documents than with a hundred. An index
never changes; `Index.changed` gives another that shares with it what did not. Nothing of an index refers back to it:
it is freed when it is let go of.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.catalog.domain.bits import any_of
from services.catalog.domain.documents import PAUSE_EVERY, Document, Documents, no_pause
from services.catalog.domain.folding import written_words
from services.catalog.domain.lexicon import Lexicon, Wording
from services.catalog.domain.understanding import Change, Reader, Understood, Why
from services.catalog.domain.vocabulary import Vocabulary
from services.catalog.domain.weighing import Reading, Term, is_scattered, nearest, weigh
from services.catalog.domain.wording import Word, plain_words

FEW: Final = 4
"""With fewer documents that have all words, those that have most of them are given as well."""
KEPT: Final = 500
"""How many hits are given at most: nobody reads on, and every one costs time."""
_BEGUN: Final = 0.75
_SCATTER_LOOKED_AT: Final = 40

Sets = list[tuple[Reading, int]]
"""Readings, each with the documents that are given for it."""


class Hit(NamedTuple):
    """A document that was found; ``whole``: it has every word that counts."""

    key: str
    score: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits (at most `KEPT`), best first, of ``total``; ``whole`` if any document has every word that counts.

    Where only a few have, or have them scattered, those that have most of them are given as well.

    ``understood`` is what was searched for, as people write it, and ``changes`` say how it came of what was typed;
    ``unknown`` are typed words that no document has anything like. ``everywhere`` is the set of all that would have
    been found without the filter.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    whole: bool = False
    understood: str = ""
    spelled: str = ""
    changes: tuple[Change, ...] = ()
    unknown: tuple[str, ...] = ()
    everywhere: int = 0
    words: tuple[Word, ...] = ()


class Index:
    """An index over documents; it never changes once built and may be shared between threads."""

    def __init__(
        self, documents: Iterable[Document] = (), lexicon: Lexicon | None = None, pause: Callable[[], None] = no_pause
    ) -> None:
        self.lexicon = lexicon or Lexicon()
        self._vocabulary = Vocabulary()
        learnt = [written_words(text) for text in self.lexicon.texts]
        # Everyday's words are known, but nothing follows from their standing side by side.
        learnt += [[word] for text in self.lexicon.said for word in written_words(text)]
        for number, words in enumerate(learnt):
            self._vocabulary.learn(words)
            if number % PAUSE_EVERY == 0:
                pause()
        self._documents = Documents(self.lexicon).changed((), tuple(documents), self._vocabulary, pause)
        self._having: dict[str, int] = {}
        self._reader = Reader(self._vocabulary, self.lexicon, self._documents.spelled_by_initials)

    def changed(self, gone: Iterable[str], new: Iterable[Document], pause: Callable[[], None] = no_pause) -> "Index":
        """The index without some documents and with others; one that is known by its key is replaced."""
        other = Index.__new__(Index)
        other.lexicon = self.lexicon
        other._vocabulary = self._vocabulary
        other._documents = self._documents.changed(gone, tuple(new), self._vocabulary, pause)
        other._having = {}
        other._reader = Reader(other._vocabulary, other.lexicon, other._documents.spelled_by_initials)
        return other

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def everything(self) -> int:
        """The set of all documents."""
        return self._documents.everything

    def slot_of(self, key: str) -> int:
        """The number of a document in sets."""
        return self._documents.slot_of(key)

    def bits(self, keys: Iterable[str]) -> int:
        """The set of the documents of these keys."""
        return any_of(1 << self.slot_of(key) for key in keys)

    def phrases(self) -> list[str]:
        """What people say and what procedures are known by: keywords, sayings, and what those mean."""
        keywords = (word for entry in self._documents.entries if entry for word in entry.document.keywords)
        said = (text for synonym in self.lexicon.synonyms for text in (synonym.mean, synonym.say))
        return list(dict.fromkeys((*keywords, *said)))

    def search(self, text: str, within: int | None = None, *, unfinished: bool = False) -> Found:
        """What fits a text, of the documents ``within``; ``unfinished``: somebody is still typing it."""
        among = self.everything if within is None else within
        asked = self._reader.read(text, unfinished=unfinished)
        coded = self._by_code(asked, among) if asked.codes else None
        if coded is not None:
            return coded
        if not asked.words:
            return Found(unknown=asked.codes)
        sets = self._whole(asked)
        if not any(bits for _, bits in sets):
            for other in self._reader.mended(asked):
                other_sets = self._whole(other)
                if any(bits for _, bits in other_sets):
                    asked, sets = other, other_sets
                    break
        having_all = any_of(bits for _, bits in sets) & among
        if having_all.bit_count() < FEW or self._are_scattered(sets, among):
            sets = [*sets, *nearest([reading for reading, _ in sets], among, self._documents)]
        return self._found(asked, sets, among, having_all)

    def count(self, phrase: str, within: int) -> int:
        """How many documents ``within`` have every word that counts of one of `phrases`; kept once it is known."""
        having = self._having.get(phrase)
        if having is None:
            having = self._having[phrase] = any_of(bits for _, bits in self._whole(self._reader.read(phrase)))
        return (having & within).bit_count()

    def less_a_word(self, words: tuple[Word, ...]) -> list[tuple[str, int]]:
        """For each word that counts: how it is written, and the documents that have all the others."""
        terms = self._reading(Wording(words)).counting
        found = []
        for left_out in terms:
            rest = self.everything if len(terms) > 1 else 0
            for term in terms:
                if term is not left_out:
                    rest &= term.having
            word = next(word for word in words if word.plain == left_out.word)
            found.append((self._vocabulary.written((word,)), rest))
        return found

    def _by_code(self, asked: Understood, among: int) -> Found | None:
        keys = self._documents.by_code(asked.codes)
        fitting = [key for key in keys if among >> self.slot_of(key) & 1]
        if not fitting:
            return None
        hits = tuple(Hit(key, 1.0, whole=True) for key in fitting[:KEPT])
        understood = ", ".join(asked.codes)
        return Found(hits, len(fitting), whole=True, understood=understood, everywhere=self.bits(keys))

    def _are_scattered(self, sets: Sets, among: int) -> bool:
        """Whether all that have every word have them only here and there, so that others may be nearer."""
        return all(is_scattered(reading, bits & among, self._documents, _SCATTER_LOOKED_AT) for reading, bits in sets)

    def _whole(self, asked: Understood) -> Sets:
        """The readings of a query, and for each the documents that have every word that counts."""
        wordings = self.lexicon.wordings(asked.words, self._vocabulary.follows)
        readings = [self._reading(wording) for wording in wordings]
        return [(reading, reading.having_all(self.everything)) for reading in readings]

    def _reading(self, wording: Wording) -> Reading:
        """A word that is said twice counts once."""
        soft = self.lexicon.soft_places(wording.words)
        terms: dict[str, Term] = {}
        for at, word in enumerate(wording.words):
            if word.plain not in terms:
                meant = self._meant(word)
                having = any_of(tier.get(one, 0) for one in meant for tier in self._documents.tiers)
                terms[word.plain] = Term(word.plain, meant, having, self._documents.rarity(having), at not in soft)
        return Reading(wording, list(terms.values()))

    def _meant(self, word: Word) -> dict[str, float]:
        if not word.begun:
            return {word.plain: 1.0}
        found = dict.fromkeys(self._vocabulary.beginning(word.plain), _BEGUN)
        if word.plain in found:
            found[word.plain] = 1.0
        return found

    def _found(self, asked: Understood, sets: Sets, among: int, having_all: int) -> Found:
        best: dict[int, tuple[float, int]] = {}
        for number, (reading, bits) in enumerate(sets):
            for slot, score in weigh(reading, bits & among, self._documents):
                known = best.get(slot)
                if known is None or score > known[0]:
                    best[slot] = (score, number)
        entries = self._documents.entries
        ordered = sorted(
            [
                (-score, entry.document.key, number, slot)
                for slot, (score, number) in best.items()
                if (entry := entries[slot])
            ]
        )[:KEPT]
        everywhere = any_of(bits for _, bits in sets)
        taken = sets[ordered[0][2]][0].wording if ordered else Wording(asked.words)
        said = (Change(one.say, one.mean, Why.MEANING) for one in dict.fromkeys(taken.said))
        return Found(
            hits=tuple([Hit(key, -minus, bool(having_all >> slot & 1)) for minus, key, _, slot in ordered]),
            total=(everywhere & among).bit_count(),
            whole=bool(having_all),
            understood=self._vocabulary.written(self.lexicon.telling_part(taken.words)),
            spelled=self._vocabulary.written(asked.words) if asked.changes else "",
            changes=(*asked.changes, *said),
            unknown=self._unknown(asked, taken),
            everywhere=everywhere,
            words=asked.words,
        )

    def _unknown(self, asked: Understood, taken: Wording) -> tuple[str, ...]:
        """What was typed and found nowhere: codes, words that nothing is known of, and such as no document has."""
        soft = self.lexicon.soft_places((*asked.words, Word("\0")))
        said = {word for one in taken.said for word in plain_words(one.say)}
        kept = {word.plain for word in taken.words}
        missing = (
            self._vocabulary.written((word,))
            for at, word in enumerate(asked.words)
            if word.plain in kept - said and not word.begun and at not in soft and word.plain not in self._documents
        )
        return tuple(dict.fromkeys((*asked.codes, *asked.unknown, *missing)))
