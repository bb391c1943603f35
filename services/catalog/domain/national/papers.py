"""The tables of papers (thành phần hồ sơ): groups under their headings, rows with counts and files of forms."""

import re
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.folding import fold
from services.catalog.domain.national.text import clean

_HEAD: Final = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng", re.IGNORECASE)
_COUNTS: Final = re.compile(
    r"(\d+) bản chính(?:, ?(\d+) bản sao)?(?![ ,;.:)/])|(\d+) bản sao(?![ ,;.:)/])|"
    r"(?<=[^\s(\d])([1-9]) bản (chính|sao)(?= [A-ZĐ\-+*•])"
)
"""The cell of counts touches what is around it; a count in the words of a name has a blank or sign after it."""
_FILE: Final = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt|pptx?|zip|rar|jpe?g|png|html?)", re.IGNORECASE)
_YEAR_AND_COUNT: Final = re.compile(r"(?:19|20)\d{3}")
_BEFORE_YEAR: Final = re.compile(r"(?:/|năm )$")
_ENDS_IN_FILE: Final = re.compile(_FILE.pattern + r"\s*$", re.IGNORECASE)
_GLUE: Final = re.compile(
    r"(?<=[^\W\dA-ZĐ_])(?=[A-ZĐ\d])|(?<=[);:”\"'\]])(?=[A-ZĐ\d])|(?<=[A-ZĐ\d.,])(?=[A-ZĐ][^\W\dA-ZĐ_])"
)
"""Where the name of a file may begin: small letter and capital, closing sign and capital, number and word."""
_EXCLUSIVE: Final = re.compile(
    r"^\W*(?:[a-zđ0-9]{1,3}|[IVX]+)?[.)]?\W*(?:đối với|trường hợp|hồ sơ (?:đối với|cấp|đề nghị))", re.IGNORECASE
)
_ADDED: Final = re.compile(
    r"ủy quyền|uỷ quyền|xuất trình|lưu ý|ngoài ra|nếu có|bổ sung|kèm theo|trực tuyến|điện tử|bưu chính", re.IGNORECASE
)
LONGEST_FILE: Final = 200


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row. ``counted`` False: the counts stuck to a number before them; they are then 0, ``quantity`` has them."""

    name: str
    originals: int
    copies: int
    files: tuple[str, ...] = ()
    quantity: str = ""
    counted: bool = True

    @property
    def is_note(self) -> bool:
        """Rows without a single original or copy say something; nobody hands them in."""
        return self.counted and not self.originals and not self.copies


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Rows under one heading; an empty heading is meant for all."""

    heading: str
    rows: tuple[PaperRow, ...]

    @property
    def is_shown(self) -> bool:
        return "xuat trinh" in fold(self.heading)

    @property
    def is_conditional(self) -> bool:
        """Whether only those whom the heading describes hand these in."""
        folded = fold(self.heading)
        return bool(folded) and not re.search(r"(?:phai nop|xuat trinh|bao gom|gom co|thanh phan ho so)\b", folded)

    @property
    def is_case(self) -> bool:
        """Whether the heading names one of several situations, not an addition to all of them."""
        return bool(_EXCLUSIVE.match(self.heading)) and not _ADDED.search(self.heading)


def read_papers(value: object) -> tuple[list[PaperGroup], str]:
    """The groups in order, and what no table holds (all of it, where there is no table)."""
    text = clean(value)
    parts = _HEAD.split(text)
    if len(parts) == 1:
        return [], text
    groups = []
    heading = parts[0]
    for part in parts[1:]:
        rows, heading_of_next = _rows(part)
        groups.append(PaperGroup(_plain(heading), tuple(rows)))
        heading = heading_of_next
    return groups, _plain(heading)


def _plain(heading: str) -> str:
    return heading.strip().strip("-").strip() if not heading.strip("- \n") else heading.strip()


def _rows(table: str) -> tuple[list[PaperRow], str]:
    rows, start = [], 0
    for mark in _COUNTS.finditer(table):
        before = table[start : mark.start()]
        start = mark.end()
        first = mark[1] or mark[3] or mark[4]
        is_original = bool(mark[1]) or mark[5] == "chính"
        originals, copies = (int(first), int(mark[2] or 0)) if is_original else (0, int(first))
        # "Mẫu số 2" and "1 bản chính" touch and read 21: of several digits nobody can say where the name ends.
        if _YEAR_AND_COUNT.fullmatch(first) and _BEFORE_YEAR.search(before):
            before, first = before + first[:4], first[4:]
            originals, copies = (int(first), int(mark[2] or 0)) if is_original else (0, int(first))
        counted = (len(first) == 1 or bool(_ENDS_IN_FILE.search(before))) and max(originals, copies) <= 1000
        name, files = _name_and_files(before)
        if not name and not files:
            continue
        if counted:
            rows.append(PaperRow(name, originals, copies, files, mark[0]))
        else:
            rows.append(PaperRow(name, 0, 0, files, mark[0], counted=False))
    return rows, table[start:]


def _name_and_files(text: str) -> tuple[str, tuple[str, ...]]:
    """The name of a paper, and the files that are glued to its end."""
    rest = text.strip()
    files: list[str] = []
    while ends := list(_FILE.finditer(rest)):
        if ends[-1].end() != len(rest):
            break
        begins = ends[-2].end() if len(ends) > 1 else 0
        file, head = _last_name(rest[begins:])
        if not file:
            break
        files.insert(0, file)
        rest = (rest[:begins] + head).rstrip()
    return rest, tuple(files)


def _last_name(text: str) -> tuple[str, str]:
    """The file name that ends a text, and what stands before it; no file name where it cannot be told apart."""
    if " " not in text:
        return text, ""
    for place in [*(mark.start() for mark in _GLUE.finditer(text)), 0]:
        name = text[place:]
        if len(name) <= LONGEST_FILE and not re.search(r"[;:\n]|\. |, ", name) and (place or len(name) <= 60):
            return name.strip(), text[:place]
    return "", text
