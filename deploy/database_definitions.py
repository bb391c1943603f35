"""The databases and their roles, as a script for psql. ``./motcua`` and docker compose both run this one.

Each service has a database of its own and a role that owns it; no role can connect to another's database. The
extensions ``unaccent`` (search that ignores accents) and ``pg_trgm`` (search that forgives typing) are made here,
as making them takes rights that the services do not have. Running the script again changes nothing but passwords.

As a program: ``python -m deploy.database_definitions DIRECTORY | psql SUPERUSER_URL``; the password of each service's
role stands in the file ``DIRECTORY/<service>``.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.rooms import SERVICES

EXTENSIONS = ("unaccent", "pg_trgm")


def database_name(service: str) -> str:
    """The name of a service's database, and of the role that owns it."""
    return f"motcua_{service}"


def script(passwords: Mapping[str, str]) -> str:
    """Statements for ``psql -v ON_ERROR_STOP=1``. Passwords may hold letters, digits, dots, dashes and underscores."""
    lines = ["SET client_min_messages = warning;"]
    for service in SERVICES:
        name, password = database_name(service), passwords[service]
        if not re.fullmatch(r"[A-Za-z0-9._-]{12,}", password):
            raise ValueError(f"the password of {name} has less than 12 characters, or some that need quoting")
        lines += [
            _unless("pg_roles", "rolname", name, f"CREATE ROLE {name} LOGIN"),
            f"ALTER ROLE {name} LOGIN PASSWORD '{password}';",
            f"GRANT {name} TO CURRENT_USER;",
            _unless("pg_database", "datname", name, f"CREATE DATABASE {name} OWNER {name}"),
            f"REVOKE CONNECT, TEMPORARY ON DATABASE {name} FROM PUBLIC;",
        ]
    for service in SERVICES:
        lines += [f"\\connect {database_name(service)}", "SET client_min_messages = warning;"]
        lines += [f"CREATE EXTENSION IF NOT EXISTS {extension};" for extension in EXTENSIONS]
    return "\n".join(lines) + "\n"


def _unless(table: str, column: str, name: str, statement: str) -> str:
    """A statement that is run unless there is a thing of that name: PostgreSQL has no IF NOT EXISTS for these."""
    query = f"SELECT '{statement}' WHERE NOT EXISTS (SELECT FROM {table} WHERE {column} = '{name}')"  # noqa: S608  our own names
    return query + "\\gexec"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m deploy.database_definitions DIRECTORY")
    directory = Path(sys.argv[1])
    sys.stdout.write(script({name: (directory / name).read_text(encoding="ascii").strip() for name in SERVICES}))


if __name__ == "__main__":
    main()
