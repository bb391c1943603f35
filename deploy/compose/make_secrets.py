"""Makes every password and key of the composition, and gives each process its own: ``deploy.compose.make_secrets``.

Run by the one-shot container ``secrets``, the only one that sees all volumes. ``/secrets/all`` keeps the originals;
what others mount is derived from them at every start:

=========================  ==========================================================================================
``/secrets/<service>``     ``broker-url``, ``database-url`` (not for the gateway) and ``keys/``, by `deploy.key_shares`;
                           for notifications also ``agencies-broker-url``
``/secrets/broker``        ``definitions.json``: the broker's users and rights; passwords as salted hashes
``/secrets/database``      ``superuser-password``, and ``roles.sql``: databases and roles, for psql
=========================  ==========================================================================================

Guarantees: what exists is never made anew, so the volumes of broker and database stay usable; a file appears whole or
not at all; nothing secret is printed. The files for broker and database can be read by any user of those containers,
as their images run under users of their own; all others by their owner only.
"""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

from chassis import keys
from chassis.settings import SettingsWrong
from deploy import broker_definitions, database_definitions, key_shares
from deploy.rooms import GATEWAY, SERVICES

BROKER = "rabbitmq:5672"
BROKER_ADMIN = "rabbitmq:15672"
DATABASE = "postgres:5432"
PRIVATE, SHARED = 0o400, 0o444


def password(path: Path) -> str:
    """The password in a file; a random one is made if there is none."""
    if not path.exists():
        write(path, secrets.token_hex(24), PRIVATE)
    return path.read_text(encoding="ascii").strip()


def write(path: Path, text: str, mode: int) -> None:
    """Put a file in its place at once, unless it is there already with this very text."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
        os.fchmod(out.fileno(), mode)
    aside.replace(path)


def broker_url(name: str, secret: str) -> str:
    return f"amqp://{name}:{secret}@{BROKER}/{broker_definitions.VHOST}"


def agencies_broker_url(name: str, secret: str) -> str:
    return f"amqp://{name}:{secret}@{BROKER}/{broker_definitions.AGENCIES_VHOST}"


def database_url(service: str, secret: str) -> str:
    name = database_definitions.database_name(service)
    return f"postgresql://{name}:{secret}@{DATABASE}/{name}"


def make(root: Path) -> None:
    """Bring everything under ``root`` up to date."""
    whole = root / "all"
    brokers = {name: password(whole / "broker" / name) for name in broker_definitions.USERS}
    databases = {name: password(whole / "database" / name) for name in SERVICES}
    keys.generate(whole / "keys")

    for name in (*SERVICES, GATEWAY):
        own = root / name
        write(own / "broker-url", broker_url(name, brokers[name]), PRIVATE)
        if name == broker_definitions.AGENCIES_OWNER:
            write(own / "agencies-broker-url", agencies_broker_url(name, brokers[name]), PRIVATE)
        if name in databases:
            write(own / "database-url", database_url(name, databases[name]), PRIVATE)
        keys.share(whole / "keys", own / "keys", name, key_shares.NEEDS[name])
    administrator = broker_definitions.ADMINISTRATOR
    admin_url = f"http://{administrator}:{brokers[administrator]}@{BROKER_ADMIN}"
    write(whole / "broker-admin-url", admin_url, PRIVATE)
    definitions = json.dumps(broker_definitions.definitions(brokers), indent=1, ensure_ascii=False)
    write(root / "broker" / "definitions.json", definitions, SHARED)
    write(root / "database" / "superuser-password", password(whole / "database" / "superuser"), SHARED)
    write(root / "database" / "roles.sql", database_definitions.script(databases), SHARED)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the passwords and keys of the composition.")
    parser.add_argument("root", type=Path, nargs="?", default=Path("/secrets"), help="where the volumes are mounted")
    root = parser.parse_args().root
    try:
        make(root)
    except PermissionError as refused:
        print(f"{refused.filename} cannot be written: the volume belongs to another user than {os.getuid()}.")
        return 1
    except SettingsWrong as wrong:
        print(wrong)
        return 1
    print("every process has its own passwords and keys")
    return 0


if __name__ == "__main__":
    sys.exit(main())
