"""The public face of the catalogue: procedures and their versions, agencies, what an agency offers, and search.

A *procedure* (thủ tục hành chính) is known by its national code. What it says is a *version*: published versions never
change, have a content hash, and hold from ``valid_from`` to the day before ``valid_to``; a dossier keeps the version it
was begun with. How far a procedure can be carried out online is no part of it, but belongs to procedure, agency and
date: an *offer*. ``ProcedureVersion.offers`` are those known when the record was made; the content hash omits them.

All reads are public. What they answer holds for one revision of the catalogue (`GetRevision`), a number that grows with
every publication and at every midnight in Vietnam. What a version *says* holds for ever, by its content hash; how long
it is valid, whether it was withdrawn and who offers it belong to the revision, also where the version is named.
"""

import datetime as dt
import enum
from typing import Annotated

from chassis.callers import Channel
from chassis.contracts import event, query
from chassis.errors import Invalid, NotFound, error
from chassis.records import Dong, Rule, record

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


class FeeRule(enum.StrEnum):
    """How the amount of a fee is found (cách tính)."""

    FIXED = "fixed"  # một mức cố định
    FREE = "free"  # miễn phí, nguồn nói rõ
    PER_UNIT = "per_unit"  # theo bản, trang, người…
    BY_PROVINCE = "by_province"  # Hội đồng nhân dân cấp tỉnh quyết định
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
Slug = Annotated[str, Rule(min=1, max=64, pattern=r"[a-z0-9]+(?:-[a-z0-9]+)*", description="Stable key")]
Sha256 = Annotated[str, Rule(pattern=r"[0-9a-f]{64}", description="SHA-256, hex")]
Version = Annotated[int, Rule(min=1, description="Counts the published versions of a procedure")]
Title = Annotated[str, Rule(min=1, max=1000)]
Sentence = Annotated[str, Rule(min=1, max=5000)]
Source = Annotated[str, Rule(max=500, description="Nguồn")]
Cursor = Annotated[str, Rule(max=400, description="As the previous page gave it; empty for the first")]
PageSize = Annotated[int, Rule(min=1, max=100)]


# What a procedure is made of


@record
class Case:
    """One of the situations that a procedure tells apart (trường hợp). Ways, fees and papers name it by ``key``.

    Where a procedure has cases, a dossier is of exactly one of them.
    """

    key: Slug
    name: Title


@record
class FeeTier:
    """A price per unit from one quantity to another, both included; ``upto`` None: without end."""

    start: Annotated[int, Rule(min=1)]
    upto: Annotated[int, Rule(min=1)] | None = None
    amount: Dong


@record
class Fee:
    """One thing to pay for (khoản thu); which filings owe it is said by ``channels`` and ``cases`` (empty: all).

    ``amount`` is there when the rule is FIXED, or PER_UNIT without ``tiers``. Of the fees with the same ``head`` the
    one whose dates hold the day of filing counts. ``optional``: owed only by who asks for what it pays for.
    """

    head: Slug
    kind: FeeKind
    label: Title
    rule: FeeRule
    amount: Dong | None = None
    unit: Annotated[str, Rule(max=60, description="Đơn vị tính: bản, trang, người…")] = ""
    tiers: tuple[FeeTier, ...] = ()
    cap: Annotated[int, Rule(min=0, description="Most that is taken, đồng")] | None = None
    channels: tuple[Channel, ...] = ()
    cases: tuple[Slug, ...] = ()
    optional: bool = False
    valid_from: dt.date | None = None
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer holds")] | None = None
    exemptions: tuple[Sentence, ...] = ()
    basis: Annotated[str, Rule(max=500, description="Căn cứ của mức thu")] = ""
    verified: bool = True

    def holds(self, case: str, channel: Channel, day: dt.date) -> bool:
        """Whether a filing in this case, by this channel, on this day, meets this fee."""
        return (
            (not self.cases or case in self.cases)
            and (not self.channels or channel in self.channels)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day < self.valid_to)
        )


@record
class Limit:
    """A time limit (thời hạn giải quyết). ``verified`` False: the source gives a number without a unit, or none."""

    value: Annotated[int, Rule(min=0, max=10_000)]
    unit: LimitUnit
    verified: bool = True
    basis: Annotated[str, Rule(max=500)] = ""


