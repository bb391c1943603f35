"""The published catalogue of a day, held in memory by each process: what lists and searches are answered from.

Guarantees: a snapshot is that of one revision and one day in Vietnam; what is published is read in one transaction, and
what versions say, which never changes, in pieces after it. Before each answer the revision is looked up. One green
thread builds, from the snapshot before it and what changed since, and lets the others work in between (`Pace`); who
asks in the first moment of it (`PATIENCE`) waits for it, who asks later is answered from the snapshot before, whose
revision the answer names. Only where there is none yet, all wait; a service has it built when it starts, and is not
ready before. A build that fails is tried again by the next who asks.
"""

import datetime as dt
import heapq
import itertools
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from chassis import heap
from chassis.logs import get_log
from chassis.storage import Storage, utc_now
from services.catalog import listings, store
from services.catalog.contract import Agency, Field, LifeEvent, ProcedureSummary, ServiceLevel, Tab
from services.catalog.domain.alphabet import Key, sort_key
from services.catalog.domain.derivation import Facts
from services.catalog.domain.documents import Document
from services.catalog.domain.search import Index
from services.catalog.domain.service_level import best
from services.catalog.domain.suggesting import Phrase, Phrases
from services.catalog.domain.validity import day_in_vietnam, revision_number
from services.catalog.legal_data import lexicon
from services.catalog.levels import LevelsOn
from services.catalog.listings import Listing
from services.catalog.shelves import Names, OfferedLevels, Shelves
from services.catalog.shown import Shown

log = get_log(__name__)

PATIENCE: Final = 0.3
"""Seconds from the beginning of a build in which questions wait for it, where there is an older snapshot."""
PIECE: Final = 50
"""How many listings are read from the database at once."""
_SORTED_AT_ONCE: Final = 500
SLICE: Final = 0.002
"""Seconds of work after which others have their turn."""


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
    shown: Shown
    """The summaries as they are sent."""


class Snapshots:
    """Holds the snapshot of today; one for the process."""

    def __init__(self) -> None:
        self._held: Snapshot | None = None
        self._lock = threading.Lock()
        self._building: _Building | None = None

    def current(self, storage: Storage, now: dt.datetime | None = None) -> Snapshot:
        """The snapshot of the revision and day that hold now, or the one before while this one is being built."""
        day = day_in_vietnam(now or utc_now())
        with storage.glance() as db:
            publications = store.revision(db).revision
        held = self._held
        if held is not None and held.publications >= publications and held.day == day:
            return held
        with self._lock:
            building = self._building
            if building is None or building.done.is_set() or building.day != day:
                building = self._building = _Building(day)
                threading.Thread(target=self._build, args=(storage, building), daemon=True).start()
        building.done.wait(max(0.0, building.began + PATIENCE - time.monotonic()) if held is not None else None)
        held = self._held
        if held is None:
            raise building.failed or RuntimeError("no snapshot was built")
        return held

    def warm(self, storage: Storage) -> None:
        """Have the first snapshot built; returns when it stands."""
        self.current(storage)

    def _build(self, storage: Storage, building: "_Building") -> None:
        began = time.monotonic()
        try:
            self._held = build(storage, building.day, self._held)
            heap.set_apart()
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
        self.began = time.monotonic()
        self.done = threading.Event()
        self.failed: Exception | None = None


class Pace:
    """Called again and again by who builds, it lets the other green threads work after every `SLICE`.

    ``gently``: for as long again as was worked, so that at most half of the processor goes into building.
    """

    def __init__(self, *, gently: bool) -> None:
        self._gently = gently
        self._since = time.perf_counter()

    def __call__(self) -> None:
        worked = time.perf_counter() - self._since
        if worked >= SLICE:
            time.sleep(worked if self._gently else 0)
            self._since = time.perf_counter()


