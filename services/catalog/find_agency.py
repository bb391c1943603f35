"""Whether the catalogue knows an agency: ``python -m services.catalog.find_agency CODE``, for ``./motcua agency add``.

Prints its name and ends with 0; or says that nobody has this code, with codes that begin like it, and ends with 1, so
that no key is ever made for an agency that does not exist.
"""

import os
import sys
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis.settings import DatabaseSettings, SettingsWrong, load_settings
from services.catalog import tables

SHOWN = 8


def answer(db: sa.Connection, code: str) -> tuple[bool, str]:
    """Whether there is such an agency, and what to say."""
    agencies = tables.agencies.c
    name = db.scalar(sa.select(agencies.name).where(agencies.code == code))
    if name is not None:
        return True, f"{code}: {name}"
    above = code.rpartition(".")[0] or code[:1]
    near = db.scalars(sa.select(agencies.code).where(agencies.code.startswith(above)).order_by(agencies.code)).all()
    said = f"No agency has the code {code}; nothing was made."
    if near:
        said += f" Codes that begin like it: {', '.join(near[:SHOWN])}{' …' if len(near) > SHOWN else ''}"
    return False, said


def main(arguments: Sequence[str]) -> int:
    """The exit code of the command."""
    if len(arguments) != 1:
        print("Name one agency by its code.", file=sys.stderr)
        return 2
    try:
        settings = load_settings(DatabaseSettings, os.environ)
    except SettingsWrong as wrong:
        print(" ".join(wrong.problems), file=sys.stderr)
        return 2
    with sa.create_engine(settings.database_url, poolclass=NullPool).connect() as db:
        known, said = answer(db, arguments[0])
    print(said, file=sys.stdout if known else sys.stderr)
    return 0 if known else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