@record
class Way:
    """One way to carry the procedure out (cách thức thực hiện): a channel, in some cases (empty: all), with its limit.

    ``limit`` None: the source states none.
    """

    channel: Channel
    cases: tuple[Slug, ...] = ()
    limit: Limit | None = None
    note: Annotated[str, Rule(max=5000)] = ""


@record
class Paper:
    """A paper of the dossier (thành phần hồ sơ), for some channels and cases (empty: all).

    ``required`` False: only whom ``condition`` describes gives it. ``form`` names the form it is filled in on; ``note``
    says what else the source says about it.
    """

    key: Annotated[str, Rule(min=1, max=64, pattern=r"[a-z0-9][a-z0-9._-]*")]
    name: Annotated[str, Rule(min=1, max=2000)]
    handling: Handling = Handling.SUBMIT
    required: bool = True
    originals: Annotated[int, Rule(min=0, max=1000, description="Số bản chính")] = 0
    copies: Annotated[int, Rule(min=0, max=1000, description="Số bản sao")] = 0
    channels: tuple[Channel, ...] = ()
    cases: tuple[Slug, ...] = ()
    condition: Annotated[str, Rule(max=1000)] = ""
    form: Annotated[str, Rule(max=500, description="Mẫu đơn, tờ khai")] = ""
    note: Annotated[str, Rule(max=3000)] = ""

    def holds(self, case: str, channel: Channel) -> bool:
        """Whether it belongs to a dossier of this case by this channel."""
        return (not self.cases or case in self.cases) and (not self.channels or channel in self.channels)


@record
class ProcedureResult:
    """What the person gets (kết quả thực hiện); ``code`` is the national one, ``KQ.G15.000031``, where known."""

    name: Title
    code: Annotated[str, Rule(max=40)] = ""


@record
class LegalText:
    """A text of the law that a procedure rests on (căn cứ pháp lý)."""

    number: Annotated[str, Rule(min=1, max=100, description="Số, ký hiệu", example="123/2015/NĐ-CP")]
    title: Annotated[str, Rule(max=1000)] = ""


@record
class OnlineException:
    """Why the law keeps a part of the procedure off the network (ngoại lệ của toàn trình)."""

    reason: PartialReason
    note: Sentence
    basis: Annotated[str, Rule(max=500)] = ""


@record
class Provenance:
    """Where the facts come from. ``verified`` False, or ``doubts``: what must be checked before it is relied on."""

    name: Source
    url: Annotated[str, Rule(max=500)] = ""
    retrieved_on: dt.date
    verified: bool
    doubts: tuple[Sentence, ...] = ()


