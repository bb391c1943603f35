"""Imports records into the catalogue: the national database's, and the catalogue's own open data.

Guarantees: what is published in a batch is one transaction, events included; a process killed at any instruction leaves
whole batches, and a second run goes on where it ended, since what is published already, by its content hash, is left
alone. A version that somebody else edited is never followed by an imported one. The same file always gives the same
content: of records with one code the first counts. Memory holds one batch, whatever the size of the file.
"""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from chassis.callers import system
from chassis.errors import Invalid
from chassis.records import load
from chassis.storage import Storage, Work
from services.catalog import offers_store, store
from services.catalog.contract import Agency, Field, LifeEvent, Offer, ProcedureVersion
from services.catalog.domain.national.record import Read, read_record
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers import publishing
from services.catalog.record_file import Entry
from services.catalog.standing import Standing, standing_of

IMPORT_EDITOR = "system.catalog-import"
"""Who edited what was imported: nobody read it before it was published, and its provenance says so."""
BATCH = 100


class Outcome(enum.StrEnum):
    """What became of a record."""

    NEW = "new"
    NEW_VERSION = "new-version"
    UNCHANGED = "unchanged"
    KEPT_OURS = "kept-ours"
    REPEATED = "repeated"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(slots=True)
class Line:
    """One record of the report. ``doubts`` are fields that were left open, with why."""

    place: int
    outcome: Outcome
    kind: str = "procedure"
    code: str = ""
    name: str = ""
    version: int | None = None
    content_hash: str = ""
    reason: str = ""
    doubts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Candidate:
    """A record that was understood. ``exact``: it is of our own open data and has its hash already."""

    line: Line
    version: ProcedureVersion
    exact: bool = False


def import_records(
    storage: Storage,
    found: Iterable[Entry],
    *,
    retrieved_on: dt.date | None = None,
    batch: int = BATCH,
    after_batch: Callable[[], None] = lambda: None,
) -> Iterator[Line]:
    """Import all entries; gives a line for each, in order, when its batch is committed."""
    seen: dict[str, int] = {}
    waiting: list[_Candidate | Line] = []
    day = (retrieved_on or day_in_vietnam(dt.datetime.now(dt.UTC))).isoformat()
    for entry in found:
        if isinstance(entry.value, dict) and entry.value.get("type") == "about":
            continue  # Says what our own open data is, and is no record of it.
        if entry.section in ("field", "life-event", "agency"):
            yield from _committed(storage, waiting, after_batch)
            waiting = []
            yield _import_list_entry(storage, entry)
            continue
        waiting.append(_candidate(entry, day, seen))
        if len(waiting) >= batch:
            yield from _committed(storage, waiting, after_batch)
            waiting = []
    yield from _committed(storage, waiting, after_batch)


def _candidate(entry: Entry, day: str, seen: dict[str, int]) -> _Candidate | Line:
    """The record as a version to publish, or the line that says why it is none."""
    if entry.broken:
        return Line(entry.place, Outcome.REFUSED, reason=entry.broken)
    if entry.section == "unit":
        return Line(entry.place, Outcome.UNCHANGED, "unit", code=str(entry.value.get("code", ""))[:10])
    if isinstance(entry.value, dict) and {"code", "content_hash", "provenance"} <= set(entry.value):
        return _own(entry, seen)
    read = read_record(entry.value, day)
    line = Line(entry.place, Outcome.REFUSED, code=read.code, reason=read.refused)
    if read.refused:
        return line
    return _checked(line, read, seen)


def _checked(line: Line, read: Read, seen: dict[str, int]) -> _Candidate | Line:
    line.name = str(read.content["name"])
    line.doubts = [(doubt.field, doubt.text) for doubt in read.doubts]
    if read.code in seen:
        line.outcome, line.reason = Outcome.REPEATED, f"Mã này đã có ở bản ghi thứ {seen[read.code]}; bản đầu được giữ"
        return line
    seen[read.code] = line.place
    try:
        version = load(ProcedureVersion, read.content | _UNPUBLISHED)
    except Invalid as wrong:
        line.reason = _faults(wrong)
        return line
    return _Candidate(line, version)


_UNPUBLISHED = {
    "version": 1,
    "content_hash": "0" * 64,
    "valid_from": "2025-07-01",
    "published_at": "2025-07-01T00:00:00Z",
}
"""What publishing fills in."""


def _own(entry: Entry, seen: dict[str, int]) -> _Candidate | Line:
    plain = {key: value for key, value in entry.value.items() if key != "type"}
    line = Line(entry.place, Outcome.REFUSED, code=str(plain["code"])[:20], name=str(plain.get("name", ""))[:200])
    try:
        version = load(ProcedureVersion, plain)
    except Invalid as wrong:
        line.reason = _faults(wrong)
        return line
    if publishing.hash_of(version) != version.content_hash:
        line.reason = "Nội dung không khớp với content_hash của nó"
        return line
    if version.withdrawn_at is not None:
        line.outcome, line.reason = Outcome.WITHDRAWN, "Phiên bản đã bị bãi bỏ ở nơi xuất"
        return line
    seen.setdefault(version.code, line.place)
    return _Candidate(line, version, exact=True)


def _committed(storage: Storage, waiting: list[_Candidate | Line], after_batch: Callable[[], None]) -> Iterator[Line]:
    candidates = [one for one in waiting if isinstance(one, _Candidate)]
    if candidates:
        with storage.work(system("catalog-import")) as work:
            store.lock_revision(work.db)
            known = standing_of(work.db, [one.version.code for one in candidates])
            changed = [_publish(work, one, known) for one in candidates]
            if any(changed):
                publishing.count_on(work)
        if any(changed):
            after_batch()
    for one in waiting:
        yield one.line if isinstance(one, _Candidate) else one


