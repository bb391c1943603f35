"""A form's plan: the one JSON value that the check in Python and the check in the browser both interpret.

It is the description with everything that a reader would have to know written out: persons and addresses as groups of
plain fields, shared lists, number forms and sentences. A plan is made from a form and a day alone, and equal forms have
equal plans. What is empty or false is left out of it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from chassis.records import dump
from services.catalog.contract.forms import known
from services.catalog.contract.forms.description import Form, FormField, Section
from services.catalog.contract.forms.terms import AddressWay, FieldKind, IdentityPaper, PersonPart, Precision

Plan = Mapping[str, Any]

TEXT_MAX = {FieldKind.TEXT: 200, FieldKind.LONG_TEXT: 2_000}
OLDEST_YEARS = 150
"""No date of birth lies further back."""
_TODAY = {"field": "$today"}
_MOST_KEPT = 200
_kept: dict[tuple[str, str, dt.date], Plan] = {}
_PAPERS = (IdentityPaper.CCCD, IdentityPaper.CMND, IdentityPaper.PASSPORT)


def plan_of(form: Form, day: dt.date) -> dict[str, Any]:
    """The plan of a form on a day (which decides only the codes of places of birth registration)."""
    sections = [_section(section) for section in form.sections]
    places = known.birth_place_codes(day)
    return {
        "key": form.key,
        "vi": form.vi,
        "en": form.en,
        "sections": sections,
        "rules": [_sparse(rule) for rule in dump(form)["rules"]],
        "lists": {name: known.options_of(name) for name in sorted(_lists_in(sections))},
        "formats": known.formats(),
        "sentences": known.sentences(),
        "birth_places": {"provinces": sorted(places["codes"]), "first_country": places["first_country_code"]},
    }


def kept_plan(content_hash: str, form: Form, day: dt.date) -> Plan:
    """The plan of a form of the version with this hash: made once in a process for a day, and not to be changed."""
    key = (content_hash, form.key, day)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = plan_of(form, day)
    return found


def _section(section: Section) -> dict[str, Any]:
    plain = dump(section)
    head = {name: plain[name] for name in ("key", "vi", "en", "help_vi", "help_en", "show")}
    return _sparse(head) | {"fields": [_field(field) for field in section.fields]}


def _sparse(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty; of conditions and terms too, all the way down."""
    found = {}
    for name, value in plain.items():
        inner = value
        if isinstance(value, Mapping):
            inner = _sparse(value)
        elif isinstance(value, (list, tuple)):
            inner = [_sparse(item) if isinstance(item, Mapping) else item for item in value]
        # A number of nought is a number in a term, and "not moved" everywhere else.
        if inner in (None, "", [], {}, False) and not (inner == 0 and inner is not False and name in ("number", "low")):
            continue
        if name == "take" and inner == "value":
            continue
        found[name] = inner
    return found


def _common(field: FormField) -> dict[str, Any]:
    plain = dump(field)
    names = (
        "key", "vi", "en", "help_vi", "help_en", "number", "required", "required_if", "show", "prefill", "prefill_sex",
        "locked",
    )  # fmt: skip
    return _sparse({name: plain[name] for name in names})


def _field(field: FormField) -> dict[str, Any]:
    plain = dump(field)
    made = _common(field) | {"kind": field.kind.value}
    kind = field.kind
    if kind in TEXT_MAX:
        made["max"] = field.max or TEXT_MAX[kind]
        made |= _sparse({name: plain[name] for name in ("min", "pattern", "pattern_vi", "pattern_en")})
    elif kind in (FieldKind.NUMBER, FieldKind.MONEY):
        made |= {name: plain[name] for name in ("low", "high") if plain[name] is not None}
        made |= _sparse({name: plain[name] for name in ("decimals", "unit_vi", "unit_en")})
    elif kind is FieldKind.DATE:
        made |= _date(field)
    elif kind is FieldKind.CHOICE:
        made |= _sparse({name: plain[name] for name in ("options", "options_from", "many")})
    elif kind is FieldKind.PERSON:
        made |= {"kind": "group", "what": "person", "fields": _person(field)}
    elif kind is FieldKind.ADDRESS:
        made |= {"kind": "group", "what": "address", "fields": _address(field.addresses)}
    elif kind is FieldKind.TABLE:
        made |= {"fields": [_field(column) for column in field.columns], "max_rows": field.max_rows}
        made |= _sparse({"min_rows": field.min_rows})
    elif kind is FieldKind.FILE:
        made["paper"] = field.paper
    return made


def _date(field: FormField) -> dict[str, Any]:
    plain = dump(field)
    made = _sparse({name: plain[name] for name in ("not_before", "not_after")})
    return made if field.precision is Precision.DAY else made | {"precision": field.precision.value}


def _person(field: FormField) -> list[dict[str, Any]]:
    found = []
    for part in (part for part in PersonPart if part in field.parts):
        made: dict[str, Any] = {"key": part.value, **known.parts_of("person")[part.value]}
        if part not in field.optional_parts:
            made["required"] = True
        if part is PersonPart.BIRTH_DATE:
            made |= {"not_before": {**_TODAY, "years": -OLDEST_YEARS}, "not_after": _TODAY} | _date(field)
        elif part is PersonPart.IDENTITY:
            made["fields"] = _identity(field.papers_taken or _PAPERS)
        elif part is PersonPart.RESIDENCE:
            made |= {"kind": "group", "what": "address", "fields": _address(field.addresses)}
        found.append(made)
    return found


def _identity(taken: Iterable[IdentityPaper]) -> list[dict[str, Any]]:
    parts = known.parts_of("identity")
    kind = _narrowed({"key": "kind", **parts["kind"], "required": True}, [paper.value for paper in taken])
    return [
        kind,
        {"key": "number", **parts["number"], "required": True},
        {"key": "issued_on", **parts["issued_on"], "not_after": _TODAY},
        {"key": "issued_by", **parts["issued_by"], "max": TEXT_MAX[FieldKind.TEXT]},
    ]


def _address(ways: tuple[AddressWay, ...]) -> list[dict[str, Any]]:
    allowed = [way.value for way in AddressWay if way in (ways or (AddressWay.CURRENT,))]
    parts = known.parts_of("address")
    found = [_narrowed({"key": "way", **parts["way"], "required": True}, allowed)]

    def add(key: str, *when: str, required: bool = True, **more: Any) -> None:
        fitting = [way for way in when if way in allowed]
        if fitting:
            made = {"key": key, **parts[key], **more}
            if required:
                made["required"] = True
            if len(fitting) < len(allowed):
                made["show"] = {"op": "in", "field": "$here.way", "values": fitting}
            found.append(made)

    add("province", "current")
    add("commune", "current")
    add("street", "current", required=False, max=200)
    add("country", "foreign")
    add("text", "old", "foreign", max=300)
    return found


def _narrowed(choice: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    """A choice of some of its options; where only one is left it is fixed: filled in by itself, and asked of nobody."""
    made = choice | {"options": [option for option in choice["options"] if option["key"] in keys]}
    return made | {"fixed": keys[0]} if len(keys) == 1 else made


def _lists_in(fields: Iterable[Mapping[str, Any]]) -> set[str]:
    found = set()
    for field in fields:
        if "options_from" in field:
            found.add(str(field["options_from"]))
        found |= _lists_in(field.get("fields", ()))
    return found
