"""Reads the catalogue that is shipped: files a person can review, checked as strictly as what comes over the wire.

A procedure's file holds what `ProcedureVersion` holds, without what publishing adds, and without what has its default;
its ``forms`` are names of files in ``forms/``, since several procedures may share a form.
A file in ``history/`` holds versions of the past of one procedure, oldest first, each with both its days. What sorts a
procedure (field, tabs, life events, keywords) is that of today, unless it says otherwise; the head of a form may be
another one than today's (``form_heads``).
A file of offers says for one agency and desk, by one scheme, from one day, how each procedure is provided. An offer
that claims more than the record bears is refused; the level ``highest`` stands for the most that the record bears.
"""

import datetime as dt
import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from chassis.errors import Invalid
from chassis.records import dump, load
from services.catalog import legal_data, levels, store
from services.catalog.contract import Agency, Offer, ProcedureVersion
from services.catalog.contract.forms import Form, faults
from services.catalog.domain import derivation
from services.catalog.domain.derivation import Claim
from services.catalog.domain.service_level import Choice, fitted
from services.catalog.domain.validity import Interval
from services.catalog.legal_data import read

DATA = "services.catalog.data"
HIGHEST = "highest"
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
    history: tuple[ProcedureVersion, ...] = ()


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
    history = _History(_past(), names, forms)
    for path, file in _files(resources.files(DATA) / "procedures", "procedures/"):
        plain = json.loads(file.read_text(encoding="utf-8"))
        if plain["field"] not in names:
            raise SeedWrong(f"{path}: there is no field {plain['field']}")
        try:
            version = _procedure(path, plain, names[plain["field"]], forms)
        except Invalid as wrong:
            raise SeedWrong(f"{path}: {_told(wrong)}") from None
        history.read(plain, version)
        made = (_offer(history.versions[version.code], **asked) for asked in offers.pop(version.code, []))
        procedures.append(replace(version, offers=store.in_order(made)))
    if unknown := sorted({*offers, *history.left()}):
        raise SeedWrong(f"offers or history name procedures that are not shipped: {', '.join(unknown)}")
    return Seeds(fields, tuple(_life_events()), tuple(_agencies()), tuple(procedures), history.past())


_SORTING = ("field", "tabs", "life_events", "keywords", "procedure_type", "former_codes")


@dataclass
class _History:
    """The versions of each procedure by the days they held; filled as the procedures of today are read."""

    files: dict[str, dict[str, Any]]
    names: dict[str, str]
    forms: dict[str, Form]
    versions: dict[str, list[ProcedureVersion]] = field(default_factory=dict)

    def read(self, plain: dict[str, Any], current: ProcedureVersion) -> None:
        found = []
        for entry in self.files.pop(current.code, {}).get("versions", []):
            path = f"history/{current.code}.json, {entry.get('valid_from')}"
            sorting = {name: plain[name] for name in _SORTING if name in plain}
            whole = {"code": current.code, **sorting, **entry}
            heads = whole.pop("form_heads", {})
            try:
                version = _procedure(path, whole, self.names[whole["field"]], self.forms)
            except Invalid as wrong:
                raise SeedWrong(f"{path}: {_told(wrong)}") from None
            changed = tuple(load(Form, dump(form) | heads.get(form.key, {})) for form in version.forms)
            found.append(replace(version, forms=changed))
        days = [Interval(one.valid_from, one.valid_to) for one in (*found, current)]
        for before, after in itertools.pairwise(days):
            if before.valid_to is None or before.valid_to > after.valid_from or before.valid_to <= before.valid_from:
                raise SeedWrong(f"history/{current.code}.json: versions must end before the next begins")
        self.versions[current.code] = [*found, current]

    def left(self) -> list[str]:
        """Codes of files for which there is no procedure."""
        return list(self.files)

    def past(self) -> tuple[ProcedureVersion, ...]:
        """Everything but the versions of today."""
        return tuple(version for versions in self.versions.values() for version in versions[:-1])


def _past() -> dict[str, dict[str, Any]]:
    found = {}
    for path, file in _files(resources.files(DATA) / "history", "history/"):
        data = json.loads(file.read_text(encoding="utf-8"))
        if path != f"history/{data['code']}.json":
            raise SeedWrong(f"{path}: its code is {data['code']}")
        found[data["code"]] = data
    return found


def _procedure(path: str, plain: dict[str, Any], field_name: str, forms: dict[str, Form]) -> ProcedureVersion:
    unpublished = {"version": 1, "content_hash": "0" * 64, "published_at": "2026-07-20T00:00:00Z"}
    version = load(ProcedureVersion, plain | unpublished | {"field_name": field_name, "forms": [], "offers": []})
    return _with_forms(path, version, plain.get("forms", []), forms)


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
    """What the files of offers ask for, by procedure."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for _, file in _files(resources.files(DATA) / "offers", "offers/"):
        data = json.loads(file.read_text(encoding="utf-8"))
        for entry in data["offers"]:
            found[entry["procedure"]].append({"data": data, "entry": entry})
    return dict(found)


def _offer(versions: list[ProcedureVersion], data: dict[str, Any], entry: dict[str, Any]) -> Offer:
    """What an agency claims, checked against the record of its first day; `HIGHEST` claims what that bears."""
    code = versions[-1].code
    first_day = dt.date.fromisoformat(entry.get("valid_from", data["valid_from"]))
    version = next((one for one in versions if Interval(one.valid_from, one.valid_to).holds(first_day)), None)
    if version is None:
        raise SeedWrong(f"{data['agency']} offers {code} from {first_day} on, of which nothing is recorded")
    facts = levels.facts_of(version)
    scheme = legal_data.scheme(entry.get("scheme", data["scheme"]))
    choice = Choice(
        **{name: entry[name] for name in _CHOICES if name in entry},
        reason=entry.get("partial_reason", ""),
        reason_note=entry.get("partial_note", ""),
    )
    claim = Claim(scheme.id, entry["level"], choice)
    if entry["level"] == HIGHEST:
        # The highest level is claimed and taken down to what the record bears, with the reason that follows from it.
        wished = Claim(scheme.id, scheme.levels[-1].level, Choice(returns_online=True, returns_at_desk=True))
        found = derivation.derive(legal_data.schemes(), scheme, facts, wished)
        given = Choice(
            pays_online=found.terms.pays_online,
            returns_online=found.terms.returns_online,
            returns_at_desk=True,
            reason=found.partial_reason,
            reason_note=found.partial_note,
        )
        claim = Claim(scheme.id, found.rule.level, fitted(found.rule, given, owes=facts.owes))
    wrong = derivation.faults(scheme, facts, claim)
    if not scheme.holds(first_day):
        wrong = [derivation.Reason("other-scheme", "", f"{scheme.id} does not hold on {first_day}")]
    if wrong:
        why = "; ".join(reason.en for reason in wrong)
        raise SeedWrong(f"{data['agency']} offers {code} at level {entry['level']}, but {why}")
    return levels.claimed(
        claim,
        facts,
        agency_code=data["agency"],
        desk_code=data["desk"],
        valid_from=first_day,
        valid_to=dt.date.fromisoformat(ends) if (ends := entry.get("valid_to", data.get("valid_to"))) else None,
        source=data["source"],
    )
