"""How values of a procedure are said when two texts of it are compared: Vietnamese and English."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Pair = tuple[str, str]
Say = tuple[Pair, Callable[[Mapping[str, Any]], Pair]]
"""The label of a field of a thing, and how to tell the thing's value there."""

PARTS: Final[Mapping[str, Pair]] = {
    "name": ("Tên thủ tục", "Name"),
    "field_name": ("Lĩnh vực", "Field"),
    "procedure_type": ("Loại thủ tục", "Kind of procedure"),
    "publication_decision": ("Quyết định công bố", "Publication decision"),
    "publication_decided_on": ("Ngày ký quyết định công bố", "Day of the publication decision"),
    "publication_issuer": ("Cơ quan công bố", "Published by"),
    "levels": ("Cấp thực hiện", "Level of government"),
    "tabs": ("Nhóm người dùng", "Kind of user"),
    "audiences": ("Đối tượng thực hiện", "For whom"),
    "competent_agency": ("Cơ quan có thẩm quyền", "Competent agency"),
    "implementing_agency": ("Cơ quan thực hiện", "Implementing agency"),
    "delegated_agency": ("Cơ quan được ủy quyền", "Delegated agency"),
    "coordinating_agency": ("Cơ quan phối hợp", "Coordinating agency"),
    "reception_address": ("Địa chỉ tiếp nhận", "Reception address"),
    "cases": ("Trường hợp", "Case"),
    "ways": ("Cách thức thực hiện", "Way"),
    "fees": ("Phí, lệ phí", "Fee"),
    "papers": ("Giấy tờ", "Paper"),
    "forms": ("Biểu mẫu điện tử", "Electronic form"),
    "sets": ("Số bộ hồ sơ", "Number of sets"),
    "sets_note": ("Ghi chú số bộ hồ sơ", "Note on sets"),
    "steps": ("Trình tự thực hiện", "Steps"),
    "results": ("Kết quả", "Result"),
    "conditions": ("Yêu cầu, điều kiện", "Conditions"),
    "notes": ("Lưu ý", "Notes"),
    "description": ("Mô tả", "Description"),
    "legal_basis": ("Căn cứ pháp lý", "Legal basis"),
    "related": ("Thủ tục liên quan", "Related procedure"),
    "related_names": ("Thủ tục liên quan", "Related procedure"),
    "online_exceptions": ("Ngoại lệ của toàn trình", "Exception from wholly online"),
    "clock_starts_after_payment": ("Thời hạn tính từ khi nộp phí", "The clock starts after payment"),
    "second_person_approves": ("Phải có người thứ hai phê duyệt", "A second person approves"),
    "clock_note": ("Ghi chú thời hạn", "Note on the time limit"),
    "life_events": ("Nhóm sự kiện", "Life event"),
    "keywords": ("Từ khóa", "Keyword"),
    "former_codes": ("Mã khác", "Other code"),
    "field_code": ("Mã lĩnh vực", "Field code"),
    "provenance": ("Nguồn", "Source"),
}
LEVELS: Final[Mapping[str, Pair]] = {
    "ministry": ("cấp bộ", "ministry"),
    "province": ("cấp tỉnh", "province"),
    "commune": ("cấp xã", "commune"),
    "other": ("cơ quan khác", "other agency"),
}
TABS: Final[Mapping[str, Pair]] = {"citizen": ("công dân", "citizens"), "business": ("doanh nghiệp", "businesses")}
AUDIENCES: Final[Mapping[str, Pair]] = {
    "citizen": ("công dân Việt Nam", "Vietnamese citizens"),
    "overseas_vietnamese": ("người Việt Nam định cư ở nước ngoài", "Vietnamese living abroad"),
    "foreigner": ("người nước ngoài", "foreigners"),
    "official": ("cán bộ, công chức, viên chức", "officials and public employees"),
    "enterprise": ("doanh nghiệp", "enterprises"),
    "foreign_invested_enterprise": ("doanh nghiệp có vốn đầu tư nước ngoài", "foreign-invested enterprises"),
    "organisation": ("tổ chức", "organisations"),
    "foreign_organisation": ("tổ chức nước ngoài", "foreign organisations"),
    "cooperative": ("hợp tác xã", "cooperatives"),
}
CHANNELS: Final[Mapping[str, Pair]] = {
    "online": ("trực tuyến", "online"),
    "direct": ("trực tiếp", "in person"),
    "post": ("qua bưu chính", "by post"),
}
_UNITS: Final[Mapping[str, Pair]] = {
    "working_day": ("ngày làm việc", "working day"),
    "calendar_day": ("ngày", "day"),
    "hour": ("giờ", "hour"),
    "month": ("tháng", "month"),
}


