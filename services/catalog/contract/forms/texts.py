"""Text as forms take it: NFC, without hidden characters, without blanks at its ends."""

import re
import string
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

RAW_MAX: Final = 20_000
"""Characters of one text that are looked at."""

Found = tuple[Any, str, Mapping[str, Any]]
"""A value in normal form and no code, or None, a code, and the facts of its sentence."""

# Control characters but tab and line ends, lone surrogates, and what turns the direction of text (spoofing).
_HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What has no width comes along when text is copied out of a page, and is dropped.
_WIDTHLESS: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_LINE_ENDS: Final = re.compile("\r\n|[\r\u2028\u2029]")
_BLANKS: Final = "\t\n\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_BLANK_RUN: Final = re.compile(f"[{_BLANKS}]+")
_UNSEEN: Final = _BLANKS + "\u00ad\u200b\u200c\u200d\u2060\ufeff"
SMALL: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fine(value: Any) -> Found:
    return value, "", {}


def wrong(code: str, **facts: Any) -> Found:
    return None, f"form.{code}", facts


def is_blank(text: str) -> bool:
    """Whether nothing can be seen of a text."""
    return not text.strip(_UNSEEN)


def clean(raw: Any, *, lines: bool = False) -> Found:
    """Text in NFC without hidden characters and blanks at its ends; on one line unless ``lines``."""
    if not isinstance(raw, str):
        return wrong("not-text")
    if len(raw) > RAW_MAX:
        return wrong("too-long", max=RAW_MAX)
    if _HIDDEN.search(raw):
        return wrong("characters")
    text = unicodedata.normalize("NFC", _WIDTHLESS.sub("", raw))
    text = _LINE_ENDS.sub("\n", text) if lines else _BLANK_RUN.sub(" ", text)
    return fine(text.strip(_BLANKS))


def compact(raw: Any) -> Found:
    """Text without any blank."""
    text, code, facts = clean(raw)
    return (None, code, facts) if code else fine(text.replace(" ", ""))
