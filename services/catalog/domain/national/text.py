"""Plain text of whatever a record holds: NFC, no markup, no invisible characters; and how it is cut to fit."""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from services.catalog.domain.folding import fold

NOTHING: Final = "khong co thong tin"
"""What the database writes, folded, where nothing is known."""
_BREAKS: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_TAGS: Final = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BULLETS: Final = re.compile("[\ue000-\uf8ff]")
"""Signs of Word's Symbol font, which came as private characters: ticks and arrows before the items of lists."""
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_BLANKS: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n[ \n]*")


def flat(value: object) -> str:
    """The text of a value of any type: numbers as digits, lists line by line, cells of a row one after the other."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "".join(flat(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return "\n".join(flat(inner) for inner in value)
    return ""


def clean(value: object) -> str:
    """Text to keep: entities read, tags gone, blanks single, lines kept, NFC."""
    text = flat(value)
    for _ in range(2):  # Some were escaped twice.
        text = html.unescape(text)
    text = _TAGS.sub(" ", _BREAKS.sub("\n", text))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\x0b", "\n").replace("\x0c", "\n")
    text = _INVISIBLE.sub("", _BULLETS.sub("-", text))
    text = unicodedata.normalize("NFC", text)
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def line(value: object) -> str:
    """Text to keep on one line."""
    return " ".join(clean(value).split())


def known(text: str) -> str:
    """The text, or empty where it only says that nothing is known."""
    return "" if fold(text) in ("", NOTHING) else text


def slug(text: str, most: int = 64) -> str:
    """A stable key of a name; one that is too long is cut between words."""
    whole = "-".join(re.findall(r"[a-z0-9]+", fold(text)))
    if len(whole) <= most:
        return whole
    cut = whole[: most + 1].rpartition("-")[0] or whole[:most]
    return cut.strip("-")


def cut(text: str, most: int) -> tuple[str, str]:
    """The text as far as fits, ended between words where that is possible, and the rest."""
    if len(text) <= most:
        return text, ""
    place = max(text.rfind(" ", most // 2, most), text.rfind("\n", most // 2, most))
    place = place if place > 0 else most
    return text[:place].strip(), text[place:].strip()


def pieces(text: str, most: int = 5000) -> list[str]:
    """The text in pieces that fit, none empty, in order."""
    found = []
    while text:
        first, text = cut(text, most)
        if first:
            found.append(first)
    return found


_STEP: Final = re.compile(r"\n(?=\W{0,3}(?:[a-zđ0-9]{1,3}[.)] ?)?(?:Bước|BƯỚC) ?\d)")


def steps(text: str) -> list[str]:
    """The steps of a sequence (trình tự): one for each "Bước n" that begins a line, else the whole."""
    found = [part.strip() for part in _STEP.split("\n" + text)]
    return [piece for part in found if part for piece in pieces(part)]


def paragraphs(text: str) -> list[str]:
    """Lines put together into pieces that fit, so that a list is neither one lump nor a thousand items."""
    found: list[str] = []
    for part in (piece for whole in text.split("\n") for piece in pieces(whole, 4000)):
        if found and (len(found) >= 300 or part[:1] in "-+*•o" or not part[:1].isupper()):
            if len(found[-1]) + len(part) < 4900:
                found[-1] += "\n" + part
                continue
        found.append(part)
    return found
