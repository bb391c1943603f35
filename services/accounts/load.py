"""Makes the staff accounts of the sandbox: ``python -m services.accounts.load [--sandbox FILE]``.

FILE (or ``MOTCUA_SANDBOX_ACCOUNTS``) is where their passwords and authenticator secrets are written, readable by its
owner only; there are no default passwords. Guarantees: refuses to do anything unless ``MOTCUA_SANDBOX`` is set; may be
run again at any time: accounts in FILE keep their credentials, also in a new database, and nothing is told to others
that has not changed; FILE is replaced whole or not at all.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from chassis.callers import system
from chassis.database import make_engine
from chassis.ids import new_id
from chassis.records import dump, load, record
from chassis.sealing import Sealer
from chassis.settings import SettingsWrong, load_settings, need, setting
from chassis.storage import Storage, Work
from services.accounts import staff_store, store
from services.accounts.adapters.passwords import Passwords
from services.accounts.contract import SERVICE, StaffRole, staff_changed
from services.accounts.domain.staffing import Given
from services.accounts.domain.totp import SECRET_BYTES, new_secret
from services.accounts.handlers.account_states import staff_state
from services.accounts.handlers.factors import AUTHENTICATOR, staff_context
from services.accounts.handlers.staff import normal_number
from services.accounts.settings import AccountsSettings


@dataclass(frozen=True, kw_only=True)
class LoadSettings(AccountsSettings):
    """The settings of accounts, and where the sandbox's credentials are kept."""

    sandbox_accounts: str = setting("MOTCUA_SANDBOX_ACCOUNTS", default="", help="file of the sandbox's credentials")
    sandbox_agency: str = setting("MOTCUA_SANDBOX_AGENCY", default="", help="agency code of the sandbox's staff")


@record
class SandboxAccount:
    """One staff account of the sandbox, as FILE holds it."""

    staff_number: str
    name: str
    agency_code: str
    roles: tuple[StaffRole, ...]
    password: str
    totp_secret: str


def sandbox_accounts(agency_code: str, kept: Sequence[SandboxAccount]) -> list[SandboxAccount]:
    """The accounts that the sandbox has: credentials as kept, or new random ones."""
    data = json.loads(resources.files("services.accounts.data").joinpath("sandbox_staff.json").read_text("utf-8"))
    known = {account.staff_number: account for account in kept}
    made = []
    for member in data["members"]:
        old = known.get(member["staff_number"])
        made.append(
            SandboxAccount(
                staff_number=member["staff_number"],
                name=member["name"],
                agency_code=agency_code or data["agency_code"],
                roles=tuple(StaffRole(role) for role in member["roles"]),
                password=old.password if old else secrets.token_urlsafe(12),
                totp_secret=old.totp_secret if old else new_secret(secrets.token_bytes(SECRET_BYTES)),
            )
        )
    return made


def store_accounts(storage: Storage, sealer: Sealer, passwords: Passwords, accounts: Sequence[SandboxAccount]) -> int:
    """Bring the database up to date with these accounts; gives how many had to be changed."""
    with storage.work(system(SERVICE)) as work:
        return sum(_store(work, sealer, passwords, account) for account in accounts)


def _store(work: Work, sealer: Sealer, passwords: Passwords, account: SandboxAccount) -> bool:
    number = normal_number(account.staff_number)
    found = staff_store.staff_with_password(work.db, number)
    if found is not None and _is_current(found, sealer, passwords, account):
        return False
    known = found or staff_store.member_by_number(work.db, number)  # who was invited anew has no password
    staff_id = known.id if known is not None else new_id()
    staff_store.put_staff(
        work.db,
        {
            "id": staff_id,
            "number": number,
            "name": account.name,
            "agency_code": account.agency_code,
            "roles": list(account.roles),
            "totp_sealed": sealer.seal(AUTHENTICATOR, account.totp_secret, staff_context(staff_id)),
            "active": True,
            "added_at": work.now,
            "changed_at": work.now,
        },
    )
    store.set_password(work.db, staff_id, passwords.hash(account.password), work.now)
    holdings = [Given(role.value, account.agency_code) for role in account.roles]
    member = staff_store.set_holdings(work.db, staff_id, holdings, work.now)
    work.emit(staff_changed, staff_id, staff_state(member, holdings))
    return True


def _is_current(found: store.Row, sealer: Sealer, passwords: Passwords, account: SandboxAccount) -> bool:
    return (
        (found.name, found.agency_code, set(found.roles)) == (account.name, account.agency_code, set(account.roles))
        and found.active
        and passwords.match(found.password_hash, account.password)
        and sealer.unseal(AUTHENTICATOR, found.totp_sealed, staff_context(found.id)) == account.totp_secret
    )


def read_file(path: Path) -> list[SandboxAccount]:
    """The accounts that a file holds; none if there is no such file."""
    try:
        found: list[Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    return [load(SandboxAccount, entry) for entry in found]


def write_file(path: Path, accounts: Sequence[SandboxAccount]) -> None:
    """Replace the file at once; only its owner may read it."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8") as out:
        json.dump([dump(account) for account in accounts], out, ensure_ascii=False, indent=1)
        out.write("\n")
    aside.replace(path)


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m services.accounts.load", description="Sandbox staff accounts.")
    parser.add_argument("--sandbox", type=Path, metavar="FILE", help="default: MOTCUA_SANDBOX_ACCOUNTS")
    asked = parser.parse_args(arguments)
    try:
        settings = load_settings(LoadSettings, os.environ)
        if not settings.sandbox:
            raise SettingsWrong(
                ["MOTCUA_SANDBOX is not set: accounts with written-down passwords are for a sandbox only."]
            )
        path = asked.sandbox or Path(need(settings.sandbox_accounts, "MOTCUA_SANDBOX_ACCOUNTS"))
        sealer = Sealer(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
        url = need(settings.database_url, "MOTCUA_DATABASE_URL")
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    accounts = sandbox_accounts(settings.sandbox_agency, read_file(path))
    # The file comes first: a password that is in the database but in no file would be lost for good.
    write_file(path, accounts)
    engine = make_engine(url, name="accounts-load", pool_size=1)
    changed = store_accounts(Storage(engine), sealer, Passwords(lambda work, *given: work(*given)), accounts)
    engine.dispose()
    sys.stdout.write(f"accounts: {len(accounts)} staff accounts of the sandbox, {changed} of them new or changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
