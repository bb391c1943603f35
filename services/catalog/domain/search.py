"""Finding procedures by what people type: an index in memory, built anew for each revision of the catalogue.

A query has several readings: as it was typed, and with what people say replaced by what the law says (synonyms, given
as data). A document's score is that of its best reading. It counts rare words more than common ones, words in the name
more than words elsewhere, words that follow each other as in the query more than scattered ones, and, if the query has
accents, words that agree in them. Soft words (thủ tục, giấy, làm…) count a little and are never missed.

Guarantees: the answer depends on the documents, the synonyms and the query only; equal scores are in order of keys. A
query costs in proportion to the documents that have all its words, or its rarest; a word that no document has is first
looked for among similar ones (one slip of a finger).
"""

import heapq
import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.folding import accented_words, fold, has_accents, words

NAME: Final = 3.0
KEYWORDS: Final = 2.6
FIELD: Final = 0.9
MORE: Final = 0.6
_SOFT: Final = 0.15
_FOLLOWING: Final = 0.55
_WHOLE_PHRASE: Final = 1.2
_ACCENTS: Final = 0.25
_OTHER_READING: Final = 0.92
_LAST_WORD_PREFIX: Final = 0.75
_SIMILAR: Final = 0.6
_READINGS: Final = 8
_BRIEFNESS: Final = 0.35
_FINELY: Final = 200
_LOOKED_AT: Final = 1_000
KEPT: Final = 500
"""How many hits are given at most: nobody reads on, and every one costs time."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one procedure for finding it. ``key`` is its code, which finds it too."""

    key: str
    name: str
    keywords: tuple[str, ...] = ()
    field: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Synonym:
    """Folded: what people say, and what is then looked for as well."""

    say: str
    mean: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found; ``whole``: it has every word that counts."""

    key: str
    score: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits (at most `KEPT`), best first, of ``total``. If any document has every word, only such are given."""

    hits: tuple[Hit, ...]
    total: int
    understood: str

    @property
    def whole(self) -> bool:
        return bool(self.hits) and self.hits[0].whole


@dataclass(frozen=True, slots=True)
class _Entry:
    """One document as it is weighed: per word its weight, and where words follow each other. Short names weigh more."""

    weights: dict[str, float]
    phrases: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    accents: frozenset[str]
    brief: float


@dataclass(frozen=True, slots=True)
class _Term:
    """A typed word: the words of the index it stands for, with how surely, and whether it must be had."""

    meant: dict[str, float]
    counts: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    tokens: list[str]
    factor: float
    terms: list[_Term]


