"""Text as it is compared: small letters, no accents, đ as d, words parted by single blanks.

Vietnamese is typed with and without accents, composed (NFC) and decomposed (NFD), with tone marks old style (hoà) and
new (hòa), with hyphens or without; all of these fold to the same words.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
_BEFORE_Y = frozenset(("h", "k", "l", "m", "s", "t", "qu"))


def fold(text: str) -> str:
    """The words of a text without accents, in small letters."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_WORD.findall(bare))


def words(text: str) -> list[str]:
    """The folded words."""
    return fold(text).split()


def alike(word: str) -> str:
    """A folded word in the one form that its two spellings share: kĩ as kỹ, lí as lý, quí as quý."""
    return word[:-1] + "i" if word.endswith("y") and word[:-1] in _BEFORE_Y else word


def accented_words(text: str) -> list[str]:
    """The words in small letters, accents kept, tone marks apart so that old and new style are equal."""
    return [tone_last(word) for word in written_words(text)]


def written_words(text: str) -> list[str]:
    """The words in small letters as they are written, composed."""
    return _WORD.findall(unicodedata.normalize("NFC", text.lower()))


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tone_last(word: str) -> str:
    """A word with its tone mark apart and last, wherever it was written."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in decomposed if char in _TONES)
    rest = "".join(char for char in decomposed if char not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones


def has_accents(text: str) -> bool:
    """Whether the writer used accents (or đ), so that they mean something."""
    low = unicodedata.normalize("NFC", text.lower())
    return "đ" in low or any(unicodedata.combining(char) for char in unicodedata.normalize("NFD", low))