def plain(value: Any) -> Pair:
    """A value as it is; nothing is nothing."""
    text = "" if value is None or value == "" else str(value)
    return text, text


def yes_no(value: Any) -> Pair:
    return ("có", "yes") if value else ("không", "no")


def day(value: Any) -> Pair:
    """A day as people in Vietnam write it."""
    if not value:
        return "", ""
    year, month, date = str(value).split("-")
    return f"{date}/{month}/{year}", str(value)


def one_of(names: Mapping[str, Pair]) -> Callable[[Any], Pair]:
    """A closed list's value by its name."""
    return lambda value: names.get(value, plain(value))


def limit(value: Mapping[str, Any] | None) -> Pair:
    """A time limit."""
    if value is None:
        return "không nêu", "not stated"
    if value["unit"] == "same_day":
        return "trong ngày", "the same day"
    vi, en = _UNITS[value["unit"]]
    return f"{value['value']} {vi}", f"{value['value']} {en}{'' if value['value'] == 1 else 's'}"


def way(value: Mapping[str, Any], cases: Mapping[str, str]) -> Pair:
    """A way by its channel and the cases that it is for."""
    vi, en = CHANNELS[value["channel"]]
    names = ", ".join(cases.get(key, key) for key in value["cases"])
    return (f"{vi} ({names})", f"{en} ({names})") if names else (vi, en)


def dong(amount: int) -> Pair:
    """An amount as each language writes it."""
    return f"{amount:,}".replace(",", ".") + " đồng", f"{amount:,} VND"


def price(fee: Mapping[str, Any]) -> Pair:
    """What a fee comes to."""
    rule, unit = fee["rule"], f"/{fee['unit']}" if fee["unit"] else ""
    if rule == "free":
        return "miễn phí", "free"
    if rule == "by_province":
        return "do Hội đồng nhân dân cấp tỉnh quyết định", "set by the province's council"
    if rule == "foreign_currency" and fee["foreign"]:
        text = f"{fee['foreign']['amount']} {fee['foreign']['currency']}{unit}"
        return text, text
    if fee["tiers"]:
        told = [(f"{one['start']}–{one['upto'] or '…'}", dong(one["amount"])) for one in fee["tiers"]]
        vi, en = ("; ".join(f"{span}: {amount[at]}" for span, amount in told) for at in (0, 1))
    elif fee["amount"] is not None:
        vi, en = dong(fee["amount"])
    else:
        return "nguồn không nêu", "not stated"
    return f"{vi}{unit}", f"{en}{unit}"


def _field(name: str, tell: Callable[[Any], Pair] = plain) -> Callable[[Mapping[str, Any]], Pair]:
    return lambda thing: tell(thing.get(name))


def _channels(thing: Mapping[str, Any]) -> Pair:
    names = [CHANNELS[channel] for channel in thing["channels"]]
    if not names:
        return "mọi cách nộp", "every way"
    return ", ".join(name[0] for name in names), ", ".join(name[1] for name in names)


def _cases(thing: Mapping[str, Any]) -> Pair:
    names = ", ".join(thing["cases"])
    return (names, names) if names else ("mọi trường hợp", "every case")


def _many(name: str) -> Callable[[Mapping[str, Any]], Pair]:
    return lambda thing: plain("; ".join(thing.get(name) or ()))


