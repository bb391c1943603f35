"""What can be asked of the catalogue. All of it is public."""

import datetime as dt
from typing import Annotated

from chassis.callers import Channel
from chassis.records import Json, Rule, record
from services.catalog.contract.terms import (
    AgencyCode,
    AgencyKind,
    AgencyLevel,
    Audience,
    Cursor,
    PageSize,
    ProcedureCode,
    ProvinceCode,
    ServiceLevel,
    Slug,
    Tab,
    UnitCode,
    UnitKind,
    UnitLevel,
    Version,
)


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
    facets: Annotated[bool, Rule(description="Count what was found by its values as well")] = False
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class SearchProcedures:
    """Published procedures that fit what a person typed, best first.

    Accents, case and spelling form do not matter; raw Telex and VNI keystrokes, slips, words run together,
    abbreviations and colloquial words are understood. A procedure's code finds it, also with an agency's suffix.
    """

    text: Annotated[str, Rule(max=200, description="Từ khóa", example="dang ky ket hon")]
    tab: Tab | None = None
    audience: Audience | None = None
    life_event: Annotated[str, Rule(max=64)] = ""
    field: Annotated[str, Rule(max=64)] = ""
    level: AgencyLevel | None = None
    agency: Annotated[str, Rule(max=40)] = ""
    service_level: ServiceLevel | None = None
    facets: Annotated[bool, Rule(description="Count what was found by its values as well")] = False
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
    text: Annotated[str, Rule(max=100, description="Tên, chữ đầu (UBND) hoặc mã; không cần dấu")] = ""
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


@record
class ListProvinces:
    """The provinces of a day (in Vietnam; today unless one is given), by name."""

    at: dt.date | None = None


@record
class ListCommunes:
    """All communes of a province on a day, by name; for a day before 2025-07-01 those of all its districts."""

    province: ProvinceCode
    kind: UnitKind | None = None
    at: dt.date | None = None


@record
class SearchUnits:
    """Units whose name has the words; names of what they lie in may stand beside: “ba đình hà nội”."""

    name: Annotated[str, Rule(min=1, max=200, description="Tên, không cần dấu", example="phuong ba dinh")]
    level: UnitLevel | None = None
    kind: UnitKind | None = None
    province: Annotated[str, Rule(max=2, pattern=r"\d{2}|")] = ""
    at: dt.date | None = None
    limit: PageSize = 20


@record
class GetUnit:
    """The unit that has a code on a day; codes were used again in 2025, so that the day matters."""

    code: UnitCode
    at: dt.date | None = None


@record
class FindFormerUnits:
    """What became of a unit of before 2025-07-01: by its code, or by its names as an old address has them.

    Given names must all fit, with or without kind and accents; the unit meant is the lowest that is named.
    """

    code: Annotated[str, Rule(max=5, pattern=r"\d{2}|\d{3}|\d{5}|")] = ""
    commune: Annotated[str, Rule(max=100, description="Xã, phường, thị trấn cũ")] = ""
    district: Annotated[str, Rule(max=100, description="Quận, huyện, thị xã, thành phố thuộc tỉnh cũ")] = ""
    province: Annotated[str, Rule(max=100, description="Tỉnh, thành phố cũ")] = ""


@record
class SuggestProcedures:
    """What somebody who is typing may mean: procedures, phrases, suggested groups and fields, a few."""

    text: Annotated[str, Rule(max=200, description="What is typed so far", example="khai s")]
    tab: Tab | None = None
    limit: Annotated[int, Rule(min=1, max=20)] = 8


@record
class GetMenu:
    """The menu *Thông tin và dịch vụ* of one tab, or of both."""

    tab: Tab | None = None


@record
class GetForm:
    """An electronic form of a procedure: of the version named, or of the one in force on a day (default today)."""

    code: ProcedureCode
    form: Slug
    version: Version | None = None
    at: dt.date | None = None


@record
class CheckAnswers:
    """What is wrong with answers to a form; nothing is kept. ``papers`` are those at hand; None asks for no file."""

    code: ProcedureCode
    form: Slug
    answers: Json
    case: Annotated[str, Rule(max=64, description="Trường hợp")] = ""
    channel: Channel = Channel.ONLINE
    papers: Annotated[tuple[Annotated[str, Rule(max=64)], ...], Rule(max=200)] | None = None
    version: Version | None = None
