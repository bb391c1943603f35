"""The catalogue's coded words as people read them, Vietnamese and English."""

from collections.abc import Mapping

from chassis.callers import Channel
from chassis.spoken import money
from services.catalog.contract import (
    AgencyLevel,
    Audience,
    Fee,
    FeeKind,
    FeeRule,
    Limit,
    LimitUnit,
    PartialReason,
    ServiceLevel,
)

Pair = tuple[str, str]

CHANNELS: Mapping[Channel, Pair] = {
    Channel.ONLINE: ("Trực tuyến", "Online"),
    Channel.DIRECT: ("Trực tiếp tại Bộ phận Một cửa", "In person at the one-stop desk"),
    Channel.POST: ("Dịch vụ bưu chính công ích", "By public post"),
}
LEVELS: Mapping[AgencyLevel, Pair] = {
    AgencyLevel.MINISTRY: ("Cấp bộ", "Ministry"),
    AgencyLevel.PROVINCE: ("Cấp tỉnh", "Province"),
    AgencyLevel.COMMUNE: ("Cấp xã", "Commune"),
    AgencyLevel.OTHER: ("Cơ quan khác", "Other agency"),
}
AUDIENCES: Mapping[Audience, Pair] = {
    Audience.CITIZEN: ("Công dân Việt Nam", "Vietnamese citizens"),
    Audience.OVERSEAS_VIETNAMESE: ("Người Việt Nam định cư ở nước ngoài", "Vietnamese living abroad"),
    Audience.FOREIGNER: ("Người nước ngoài", "Foreigners"),
    Audience.OFFICIAL: ("Cán bộ, công chức, viên chức", "Officials and public employees"),
    Audience.ENTERPRISE: ("Doanh nghiệp", "Enterprises"),
    Audience.FOREIGN_INVESTED_ENTERPRISE: ("Doanh nghiệp có vốn đầu tư nước ngoài", "Foreign-invested enterprises"),
    Audience.ORGANISATION: ("Tổ chức", "Organisations"),
    Audience.FOREIGN_ORGANISATION: ("Tổ chức nước ngoài", "Foreign organisations"),
    Audience.COOPERATIVE: ("Hợp tác xã", "Cooperatives"),
}
SERVICE_LEVELS: Mapping[ServiceLevel, Pair] = {
    ServiceLevel.LEVEL_1: ("Mức độ 1", "Level 1"),
    ServiceLevel.LEVEL_2: ("Mức độ 2", "Level 2"),
    ServiceLevel.LEVEL_3: ("Mức độ 3", "Level 3"),
    ServiceLevel.LEVEL_4: ("Mức độ 4", "Level 4"),
    ServiceLevel.INFORMATION: ("Cung cấp thông tin", "Information only"),
    ServiceLevel.PARTIAL: ("Trực tuyến một phần", "Partly online"),
    ServiceLevel.FULL: ("Trực tuyến toàn trình", "Wholly online"),
}
LEVEL_MEANINGS: Mapping[ServiceLevel, Pair] = {
    ServiceLevel.LEVEL_1: (
        "Trên mạng chỉ có thông tin; hồ sơ nộp tại Bộ phận Một cửa hoặc qua bưu chính.",
        "Only information is online; file at the one-stop desk or by post.",
    ),
    ServiceLevel.LEVEL_2: (
        "Tải được mẫu trên mạng; hồ sơ nộp tại Bộ phận Một cửa hoặc qua bưu chính.",
        "Forms can be downloaded; file at the one-stop desk or by post.",
    ),
    ServiceLevel.LEVEL_3: (
        "Nộp hồ sơ trên mạng; trả tiền và nhận kết quả có thể phải đến nơi.",
        "You file online; to pay and to get the result you may have to come.",
    ),
    ServiceLevel.LEVEL_4: (
        "Làm được hết trên mạng: nộp, trả tiền, nhận kết quả. Bạn không phải đi lại.",
        "All of it is online: filing, paying, the result. You need not come.",
    ),
    ServiceLevel.INFORMATION: (
        "Trên mạng chỉ có thông tin; hồ sơ nộp tại Bộ phận Một cửa hoặc qua bưu chính.",
        "Only information is online; file at the one-stop desk or by post.",
    ),
    ServiceLevel.PARTIAL: (
        "Nộp hồ sơ trên mạng, nhưng có bước bạn phải đến nơi; lý do ghi ở dưới.",
        "You file online, but for one step you have to come; why is said below.",
    ),
    ServiceLevel.FULL: (
        "Làm được hết trên mạng: nộp, trả tiền, nhận kết quả. Bạn không phải đi lại.",
        "All of it is online: filing, paying, the result. You need not come.",
    ),
}
"""What a level means for who files. The numbered ones are of before 15/08/2022 (NĐ 43/2011/NĐ-CP điều 3), the others of
NĐ 42/2022/NĐ-CP điều 11 and, from 01/07/2026, NĐ 224/2026/NĐ-CP."""
PARTIAL_REASONS: Mapping[PartialReason, Pair] = {
    PartialReason.PRESENCE: ("Pháp luật yêu cầu bạn có mặt", "The law asks you to be present"),
    PartialReason.ON_SITE_CHECK: ("Pháp luật yêu cầu xác minh thực địa", "The law asks for a check on site"),
    PartialReason.INCIDENT: ("Đang có sự cố kỹ thuật", "There is a technical incident"),
    PartialReason.TECHNICAL: ("Lý do kỹ thuật", "A technical reason"),
}
UNITS: Mapping[LimitUnit, Pair] = {
    LimitUnit.WORKING_DAY: ("ngày làm việc", "working days"),
    LimitUnit.CALENDAR_DAY: ("ngày", "days"),
    LimitUnit.HOUR: ("giờ", "hours"),
    LimitUnit.MONTH: ("tháng", "months"),
    LimitUnit.SAME_DAY: ("Trong ngày", "Same day"),
}
FEE_KINDS: Mapping[FeeKind, Pair] = {
    FeeKind.PHI: ("Phí", "Fee"),
    FeeKind.LE_PHI: ("Lệ phí", "Charge"),
    FeeKind.UNKNOWN: ("Phí/lệ phí chưa rõ", "Fee or charge, not known which"),
}


