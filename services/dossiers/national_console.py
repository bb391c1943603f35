"""The national portal at the operator's console: ``./motcua dossiers sync``.

``status`` tells how far the national portal is behind and what it refused; ``resend`` makes what it refused due at
once (or dossiers by their codes, whatever became of them); ``parity`` finds dossiers of which no row says that they
are to be told, and has all that was told compared at once: the service does it and tells again what differs.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from chassis.callers import system
from chassis.database import make_engine
from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from chassis.storage import Storage
from services.dossiers.contract import SERVICE
from services.dossiers.store import national

SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua dossiers sync", description="What the national portal knows.")
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("status", help="how many dossiers wait and which were refused; exit code 1 if any was refused")
    one = what.add_parser("resend", help="tell again what was refused, or these dossiers")
    one.add_argument("codes", nargs="*", metavar="CODE")
    one = what.add_parser("parity", help="compare what was told with what the national portal has")
    one.add_argument("codes", nargs="*", metavar="CODE")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(DatabaseSettings, os.environ)
        engine = make_engine(settings.database_url, name="dossiers-sync", pool_size=1)
    except SettingsWrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return run(Storage(engine), options.what, getattr(options, "codes", []))


def run(storage: Storage, what: str, codes: Sequence[str] = ()) -> int:
    """Do it and say what was found; 0 unless something was refused."""
    if what == "status":
        return _status(storage)
    with storage.work(system(SERVICE)) as work:
        if what == "resend":
            print(f"{national.resend(work.db, work.now, codes)} dossiers are due again.")
            return 0
        adopted = 0 if codes else national.adopt(work.db, work.now)
        print(f"{adopted} dossiers were not on their way, and are now.")
        print(f"{national.check_now(work.db, work.now, codes)} dossiers are compared within minutes; see status.")
    return 0


def _status(storage: Storage) -> int:
    with storage.read() as db:
        behind, stuck = national.backlog(db), national.listed(db, SHOWN)
    due, refused = behind.counts.get("due", 0), behind.counts.get("refused", 0)
    since = f", the longest since {behind.oldest:%Y-%m-%d %H:%M}Z" if behind.oldest else ""
    print(f"{due} dossiers are to be told, {refused} were refused{since}")
    for row in stuck:
        next_try = f"next {row.next_try_at:%H:%M:%S}Z" if row.state == "due" else "waits for resend"
        print(f"{row.code}\t{row.state}\t{row.problem or '-'}\ttried {row.tries} times\t{next_try}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
