"""What a procedure is made of: cases, fees, ways, papers, results, legal texts, and the offers of agencies."""

import datetime as dt
from typing import Annotated, Final

from chassis.callers import Channel
from chassis.records import Dong, Rule, record
from services.catalog.contract.terms import (
    AgencyCode,
    AttemptKind,
    ChangeKind,
    Currency,
    FeeKind,
    FeeRule,
    Handling,
    LimitUnit,
    PartialReason,
    Scheme,
    Sentence,
    ServiceLevel,
    Sha256,
    Slug,
    Source,
    SuggestionKind,
    Title,
)


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
class ForeignPrice:
    """A price in another currency than đồng, as the tariffs of missions abroad have them (biểu phí ngoại giao)."""

    currency: Currency
    amount: Annotated[str, Rule(pattern=r"\d{1,9}(?:\.\d{1,2})?", description="Decimal", example="10.50")]


@record
class FeeRelief:
    """Who does not pay a fee, or pays less of it (đối tượng miễn, giảm): ``percent`` of it falls away.

    ``evidence`` is what shows it; ``basis`` the legal text that grants it.
    """

    key: Slug
    label: Title
    percent: Annotated[int, Rule(min=1, max=100)]
    basis: Annotated[str, Rule(min=1, max=500)]
    evidence: Annotated[str, Rule(max=500)] = ""
    valid_from: dt.date | None = None
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer holds")] | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it is granted to who files on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


_EVIDENCE: Final = "Giấy tờ chứng minh thuộc đối tượng, trừ khi cơ sở dữ liệu của nhà nước đã có thông tin này"
"""What shows that somebody belongs to a group that the record only names."""


@record
class Fee:
    """One thing to pay for (khoản thu); which filings owe it is said by ``channels`` and ``cases`` (empty: all).

    ``amount`` is there when the rule is FIXED, or PER_UNIT without ``tiers``; ``foreign`` when it is FOREIGN_CURRENCY.
    Of the fees with the same ``head`` the one whose dates hold the day of filing counts. ``optional``: owed only by who
    asks for what it pays for. ``exemptions`` are groups that the source names as exempt and says no more of; of
    ``reliefs`` percentage and basis are known. ``note`` keeps the words of the source that no other field holds.
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
    foreign: ForeignPrice | None = None
    note: Annotated[str, Rule(max=5000, description="Mô tả mức thu theo nguồn")] = ""
    reliefs: tuple[FeeRelief, ...] = ()

    def holds(self, case: str, channel: Channel, day: dt.date) -> bool:
        """Whether a filing in this case, by this channel, on this day, meets this fee."""
        return (
            (not self.cases or case in self.cases)
            and (not self.channels or channel in self.channels)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day < self.valid_to)
        )

    def reliefs_on(self, day: dt.date) -> tuple[FeeRelief, ...]:
        """Who is exempt from it or pays less on a day; where the record only names groups, they are exempt."""
        named = tuple(
            FeeRelief(key=f"mien-{at}", label=who, percent=100, basis=self.basis or self.label, evidence=_EVIDENCE)
            for at, who in enumerate(self.exemptions, start=1)
        )
        return (*(relief for relief in self.reliefs if relief.holds(day)), *named)


_UNITS = {
    LimitUnit.WORKING_DAY: ("ngày làm việc", "working day"),
    LimitUnit.CALENDAR_DAY: ("ngày", "day"),
    LimitUnit.HOUR: ("giờ", "hour"),
    LimitUnit.MONTH: ("tháng", "month"),
}


@record
class Limit:
    """A time limit (thời hạn giải quyết). ``verified`` False: the source gives a number without a unit, or none."""

    value: Annotated[int, Rule(min=0, max=10_000)]
    unit: LimitUnit
    verified: bool = True
    basis: Annotated[str, Rule(max=500)] = ""

    def in_words(self) -> tuple[str, str]:
        """The limit in Vietnamese and English."""
        if self.unit is LimitUnit.SAME_DAY:
            return "trong ngày", "the same day"
        vi, en = _UNITS[self.unit]
        return f"{self.value} {vi}", f"{self.value} {en}{'' if self.value == 1 else 's'}"


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
class Template:
    """The file of a form to fill in by hand (tệp mẫu đơn, tờ khai).

    ``sha256`` names the file among those that the portal holds; without it only ``url`` leads to it. With neither, the
    source names a file that nobody can fetch here.
    """

    file_name: Annotated[str, Rule(min=1, max=300)]
    media_type: Annotated[str, Rule(max=100)] = ""
    size: Annotated[int, Rule(min=1, description="Bytes")] | None = None
    sha256: Sha256 | None = None
    url: Annotated[str, Rule(max=500)] = ""

    @property
    def is_downloadable(self) -> bool:
        return self.sha256 is not None or bool(self.url)


@record
class Paper:
    """A paper of the dossier (thành phần hồ sơ), for some channels and cases (empty: all).

    ``required`` False: only whom ``condition`` describes gives it. ``form`` names the form it is filled in on,
    ``template`` is its file, and ``form_key`` that of the version's electronic forms which takes its place online;
    ``note`` says what else the source says about it.
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
    template: Template | None = None
    form_key: Annotated[str, Rule(max=64, description="Key of the version's electronic form; empty: none")] = ""

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
    title: Annotated[str, Rule(max=2000)] = ""
    issued_on: Annotated[dt.date, Rule(description="Ngày ban hành")] | None = None
    issuer: Annotated[str, Rule(max=500, description="Cơ quan ban hành")] = ""


