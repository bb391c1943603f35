"""Which level a service has on a day, and why: from the record, what the agency claims, and the scheme in force.

The record bears a level when everything that the level needs is there (`lacking` gives nothing). A claim holds as far
as the record bears it, never further; what is left of it is explained reason by reason. A claim that was made under
an earlier scheme counts as what the later scheme says, so nobody has to claim anew on the day the law changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.catalog.domain.level_words import CHOICES, PARTS, sentence
from services.catalog.domain.service_level import (
    Choice,
    LevelRule,
    LevelWrong,
    Need,
    Scheme,
    Terms,
    explain,
    fitted,
    has_way_back,
    not_left,
    terms_of,
)

PRESENCE = "presence"
ON_SITE = "on-site-check"
TECHNICAL = "technical"
ABOVE_RECORD = "claim-above-record"
"""The reason that stands first where an agency claims more than the record bears."""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form that the record declares: is its file to be had, can it be filled in on the portal."""

    name: str
    downloadable: bool
    interactive: bool


@dataclass(frozen=True, slots=True)
class ExceptionFacts:
    """What the law keeps off the network: a person's presence, a check on site."""

    reason: str
    note: str
    basis: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says that levels depend on. ``owes``: there may be something to pay; unknown is not free.

    ``unrecorded`` are parts that were there then and are not kept here: they hold no level back, and are told.
    """

    missing_parts: tuple[str, ...] = ()
    forms: tuple[FormFacts, ...] = ()
    has_online_way: bool = True
    exceptions: tuple[ExceptionFacts, ...] = ()
    owes: bool = False
    unrecorded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What an agency says of its service; ``scheme`` is the one whose words it uses."""

    scheme: str
    level: str
    choice: Choice = Choice()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a stable code, sentences, the text of the law; ``bars`` names the level that it holds back from."""

    code: str
    vi: str
    en: str
    basis: str = ""
    bars: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """The level of a service on a day. ``borne`` is the most that the record bears; ``partial_*`` is published."""

    scheme: Scheme
    rule: LevelRule
    claimed: LevelRule
    borne: LevelRule
    terms: Terms
    reasons: tuple[Reason, ...]
    partial_reason: str = ""
    partial_note: str = ""

    @property
    def is_capped(self) -> bool:
        """Whether the agency claims more than the record bears."""
        return self.rule is not self.claimed

    @property
    def explanation(self) -> tuple[str, str]:
        """What the level comes to, and that less holds than was claimed if that is so; Vietnamese and English."""
        vi, en = explain(self.rule, self.terms, self.partial_note)
        above = next((reason for reason in self.reasons if reason.code == ABOVE_RECORD), None)
        return (f"{vi} {above.vi}", f"{en} {above.en}") if above else (vi, en)


def lacking(rule: LevelRule, facts: Facts, *, has_channel: bool = True) -> list[Reason]:
    """What a level needs and is not there; ``has_channel``: the agency takes money online."""
    found: list[Reason] = []
    for need, basis in rule.needs.items():
        found += [replace(reason, basis=reason.basis or basis) for reason in _lack(need, facts, has_channel)]
    return [replace(reason, bars=rule.level) for reason in found]


def _lack(need: Need, facts: Facts, has_channel: bool) -> list[Reason]:
    match need:
        case Need.COMPLETE_RECORD if facts.missing_parts:
            words = [PARTS[part] for part in facts.missing_parts]
            return [_reason("record-incomplete", (", ".join(w[0] for w in words), ", ".join(w[1] for w in words)))]
        case Need.TEMPLATE if names := [form.name for form in facts.forms if not form.downloadable]:
            return [_reason("template-missing", _same("; ".join(names)))]
        case Need.ONLINE_WAY if not facts.has_online_way:
            return [_reason("online-way-missing")]
        case Need.INTERACTIVE_FORM if names := [form.name for form in facts.forms if not form.interactive]:
            return [_reason("interactive-form-missing", _same("; ".join(names)))]
        case Need.WHOLLY_ONLINE:
            return [
                replace(_reason(f"exception-{found.reason}", _same(found.note)), basis=found.basis)
                for found in facts.exceptions
            ]
        case Need.PAYMENT_CHANNEL if facts.owes and not has_channel:
            return [_reason("payment-channel-missing")]
    return []


def _reason(code: str, *told: tuple[str, str], basis: str = "", bars: str = "") -> Reason:
    return Reason(code, *sentence(code, *told), basis, bars)


def _same(words: str) -> tuple[str, str]:
    """What the record or the agency says is Vietnamese, also in an English sentence."""
    return words, words


def _name(rule: LevelRule) -> tuple[str, str]:
    return rule.name_vi, rule.name_en


def borne(scheme: Scheme, facts: Facts, *, has_channel: bool = True) -> LevelRule:
    """The highest level that the record bears; the lowest always stands, as what is known is shown in any case."""
    bearable = [rule for rule in scheme.levels if not lacking(rule, facts, has_channel=has_channel)]
    return bearable[-1] if bearable else scheme.levels[0]


def faults(scheme: Scheme, facts: Facts, claim: Claim) -> list[Reason]:
    """Everything for which a claim cannot be taken: what the record lacks, a reason not said, what cannot be chosen."""
    if claim.scheme != scheme.id:
        return [_reason("other-scheme", _same(scheme.source), basis=scheme.source)]
    rule = next((known for known in scheme.levels if known.level == claim.level), None)
    if rule is None:
        names = [_name(known) for known in scheme.levels]
        told = ("; ".join(vi for vi, _ in names), "; ".join(en for _, en in names))
        return [_reason("level-unknown", told, basis=scheme.source)]
    found: list[Reason] = []
    if rule is not scheme.levels[0]:
        found += lacking(rule, facts, has_channel=claim.choice.pays_online is not False)
    choice = claim.choice
    if rule.reason_needed and not rule.is_whole and not choice.reason:
        found.append(_reason("reason-needed", _name(rule), basis=rule.source))
    if any(reason.code == "payment-channel-missing" for reason in found):
        choice = replace(choice, pays_online=None)  # Said once is enough.
    refused = [CHOICES[name] for name in not_left(rule, choice, owes=facts.owes)]
    if refused:
        told = (", ".join(vi for vi, _ in refused), ", ".join(en for _, en in refused))
        found.append(_reason("choice-not-allowed", _name(rule), told, basis=rule.source))
    if not has_way_back(rule, choice):
        found.append(_reason("way-back-missing", _name(rule), basis=rule.source))
    return found


def derive(schemes: Sequence[Scheme], scheme: Scheme, facts: Facts, claim: Claim) -> Derived:
    """The level that holds under a scheme, given the record and the claim."""
    claimed, converted = _claimed_in(schemes, scheme, claim)
    has_channel = claim.choice.pays_online is not False
    most = borne(scheme, facts, has_channel=has_channel)
    rule = min(claimed, most, key=scheme.levels.index)
    choice = fitted(rule, claim.choice, owes=facts.owes)
    why, note = claim.choice.reason, claim.choice.reason_note
    barring = _barring(scheme, rule, facts, has_channel)
    if rule.is_whole:
        why = note = ""
    elif not why and rule.reason_needed:
        why, note = _published(barring)
    terms = _terms(rule, replace(choice, reason=why or TECHNICAL, reason_note=note), facts)
    reasons = [_reason("claimed", _name(claimed), basis=claimed.source)]
    if converted is not None:
        reasons.append(converted)
    if rule is not claimed:
        basis = "; ".join(dict.fromkeys(reason.basis for reason in barring if reason.basis))
        reasons.append(_reason(ABOVE_RECORD, _name(claimed), _name(rule), basis=basis, bars=_next(scheme, rule)))
    reasons += barring
    if rule is not scheme.levels[-1]:
        if claimed is rule and most is not rule:
            reasons.append(_reason("agency-choice", _name(rule), basis=rule.source, bars=_next(scheme, rule)))
        if why and claim.choice.reason:
            reasons.append(_reason(f"agency-{why}", _same(note), bars=_next(scheme, rule)))
        if rule.reason_needed and not why:
            reasons.append(_reason("reason-missing", basis=rule.source))
    if facts.unrecorded:
        words = [PARTS[part] for part in facts.unrecorded if part in PARTS]
        reasons.append(_reason("unrecorded", (", ".join(w[0] for w in words), ", ".join(w[1] for w in words))))
    return Derived(scheme, rule, claimed, most, terms, tuple(reasons), why, note)


def _terms(rule: LevelRule, choice: Choice, facts: Facts) -> Terms:
    try:
        return terms_of(rule, choice, owes=facts.owes)
    except LevelWrong:
        # What the agency chose for another level leaves no way of return here; then the scheme's own ways hold.
        return terms_of(rule, Choice(reason=choice.reason, returns_by_post=True, returns_at_desk=None), owes=facts.owes)


def _claimed_in(schemes: Sequence[Scheme], scheme: Scheme, claim: Claim) -> tuple[LevelRule, Reason | None]:
    """The claim in the words of the scheme in force, and how it came to that."""
    by_id = [known.id for known in schemes]
    at, until = by_id.index(claim.scheme), by_id.index(scheme.id)
    if at > until:
        raise LevelWrong(f"a claim under {claim.scheme} says nothing of the days of {scheme.id}")
    was = schemes[at].rule(claim.level)
    level = claim.level
    for later in schemes[at + 1 : until + 1]:
        level = later.converts[level]
    rule = scheme.rule(level)
    if at == until:
        return rule, None
    return rule, _reason("converted", _name(was), _name(rule), basis=scheme.source)


def _barring(scheme: Scheme, rule: LevelRule, facts: Facts, has_channel: bool) -> list[Reason]:
    """What keeps the record from each higher level, each reason once, at the lowest level that it bars."""
    found: dict[tuple[str, str], Reason] = {}
    for higher in scheme.levels[scheme.levels.index(rule) + 1 :]:
        for reason in lacking(higher, facts, has_channel=has_channel):
            found.setdefault((reason.code, reason.vi), reason)
    return list(found.values())


def _published(barring: Sequence[Reason]) -> tuple[str, str]:
    """The reason to publish where the agency gave none: what the law demands goes before what we lack."""
    for kind in (PRESENCE, ON_SITE):
        for reason in barring:
            if reason.code == f"exception-{kind}":
                return kind, reason.vi
    return (TECHNICAL, " ".join(reason.vi for reason in barring)) if barring else ("", "")


def _next(scheme: Scheme, rule: LevelRule) -> str:
    return scheme.levels[scheme.levels.index(rule) + 1].level
