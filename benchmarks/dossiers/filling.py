"""Fills a dossiers database: ``python -m benchmarks.dossiers.filling COUNT [EVERY]`` with ``MOTCUA_DATABASE_URL`` and
``MOTCUA_KEYS_DIR`` set; the database must be migrated and hold no dossier."""

import datetime as dt
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg2.extensions
import sqlalchemy as sa

from benchmarks.dossiers import world
from benchmarks.dossiers.lives import Rows, Scene, drafts, likeness, lives, written
from chassis.database import make_engine
from chassis.sealing import Sealer
from chassis.signing import Signer
from chassis.storage import Storage
from services.dossiers import tables

BATCH: Final = 5_000
ORDER: Final = (
    "dossiers", "papers", "files", "actions", "history", "receipts", "standings", "supplement_requests",
    "national_records",
)  # fmt: skip
LIKENED: Final = ("dossiers", "actions", "standings", "supplement_requests", "national_records")
"""What dossiers have that are not lived whole: all that lists, the watch and the figures read."""
FIGURES: Final = ("agency_code", "field", "procedure_code", "day", "measure", "n")
DEFAULTS: Final[dict[str, Any]] = {"deadline_steps": [], "watch_stage": 0}
"""What is written where a row says nothing and NULL would be refused; all other texts are empty."""


class Filling:
    """A COPY for each table, some thousand rows at a time, in one transaction of one connection each."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._columns: dict[str, list[sa.Column[Any]]] = {}

    def put(self, table: str, rows: Iterable[dict[str, Any]], names: Iterable[str] = ()) -> None:
        rows = list(rows)
        if not rows:
            return
        self.put_lines(table, [self.line(table, row, names) for row in rows], names)

    def line(self, table: str, row: dict[str, Any], names: Iterable[str] = ()) -> str:
        """A row as COPY takes it."""
        return "\t".join(written(row.get(column.name, _default(column))) for column in self._chosen(table, names))

    def _chosen(self, table: str, names: Iterable[str]) -> list[sa.Column[Any]]:
        return [column for column in self._of(table) if not names or column.name in names]

    def put_lines(self, table: str, lines: list[str], names: Iterable[str] = ()) -> None:
        if not lines:
            return
        out, chosen = io.StringIO("\n".join(lines) + "\n"), self._chosen(table, names)
        listed = ", ".join(f'"{column.name}"' for column in chosen)
        with self._engine.begin() as db:
            db.exec_driver_sql("SET LOCAL statement_timeout = 0")
            raw: Any = db.connection.dbapi_connection
            with raw.cursor() as cursor, _blocking():
                cursor.copy_expert(f"COPY {table} ({listed}) FROM STDIN", out)

    def _of(self, table: str) -> list[sa.Column[Any]]:
        known = tables.metadata.tables[table].columns
        return self._columns.setdefault(table, [column for column in known if column.identity is None])

    def all_of(self, batch: list[Rows]) -> None:
        for table in ORDER:
            self.put(table, (row for rows in batch for row in rows.of.get(table, ())))


@contextmanager
def _blocking() -> Iterator[None]:
    """COPY knows no cooperative waiting, which a process that uses eventlet has set up."""
    before = psycopg2.extensions.get_wait_callback()
    psycopg2.extensions.set_wait_callback(None)
    try:
        yield
    finally:
        psycopg2.extensions.set_wait_callback(before)


def _default(column: sa.Column[Any]) -> Any:
    if column.name in DEFAULTS:
        return DEFAULTS[column.name]
    if column.server_default is None or column.nullable:
        return None
    text = str(getattr(column.server_default, "arg", ""))
    return "" if text in ("", "''") else text


def fill(storage: Storage, scene: Scene, *, told: bool = True) -> None:
    """Make ``scene.size`` dossiers, with everything that they refer to."""
    if told:
        world.told(storage)
    filling = Filling(storage.engine)
    people = range(-1, max(scene.size // 5, 1))
    filling.put("applicants", map(world.applicant, people), world.APPLICANT_COLUMNS)
    figures: Counter[Any] = Counter()
    waiting: dict[str, list[str]] = {table: [] for table in ORDER}
    for number, life in enumerate(lives(scene)):
        own = {table: [filling.line(table, row) for row in life.rows.of.get(table, ())] for table in ORDER}
        for table in ORDER:
            waiting[table] += own[table]
        alike = range(number * scene.every + 1, min((number + 1) * scene.every, scene.size))
        for other in alike:
            instead = likeness(life, other)
            for table in LIKENED:
                waiting[table] += [replaced(line, instead) for line in own[table]]
        for figure, n in life.rows.figures.items():
            figures[figure] += n * (1 + len(alike))
        if len(waiting["dossiers"]) >= BATCH:
            for table in ORDER:
                filling.put_lines(table, waiting[table])
                waiting[table] = []
    for table in ORDER:
        filling.put_lines(table, waiting[table])
    filling.put("figures", (dict(zip(FIGURES, (*key, n), strict=True)) for key, n in sorted(figures.items())))
    counters = ({"unit": unit, "day": day, "last": last} for (unit, day), last in sorted(scene.sequences.items()))
    filling.put("code_counters", counters)
    settle(storage.engine)


def ready_to_file(storage: Storage, scene: Scene, count: int, first: int = 0) -> list[dict[str, Any]]:
    """Drafts with all their papers, to be filed; their rows."""
    made, filling = list(drafts(scene, count, first)), Filling(storage.engine)
    filling.all_of([rows for rows, _ in made])
    return [row for _, row in made]


def replaced(line: str, instead: dict[str, str]) -> str:
    """A line with other texts in the places of some."""
    for text, other in instead.items():
        line = line.replace(text, other)
    return line


def settle(engine: sa.Engine) -> None:
    """What autovacuum would have done by the time so many dossiers had come in one by one."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("SET statement_timeout = 0")
        db.exec_driver_sql("VACUUM ANALYZE")


def scene_of(size: int, now: dt.datetime, keys_dir: Path, *, every: int = 1, seed: int = 1) -> Scene:
    """A run of ``size`` dossiers as of a time, of which one in ``every`` is whole."""
    return Scene(size, now, Sealer(keys_dir), Signer(keys_dir, "receipts"), seed=seed, every=every)


def main() -> None:
    size, every = int(sys.argv[1]), int((*sys.argv, "1")[2])
    engine = make_engine(os.environ["MOTCUA_DATABASE_URL"], name="benchmark", pool_size=2)
    began, spent = time.monotonic(), time.process_time()
    fill(Storage(engine), scene_of(size, dt.datetime.now(dt.UTC), Path(os.environ["MOTCUA_KEYS_DIR"]), every=every))
    with engine.connect() as db:
        on_disk = db.execute(sa.text("SELECT pg_size_pretty(pg_database_size(current_database()))")).scalar()
    print(
        f"{size} dossiers in {time.monotonic() - began:.0f} s, {time.process_time() - spent:.0f} s of processor time "
        f"here; {on_disk} on disk"
    )


if __name__ == "__main__":
    main()
