"""``python -m services.catalog.import_national FILE`` with ``MOTCUA_DATABASE_URL`` set: imports and reports.

Reads the national database's records, or the catalogue's own open data. What became of each record is in the report
(JSON lines, one for each record, a summary last); the terminal shows progress and a table. Exit code 0: everything was
read; 1: less than 99 % of the records could be loaded, the file holds none, or it ends in the middle; 2: it could not
begin.
"""

import argparse
import datetime as dt
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from chassis.database import make_engine
from chassis.outbox import backlog
from chassis.storage import Storage
from services.catalog.importing import BATCH, Line, Outcome, import_records
from services.catalog.record_file import entries

LEAST_LOADED = 0.99
WAITING = 500
"""Events that may wait for the relay before the import waits for it: followers see an even stream, not a flood."""
PATIENCE = 20.0
"""Seconds after which an import goes on although nothing was relayed: the events are kept, and nothing is lost."""
REFUSALS_SHOWN = 5
"""Refused records whose reason the terminal shows; the report has them all."""
WORDS = {
    Outcome.NEW: "loaded, new",
    Outcome.NEW_VERSION: "loaded, new version",
    Outcome.UNCHANGED: "unchanged",
    Outcome.KEPT_OURS: "kept ours",
    Outcome.REPEATED: "repeated code",
    Outcome.WITHDRAWN: "withdrawn there",
    Outcome.REFUSED: "refused",
}


class Report:
    """Counts what became of the records and writes a line for each."""

    def __init__(self, out: IO[str], source: Path) -> None:
        self._out = out
        self._source = source
        self.outcomes: Counter[Outcome] = Counter()
        self.doubtful: Counter[Outcome] = Counter()
        self.fields: Counter[str] = Counter()
        self.refusals: list[tuple[int, str]] = []
        self.cut_off = False
        self.begun = time.monotonic()

    def take(self, line: Line) -> None:
        self.outcomes[line.outcome] += 1
        self.doubtful[line.outcome] += bool(line.doubts)
        self.fields.update({name for name, _ in line.doubts})
        if line.outcome is Outcome.REFUSED and len(self.refusals) < REFUSALS_SHOWN:
            self.refusals.append((line.place, line.reason))
        self.cut_off |= "không đọc được" in line.reason and line.reason.startswith("Tệp hỏng")
        self._write(
            {
                "place": line.place,
                "outcome": line.outcome.value,
                "kind": line.kind,
                "code": line.code,
                "name": line.name,
                "version": line.version,
                "content_hash": line.content_hash,
                "reason": line.reason,
                "left_open": [{"field": name, "why": why} for name, why in line.doubts],
            }
        )

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())

    @property
    def loaded(self) -> float:
        """The part that is in the catalogue now, 0 to 1."""
        return 1 - self.outcomes[Outcome.REFUSED] / self.total if self.total else 1.0

    @property
    def published(self) -> int:
        return self.outcomes[Outcome.NEW] + self.outcomes[Outcome.NEW_VERSION]

    def end(self) -> None:
        self._write(
            {
                "summary": {
                    "file": self._source.name,
                    "records": self.total,
                    "loaded_share": round(self.loaded, 4),
                    "outcomes": {outcome.value: self.outcomes[outcome] for outcome in Outcome},
                    "with_doubts": sum(self.doubtful.values()),
                    "left_open": dict(self.fields.most_common()),
                    "seconds": round(time.monotonic() - self.begun, 1),
                }
            }
        )

    def table(self) -> str:
        rows = [("", "records", "with doubts")]
        rows += [(WORDS[one], str(self.outcomes[one]), str(self.doubtful[one])) for one in Outcome]
        rows.append(("all", str(self.total), str(sum(self.doubtful.values()))))
        lines = [f"  {name:<20}{count:>9}{doubts:>13}" for name, count, doubts in rows]
        if self.fields:
            lines.append("\n  Left open, since the source does not say for sure:")
            lines += [f"  {name:<20}{count:>9}" for name, count in self.fields.most_common()]
        if self.refusals:
            lines.append("\n  Refused:")
            lines += [f"  record {place}: {reason}" for place, reason in self.refusals]
            if more := self.outcomes[Outcome.REFUSED] - len(self.refusals):
                lines.append(f"  and {more} more, which the report names")
        return "\n".join(lines)

    def _write(self, entry: dict[str, Any]) -> None:
        kept = {key: value for key, value in entry.items() if value not in ("", None, [])}
        self._out.write(json.dumps(kept, ensure_ascii=False) + "\n")


class Pace:
    """Waits while too many events wait for the relay, but not for a relay that does not run."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._patience_lost = False

    def __call__(self) -> None:
        deadline, least = time.monotonic() + PATIENCE, sys.maxsize
        while not self._patience_lost:
            with self._storage.read() as db:
                waiting, _ = backlog(db)
            if waiting <= WAITING:
                return
            if waiting < least:
                deadline, least = time.monotonic() + PATIENCE, waiting
            if time.monotonic() > deadline:
                self._patience_lost = True
                print("\n  the catalog service relays no events now; they are kept, and it will when it runs")
            time.sleep(0.1)


def run(lines: Iterable[Line], report: Report) -> int:
    """Import with progress; gives the exit code."""
    shown = 0.0
    for line in lines:
        report.take(line)
        if time.monotonic() - shown > 0.5:
            shown = time.monotonic()
            rate = report.total / max(shown - report.begun, 0.001)
            progress = f"\r  {report.total} records, {report.published} published, {rate:.0f} a second"
            print(progress, end="" if sys.stdout.isatty() else "\n", flush=True)
    report.end()
    print(("\r" + " " * 60 + "\r" if sys.stdout.isatty() else "") + report.table())
    if report.published:
        print(f"\n  published {report.published} versions in {time.monotonic() - report.begun:.1f} s")
    elif not report.total:
        print("\n  nothing changed: the file holds no record")
    elif report.outcomes[Outcome.REFUSED] == report.total:
        print("\n  nothing changed: every record was refused")
    else:
        print("\n  nothing changed: all of it is known, kept or refused")
    return 1 if report.loaded < LEAST_LOADED or report.cut_off or not report.total else 0


def options_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="catalog import", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("file", type=Path, help="records of the national database, or open data of a catalogue")
    parser.add_argument("--report", type=Path, help="where the report goes (here, FILE.import-report.jsonl)")
    parser.add_argument("--directory", type=Path, default=Path(), help="where FILE and the report are, if not here")
    parser.add_argument("--retrieved-on", type=dt.date.fromisoformat, help="day on which the file was made, YYYY-MM-DD")
    parser.add_argument("--batch", type=int, default=BATCH, help="records of one transaction")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = options_of(arguments)
    url = os.environ.get("MOTCUA_DATABASE_URL", "")
    if not url:
        print("MOTCUA_DATABASE_URL is not set: it must be the PostgreSQL URL of the catalog's database.")
        return 2
    source = options.directory / options.file
    if not source.is_file():
        print(f"{source} is a directory; name a file." if source.is_dir() else f"There is no file {source}.")
        return 2
    target = options.directory / (options.report or f"{source.name}.import-report.jsonl")
    engine = make_engine(url, name="catalog-import", pool_size=2)
    storage = Storage(engine)
    try:
        with open(target, "w", encoding="utf-8") as out:
            lines = import_records(
                storage,
                entries(source),
                retrieved_on=options.retrieved_on,
                batch=max(1, options.batch),
                after_batch=Pace(storage),
            )
            code = run(lines, Report(out, source))
    finally:
        engine.dispose()
    print(f"  what became of each record: {target}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
