"""Migrations: brings one service's database to the tables that its code expects.

``python -m chassis.migrations upgrade SERVICE`` with ``MOTCUA_DATABASE_URL`` set. Guarantees: each revision is one
transaction; two runs at the same time wait for each other (advisory lock); a run with nothing to do changes nothing;
a statement that waits for a lock gives up after ``LOCK_TIMEOUT`` so that it cannot stop the service that is running.
Revisions follow expand, migrate, contract: each must suit the code of the release before it.
"""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from chassis.settings import DatabaseSettings, SettingsWrong, load_settings

if TYPE_CHECKING:
    from alembic.config import Config

ALEMBIC_TABLE: Final = "schema_version"
LOCK_TIMEOUT: Final = "4s"
STATEMENT_TIMEOUT: Final = "60s"
_LOCK_KEY: Final = 0x6D6F7463  # "motc": one migration at a time in a database

ROOT: Final = Path(__file__).resolve().parent.parent


def locations(service: str) -> list[Path]:
    """Where the revisions are: the chassis' branch and the service's own."""
    own = ROOT / "services" / service / "migrations"
    return [ROOT / "chassis" / "schema" / "versions", *([own] if own.is_dir() else [])]


def configuration(service: str) -> "Config":
    """Alembic's configuration for both branches."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "chassis" / "schema"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, locations(service))))
    return config


def upgrade(service: str, engine: sa.Engine) -> None:
    """Bring the database behind ``engine`` to the newest revisions of the service and the chassis."""
    from alembic import command

    config = configuration(service)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK_KEY})
        connection.execute(sa.text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(sa.text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.commit()
        try:
            config.attributes["connection"] = connection
            command.upgrade(config, "heads")
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK_KEY})
            connection.commit()


def heads(service: str) -> set[str]:
    """The newest revisions that this code knows, from the files: a running service need not load Alembic (13 MB)."""
    texts = [path.read_text("utf-8") for place in locations(service) for path in place.glob("[0-9]*.py")]
    made = {name for text in texts for name in re.findall(r'^revision(?:: str)? = "(.+)"', text, re.MULTILINE)}
    followed = {name for text in texts for name in re.findall(r'^down_revision(?:: .+)? = "(.+)"', text, re.MULTILINE)}
    return made - followed


def is_current(service: str, connection: sa.Connection) -> bool:
    """Whether the database has every revision that this code knows."""
    if not connection.execute(sa.text("SELECT to_regclass(:t)"), {"t": ALEMBIC_TABLE}).scalar():
        return False
    known: set[str] = set(
        connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(ALEMBIC_TABLE))).scalars()
    )
    return heads(service) <= known


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or arguments[0] != "upgrade":
        print("usage: python -m chassis.migrations upgrade SERVICE   (MOTCUA_DATABASE_URL names the database)")
        return 2
    try:
        settings = load_settings(DatabaseSettings, os.environ)
    except SettingsWrong as wrong:
        print("\n".join(wrong.problems))
        return 2
    engine = sa.create_engine(settings.database_url, poolclass=sa.pool.NullPool)
    upgrade(arguments[1], engine)
    print(f"{arguments[1]}: the database is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
