"""What people say for what the law says: sayings, abbreviations, words that say little. All of it is given as data."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.catalog.domain.wording import Word, words_of

Follows = Callable[[str, str], bool]

READINGS: Final = 6
"""How many readings of one query are looked for at most."""
_OTHER: Final = 0.92
"""What a saying that is replaced leaves of a reading's weight."""


@dataclass(frozen=True, slots=True)
class Synonym:
    """What people say, and what is then looked for as well; as it is written, with accents."""

    say: str
    mean: str


@dataclass(frozen=True, slots=True)
class Said:
    """A saying in a query, and what the law calls it."""

    say: str
    mean: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to take a query: its words, how much it counts, and which sayings were replaced in it."""

    words: tuple[Word, ...]
    factor: float = 1.0
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    say: tuple[Word, ...]
    mean: tuple[Word, ...]
    told: Said


def never(_one: str, _other: str) -> bool:
    """No two words are known to follow each other."""
    return False


class Lexicon:
    """Sayings, fillers (dropped when anything else is left), soft words (count a little) and abbreviations.

    ``heads`` are soft words that belong to the telling word that follows them: what is looked for is no *phép*, but a
    *giấy phép*.
    """

    def __init__(
        self,
        synonyms: Iterable[Synonym] = (),
        *,
        soft: Iterable[str] = (),
        heads: Iterable[str] = (),
        fillers: Iterable[str] = (),
        plain: Iterable[str] = (),
        abbreviations: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.synonyms = tuple(synonyms)
        self._forms: dict[str, list[tuple[tuple[Word, ...], str]]] = {}
        abbreviations = tuple(abbreviations)
        for short, long in abbreviations:
            for say, other in ((words_of(short), long), (words_of(long), short)):
                self._forms.setdefault(say[0].plain, []).append((say, other))
        self._rules: dict[str, list[_Rule]] = {}
        for synonym in self.synonyms:
            rule = _Rule(words_of(synonym.say), words_of(synonym.mean), Said(synonym.say, synonym.mean))
            if rule.say:
                self._rules.setdefault(rule.say[0].plain, []).append(rule)
        for rules in self._rules.values():
            rules.sort(key=lambda rule: -len(rule.say))
        self._soft = _by_first(soft)
        self._heads = _by_first(heads)
        self._fillers = _by_first(fillers)
        self.texts = (
            *(text for synonym in self.synonyms for text in (synonym.say, synonym.mean)),
            *(long for _, long in abbreviations),
        )
        """What is written here about procedures."""
        self.said = (*soft, *fillers, *plain)
        """What is written here about nothing in particular."""
        self._never_slips = {word.plain for text in self.said for word in words_of(text)}

    def never_slips(self, word: Word) -> bool:
        """Whether a word is one of everyday's, so that it is no slip for another."""
        return word.plain in self._never_slips

    def _without_fillers(self, words: Sequence[Word], fixed: frozenset[int], follows: Follows) -> tuple[Word, ...]:
        """The words without what only makes a question of them, unless nothing else is left."""
        soft = _covered(words, self._soft)
        covered = _covered(words, self._fillers) - fixed
        covered = frozenset(at for at in covered if not self._belongs(words, at, covered | soft, follows))
        left = tuple(word for at, word in enumerate(words) if at not in covered)
        return left or tuple(words)

    @staticmethod
    def _belongs(words: Sequence[Word], at: int, little: frozenset[int], follows: Follows) -> bool:
        """Whether a word without accents stands beside a telling one that it is known to stand beside (can cuoc)."""
        if words[at].accented:
            return False
        before, after = at - 1, at + 1
        return (before >= 0 and before not in little and follows(words[before].plain, words[at].plain)) or (
            after < len(words) and after not in little and follows(words[at].plain, words[after].plain)
        )

    def soft_places(self, words: Sequence[Word]) -> frozenset[int]:
        """Where words stand that say little; none where all are such."""
        covered = _covered(words, self._soft)
        return covered if len(covered) < len(words) else frozenset()

    def telling_part(self, words: Sequence[Word]) -> Sequence[Word]:
        """Words without the soft ones at both ends, but for the head that the first telling word follows."""
        soft = self.soft_places(words)
        telling = [at for at in range(len(words)) if at not in soft]
        if not telling:
            return words
        first, heads = telling[0], _covered(words, self._heads)
        while first - 1 in heads:
            first -= 1
        return words[first : telling[-1] + 1]

    def wordings(self, words: tuple[Word, ...], follows: Follows = never) -> list[Wording]:
        """The query as it is, and with sayings replaced, at most `READINGS`; what was replaced is not read again.

        Fillers are left out, but not where they belong to a saying, nor where they were typed without accents and
        ``follows`` knows them to stand beside their neighbour (cần/căn cước).
        """
        found: dict[tuple[str, ...], Wording] = {}
        waiting: list[tuple[Wording, frozenset[int]]] = [(Wording(words), frozenset())]
        while waiting and len(found) < READINGS:
            wording, fixed = waiting.pop(0)
            key = tuple(word.plain for word in wording.words)
            if key in found:
                continue
            found[key] = replace(wording, words=self._without_fillers(wording.words, fixed, follows))
            waiting += self._replaced(wording, fixed)
        return list(found.values())

    def _replaced(self, wording: Wording, fixed: frozenset[int]) -> list[tuple[Wording, frozenset[int]]]:
        made = []
        for at, word in enumerate(wording.words):
            for rule in self._rules.get(word.plain, ()):
                span = range(at, at + len(rule.say))
                if fixed.isdisjoint(span) and _stands(rule.say, wording.words, at):
                    words = (*wording.words[:at], *rule.mean, *wording.words[span.stop :])
                    shift = len(rule.mean) - len(rule.say)
                    kept = {place if place < at else place + shift for place in fixed}
                    kept |= set(range(at, at + len(rule.mean)))
                    other = Wording(words, wording.factor * _OTHER, (*wording.said, rule.told))
                    made.append((other, frozenset(kept)))
        made.sort(key=lambda one: -len(one[0].said[-1].say.split()))
        return made

    def written_out(self, text: str) -> list[str]:
        """A text anew for each abbreviation in it, written out, and for each long form in it, abbreviated."""
        words = words_of(text)
        found = {}
        for at, word in enumerate(words):
            for say, other in self._forms.get(word.plain, ()):
                if say not in found and _stands(say, words, at):
                    parts = [word.plain for word in words]
                    found[say] = " ".join((*parts[:at], other, *parts[at + len(say) :]))
        return list(found.values())


def _by_first(phrases: Iterable[str]) -> dict[str, list[tuple[Word, ...]]]:
    found: dict[str, list[tuple[Word, ...]]] = {}
    for phrase in phrases:
        words = words_of(phrase)
        if words:
            found.setdefault(words[0].plain, []).append(words)
    for known in found.values():
        known.sort(key=lambda phrase: -len(phrase))
    return found


def _stands(phrase: Sequence[Word], words: Sequence[Word], at: int) -> bool:
    if at + len(phrase) > len(words):
        return False
    return all(words[at + n].may_be(part) for n, part in enumerate(phrase))


def _covered(words: Sequence[Word], phrases: dict[str, list[tuple[Word, ...]]]) -> frozenset[int]:
    """The places that the phrases stand at, the longest first."""
    covered: set[int] = set()
    at = 0
    while at < len(words):
        fitting = next((p for p in phrases.get(words[at].plain, ()) if _stands(p, words, at)), None)
        if fitting is None:
            at += 1
        else:
            covered |= set(range(at, at + len(fitting)))
            at += len(fitting)
    return frozenset(covered)