def limit(found: Limit | None, language: str) -> str:
    """A time limit in words; what the source does not state is said to be so."""
    english = language == "en"
    if found is None:
        return "Not stated by the source" if english else "Nguồn chưa nêu"
    unit = UNITS[found.unit][english]
    if found.unit is LimitUnit.SAME_DAY:
        return unit
    if english and found.value == 1:
        unit = unit.removesuffix("s")
    return f"{found.value} {unit}"


def fee(found: Fee, language: str) -> str:
    """An amount in words; an unknown one is never called free."""
    english = language == "en"
    if found.rule is FeeRule.FREE:
        return "Free" if english else "Miễn phí"
    if found.rule is FeeRule.BY_PROVINCE:
        return "Set by the province's council" if english else "Do Hội đồng nhân dân tỉnh quy định"
    if found.rule is FeeRule.UNKNOWN:
        return "Not stated by the source; ask the desk" if english else "Nguồn chưa nêu; xin hỏi Bộ phận Một cửa"
    if found.rule is FeeRule.FOREIGN_CURRENCY and found.foreign:
        unit = f" / {found.unit}" if found.unit else ""
        return f"{found.foreign.amount} {found.foreign.currency}{unit}"
    per = f" / {found.unit}" if found.rule is FeeRule.PER_UNIT and found.unit else ""
    if found.tiers:
        return "; ".join(_tier(tier.start, tier.upto, tier.amount, language) + per for tier in found.tiers)
    return money(found.amount or 0, language) + per


def _tier(start: int, upto: int | None, amount: int, language: str) -> str:
    if upto is None:
        return f"{'from' if language == 'en' else 'từ'} {start}: {money(amount, language)}"
    return f"{start}–{upto}: {money(amount, language)}"


def fees(found: tuple[Fee, ...], language: str) -> str:
    """Fees as one short line for lists."""
    owed = [one for one in found if not one.optional]
    if not owed:
        return "Not stated by the source" if language == "en" else "Nguồn chưa nêu"
    if all(one.rule is FeeRule.FREE for one in owed):
        return "Free" if language == "en" else "Miễn phí"
    if len(owed) == 1:
        return fee(owed[0], language)
    return "Depends on the case" if language == "en" else "Tùy trường hợp"
