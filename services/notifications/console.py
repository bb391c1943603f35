"""Messages at the operator's console: ``./motcua notifications status | failed | resend``.

``status``: what waits, how providers do, what today and this month brought. ``failed``: what did not reach its person,
newest first. ``resend ID …``, or ``resend --all``: have lost messages sent again, each once, as new ones.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from chassis import audit
from chassis.callers import system
from chassis.database import make_engine
from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from chassis.storage import Storage
from services.notifications import rules
from services.notifications.domain.states import LOST
from services.notifications.handlers.operating import send_again, spent_this_month
from services.notifications.store import counted, outgoing

ACTOR = system("operator's console")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua notifications", description="Messages to people.")
    commands = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    commands.add_parser("status", help="what waits, how providers do, today and this month")
    listed = commands.add_parser("failed", help="what did not reach its person")
    listed.add_argument("--limit", type=int, default=50)
    again = commands.add_parser("resend", help="have lost messages sent again")
    again.add_argument("ids", nargs="*", metavar="ID")
    again.add_argument("--all", action="store_true", help="all that were lost and not sent again")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(DatabaseSettings, os.environ)
        engine = make_engine(settings.database_url, name="notifications-console", pool_size=1)
    except SettingsWrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    storage = Storage(engine)
    if options.what == "status":
        return status(storage)
    if options.what == "failed":
        return failed(storage, options.limit)
    if not options.ids and not options.all:
        parser.error("say which: ./motcua notifications resend ID …, or --all")
    return resend(storage, options.ids)


def status(storage: Storage) -> int:
    """Say how messages do; 1 where a provider is away or messages are late."""
    with storage.read() as db:
        waiting, late = outgoing.waiting(db, storage.now())
        today = rules.day_of(storage.now())
        days, providers = counted.days(db, today, today), counted.healths(db)
        spent = spent_this_month(db, storage.now())
    waits = ", ".join(f"{channel} {count}" for channel, count in sorted(waiting.items())) or "nothing"
    print(f"waiting: {waits}; the most overdue for {max(0.0, late):.0f} s")
    for row in providers:
        how = f"not asked since {row.opened_at:%Y-%m-%d %H:%M:%S} UTC: {row.detail}" if row.opened_at else "works"
        print(f"{row.channel:<6} {row.provider:<14} {how}")
    for row in days:
        cost = f", {row.cost} đồng" if row.cost else ""
        print(f"today  {row.channel:<6} {row.provider or '–':<14} {row.outcome:<22} {row.messages}{cost}")
    print(f"this month: {spent} đồng before tax")
    return 1 if late > 60 or any(row.opened_at for row in providers) else 0


def failed(storage: Storage, limit: int) -> int:
    """List what was lost."""
    with storage.read() as db:
        rows = outgoing.in_states(db, sorted(LOST), channel="", before="", limit=limit)
        again = outgoing.sent_again(db, [row.id for row in rows])
    for row in rows:
        mark = "sent again" if row.id in again else "a code" if row.facts is None else ""
        when = f"{row.created_at:%Y-%m-%d %H:%M}"
        print(f"{row.id}  {when}  {row.channel:<6} {row.state:<12} {row.matter:<28} {row.reason}  {mark}".rstrip())
    print(f"{len(rows)} messages did not reach their person.")
    return 0


def resend(storage: Storage, ids: Sequence[str]) -> int:
    """Send again those named, or all; 1 where one of those named cannot be."""
    if not ids:
        with storage.read() as db:
            rows = outgoing.in_states(db, sorted(LOST), channel="", before="", limit=10_000)
            again = outgoing.sent_again(db, [row.id for row in rows])
        wanted = [row.id for row in rows if row.facts is not None and row.id not in again]
    else:
        wanted = list(ids)
    done = 0
    for message_id in wanted:
        with storage.work(ACTOR) as work:
            row = outgoing.message(work.db, message_id, lock=True)
            added = send_again(work, row) if row is not None else ""
            if added and row is not None:
                audit.record(work, "message.resent", about=row.person, thing=row.id)
                done += 1
            else:
                print(f"{message_id}: unknown, not lost, a code, or sent again before", file=sys.stderr)
    print(f"{done} of {len(wanted)} messages are sent again.")
    return 0 if done == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
