"""The level of one service on one day: what is asked, what is answered, and how to file where it is not online."""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Annotated

from chassis.callers import Channel
from chassis.records import Rule, record
from services.catalog.contract.parts import OnlineException, Template
from services.catalog.contract.terms import (
    AgencyCode,
    PartialReason,
    ProcedureCode,
    Scheme,
    ServiceLevel,
    Sha256,
    Slug,
    Source,
    Title,
    Version,
)
from services.catalog.contract.views import Agency, DeskHours, ProcedureVersion

WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@record
class GetServiceLevel:
    """How far one agency provides one procedure online on a day (in Vietnam; today if none is given), and why."""

    code: ProcedureCode
    agency: AgencyCode
    at: dt.date | None = None


@record
class LevelReason:
    """One reason why the level is what it is; ``bars`` is the higher level that it holds the service back from."""

    code: Annotated[str, Rule(max=60, description="Stable")]
    vi: Annotated[str, Rule(max=20_000)]
    en: Annotated[str, Rule(max=20_000)]
    basis: Annotated[str, Rule(max=1000, description="Căn cứ pháp lý")] = ""
    bars: ServiceLevel | None = None


@record
class SchemeInForce:
    """By whose words levels are named on a day."""

    id: Scheme
    vi: Title
    en: Title
    source: Annotated[str, Rule(max=500)]
    valid_from: dt.date
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer holds")] | None = None


@record
class FormToGet:
    """A form that is filled in by hand (mẫu đơn, tờ khai), for some cases (empty: all), with its file where held."""

    paper_key: Annotated[str, Rule(max=64)]
    paper_name: Annotated[str, Rule(max=2000)]
    form: Annotated[str, Rule(max=500)]
    form_key: Annotated[str, Rule(max=64, description="Electronic form that can be printed; empty: none")] = ""
    template: Template | None = None
    cases: tuple[Slug, ...] = ()


@record
class HowToFile:
    """How to file other than online: which forms, where, when, and whether by post (nộp trực tiếp, bưu chính)."""

    desk_code: AgencyCode
    desk_name: Annotated[str, Rule(max=500)]
    address: Annotated[str, Rule(max=5000)] = ""
    phone: Annotated[str, Rule(max=40)] = ""
    hours: tuple[DeskHours, ...] = ()
    hours_vi: Annotated[str, Rule(max=1000)] = ""
    hours_en: Annotated[str, Rule(max=1000)] = ""
    in_person: bool
    by_post: bool
    forms: tuple[FormToGet, ...] = ()
    vi: Annotated[str, Rule(max=20_000, description="All of it in one sentence")]
    en: Annotated[str, Rule(max=20_000)]


@record
class ServiceLevelView:
    """The level of a service on a day, with every reason; ``borne`` is the highest that the record bears.

    ``claimed`` is what the agency says, in the words of the scheme in force; ``claim_source`` where that is known
    from. A partial service publishes its reason. For a day of the past ``otherwise`` has no telephone, address or
    hours, as only those of today are known.
    """

    code: ProcedureCode
    version: Version
    content_hash: Sha256
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    at: dt.date
    scheme: SchemeInForce
    level: ServiceLevel
    level_vi: Title
    level_en: Title
    claimed: ServiceLevel
    claim_source: Source = ""
    borne: ServiceLevel
    files_online: bool
    pays_online: bool
    returns_online: bool
    returns_by_post: bool
    returns_at_desk: bool
    partial_reason: PartialReason | None = None
    partial_note: Annotated[str, Rule(max=20_000)] = ""
    reasons: tuple[LevelReason, ...]
    exceptions: tuple[OnlineException, ...] = ()
    explanation_vi: Annotated[str, Rule(max=20_000)]
    explanation_en: Annotated[str, Rule(max=20_000)]
    otherwise: Annotated[HowToFile, Rule(description="How to file other than online")]


def hours_in_words(hours: Iterable[DeskHours]) -> tuple[str, str]:
    """Desk hours in Vietnamese and English; days that follow each other with the same hours are said together."""
    by_day = {
        day: ", ".join(f"{one.opens}–{one.closes}" for one in spans)
        for day, spans in itertools.groupby(
            sorted(hours, key=lambda one: (one.weekday, one.opens)), key=lambda one: one.weekday
        )
    }
    runs: list[list[int]] = []
    for day, spans in by_day.items():
        if runs and runs[-1][-1] == day - 1 and by_day[day - 1] == spans:
            runs[-1].append(day)
        else:
            runs.append([day])

    def said(names: tuple[str, ...], to: str) -> str:
        parts = []
        for run in runs:
            days = names[run[0] - 1] if len(run) == 1 else f"{names[run[0] - 1]} {to} {names[run[-1] - 1]}"
            parts.append(f"{days} {by_day[run[0]]}")
        return "; ".join(parts)

    return said(WEEKDAYS_VI, "đến"), said(WEEKDAYS_EN, "to")


def how_to_file(version: ProcedureVersion, desk: Agency) -> HowToFile:
    """How a procedure is filed at a desk or by post. A record that names no other way is filed at the desk."""
    channels = {way.channel for way in version.ways}
    by_post = Channel.POST in channels
    in_person = Channel.DIRECT in channels or not by_post
    forms = tuple(
        FormToGet(
            paper_key=paper.key,
            paper_name=paper.name,
            form=paper.form,
            form_key=paper.form_key,
            template=paper.template,
            cases=paper.cases,
        )
        for paper in version.papers
        if paper.form
    )
    address = desk.address or version.reception_address
    hours_vi, hours_en = hours_in_words(desk.hours)
    names = "; ".join(dict.fromkeys(form.form for form in forms))
    vi, en = [], []
    if names:
        vi.append(f"Điền mẫu: {names}.")
        en.append(f"Fill in: {names}.")
    if in_person:
        vi.append(f"Nộp tại {desk.name}{_after(', ', address)}{_after(', giờ tiếp nhận: ', hours_vi)}.")
        en.append(f"File at {desk.name}{_after(', ', address)}{_after(', open ', hours_en)}.")
    if by_post:
        vi.append(f"Gửi qua dịch vụ bưu chính công ích đến {address or desk.name}.")
        en.append(f"Send it by public post to {address or desk.name}.")
    if desk.phone:
        vi.append(f"Điện thoại: {desk.phone}.")
        en.append(f"Telephone: {desk.phone}.")
    return HowToFile(
        desk_code=desk.code,
        desk_name=desk.name,
        address=address,
        phone=desk.phone,
        hours=desk.hours,
        hours_vi=hours_vi,
        hours_en=hours_en,
        in_person=in_person,
        by_post=by_post,
        forms=forms,
        vi=" ".join(vi),
        en=" ".join(en),
    )


def _after(before: str, text: str) -> str:
    return f"{before}{text}" if text else ""
