"""Ways, fees and papers of a record as the catalogue keeps them, from what the tables gave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from services.catalog.domain.folding import fold
from services.catalog.domain.national.cases import Met, case_names, told_apart
from services.catalog.domain.national.fees import FeeRead, read_fee
from services.catalog.domain.national.limits import LimitRead, read_limit
from services.catalog.domain.national.papers import PaperGroup, PaperRow
from services.catalog.domain.national.text import cut, slug
from services.catalog.domain.national.ways import WayRow

HEAD: Final = "phi-le-phi"
LABELS: Final = {"phi": "Phí", "le_phi": "Lệ phí", "": "Phí, lệ phí"}
CHANNEL_NAMES: Final = {"online": "Trực tuyến", "direct": "Trực tiếp", "post": "Dịch vụ bưu chính"}
UNKNOWN_HERE: Final = "Có nhiều mức thu, thời hạn cho cùng một cách nộp và nguồn không nói trường hợp nào"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why something was left open. ``field`` is the content's field."""

    field: str
    text: str


@dataclass(slots=True)
class Notes:
    """What has no field of its own, under the source's own headings."""

    texts: list[str] = field(default_factory=list)

    def add(self, heading: str, text: str) -> None:
        self.texts.append(f"{heading}: {text}" if heading else text)


@dataclass(slots=True)
class Ways:
    """Ways and fees, and the situations that tell them apart."""

    ways: list[dict[str, Any]] = field(default_factory=list)
    fees: list[dict[str, Any]] = field(default_factory=list)
    cases: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Papers:
    """Papers, and the situations that tell them apart."""

    papers: list[dict[str, Any]] = field(default_factory=list)
    cases: list[tuple[str, str]] = field(default_factory=list)


def ways_of(rows: Sequence[WayRow], elsewhere: str, doubts: list[Doubt], *, may_have_cases: bool) -> Ways:
    """Each way with its limit; and fees, exactly one for each channel and situation."""
    situations = told_apart(rows, may_have_cases=may_have_cases)
    found = Ways(cases=case_names(situations))
    owed: list[tuple[Met, FeeRead]] = []
    for met in situations.met:
        limit, fee = _limit(met), _fee(met, elsewhere)
        where = CHANNEL_NAMES[met.channel] + (f", {situations.names[met.case][:120]}" if met.case else "")
        if limit.doubt:
            doubts.append(Doubt("ways.limit", f"{where}: {limit.doubt}"))
        if fee.doubt:
            doubts.append(Doubt("fees", f"{where}: {fee.doubt}"))
        elif not fee.kind and fee.rule != "free":
            doubts.append(Doubt("fees.kind", f"{where}: Nguồn không nói rõ khoản thu là phí hay lệ phí"))
        found.ways.append(_way(met, limit))
        owed.append((met, fee))
    found.fees = _fees(owed)
    if not rows:
        doubts.append(Doubt("ways", "Không đọc được bảng cách thức thực hiện"))
        doubts.append(Doubt("fees", "Nguồn không nêu phí, lệ phí"))
        found.fees = [_plain(FeeRead("unknown"), [], [])]
    return found


def _limit(met: Met) -> LimitRead:
    read = {read_limit(row.time, row.description) for row in met.rows}
    if len({(limit.value, limit.unit) for limit in read}) > 1:
        return LimitRead(doubt=UNKNOWN_HERE)
    return min(read, key=lambda limit: (limit.verified, limit.doubt))


def _fee(met: Met, elsewhere: str) -> FeeRead:
    read = [read_fee(row.fee, row.fee_note, row.description, glued=row.glued, elsewhere=elsewhere) for row in met.rows]
    first = read[0]
    words = "\n".join(dict.fromkeys(fee.note for fee in read if fee.note))
    if len({(fee.rule, fee.amount, fee.unit, fee.currency, fee.foreign) for fee in read}) > 1:
        return FeeRead("unknown", first.kind, note=words, doubt=_differing(read))
    if first.conditional and not met.case:
        doubt = f"Mức thu chỉ áp dụng cho trường hợp mà nguồn mô tả: “{first.note[:200]}”"
        return FeeRead("unknown", first.kind, note=words, doubt=doubt)
    return first


def _differing(read: list[FeeRead]) -> str:
    return next((fee.doubt for fee in read if fee.doubt), UNKNOWN_HERE) if len(read) > 1 else UNKNOWN_HERE


