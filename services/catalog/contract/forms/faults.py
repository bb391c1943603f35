"""What is wrong with a form's description beyond what its records refuse: found when it is loaded, not when it is used.

A form without faults keeps the promises of the check: its conditions look only upwards, its paths exist, its patterns
mean the same to Python and to a browser and cannot run long.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from services.catalog.contract.forms.conditions import LARGEST
from services.catalog.contract.forms.description import Form, FormField
from services.catalog.contract.forms.plan import plan_of
from services.catalog.contract.forms.terms import AccountFact, FieldKind

_DAY: Final = dt.date(2026, 7, 1)
_OWN: Final = ("$today", "$case", "$channel")
_PATTERN: Final = re.compile(
    r"(?:[A-Za-z0-9 /_:,-]|\\[./()+-]|\[[A-Za-z0-9/ -]+\]|[(|)?]|\(\?:|\{[0-9]{1,2}(?:,[0-9]{1,2})?\})+"
)
_COMMON: Final = {
    "key", "kind", "vi", "en", "help_vi", "help_en", "number", "required", "required_if", "show",
}  # fmt: skip
_OWN_MEMBERS: Final[Mapping[FieldKind, set[str]]] = {
    FieldKind.TEXT: {"min", "max", "pattern", "pattern_vi", "pattern_en"},
    FieldKind.LONG_TEXT: {"min", "max"},
    FieldKind.NUMBER: {"low", "high", "decimals", "unit_vi", "unit_en"},
    FieldKind.MONEY: {"low", "high"},
    FieldKind.DATE: {"precision", "not_before", "not_after"},
    FieldKind.CHOICE: {"options", "options_from", "many"},
    FieldKind.PERSON: {
        "parts",
        "optional_parts",
        "papers_taken",
        "addresses",
        "precision",
        "not_before",
        "not_after",
        "prefill_sex",
    },
    FieldKind.ADDRESS: {"addresses"},
    FieldKind.TABLE: {"columns", "min_rows", "max_rows"},
    FieldKind.FILE: {"paper"},
}
_PREFILLED: Final = {
    FieldKind.PERSON: {AccountFact.PERSON},
    FieldKind.NAME: {AccountFact.FULL_NAME},
    FieldKind.TEXT: {AccountFact.FULL_NAME},
    FieldKind.DATE: {AccountFact.BIRTH_DATE},
    FieldKind.IDENTITY: {AccountFact.PERSONAL_NUMBER},
    FieldKind.PHONE: {AccountFact.PHONE},
    FieldKind.EMAIL: {AccountFact.EMAIL},
}


def members_of(kind: FieldKind) -> frozenset[str]:
    """The members that a field of this kind uses; all others do nothing for it, which is a fault."""
    filled = {"prefill", "locked"} if kind in _PREFILLED else set()
    return frozenset(_COMMON | _OWN_MEMBERS.get(kind, set()) | filled)


def faults(form: Form) -> tuple[str, ...]:
    """Sentences for who writes forms; empty if the form is sound."""
    found = []
    for section in form.sections:
        for field in section.fields:
            found += [f"{field.key}: {fault}" for fault in _of_field(field, inside=False)]
    found += _twice("section", (section.key for section in form.sections))
    found += _twice("field", (field.key for section in form.sections for field in section.fields))
    found += _twice("rule", (rule.key for rule in form.rules))
    if not found:
        found += _of_paths(plan_of(form, _DAY))
    return tuple(found)


def _twice(what: str, keys: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield f"{what} {key} is there twice"
        seen.add(key)


def _of_field(field: FormField, *, inside: bool) -> Iterator[str]:
    kind = field.kind
    fresh = FormField(key=field.key, kind=kind, vi=field.vi, en=field.en)
    allowed = members_of(kind)
    for name in FormField.__dataclass_fields__:
        if name not in allowed and getattr(field, name) != getattr(fresh, name):
            yield f"{name} does nothing for a field of kind {kind}"
    if field.prefill is not None and (inside or field.prefill not in _PREFILLED.get(kind, set())):
        yield f"it cannot be filled from {field.prefill} of an account"
    if field.prefill_sex is not None and field.prefill is None:
        yield "it is for one sex but nothing fills it"
    if field.locked and field.prefill is None:
        yield "it is locked but nothing fills it"
    if field.locked and field.required_if is not None:
        yield "what is locked is not required only at times"
    yield from _of_kind(field, inside)


def _of_kind(field: FormField, inside: bool) -> Iterator[str]:
    kind = field.kind
    if kind is FieldKind.CHOICE:
        if bool(field.options) == bool(field.options_from):
            yield "a choice has options of its own or a shared list"
        yield from _twice("option", (option.key for option in field.options))
    elif kind is FieldKind.PERSON:
        if not field.parts or not set(field.optional_parts) <= set(field.parts):
            yield "a person has parts, and those that may be left out are among them"
    elif kind is FieldKind.TABLE:
        if inside or not field.columns or field.min_rows > field.max_rows:
            yield "a table has columns, at least as many rows as it must, and stands in no other table"
        for column in field.columns:
            yield from (f"{column.key}: {fault}" for fault in _of_field(column, inside=True))
        yield from _twice("column", (column.key for column in field.columns))
    elif kind is FieldKind.FILE and (not field.paper or inside):
        yield "a file names its paper, and stands in no table"
    yield from _of_limits(field)


def _of_limits(field: FormField) -> Iterator[str]:
    if field.pattern:
        if not _PATTERN.fullmatch(field.pattern) or not _compiles(field.pattern):
            yield "its pattern is not in the small language: ASCII, classes, groups, alternatives, ? and {n,m}"
        if not field.pattern_vi or not field.pattern_en:
            yield "its pattern does not say in both languages what to write"
    limits = [limit for limit in (field.low, field.high) if limit is not None]
    if any(abs(limit) > LARGEST for limit in limits) or limits != sorted(limits):
        yield "its bounds are the wrong way round or beyond what is counted"


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _of_paths(plan: Mapping[str, Any]) -> Iterator[str]:
    """Conditions that name what is not there, or what stands below."""
    above: dict[str, Any] = {}
    for section in plan["sections"]:
        yield from _unknown(f"section {section['key']}", section.get("show"), above, None)
        for field in section["fields"]:
            yield from _of_inner(field["key"], field, above, None)
            above[field["key"]] = field
    for rule in plan["rules"]:
        here = above
        if "each" in rule:
            table = above.get(rule["each"], {})
            if table.get("kind") != "table":
                yield f"rule {rule['key']}: {rule['each']} is no table"
            here = {inner["key"]: inner for inner in table.get("fields", ())}
        for name in ("holds", "when"):
            yield from _unknown(f"rule {rule['key']}", rule.get(name), above, here)
        if not _exists(rule["at"], above, here):
            yield f"rule {rule['key']}: there is no field {rule['at']}"


def _of_inner(
    where: str, field: Mapping[str, Any], above: Mapping[str, Any], beside: Mapping[str, Any] | None
) -> Iterator[str]:
    for name in ("show", "required_if"):
        yield from _unknown(where, field.get(name), above, beside)
    for name in ("not_before", "not_after"):
        yield from _unknown(where, {"op": "le", "left": field[name]} if name in field else None, above, beside)
    here: dict[str, Any] = {}
    for inner in field.get("fields", ()):
        yield from _of_inner(f"{where}.{inner['key']}", inner, above, here)
        here[inner["key"]] = inner


def _unknown(
    where: str, condition: Mapping[str, Any] | None, above: Mapping[str, Any], here: Mapping[str, Any] | None
) -> Iterator[str]:
    if condition is None:
        return
    op, parts = condition["op"], condition.get("of", ())
    if op in ("all", "any", "not"):
        if not parts or (op == "not" and len(parts) != 1):
            yield f"{where}: {op} of {len(parts)} conditions"
        for part in parts:
            yield from _unknown(where, part, above, here)
        return
    paths = [condition["field"]] if "field" in condition else []
    for side in ("left", "right"):
        said = condition.get(side, {})
        kinds = [name for name in ("field", "number", "date", "text") if name in said]
        if said and len(kinds) != 1:
            yield f"{where}: a term is one of field, number, date, text"
        if abs(said.get("number", 0)) > LARGEST:
            yield f"{where}: {said['number']} is more than is counted"
        paths += [said["field"]] if "field" in said else []
    if op in ("given", "in") and not paths:
        yield f"{where}: {op} needs a field"
    for path in paths:
        if not _exists(path, above, here):
            yield f"{where}: nothing above it is called {path}"


def _exists(path: str, above: Mapping[str, Any], here: Mapping[str, Any] | None) -> bool:
    if path in _OWN:
        return True
    steps = path.split(".")
    known: Mapping[str, Any] = above
    if steps[0] == "$here":
        if here is None:
            return False
        known, steps = here, steps[1:]
    for step in steps:
        if step not in known:
            return False
        known = {inner["key"]: inner for inner in known[step].get("fields", ())}
    return True
