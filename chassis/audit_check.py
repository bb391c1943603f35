"""Checks an audit trail: ``python -m chassis.audit_check SERVICE [--anchors FILE…]`` (``./motcua audit verify``).

Reads the whole chain of the database that ``MOTCUA_DATABASE_URL`` names and compares it with the anchors found in
FILEs (anchor files or logs; by default ``MOTCUA_AUDIT_DIR/SERVICE.anchors``). Guarantees: any row that was changed,
taken out or put in is located by its number; so is a tail that was cut off or a chain that was written anew, as far as
an anchor reaches. Exit code 0 means sound, 1 that something is broken, 2 that it could not be checked.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis.anchors import Anchor, AnchorReader
from chassis.audit import GENESIS, digest
from chassis.settings import DatabaseSettings, SettingsWrong, directory, load_settings, need, setting
from chassis.tables import audit

BATCH: Final = 5_000


@dataclass(slots=True)
class Report:
    """What a check found; ``broken`` is empty if all is sound."""

    rows: int = 0
    head: str = GENESIS
    anchors: int = 0
    newest_anchor: int = 0
    broken: list[str] = field(default_factory=list)


def check(rows: Iterable[Any], anchors: Sequence[Anchor]) -> Report:
    """Follow the chain from its first row; the first break ends it, as nothing behind it can be vouched for."""
    anchored: dict[int, set[str]] = {}
    for anchor in anchors:
        anchored.setdefault(anchor.seq, set()).add(anchor.hash)
    report = Report(anchors=len(anchors), newest_anchor=max(anchored, default=0))
    vouched = 0
    for row in rows:
        problem = _break_at(row, report.rows, report.head)
        if not problem and row.seq in anchored:
            if anchored[row.seq] != {row.hash}:
                problem = (
                    f"rows {vouched + 1} to {row.seq} are not those that were anchored: the chain was written anew"
                )
            vouched = row.seq
        if problem:
            report.broken.append(problem)
            return report
        report.rows, report.head = row.seq, row.hash
    if report.newest_anchor > report.rows:
        report.broken.append(f"rows {report.rows + 1} to {report.newest_anchor} were deleted from the end")
    return report


def _break_at(row: Any, last: int, head: str) -> str:
    if row.seq > last + 1:
        span = f"row {last + 1} was" if row.seq == last + 2 else f"rows {last + 1} to {row.seq - 1} were"
        return f"{span} deleted"
    if row.hash != digest(row._mapping):
        return f"row {row.seq} was changed"
    if row.previous != head:
        return f"row {last} was changed, or a row was put in: row {row.seq} names another predecessor"
    return ""


def rows_of(db: sa.Connection) -> Iterator[Any]:
    """All rows in order, a batch at a time."""
    last = 0
    while True:
        batch = db.execute(sa.select(audit).where(audit.c.seq > last).order_by(audit.c.seq).limit(BATCH)).all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].seq


@dataclass(frozen=True, kw_only=True)
class CheckSettings(DatabaseSettings):
    """Whose trail, the public key, and where anchors are."""

    keys_dir: Path | None = setting("MOTCUA_KEYS_DIR", default=None, parse=directory, help="where the key files are")
    audit_dir: Path | None = setting("MOTCUA_AUDIT_DIR", default=None, parse=directory, help="where anchors are kept")


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="audit-check", description="Check the audit trail of one service.")
    parser.add_argument("service")
    parser.add_argument("--anchors", type=Path, nargs="*", metavar="FILE", help="anchor files or logs")
    asked = parser.parse_args(arguments)
    try:
        settings = load_settings(CheckSettings, os.environ)
        reader = AnchorReader(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    files = asked.anchors
    if files is None:
        own = settings.audit_dir / f"{asked.service}.anchors" if settings.audit_dir else None
        files = [own] if own and own.exists() else []
    try:
        found = [anchor for file in files for anchor in reader.found_in(file.read_text("utf-8", "replace"))]
    except OSError as unreadable:
        sys.stderr.write(f"{unreadable.filename} cannot be read.\n")
        return 2
    anchors = [anchor for anchor in found if anchor is not None and anchor.service == asked.service]
    engine = sa.create_engine(settings.database_url, poolclass=NullPool)
    with engine.connect() as db:
        db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        report = check(rows_of(db), anchors)
    if forged := found.count(None):
        report.broken.append(f"{forged} anchors have a signature that is not ours")
    return _tell(asked.service, report)


def _tell(service: str, report: Report) -> int:
    write = sys.stdout.write
    for problem in report.broken:
        write(f"{service}: BROKEN: {problem}\n")
    if report.broken:
        return 1
    write(f"{service}: sound, {report.rows} rows, {report.anchors} anchors, the newest at row {report.newest_anchor}\n")
    if not report.anchors and report.rows:
        write(f"{service}: no anchor was given, so a tail that was cut off could not be seen\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
