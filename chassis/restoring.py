"""After a service's database was restored to an earlier point: what others know of it and it does not, and going on.

``python -m chassis.restoring SERVICE --to TIME [--carry-out]``, while the service stands still and the others run, with
``MOTCUA_DATABASE_URL`` of the restored database and ``MOTCUA_DATABASE_URL_<OTHER>`` of every other. It lists each thing
of which a follower has seen more than is there now. With ``--carry-out``

- the things' next events get versions that nobody has seen, so followers take them in order;
- the service leaps over the numbers that it may have given out since (``services/<service>/restoring.py``);
- whom it follows tells again what it has told since, and a while before: what is known is recognised by its id.

What was done here since and is lost comes back by none of this: the list is for people to look through. Guarantees: the
first two are one transaction, with a row in the audit trail; done twice, nothing is told twice and only more is leapt
over; it refuses to touch the database of a service that runs.
"""

import argparse
import contextlib
import datetime as dt
import importlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis import audit
from chassis.callers import system
from chassis.database import make_engine
from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from chassis.storage import Storage, Work
from chassis.tables import event_stream, inbox_position, outbox

BATCH: Final = 5_000
BEFORE: Final = dt.timedelta(hours=6)
"""What was told so long before is told again too: it may have been handled later than it was told."""
LEAP: Final = 1_000
SHOWN: Final = 200
OTHERS: Final = "MOTCUA_DATABASE_URL_"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A thing of which others have seen later versions (``seen``) than the last that is ``here``; 0: it is not here."""

    aggregate: str
    aggregate_id: str
    here: int
    seen: int
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a service is told that leaps over its numbers: what others are ahead in, to what time its database was
    restored, and how many numbers of a kind may have been given since."""

    ahead: Sequence[Ahead]
    to: dt.datetime
    leap: int


