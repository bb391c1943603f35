"""The catalogue's own words: closed lists of values, and the forms that codes and texts have."""

import enum
from typing import Annotated

from chassis.records import Rule

SERVICE = "catalog"


class AgencyLevel(enum.StrEnum):
    """At which level of government an agency stands (cấp thực hiện). There are no districts since 2025-07-01."""

    MINISTRY = "ministry"  # cấp bộ
    PROVINCE = "province"  # cấp tỉnh
    COMMUNE = "commune"  # cấp xã
    OTHER = "other"  # cơ quan khác


class AgencyKind(enum.StrEnum):
    """What sort of agency it is (loại cơ quan)."""

    MINISTRY = "ministry"  # bộ, cơ quan ngang bộ
    PEOPLES_COMMITTEE = "peoples_committee"  # ủy ban nhân dân
    DEPARTMENT = "department"  # sở
    POLICE = "police"  # công an
    ONE_STOP_DESK = "one_stop_desk"  # trung tâm phục vụ hành chính công, bộ phận một cửa
    SOCIAL_INSURANCE = "social_insurance"  # bảo hiểm xã hội
    TAX = "tax"  # thuế
    OTHER = "other"


class Tab(enum.StrEnum):
    """The two doors of the portal's home page."""

    CITIZEN = "citizen"  # công dân
    BUSINESS = "business"  # doanh nghiệp


class Audience(enum.StrEnum):
    """Who may carry out a procedure (đối tượng thực hiện), in the national database's words."""

    CITIZEN = "citizen"  # công dân Việt Nam
    OVERSEAS_VIETNAMESE = "overseas_vietnamese"  # người Việt Nam định cư ở nước ngoài
    FOREIGNER = "foreigner"  # người nước ngoài
    OFFICIAL = "official"  # cán bộ, công chức, viên chức
    ENTERPRISE = "enterprise"  # doanh nghiệp
    FOREIGN_INVESTED_ENTERPRISE = "foreign_invested_enterprise"  # doanh nghiệp có vốn đầu tư nước ngoài
    ORGANISATION = "organisation"  # tổ chức (không bao gồm doanh nghiệp, hợp tác xã)
    FOREIGN_ORGANISATION = "foreign_organisation"  # tổ chức nước ngoài
    COOPERATIVE = "cooperative"  # hợp tác xã


class LimitUnit(enum.StrEnum):
    """What a time limit counts in (đơn vị của thời hạn giải quyết)."""

    WORKING_DAY = "working_day"  # ngày làm việc
    CALENDAR_DAY = "calendar_day"  # ngày
    HOUR = "hour"  # giờ
    MONTH = "month"  # tháng
    SAME_DAY = "same_day"  # trong ngày; nhận sau giờ chốt thì ngày làm việc tiếp theo


class FeeKind(enum.StrEnum):
    """What the law calls a payment (Luật Phí và lệ phí 97/2015/QH13 điều 3)."""

    PHI = "phi"  # phí: pays for a service
    LE_PHI = "le_phi"  # lệ phí: pays for an act of the state
    UNKNOWN = "unknown"  # nguồn không nói là phí hay lệ phí; never to be guessed


class FeeRule(enum.StrEnum):
    """How the amount of a fee is found (cách tính)."""

    FIXED = "fixed"  # một mức cố định
    FREE = "free"  # miễn phí, nguồn nói rõ
    PER_UNIT = "per_unit"  # theo bản, trang, người…
    BY_PROVINCE = "by_province"  # Hội đồng nhân dân cấp tỉnh quyết định
    FOREIGN_CURRENCY = "foreign_currency"  # thu bằng ngoại tệ, tại cơ quan đại diện ở nước ngoài
    UNKNOWN = "unknown"  # nguồn không cho biết mức thu; never to be read as free


class Handling(enum.StrEnum):
    """What is done with a paper (Giấy tờ phải nộp / phải xuất trình)."""

    SUBMIT = "submit"  # nộp
    SHOW = "show"  # xuất trình, rồi được trả lại


class Scheme(enum.StrEnum):
    """By whose words a level of online service is named (hệ mức độ dịch vụ công trực tuyến)."""

    FOUR_LEVELS = "nd43-2011"  # NĐ 43/2011/NĐ-CP: mức độ 1 đến 4
    TWO_KINDS = "nd42-2022"  # NĐ 42/2022/NĐ-CP: toàn trình, một phần
    TWO_KINDS_BY_DEFAULT_FULL = "nd224-2026"  # NĐ 224/2026/NĐ-CP: mặc định toàn trình, một phần phải nêu lý do