def build(storage: Storage, day: dt.date, before: Snapshot | None = None) -> Snapshot:
    """Read what holds on a day; of ``before`` everything is taken over that did not change since."""
    pace = Pace(gently=before is not None)
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
    bare, facts, gone, new = _read_versions(storage, versions, before, names_of_groups, pace)
    index = before.index.changed(gone, new, pace) if before else Index(new, lexicon(), pace)
    offered, offering = _offered(offers, LevelsOn(day, facts), pace)
    summaries = {}
    for code, known in bare.items():
        pace()
        levels = {level.value for of_agency in offered.get(code, {}).values() for level in of_agency}
        level = best(sorted(levels))
        found = ServiceLevel(level) if level else None
        same = (known.best_level, known.agency_count) == (found, offering[code])
        summaries[code] = known if same else replace(known, best_level=found, agency_count=offering[code])
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
    pace()
    return Snapshot(
        publications=row.revision,
        revision=revision_number(row.revision, day),
        changed_at=row.changed_at,
        day=day,
        summaries=summaries,
        ordered=_ordered(summaries, before, pace),
        offered=offered,
        agencies=agencies,
        fields=fields,
        life_events=life_events,
        fields_of_tab={
            tab: Counter(summary.field for summary in summaries.values() if tab in summary.tabs) for tab in Tab
        },
        index=index,
        shelves=Shelves(summaries, offered, index.slot_of, names, pace),
        phrases=_phrases(index, fields, life_events),
        facts=facts,
        versions=versions,
        shown=Shown(summaries, before.shown if before else None),
    )


def _read_versions(
    storage: Storage,
    versions: Mapping[str, str],
    before: Snapshot | None,
    names_of_groups: Mapping[str, str],
    pace: Pace,
) -> tuple[dict[str, ProcedureSummary], dict[str, Facts], list[str], list[Document]]:
    """Summaries (of new versions without their offers) and facts of all versions, codes gone, and new documents."""
    held = before.versions if before else {}
    summaries = {code: before.summaries[code] for code in versions if before and held.get(code) == versions[code]}
    facts = {code: before.facts[code] for code in summaries} if before else {}
    gone = [code for code in held if code not in versions]
    new: list[Document] = []
    wanted = iter([version for code, version in versions.items() if code not in summaries])
    while piece := list(itertools.islice(wanted, PIECE)):
        pace()
        for listed in listings.read(storage, piece, pace):
            summaries[listed.code] = listed.summary()
            facts[listed.code] = listed.listing.facts()
            new.append(document_of(listed.code, listed.listing, names_of_groups))
        heap.set_apart()
    return summaries, facts, gone, new


def _offered(
    offers: Sequence[sa.Row[Any]], levels_on: LevelsOn, pace: Pace
) -> tuple[dict[str, OfferedLevels], Counter[str]]:
    """For each procedure the levels by agency and desk; and how many agencies offer it."""
    levels: dict[str, dict[str, set[ServiceLevel]]] = defaultdict(lambda: defaultdict(set))
    offering: dict[str, set[str]] = defaultdict(set)
    for offer in offers:
        pace()
        offering[offer.procedure_code].add(offer.agency_code)
        level = levels_on.of(offer.procedure_code, offer.body)
        if level is not None:
            for code in (offer.agency_code, offer.body["desk_code"]):
                levels[offer.procedure_code][code].add(level)
    found: dict[str, OfferedLevels] = {
        code: {agency: frozenset(of_agency) for agency, of_agency in by_agency.items()}
        for code, by_agency in levels.items()
    }
    return found, Counter({code: len(codes) for code, codes in offering.items()})


def _ordered(
    summaries: Mapping[str, ProcedureSummary], before: Snapshot | None, pace: Pace
) -> tuple[tuple[Key, str], ...]:
    """All codes in order of their names; keys that are known are not made again."""
    known = {code: key for key, code in before.ordered} if before else {}
    named = before.summaries if before else {}
    keys = []
    for code, summary in summaries.items():
        pace()
        same = code in known and named[code].name == summary.name
        keys.append((known[code] if same else sort_key(summary.name), code))
    # Sorted in pieces: all at once they would stand in the way of others for as long as ten searches.
    pieces = []
    for at in range(0, len(keys), _SORTED_AT_ONCE):
        pieces.append(sorted(keys[at : at + _SORTED_AT_ONCE]))
        pace()
    ordered = []
    for one in heapq.merge(*pieces):
        ordered.append(one)
        pace()
    return tuple(ordered)


def _phrases(index: Index, fields: Sequence[Field], life_events: Sequence[LifeEvent]) -> Phrases:
    """What is suggested to somebody who is typing, besides the names of procedures."""
    said = [Phrase("phrase", text) for text in index.phrases()]
    named = [Phrase("field", field.name, key=field.key) for field in fields]
    grouped = [Phrase("life-event", group.name, group.name_en, group.key) for group in life_events if group.count]
    return Phrases([*grouped, *named, *said])


def document_of(code: str, listing: Listing, names_of_groups: Mapping[str, str]) -> Document:
    """What a version is found by."""
    return Document(
        key=code,
        name=listing.name,
        keywords=listing.keywords,
        field=listing.field_name,
        more=(*listing.results, *(names_of_groups[key] for key in listing.life_events if key in names_of_groups)),
    )
