"""Objects of the store that no row names, and rows whose object is gone: counted, shown, and the former removed.

``python -m chassis.orphans [--older-than DAYS] [--remove AT_MOST --why TEXT]`` with ``MOTCUA_OBJECTS_DIR`` and
``MOTCUA_DATABASE_URL_<SERVICE>`` of every service that names objects: those with a ``services/<service>/stored.py``,
whose ``NAMED`` says in which columns. An object belongs to nobody if none of them names it. Guarantees: nothing is
removed that was written to within ``--older-than`` days, seven at least, so what is on its way to a service never is;
nothing while one of the services was not asked, or while more was found than whoever asks says that they have seen; and
each is looked for again just before it goes. Without ``--remove`` nothing changes. A removal is in the audit trail of
every service that was asked. What was found is kept beside the objects, for metrics. Rows without their object are
told, and never touched.
"""

import argparse
import contextlib
import datetime as dt
import importlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from chassis import audit
from chassis.callers import system
from chassis.database import make_engine
from chassis.objects import Listed, LocalObjects
from chassis.settings import SettingsWrong
from chassis.storage import Storage

BATCH: Final = 1_000
LEAST_DAYS: Final = 7
"""A file is named within minutes; what a repeated command or an upload that was broken off names, within two days."""
DAYS: Final = 30
SHOWN: Final = 50
URLS: Final = "MOTCUA_DATABASE_URL_"
NOTE: Final = "orphans.json"
DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Naming:
    """Rows that name objects by a column. ``kept``: the object has to be there as long as the row is."""

    column: sa.Column[Any]
    where: sa.ColumnElement[bool]
    kept: bool = True


@dataclass(slots=True)
class Found:
    """What a look at the whole store found."""

    objects: int = 0
    size: int = 0
    young: int = 0
    """Objects that nobody names, but that are too young to be judged."""
    orphans: list[Listed] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    """Where a row names an object that is not there (service, table and column), and the object."""
    removed: int = 0

    @property
    def orphaned(self) -> int:
        return sum(one.size for one in self.orphans)


def naming(service: str) -> Sequence[Naming]:
    """Where a service names objects."""
    declared: Sequence[Naming] = importlib.import_module(f"services.{service}.stored").NAMED
    return declared


def naming_services() -> list[str]:
    """The services that name objects."""
    return sorted(path.parent.name for path in (Path(__file__).parents[1] / "services").glob("*/stored.py"))


def look(objects: LocalObjects, services: Mapping[str, Storage], older_than: float, now: float) -> Found:
    """What nobody names of the objects that were there before, and which rows have lost theirs.

    Objects are listed before databases are asked: what is named by then is nobody's orphan.
    """
    found = Found()
    for batch in _batches(objects.listing()):
        named = _named(services, [one.key for one in batch])
        for one in batch:
            found.objects += 1
            found.size += one.size
            if one.key not in named:
                if one.written < now - older_than:
                    found.orphans.append(one)
                else:
                    found.young += 1
    for service, storage in sorted(services.items()):
        found.missing += _missing(service, storage, objects)
    return found


def remove(objects: LocalObjects, services: Mapping[str, Storage], found: Found, why: str) -> int:
    """Remove the orphans that a look found and that nobody names yet; gives how many went."""
    for batch in _batches(found.orphans):
        named = _named(services, [one.key for one in batch])
        for one in batch:
            if one.key not in named:
                objects.delete(one.key)
                found.removed += 1
    for service, storage in services.items():
        with storage.work(system(service)) as work:
            audit.record(work, "objects.removed", thing="orphans", why=why, facts={"removed": found.removed})
    return found.removed


def _batches(listed: Iterable[Listed]) -> Iterator[list[Listed]]:
    rest = iter(listed)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _named(services: Mapping[str, Storage], keys: Sequence[str]) -> set[str]:
    """Those of the objects that some row of some service names."""
    found: set[str] = set()
    for service, storage in services.items():
        with storage.read() as db:
            for one in naming(service):
                found |= set(db.scalars(sa.select(one.column).where(one.column.in_(keys), one.where)))
    return found


