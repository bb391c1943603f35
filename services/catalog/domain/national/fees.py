"""Fees and charges (phí, lệ phí): what the cell of a row is worth believing.

An amount is known when it stands in the cell as whole đồng of at least a thousand, and nothing beside it gives another
amount, another currency, a reduction or a range. "Miễn phí" is known when nothing in the record speaks of a fee.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from services.catalog.domain.folding import fold
from services.catalog.domain.national.text import known

LEAST: Final = 1_000
"""No fee of the state is below a thousand đồng: a smaller number has lost its thousands."""
UNCONFIRMED: Final = 10_000
"""Below this an amount may have lost three zeros and still look whole; it must be confirmed by the words beside it."""
_DONG: Final = r"(?:VNĐ|VND|Việt Nam Đồng|đồng|đ)"
_AMOUNT: Final = re.compile(rf"(\d[\d.,]*\d|\d)\s*{_DONG}(?![a-zà-ỹ])", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"(\d[\d.,]*\d|\d)\s*(USD|EUR|JPY|GBP|AUD|đô la)(?![a-z])|\$", re.IGNORECASE)
_CELL: Final = re.compile(rf"(\d[\d.,]*)\s*({_DONG}|[A-Z]{{3}})", re.IGNORECASE)
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+|\d+")
_MORE: Final = re.compile(r"\d\s*%|gi[aả]m|mức thu|tối đa|tối thiểu|từ \d[\d.,]* (?:đồng )?đến", re.IGNORECASE)
_PER: Final = re.compile(rf"(?:{_DONG}|^)\s*/\s*(?:0?1 )?([^\W\d_][^()/,.;:\d]{{0,50}})", re.IGNORECASE)
_WORDED: Final = re.compile(r"(?<![\d.,])(\d{1,4}) (nghìn|ngàn|triệu|tỷ) đồng", re.IGNORECASE)
_ONCE: Final = frozenset(
    ["lan", "lan cap", "lan tham dinh", "lan dang ky", "lan nop", "luot", "ho so", "bo ho so", "thu tuc", "truong hop"]
)
_NAMED_FEE: Final = re.compile(
    r"thông tư|biểu phí|biểu mức|nghị quyết|mức phí|mức thu|mức lệ phí|lệ phí|nộp phí|thu phí|phí thẩm định|"
    r"\d\s*(?:đồng|vnđ|đ/|usd)",
    re.IGNORECASE,
)
_FEE_ALONE: Final = re.compile(r"(?<!lệ )(?<!kinh )(?<!chi )(?<!học )(?<!miễn )\bphí\b(?! (?:bảo hiểm|vận chuyển|bưu))")
"""A phí that is no lệ phí, and none of the words that only end so."""
_EXEMPT: Final = re.compile(r"(miễn (?:phí|lệ phí|nộp|thu)[^.;\n]*)", re.IGNORECASE)
_COUNCIL: Final = re.compile(
    r"(?:phí|mức)[^.\n]{0,150}(?:hội đồng nhân dân|hđnd)|(?:hội đồng nhân dân|hđnd)[^.\n]{0,150}(?:phí|mức thu)",
    re.IGNORECASE,
)
_COUNCIL_ALONE: Final = re.compile(r"hội đồng nhân dân|hđnd", re.IGNORECASE)
_CONDITION: Final = re.compile(
    r"\b(?:trường hợp|đối với|nếu|dưới \d|trên \d|từ \d|không quá|loại|hạng|nhóm)\b", re.IGNORECASE
)
_DENIED: Final = re.compile(
    r"(?:không|chưa)(?: được| có)? quy định|^\d+ [^\W\d_][^/;\d]{0,40}/ ?\d+ [^\W\d_]", re.IGNORECASE
)
"""Words against any amount at all, and units of several things that a unit of one cannot say."""
_PERIOD: Final = re.compile(r"(?:đến|từ|kể từ)\s+(?:hết\s+)?ngày\s+\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeeRead:
    """A fee as far as it is known: the names of the catalogue's `FeeRule` and `FeeKind`, and the source's words."""

    rule: str
    kind: str = ""
    """Empty: the source does not say whether it is a phí or a lệ phí."""
    amount: int | None = None
    unit: str = ""
    currency: str = ""
    foreign: str = ""
    exemptions: tuple[str, ...] = ()
    verified: bool = False
    note: str = ""
    doubt: str = ""
    conditional: bool = False
    """The words beside an amount tie it to a situation: it is good only where rows are told apart by situations."""


def read_fee(cell: str, note: str = "", description: str = "", *, glued: bool = False, elsewhere: str = "") -> FeeRead:
    """What a cell says; ``note`` is in brackets after it, ``description`` beside it, ``elsewhere`` in the record."""
    words = "; ".join(part for part in (cell, note) if part)
    base = FeeRead("unknown", _kind(f"{note} {description}"), note=words)
    if not known(cell):
        return _unstated(base, f"{note} {description}")
    if fold(cell) == "mien phi":
        return _free(base, note, description, elsewhere)
    if glued:
        return replace(base, doubt=f"“{cell}”: thời hạn và mức thu dính liền nhau, không tách chắc chắn được")
    found = _CELL.fullmatch(cell)
    if not found:
        return replace(base, doubt=f"Có nhiều mức thu hoặc không đọc được: “{cell[:200]}”")
    if found[2].isupper() and fold(found[2]) not in ("vnd", "d"):
        return _foreign(base, found[1], found[2], note, description)
    return _dong(base, found[1], note, description)


def amount_of(digits: str) -> int | None:
    """The number that digits with their separators are; None where the groups are not threes."""
    if not digits.isascii() or not _GROUPED.fullmatch(digits):
        return None
    return int(re.sub(r"[.,]", "", digits))


def amounts_in(text: str) -> set[int | None]:
    """The amounts of đồng that a text gives."""
    return {amount_of(found[1]) for found in _AMOUNT.finditer(text)}


def _dong(base: FeeRead, digits: str, note: str, description: str) -> FeeRead:
    amount = amount_of(digits)
    beside = amounts_in(f"{note}\n{description}")
    if amount is None:
        return replace(base, doubt=f"Mức thu “{digits}” viết sai dấu phân cách")
    if amount < LEAST:
        return replace(base, doubt=f"Mức thu {digits} đồng dưới 1.000 đồng, có thể thiếu hàng nghìn")
    if _FOREIGN.search(note):
        return replace(base, doubt=f"Ô mức thu ghi {digits} đồng, phần ghi chú ghi ngoại tệ")
    if beside - {amount}:
        reason = "có nhiều mức thu khác nhau" if amount in beside else "phần ghi chú ghi mức khác"
        return replace(base, doubt=f"Ô mức thu ghi {digits} đồng nhưng {reason}")
    if _MORE.search(note) or re.search(r"\d\s*%", description):
        return replace(base, doubt=f"Ô mức thu ghi {digits} đồng nhưng có mức giảm, biểu mức hoặc khoảng mức")
    if _DENIED.search(note):
        return replace(base, doubt=f"Ô mức thu ghi {digits} đồng nhưng phần ghi chú nói không có quy định")
    if _PERIOD.search(note):
        return replace(base, doubt=f"Ô mức thu ghi {digits} đồng nhưng chỉ trong một khoảng thời gian")
    if _WORDED.search(note) and _worded(note) != {amount}:
        return replace(base, doubt=f"Ô mức thu ghi {digits} đồng nhưng phần ghi chú ghi bằng chữ mức khác")
    if amount < UNCONFIRMED and amount not in beside and amount % 1_000:
        return replace(base, doubt=f"Mức thu {digits} đồng lẻ và không có gì xác nhận, có thể thiếu hàng nghìn")
    exemptions = tuple(found.strip() for found in _EXEMPT.findall(note))
    unit = _unit(note)
    rule = "per_unit" if unit else "fixed"
    return replace(
        base,
        rule=rule,
        amount=amount,
        unit=unit,
        exemptions=exemptions,
        verified=amount in amounts_in(note),
        conditional=bool(_CONDITION.search(_EXEMPT.sub("", note))),
    )


def _worded(note: str) -> set[int]:
    """Amounts with a word for their zeros: 10 triệu đồng."""
    zeros = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000}
    return {int(number) * zeros[word.lower()] for number, word in _WORDED.findall(note)}


def _unit(note: str) -> str:
    """What the amount is for one of; empty: for the dossier."""
    units = {found.strip() for found in _PER.findall(note)}
    if len(units) != 1:
        return ""
    unit = units.pop()
    return "" if fold(unit) in _ONCE else unit[:60].strip()


def _foreign(base: FeeRead, digits: str, currency: str, note: str, description: str) -> FeeRead:
    amount = amount_of(digits)
    said = {amount_of(found[1]) for found in _FOREIGN.finditer(f"{note}\n{description}") if found[1]}
    if not amount or amount > 999_999_999:
        return replace(base, doubt=f"Mức thu “{digits} {currency}” không đọc chắc chắn được")
    if said - {amount} or amounts_in(note) or _MORE.search(note):
        return replace(base, doubt=f"Ô mức thu ghi {digits} {currency} nhưng có mức khác trong phần mô tả")
    return replace(
        base,
        rule="foreign_currency",
        currency=currency,
        foreign=str(amount),
        unit=_unit(note),
        verified=amount in said,
        conditional=bool(_CONDITION.search(note)),
    )


def _free(base: FeeRead, note: str, description: str, elsewhere: str) -> FeeRead:
    if _COUNCIL.search(f"{note}\n{description}") or _COUNCIL_ALONE.search(note):
        return replace(base, rule="by_province")
    note = "" if fold(_without_exemption(note)) in ("", "khong", "mien phi") else note
    if note or _NAMED_FEE.search(_without_exemption(description)) or amounts_in(description):
        return replace(
            base, doubt="Ô mức thu ghi “Miễn phí” nhưng phần mô tả nói đến phí, lệ phí hoặc văn bản quy định"
        )
    if elsewhere:
        return replace(base, doubt=f"Ô mức thu ghi “Miễn phí” nhưng {elsewhere}")
    return replace(base, rule="free", verified=True)


def _without_exemption(description: str) -> str:
    """Without the words that say again that it is free: they speak for it, not against."""
    return re.sub(
        r"\b(?:không (?:phải nộp|thu|có)|miễn) (?:phí|lệ phí)(?:, ?lệ phí)?", "", description, flags=re.IGNORECASE
    )


def _unstated(base: FeeRead, beside: str) -> FeeRead:
    if _COUNCIL.search(beside):
        return replace(base, rule="by_province")
    return replace(base, doubt="Nguồn không nêu phí, lệ phí")


def _kind(text: str) -> str:
    """Which of the two the words name; empty where they name both, or neither."""
    low = text.lower().replace("phí, lệ phí", "").replace("phí và lệ phí", "").replace("phí/lệ phí", "")
    names_charge = "lệ phí" in low
    names_fee = bool(_FEE_ALONE.search(low))
    return "" if names_charge == names_fee else "le_phi" if names_charge else "phi"
