"""Legal texts (căn cứ pháp lý): number, title, and date and issuer where the title says them."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.national.text import clean, cut, known, line

_HEAD: Final = re.compile(
    r"Tên văn bản pháp lý\s*Mã văn bản(?:\s*Ngày ban hành)?(?:\s*Cơ quan ban hành)?", re.IGNORECASE
)
_ISSUERS: Final = (
    "UBTVQH TTg CTg CP BTC BCA BTP BNNPTNT BNNMT BTNMT BNN BXD BGTVT NHNN BCT BYT BLĐTBXH BTTTT BKHCN BKHĐT BKH "
    "BVHTTDL BGDĐT BGD BNV BQP BNG BTM BVHTT BTS BDTTG VPCP TTCP TANDTC VKSNDTC HĐTP UBND HĐND UBDT KTNN UBCK "
    "BHXH TLĐ BCN BLN"
)
_NUMBER: Final = re.compile(
    r"\d{1,4}(?:\.\d{1,2})?/(?:(?:19|20)\d{2}/)?"
    r"(?:UBTVQH(?:1\d|[1-9])|QH(?:1\d|[1-9])|NQ-UBTVQH(?:1\d)?|"
    rf"(?:QĐ|NĐ|TTLT|TT|NQ|CT|PL|SL|L|VBHN|HD|CV|TB|KH)(?:-(?:{'|'.join(_ISSUERS.split())}|[A-ZĐƯ]{{2,6}}(?![A-ZĐƯa-zà-ỹÀ-Ỹ])))+)"
)
_LAW: Final = re.compile(r"(?:(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Thông tư|Nghị quyết|Quyết định)\s+(?:số\s*)?|Số\s*)$")
_WHO: Final = (
    r"Quốc hội|Chính phủ|Thủ tướng Chính phủ|(?:Ủy|Uỷ) ban [Tt]hường vụ Quốc hội|"
    r"(?:Thống đốc )?Ngân hàng Nhà nước(?: Việt Nam)?|"
    r"(?:Bộ trưởng )?Bộ (?:Công an|Tài chính|Tư pháp|Xây dựng|"
    r"Nông nghiệp và Môi trường|Nông nghiệp và Phát triển nông thôn|"
    r"Tài nguyên và Môi trường|Giao thông vận tải|Công Thương|Y tế|Nội vụ|Ngoại giao|Quốc phòng|Khoa học và Công nghệ|"
    r"Thông tin và Truyền thông|Kế hoạch và Đầu tư|Giáo dục và Đào tạo|Văn hóa, Thể thao và Du lịch|"
    r"Lao động - Thương binh và Xã hội)"
)
_DATED: Final = re.compile(
    rf"\s*,?\s*ngày\s+(\d{{1,2}})\s*[/\-.]\s*(\d{{1,2}})\s*[/\-.]\s*(\d{{4}})(?:\s+của\s+({_WHO}))?"
)
_WORDED: Final = re.compile(
    rf"\s*,?\s*ngày\s+(\d{{1,2}})\s+tháng\s+(\d{{1,2}})\s+năm\s+(\d{{4}})(?:\s+của\s+({_WHO}))?"
)


@dataclass(frozen=True, slots=True)
class LawRead:
    """One text of the law."""

    number: str
    title: str = ""
    issued_on: dt.date | None = None
    issuer: str = ""


def read_laws(value: object) -> tuple[list[LawRead], str]:
    """The texts in order, each number once; and what is left without a number."""
    text = known(clean(value))
    text = _HEAD.sub("", text, count=1).strip()
    if not text:
        return [], ""
    found: dict[str, LawRead] = {}
    start = 0
    marks = list(_NUMBER.finditer(text))
    for mark in marks:
        if not _ends_row(text, mark):
            continue
        number, title = _apart(mark[0], text[start : mark.start()])
        start = mark.end()
        law = _law(number, line(_LAW.sub("", title)))
        if law.number not in found or len(law.title) > len(found[law.number].title):
            found[law.number] = law
    return list(found.values()), line(text[start:])


def _ends_row(text: str, mark: "re.Match[str]") -> bool:
    """Whether a number is the cell of a number: it touches what is before it or after it, or the text ends."""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    touches_before = bool(before) and before not in ' \n/(“"-' and mark.start() > 0
    touches_after = not after or (after not in ' \n,;.:)”"/-' and not after.islower()) or after == "\n"
    return touches_before or touches_after


def _apart(number: str, before: str) -> tuple[str, str]:
    """Number and title where a title ends in a year and touches: "… năm 2020" and "72/2020/QH14"."""
    digits, slash, rest = number.partition("/")
    for place in range(len(digits)):
        if digits[place:] + slash + rest in before:
            return digits[place:] + slash + rest, before + digits[:place]
    return number, before


def _law(number: str, title: str) -> LawRead:
    issued_on, issuer = None, ""
    place = title.find(number)
    if place >= 0:
        rest = title[place + len(number) :]
        dated = _DATED.match(rest) or _WORDED.match(rest)
        if dated:
            issued_on = _day(dated[3], dated[2], dated[1])
            issuer = dated[4] or ""
    return LawRead(number, cut(title, 2000)[0], issued_on, issuer[:500])


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
