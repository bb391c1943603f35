"""Words as they are compared: what was typed without accents is open, what was typed with them says more.

The two ways of spelling a sound (ký, kí) are one, and so are the two tones that half of the country speaks alike (hỏi,
ngã), since people write as they speak.
"""

import functools
import re
from dataclasses import dataclass, field
from typing import Final

from services.catalog.domain.folding import alike, fold, tone_last, written_words

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_CODE: Final = re.compile(
    r"(?<![\w.])(\d)[. ]?(\d{6})(?:\.000(?:\.\d{2}){2}(?:\.[a-z]\d{1,3}(?:\.\d{1,3})*)?)?(?![\w])"
)
_CODE_BEGUN: Final = re.compile(r"(?<![\w.])\d\.\d{2,5}(?![\w.])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: folded, and with its accents where it was written with them (else empty).

    ``begun``: it may be unfinished, and then stands for every word that begins so. ``said`` is how somebody wrote it,
    empty where nobody did; words that are written otherwise are the same.
    """

    plain: str
    accented: str = ""
    begun: bool = False
    said: str = field(default="", compare=False)

    def may_be(self, other: "Word") -> bool:
        """Whether both can be the same word; one without accents can be any of its kind."""
        return self.plain == other.plain and (
            not self.accented or not other.accented or self.accented == other.accented
        )


def accents_of(word: str) -> str:
    """A word's accents in the form in which they are compared; empty for a word without any."""
    marked = tone_last(word)
    if marked.isascii():
        return ""
    bare, tone = marked.rstrip(_TONES), marked[len(marked.rstrip(_TONES)) :]
    return alike(bare) + tone.replace("\u0303", "\u0309")


@functools.lru_cache(maxsize=1 << 16)
def word_of(written: str) -> Word:
    """One written word, composed and in small letters."""
    return Word(alike(fold(written)), accents_of(written), said=written)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text."""
    found = [word_of(written) for written in written_words(text)]
    return tuple([word for word in found if word.plain and " " not in word.plain])


@functools.lru_cache(maxsize=1 << 13)
def plain_words(text: str) -> tuple[str, ...]:
    """The words under which a text is found."""
    return tuple([word.plain for word in words_of(text)])


def codes_in(text: str) -> tuple[tuple[str, ...], str]:
    """The procedure codes in a text, whole (an agency's suffix left out) or begun, and the text without them."""
    whole = [f"{found[1]}.{found[2]}" for found in _CODE.finditer(text.lower())]
    rest = _CODE.sub(" ", text.lower())
    begun = [found[0] for found in _CODE_BEGUN.finditer(rest)]
    return tuple(dict.fromkeys((*whole, *begun))), _CODE_BEGUN.sub(" ", rest)