class Index:
    """An index over documents; it never changes once built and may be shared between threads."""

    def __init__(
        self, documents: Iterable[Document], synonyms: Sequence[Synonym] = (), soft_words: Iterable[str] = ()
    ) -> None:
        self._entries: dict[str, _Entry] = {}
        self._postings: dict[str, set[str]] = defaultdict(set)
        for document in documents:
            entry = _entry_of(document)
            self._entries[document.key] = entry
            for word in entry.weights:
                self._postings[word].add(document.key)
        self._synonyms = sorted(synonyms, key=lambda synonym: -len(synonym.say))
        self._soft = frozenset(word for phrase in soft_words for word in words(phrase))
        count = max(len(self._entries), 1)
        self._rarity = {word: math.log(1 + count / len(keys)) for word, keys in self._postings.items()}
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._postings):
            self._by_start[word[:1]].append(word)

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, text: str, keep: Callable[[str], bool] | None = None) -> Found:
        """What fits a text, of the documents that ``keep`` accepts by their key."""
        typed = words(text)
        accents = frozenset(accented_words(text)) if has_accents(text) else frozenset()
        readings = self._readings(typed)
        found = [self._fitting(reading, keep, partly=False) for reading in readings]
        whole = any(found)
        if not whole:
            found = [self._fitting(reading, keep, partly=True) for reading in readings]
        best: dict[str, float] = {}
        for reading, keys in zip(readings, found, strict=True):
            for key, score in self._weigh(reading, accents, keys):
                best[key] = max(best.get(key, 0.0), score)
        ordered = heapq.nsmallest(KEPT, ((-score, key) for key, score in best.items()))
        hits = tuple(Hit(key, -minus, whole) for minus, key in ordered)
        return Found(hits, len(set().union(*found)), " ".join(typed))

    def _readings(self, typed: list[str]) -> list[_Reading]:
        texts = {" ".join(typed): 1.0}
        for synonym in self._synonyms:
            for text, factor in list(texts.items()):
                padded = f" {text} "
                if f" {synonym.say} " in padded and len(texts) < _READINGS:
                    other = padded.replace(f" {synonym.say} ", f" {synonym.mean} ", 1).strip()
                    texts.setdefault(other, factor * _OTHER_READING)
        return [self._reading(text.split(), factor) for text, factor in texts.items()]

    def _reading(self, tokens: list[str], factor: float) -> _Reading:
        """A reading; a word that is said twice counts once."""
        last = len(tokens) - 1
        needed = [token for token in tokens if token not in self._soft]
        soft = self._soft if needed else frozenset[str]()
        terms = {
            token: _Term(self._meant(token, is_last=at == last), token not in soft) for at, token in enumerate(tokens)
        }
        return _Reading(tokens, factor, list(terms.values()))

    def _meant(self, token: str, *, is_last: bool) -> dict[str, float]:
        """The words of the index that a typed word stands for, with how surely."""
        if token in self._postings:
            return {token: 1.0}
        near = self._by_start.get(token[:1], [])
        if is_last and len(token) >= 2:
            # The last word may be unfinished: people search while they type.
            longer = {word: _LAST_WORD_PREFIX for word in near if word.startswith(token)}
            if longer:
                return longer
        if len(token) < 3 or not token.isalpha():
            return {}
        return {word: _SIMILAR for word in near if _one_slip(token, word)}

    def _fitting(self, reading: _Reading, keep: Callable[[str], bool] | None, *, partly: bool) -> set[str]:
        """The documents with every word that counts or, if ``partly``, with the rarest of them that any has."""
        sets = [self._having(term) for term in reading.terms if term.counts]
        if not sets:
            return set()
        if partly:
            some = sorted((keys for keys in sets if keys), key=len)
            keys: set[str] = set()
            for more in some:
                if not keys or len(keys) + len(more) <= KEPT:
                    keys = keys | more
        else:
            keys = set.intersection(*sorted(sets, key=len))
        return {key for key in keys if keep(key)} if keep else keys

    def _having(self, term: _Term) -> set[str]:
        if len(term.meant) == 1:
            return self._postings[next(iter(term.meant))]
        return set().union(*(self._postings[word] for word in term.meant))

    def _weigh(self, reading: _Reading, accents: frozenset[str], keys: set[str]) -> Iterator[tuple[str, float]]:
        rough = heapq.nlargest(_LOOKED_AT, ((self._worth(reading, key), key) for key in keys))
        for at, (worth, key) in enumerate(rough):
            entry = self._entries[key]
            # The order of words and their accents are looked at where it can matter: far down the list nobody looks.
            score = worth * _finer(reading.tokens, accents, entry) if at < _FINELY else worth
            yield key, round(score * reading.factor, 6)

    def _worth(self, reading: _Reading, key: str) -> float:
        entry = self._entries[key]
        worth = 0.0
        counting = having = 0
        for term in reading.terms:
            value = max(
                (
                    self._rarity[word] * sure * entry.weights[word]
                    for word, sure in term.meant.items()
                    if word in entry.weights
                ),
                default=0.0,
            )
            if term.counts:
                counting += 1
                having += value > 0
                worth += value
            else:
                worth += value * _SOFT
        return worth * entry.brief * (having / counting) ** 2


def _finer(tokens: Sequence[str], accents: frozenset[str], entry: _Entry) -> float:
    """How much more a document is worth because words follow each other as in the query, and accents agree."""
    agreeing = len(accents & entry.accents) / len(accents) if accents else 0.0
    if len(tokens) < 2:
        return 1 + _ACCENTS * agreeing
    pairs = list(itertools.pairwise(tokens))
    following = sum((a, b) in entry.pairs for a, b in pairs) / len(pairs)
    text = f" {' '.join(tokens)} "
    whole = following == 1 and any(text in phrase for phrase in entry.phrases)
    return (1 + _FOLLOWING * following + (_WHOLE_PHRASE if whole else 0.0)) * (1 + _ACCENTS * agreeing)


def _entry_of(document: Document) -> _Entry:
    weights: dict[str, float] = {}
    parts: list[tuple[str, float]] = [(document.name, NAME), (document.field, FIELD), (document.key, NAME)]
    parts += [(keyword, KEYWORDS) for keyword in document.keywords]
    parts += [(text, MORE) for text in document.more]
    for text, weight in parts:
        for word in words(text):
            weights[word] = max(weights.get(word, 0.0), weight)
    phrases = [fold(text) for text in (document.name, *document.keywords)]
    accents = frozenset(word for text in (document.name, *document.keywords) for word in accented_words(text))
    return _Entry(
        weights,
        tuple(f" {phrase} " for phrase in phrases),
        frozenset(pair for phrase in phrases for pair in itertools.pairwise(phrase.split())),
        accents,
        1 + _BRIEFNESS / math.sqrt(max(len(words(document.name)), 1)),
    )


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make one word of the other."""
    if abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    if len(a) == len(b):
        differing = [at for at in range(len(a)) if a[at] != b[at]]
        if len(differing) == 1:
            return True
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            first, second = differing
            return a[first] == b[second] and a[second] == b[first]
        return False
    short, long = sorted((a, b), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
