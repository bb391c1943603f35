"""What an agency's administrator does with its offers: preview, set, end. Others learn of it by the catalogue's events.

A claim is checked against the record in force on its first day. Should a later version bear less, the claim stays as it
was made and the level falls (`levels.effective`); `handlers.offers` lists where that is so.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.errors import FieldProblem
from chassis.storage import Storage, Work
from services.catalog import contract, levels, offers_store, policy, store
from services.catalog.contract import (
    Agency,
    AgencyKind,
    AgencyOffers,
    EndOffer,
    OfferActKind,
    OfferPreview,
    PreviewOffer,
    ProcedureVersion,
    SetOffer,
)
from services.catalog.domain import derivation, timeline
from services.catalog.domain.derivation import Claim, Facts, Reason
from services.catalog.domain.service_level import Choice, Scheme, scheme_on
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers import publishing
from services.catalog.handlers.offers import agency_offers
from services.catalog.handlers.providing import agency_of, level_view
from services.catalog.handlers.reading import version_on
from services.catalog.legal_data import schemes

_FIELDS = {
    "level-unknown": "/level",
    "reason-needed": "/partial_reason",
    "payment-channel-missing": "/pays_online",
}


@dataclass(frozen=True, slots=True)
class _Examined:
    """A claim that somebody means to make, looked at against the record of its first day."""

    agency: Agency
    desk: Agency
    version: ProcedureVersion
    scheme: Scheme
    facts: Facts
    claim: Claim
    refusals: list[Reason]


def preview_offer(call: Call[PreviewOffer], storage: Storage) -> OfferPreview:
    """What setting it would come to. Whoever may not set it sees nothing."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.read() as db:
        agency = agency_of(db, asked.agency)
        policy.check_at(call.caller, offers_store.line_of(db, agency.code), agency.code, asked.code)
        found = _examined(db, asked, agency, day_in_vietnam(storage.now()))
        mine = [offer for offer in store.offers_of(db, asked.code) if offer.agency_code == agency.code]
    becomes = None
    if any(rule.level == asked.level for rule in found.scheme.levels):
        derived = derivation.derive(schemes(), found.scheme, found.facts, found.claim)
        becomes = level_view(found.version, agency, found.desk, asked.valid_from, derived)
    return OfferPreview(
        acceptable=not found.refusals,
        refusals=tuple(levels.reason_view(reason) for reason in found.refusals),
        becomes=becomes,
        drops=tuple(offer for offer in mine if offer.valid_from >= asked.valid_from),
    )


def set_offer(call: Call[SetOffer], storage: Storage) -> AgencyOffers:
    """Claim a level from a day on; raises `OFFER_REFUSED` with every reason why the claim cannot be taken."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        agency, deputy_for = _opened(work, call)
        today = day_in_vietnam(work.now)
        found = _examined(work.db, asked, agency, today)
        if found.refusals:
            raise contract.OFFER_REFUSED(
                why_vi=" ".join(reason.vi for reason in found.refusals),
                why_en=" ".join(reason.en for reason in found.refusals),
                problems=[_problem(reason) for reason in found.refusals],
            )
        offer = levels.claimed(
            found.claim,
            found.facts,
            agency_code=agency.code,
            desk_code=found.desk.code,
            valid_from=asked.valid_from,
            source=f"{agency.name[:400]} công bố ngày {today:%d/%m/%Y}",
        )
        offers = store.offers_of(work.db, asked.code)
        mine = timeline.followed((one for one in offers if one.agency_code == agency.code), offer)
        others = [one for one in offers if one.agency_code != agency.code]
        publishing.publish_offers(
            work, asked.code, (*others, *mine), OfferActKind.SET, reason=asked.why, deputy_for=deputy_for
        )
        publishing.count_on(work)
        return work.done(agency_offers(work.db, asked.code, agency, today))


def end_offer(call: Call[EndOffer], storage: Storage) -> AgencyOffers:
    """Provide it no longer after a day. What was planned for later falls with it."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        agency, deputy_for = _opened(work, call)
        today = day_in_vietnam(work.now)
        _from_today(asked.last_day, today, "/last_day")
        offers = store.offers_of(work.db, asked.code)
        mine = [one for one in offers if one.agency_code == agency.code]
        left = timeline.until(mine, asked.last_day + dt.timedelta(days=1))
        if list(left) == mine:
            raise contract.OFFER_NOT_THERE(last_day=asked.last_day.isoformat(), agency=agency.code, code=asked.code)
        others = [one for one in offers if one.agency_code != agency.code]
        publishing.publish_offers(
            work, asked.code, (*others, *left), OfferActKind.ENDED, reason=asked.reason, deputy_for=deputy_for
        )
        publishing.count_on(work)
        return work.done(agency_offers(work.db, asked.code, agency, today))


