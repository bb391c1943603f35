"""The books at the operator's console: ``./motcua payments audit``.

Adds everything up anew and compares (`agreement`). Exit code 0: all agrees; 1: something does not, each told in a line;
2: it could not be checked.
"""

import argparse
import os
import sys
from collections.abc import Sequence

import sqlalchemy as sa

from chassis.database import make_engine
from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from services.payments.agreement import CHECKS, examine


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua payments audit", description="Check that all money is accounted for.")
    parser.add_argument("--quiet", action="store_true", help="tell only what does not agree")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(DatabaseSettings, os.environ)
        engine = make_engine(settings.database_url, name="payments-audit", pool_size=1)
    except SettingsWrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as db:
        return run(db, quiet=options.quiet)


def run(db: sa.Connection, *, quiet: bool = False) -> int:
    """Say what was found; 0 only if everything agrees."""
    findings = list(examine(db))
    if not quiet:
        broken = {finding.check for finding in findings}
        for name, (held, _) in CHECKS.items():
            print(f"{'BROKEN' if name in broken else 'holds '}  {held}")
        for name, held in (
            ("numbers", "No number of a series of receipts is missing."),
            ("papers", "Every receipt adds up, says its total in words, and is taken back once at most."),
        ):
            print(f"{'BROKEN' if name in broken else 'holds '}  {held}")
    for finding in findings:
        print(f"{finding.check}: {finding.about}: {finding.sentence}", file=sys.stderr)
    counts = db.execute(
        sa.text("SELECT (SELECT count(*) FROM ledger_transfers), (SELECT count(*) FROM receipts)")
    ).one()
    print(f"{counts[0]} transfers and {counts[1]} receipts added up anew: {len(findings) or 'no'} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
