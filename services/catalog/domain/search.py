"""Finding procedures by what people type: an index in memory, built anew for each revision of the catalogue.

A query has several readings: as it was typed, and with what people say replaced by what the law says (synonyms, given
as data). A document's score is that of its best reading. It counts rare words more than common ones, words in the name
more than words elsewhere, words that follow each other as in the query more than scattered ones, and, if the query has
accents, words that agree in them. Soft words (thủ tục, giấy, làm…) count a little and are never missed.

Guarantees: the answer depends on the documents, the synonyms and the query only; equal scores are in order of keys. A
query costs in proportion to the documents that share a word with it; a word that no document has is first looked for
among similar ones (one slip of a finger).
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
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
_LOOKED_AT: Final = 300


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
    """Hits, best first. If any has every word, only such are given."""

    hits: tuple[Hit, ...]
    understood: str

    @property
    def whole(self) -> bool:
        return bool(self.hits) and self.hits[0].whole


@dataclass(slots=True)
class _Entry:
    """One document as it is weighed: per word its weight, and the phrases in which order is looked at."""

    weights: dict[str, float]
    phrases: tuple[str, ...]
    accents: frozenset[str]
    length: int


@dataclass(slots=True)
class _Reading:
    tokens: list[str]
    factor: float
    # For each token the words of the index it stands for, with how surely.
    meant: list[dict[str, float]] = field(default_factory=list)


class Index:
    """An index over documents; it never changes once built and may be shared between threads."""

    def __init__(
        self, documents: Iterable[Document], synonyms: Sequence[Synonym] = (), soft_words: Iterable[str] = ()
    ) -> None:
        self._entries: dict[str, _Entry] = {}
        self._postings: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            entry = _entry_of(document)
            self._entries[document.key] = entry
            for word in entry.weights:
                self._postings[word].append(document.key)
        self._synonyms = sorted(synonyms, key=lambda synonym: -len(synonym.say))
        self._soft = frozenset(word for phrase in soft_words for word in words(phrase))
        count = max(len(self._entries), 1)
        self._rarity = {word: math.log(1 + count / len(keys)) for word, keys in self._postings.items()}
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            self._by_start[word[:2]].append(word)

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, text: str, keep: Callable[[str], bool] | None = None) -> Found:
        """What fits a text, of the documents that ``keep`` accepts by their key."""
        typed = words(text)
        accents = frozenset(accented_words(text)) if has_accents(text) else frozenset()
        best: dict[str, Hit] = {}
        for reading in self._readings(typed):
            for hit in self._weigh(reading, accents, keep):
                known = best.get(hit.key)
                if known is None or (hit.whole, hit.score) > (known.whole, known.score):
                    best[hit.key] = hit
        hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.key))
        whole = [hit for hit in hits if hit.whole]
        return Found(tuple(whole or hits), " ".join(typed))

    def _readings(self, typed: list[str]) -> list[_Reading]:
        texts = {" ".join(typed): 1.0}
        for synonym in self._synonyms:
            for text, factor in list(texts.items()):
                padded = f" {text} "
                if f" {synonym.say} " in padded and len(texts) < _READINGS:
                    other = padded.replace(f" {synonym.say} ", f" {synonym.mean} ", 1).strip()
                    texts.setdefault(other, factor * _OTHER_READING)
        readings = []
        for text, factor in texts.items():
            reading = _Reading(text.split(), factor)
            last = len(reading.tokens) - 1
            reading.meant = [self._meant(token, is_last=at == last) for at, token in enumerate(reading.tokens)]
            readings.append(reading)
        return readings

    def _meant(self, token: str, *, is_last: bool) -> dict[str, float]:
        if token in self._postings:
            return {token: 1.0}
        if is_last and len(token) >= 2:
            # The last word may be unfinished: people search while they type.
            longer = {word: _LAST_WORD_PREFIX for word in self._by_start[token[:2]] if word.startswith(token)}
            if longer:
                return longer
        if len(token) < 3 or not token.isalpha():
            return {}
        return {word: _SIMILAR for word in self._postings if _one_slip(token, word)}

    def _weigh(self, reading: _Reading, accents: frozenset[str], keep: Callable[[str], bool] | None) -> list[Hit]:
        needed = [token for token in reading.tokens if token not in self._soft] or reading.tokens
        soft = set() if needed is reading.tokens else self._soft
        scores: dict[str, float] = defaultdict(float)
        matched: dict[str, set[str]] = defaultdict(set)
        for token, meant in zip(reading.tokens, reading.meant, strict=True):
            for word, sureness in meant.items():
                worth = self._rarity[word] * sureness * (_SOFT if token in soft else 1.0)
                for key in self._postings[word]:
                    scores[key] += worth * self._entries[key].weights[word]
                    matched[key].add(token)
        wanted = set(needed)
        rough: list[tuple[bool, float, str]] = []
        for key, score in scores.items():
            found = matched[key] & wanted
            if found and (keep is None or keep(key)):
                brief = 1 + _BRIEFNESS / math.sqrt(self._entries[key].length)
                share = len(found) / len(wanted)
                rough.append((share == 1, score * brief * share**2 * reading.factor, key))
        rough.sort(reverse=True)
        # The order of words is looked at where it can matter: far down the list nobody looks.
        return [
            Hit(key, round(score * self._finer(reading.tokens, accents, key) if at < _LOOKED_AT else score, 6), whole)
            for at, (whole, score, key) in enumerate(rough)
        ]

    def _finer(self, tokens: Sequence[str], accents: frozenset[str], key: str) -> float:
        entry = self._entries[key]
        agreeing = len(accents & entry.accents) / len(accents) if accents else 0.0
        return self._order(tokens, entry) * (1 + _ACCENTS * agreeing)

    def _order(self, tokens: Sequence[str], entry: _Entry) -> float:
        """How much more the document is worth because its words follow each other as those of the query do."""
        if len(tokens) < 2:
            return 1.0
        pairs = list(itertools.pairwise(tokens))
        following = sum(any(f" {a} {b} " in phrase for phrase in entry.phrases) for a, b in pairs) / len(pairs)
        text = f" {' '.join(tokens)} "
        whole = any(text in phrase for phrase in entry.phrases)
        return 1 + _FOLLOWING * following + (_WHOLE_PHRASE if whole else 0.0)


def _entry_of(document: Document) -> _Entry:
    weights: dict[str, float] = {}
    parts: list[tuple[str, float]] = [(document.name, NAME), (document.field, FIELD), (document.key, NAME)]
    parts += [(keyword, KEYWORDS) for keyword in document.keywords]
    parts += [(text, MORE) for text in document.more]
    for text, weight in parts:
        for word in words(text):
            weights[word] = max(weights.get(word, 0.0), weight)
    phrases = tuple(f" {fold(text)} " for text in (document.name, *document.keywords))
    accents = frozenset(word for text in (document.name, *document.keywords) for word in accented_words(text))
    return _Entry(weights, phrases, accents, max(len(words(document.name)), 1))


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
