"""What is wrong with an edition: everything at once, each problem at a pointer into what its editor wrote.

First comes the form of the record, then what its parts say of each other. Parts whose form is wrong are left out of
the second look, so that one slip does not bring ten complaints.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.errors import FieldProblem, Invalid
from chassis.records import load
from services.catalog import contract, levels, store
from services.catalog.contract import Fee, FeeKind, FeeRule, ProcedureVersion
from services.catalog.contract.forms import faults
from services.catalog.domain.level_words import PARTS
from services.catalog.legal_data import read

OWN = frozenset({*store.PUBLICATION_FIELDS, "code", "field_name", "unrecorded"})
"""Fields of `ProcedureVersion` that an editor does not write: they follow from the edition or from publishing it."""
_LEAST_LIKELY_FEE = 1000
_PLACEHOLDERS: Mapping[str, Any] = {
    "name": "-",
    "field": "none",
    "levels": ["commune"],
    "tabs": ["citizen"],
    "audiences": ["citizen"],
    "provenance": {"name": "-", "retrieved_on": "2026-01-01", "verified": False},
}


@dataclass(frozen=True, slots=True)
class Known:
    """What an edition may refer to."""

    fields: Mapping[str, str]
    life_events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found; ``version`` is the record, as far as its form is right, with placeholders for publishing."""

    version: ProcedureVersion | None
    problems: tuple[FieldProblem, ...]
    warnings: tuple[FieldProblem, ...]


def examine(code: str, content: Mapping[str, Any], known: Known) -> Examined:
    """Everything that is wrong, and what should be looked at once more."""
    problems = [_at(f"/{name}", "unknown") for name in content if name in OWN]
    whole = {name: value for name, value in content.items() if name not in OWN}
    version, wrong_form = _load(code, whole, known)
    problems += wrong_form
    wrong = {problem.pointer.split("/")[2] for problem in problems if problem.pointer.count("/") > 1}
    if version is None:
        kept = {name: value for name, value in whole.items() if name not in wrong}
        version, _ = _load(code, {**_PLACEHOLDERS, **kept}, known)
    if version is None:
        return Examined(None, tuple(problems), ())
    found = [problem for problem in _inside(version, known) if problem.pointer.split("/")[2] not in wrong]
    if "cases" in wrong:
        found = [problem for problem in found if problem.code != contract.CASE_NOT_LISTED.code]
    warnings = [problem for problem in _doubtful(version) if problem.pointer.split("/")[2] not in wrong]
    return Examined(version if not wrong_form else None, (*problems, *found), tuple(warnings))


def _load(code: str, whole: Mapping[str, Any], known: Known) -> tuple[ProcedureVersion | None, list[FieldProblem]]:
    published = {
        "code": code,
        "version": 1,
        "content_hash": "0" * 64,
        "valid_from": "2026-01-01",
        "published_at": "2026-01-01T00:00:00Z",
        "field_name": known.fields.get(str(whole.get("field")), "-"),
    }
    try:
        return load(ProcedureVersion, {**whole, **published}), []
    except Invalid as wrong:
        return None, [FieldProblem(f"/content{one.pointer}", one.code, one.params) for one in wrong.problems]


def _at(pointer: str, code: str, **params: object) -> FieldProblem:
    return FieldProblem(f"/content{pointer}", code, params)


def _inside(version: ProcedureVersion, known: Known) -> Iterator[FieldProblem]:
    if version.field not in known.fields:
        yield _at("/field", contract.FIELD_UNKNOWN.code, key=version.field)
    for at, key in enumerate(version.life_events):
        if key not in known.life_events:
            yield _at(f"/life_events/{at}", contract.LIFE_EVENT_UNKNOWN.code, key=key)
    for part in levels.missing_parts(version):
        if part != "limits":
            vi, en = PARTS[part]
            place = "implementing_agency" if part == "agencies" else part
            yield _at(f"/{place}", contract.PART_MISSING.code, part_vi=vi, part_en=en)
    yield from _twice("cases", [case.key for case in version.cases])
    yield from _twice("papers", [paper.key for paper in version.papers])
    yield from _twice("forms", [form.key for form in version.forms])
    yield from _cases(version)
    yield from _ways(version)
    for at, fee in enumerate(version.fees):
        yield from _fee(f"/fees/{at}", fee)
    yield from _papers(version)
    for at, form in enumerate(version.forms):
        for fault in faults(form):
            yield _at(f"/forms/{at}", contract.FORM_UNSOUND.code, fault=fault)
    if version.code in version.related:
        yield _at("/related", contract.RELATED_TO_ITSELF.code)


def _twice(part: str, keys: Sequence[str]) -> Iterator[FieldProblem]:
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if key in seen:
            yield _at(f"/{part}/{at}/key", contract.KEY_TWICE.code, key=key)
        seen.add(key)