def _reliefs(thing: Mapping[str, Any]) -> Pair:
    told = [f"{one['label']}: {one['percent']}% ({one['basis']})" for one in thing.get("reliefs") or ()]
    return plain("; ".join(told))


def _copies(thing: Mapping[str, Any]) -> Pair:
    return (
        f"{thing['originals']} bản chính, {thing['copies']} bản sao",
        f"{thing['originals']} originals, {thing['copies']} copies",
    )


def _template(thing: Mapping[str, Any]) -> Pair:
    return plain((thing.get("template") or {}).get("file_name", ""))


def source(value: Mapping[str, Any] | None) -> Pair:
    """Where the facts come from."""
    if not value:
        return "", ""
    vi, en = day(value["retrieved_on"])
    return f"{value['name']}, lấy ngày {vi}", f"{value['name']}, taken on {en}"


OTHER: Final[Say] = (("nội dung", "content"), lambda _: ("", ""))
_SHARED: Final[Mapping[str, Say]] = {
    "channels": (("cách nộp", "ways"), _channels),
    "cases": (("trường hợp", "cases"), _cases),
    "note": (("ghi chú", "note"), _field("note")),
}
CASE: Final[Mapping[str, Say]] = {"name": (("tên", "name"), _field("name"))}
PAPER: Final[Mapping[str, Say]] = {
    **_SHARED,
    "name": (("tên", "name"), _field("name")),
    "handling": (
        ("cách nộp giấy tờ", "handling"),
        lambda thing: ("xuất trình", "shown") if thing["handling"] == "show" else ("nộp", "submitted"),
    ),
    "required": (
        ("bắt buộc", "required"),
        lambda thing: ("ai cũng phải có", "from everybody") if thing["required"] else ("chỉ khi cần", "only from some"),
    ),
    "originals": (("số lượng", "number"), _copies),
    "copies": (("số lượng", "number"), _copies),
    "condition": (("điều kiện", "condition"), _field("condition")),
    "form": (("mẫu", "form"), _field("form")),
    "form_key": (("biểu mẫu điện tử", "electronic form"), _field("form_key")),
    "template": (("tệp mẫu", "file of the form"), _template),
}
_FEE_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "phi": ("phí", "a fee for a service"),
    "le_phi": ("lệ phí", "a charge of the state"),
    "unknown": ("phí/lệ phí chưa rõ", "a fee or a charge, not known which"),
}
FEE: Final[Mapping[str, Say]] = {
    **_SHARED,
    "kind": (("loại", "kind"), lambda thing: _FEE_KINDS[thing["kind"]]),
    "label": (("tên", "name"), _field("label")),
    "rule": (("mức thu", "amount"), price),
    "amount": (("mức thu", "amount"), price),
    "unit": (("mức thu", "amount"), price),
    "tiers": (("mức thu", "amount"), price),
    "foreign": (("mức thu", "amount"), price),
    "cap": (("mức tối đa", "most"), lambda thing: dong(thing["cap"]) if thing["cap"] is not None else ("", "")),
    "optional": (("chỉ khi yêu cầu", "only on request"), _field("optional", yes_no)),
    "valid_to": (("áp dụng đến trước", "until before"), _field("valid_to", day)),
    "exemptions": (("miễn, giảm", "exemptions"), _many("exemptions")),
    "reliefs": (("đối tượng miễn, giảm và căn cứ", "reliefs with their basis"), _reliefs),
    "basis": (("căn cứ", "basis"), _field("basis")),
    "verified": (("đã xác minh", "verified"), _field("verified", yes_no)),
}
RESULT: Final[Mapping[str, Say]] = {"code": (("mã", "code"), _field("code"))}
LEGAL: Final[Mapping[str, Say]] = {
    "title": (("trích yếu", "title"), _field("title")),
    "issued_on": (("ngày ban hành", "issued on"), _field("issued_on", day)),
    "issuer": (("cơ quan ban hành", "issuer"), _field("issuer")),
}
EXCEPTION: Final[Mapping[str, Say]] = {
    "note": (("nội dung", "content"), _field("note")),
    "basis": (("căn cứ", "basis"), _field("basis")),
}
