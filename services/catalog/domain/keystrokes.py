"""What fingers typed for what was meant: raw Telex and VNI keystrokes, as they stay when the input method is off.

``ddawng kys ketes hoon`` and ``d9a8ng ky1 ke6t1 ho6n`` are *đăng ký kết hôn*. A letter that marks may come after its
vowel or at the word's end, as both methods allow.

Guarantees: what is given is a possible Vietnamese syllable; None where nothing was a keystroke, or no such syllable
comes of it.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|nh|ng|[cmnpt])?"
)
_VOWELS: Final = frozenset("aeiouy")
_TELEX_TONES: Final = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VNI_TONES: Final = {"2": "\u0300", "1": "\u0301", "4": "\u0303", "3": "\u0309", "5": "\u0323"}
_ROOF, _HORN, _BREVE, _BAR = "\u0302", "\u031b", "\u0306", "-"
_VNI_MARKS: Final = {"6": ("aeo", _ROOF), "7": ("ou", _HORN), "8": ("a", _BREVE), "9": ("d", _BAR)}


@dataclass(frozen=True, slots=True)
class Meant:
    """A syllable: without accents, and with them (the tone mark last)."""

    plain: str
    accented: str


class _Syllable:
    """Letters as they are typed, each with its mark, and the tone."""

    def __init__(self) -> None:
        self._letters: list[tuple[str, str]] = []
        self.tone = ""

    @property
    def has_vowel(self) -> bool:
        return any(letter in _VOWELS for letter, _ in self._letters)

    def add(self, letter: str, mark: str = "") -> None:
        self._letters.append((letter, mark))

    def mark(self, bases: str, mark: str) -> bool:
        """Give the last of these letters that has no mark this one; says whether there was one."""
        for at in range(len(self._letters) - 1, -1, -1):
            letter, marked = self._letters[at]
            if letter in bases and not marked:
                self._letters[at] = (letter, mark)
                return True
        return False

    def horn(self) -> bool:
        """Telex w: ươ of uo, ơ, ư or ă."""
        if "".join(letter for letter, marked in self._letters if not marked).find("uo") >= 0:
            return self.mark("u", _HORN) and self.mark("o", _HORN)
        if self.mark("ou", _HORN):
            return True
        return self.mark("a", _BREVE)

    def meant(self) -> Meant | None:
        plain = "".join(letter for letter, _ in self._letters)
        if not _SYLLABLE.fullmatch(plain):
            return None
        marked = "".join("đ" if mark == _BAR else letter + mark for letter, mark in self._letters)
        return Meant(plain, unicodedata.normalize("NFC", marked) + self.tone)


def telex(typed: str) -> Meant | None:
    """A word in small letters, read as Telex."""
    syllable = _Syllable()
    for key in typed:
        if key in _TELEX_TONES and syllable.has_vowel:
            syllable.tone = _TELEX_TONES[key]
        elif key == "w":
            if not syllable.horn():
                syllable.add("u", _HORN)
        elif not (key in "aeo" and syllable.mark(key, _ROOF)) and not (key == "d" and syllable.mark("d", _BAR)):
            if not key.isascii() or not key.isalpha():
                return None
            syllable.add(key)
    found = syllable.meant()
    return found if found and found.plain != typed else None


def vni(typed: str) -> Meant | None:
    """A word in small letters and digits, read as VNI."""
    syllable = _Syllable()
    for key in typed:
        if key in _VNI_TONES:
            syllable.tone = _VNI_TONES[key]
        elif key in _VNI_MARKS:
            if not syllable.mark(*_VNI_MARKS[key]):
                return None
        elif key.isascii() and key.isalpha():
            syllable.add(key)
        else:
            return None
    found = syllable.meant()
    return found if found and found.plain != typed and len(found.plain) > 1 else None


def meant_by(typed: str) -> Meant | None:
    """A word of raw keystrokes, by the method that its digits or letters tell."""
    return vni(typed) if any(key.isdigit() for key in typed) else telex(typed)
