"""Sealing anew: after a key of sealed texts was changed, every stored text is made with the new one, batch by batch.

``python -m chassis.resealing SERVICE PURPOSE`` with the service's database and keys (``./motcua keys rotate``). A
service says in ``services/<service>/sealed.py`` which of its columns are sealed, for what, bound to what. Guarantees:
may be done while the service runs, and again at any time: a text that is made with the active key is left alone, so a
run that was cut off is taken up where it ended; a row is locked for its batch only; a text that cannot be opened is
left as it is, counted and told; how it ended is in the audit trail of the service.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
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

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed texts: for which purpose, and bound to what of its row. An empty text stands for none."""

    column: sa.Column[str]
    purpose: str
    context: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of one column."""

    column: str
    done: int
    broken: int


def reseal(
    storage: Storage, sealer: Sealer, sealed: SealedColumn, told: Callable[[str, int], None] = lambda *_: None
) -> Resealed:
    """Make every text of a column with the active key; ``told`` hears of the progress."""
    table: sa.Table = sealed.column.table
    [key] = table.primary_key.columns
    current = f"v1.{sealer.active(sealed.purpose)}."
    done = broken = 0
    after: Any = None
    while True:
        with storage.work(system("keys")) as work:
            old = sa.select(table).where(
                sealed.column != "", sa.not_(sealed.column.startswith(current, autoescape=True))
            )
            if after is not None:
                old = old.where(key > after)
            rows = work.db.execute(old.order_by(key).limit(BATCH).with_for_update()).all()
            for row in rows:
                after = row._mapping[key.name]
                text, context = row._mapping[sealed.column.name], sealed.context(row)
                try:
                    fresh = sealer.seal(sealed.purpose, sealer.unseal(sealed.purpose, text, context), context)
                except SealBroken:
                    broken += 1
                    continue
                work.db.execute(table.update().where(key == after).values({sealed.column.name: fresh}))
                done += 1
        told(str(sealed.column), done)
        if len(rows) < BATCH:
            return Resealed(str(sealed.column), done, broken)


def reseal_all(
    storage: Storage,
    sealer: Sealer,
    columns: Sequence[SealedColumn],
    purpose: str,
    told: Callable[[str, int], None] = lambda *_: None,
) -> list[Resealed]:
    """Make every text of a purpose anew, and note it in the audit trail."""
    found = [reseal(storage, sealer, sealed, told) for sealed in columns if sealed.purpose == purpose]
    with storage.work(system("keys")) as work:
        facts: dict[str, audit.Fact] = {
            "key": sealer.active(purpose),
            "texts": sum(one.done for one in found),
            "broken": sum(one.broken for one in found),
        }
        audit.record(work, "keys.resealed", thing=f"seal-{purpose}", facts=facts)
    return found


@dataclass(frozen=True, kw_only=True)
class ResealSettings(DatabaseSettings):
    """Whose texts, and the keys."""

    keys_dir: Path | None = setting("MOTCUA_KEYS_DIR", default=None, parse=directory, help="where the key files are")


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code: 1 if a text could not be opened."""
    parser = argparse.ArgumentParser(prog="python -m chassis.resealing", description="Make sealed texts anew.")
    parser.add_argument("service")
    parser.add_argument("purpose")
    asked = parser.parse_args(arguments)
    columns: tuple[SealedColumn, ...] = importlib.import_module(f"services.{asked.service}.sealed").COLUMNS
    if not any(sealed.purpose == asked.purpose for sealed in columns):
        sys.stdout.write(f"{asked.service}: holds nothing sealed for {asked.purpose}\n")
        return 0
    try:
        settings = load_settings(ResealSettings, os.environ)
        sealer = Sealer(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
        sealer.active(asked.purpose)
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    engine = make_engine(settings.database_url, name=f"{asked.service}-reseal", pool_size=1)

    def tell(column: str, done: int) -> None:
        if done and done % (BATCH * 10) == 0:
            sys.stdout.write(f"{asked.service}: {column}: {done} so far\n")
            sys.stdout.flush()

    found = reseal_all(Storage(engine), sealer, columns, asked.purpose, tell)
    engine.dispose()
    for one in found:
        left = f", {one.broken} could not be opened" if one.broken else ""
        sys.stdout.write(f"{asked.service}: {one.column}: {one.done} texts made with the new key{left}\n")
    return 1 if any(one.broken for one in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
