"""What an account fills in: the same for the page that shows it and for the server that has the last word.

Facts of an account are the parts of a person (`PersonPart`) as far as they are known, in normal form: ``full_name``,
``birth_date``, ``sex``, ``identity`` with ``kind`` and ``number``, ``personal_number``, ``phone``, ``email``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.catalog.contract.forms.identity import read_personal_number
from services.catalog.contract.forms.plan import Plan

_VERIFIED: Final = ("full_name", "birth_date", "sex", "identity", "personal_number")
"""Facts that registration verified; telephone and e-mail are what somebody wants to be reached by."""


def facts_of(kind: str, number: str, **known: Any) -> dict[str, Any]:
    """Facts of a person with an identity paper; what is None is not known. A masked number tells nothing of its own."""
    facts = {name: value for name, value in known.items() if value}
    if number:
        facts["identity"] = {"kind": kind, "number": number}
        if kind == "cccd":
            facts["personal_number"] = number
            if number.isdigit():
                facts["sex"] = read_personal_number(number).sex
    return facts


def prefilled(plan: Plan, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that an account can give by itself."""
    return {key: value for key, value, _ in _fillings(plan, facts)}


def locked(plan: Plan, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Pointers of what the server fills in itself."""
    return tuple(
        pointer
        for key, value, verified in _fillings(plan, facts)
        for pointer in _pointers(f"/{key}", {name: value[name] for name in verified} if verified else value)
        if verified is not None
    )


def overlay(plan: Plan, answers: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with what is locked set from the account, whatever was sent there."""
    made = dict(answers)
    for key, value, verified in _fillings(plan, facts):
        if verified is None:
            continue
        if not isinstance(value, Mapping):
            made[key] = value
            continue
        given = made.get(key)
        person = dict(given) if isinstance(given, Mapping) else {}
        for name in verified:
            before = person.get(name)
            inner = dict(before) if isinstance(before, Mapping) and name == "identity" else {}
            person[name] = inner | value[name] if name == "identity" else value[name]
        made[key] = person
    return made


def _fillings(plan: Plan, facts: Mapping[str, Any]) -> Iterator[tuple[str, Any, tuple[str, ...] | None]]:
    """For each field that is filled: its value, and which parts are locked (none: all of it; None: nothing)."""
    for section in plan["sections"]:
        for field in section["fields"]:
            wanted = field.get("prefill")
            if "prefill_sex" in field and facts.get("sex") != field["prefill_sex"]:
                continue
            if wanted == "person":
                value = {inner["key"]: facts[inner["key"]] for inner in field["fields"] if _fits(inner, facts)}
                if value:
                    verified = tuple(name for name in value if name in _VERIFIED)
                    yield field["key"], value, verified if field.get("locked") and verified else None
            elif wanted in facts:
                yield field["key"], facts[wanted], () if field.get("locked") and wanted in _VERIFIED else None


def _fits(part: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    if part["key"] != "identity" or "identity" not in facts:
        return part["key"] in facts
    kind = next(inner for inner in part["fields"] if inner["key"] == "kind")
    return facts["identity"]["kind"] in [option["key"] for option in kind["options"]]


def _pointers(pointer: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pointers(f"{pointer}/{key}", inner)
    else:
        yield pointer
