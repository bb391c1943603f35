"""The published catalogue of a day, held in memory by each process: what lists and searches are answered from.

Guarantees: a snapshot is that of one revision and one day in Vietnam, read in one transaction; before each answer the
revision is looked up, so an answer is never older than the question. One green thread builds, the others wait for it.
"""

import datetime as dt
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from chassis.callers import Channel
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
from services.catalog.domain.search import Document, Index
from services.catalog.domain.service_level import best
from services.catalog.domain.validity import day_in_vietnam, revision_number
from services.catalog.legal_data import soft_words, synonyms
from services.catalog.levels import LevelsOn

OfferedLevels = Mapping[str, frozenset[ServiceLevel]]


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


class Snapshots:
    """Holds the snapshot of today; one for the process."""

    def __init__(self) -> None:
        self._held: Snapshot | None = None
        self._building = threading.Lock()

    def current(self, storage: Storage, now: dt.datetime | None = None) -> Snapshot:
        """The snapshot of the revision and day that hold now."""
        day = day_in_vietnam(now or utc_now())
        with storage.read() as db:
            publications = store.revision(db).revision
        held = self._held
        if held is not None and held.publications >= publications and held.day == day:
            return held
        with self._building:
            held = self._held
            if held is not None and held.publications >= publications and held.day == day:
                return held
            with storage.read() as db:
                built = build(db, day)
            self._held = built
            return built


def build(db: sa.Connection, day: dt.date) -> Snapshot:
    """Read everything that holds on a day."""
    row = store.revision(db)
    offered: dict[str, dict[str, set[ServiceLevel]]] = defaultdict(lambda: defaultdict(set))
    offering: dict[str, set[str]] = defaultdict(set)
    versions = {row.code: store.whole(row, ()) for row in store.rows_on(db, day)}
    levels = LevelsOn(day, versions)
    for offer in store.offers_on(db, day):
        offering[offer.procedure_code].add(offer.agency_code)
        level = levels.of(offer.procedure_code, offer.body)
        if level is not None:
            for code in (offer.agency_code, offer.body["desk_code"]):
                offered[offer.procedure_code][code].add(level)
    groups = store.all_life_events(db)
    names_of_groups = {group.key: group.name for group in groups}
    summaries: dict[str, ProcedureSummary] = {}
    documents = []
    for version in versions.values():
        there = {level.value for of_agency in offered[version.code].values() for level in of_agency}
        summaries[version.code] = summary_of(version, best(sorted(there)), len(offering[version.code]))
        documents.append(document_of(version, names_of_groups))
    counted = Counter(summary.field for summary in summaries.values())
    in_groups = Counter(key for summary in summaries.values() for key in summary.life_events)
    field_names = {field.key: field.name for field in store.all_fields(db)}
    return Snapshot(
        publications=row.revision,
        revision=revision_number(row.revision, day),
        changed_at=row.changed_at,
        day=day,
        summaries=summaries,
        ordered=tuple(sorted((sort_key(summary.name), code) for code, summary in summaries.items())),
        offered={
            code: {agency: frozenset(levels) for agency, levels in by_agency.items()}
            for code, by_agency in offered.items()
        },
        agencies={agency.code: agency for agency in store.all_agencies(db)},
        fields=tuple(
            Field(key=key, name=field_names[key], count=count)
            for key, count in sorted(counted.items(), key=lambda item: sort_key(field_names[item[0]]))
        ),
        life_events=tuple(
            LifeEvent(
                key=group.key,
                tab=Tab(group.tab),
                name=group.name,
                name_en=group.name_en,
                position=group.position,
                count=in_groups[group.key],
            )
            for group in groups
        ),
        fields_of_tab={
            tab: Counter(summary.field for summary in summaries.values() if tab in summary.tabs) for tab in Tab
        },
        index=Index(documents, synonyms(), soft_words()),
    )


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
