"""Prints an audit trail: ``python -m chassis.audit_list SERVICE --reason … [filters]`` (``./motcua audit list``).

Reads the database that ``MOTCUA_DATABASE_URL`` names, the newest row first. A line is number, time in Vietnam, act with
its outcome, who acted, whom and what it concerns, why, and the facts; what is empty is left out. That it was read at
the console, and for what reason, becomes a row too. Exit code 0 means that it was read, 1 that a row shown is not as it
was written, 2 that the command is not right.
"""

import argparse
import dataclasses
import datetime as dt
import os
import sys
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from chassis import audit_reading
from chassis.audit_reading import AuditEntry, AuditFilter, ListAudit, Reach
from chassis.callers import system
from chassis.database import make_engine
from chassis.errors import PortalError
from chassis.records import dump, load
from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from chassis.storage import Storage

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
MOST: Final = 10_000


def line_of(entry: AuditEntry) -> str:
    """A row as one line."""
    who = entry.actor + (f"@{entry.agency}" if entry.agency else "")
    parts = [f"#{entry.seq}", f"{entry.at.astimezone(ZONE):%d/%m/%Y %H:%M:%S}", f"{entry.act} {entry.outcome}", who]
    parts += [f"{name} {value}" for name, value in (("about", entry.about), ("thing", entry.thing)) if value]
    parts += [f"why “{entry.why}”"] if entry.why else []
    parts += [f"{name}={value}" for name, value in entry.facts.items()]
    parts += [f"trace {entry.trace}"] if entry.trace else []
    return "  ".join(parts) + ("" if entry.sound else "  NOT AS IT WAS WRITTEN")


def moment(text: str) -> dt.datetime:
    """A day or a time; without a zone it is Vietnam's."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def parser() -> argparse.ArgumentParser:
    """The words of the command."""
    made = argparse.ArgumentParser(prog="audit-list", description="Show rows of the audit trail of one service.")
    made.add_argument("service")
    made.add_argument("--reason", required=True, help="why you read; at least 10 characters, kept in the trail")
    for name, what in (
        ("actor", "id of who acted"),
        ("about", "id of the person or member of staff whom it concerns"),
        ("thing", "id of the dossier, session or key"),
        ("act", "such as personal-data.revealed"),
        ("outcome", "done, failed or denied"),
        ("trace", "of one request, as in its X-Request-Id"),
    ):
        made.add_argument(f"--{name}", default="", help=what)
    made.add_argument("--since", type=moment, metavar="TIME", help="such as 2026-07-01 or 2026-07-01T08:30")
    made.add_argument("--until", type=moment, metavar="TIME", help="not included")
    made.add_argument("--limit", type=int, default=50, help=f"rows, at most {MOST}; the newest")
    return made


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code."""
    asked = parser().parse_args(arguments)
    try:
        settings = load_settings(DatabaseSettings, os.environ)
        only = AuditFilter(**{field.name: getattr(asked, field.name) for field in dataclasses.fields(AuditFilter)})
        question = load(ListAudit, dump(ListAudit(why=asked.reason, reach=Reach(everything=True), only=only)))
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    except PortalError as wrong:
        fields = ", ".join(problem.pointer.rpartition("/")[2] for problem in wrong.problems)
        sys.stderr.write(f"This cannot be asked: {fields.replace('why', 'reason')} is not right; see --help.\n")
        return 2
    engine = make_engine(settings.database_url, name=f"{asked.service}-audit", pool_size=1)
    try:
        return shown(Storage(engine), question, asked)
    finally:
        engine.dispose()


def shown(storage: Storage, question: ListAudit, asked: argparse.Namespace) -> int:
    """Print the rows; gives the exit code."""
    left, place, sound, printed = min(max(asked.limit, 1), MOST), 0, True, 0
    while left:
        with storage.work(system("console")) as work:
            page = dataclasses.replace(question, before=place, limit=min(left, audit_reading.MOST))
            found = audit_reading.entries(work, page, page.reach)
        for entry in found.items:
            sys.stdout.write(line_of(entry) + "\n")
            sound = sound and entry.sound
        printed += len(found.items)
        left, place = left - len(found.items), found.next
        if not place:
            break
    if not printed:
        sys.stdout.write(f"{asked.service}: no such rows\n")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
