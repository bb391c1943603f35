"""The published catalogue of a day, held in memory by each process: what lists and searches are answered from.

Guarantees: a snapshot is that of one revision and one day in Vietnam; what is published is read in one transaction, and
what versions say, which never changes, in pieces after it. Before each answer the revision is looked up. One green
thread builds, from the snapshot before it and what changed since, and lets the others work in between; who asks
meanwhile waits for it a moment (`PATIENCE`) and is then answered from the snapshot before, whose revision the answer
names. Only where there is none yet, all wait. A build that fails is tried again by the next who asks.
"""

import datetime as dt
import itertools
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.logs import get_log
from chassis.storage import Storage, utc_now
from services.catalog import store
from services.catalog.contract import (
    Agency,
    Field,
    LifeEvent,
    ProcedureSummary,
    ProcedureVersion,
    ServiceLevel,
    Tab,
)
from services.catalog.domain.alphabet import Key, sort_key
from services.catalog.domain.derivation import Facts
from services.catalog.domain.documents import Document
from services.catalog.domain.search import Index
from services.catalog.domain.service_level import best
from services.catalog.domain.suggesting import Phrase, Phrases
from services.catalog.domain.validity import day_in_vietnam, revision_number
from services.catalog.legal_data import lexicon
from services.catalog.levels import LevelsOn, facts_of
from services.catalog.shelves import Names, OfferedLevels, Shelves

log = get_log(__name__)

PATIENCE: Final = 0.3
"""Seconds that a question waits for a snapshot being built, where there is an older one."""
PIECE: Final = 100
"""How many versions are read from the database at once."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the catalogue. ``offered`` gives for each procedure the levels by agency, desks included."""

    publications: int
    revision: int
    changed_at: dt.datetime
    day: dt.date
    summaries: Mapping[str, ProcedureSummary]
    ordered: tuple[tuple[Key, str], ...]
    offered: Mapping[str, OfferedLevels]
    agencies: Mapping[str, Agency]
    fields: tuple[Field, ...]
    life_events: tuple[LifeEvent, ...]
    fields_of_tab: Mapping[Tab, Mapping[str, int]]
    index: Index
    shelves: Shelves
    phrases: Phrases
    facts: Mapping[str, Facts]
    """What the level of each procedure depends on in its version."""
    versions: Mapping[str, str]
    """The id of the version of each procedure."""


class Snapshots:
    """Holds the snapshot of today; one for the process."""

    def __init__(self) -> None:
        self._held: Snapshot | None = None
        self._lock = threading.Lock()
        self._building: _Building | None = None

    def current(self, storage: Storage, now: dt.datetime | None = None) -> Snapshot:
        """The snapshot of the revision and day that hold now, or the one before while this one is being built."""
        day = day_in_vietnam(now or utc_now())
        with storage.read() as db:
            publications = store.revision(db).revision
        held = self._held
        if held is not None and held.publications >= publications and held.day == day:
            return held
        with self._lock:
            building = self._building
            if building is None or building.done.is_set() or building.day != day:
                building = self._building = _Building(day)
                threading.Thread(target=self._build, args=(storage, building), daemon=True).start()
        building.done.wait(PATIENCE if held is not None else None)
        held = self._held
        if held is None:
            raise building.failed or RuntimeError("no snapshot was built")
        return held

    def _build(self, storage: Storage, building: "_Building") -> None:
        began = time.monotonic()
        try:
            self._held = build(storage, building.day, self._held)
            log.info("catalogue read", procedures=len(self._held.summaries), seconds=round(time.monotonic() - began, 3))
        except Exception as failed:  # whoever waits for it is told; with an older one, reading goes on
            building.failed = failed
            log.error("catalogue could not be read", exc_info=failed)
        finally:
            building.done.set()


