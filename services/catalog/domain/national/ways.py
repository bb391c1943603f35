"""The table of ways (cách thức thực hiện): its rows, out of a text in which the cells touch.

A row begins with a channel that is followed by a limit and a fee; a channel that a description only mentions is not.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from services.catalog.domain.national.text import clean

CHANNELS: Final = {"Trực tuyến": "online", "Trực tiếp": "direct", "Dịch vụ bưu chính": "post"}
_HEAD: Final = re.compile(r"\s*Hình thức nộp\s*Thời gian\s*Phí,\s*lệ phí\s*Mô tả\s*", re.IGNORECASE)
_NOTHING: Final = "Không có thông tin"
_NUMBER: Final = r"\d[\d.,]*"
_CURRENCY: Final = r"(?:VNĐ|VND|Việt Nam Đồng|đồng|USD|EUR|[A-Z]{3}(?![a-zA-ZÀ-ỹ]))"
_FEE: Final = rf"Miễn phí|{_NOTHING}|{_NUMBER}\s*{_CURRENCY}"
_UNIT: Final = r"Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tháng|Tuần|Năm|Phút"
_ROW: Final = re.compile(
    rf"(?P<channel>{'|'.join(CHANNELS)})\s*"
    rf"(?P<time>{_NUMBER}\s*(?:{_UNIT})|{_NOTHING}|{_NUMBER}(?=\s*(?:Miễn phí|{_NOTHING}))|"
    rf"(?!{'|'.join(CHANNELS)})[A-ZĐ](?:(?!{'|'.join(CHANNELS)})[^\n\d]){{1,120}}?(?=\s*(?:{_FEE}))|)"
    rf"\s*(?P<fee>{_FEE})"
)


@dataclass(frozen=True, slots=True)
class WayRow:
    """One row: the cells as they stand. ``glued``: a number stands where limit and fee cannot be told apart."""

    channel: str
    time: str
    fee: str
    fee_note: str
    description: str
    glued: bool = False


def read_rows(value: object) -> tuple[list[WayRow], str]:
    """The rows, and what stands before the first (the whole text if there is none)."""
    text = _HEAD.sub("", clean(value), count=1)
    marks = list(_ROW.finditer(text))
    rows = []
    for mark, following in zip_longest(marks, marks[1:]):
        rest = text[mark.end() : following.start() if following else len(text)]
        fee, fee_note, description = _cells(mark["fee"], rest)
        glued = not mark["time"] and fee[:1].isdigit()
        rows.append(WayRow(CHANNELS[mark["channel"]], mark["time"].strip(), fee, fee_note, description, glued))
    return rows, (text[: marks[0].start()] if marks else text).strip()


def _cells(fee: str, rest: str) -> tuple[str, str, str]:
    """The fee, what stands in brackets after it, and the description. More amounts than one stay in the fee."""
    note, rest = _bracket(rest)
    while another := re.match(rf"\s*{_NUMBER}\s*{_CURRENCY}", rest):
        more, rest_after = _bracket(rest[another.end() :])
        fee, rest = f"{fee}; {another[0].strip()}", rest_after
        note = "; ".join(part for part in (note, more) if part)
    return unicodedata.normalize("NFC", fee.strip()), note, rest.strip()


def _bracket(text: str) -> tuple[str, str]:
    """What the bracket that opens the text holds, and what follows it; one that never closes holds all."""
    if not text.startswith("("):
        return "", text
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return text[1:place].strip(), text[place + 1 :]
    return text[1:].strip(), ""
