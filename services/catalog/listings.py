"""What lists, searches and levels need of a version, a twentieth of it: kept beside the version when it is published.

A listing is a function of its version, which never changes. `SHAPE` counts the forms that listings had: one of another
shape, or none (published by an earlier release), is made anew from the version by whoever reads it (`read`), and kept.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa

from chassis.callers import Channel, system
from chassis.errors import PortalError
from chassis.logs import get_log
from chassis.records import Rule, load, record
from chassis.storage import Storage
from services.catalog import store
from services.catalog.contract import (
    AgencyLevel,
    Audience,
    Fee,
    Limit,
    ProcedureSummary,
    ProcedureVersion,
    Tab,
)
from services.catalog.domain.canonical import sparse
from services.catalog.domain.derivation import ExceptionFacts, Facts, FormFacts
from services.catalog.levels import facts_of

log = get_log(__name__)

SHAPE = 1
LACKING_AT_ONCE = 20
"""How many versions are read from the database at once to list them: they are large, and decoded at a stretch."""


@record
class FormListed:
    """A form that the record declares, as levels look at it."""

    name: str
    downloadable: bool
    interactive: bool


@record
class ExceptionListed:
    """What the law keeps off the network."""

    reason: str
    note: str
    basis: str


@record
class Listing:
    """A version for lists, searches and levels; ``limit`` and ``fees`` as in `ProcedureSummary`."""

    name: str
    field: str
    field_name: str
    levels: tuple[AgencyLevel, ...]
    tabs: tuple[Tab, ...]
    audiences: tuple[Audience, ...]
    life_events: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    limit: Limit | None = None
    fees: tuple[Fee, ...] = ()
    verified: bool = False
    keywords: tuple[str, ...] = ()
    results: Annotated[tuple[str, ...], Rule(description="Names of the results, which it is found by")] = ()
    missing_parts: tuple[str, ...] = ()
    forms: tuple[FormListed, ...] = ()
    has_online_way: bool = True
    exceptions: tuple[ExceptionListed, ...] = ()
    owes: bool = False

    def facts(self) -> Facts:
        """What the level of the procedure depends on."""
        return Facts(
            missing_parts=self.missing_parts,
            forms=tuple(FormFacts(form.name, form.downloadable, form.interactive) for form in self.forms),
            has_online_way=self.has_online_way,
            exceptions=tuple(ExceptionFacts(one.reason, one.note, one.basis) for one in self.exceptions),
            owes=self.owes,
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing with what its version is called."""

    code: str
    version: int
    content_hash: str
    listing: Listing

    def summary(self) -> ProcedureSummary:
        """The version as lists show it, without its offers."""
        listing = self.listing
        return ProcedureSummary(
            code=self.code,
            version=self.version,
            content_hash=self.content_hash,
            name=listing.name,
            field=listing.field,
            field_name=listing.field_name,
            levels=listing.levels,
            tabs=listing.tabs,
            audiences=listing.audiences,
            life_events=listing.life_events,
            channels=listing.channels,
            limit=listing.limit,
            fees=listing.fees,
            best_level=None,
            agency_count=0,
            verified=listing.verified,
        )


def listing_of(version: ProcedureVersion) -> Listing:
    """The listing of a version; which agencies offer it plays no part."""
    case = version.cases[0].key if version.cases else ""
    channels = tuple(dict.fromkeys(way.channel for way in version.ways))
    channel = Channel.ONLINE if Channel.ONLINE in channels or not channels else channels[0]
    way = version.way(case, channel)
    facts = facts_of(version)
    return Listing(
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
        verified=version.provenance.verified,
        keywords=version.keywords,
        results=tuple(result.name for result in version.results),
        missing_parts=facts.missing_parts,
        forms=tuple(
            FormListed(name=form.name, downloadable=form.downloadable, interactive=form.interactive)
            for form in facts.forms
        ),
        has_online_way=facts.has_online_way,
        exceptions=tuple(ExceptionListed(reason=x.reason, note=x.note, basis=x.basis) for x in facts.exceptions),
        owes=facts.owes,
    )


def keep(db: sa.Connection, version_id: str, listing: Listing) -> None:
    """Keep the listing of a version."""
    store.keep_listings(db, [{"version_id": version_id, "shape": SHAPE, "body": sparse(listing)}])


def read(storage: Storage, ids: Sequence[str], pause: Callable[[], None] = lambda: None) -> Iterator[Listed]:
    """The listings of these versions; such as are not there, or of another shape, are made and kept.

    ``pause`` is called in between, to let others work.
    """
    with storage.read() as db:
        rows = store.listings_of(db, ids)
    lacking = iter([row.id for row in rows if row.shape != SHAPE])
    made: dict[str, Listing] = {}
    while few := list(itertools.islice(lacking, LACKING_AT_ONCE)):
        with storage.glance() as db:
            whole = store.briefly_of_ids(db, few)
        for row in whole:
            pause()
            made[row.id] = listing_of(store.whole(row, ()))
    if made:
        _keep_made(storage, made, pause)
    for row in rows:
        yield Listed(row.code, row.version, row.content_hash, made.get(row.id) or load(Listing, row.body))
        pause()


def _keep_made(storage: Storage, made: dict[str, Listing], pause: Callable[[], None]) -> None:
    kept: list[dict[str, Any]] = []
    for version_id, listing in made.items():
        pause()
        kept.append({"version_id": version_id, "shape": SHAPE, "body": sparse(listing)})
    try:
        with storage.work(system("catalog.listings")) as work:
            store.keep_listings(work.db, kept)
    except PortalError as failed:  # it only saves time; who reads next makes them again
        log.warning("listings could not be kept", count=len(kept), reason=failed.code)