def _cases(version: ProcedureVersion) -> Iterator[FieldProblem]:
    known = {case.key for case in version.cases}
    parts: Mapping[str, Iterable[tuple[str, ...]]] = {
        "ways": (way.cases for way in version.ways),
        "fees": (fee.cases for fee in version.fees),
        "papers": (paper.cases for paper in version.papers),
        "forms": (form.cases for form in version.forms),
    }
    for part, used in parts.items():
        for at, cases in enumerate(used):
            for place, key in enumerate(cases):
                if key not in known:
                    yield _at(f"/{part}/{at}/cases/{place}", contract.CASE_NOT_LISTED.code, key=key)


def _ways(version: ProcedureVersion) -> Iterator[FieldProblem]:
    """In every case each channel has one way at most, or nobody could say which limit holds."""
    counted: Counter[tuple[str, str]] = Counter()
    for at, way in enumerate(version.ways):
        places = [(case, way.channel.value) for case in way.cases or ("",)]
        if any(counted[place] for place in places):
            yield _at(f"/ways/{at}", contract.WAY_TWICE.code, channel=way.channel.value)
        counted.update(places)


def _fee(pointer: str, fee: Fee) -> Iterator[FieldProblem]:
    has_price = fee.amount is not None or bool(fee.tiers)
    if has_price is not (fee.rule in (FeeRule.FIXED, FeeRule.PER_UNIT)):
        yield _at(f"{pointer}/amount", contract.FEE_PRICE_WRONG.code)
    if fee.amount is not None and fee.tiers:
        yield _at(f"{pointer}/tiers", contract.FEE_PRICE_WRONG.code)
    if (fee.foreign is not None) is not (fee.rule is FeeRule.FOREIGN_CURRENCY):
        yield _at(f"{pointer}/foreign", contract.FEE_PRICE_WRONG.code)
    if fee.rule is FeeRule.PER_UNIT and not fee.unit:
        yield _at(f"{pointer}/unit", "required")
    if not fee.basis:
        yield _at(f"{pointer}/basis", "required")
    if fee.valid_from and fee.valid_to and fee.valid_to <= fee.valid_from:
        yield _at(f"{pointer}/valid_to", contract.ENDS_BEFORE_IT_BEGINS.code)
    last = 0
    for at, tier in enumerate(fee.tiers):
        if tier.start != last + 1 or (tier.upto is not None and tier.upto < tier.start):
            yield _at(f"{pointer}/tiers/{at}", contract.TIERS_WRONG.code)
        last = tier.upto if tier.upto is not None else 2**31
    if fee.tiers and fee.tiers[-1].upto is not None:
        yield _at(f"{pointer}/tiers", contract.TIERS_WRONG.code)


def _papers(version: ProcedureVersion) -> Iterator[FieldProblem]:
    forms = {form.key for form in version.forms}
    for at, paper in enumerate(version.papers):
        if not paper.required and not paper.condition:
            yield _at(f"/papers/{at}/condition", "required")
        if not paper.originals and not paper.copies:
            yield _at(f"/papers/{at}/originals", contract.PAPER_WITHOUT_COPIES.code)
        if paper.form_key and paper.form_key not in forms:
            yield _at(f"/papers/{at}/form_key", contract.FORM_NOT_THERE.code, key=paper.form_key)


def _doubtful(version: ProcedureVersion) -> Iterator[FieldProblem]:
    for at, way in enumerate(version.ways):
        if way.limit is None:
            yield _at(f"/ways/{at}/limit", contract.LIMIT_MISSING.code)
    for at, fee in enumerate(version.fees):
        if fee.amount is not None and fee.amount < _LEAST_LIKELY_FEE:
            yield _at(f"/fees/{at}/amount", contract.FEE_DOUBTFUL.code, amount=fee.amount)
        if fee.kind is FeeKind.UNKNOWN:
            yield _at(f"/fees/{at}/kind", contract.FEE_KIND_OPEN.code)
    if not version.fees:
        yield _at("/fees", contract.FEES_NOT_SAID.code)
    if version.publication_decided_on is None:
        yield _at("/publication_decided_on", contract.DECISION_UNDATED.code)


def notice(version: ProcedureVersion, valid_from: dt.date) -> Iterator[FieldProblem]:
    """That the decision came less than the time before the version holds that the law asks for."""
    signed = version.publication_decided_on
    if signed is None:
        return
    rules = [rule for rule in read("publication-rules.json")["notice"] if rule["valid_from"] <= signed.isoformat()]
    if rules and (valid_from - signed).days < rules[-1]["days"]:
        yield FieldProblem(
            "/valid_from",
            contract.NOTICE_SHORT.code,
            {"days": rules[-1]["days"], "source": rules[-1]["source"], "signed": signed.isoformat()},
        )
