"""Brings broker, tables and data to what this release expects: ``python -m deploy.compose.prepare``.

Run by the one-shot container ``setup``, at every start and before any service: exchanges and queues are declared,
each service's database is migrated as its own role, the catalogue is published and, in the sandbox, the staff accounts
are made. Guarantees: may be run again at any time, also while the services run; the first thing that fails ends it
with that thing's exit code, and no service is started on half of it.
"""

import os
import subprocess
import sys
from pathlib import Path

from chassis.settings import truth
from deploy.broker_definitions import ADMINISTRATOR
from deploy.compose.make_secrets import broker_url, database_url, password
from deploy.rooms import SERVICES, topology

ALL = Path("/secrets/all")


def of(service: str) -> dict[str, str]:
    """What a program that works for one service is told; it is that service, to broker and database."""
    return {
        "MOTCUA_AMQP_URL": broker_url(service, password(ALL / "broker" / service)),
        "MOTCUA_DATABASE_URL": database_url(service, password(ALL / "database" / service)),
        "MOTCUA_KEYS_DIR": str(ALL / "keys"),
    }


def run(module: str, *arguments: str, **environ: str) -> None:
    """Run a module of the portal's to its end, and end as it did if it fails."""
    command = [sys.executable, "-m", module, *arguments]
    if code := subprocess.run(command, env={**os.environ, **environ}, check=False).returncode:
        print(f"python -m {module} {' '.join(arguments)} failed with exit code {code}", file=sys.stderr)
        sys.exit(code)


def main() -> None:
    administrator = broker_url(ADMINISTRATOR, password(ALL / "broker" / ADMINISTRATOR))
    run("chassis.topology", "declare", AMQP_URL=administrator, MOTCUA_TOPOLOGY=topology())
    for service in SERVICES:
        run("chassis.migrations", "upgrade", service, **of(service))
    run("services.catalog.load", **of("catalog"))
    if truth(os.environ.get("MOTCUA_SANDBOX") or "no"):
        run("services.accounts.load", **of("accounts"))


if __name__ == "__main__":
    main()