class _Building:
    """A snapshot under way."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.done = threading.Event()
        self.failed: Exception | None = None


def _breathe() -> None:
    """Let others work: in a service this gives the other green threads their turn."""
    time.sleep(0)


def build(storage: Storage, day: dt.date, before: Snapshot | None = None) -> Snapshot:
    """Read what holds on a day; of ``before`` everything is taken over that did not change since."""
    with storage.read() as db:
        row = store.revision(db)
        versions = store.ids_on(db, day)
        offers = store.offers_on(db, day)
        agencies = {agency.code: agency for agency in store.all_agencies(db)}
        groups = store.all_life_events(db)
        field_names = {field.key: field.name for field in store.all_fields(db)}
    names_of_groups = {group.key: group.name for group in groups}
    if before is not None and {group.key: group.name for group in before.life_events} != names_of_groups:
        before = None
    bare, facts, gone, new = _read_versions(storage, versions, before, names_of_groups)
    index = before.index.changed(gone, new, _breathe) if before else Index(new, lexicon(), _breathe)
    offered, offering = _offered(offers, LevelsOn(day, facts))
    summaries = {}
    for number, (code, known) in enumerate(bare.items()):
        levels = {level.value for of_agency in offered.get(code, {}).values() for level in of_agency}
        level = best(sorted(levels))
        found = ServiceLevel(level) if level else None
        same = (known.best_level, known.agency_count) == (found, offering[code])
        summaries[code] = known if same else replace(known, best_level=found, agency_count=offering[code])
        if number % PIECE == 0:
            _breathe()
    counted = Counter(summary.field for summary in summaries.values())
    in_groups = Counter(key for summary in summaries.values() for key in summary.life_events)
    fields = tuple(
        Field(key=key, name=field_names[key], count=count)
        for key, count in sorted(counted.items(), key=lambda item: sort_key(field_names[item[0]]))
    )
    life_events = tuple(
        LifeEvent(
            key=group.key,
            tab=Tab(group.tab),
            name=group.name,
            name_en=group.name_en,
            position=group.position,
            count=in_groups[group.key],
        )
        for group in groups
    )
    names = Names(
        field_names,
        {group.key: (group.name, group.name_en) for group in life_events},
        {code: agency.name for code, agency in agencies.items()},
    )
    _breathe()
    return Snapshot(
        publications=row.revision,
        revision=revision_number(row.revision, day),
        changed_at=row.changed_at,
        day=day,
        summaries=summaries,
        ordered=_ordered(summaries, before),
        offered=offered,
        agencies=agencies,
        fields=fields,
        life_events=life_events,
        fields_of_tab={
            tab: Counter(summary.field for summary in summaries.values() if tab in summary.tabs) for tab in Tab
        },
        index=index,
        shelves=Shelves(summaries, offered, index.slot_of, names),
        phrases=_phrases(index, fields, life_events),
        facts=facts,
        versions=versions,
    )


def _read_versions(
    storage: Storage, versions: Mapping[str, str], before: Snapshot | None, names_of_groups: Mapping[str, str]
) -> tuple[dict[str, ProcedureSummary], dict[str, Facts], list[str], list[Document]]:
    """Summaries (of new versions without their offers) and facts of all versions, codes gone, and new documents."""
    held = before.versions if before else {}
    summaries = {code: before.summaries[code] for code in versions if before and held.get(code) == versions[code]}
    facts = {code: before.facts[code] for code in summaries} if before else {}
    gone = [code for code in held if code not in versions]
    new: list[Document] = []
    wanted = iter(version for code, version in versions.items() if code not in summaries)
    while piece := list(itertools.islice(wanted, PIECE)):
        with storage.read() as db:
            rows = store.of_ids(db, piece)
        for row in rows:
            version = store.whole(row, ())
            summaries[version.code] = summary_of(version, None, 0)
            facts[version.code] = facts_of(version)
            new.append(document_of(version, names_of_groups))
            _breathe()
    return summaries, facts, gone, new


def _offered(offers: Sequence[sa.Row[Any]], levels_on: LevelsOn) -> tuple[dict[str, OfferedLevels], Counter[str]]:
    """For each procedure the levels by agency and desk; and how many agencies offer it."""
    levels: dict[str, dict[str, set[ServiceLevel]]] = defaultdict(lambda: defaultdict(set))
    offering: dict[str, set[str]] = defaultdict(set)
    for number, offer in enumerate(offers):
        offering[offer.procedure_code].add(offer.agency_code)
        level = levels_on.of(offer.procedure_code, offer.body)
        if level is not None:
            for code in (offer.agency_code, offer.body["desk_code"]):
                levels[offer.procedure_code][code].add(level)
        if number % PIECE == 0:
            _breathe()
    found: dict[str, OfferedLevels] = {
        code: {agency: frozenset(of_agency) for agency, of_agency in by_agency.items()}
        for code, by_agency in levels.items()
    }
    return found, Counter({code: len(codes) for code, codes in offering.items()})


def _ordered(summaries: Mapping[str, ProcedureSummary], before: Snapshot | None) -> tuple[tuple[Key, str], ...]:
    """All codes in order of their names; keys that are known are not made again."""
    known = {code: key for key, code in before.ordered} if before else {}
    named = before.summaries if before else {}
    keys = []
    for number, (code, summary) in enumerate(summaries.items()):
        same = code in known and named[code].name == summary.name
        keys.append((known[code] if same else sort_key(summary.name), code))
        if number % PIECE == 0:
            _breathe()
    return tuple(sorted(keys))


def _phrases(index: Index, fields: Sequence[Field], life_events: Sequence[LifeEvent]) -> Phrases:
    """What is suggested to somebody who is typing, besides the names of procedures."""
    said = [Phrase("phrase", text) for text in index.phrases()]
    named = [Phrase("field", field.name, key=field.key) for field in fields]
    grouped = [Phrase("life-event", group.name, group.name_en, group.key) for group in life_events if group.count]
    return Phrases([*grouped, *named, *said])


def summary_of(version: ProcedureVersion, level: str | None, agency_count: int) -> ProcedureSummary:
    """A version as lists show it."""
    case = version.cases[0].key if version.cases else ""
    channels = tuple(dict.fromkeys(way.channel for way in version.ways))
    channel = Channel.ONLINE if Channel.ONLINE in channels or not channels else channels[0]
    way = version.way(case, channel)
    return ProcedureSummary(
        code=version.code,
        version=version.version,
        content_hash=version.content_hash,
        name=version.name,
        field=version.field,
        field_name=version.field_name,
        levels=version.levels,
        tabs=version.tabs,
        audiences=version.audiences,
        life_events=version.life_events,
        channels=channels,
        limit=way.limit if way else None,
        fees=tuple(fee for fee in version.fees if not fee.channels or channel in fee.channels),
        best_level=ServiceLevel(level) if level else None,
        agency_count=agency_count,
        verified=version.provenance.verified,
    )


def document_of(version: ProcedureVersion, names_of_groups: Mapping[str, str]) -> Document:
    """What a version is found by."""
    return Document(
        key=version.code,
        name=version.name,
        keywords=version.keywords,
        field=version.field_name,
        more=(
            *(result.name for result in version.results),
            *(names_of_groups[key] for key in version.life_events if key in names_of_groups),
        ),
    )
