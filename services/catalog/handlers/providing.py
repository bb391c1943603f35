"""How far agencies provide procedures online."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.errors import FieldProblem, PortalError
from chassis.storage import Storage
from services.catalog import levels, policy, store
from services.catalog.contract import (
    AGENCY_NOT_FOUND,
    LEVEL_NOT_RECORDED,
    NO_LEVELS,
    NOT_PROVIDED,
    Agency,
    GetServiceLevel,
    Offer,
    PartialReason,
    ProcedureVersion,
    Scheme,
    SchemeInForce,
    ServiceLevel,
    ServiceLevelView,
    how_to_file,
)
from services.catalog.domain.derivation import Derived
from services.catalog.domain.service_level import scheme_on
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers.reading import version_on
from services.catalog.legal_data import schemes


def get_service_level(call: Call[GetServiceLevel], storage: Storage) -> ServiceLevelView:
    policy.check(call.caller, call.method)
    asked = call.request
    day = asked.at or day_in_vietnam(storage.now())
    if scheme_on(schemes(), day) is None:
        first = schemes()[0].valid_from
        told: dict[str, Any] = {"at": day.isoformat(), "from_day": first.isoformat()}
        raise NO_LEVELS(**told, problems=[FieldProblem("/at", NO_LEVELS.code, told)])
    with storage.read() as db:
        version = store.whole(version_on(db, asked.code, day), ())
        agency = agency_of(db, asked.agency)
        offers = [one for one in store.offers_of(db, asked.code) if one.agency_code == agency.code]
        offer = _offer_on(offers, day)
        found = levels.derived_on(version, offer, day) if offer else None
        if offer is None or found is None:
            raise _no_level(asked, day, offers, day_in_vietnam(storage.now()))
        desk = store.agency(db, offer.desk_code) or agency
    if day < day_in_vietnam(storage.now()):
        desk = replace(desk, address="", phone="", hours=())
    return level_view(version, agency, desk, day, found, offer.source)


def _no_level(asked: GetServiceLevel, day: dt.date, offers: Sequence[Offer], today: dt.date) -> PortalError:
    """Before the first level that is recorded of an agency nobody knows; else it does not provide the procedure."""
    first = min((offer.valid_from for offer in offers), default=None)
    if day < today and first is not None and day < first:
        told: dict[str, Any] = {
            "agency": asked.agency,
            "code": asked.code,
            "at": day.isoformat(),
            "next": first.isoformat(),
        }
        return LEVEL_NOT_RECORDED(problems=[FieldProblem("/at", LEVEL_NOT_RECORDED.code, told)], **told)
    return NOT_PROVIDED(agency=asked.agency, code=asked.code, at=day.isoformat())


def agency_of(db: sa.Connection, code: str) -> Agency:
    """An agency; raises `AGENCY_NOT_FOUND`, naming the field."""
    agency = store.agency(db, code)
    if agency is None:
        raise AGENCY_NOT_FOUND(code=code, problems=[FieldProblem("/agency", AGENCY_NOT_FOUND.code, {"code": code})])
    return agency


def _offer_on(offers: Sequence[Offer], day: dt.date) -> Offer | None:
    fitting = [offer for offer in offers if offer.holds(day)]
    return max(fitting, key=lambda offer: offer.valid_from, default=None)


def level_view(
    version: ProcedureVersion, agency: Agency, desk: Agency, day: dt.date, found: Derived, source: str = ""
) -> ServiceLevelView:
    """What a derived level comes to, for those who ask."""
    vi, en = found.explanation
    scheme = found.scheme
    return ServiceLevelView(
        code=version.code,
        version=version.version,
        content_hash=version.content_hash,
        agency_code=agency.code,
        agency_name=agency.name,
        at=day,
        scheme=SchemeInForce(
            id=Scheme(scheme.id),
            vi=scheme.name_vi,
            en=scheme.name_en,
            source=scheme.source,
            valid_from=scheme.valid_from,
            valid_to=scheme.valid_to,
        ),
        level=ServiceLevel(found.rule.level),
        level_vi=found.rule.name_vi,
        level_en=found.rule.name_en,
        claimed=ServiceLevel(found.claimed.level),
        claim_source=source,
        borne=ServiceLevel(found.borne.level),
        files_online=found.terms.files_online,
        pays_online=found.terms.pays_online,
        returns_online=found.terms.returns_online,
        returns_by_post=found.terms.returns_by_post,
        returns_at_desk=found.terms.returns_at_desk,
        partial_reason=PartialReason(found.partial_reason) if found.partial_reason else None,
        partial_note=found.partial_note,
        reasons=tuple(levels.reason_view(reason) for reason in found.reasons),
        exceptions=version.online_exceptions,
        explanation_vi=vi,
        explanation_en=en,
        otherwise=how_to_file(version, desk),
    )
