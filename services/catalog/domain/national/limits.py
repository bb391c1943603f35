"""Time limits (thời hạn giải quyết): a number with its unit, or nothing."""

import re
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.folding import fold
from services.catalog.domain.national.text import known

UNITS: Final = {
    "ngay lam viec": "working_day",
    "ngay": "calendar_day",
    "gio": "hour",
    "gio lam viec": "",
    "thang": "month",
    "tuan": "",
    "nam": "",
    "phut": "",
}
"""Units as the database writes them, folded. Empty: the catalogue has none such, and converting would be inventing."""
MOST: Final = 10_000
_CELL: Final = re.compile(r"(\d[\d.,]*) ?(\D*)")
_IN_TEXT: Final = re.compile(r"(\d+)(?: \([^()]{0,30}\))? (ngay lam viec|ngay|gio|thang)\b")


@dataclass(frozen=True, slots=True)
class LimitRead:
    """A limit as far as it is known. ``unit`` empty: no limit; ``doubt`` says why, or what speaks against it."""

    value: int = 0
    unit: str = ""
    verified: bool = False
    doubt: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.unit)


def read_limit(cell: str, description: str = "") -> LimitRead:
    """What the cell of a limit says; ``description`` is what stands beside it in the row."""
    if not known(cell):
        return LimitRead(doubt="Nguồn không nêu thời hạn giải quyết")
    found = _CELL.fullmatch(cell.strip())
    if not found:
        return LimitRead(doubt=f"Thời hạn bằng lời, không phải con số: “{cell[:200]}”")
    digits, word = found[1], fold(found[2])
    if not word:
        return LimitRead(doubt=f"Thời hạn “{digits}” không có đơn vị tính")
    if not UNITS.get(word):
        return LimitRead(doubt=f"Đơn vị thời hạn “{found[2].strip()[:60]}” không có trong danh mục")
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits) <= MOST:
        return LimitRead(doubt=f"Thời hạn “{digits}” không phải số nguyên dương hợp lý")
    unit = UNITS[word]
    against = _against(int(digits), unit, description)
    return LimitRead(int(digits), unit, not against, against)


def _against(value: int, unit: str, description: str) -> str:
    """Whether the row's own description gives the same number another unit."""
    said = {UNITS[word] for number, word in _IN_TEXT.findall(_folded(description)) if int(number) == value}
    if said and unit not in said:
        return f"Ô thời hạn ghi {value} {LABELS[unit]}, phần mô tả ghi đơn vị khác cho cùng con số"
    return ""


def _folded(description: str) -> str:
    return " ".join(fold(part) for part in [re.sub(r"[^\w\s]", " ", description)])


LABELS: Final = {"working_day": "ngày làm việc", "calendar_day": "ngày", "hour": "giờ", "month": "tháng"}