_PAGE: Final = sa.text("""
    SELECT aggregate, aggregate_id, max(version) AS version FROM (
        SELECT aggregate, aggregate_id, version FROM inbox_position WHERE source = :source
        UNION ALL
        SELECT aggregate, aggregate_id, version FROM inbox_parked WHERE source = :source AND version IS NOT NULL
    ) AS seen
    WHERE (aggregate, aggregate_id) > (:aggregate, :aggregate_id)
    GROUP BY aggregate, aggregate_id ORDER BY aggregate, aggregate_id LIMIT :most
""")
_BEHIND: Final = sa.text("""
    SELECT aggregate, aggregate_id, given.version AS seen, coalesce(stream.version, 0) AS here
    FROM unnest(:aggregates, :ids, :versions) AS given (aggregate, aggregate_id, version)
    LEFT JOIN event_stream AS stream USING (aggregate, aggregate_id)
    WHERE given.version > coalesce(stream.version, 0)
""").bindparams(
    sa.bindparam("aggregates", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("ids", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("versions", type_=sa.ARRAY(sa.Integer)),
)


def ahead(db: sa.Connection, source: str, followers: Mapping[str, sa.Connection]) -> list[Ahead]:
    """What followers have seen beyond what is in the source's database, by aggregate and id."""
    found: dict[tuple[str, str], Ahead] = {}
    for name, follower in followers.items():
        for page in _pages(follower, source):
            given = {
                "aggregates": [row.aggregate for row in page],
                "ids": [row.aggregate_id for row in page],
                "versions": [row.version for row in page],
            }
            for row in db.execute(_BEHIND, given):
                known = found.get((row.aggregate, row.aggregate_id))
                seen, by = (max(known.seen, row.seen), (*known.by, name)) if known else (row.seen, (name,))
                found[row.aggregate, row.aggregate_id] = Ahead(row.aggregate, row.aggregate_id, row.here, seen, by)
    return [found[key] for key in sorted(found)]


def _pages(follower: sa.Connection, source: str) -> Iterator[Sequence[sa.Row[Any]]]:
    after = {"aggregate": "", "aggregate_id": ""}
    while page := follower.execute(_PAGE, {"source": source, "most": BATCH, **after}).all():
        yield page
        after = {"aggregate": page[-1].aggregate, "aggregate_id": page[-1].aggregate_id}


def catch_up(db: sa.Connection, found: Sequence[Ahead]) -> None:
    """Have the next event of each of these be the one after the last that anybody has seen."""
    for at in range(0, len(found), BATCH):
        rows = [
            {"aggregate": one.aggregate, "aggregate_id": one.aggregate_id, "version": one.seen}
            for one in found[at : at + BATCH]
        ]
        seen = insert(event_stream).values(rows)
        later = {"version": sa.func.greatest(event_stream.c.version, seen.excluded.version)}
        db.execute(seen.on_conflict_do_update(index_elements=["aggregate", "aggregate_id"], set_=later))


def tell_again(db: sa.Connection, since: dt.datetime) -> int:
    """Have what was published since then published again; gives how many events these are."""
    again = outbox.update().where(outbox.c.published_at >= since).values(published_at=None)
    return db.execute(again).rowcount


def followed_by(db: sa.Connection) -> set[str]:
    """Whose events this database has seen."""
    return set(db.scalars(sa.select(inbox_position.c.source).distinct()))


def carry_out(
    storage: Storage, service: str, to: dt.datetime, others: Mapping[str, Storage], by: int = LEAP
) -> tuple[list[str], dict[str, int]]:
    """Go on from a restored database (see the module); gives what was leapt over, in sentences, and how many events
    each of the others tells again."""
    with contextlib.ExitStack() as stack:
        followers = {name: stack.enter_context(other.read()) for name, other in others.items()}
        with storage.work(system(service)) as work:
            found = ahead(work.db, service, followers)
            catch_up(work.db, found)
            leapt = _leap(work, service, Restored(found, to, by))
            gone = sum(one.here == 0 for one in found)
            facts: dict[str, str | int | bool] = {"to": to.isoformat(), "ahead": len(found), "gone": gone, "leap": by}
            audit.record(work, "database.restored", thing=service, facts=facts)
            sources = followed_by(work.db)
    told = {}
    for name in sorted(sources & others.keys()):
        with others[name].work(system(service)) as work:
            told[name] = tell_again(work.db, to - BEFORE)
            work.wake()
    return leapt, told


def _leap(work: Work, service: str, restored: Restored) -> list[str]:
    if not (Path(__file__).parents[1] / "services" / service / "restoring.py").exists():
        return []
    sentences: list[str] = importlib.import_module(f"services.{service}.restoring").leap(work, restored)
    return sentences


_CONNECTED: Final = sa.text("""
    SELECT EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = ANY(:names)
    )
""")


def runs(db: sa.Connection, service: str) -> bool:
    """Whether a process of the service is connected to the database."""
    return bool(db.scalar(_CONNECTED, {"names": [service, f"{service}-leader"]}))


def main(arguments: Sequence[str]) -> int:
    """The command line: 0 if nothing is ahead, or all was carried out; 1 if something is; 2 if it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m chassis.restoring", description="Go on from a restored database.")
    parser.add_argument("service")
    parser.add_argument("--to", type=dt.datetime.fromisoformat, required=True, help="what time it was restored to")
    parser.add_argument("--leap", type=int, default=LEAP, help="how many numbers of a kind may have been given since")
    parser.add_argument("--carry-out", action="store_true", help="and go on; without it, only tell")
    asked = parser.parse_args(arguments)
    if asked.to.tzinfo is None:
        parser.error("--to needs its time zone: 2026-11-28T10:00+07:00")
    try:
        settings = load_settings(DatabaseSettings, os.environ)
        urls = {name.removeprefix(OTHERS).lower(): url for name, url in os.environ.items() if name.startswith(OTHERS)}
        urls.pop(asked.service, None)
        if not urls:
            parser.error(f"the databases of the other services are named by {OTHERS}CATALOG and so on")
        storage = Storage(make_engine(settings.database_url, name=f"{asked.service}-restoring", pool_size=1))
        others = {name: Storage(make_engine(url, name="restoring", pool_size=1)) for name, url in sorted(urls.items())}
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return run(storage, asked.service, asked.to, others, asked.leap, carrying_out=asked.carry_out)


def run(
    storage: Storage, service: str, to: dt.datetime, others: Mapping[str, Storage], by: int, *, carrying_out: bool
) -> int:
    """Tell what is ahead and, if asked, go on."""
    with contextlib.ExitStack() as stack:
        followers = {name: stack.enter_context(other.read()) for name, other in others.items()}
        with storage.read() as db:
            if carrying_out and runs(db, service):
                sys.stderr.write(f"{service} runs: stop all its processes, then ask again\n")
                return 2
            found = ahead(db, service, followers)
    for one in found[:SHOWN]:
        here = f"version {one.here} is here" if one.here else "nothing is here"
        print(f"{one.aggregate} {one.aggregate_id}: {', '.join(one.by)} saw version {one.seen}, {here}")
    if len(found) > SHOWN:
        print(f"… and {len(found) - SHOWN} more")
    gone = sum(one.here == 0 for one in found)
    print(f"{service}: others are ahead in {len(found)} things, of which {gone} are not here")
    if not carrying_out:
        return 1 if found else 0
    leapt, told = carry_out(storage, service, to, others, by)
    for sentence in leapt:
        print(f"{service}: {sentence}")
    for name, count in told.items():
        print(f"{name} tells {count} events again")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
