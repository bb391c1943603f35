"""The order of the Vietnamese alphabet: a ă â b c d đ e ê … y; tones decide only between words that else are equal."""

import unicodedata
from typing import Final

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PLACE: Final = {letter: place for place, letter in enumerate(_LETTERS, start=100)}

Key = tuple[tuple[int, ...], tuple[int, ...]]


def sort_key(text: str) -> Key:
    """A key that sorts text as a Vietnamese dictionary does."""
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.lower()):
        base, tone = _without_tone(char)
        letters.append(_PLACE.get(base, ord(base) if ord(base) < 100 else 200 + ord(base)))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _without_tone(char: str) -> tuple[str, int]:
    tone = 0
    kept = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        else:
            kept.append(part)
    base = unicodedata.normalize("NFC", "".join(kept))
    return base[:1] or " ", tone
