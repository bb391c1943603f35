"""The broker's users and rights, as a RabbitMQ definitions file. ``./motcua`` and docker compose both load this one.

The virtual host ``motcua``, whose queues are quorum queues unless a queue says otherwise, and ``agencies``, in which
notifications fill queues that agencies read; a queue there refuses what is too much instead of dropping its oldest. One
user per process name, with the least rights that process needs, and the administrator ``motcua`` who declares the
topology:

- a service may configure, write and read only what carries its own name (``rpc-<name>``, ``rpc.reply-<name>-…``,
  ``<name>.…``), and bind its own queues to the event exchanges of others;
- RPC requests and replies cross one topic exchange, ``nameko-rpc``. Its topic rights let the gateway call every
  service, a service answer (a reply's key is a UUID) but call nobody, and each read only what is addressed to it.

As a program: ``python -m deploy.broker_definitions DIRECTORY`` prints the definitions with the passwords that stand in
the files ``DIRECTORY/<user>``; ``--make`` writes a random one where there is none.
"""

import argparse
import base64
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.rooms import GATEWAY, SERVICES

VHOST = "motcua"
AGENCIES_VHOST = "agencies"
AGENCIES_OWNER = "notifications"
AGENCY_QUEUE_LENGTH = 20_000
ADMINISTRATOR = "motcua"
USERS = (ADMINISTRATOR, *SERVICES, GATEWAY)
RPC_EXCHANGE = "nameko-rpc"
REPLY_KEY = "[0-9a-f-]{36}"


def password_hash(password: str, salt: bytes | None = None) -> str:
    """RabbitMQ's ``rabbit_password_hashing_sha256``: base64 of four random bytes and the SHA-256 of them + password."""
    salt = secrets.token_bytes(4) if salt is None else salt
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def permission(user: str) -> dict[str, str]:
    """What a user may declare, write to and read from."""
    if user == ADMINISTRATOR:
        return {"user": user, "vhost": VHOST, "configure": ".*", "write": ".*", "read": ".*"}
    own = rf"rpc-{user}|rpc\.reply-{user}-.*|{user}\..*"
    return {
        "user": user,
        "vhost": VHOST,
        "configure": f"^({own})$",
        "write": f"^({RPC_EXCHANGE}|{own})$",
        "read": rf"^({RPC_EXCHANGE}|{own}|[a-z]+\.events)$",
    }


def agencies_permission(user: str) -> dict[str, str]:
    """Who fills the queues of agencies; the agencies' own accounts are made by ``./motcua agency add``."""
    own = r"^(agencies\.events|agency\..*)$"
    return {"user": user, "vhost": AGENCIES_VHOST, "configure": own, "write": own, "read": own}


def topic_permission(user: str) -> dict[str, str]:
    """Which routing keys of the RPC exchange a user may publish with, and bind its queues to."""
    called = "|".join(SERVICES)
    write, read = f"^{REPLY_KEY}$", rf"^({user}\..*|{REPLY_KEY})$"
    if user == GATEWAY:
        write, read = rf"^({called})\.", f"^{REPLY_KEY}$"
    return {"user": user, "vhost": VHOST, "exchange": RPC_EXCHANGE, "write": write, "read": read}


def definitions(passwords: Mapping[str, str]) -> dict[str, Any]:
    """The whole file, for a password per name of ``USERS``. Passwords go in as salted hashes only."""
    return {
        "users": [
            {
                "name": user,
                "password_hash": password_hash(passwords[user]),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ["administrator"] if user == ADMINISTRATOR else [],
            }
            for user in USERS
        ],
        "vhosts": [
            {
                "name": VHOST,
                "default_queue_type": "quorum",
                "metadata": {"description": "Một Cửa", "tags": [], "default_queue_type": "quorum"},
            },
            {
                "name": AGENCIES_VHOST,
                "default_queue_type": "quorum",
                "metadata": {"description": "Agencies", "tags": [], "default_queue_type": "quorum"},
            },
        ],
        "permissions": [permission(user) for user in USERS]
        + [agencies_permission(ADMINISTRATOR), agencies_permission(AGENCIES_OWNER)],
        "policies": [
            {
                "vhost": AGENCIES_VHOST,
                "name": "agency-queues",
                "pattern": r"^agency\.",
                "apply-to": "queues",
                "definition": {"max-length": AGENCY_QUEUE_LENGTH, "overflow": "reject-publish"},
                "priority": 0,
            }
        ],
        "topic_permissions": [topic_permission(user) for user in USERS if user != ADMINISTRATOR],
    }


def read_passwords(directory: Path, *, make: bool) -> dict[str, str]:
    """The password of every user, from a file of its own name; with ``make``, missing ones are made (0600)."""
    passwords = {}
    for user in USERS:
        path = directory / user
        if make and not path.exists():
            directory.mkdir(parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(24))
        passwords[user] = path.read_text(encoding="ascii").strip()
    return passwords


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the broker's definitions.")
    parser.add_argument("directory", type=Path, help="holds one file per user, with the user's password")
    parser.add_argument("--make", action="store_true", help="make the passwords that are missing")
    options = parser.parse_args()
    try:
        passwords = read_passwords(options.directory, make=options.make)
    except FileNotFoundError as missing:
        sys.exit(f"There is no password at {missing.filename}: write one, or give --make.")
    json.dump(definitions(passwords), sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