@record
class OnlineException:
    """Why the law keeps a part of the procedure off the network (ngoại lệ của toàn trình)."""

    reason: PartialReason
    note: Sentence
    basis: Annotated[str, Rule(max=500)] = ""


@record
class OpenPart:
    """A part of the record that its source leaves open (phần còn để ngỏ), named as the record's field is."""

    part: Annotated[str, Rule(min=1, max=60, description="Field of the record", example="competent_agency")]
    vi: Title
    en: Title


@record
class Provenance:
    """Where the facts come from. ``verified`` False, or ``doubts``: what must be checked before it is relied on."""

    name: Source
    url: Annotated[str, Rule(max=500)] = ""
    retrieved_on: dt.date
    verified: bool
    doubts: tuple[Sentence, ...] = ()
    record_id: Annotated[str, Rule(max=100, description="Mã bản ghi ở nguồn")] = ""


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
class Change:
    """How a search took what was typed."""

    typed: Annotated[str, Rule(max=400)]
    taken: Annotated[str, Rule(max=400)]
    kind: ChangeKind


@record
class Count:
    """How many procedures have one value; ``name`` where the value is no term of this contract but has a name."""

    key: Annotated[str, Rule(min=1, max=64)]
    name: Annotated[str, Rule(max=1000)] = ""
    name_en: Annotated[str, Rule(max=1000)] = ""
    count: Annotated[int, Rule(min=1)]


@record
class Facets:
    """The values that what was found has, with their numbers; each facet is counted without its own filter.

    ``agencies`` are the twenty that offer most. Values that nothing has are left out.
    """

    tabs: tuple[Count, ...]
    audiences: tuple[Count, ...]
    life_events: tuple[Count, ...]
    fields: tuple[Count, ...]
    levels: tuple[Count, ...]
    agencies: tuple[Count, ...]
    service_levels: tuple[Count, ...]


@record
class Attempt:
    """Something to try instead, and how many procedures it finds."""

    kind: AttemptKind
    key: Annotated[str, Rule(min=1, max=200)]
    name: Annotated[str, Rule(max=1000)] = ""
    name_en: Annotated[str, Rule(max=1000)] = ""
    count: Annotated[int, Rule(min=1)]


@record
class Suggestion:
    """What somebody who is typing may mean; ``count`` is how many procedures it leads to."""

    kind: SuggestionKind
    text: Title
    text_en: Annotated[str, Rule(max=1000)] = ""
    key: Annotated[str, Rule(max=64)] = ""
    count: Annotated[int, Rule(min=1)]
