"""A raw record as the catalogue's plain content, with every doubt; or the reason why it is none.

``read_record`` is a function of the record alone: the same record gives the same content for ever, so that a second
import finds nothing new. It gives the plain form that the contract's `ProcedureVersion` is loaded from.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from services.catalog.domain.folding import fold
from services.catalog.domain.national import parts
from services.catalog.domain.national.legal import read_laws
from services.catalog.domain.national.outcome import read_results, split_tail
from services.catalog.domain.national.papers import read_papers
from services.catalog.domain.national.people import read_audiences, read_levels, tabs_of
from services.catalog.domain.national.text import clean, cut, known, line, paragraphs, pieces, slug, steps
from services.catalog.domain.national.ways import read_rows

SOURCE: Final = "Cơ sở dữ liệu quốc gia về thủ tục hành chính, bản ghi nhập từ tệp"
UNSORTED: Final = ("chua-phan-loai", "Chưa phân loại")
"""The field of a record that names none."""
_CODE: Final = re.compile(r"(\d\.\d{6})((?:\.[0-9A-Z]{1,6})*)")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FEE_LAW: Final = re.compile(r"mức thu|thu, nộp[^.]{0,60}phí|quản lý[^.]{0,40}phí, lệ phí|biểu phí", re.IGNORECASE)
_FEE_STEP: Final = re.compile(r"(?:nộp|thu|đóng|thanh toán|hoàn thành)[^.\n]{0,25}\b(?:phí|lệ phí)\b", re.IGNORECASE)
_FREE_STEP: Final = re.compile(r"không (?:phải )?(?:nộp|thu)[^.\n]{0,15}(?:phí|lệ phí)", re.IGNORECASE)
_AFTER_PAYMENT: Final = re.compile(
    r"(?:kể từ|tính từ|sau khi)[^.;\n]{0,160}(?:hoàn thành|đã)\s+(?:việc\s+|nghĩa vụ\s+)?nộp"
    r"[^.;\n]{0,20}(?:phí|lệ phí)",
    re.IGNORECASE,
)
_SETS: Final = re.compile(r"số (?:lượng|bộ) hồ sơ\s*:?\s*0?(\d{1,2})\s*(?:\([^()]{1,20}\)\s*)?bộ", re.IGNORECASE)


@dataclass(slots=True)
class Read:
    """What became of a record. ``refused`` non-empty: nothing but the code is there, and it says why."""

    code: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    doubts: list[parts.Doubt] = field(default_factory=list)
    refused: str = ""


def keys_known(raw: Mapping[Any, Any]) -> dict[str, object]:
    """The record under keys as the database writes them, however they came: MA_THU_TUC, "Mã thủ tục"."""
    found: dict[str, object] = {}
    for key, value in raw.items():
        name = fold(str(key)).replace(" ", "_") if not str(key).isascii() else str(key).strip().lower()
        name = re.sub(r"[^a-z0-9]+", "_", name).strip("_")
        if name not in found or not found[name]:
            found[name] = value
    return found


def read_code(value: object) -> tuple[str, str]:
    """The national code, and the longer one it was part of (a province's copy), else empty."""
    if isinstance(value, float):
        value = f"{value:.6f}"  # 1.00177 was 1.001770 before somebody's program made a number of it.
    found = _CODE.fullmatch(line(value).replace(" ", ""))
    return (found[1], found[0] if found[2] else "") if found else ("", "")


def read_record(raw: object, retrieved_on: str) -> Read:
    """Read one record; ``retrieved_on`` is the day (ISO) that its provenance names."""
    if not isinstance(raw, Mapping):
        return Read(refused="Không phải một bản ghi (đối tượng JSON)")
    found = keys_known(raw)
    code, longer = read_code(found.get("ma_thu_tuc"))
    if not code:
        return Read(refused=f"Mã thủ tục không đúng dạng n.nnnnnn: “{line(found.get('ma_thu_tuc'))[:60]}”")
    name = known(line(found.get("ten_thu_tuc")))
    if not name:
        return Read(code=code, refused="Không có tên thủ tục")
    read = Read(code=code)
    read.content = _content(found, code, longer, name, read.doubts)
    provenance = {
        "name": SOURCE,
        "url": _address(found),
        "retrieved_on": retrieved_on,
        "verified": not read.doubts,
        "doubts": list(dict.fromkeys(cut(doubt.text, 4000)[0] for doubt in read.doubts)),
        "record_id": _record_id(found),
    }
    read.content["provenance"] = {key: value for key, value in provenance.items() if value not in ("", [])}
    return read


def _content(
    found: Mapping[str, object], code: str, longer: str, name: str, doubts: list[parts.Doubt]
) -> dict[str, Any]:
    results, conditions = split_tail(found.get("ket_qua_xu_ly")), split_tail(found.get("yeu_cau_dieu_kien"))
    step_text = known(clean(found.get("trinh_tu_thuc_hien")))
    laws, law_rest = read_laws(found.get("can_cu_phap_ly"))
    rows, way_rest = read_rows(found.get("cach_thuc_thuc_hien"))
    groups, paper_rest = read_papers(found.get("thanh_phan_ho_so"))
    notes = parts.Notes()
    papers = parts.papers_of(groups, notes, doubts)
    ways = parts.ways_of(rows, _speaks_of_fees(step_text, laws), doubts, may_have_cases=not papers.cases)
    if known(way_rest):
        notes.add("Cách thức thực hiện", way_rest)
    if known(paper_rest):
        notes.add("Thành phần hồ sơ", paper_rest)
    if law_rest:
        notes.add("Căn cứ pháp lý", law_rest)
    audiences, levels = _people(found, doubts)
    field_key, field_name = _field(found, doubts)
    description = "\n".join(part for part in (results.description, conditions.description) if part)
    sets = _SETS.search(f"{description}\n{clean(found.get('so_bo_ho_so'))}\n{step_text}")
    related = known(clean(found.get("thu_tuc_lien_quan")))
    everything = " ".join([step_text, *(row.description for row in rows)])
    content: dict[str, Any] = {
        "code": code,
        "name": cut(name, 2000)[0],
        "field": field_key,
        "field_name": field_name,
        "procedure_type": cut(known(line(found.get("loai_thu_tuc"))), 300)[0],
        "publication_decision": cut(known(line(found.get("so_quyet_dinh"))), 100)[0],
        "competent_agency": _agency(found, "co_quan_co_tham_quyen", notes),
        "implementing_agency": _agency(found, "co_quan_thuc_hien", notes),
        "delegated_agency": _agency(found, "co_quan_duoc_uy_quyen", notes),
        "coordinating_agency": _agency(found, "co_quan_phoi_hop", notes),
        "reception_address": cut(known(clean(found.get("dia_chi_tiep_nhan"))), 5000)[0],
        "levels": levels,
        "tabs": tabs_of(audiences),
        "audiences": audiences,
        "keywords": [*results.keywords, *(word for word in conditions.keywords if word not in results.keywords)],
        "cases": [{"key": key, "name": title} for key, title in [*papers.cases, *ways.cases]],
        "ways": ways.ways,
        "fees": ways.fees,
        "papers": papers.papers,
        "sets": int(sets[1]) if sets and int(sets[1]) else None,
        "steps": steps(step_text),
        "results": [
            {"name": cut(result.name or result.code, 2000)[0], "code": result.code}
            for result in read_results(results.text)
        ],
        "conditions": paragraphs("" if fold(conditions.text) in ("khong", "khong co") else conditions.text),
        "notes": [piece for note in notes.texts for piece in pieces(note)],
        "legal_basis": [
            {
                "number": law.number,
                "title": law.title,
                "issued_on": law.issued_on.isoformat() if law.issued_on else None,
                "issuer": law.issuer,
            }
            for law in laws
        ],
        "related": sorted({other for other in re.findall(r"(?<![\d.])\d\.\d{6}(?!\d)", related) if other != code}),
        "related_names": _related_names(related),
        "clock_starts_after_payment": bool(_AFTER_PAYMENT.search(everything)),
        "description": cut(description, 20_000)[0],
        "former_codes": [longer] if longer else [],
        "field_code": cut(known(line(found.get("ma_linh_vuc"))), 40)[0],
    }
    return {key: value for key, value in content.items() if value not in ("", None, [], False)}


def _people(found: Mapping[str, object], doubts: list[parts.Doubt]) -> tuple[list[str], list[str]]:
    audiences, strange = read_audiences(found.get("doi_tuong_thuc_hien"))
    if strange:
        doubts.append(parts.Doubt("audiences", f"Đối tượng thực hiện không hiểu được: {', '.join(strange)[:300]}"))
    if not audiences:
        doubts.append(parts.Doubt("audiences", "Nguồn không nêu đối tượng thực hiện; hiển thị cho mọi đối tượng"))
        audiences = ["citizen", "enterprise", "organisation"]
    levels, strange = read_levels(found.get("cap_thuc_hien"))
    if strange:
        doubts.append(parts.Doubt("levels", f"Cấp thực hiện không hiểu được: {', '.join(strange)[:300]}"))
    if not levels:
        doubts.append(parts.Doubt("levels", "Nguồn không nêu cấp thực hiện"))
        levels = ["other"]
    return audiences, levels


def _field(found: Mapping[str, object], doubts: list[parts.Doubt]) -> tuple[str, str]:
    name = cut(known(line(found.get("linh_vuc"))), 2000)[0]
    if not slug(name):
        doubts.append(parts.Doubt("field", "Nguồn không nêu lĩnh vực"))
        return UNSORTED
    return slug(name), name


def _agency(found: Mapping[str, object], key: str, notes: parts.Notes) -> str:
    text, rest = cut(known(line(found.get(key))), 3000)
    if rest:
        notes.add("Cơ quan (tiếp)", rest)
    return text


def _speaks_of_fees(step_text: str, laws: list[Any]) -> str:
    """What elsewhere in the record speaks against a "Miễn phí"."""
    if any(_FEE_LAW.search(law.title) for law in laws):
        return "căn cứ pháp lý có văn bản quy định mức thu phí, lệ phí"
    if _FEE_STEP.search(_FREE_STEP.sub("", step_text)):
        return "trình tự thực hiện nói đến việc nộp phí, lệ phí"
    return ""


def _address(found: Mapping[str, object]) -> str:
    address = line(found.get("detail_url") or found.get("url"))
    return address if re.fullmatch(r"https?://[^\s\"<>]{1,480}", address) else ""


def _record_id(found: Mapping[str, object]) -> str:
    named = _UUID.fullmatch(line(found.get("formality_id")).lower())
    inside = _UUID.search(line(found.get("detail_url")).lower())
    return (named or inside)[0] if named or inside else ""  # type: ignore[index]


def _related_names(related: str) -> list[str]:
    text = re.sub(r"#\s*\d*\s*Tên thủ tục\s*", "\n", related)
    names = [re.sub(r"^\d{1,2}(?=[A-ZĐ])", "", line(part)) for part in text.split("\n")]
    return list(dict.fromkeys(cut(name, 2000)[0] for name in names if name and not re.fullmatch(r"[\d.#]+", name)))
