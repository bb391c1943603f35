"""Names as they are found: small letters without marks, so that who types ``nguyen van an`` finds ``Nguyễn Văn An``.

The database folds stored names by the same table of letters (`folded_name`, migration 0020); a test compares the two.
"""

from types import MappingProxyType
from typing import Final
from unicodedata import normalize

_MARKED: Final = MappingProxyType(
    {
        "a": "àáảãạăằắẳẵặâầấẩẫậ",
        "e": "èéẻẽẹêềếểễệ",
        "i": "ìíỉĩị",
        "o": "òóỏõọôồốổỗộơờớởỡợ",
        "u": "ùúủũụưừứửữự",
        "y": "ỳýỷỹỵ",
        "d": "đ",
    }
)
_PLAIN: Final = "abcdefghijklmnopqrstuvwxyz"
_PAIRS: Final = tuple(
    [(letter, plain) for plain, letters in _MARKED.items() for letter in letters]
    + [(letter.upper(), plain) for plain, letters in _MARKED.items() for letter in letters]
    + [(letter.upper(), letter) for letter in _PLAIN]
)
MARKED: Final = "".join(letter for letter, _ in _PAIRS)
PLAIN: Final = "".join(plain for _, plain in _PAIRS)
"""Letters and what each is folded to, at the same place."""

_TABLE: Final = str.maketrans(MARKED, PLAIN)


def folded(name: str) -> str:
    """A name for comparison: NFC, single blanks, small letters, no marks."""
    return " ".join(normalize("NFC", name).split()).translate(_TABLE)
