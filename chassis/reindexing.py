"""Bringing keyed digests up to date: after the index key was changed, every stored digest is laid under the new key.

``python -m chassis.reindexing SERVICE`` with the service's database and keys (``./motcua keys rotate index``), or with
``--status`` to count what is left. Every column of a service whose name ends in ``_index`` holds such digests, and no
value is needed to renew one (see `chassis.sealing`). Guarantees: may be done while the service runs, which finds values
under all forms of their digests meanwhile; a digest that is up to date is left alone, so a run that was cut off is
taken up where it ended; a row is locked for its batch only; how it ended is in the audit trail of the service. What
processes that had not taken up the key yet wrote in the meantime is found by another round, until one finds nothing.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from chassis import audit
from chassis.callers import system
from chassis.database import make_engine
from chassis.sealing import SealBroken, Sealer
from chassis.settings import DatabaseSettings, SettingsWrong, directory, load_settings, need, setting
from chassis.storage import Storage

BATCH: Final = 500
ROUNDS: Final = 20
DIGEST: Final = r"^([a-z0-9]{1,16}[.])?[0-9a-f]{64}$"
"""What a digest looks like; what else stands in such a column (of somebody who was erased) is left alone."""

Told = Callable[[str, int], None]


def index_columns(metadata: sa.MetaData) -> Iterator[sa.Column[str]]:
    """The columns of keyed digests."""
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if column.name.endswith("_index"))


def left(db: sa.Connection, column: sa.Column[str], mark: str) -> int:
    """How many digests of a column are not made with the key whose digests begin with ``mark``."""
    return int(db.scalar(sa.select(sa.func.count()).select_from(column.table).where(_is_old(column, mark))) or 0)


def reindex(storage: Storage, sealer: Sealer, column: sa.Column[str], told: Told = lambda *_: None) -> tuple[int, int]:
    """Bring every digest of a column up to date; gives how many were, and how many could not be."""
    key = list(column.table.primary_key.columns)
    mark = sealer.index_key()
    done = broken = 0
    after: tuple[Any, ...] | None = None
    while True:
        with storage.work(system("keys")) as work:
            old = sa.select(*key, column.label("digest")).where(_is_old(column, mark))
            if after is not None:
                place = (sa.literal(part, one.type) for part, one in zip(after, key, strict=True))
                old = old.where(sa.tuple_(*key) > sa.tuple_(*place))
            rows = work.db.execute(old.order_by(*key).limit(BATCH).with_for_update()).all()
            for row in rows:
                after = tuple(row[: len(key)])
                try:
                    fresh = str(sealer.indexed(row.digest))
                except SealBroken:
                    broken += 1
                    continue
                is_it = (one == part for one, part in zip(key, after, strict=True))
                work.db.execute(column.table.update().where(*is_it).values({column.name: fresh}))
                done += 1
        told(str(column), done)
        if len(rows) < BATCH:
            return done, broken


def reindex_all(
    storage: Storage, sealer: Sealer, metadata: sa.MetaData, told: Told = lambda *_: None
) -> tuple[int, int]:
    """Bring all digests of a service up to date, and note it in the audit trail; gives how many were, and are not."""
    mark, total, remaining = sealer.index_key(), 0, 0
    for _ in range(ROUNDS):
        found = [reindex(storage, sealer, column, told) for column in index_columns(metadata)]
        total += sum(done for done, _ in found)
        with storage.read() as db:
            remaining = sum(left(db, column, mark) for column in index_columns(metadata))
        if remaining == sum(broken for _, broken in found):
            break
    with storage.work(system("keys")) as work:
        facts: dict[str, audit.Fact] = {"key": mark.rstrip("."), "digests": total, "left": remaining}
        audit.record(work, "keys.reindexed", thing="index", facts=facts)
    return total, remaining


def _is_old(column: sa.Column[str], mark: str) -> sa.ColumnElement[bool]:
    if not mark:
        return sa.false()
    return sa.and_(column.regexp_match(DIGEST), sa.not_(column.startswith(mark, autoescape=True)))


@dataclass(frozen=True, kw_only=True)
class ReindexSettings(DatabaseSettings):
    """Whose digests, and the keys."""

    keys_dir: Path | None = setting("MOTCUA_KEYS_DIR", default=None, parse=directory, help="where the key files are")


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code: 1 if a digest is not made with the key in use."""
    parser = argparse.ArgumentParser(prog="python -m chassis.reindexing", description="Renew look-up indexes.")
    parser.add_argument("service")
    parser.add_argument("--status", action="store_true", help="only say what is left")
    asked = parser.parse_args(arguments)
    metadata: sa.MetaData = importlib.import_module(f"services.{asked.service}.tables").metadata
    columns = list(index_columns(metadata))
    if not columns:
        sys.stdout.write(f"{asked.service}: holds no look-up index\n")
        return 0
    try:
        settings = load_settings(ReindexSettings, os.environ)
        sealer = Sealer(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
        mark = sealer.index_key()
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    engine = make_engine(settings.database_url, name=f"{asked.service}-reindex", pool_size=1)
    storage = Storage(engine)
    try:
        if asked.status:
            with storage.read() as db:
                remaining = sum(left(db, column, mark) for column in columns)
            sys.stdout.write(f"{asked.service}: {remaining} digests are not made with the key in use\n")
            return 1 if remaining else 0
        total, remaining = reindex_all(storage, sealer, metadata, _tell(asked.service))
    finally:
        engine.dispose()
    rest = f", {remaining} are left" if remaining else ""
    sys.stdout.write(f"{asked.service}: {total} digests brought up to date{rest}\n")
    return 1 if remaining else 0


def _tell(service: str) -> Told:
    def tell(column: str, done: int) -> None:
        if done and done % (BATCH * 10) == 0:
            sys.stdout.write(f"{service}: {column}: {done} so far\n")
            sys.stdout.flush()

    return tell


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