def _opened(work: Work, call: Call[SetOffer] | Call[EndOffer]) -> tuple[Agency, str]:
    """The agency, if the caller administers it and decided on what stands now, and for whom they act as a deputy.

    From here to the commit nobody else publishes.
    """
    asked = call.request
    store.lock_revision(work.db)
    agency = agency_of(work.db, asked.agency)
    held = policy.check_at(call.caller, offers_store.line_of(work.db, agency.code), agency.code, asked.code)
    actual = offers_store.version_of(work.db, asked.code, agency.code)
    if asked.expected_version is not None and asked.expected_version != actual:
        raise contract.OFFER_STALE(expected=asked.expected_version, actual=actual)
    return agency, held.deputy_for


def _examined(db: sa.Connection, asked: SetOffer | PreviewOffer, agency: Agency, today: dt.date) -> _Examined:
    _from_today(asked.valid_from, today, "/valid_from")
    if not agency.active:
        raise contract.AGENCY_CLOSED(code=agency.code)
    version = store.whole(version_on(db, asked.code, asked.valid_from), ())
    scheme = scheme_on(schemes(), asked.valid_from)
    if scheme is None:
        raise LookupError(f"no scheme of levels holds on {asked.valid_from}")
    facts = levels.facts_of(version)
    choice = Choice(
        pays_online=asked.pays_online,
        returns_online=asked.returns_online,
        returns_by_post=asked.returns_by_post,
        returns_at_desk=asked.returns_at_desk,
        reason=asked.partial_reason.value if asked.partial_reason else "",
        reason_note=asked.partial_note,
    )
    claim = Claim(scheme.id, asked.level.value, choice)
    desk = _desk(db, asked.desk, agency)
    return _Examined(agency, desk, version, scheme, facts, claim, derivation.faults(scheme, facts, claim))


def _from_today(day: dt.date, today: dt.date, pointer: str) -> None:
    if day < today:
        facts: dict[str, Any] = {"earliest": today.isoformat()}
        raise contract.OFFER_DAY_PAST(problems=[FieldProblem(pointer, contract.OFFER_DAY_PAST.code, facts)], **facts)


def _desk(db: sa.Connection, chosen: str, agency: Agency) -> Agency:
    """Where people go: a one-stop desk at work (its own, or another that receives for it), or the agency itself."""
    code = chosen or agency.desk_code or agency.code
    if code == agency.code:
        return agency
    desk = store.agency(db, code)
    if desk is None or not desk.active or desk.kind is not AgencyKind.ONE_STOP_DESK:
        problem = FieldProblem("/desk", contract.DESK_WRONG.code, {"desk": code})
        raise contract.DESK_WRONG(desk=code, problems=[problem])
    return desk


def _problem(reason: Reason) -> FieldProblem:
    facts = {"vi": reason.vi, "en": reason.en, "basis": f"({reason.basis})" if reason.basis else ""}
    return FieldProblem(_FIELDS.get(reason.code, "/level"), contract.CLAIM_FAULTS[reason.code].code, facts)