def _missing(service: str, storage: Storage, objects: LocalObjects) -> Iterator[tuple[str, str]]:
    for one in naming(service):
        if not one.kept:
            continue
        with storage.read() as db:
            rows = db.scalars(sa.select(one.column).where(one.where).execution_options(yield_per=BATCH))
            # A row may have gone with its object since: those are asked for once more.
            gone = [key for key in rows if not objects.exists(key)]
        for key in sorted(set(gone) & _named({service: storage}, gone)) if gone else ():
            yield f"{service} {one.column.table.name}.{one.column.name}", key


def note(directory: Path, found: Found, now: float) -> None:
    """Keep what was found beside the objects."""
    left = len(found.orphans) - found.removed
    told = {"at": now, "objects": found.objects, "orphaned": left, "missing": len(found.missing)}
    written = directory / f"{NOTE}.new"
    written.write_text(json.dumps(told), encoding="utf-8")
    written.replace(directory / NOTE)


def noted(directory: Path) -> Mapping[str, float]:
    """What the last look found: ``at``, ``objects``, ``orphaned``, ``missing``; empty before the first."""
    try:
        told: Mapping[str, float] = json.loads((directory / NOTE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return told


def run(
    directory: Path, services: Mapping[str, Storage], now: dt.datetime, days: int, at_most: int | None, why: str
) -> int:
    """Look, tell and, if ``at_most`` is given and no more is found, remove: the code that the command ends with."""
    objects = LocalObjects(directory)
    found = look(objects, services, days * DAY, now.timestamp())
    for one in found.orphans[:SHOWN]:
        written = dt.datetime.fromtimestamp(one.written, dt.UTC)
        print(f"nobody names {one.key}: {one.size} bytes, written to on {written:%Y-%m-%d}")
    for where, key in found.missing[:SHOWN]:
        print(f"MISSING: {where} names {key}, which is not there")
    for rest in (len(found.orphans) - SHOWN, len(found.missing) - SHOWN):
        if rest > 0:
            print(f"… and {rest} more")
    print(
        f"{found.objects} objects, {found.size} bytes; nobody names {len(found.orphans)} that are older than {days}"
        f" days ({found.orphaned} bytes) and {found.young} younger ones; {len(found.missing)} are missing"
    )
    too_many = at_most is not None and len(found.orphans) > at_most
    if too_many:
        sys.stderr.write(f"nothing was removed: that is more than {at_most}; look first why, then say how many\n")
    elif at_most is not None:
        print(f"removed: {remove(objects, services, found, why)}")
    note(directory, found, now.timestamp())
    return 2 if too_many else 1 if found.missing else 0


def main(arguments: Sequence[str]) -> int:
    """The command line: 0 if no row lacks its object, 1 if one does, 2 if it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="./motcua objects", description="Objects of the store that no row names, and rows whose object is gone."
    )
    parser.add_argument("--older-than", type=int, default=DAYS, metavar="DAYS", help=f"{DAYS}; at least {LEAST_DAYS}")
    parser.add_argument("--remove", type=int, metavar="AT_MOST", help="remove what nobody names, if it is no more")
    parser.add_argument("--why", default="", metavar="TEXT", help="for the audit trail")
    asked = parser.parse_args(arguments)
    if asked.older_than < LEAST_DAYS:
        parser.error(f"what is younger than {LEAST_DAYS} days may be on its way")
    if asked.remove is not None and not asked.why.strip():
        parser.error("--remove needs --why, for the audit trail")
    urls = {name.removeprefix(URLS).lower(): url for name, url in os.environ.items() if name.startswith(URLS)}
    unasked = [service for service in naming_services() if service not in urls]
    if unasked:
        parser.error("not asked whether it names an object: " + ", ".join(f"{URLS}{one.upper()}" for one in unasked))
    directory = Path(os.environ.get("MOTCUA_OBJECTS_DIR", ""))
    if not os.environ.get("MOTCUA_OBJECTS_DIR") or not directory.is_dir():
        parser.error("MOTCUA_OBJECTS_DIR says where the objects are")
    with contextlib.ExitStack() as stack:
        services = {}
        try:
            for service in naming_services():
                engine = make_engine(urls[service], name="orphans", pool_size=1)
                stack.callback(engine.dispose)
                services[service] = Storage(engine)
        except SettingsWrong as wrong:
            sys.stderr.write(f"{wrong}\n")
            return 2
        return run(directory, services, dt.datetime.now(dt.UTC), asked.older_than, asked.remove, asked.why)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
