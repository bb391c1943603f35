"""Which numbers dossiers leap over after their database was restored to an earlier point (`chassis.restoring`)."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.restoring import Restored
from chassis.storage import Work
from services.dossiers.domain.codes import local_day
from services.dossiers.store import national
from services.dossiers.tables import agencies, code_counters, dossiers, official_paper_numbers


def leap(work: Work, restored: Restored) -> list[str]:
    """No code is given a second time, no version of a dossier told a second time, and no number of an official paper
    used again, of agencies and kinds that have one of that year here."""
    first, last = local_day(restored.to), local_day(work.now)
    days = [first + dt.timedelta(days=one) for one in range((last - first).days + 1)]
    units = set(work.db.scalars(sa.select(agencies.c.unit)))
    units |= set(work.db.scalars(sa.select(code_counters.c.unit).where(code_counters.c.day >= first)))
    for day in days if units else ():
        given = insert(code_counters).values([{"unit": unit, "day": day, "last": restored.leap} for unit in units])
        later = {"last": code_counters.c.last + given.excluded.last}
        work.db.execute(given.on_conflict_do_update(index_elements=["unit", "day"], set_=later))
    n = official_paper_numbers.c
    work.db.execute(official_paper_numbers.update().where(n.year >= first.year).values(last=n.last + restored.leap))
    behind = [one.aggregate_id for one in restored.ahead if one.aggregate == "dossier" and one.here]
    moved = dossiers.update().where(dossiers.c.id.in_(behind)).values(version=dossiers.c.version + restored.leap)
    changed = work.db.execute(moved).rowcount
    adopted = national.adopt(work.db, work.now)
    return [
        f"codes of {len(days)} days and numbers of official papers go on {restored.leap} later",
        f"{changed} dossiers are {restored.leap} versions on; the national portal is told {adopted} of them again",
    ]