def _way(met: Met, limit: LimitRead) -> dict[str, Any]:
    way: dict[str, Any] = {"channel": met.channel, "cases": [met.case] if met.case else []}
    if limit.is_known:
        way["limit"] = {"value": limit.value, "unit": limit.unit, "verified": limit.verified}
        if not limit.verified:
            way["limit"]["basis"] = cut(limit.doubt, 500)[0]
    raw = "; ".join(dict.fromkeys(row.time for row in met.rows if row.time)) if not limit.is_known else ""
    note = met.note
    if raw and fold(raw) != "khong co thong tin" and not met.open:
        note = f"Thời hạn theo nguồn: {raw}\n{note}".strip()
    way["note"] = cut(note, 5000)[0]
    return way


def _fees(owed: list[tuple[Met, FeeRead]]) -> list[dict[str, Any]]:
    """One entry for the same fee at several channels and situations."""
    groups: dict[tuple[Any, ...], list[Met]] = {}
    reads: dict[tuple[Any, ...], FeeRead] = {}
    for met, fee in owed:
        same = (fee.rule, fee.kind, fee.amount, fee.unit, fee.currency, fee.foreign, fee.exemptions, fee.note, met.case)
        groups.setdefault(same, []).append(met)
        reads.setdefault(same, fee)
    every = {met.channel for met, _ in owed}
    found = []
    for same, members in groups.items():
        channels = list(dict.fromkeys(met.channel for met in members))
        cases = [same[-1]] if same[-1] else []
        found.append(_plain(reads[same], [] if set(channels) == every else channels, cases))
    return found


def _plain(fee: FeeRead, channels: list[str], cases: list[str]) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "head": HEAD,
        "kind": fee.kind or "unknown",
        "label": LABELS[fee.kind],
        "rule": fee.rule,
        "channels": channels,
        "cases": cases,
        "verified": fee.verified,
        "note": cut(fee.note, 5000)[0],
    }
    if fee.amount is not None:
        plain["amount"] = fee.amount
    if fee.unit:
        plain["unit"] = fee.unit
    if fee.foreign:
        plain["foreign"] = {"currency": fee.currency, "amount": fee.foreign}
    if fee.exemptions:
        plain["exemptions"] = [cut(text, 4000)[0] for text in fee.exemptions]
    return plain


def papers_of(groups: Sequence[PaperGroup], notes: Notes, doubts: list[Doubt]) -> Papers:
    """The papers of all groups. Headings are situations only where all of them are; else they are conditions."""
    found = Papers()
    headings = [group.heading for group in groups if group.rows]
    exclusive = len(set(headings)) > 1 and all(group.is_case for group in groups if group.rows)
    keys: set[str] = set()
    for group in groups:
        case = ""
        if exclusive and group.rows:
            case = _unique(slug(group.heading, 56) or "truong-hop", {key for key, _ in found.cases})
            found.cases.append((case, cut(group.heading, 2000)[0]))
        for row in group.rows:
            if row.is_note:
                notes.add(group.heading, row.name)
                continue
            if not row.counted:
                doubts.append(Doubt("papers", f"Số lượng bản dính vào tên giấy tờ: “{row.name[-40:]}{row.quantity}”"))
            found.papers.append(_paper(row, group, case, keys, notes))
        if group.heading and not group.rows:
            notes.add("", group.heading)
    return found


def _paper(row: PaperRow, group: PaperGroup, case: str, keys: set[str], notes: Notes) -> dict[str, Any]:
    name, rest = cut(row.name or row.files[0], 2000)
    note, more = cut(rest, 2800)
    if more:
        notes.add(f"{name[:80]}… (tiếp)", more)
    key = _unique(slug(name, 56) or "giay-to", keys)
    keys.add(key)
    paper: dict[str, Any] = {"key": key, "name": name, "originals": row.originals, "copies": row.copies}
    if group.is_shown:
        paper["handling"] = "show"
    if case:
        paper["cases"] = [case]
    elif group.is_conditional:
        condition, too_long = cut(group.heading, 1000)
        paper |= {"required": False, "condition": condition}
        note = f"{note}\n{too_long}".strip() if len(too_long) < 200 else note
    if row.files:
        paper["form"] = cut(row.files[0], 500)[0]
        paper["template"] = {"file_name": cut(row.files[0], 300)[0]}
        note = "\n".join(part for part in (note, *(f"Tệp mẫu: {file}" for file in row.files[1:])) if part)
    if not row.counted:
        note = f"Số lượng theo nguồn: {row.quantity}\n{note}".strip()
    if note:
        paper["note"] = cut(note, 3000)[0]
    return paper


def _unique(key: str, taken: set[str]) -> str:
    found, number = key, 2
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found
