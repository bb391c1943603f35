"""Levels of published services: versions and offers in the words of the domain, and back.

What an agency claims is kept as it was claimed. What others are told and shown (`effective`) is derived from it and
from the version, in pieces that end where a scheme ends; so nobody else needs to know schemes.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from chassis.callers import Channel
from services.catalog.contract import (
    FeeRule,
    LevelReason,
    Offer,
    Paper,
    PartialReason,
    ProcedureVersion,
    Scheme,
    ServiceLevel,
)
from services.catalog.domain import derivation
from services.catalog.domain.canonical import sparse
from services.catalog.domain.derivation import Claim, Derived, ExceptionFacts, Facts, FormFacts, Reason
from services.catalog.domain.service_level import Choice, explain, scheme_on, terms_of
from services.catalog.domain.service_level import Scheme as DomainScheme
from services.catalog.domain.validity import Interval
from services.catalog.legal_data import scheme, schemes


def declared_forms(version: ProcedureVersion) -> tuple[Paper, ...]:
    """The papers that are filled in on a form, by whatever channel: filed online, somebody has to say the same."""
    return tuple(paper for paper in version.papers if paper.form)


def missing_parts(version: ProcedureVersion) -> tuple[str, ...]:
    """The parts of the record that the law requires and that are not there; an agency's offer names the agency."""
    there = {
        "name": version.name,
        "steps": version.steps,
        "ways": version.ways,
        "papers": version.papers,
        "limits": version.ways and all(way.limit is not None for way in version.ways),
        "audiences": version.audiences,
        "agencies": version.implementing_agency or version.competent_agency or version.offers,
        "results": version.results,
        "legal_basis": version.legal_basis,
        "publication_decision": version.publication_decision,
    }
    return tuple(part for part, found in there.items() if not found and part not in version.unrecorded)


def facts_of(version: ProcedureVersion, *, is_offered: bool = True) -> Facts:
    """What levels depend on in a version."""
    online = [fee for fee in version.fees if not fee.channels or Channel.ONLINE in fee.channels]
    missing = missing_parts(version)
    return Facts(
        missing_parts=tuple(part for part in missing if not (is_offered and part == "agencies")),
        forms=tuple(_form(version, paper) for paper in declared_forms(version)),
        has_online_way=any(way.channel is Channel.ONLINE for way in version.ways),
        exceptions=tuple(
            ExceptionFacts(found.reason.value, found.note, found.basis) for found in version.online_exceptions
        ),
        unrecorded=version.unrecorded,
        # A record without fees does not say that there are none.
        owes=not version.fees or any(fee.rule is not FeeRule.FREE for fee in online),
    )


def _form(version: ProcedureVersion, paper: Paper) -> FormFacts:
    interactive = version.has_interactive_form(paper.form)
    downloadable = interactive or (paper.template is not None and paper.template.is_downloadable)
    return FormFacts(paper.form, downloadable, interactive)


def claim_of(offer: Offer) -> Claim:
    """What an agency claimed."""
    return claim_in(sparse(offer))


def claim_in(body: Mapping[str, Any]) -> Claim:
    """What an agency claimed, from an offer as it is stored."""
    choice = Choice(
        pays_online=body["pays_online"],
        returns_online=body["returns_online"],
        returns_by_post=body["returns_by_post"],
        returns_at_desk=body["returns_at_desk"],
        reason=body.get("partial_reason") or "",
        reason_note=body.get("partial_note", ""),
    )
    return Claim(body["scheme"], body["level"], choice)


def claimed(claim: Claim, facts: Facts, **where: Any) -> Offer:
    """A claim without a fault as an offer to keep, with what it comes to; ``where`` is whose it is and its days."""
    rule = scheme(claim.scheme).rule(claim.level)
    terms = terms_of(rule, claim.choice, owes=facts.owes)
    reason = "" if rule.is_whole else claim.choice.reason
    note = "" if rule.is_whole else claim.choice.reason_note
    vi, en = explain(rule, terms, note)
    return Offer(
        scheme=Scheme(claim.scheme),
        level=ServiceLevel(claim.level),
        files_online=terms.files_online,
        pays_online=terms.pays_online,
        returns_online=terms.returns_online,
        returns_by_post=terms.returns_by_post,
        returns_at_desk=terms.returns_at_desk,
        partial_reason=PartialReason(reason) if reason else None,
        partial_note=note,
        explanation_vi=vi,
        explanation_en=en,
        **where,
    )


