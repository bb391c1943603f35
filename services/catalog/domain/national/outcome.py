"""Results (kết quả), and what the page ran together with them: keywords, description, and its own buttons."""

import re
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.national.text import clean, cut, known, line

_TAIL: Final = re.compile(r"Từ khóa(?P<keywords>.*?)Mô tả(?P<description>.*?)(?:Chọn cơ quan thực hiện.*)?$", re.DOTALL)
_BUTTONS: Final = re.compile(r"Chọn cơ quan thực hiện\s*Tỉnh/ ?Thành phố.*$", re.DOTALL)
_CODE: Final = re.compile(r"\s*,?\s*Mã:\s*(KQ\.[A-Z]+\d*(?:\.\d{2,3}){0,3}\.\d{5,7})(?!\d)")
_WITHOUT_CODE: Final = re.compile(r"\s*,?\s*Mã:\s*(?=$|[A-ZĐ])")


@dataclass(frozen=True, slots=True)
class ResultRead:
    """One result; ``code`` is the national one, where it is known."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Tail:
    """What a field held before the page's tail, and what the tail said."""

    text: str
    keywords: tuple[str, ...] = ()
    description: str = ""


def split_tail(value: object) -> Tail:
    """A field without the page's tail, wherever the page happened to be cut."""
    text = clean(value)
    place = text.rfind("Từ khóa")
    found = _TAIL.match(text, place) if place >= 0 else None
    if not found:
        return Tail(known(_BUTTONS.sub("", text).strip()))
    keywords = [line(part) for part in re.split(r"[;,\n]", known(found["keywords"].strip()))]
    kept = tuple(dict.fromkeys(cut(keyword, 200)[0] for keyword in keywords if known(keyword)))
    return Tail(known(text[:place].strip()), kept[:50], known(found["description"].strip()))


def read_results(text: str) -> list[ResultRead]:
    """The results, each with the code that follows it."""
    found, start = [], 0
    for mark in _CODE.finditer(text):
        found.append(ResultRead(_name(text[start : mark.start()]), mark[1]))
        start = mark.end()
    rest = _name(_WITHOUT_CODE.sub("\n", text[start:]))
    if rest:
        found.append(ResultRead(rest))
    return [result for result in found if result.name or result.code]


def _name(text: str) -> str:
    return known(line(text).strip(" ,;"))