def _publish(work: Work, one: _Candidate, known: dict[str, Standing]) -> bool:
    """Publish a candidate unless it is known or not ours to change; says whether it was published."""
    line, standing = one.line, known.get(one.version.code)
    version = one.version if one.exact else _fitted(work.db, one.version)
    if standing is not None:
        line.version = standing.version
        compared = version if one.exact else _as_of(version, standing)
        line.content_hash = publishing.hash_of(compared)
        if line.content_hash in (standing.hashes if one.exact else {standing.content_hash}):
            line.outcome = Outcome.UNCHANGED
            return False
        if standing.edited_by != IMPORT_EDITOR or standing.withdrawn:
            line.outcome = Outcome.KEPT_OURS
            line.reason = "Đã bị bãi bỏ tại đây" if standing.withdrawn else f"Bản do {standing.edited_by} biên tập"
            return False
    offers = store.offers_of(work.db, version.code)
    if one.exact:
        offers = offers_store.with_own(work.db, version.code, _possible(work.db, version.offers))
    if not one.exact:
        version = replace(version, valid_from=day_in_vietnam(work.now))
    store.keep_fields(work.db, [{"key": version.field, "name": version.field_name}])
    if one.exact and version.valid_to is not None and version.valid_to <= day_in_vietnam(work.now):
        return _past(work, line, version, standing, known)
    published = publishing.publish_version(
        work, replace(version, offers=offers), editor=IMPORT_EDITOR, reviewer=IMPORT_EDITOR
    )
    line.outcome = Outcome.NEW if standing is None else Outcome.NEW_VERSION
    line.version, line.content_hash = published.version, published.content_hash
    known[version.code] = Standing.after(published, IMPORT_EDITOR, standing)
    return True


def _past(
    work: Work, line: Line, version: ProcedureVersion, standing: Standing | None, known: dict[str, Standing]
) -> bool:
    """Keep a version that had ended where it was exported, with the days on which it held."""
    kept = publishing.record_past(work, version, editor=IMPORT_EDITOR, reviewer=IMPORT_EDITOR)
    if kept is None:
        line.outcome, line.reason = Outcome.KEPT_OURS, "Đã có phiên bản khác cho những ngày này"
        return False
    line.outcome = Outcome.NEW if standing is None else Outcome.NEW_VERSION
    line.version, line.content_hash = kept.version, kept.content_hash
    if standing is None:
        known[version.code] = Standing.after(kept, IMPORT_EDITOR, None)
    else:
        known[version.code] = replace(standing, hashes=standing.hashes | {kept.content_hash})
    return True


def _fitted(db: sa.Connection, version: ProcedureVersion) -> ProcedureVersion:
    """With the name that its field has here already; names that differ by accents or capitals are one field."""
    named = store.field_name(db, version.field)
    return version if named is None else replace(version, field_name=named)


def _as_of(version: ProcedureVersion, standing: Standing) -> ProcedureVersion:
    """As read on the day of what stands: the day of an import alone makes no new version."""
    if not standing.retrieved_on:
        return version
    day = dt.date.fromisoformat(standing.retrieved_on)
    return replace(version, provenance=replace(version.provenance, retrieved_on=day))


def _possible(db: sa.Connection, offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The offers of agencies that are there."""
    known = store.agency_hashes(db) if offers else {}
    return tuple(offer for offer in offers if offer.agency_code in known)


def _import_list_entry(storage: Storage, entry: Entry) -> Line:
    """A field, life event or agency of our own open data; what is there already stays as it is."""
    plain: dict[str, Any] = dict(entry.value) if isinstance(entry.value, dict) else {}
    plain.pop("type", None)
    line = Line(entry.place, Outcome.UNCHANGED, entry.section, code=str(plain.get("code") or plain.get("key") or ""))
    line.name = str(plain.get("name", ""))[:200]
    try:
        one: Agency | Field | LifeEvent = load(_LISTS[entry.section], plain)
    except Invalid as wrong:
        line.outcome, line.reason = Outcome.REFUSED, _faults(wrong)
        return line
    with storage.work(system("catalog-import")) as work:
        store.lock_revision(work.db)
        if _keep(work, one):
            publishing.count_on(work)
            line.outcome = Outcome.NEW
    return line


_LISTS: dict[str, type] = {"agency": Agency, "field": Field, "life-event": LifeEvent}


def _keep(work: Work, one: Agency | Field | LifeEvent) -> bool:
    if isinstance(one, Agency):
        known = one.code in store.agency_hashes(work.db)
        return not known and publishing.publish_agency(work, one, None)
    if isinstance(one, Field):
        return store.field_name(work.db, one.key) is None and bool(
            store.keep_fields(work.db, [{"key": one.key, "name": one.name}])
        )
    groups = store.all_life_events(work.db)
    if any(row.key == one.key or (row.tab, row.position) == (one.tab.value, one.position) for row in groups):
        return False
    names = ("key", "tab", "position", "name", "name_en")
    return bool(store.keep_life_events(work.db, [{name: getattr(one, name) for name in names}]))


def _faults(wrong: Invalid) -> str:
    return "; ".join(f"{problem.pointer}: {problem.code}" for problem in wrong.problems)[:1000]