def derived_on(version: ProcedureVersion, offer: Offer, day: dt.date) -> Derived | None:
    """The level of a service on a day, with its reasons; None before there were levels."""
    return derived_with(facts_of(version), offer, day)


def derived_with(facts: Facts, offer: Offer, day: dt.date) -> Derived | None:
    """The same, from what levels depend on in the version."""
    in_force = scheme_on(schemes(), day)
    claim = claim_of(offer)
    if in_force is None or not _may_speak_of(claim, in_force):
        return None
    return derivation.derive(schemes(), in_force, facts, claim)


def _may_speak_of(claim: Claim, in_force: DomainScheme) -> bool:
    """A claim in the words of a later scheme says nothing of the days before that scheme."""
    order = [known.id for known in schemes()]
    return order.index(claim.scheme) <= order.index(in_force.id)


def effective(version: ProcedureVersion, claims: Iterable[Offer]) -> tuple[Offer, ...]:
    """The offers as they hold: each claim in pieces of one scheme, none higher than the version bears.

    They are in order of agencies, then days; what held only before or after the version is no offer of it.
    """
    facts = facts_of(version)
    ordered = sorted(claims, key=lambda offer: (offer.agency_code, offer.valid_from))
    held = Interval(version.valid_from, version.valid_to)
    return tuple(
        piece
        for offer in ordered
        for piece in _pieces(facts, offer)
        if held.overlaps(Interval(piece.valid_from, piece.valid_to))
    )


def with_offers(version: ProcedureVersion, claims: Iterable[Offer]) -> ProcedureVersion:
    """A version with the offers as they hold for it."""
    return replace(version, offers=effective(version, claims))


def _pieces(facts: Facts, offer: Offer) -> Iterable[Offer]:
    claim = claim_of(offer)
    for known in schemes():
        begins = max(offer.valid_from, known.valid_from)
        ends = min((day for day in (offer.valid_to, known.valid_to) if day is not None), default=None)
        if (ends is not None and ends <= begins) or not _may_speak_of(claim, known):
            continue
        found = derivation.derive(schemes(), known, facts, claim)
        vi, en = found.explanation
        yield replace(
            offer,
            scheme=Scheme(known.id),
            level=ServiceLevel(found.rule.level),
            files_online=found.terms.files_online,
            pays_online=found.terms.pays_online,
            returns_online=found.terms.returns_online,
            returns_by_post=found.terms.returns_by_post,
            returns_at_desk=found.terms.returns_at_desk,
            partial_reason=PartialReason(found.partial_reason) if found.partial_reason else None,
            partial_note=found.partial_note[:1000],
            valid_from=begins,
            valid_to=ends,
            explanation_vi=vi[:2000],
            explanation_en=en[:2000],
        )


class LevelsOn:
    """The levels of many offers on one day; agencies that claim the same of one version share one derivation."""

    def __init__(self, day: dt.date, facts: Mapping[str, Facts]) -> None:
        self._scheme = scheme_on(schemes(), day)
        self._facts = facts
        self._known: dict[tuple[str, Claim], ServiceLevel] = {}

    def of(self, code: str, body: Mapping[str, Any]) -> ServiceLevel | None:
        """The level of an offer as it is stored; None where there is no version or no scheme on the day."""
        if self._scheme is None or code not in self._facts:
            return None
        key = (code, claim_in(body))
        if not _may_speak_of(key[1], self._scheme):
            return None
        if key not in self._known:
            found = derivation.derive(schemes(), self._scheme, self._facts[code], key[1])
            self._known[key] = ServiceLevel(found.rule.level)
        return self._known[key]


def reason_view(reason: Reason) -> LevelReason:
    """A reason in the words of the contract."""
    return LevelReason(
        code=reason.code,
        vi=reason.vi,
        en=reason.en,
        basis=reason.basis,
        bars=ServiceLevel(reason.bars) if reason.bars else None,
    )
