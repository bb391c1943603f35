"""What the catalogue answers: a version and an agency whole, summaries and pages of them, groups and fields."""

import datetime as dt
from typing import Annotated

from chassis.callers import Channel
from chassis.records import Json, Rule, record
from services.catalog.contract.forms.description import Form
from services.catalog.contract.parts import (
    Attempt,
    Case,
    Change,
    Count,
    Facets,
    Fee,
    LegalText,
    Limit,
    Offer,
    OnlineException,
    OpenPart,
    Paper,
    ProcedureResult,
    Provenance,
    Suggestion,
    Way,
)
from services.catalog.contract.terms import (
    AgencyCode,
    AgencyKind,
    AgencyLevel,
    Audience,
    Cursor,
    Nearness,
    ProcedureCode,
    Sentence,
    ServiceLevel,
    Sha256,
    Slug,
    Source,
    Tab,
    Title,
    UnitCode,
    UnitKind,
    UnitLevel,
    Version,
)


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
    repealed_by: Annotated[str, Rule(max=100, description="Số quyết định công bố bãi bỏ")] = ""

    name: Title
    field: Slug
    field_name: Title
    procedure_type: Annotated[str, Rule(max=300, description="Loại thủ tục")] = ""
    publication_decision: Annotated[str, Rule(max=100, description="Số quyết định công bố")] = ""
    competent_agency: Annotated[str, Rule(max=3000, description="Cơ quan có thẩm quyền")] = ""
    implementing_agency: Annotated[str, Rule(max=3000, description="Cơ quan thực hiện")] = ""
    levels: Annotated[tuple[AgencyLevel, ...], Rule(min=1)]
    tabs: Annotated[tuple[Tab, ...], Rule(min=1)]
    audiences: Annotated[tuple[Audience, ...], Rule(min=1)]
    life_events: tuple[Slug, ...] = ()
    keywords: tuple[Title, ...] = ()
    cases: tuple[Case, ...] = ()
    ways: tuple[Way, ...] = ()
    fees: tuple[Fee, ...] = ()
    papers: tuple[Paper, ...] = ()
    forms: Annotated[tuple[Form, ...], Rule(max=20, description="Mẫu điện tử tương tác")] = ()
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

    # What came later has a default, so that the content hashes of what was published before stay as they are.
    publication_decided_on: Annotated[dt.date, Rule(description="Ngày ký quyết định công bố")] | None = None
    publication_issuer: Annotated[str, Rule(max=500, description="Cơ quan công bố")] = ""
    delegated_agency: Annotated[str, Rule(max=3000, description="Cơ quan được ủy quyền")] = ""
    coordinating_agency: Annotated[str, Rule(max=3000, description="Cơ quan phối hợp")] = ""
    reception_address: Annotated[str, Rule(max=5000, description="Địa chỉ tiếp nhận hồ sơ")] = ""
    description: Annotated[str, Rule(max=20_000, description="Mô tả")] = ""
    sets_note: Annotated[str, Rule(max=1000, description="Ghi chú về số bộ hồ sơ")] = ""
    related_names: Annotated[tuple[Title, ...], Rule(description="Related procedures named without their codes")] = ()
    former_codes: Annotated[
        tuple[Annotated[str, Rule(min=1, max=60)], ...],
        Rule(description="Codes it has or had elsewhere, e.g. a province's copy", example=["1.001193.000.00.00.H40"]),
    ] = ()
    field_code: Annotated[str, Rule(max=40, description="Mã lĩnh vực, TT 01/2018/TT-VPCP điều 20")] = ""
    unrecorded: Annotated[
        tuple[Annotated[str, Rule(min=1, max=60)], ...],
        Rule(max=20, description="Of a version of the past: parts that the law had it say and that nobody kept here"),
    ] = ()
    open_parts: Annotated[tuple[OpenPart, ...], Rule(description="What the record leaves open; follows from it")] = ()
    second_person_approves: Annotated[
        bool, Rule(description="Who approves must be another than who proposed the decision")
    ] = False

    offers: tuple[Offer, ...] = ()

    def way(self, case: str, channel: Channel) -> Way | None:
        """How it is carried out in a case by a channel; a way made for the case goes before one made for all."""
        fitting = [w for w in self.ways if w.channel is channel and (not w.cases or case in w.cases)]
        return min(fitting, key=lambda w: not w.cases, default=None)

    def papers_of(self, case: str, channel: Channel) -> tuple[Paper, ...]:
        """The papers of a dossier of this case by this channel, in the procedure's order."""
        return tuple(paper for paper in self.papers if paper.holds(case, channel))

    def form(self, key: str) -> Form | None:
        """The electronic form with this key."""
        return next((form for form in self.forms if form.key == key), None)

    def form_of(self, case: str, channel: Channel) -> Form | None:
        """The electronic form on which a dossier of this case by this channel is filled in; None: it has none."""
        return next((form for form in self.forms if form.holds(case, channel)), None)

    def has_interactive_form(self, form_name: str) -> bool:
        """Whether the form that papers name so can be filled in here: a paper with that name points to one."""
        keys = {form.key for form in self.forms}
        return any(paper.form == form_name and paper.form_key in keys for paper in self.papers)

    def fees_of(self, case: str, channel: Channel, day: dt.date) -> tuple[Fee, ...]:
        """The fees that a filing in this case, by this channel, on this day (in Vietnam) meets."""
        return tuple(fee for fee in self.fees if fee.holds(case, channel, day))

    def offer(self, agency_code: str, day: dt.date) -> Offer | None:
        """How an agency provides it on a day; None: it does not."""
        fitting = [o for o in self.offers if o.agency_code == agency_code and o.holds(day)]
        return max(fitting, key=lambda o: o.valid_from, default=None)


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
class SearchPage:
    """What was found, best first; pages end after the best 500. ``next_cursor`` is empty on the last page.

    ``understood`` is the text as it was searched for; empty where there was none, and all are listed by name.
    ``changes`` say how it came of what was typed; ``corrected`` is the typed text in right spelling, where that is
    another (*Có phải bạn muốn tìm…*). ``unknown_words`` were found nowhere. ``attempts`` say what to try where little
    or nothing fits.
    """

    items: tuple[ProcedureSummary, ...]
    total: Annotated[int, Rule(min=0)]
    nearness: Nearness
    understood: Annotated[str, Rule(max=400)]
    next_cursor: Cursor
    revision: Annotated[int, Rule(min=0)]
    corrected: Annotated[str, Rule(max=400)] = ""
    changes: tuple[Change, ...] = ()
    unknown_words: tuple[Annotated[str, Rule(max=200)], ...] = ()
    attempts: tuple[Attempt, ...] = ()
    facets: Facets | None = None


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