@record
class Offer:
    """How one agency provides one procedure from a day on (mức độ cung cấp của từng cơ quan).

    What filing, paying and returning come to is said in plain booleans, so that nobody else needs to know the schemes.
    ``agency_code`` decides; ``desk_code`` is where people go. A partial service publishes its reason.
    """

    agency_code: AgencyCode
    desk_code: AgencyCode
    scheme: Scheme
    level: ServiceLevel
    files_online: bool
    pays_online: bool
    returns_online: bool
    returns_by_post: bool
    returns_at_desk: bool
    partial_reason: PartialReason | None = None
    partial_note: Annotated[str, Rule(max=1000)] = ""
    valid_from: dt.date
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer holds")] | None = None
    explanation_vi: Annotated[str, Rule(max=2000, description="Why the level is what it is, and how to file")] = ""
    explanation_en: Annotated[str, Rule(max=2000)] = ""
    source: Source = ""

    def holds(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@record
class ProcedureVersion:
    """One published version, whole. ``content_hash`` covers everything but its own fields of publication and offers."""

    code: ProcedureCode
    version: Version
    content_hash: Sha256
    valid_from: dt.date
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer holds")] | None = None
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
    withdrawal_reason: Annotated[str, Rule(max=1000)] = ""

    name: Title
    field: Slug
    field_name: Title
    procedure_type: Annotated[str, Rule(max=300, description="Loại thủ tục")] = ""
    publication_decision: Annotated[str, Rule(max=100, description="Số quyết định công bố")] = ""
    competent_agency: Annotated[str, Rule(max=1000, description="Cơ quan có thẩm quyền")] = ""
    implementing_agency: Annotated[str, Rule(max=1000, description="Cơ quan thực hiện")] = ""
    levels: Annotated[tuple[AgencyLevel, ...], Rule(min=1)]
    tabs: Annotated[tuple[Tab, ...], Rule(min=1)]
    audiences: Annotated[tuple[Audience, ...], Rule(min=1)]
    life_events: tuple[Slug, ...] = ()
    keywords: tuple[Title, ...] = ()
    cases: tuple[Case, ...] = ()
    ways: tuple[Way, ...] = ()
    fees: tuple[Fee, ...] = ()
    papers: tuple[Paper, ...] = ()
    sets: Annotated[int, Rule(min=1, max=100, description="Số bộ hồ sơ")] | None = None
    steps: tuple[Sentence, ...] = ()
    results: tuple[ProcedureResult, ...] = ()
    conditions: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()
    legal_basis: tuple[LegalText, ...] = ()
    related: tuple[ProcedureCode, ...] = ()
    online_exceptions: tuple[OnlineException, ...] = ()
    clock_starts_after_payment: bool = False
    clock_note: Annotated[str, Rule(max=1000)] = ""
    provenance: Provenance

    offers: tuple[Offer, ...] = ()

    def way(self, case: str, channel: Channel) -> Way | None:
        """How it is carried out in a case by a channel; a way made for the case goes before one made for all."""
        fitting = [w for w in self.ways if w.channel is channel and (not w.cases or case in w.cases)]
        return min(fitting, key=lambda w: not w.cases, default=None)

    def papers_of(self, case: str, channel: Channel) -> tuple[Paper, ...]:
        """The papers of a dossier of this case by this channel, in the procedure's order."""
        return tuple(paper for paper in self.papers if paper.holds(case, channel))

    def fees_of(self, case: str, channel: Channel, day: dt.date) -> tuple[Fee, ...]:
        """The fees that a filing in this case, by this channel, on this day (in Vietnam) meets."""
        return tuple(fee for fee in self.fees if fee.holds(case, channel, day))

    def offer(self, agency_code: str, day: dt.date) -> Offer | None:
        """How an agency provides it on a day; None: it does not."""
        fitting = [o for o in self.offers if o.agency_code == agency_code and o.holds(day)]
        return max(fitting, key=lambda o: o.valid_from, default=None)


# What an agency is


@record
class DeskHours:
    """When a desk receives people on one day of the week, 1 Monday to 7 Sunday; local times, ``HH:MM``."""

    weekday: Annotated[int, Rule(min=1, max=7)]
    opens: Annotated[str, Rule(pattern=r"[0-2]\d:[0-5]\d")]
    closes: Annotated[str, Rule(pattern=r"[0-2]\d:[0-5]\d")]


@record
class Agency:
    """An agency or a desk of one. ``dossier_unit`` is the identifier its dossier codes begin with.

    ``sandbox_identifier``: the identifier is ours, for trying out; the real one was not known.
    """

    code: AgencyCode
    name: Annotated[str, Rule(min=1, max=500)]
    kind: AgencyKind
    level: AgencyLevel
    parent_code: Annotated[str, Rule(max=40, description="Cơ quan cấp trên; empty: none known here")] = ""
    desk_code: Annotated[str, Rule(max=40, description="The one-stop desk that receives for it")] = ""
    dossier_unit: AgencyCode
    province: Annotated[str, Rule(max=200)] = ""
    province_code: Annotated[str, Rule(max=2, description="Mã tỉnh, QĐ 19/2025/QĐ-TTg")] = ""
    commune_code: Annotated[str, Rule(max=5, description="Mã xã, QĐ 19/2025/QĐ-TTg")] = ""
    address: Annotated[str, Rule(max=500)] = ""
    phone: Annotated[str, Rule(max=40)] = ""
    hours: tuple[DeskHours, ...] = ()
    active: bool = True
    sandbox_identifier: bool = False
    note: Annotated[str, Rule(max=1000)] = ""
    source: Source = ""


# Questions


@record
class GetRevision:
    """Which state of the catalogue is served now."""


@record
class ListProcedures:
    """Published procedures by what they are about, in order of their names (Vietnamese order), then codes.

    ``agency`` keeps those that the agency offers on the day; ``service_level`` those offered so by it, or by anyone.
    """

    tab: Tab | None = None
    audience: Audience | None = None
    life_event: Annotated[str, Rule(max=64)] = ""
    field: Annotated[str, Rule(max=64)] = ""
    level: AgencyLevel | None = None
    agency: Annotated[str, Rule(max=40)] = ""
    service_level: ServiceLevel | None = None
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class SearchProcedures:
    """Published procedures that fit what a person typed, best first; accents, case and spelling form do not matter."""

    text: Annotated[str, Rule(max=200, description="Từ khóa", example="dang ky ket hon")]
    tab: Tab | None = None
    audience: Audience | None = None
    life_event: Annotated[str, Rule(max=64)] = ""
    field: Annotated[str, Rule(max=64)] = ""
    level: AgencyLevel | None = None
    agency: Annotated[str, Rule(max=40)] = ""
    service_level: ServiceLevel | None = None
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class GetProcedure:
    """One procedure: the version of that number, or that of a day (in Vietnam), or that of today."""

    code: ProcedureCode
    version: Version | None = None
    at: dt.date | None = None


@record
class ListAgencies:
    """Agencies in order of their codes."""

    level: AgencyLevel | None = None
    kind: AgencyKind | None = None
    parent: Annotated[str, Rule(max=40)] = ""
    procedure: Annotated[str, Rule(max=8, description="Only those that offer it today")] = ""
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class GetAgency:
    """One agency."""

    code: AgencyCode


@record
class ListLifeEvents:
    """The suggested groups (nhóm sự kiện) of one tab, or of both."""

    tab: Tab | None = None


@record
class ListFields:
    """The fields (lĩnh vực) that have a published procedure."""

    tab: Tab | None = None


# Replies


@record
class Revision:
    """A number that grows with every publication and every day, and when the last publication was."""

    revision: Annotated[int, Rule(min=0)]
    changed_at: dt.datetime


@record
class ProcedureSummary:
    """A procedure as lists show it. ``limit`` and ``fees`` are those of online filing, or of the first way."""

    code: ProcedureCode
    version: Version
    content_hash: Sha256
    name: Title
    field: Slug
    field_name: Title
    levels: tuple[AgencyLevel, ...]
    tabs: tuple[Tab, ...]
    audiences: tuple[Audience, ...]
    life_events: tuple[Slug, ...]
    channels: tuple[Channel, ...]
    limit: Limit | None
    fees: tuple[Fee, ...]
    best_level: Annotated[ServiceLevel, Rule(description="Highest level that an agency offers today")] | None
    agency_count: Annotated[int, Rule(min=0, description="Agencies that offer it today")]
    verified: bool


@record
class ProcedurePage:
    """Some procedures, in order. ``next_cursor`` is empty on the last page."""

    items: tuple[ProcedureSummary, ...]
    total: Annotated[int, Rule(min=0)]
    next_cursor: Cursor
    revision: Annotated[int, Rule(min=0)]


@record
class SearchPage:
    """What was found, best first; pages end after the best 500. ``understood`` is the text as it was searched for."""

    items: tuple[ProcedureSummary, ...]
    total: Annotated[int, Rule(min=0)]
    nearness: Nearness
    understood: Annotated[str, Rule(max=400)]
    next_cursor: Cursor
    revision: Annotated[int, Rule(min=0)]


@record
class AgencyPage:
    """Some agencies, in order."""

    items: tuple[Agency, ...]
    next_cursor: Cursor
    revision: Annotated[int, Rule(min=0)]


@record
class LifeEvent:
    """A suggested group of procedures (nhóm sự kiện); ``count`` of those published."""

    key: Slug
    tab: Tab
    name: Title
    name_en: Title
    position: Annotated[int, Rule(min=1)]
    count: Annotated[int, Rule(min=0)]


@record
class LifeEvents:
    """Groups in the portal's order."""

    items: tuple[LifeEvent, ...]
    revision: Annotated[int, Rule(min=0)]


@record
class Field:
    """A field of administration (lĩnh vực) with the number of its published procedures."""

    key: Slug
    name: Title
    count: Annotated[int, Rule(min=0)]


@record
class Fields:
    """Fields in order of their names."""

    items: tuple[Field, ...]
    revision: Annotated[int, Rule(min=0)]


# Events


@record
class ProcedureWithdrawn:
    """A version is no longer to be used for new dossiers (bãi bỏ), with the reason."""

    code: ProcedureCode
    version: Version
    content_hash: Sha256
    withdrawn_at: dt.datetime
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer holds")]
    reason: Annotated[str, Rule(min=1, max=1000)]


# Methods

get_revision = query(SERVICE, "get_revision", GetRevision, Revision)
list_procedures = query(SERVICE, "list_procedures", ListProcedures, ProcedurePage)
search_procedures = query(SERVICE, "search_procedures", SearchProcedures, SearchPage)
get_procedure = query(SERVICE, "get_procedure", GetProcedure, ProcedureVersion)
list_agencies = query(SERVICE, "list_agencies", ListAgencies, AgencyPage)
get_agency = query(SERVICE, "get_agency", GetAgency, Agency)
list_life_events = query(SERVICE, "list_life_events", ListLifeEvents, LifeEvents)
list_fields = query(SERVICE, "list_fields", ListFields, Fields)

agency_published = event(SERVICE, "agency_published", Agency, aggregate="agency")
"""An agency is new or has changed; the aggregate id is its code, the payload is the whole agency."""
procedure_published = event(SERVICE, "procedure_published", ProcedureVersion, aggregate="procedure")
"""A version is published; when only its validity or offers change, it comes again, with the same version and hash.

The aggregate id is the procedure's code; the payload is whole: what a follower holds of this version is replaced by it.
"""
procedure_withdrawn = event(SERVICE, "procedure_withdrawn", ProcedureWithdrawn, aggregate="procedure")


# Errors

PROCEDURE_NOT_FOUND = error(
    "procedure.not-found",
    NotFound,
    vi="Không có thủ tục mã {code}. Xin kiểm tra lại mã hoặc tìm theo tên.",
    en="There is no procedure {code}. Please check the code or search by name.",
)
VERSION_NOT_FOUND = error(
    "procedure.version-not-found",
    NotFound,
    vi="Thủ tục {code} không có phiên bản {version}. Xin mở phiên bản hiện hành.",
    en="Procedure {code} has no version {version}. Please open the current one.",
)
NOT_IN_FORCE = error(
    "procedure.not-in-force",
    NotFound,
    vi="Thủ tục {code} không có phiên bản nào có hiệu lực ngày {at}. Xin chọn ngày khác.",
    en="No version of procedure {code} is in force on {at}. Please choose another day.",
)
VERSION_OR_DATE = error(
    "procedure.version-or-date",
    Invalid,
    vi="Chỉ chọn phiên bản hoặc ngày, không chọn cả hai.",
    en="Choose a version or a day, not both.",
)
AGENCY_NOT_FOUND = error(
    "agency.not-found",
    NotFound,
    vi="Không có cơ quan mã {code}. Xin chọn trong danh sách cơ quan.",
    en="There is no agency {code}. Please choose one from the list of agencies.",
)
LIFE_EVENT_UNKNOWN = error(
    "life-event.unknown",
    Invalid,
    vi="Không có nhóm sự kiện “{key}”. Xin chọn trong danh sách nhóm.",
    en="There is no life event “{key}”. Please choose one from the list.",
)
FIELD_UNKNOWN = error(
    "field.unknown",
    Invalid,
    vi="Không có lĩnh vực “{key}”. Xin chọn trong danh sách lĩnh vực.",
    en="There is no field “{key}”. Please choose one from the list.",
)
CURSOR_WRONG = error(
    "cursor.wrong",
    Invalid,
    vi="Con trỏ trang không đúng. Xin bắt đầu lại từ trang đầu.",
    en="The page cursor is not right. Please start again from the first page.",
)
