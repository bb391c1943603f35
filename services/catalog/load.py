"""Publishes the catalogue that is shipped: ``python -m services.catalog.load`` with ``MOTCUA_DATABASE_URL`` set.

Guarantees: one transaction, events included; what is published already, by its content hash, is left alone; a second
load of the same files changes nothing and is over as soon as the database has said so; two loads at once come one after
the other. Over what an editor or an import published, and over what was withdrawn, nothing is published from here. A
procedure whose file is gone is not withdrawn: that is an editor's decision. An agency that set or ended an offer of a
procedure speaks for itself: what is shipped of its offers of that procedure counts no more.
"""

import os
import sys
from dataclasses import replace

from chassis.callers import system
from chassis.database import make_engine
from chassis.storage import Storage, Work
from services.catalog import offers_store, seeds, store
from services.catalog.contract import ProcedureVersion
from services.catalog.handlers import publishing
from services.catalog.standing import Standing, standing_of

SEED_EDITOR = "system.catalog-seed"
"""Who edited what is shipped. It was reviewed where it is kept: in the repository."""


def load_catalogue(storage: Storage) -> dict[str, int]:
    """Publish what is new; gives the numbers of agencies, procedures and changed offers that were."""
    digest = seeds.digest()
    with storage.read() as db:
        if store.revision(db).loaded_digest == digest:
            return {}
    shipped = seeds.read_seeds()
    with storage.work(system("catalog-seed")) as work:
        if store.lock_revision(work.db).loaded_digest == digest:
            return {}
        counts = _publish(work, shipped)
        if any(counts.values()):
            publishing.count_on(work)
        store.keep_loaded_digest(work.db, digest)
    return counts


def _publish(work: Work, shipped: seeds.Seeds) -> dict[str, int]:
    lists = store.keep_fields(work.db, shipped.fields) + store.keep_life_events(work.db, shipped.life_events)
    known_agencies = store.agency_hashes(work.db)
    agencies = sum(
        publishing.publish_agency(work, agency, known_agencies.get(agency.code)) for agency in shipped.agencies
    )
    known = standing_of(work.db, [procedure.code for procedure in shipped.procedures])
    procedures = offers = 0
    for found in shipped.procedures:
        procedure = replace(found, offers=offers_store.with_own(work.db, found.code, found.offers))
        standing = known.get(procedure.code)
        is_ours = standing is None or (standing.edited_by == SEED_EDITOR and not standing.withdrawn)
        if is_ours and (standing is None or standing.content_hash != publishing.hash_of(procedure)):
            publishing.publish_version(work, procedure, editor=SEED_EDITOR, reviewer=SEED_EDITOR)
            procedures += 1
        elif store.offers_of(work.db, procedure.code) != procedure.offers:
            publishing.publish_offers(work, procedure.code, procedure.offers)
            offers += 1
    past = sum(_recorded(work, found, known.get(found.code)) for found in shipped.history)
    return {"agencies": agencies, "procedures": procedures, "offers": offers, "lists": lists, "past": past}


def _recorded(work: Work, found: ProcedureVersion, standing: Standing | None) -> bool:
    """Keep a version of the past, unless it is known; where somebody else's record holds for its days, that stays."""
    if standing is not None and publishing.hash_of(found) in standing.hashes:
        return False
    return publishing.record_past(work, found, editor=SEED_EDITOR, reviewer=SEED_EDITOR) is not None


def main() -> int:
    url = os.environ.get("MOTCUA_DATABASE_URL", "")
    if not url:
        print("MOTCUA_DATABASE_URL is not set: it must be the PostgreSQL URL of the catalog's database.")
        return 2
    engine = make_engine(url, name="catalog-load", pool_size=1)
    counts = load_catalogue(Storage(engine))
    engine.dispose()
    if any(counts.values()):
        print(
            f"published {counts['procedures']} procedures, {counts['agencies']} agencies, {counts['offers']} offers, "
            f"{counts['past']} versions of the past"
        )
    else:
        print("the catalogue is as shipped; nothing to publish")
    return 0


if __name__ == "__main__":
    sys.exit(main())