@record
class AdministrativeUnit:
    """A unit while it was of this kind and name. District fields are filled for units of before 2025-07-01.

    ``valid_from`` None: it is older than the records, which begin with the state of 2025-06-30.
    """

    code: UnitCode
    level: UnitLevel
    kind: UnitKind
    name: Annotated[str, Rule(min=1, max=100)]
    full_name: Annotated[str, Rule(min=1, max=120, description="With its kind: Phường Ba Đình")]
    province_code: Annotated[str, Rule(max=2)]
    province_name: Annotated[str, Rule(max=120)]
    district_code: Annotated[str, Rule(max=3)] = ""
    district_name: Annotated[str, Rule(max=120)] = ""
    valid_from: dt.date | None = None
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer is so")] | None = None
    basis: Annotated[str, Rule(max=100, description="Nghị quyết")] = ""


@record
class AdministrativeUnits:
    """Units of one day, in order."""

    items: tuple[AdministrativeUnit, ...]
    day: dt.date


@record
class FormerUnit:
    """A unit of before 2025-07-01 and the communes of today that took it in.

    Several after a single commune: it was divided, and only the place itself says which of them it lies in now.
    """

    unit: AdministrativeUnit
    province: Annotated[AdministrativeUnit, Rule(description="Where it lies now")]
    became: tuple[AdministrativeUnit, ...]
    divided: Annotated[bool, Rule(description="One commune whose area went to several")]


@record
class FormerUnits:
    """The units of before that fit what was asked, by name; at most 50."""

    items: tuple[FormerUnit, ...]


@record
class Suggestions:
    """What may be meant, likeliest first; ``corrected`` as in `SearchPage`."""

    items: tuple[Suggestion, ...]
    corrected: Annotated[str, Rule(max=400)] = ""
    revision: Annotated[int, Rule(min=0)]


@record
class Menu:
    """The menu *Thông tin và dịch vụ*: procedures by field, agency, level and suggested group, with their numbers."""

    total: Annotated[int, Rule(min=0)]
    fields: tuple[Count, ...]
    agencies: tuple[Count, ...]
    levels: tuple[Count, ...]
    life_events: tuple[Count, ...]
    revision: Annotated[int, Rule(min=0)]


@record
class FormView:
    """A form of a version, and its plan: the same with everything written out, as checks and pages read it."""

    procedure_code: ProcedureCode
    version: Version
    content_hash: Sha256
    form: Form
    plan: Json


@record
class FormProblem:
    """What is wrong with one answer: the JSON pointer (RFC 6901) into the answers, a stable code, what to do."""

    pointer: Annotated[str, Rule(max=400)]
    code: Annotated[str, Rule(max=100)]
    params: Json
    vi: Annotated[str, Rule(max=2000)]
    en: Annotated[str, Rule(max=2000)]


@record
class AnswersChecked:
    """``answers`` are those that are right, in normal form; all of them where ``problems`` is empty.

    ``required`` and ``optional`` are the pointers of the fields that are asked, given these answers.
    """

    answers: Json
    problems: tuple[FormProblem, ...]
    required: tuple[Annotated[str, Rule(max=400)], ...]
    optional: tuple[Annotated[str, Rule(max=400)], ...]
