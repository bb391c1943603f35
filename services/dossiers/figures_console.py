"""The figures at the operator's console: ``./motcua dossiers figures``.

``verify`` makes all figures anew from the history and compares, and the sums by month and by one thing alone anew from
the figures; ``mend`` brings what differs to what these give. Both may run while dossiers are handled: ``verify`` reads
a snapshot, ``mend`` locks one dossier at a time, and the figures, which only a timer writes, while it makes sums anew.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from chassis.database import make_engine
from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from chassis.storage import Storage
from services.dossiers.handlers import counting


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua dossiers figures", description="Check or mend the public figures.")
    parser.add_argument("what", choices=("verify", "mend"))
    options = parser.parse_args(arguments)
    try:
        settings = load_settings(DatabaseSettings, os.environ)
        engine = make_engine(settings.database_url, name="dossiers-figures", pool_size=1)
    except SettingsWrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return run(Storage(engine), options.what)


def run(storage: Storage, what: str) -> int:
    """Say what was found; 0 only if history, figures and their sums agree in the end."""
    if what == "mend":
        print(f"{counting.mend(storage)} dossiers were counted otherwise than their history gives; mended.")
        if astray := counting.astray(storage):
            counting.roll_up_anew(storage)
            print(f"{astray} sums were otherwise than the figures by day give; made anew.")
    kept, anew = counting.made_anew(storage)
    lines = len(anew.splitlines())
    wrong = set(kept.splitlines()) ^ set(anew.splitlines())
    astray = counting.astray(storage)
    if kept == anew and not astray:
        print(f"The figures are what the history gives: {lines} figures, {len(anew)} bytes, the same.")
        return 0
    if kept != anew:
        print(f"{len(wrong)} of {lines} figures differ from the history.", file=sys.stderr)
    if astray:
        print(f"{astray} sums differ from the figures by day.", file=sys.stderr)
    print("./motcua dossiers figures mend", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
