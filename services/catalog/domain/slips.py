"""Words that look or sound alike: slips of the finger, and letters that dialects and spellers confuse.

Guarantees: a word of two to five letters is near to those one slip away, a longer one to those two slips away; a slip
is a letter added, left out, changed, or two neighbours swapped (Damerau's four). What sounds alike costs least, then
neighbouring keys, then anything else. Looking up costs in proportion to what is found, not to the words known.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

LONG: Final = 6
"""From so many letters on a word may have two slips."""
LONGEST: Final = 12
SOUND: Final = 0.4
KEY: Final = 0.7
SLIP: Final = 1.0
_FIRST: Final = 0.25
"""More for the first letter, which people rarely miss."""

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ONSETS: Final = (
    ("s", "x"), ("ch", "tr"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("d", "v"), ("l", "n"), ("c", "k"), ("c", "q"),
    ("ng", "ngh"), ("g", "gh"), ("f", "ph"), ("z", "d"), ("j", "gi"), ("k", "kh"), ("w", "qu"),
)  # fmt: skip
_ENDS: Final = (("n", "ng"), ("c", "t"), ("n", "nh"), ("t", "ch"), ("y", "i"), ("k", "ch"), ("g", "ng"), ("h", "nh"))


def _neighbours() -> frozenset[tuple[str, str]]:
    found = set()
    for row, keys in enumerate(_ROWS):
        for at, key in enumerate(keys):
            beside = keys[at + 1 : at + 2]
            below = _ROWS[row + 1][max(0, at - 1) : at + 1] if row + 1 < len(_ROWS) else ""
            for other in beside + below:
                found |= {(key, other), (other, key)}
    return frozenset(found)


_NEAR_KEYS: Final = _neighbours()


def sounding_alike(word: str) -> Iterator[str]:
    """Other spellings of what sounds alike in some dialect, or is confused: xổ/sổ, chước/trước, giao/dao."""
    for pairs, replace in ((_ONSETS, _with_onset), (_ENDS, _with_end)):
        for one, other in pairs:
            for wrong, right in ((one, other), (other, one)):
                found = replace(word, wrong, right)
                if found and found != word:
                    yield found


def _with_onset(word: str, wrong: str, right: str) -> str:
    return right + word[len(wrong) :] if word.startswith(wrong) else ""


def _with_end(word: str, wrong: str, right: str) -> str:
    return word[: -len(wrong)] + right if word.endswith(wrong) else ""


def _without(word: str, letters: int) -> Iterator[str]:
    for left in combinations(range(len(word)), len(word) - letters):
        yield "".join(word[at] for at in left)


def _slips_allowed(word: str) -> int:
    return 0 if len(word) < 2 or len(word) > LONGEST or not word.isalpha() else 1 if len(word) < LONG else 2


def _shortened(word: str) -> set[str]:
    """The word, and what is left of it without as many letters as it may have slips."""
    found = {word}
    for letters in range(1, _slips_allowed(word) + 1):
        found.update(_without(word, letters))
    return found


def cost_of(typed: str, word: str, most: int) -> float | None:
    """What it costs to take one for the other with at most so many slips; None: more are needed."""
    before: list[tuple[int, float]] = []
    row: list[tuple[int, float]] = [(at, at * SLIP) for at in range(len(word) + 1)]
    for i, key in enumerate(typed, start=1):
        earlier, before, row = before, row, [(i, i * SLIP)]
        for j, letter in enumerate(word, start=1):
            slips, cost = before[j - 1]
            if key == letter:
                row.append((slips, cost))
                continue
            first = _FIRST if i == 1 and j == 1 else 0.0
            changed = KEY if (key, letter) in _NEAR_KEYS else SLIP
            ways = [
                (slips + 1, cost + changed + first),
                (before[j][0] + 1, before[j][1] + (KEY if i > 1 and typed[i - 2] == key else SLIP)),
                (row[j - 1][0] + 1, row[j - 1][1] + (KEY if j > 1 and word[j - 2] == letter else SLIP)),
            ]
            if i > 1 and j > 1 and key == word[j - 2] and typed[i - 2] == letter:
                ways.append((earlier[j - 2][0] + 1, earlier[j - 2][1] + KEY))
            row.append(min(ways))
    slips, cost = row[-1]
    return cost if slips <= most else None


class Lookalikes:
    """Words known, found by words that look alike; words can be added, and one that is known already costs nothing."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._by_shortened: dict[str, list[str]] = {}
        self._known: set[str] = set()
        self.add(words)

    def add(self, words: Iterable[str]) -> None:
        for word in words:
            if word not in self._known:
                self._known.add(word)
                if _slips_allowed(word):
                    for short in _shortened(word):
                        self._by_shortened.setdefault(short, []).append(word)

    def near(self, typed: str) -> dict[str, float]:
        """The known words that a typed one may stand for, each with what that costs; without itself."""
        most = _slips_allowed(typed)
        if not most:
            return {}
        found: dict[str, float] = {}
        candidates = {word for short in _shortened(typed) for word in self._by_shortened.get(short, ())}
        for word in candidates:
            if word != typed and abs(len(word) - len(typed)) <= most:
                cost = cost_of(typed, word, min(most, max(_slips_allowed(word), 1)))
                if cost is not None:
                    found[word] = cost
        for other in sounding_alike(typed):
            if other in self._known and other != typed:
                found[other] = min(found.get(other, SOUND), SOUND)
        return found
