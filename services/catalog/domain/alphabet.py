"""The order of the Vietnamese alphabet: a ă â b c d đ e ê … y; tones decide only between words that else are equal."""

import functools
import unicodedata
from typing import Final

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PLACE: Final = {letter: place for place, letter in enumerate(_LETTERS, start=100)}

Key = tuple[tuple[int, ...], tuple[int, ...]]


def sort_key(text: str) -> Key:
    """A key that sorts text as a Vietnamese dictionary does."""
    places = [_place(char) for char in unicodedata.normalize("NFC", text.lower())]
    return tuple([letter for letter, _ in places]), tuple([tone for _, tone in places])


@functools.lru_cache(maxsize=1024)
def _place(char: str) -> tuple[int, int]:
    """The place of a letter in the alphabet, and of its tone."""
    tone = 0
    kept = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        else:
            kept.append(part)
    base = unicodedata.normalize("NFC", "".join(kept))
    base = base[:1] or " "
    return _PLACE.get(base, ord(base) if ord(base) < 100 else 200 + ord(base)), tone
