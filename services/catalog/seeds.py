"""Reads the catalogue that is shipped: files a person can review, checked as strictly as what comes over the wire.

A procedure's file holds what `ProcedureVersion` holds, without what publishing adds, and without what has its default;
its ``forms`` are names of files in ``forms/``, since several procedures may share a form.
A file of offers says for one agency and desk, by one scheme, from one day, how each procedure is provided.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from chassis.errors import Invalid
from chassis.records import load
from services.catalog import store
from services.catalog.contract import Agency, Offer, ProcedureVersion
from services.catalog.contract.forms import Form, faults
from services.catalog.domain.service_level import Choice, contradictions, terms_of
from services.catalog.legal_data import level_rules, read

DATA = "services.catalog.data"
_CHOICES = ("pays_online", "returns_online", "returns_by_post", "returns_at_desk")


class SeedWrong(Exception):
    """A shipped file contradicts itself or another; the text says which and how."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """Everything that is shipped. Of the procedures, what publishing adds is filled with placeholders."""

    fields: tuple[dict[str, Any], ...]
    life_events: tuple[dict[str, Any], ...]
    agencies: tuple[Agency, ...]
    procedures: tuple[ProcedureVersion, ...]


def digest() -> str:
    """SHA-256 over the names and bytes of all files: the same if and only if nothing that is shipped changed."""
    found = hashlib.sha256()
    for path, file in _files(resources.files(DATA), ""):
        found.update(path.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _files(directory: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(directory.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".json"):
            yield prefix + entry.name, entry


def read_seeds() -> Seeds:
    """Everything, checked; raises `SeedWrong` or, for agencies, `Invalid`."""
    fields = tuple(read("fields.json")["fields"])
    names = {field["key"]: field["name"] for field in fields}
    offers = _offers()
    forms = _forms()
    procedures = []
    for path, file in _files(resources.files(DATA) / "procedures", "procedures/"):
        plain = json.loads(file.read_text(encoding="utf-8"))
        if plain["field"] not in names:
            raise SeedWrong(f"{path}: there is no field {plain['field']}")
        try:
            version = _procedure(plain | {"forms": []}, names[plain["field"]], offers.pop(plain["code"], []))
        except Invalid as wrong:
            raise SeedWrong(f"{path}: {_told(wrong)}") from None
        procedures.append(_with_forms(path, version, plain.get("forms", []), forms))
    if offers:
        raise SeedWrong(f"offers name procedures that are not shipped: {', '.join(sorted(offers))}")
    return Seeds(fields, tuple(_life_events()), tuple(_agencies()), tuple(procedures))


def _procedure(plain: dict[str, Any], field_name: str, offers: list[dict[str, Any]]) -> ProcedureVersion:
    unpublished = {"version": 1, "content_hash": "0" * 64, "published_at": "2026-07-20T00:00:00Z"}
    version = load(ProcedureVersion, plain | unpublished | {"field_name": field_name, "offers": []})
    made = tuple(load(Offer, offer) for offer in offers)
    for offer in made:
        _check_level(version, offer)
    return replace(version, offers=store.in_order(made))


def _told(wrong: Invalid) -> str:
    return ", ".join(f"{problem.pointer} {problem.code}" for problem in wrong.problems)


def _forms() -> dict[str, Form]:
    """The shipped forms by their keys, which are the names of their files."""
    found = {}
    for path, file in _files(resources.files(DATA) / "forms", "forms/"):
        try:
            form = load(Form, json.loads(file.read_text(encoding="utf-8")))
        except Invalid as wrong:
            raise SeedWrong(f"{path}: {_told(wrong)}") from None
        if path != f"forms/{form.key}.json":
            raise SeedWrong(f"{path}: its key is {form.key}")
        if wrong_with := faults(form):
            raise SeedWrong(f"{path}: {'; '.join(wrong_with)}")
        found[form.key] = form
    return found


def _with_forms(path: str, version: ProcedureVersion, keys: list[str], known: dict[str, Form]) -> ProcedureVersion:
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise SeedWrong(f"{path}: there is no form {', '.join(unknown)}")
    loose = [paper.key for paper in version.papers if paper.form_key and paper.form_key not in keys]
    if loose:
        raise SeedWrong(f"{path}: papers point to forms that the procedure does not have: {', '.join(loose)}")
    return replace(version, forms=tuple(known[key] for key in keys))


def _check_level(version: ProcedureVersion, offer: Offer) -> None:
    rule = level_rules()[offer.scheme.value, offer.level.value]
    wrong = contradictions(
        rule,
        has_online_way=any(way.channel == "online" for way in version.ways),
        exceptions=[exception.reason.value for exception in version.online_exceptions],
    )
    if wrong:
        raise SeedWrong(f"{offer.agency_code} offers {version.code} at level {offer.level}, but {'; '.join(wrong)}")


def _life_events() -> Iterator[dict[str, Any]]:
    positions: dict[str, int] = defaultdict(int)
    for group in read("life_events.json")["life_events"]:
        positions[group["tab"]] += 1
        yield group | {"position": positions[group["tab"]]}


def _agencies() -> Iterator[Agency]:
    data = read("agencies.json")
    for entry in data["agencies"]:
        hours = data["hours"][entry["hours"]] if "hours" in entry else []
        yield load(Agency, entry | {"hours": hours, "source": data["source"]})


def _offers() -> dict[str, list[dict[str, Any]]]:
    """The offers by procedure, by agency and day."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for _, file in _files(resources.files(DATA) / "offers", "offers/"):
        data = json.loads(file.read_text(encoding="utf-8"))
        for entry in data["offers"]:
            found[entry["procedure"]].append(_offer(data, entry))
    return dict(found)


def _offer(data: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    scheme = entry.get("scheme", data["scheme"])
    choice = Choice(
        **{name: entry[name] for name in _CHOICES if name in entry},
        reason=entry.get("partial_reason", ""),
        reason_note=entry.get("partial_note", ""),
    )
    terms = terms_of(level_rules()[scheme, entry["level"]], choice)
    return {
        "agency_code": data["agency"],
        "desk_code": data["desk"],
        "scheme": scheme,
        "level": entry["level"],
        "files_online": terms.files_online,
        "pays_online": terms.pays_online,
        "returns_online": terms.returns_online,
        "returns_by_post": terms.returns_by_post,
        "returns_at_desk": terms.returns_at_desk,
        "partial_reason": choice.reason or None,
        "partial_note": choice.reason_note,
        "valid_from": entry.get("valid_from", data["valid_from"]),
        "valid_to": entry.get("valid_to"),
        "explanation_vi": terms.explanation_vi,
        "explanation_en": terms.explanation_en,
        "source": data["source"],
    }