class ServiceLevel(enum.StrEnum):
    """How far an agency provides a procedure online (mức độ cung cấp)."""

    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"
    LEVEL_3 = "level-3"
    LEVEL_4 = "level-4"
    INFORMATION = "information"  # chỉ cung cấp thông tin, chưa nộp được qua mạng
    PARTIAL = "partial"  # dịch vụ công trực tuyến một phần
    FULL = "full"  # dịch vụ công trực tuyến toàn trình


class PartialReason(enum.StrEnum):
    """Why a service is not provided wholly online (NĐ 224/2026/NĐ-CP điều 14)."""

    PRESENCE = "presence"  # pháp luật yêu cầu người làm thủ tục có mặt
    ON_SITE_CHECK = "on-site-check"  # pháp luật yêu cầu kiểm tra, xác minh thực địa
    INCIDENT = "incident"  # sự cố kỹ thuật chưa khắc phục được
    TECHNICAL = "technical"  # lý do kỹ thuật khác


class Nearness(enum.StrEnum):
    """How well the answers of a search fit what was asked."""

    EXACT = "exact"  # every word was found
    NEAR = "near"  # nothing has every word; these have some of them, or look alike
    NONE = "none"  # nothing is even near


class UnitLevel(enum.StrEnum):
    """At which level an administrative unit stands. There are no districts since 2025-07-01."""

    PROVINCE = "province"  # cấp tỉnh
    DISTRICT = "district"  # cấp huyện
    COMMUNE = "commune"  # cấp xã


class UnitKind(enum.StrEnum):
    """What an administrative unit is called by law (loại đơn vị hành chính)."""

    TINH = "tinh"
    THANH_PHO = "thanh-pho"
    QUAN = "quan"
    HUYEN = "huyen"
    THI_XA = "thi-xa"
    XA = "xa"
    PHUONG = "phuong"
    THI_TRAN = "thi-tran"
    DAC_KHU = "dac-khu"


class ChangeKind(enum.StrEnum):
    """Why a search took what was typed for something else."""

    KEYSTROKES = "keystrokes"  # Telex or VNI keystrokes, left as they were typed
    SLIP = "slip"  # a slip of the finger, or a spelling of what sounds alike
    SPACING = "spacing"  # words that were run together, or parted
    INITIALS = "initials"  # only the first letters of the words
    MEANING = "meaning"  # an abbreviation, or what people say for what the law says


class AttemptKind(enum.StrEnum):
    """What to try where a search finds nothing, or little."""

    WITHOUT_FILTER = "without-filter"  # leave out the filter ``key``
    WITHOUT_WORD = "without-word"  # leave out the word ``key``
    FIELD = "field"  # see the field ``key``
    LIFE_EVENT = "life-event"  # see the suggested group ``key``
    AGENCY = "agency"  # see what the agency ``key`` offers, which is under the one that was chosen


class SuggestionKind(enum.StrEnum):
    """What a suggestion leads to."""

    PROCEDURE = "procedure"  # the procedure of code ``key``
    PHRASE = "phrase"  # a search for ``text``
    FIELD = "field"  # the field ``key``
    LIFE_EVENT = "life-event"  # the suggested group ``key``


ProcedureCode = Annotated[
    str, Rule(pattern=r"\d\.\d{6}", description="Mã thủ tục hành chính quốc gia", example="2.000635")
]
AgencyCode = Annotated[
    str,
    Rule(
        max=40,
        pattern=r"[0-9A-Z]{1,6}(?:\.[0-9A-Z]{1,6}){0,6}",
        description="Mã định danh cơ quan, QĐ 20/2020/QĐ-TTg",
        example="H27.30.12",
    ),
]
UnitCode = Annotated[
    str,
    Rule(
        pattern=r"\d{2}|\d{3}|\d{5}",
        description="Mã đơn vị hành chính, QĐ 19/2025/QĐ-TTg: province 2 digits, commune 5; district of before 3",
        example="00004",
    ),
]
ProvinceCode = Annotated[str, Rule(pattern=r"\d{2}", description="Mã tỉnh, thành phố", example="01")]
Slug = Annotated[str, Rule(min=1, max=64, pattern=r"[a-z0-9]+(?:-[a-z0-9]+)*", description="Stable key")]
Sha256 = Annotated[str, Rule(pattern=r"[0-9a-f]{64}", description="SHA-256, hex")]
Version = Annotated[int, Rule(min=1, description="Counts the published versions of a procedure")]
Title = Annotated[str, Rule(min=1, max=2000)]
Sentence = Annotated[str, Rule(min=1, max=5000)]
Currency = Annotated[str, Rule(pattern=r"[A-Z]{3}", description="ISO 4217", example="USD")]
Source = Annotated[str, Rule(max=500, description="Nguồn")]
Cursor = Annotated[str, Rule(max=400, description="As the previous page gave it; empty for the first")]
PageSize = Annotated[int, Rule(min=1, max=100)]
