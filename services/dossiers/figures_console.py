"""The figures at the operator's console: ``./motcua dossiers figures``.

``verify`` makes all figures anew from the history and compares; ``mend`` brings those that differ to what the history
gives. Both may run while dossiers are handled: ``verify`` reads one snapshot, ``mend`` locks one dossier at a time.
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
    """Say what was found; 0 only if figures and history agree in the end."""
    if what == "mend":
        print(f"{counting.mend(storage)} dossiers were counted otherwise than their history gives; mended.")
    kept, anew = counting.made_anew(storage)
    lines = len(anew.splitlines())
    if kept == anew:
        print(f"The figures are what the history gives: {lines} figures, {len(anew)} bytes, the same.")
        return 0
    wrong = set(kept.splitlines()) ^ set(anew.splitlines())
    print(f"{len(wrong)} of {lines} figures differ from the history; ./motcua dossiers figures mend", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
