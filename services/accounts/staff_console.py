"""Staff at the operator's console: ``python -m services.accounts.staff_console`` (``./motcua staff``).

::

    add NUMBER --name NAME --agency CODE --role ROLE[@AGENCY[:PROCEDURE,…]] … [--email ADDRESS]
    roles NUMBER --role … --reason TEXT        exactly these roles from now on
    invite NUMBER --reason TEXT                password and authenticator are set anew
    email NUMBER [ADDRESS] --reason TEXT       where they are reached once they proved it; without one: nowhere
    disable NUMBER --reason TEXT               all access ends at once
    list [--agency CODE]

This is how the first administrator comes into being: nobody has a password that was written down, each sets their own
by an invitation that is good once and for a limited time. Guarantees: what is done here is in the audit trail and told
to the other services as if an administrator had done it; the invitation is shown this once and kept as a hash.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Final

from chassis.callers import system
from chassis.database import make_engine
from chassis.errors import PortalError, told_at_a_console
from chassis.sealing import Sealer
from chassis.settings import SettingsWrong, load_settings, need
from chassis.storage import Storage, Work
from services.accounts import staff_store
from services.accounts.contract import (
    STAFF_NOT_FOUND,
    AddStaff,
    ChangeStaff,
    DisableStaff,
    HeldRole,
    InviteStaff,
    NoteWorkEmail,
    StaffInvited,
    StaffRole,
    StaffView,
)
from services.accounts.handlers import showing_staff, staffing
from services.accounts.handlers.staff import normal_number
from services.accounts.settings import AccountsSettings

CONSOLE: Final = system("console")
BATCH: Final = 100


def held_role(text: str, agency: str) -> HeldRole:
    """``ROLE``, ``ROLE@AGENCY`` or ``ROLE@AGENCY:PROCEDURE,PROCEDURE``; without an agency it is the member's own."""
    name, _, where = text.partition("@")
    place, _, procedures = where.partition(":")
    return HeldRole(
        role=StaffRole(name), agency_code=place or agency, procedures=tuple(p for p in procedures.split(",") if p)
    )


def shown(member: StaffView) -> str:
    """A member of staff as one line."""
    roles = " ".join(
        f"{held.role}@{held.agency_code}{':' + ','.join(held.procedures) if held.procedures else ''}"
        for held in member.holdings
    )
    state = "disabled" if not member.active else "active" if member.enrolled else "invited"
    return f"{member.staff_number}  {state}  {member.agency_code}  {member.name}  {roles or '(no role)'}"


def invitation_text(invited: StaffInvited, public_url: str) -> str:
    """What the operator hands over: the token, and where it is used. It is sent in a body, never in an address."""
    return (
        f"{shown(invited.staff)}\n"
        f"Invitation, good once until {invited.expires_at:%Y-%m-%d %H:%M} UTC; hand it to nobody else:\n"
        f"  {invited.invitation}\n"
        f"They paste it on the page {public_url}/can-bo/loi-moi.\n"
    )


def act(work: Work, sealer: Sealer, asked: argparse.Namespace, public_url: str) -> str:
    """Do what the command says, and give what to print."""
    if asked.command == "add":
        roles = tuple(held_role(text, asked.agency) for text in asked.role)
        request = AddStaff(
            staff_number=asked.number, name=asked.name, agency_code=asked.agency, holdings=roles, email=asked.email
        )
        return invitation_text(staffing.added(work, sealer, request), public_url)
    member = staff_store.member_by_number(work.db, normal_number(asked.number))
    if member is None:
        raise STAFF_NOT_FOUND()
    if asked.command == "roles":
        roles = tuple(held_role(text, member.agency_code) for text in asked.role)
        return shown(staffing.changed(work, ChangeStaff(staff_id=member.id, holdings=roles, why=asked.reason))) + "\n"
    if asked.command == "email":
        noted = NoteWorkEmail(staff_id=member.id, email=asked.email, why=asked.reason)
        return shown(staffing.email_noted(work, sealer, noted)) + "\n"
    if asked.command == "disable":
        return shown(staffing.disabled(work, DisableStaff(staff_id=member.id, why=asked.reason))) + "\n"
    request_again = InviteStaff(staff_id=member.id, why=asked.reason)
    return invitation_text(staffing.invited(work, sealer, request_again), public_url)


def listed(storage: Storage, agency: str) -> str:
    """All staff, or those of an agency and under it, one a line."""
    lines: list[str] = []
    after = ""
    while True:
        with storage.work(CONSOLE) as work:
            codes = staff_store.below(work.db, [agency]) if agency else None
            found = staff_store.members_of(work.db, codes, None, after, BATCH)
            lines += [shown(view) for view in showing_staff.views_of(work, found)]
        if len(found) < BATCH:
            return "".join(line + "\n" for line in lines) or "There is no staff here.\n"
        after = found[-1].number


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    made = argparse.ArgumentParser(prog="./motcua staff", description="Staff, at the operator's console.")
    commands = made.add_subparsers(dest="command", required=True)
    role_help = "ROLE, ROLE@AGENCY or ROLE@AGENCY:PROCEDURE,…; roles are " + ", ".join(role.value for role in StaffRole)
    one = commands.add_parser("add", help="add a member of staff, with an invitation")
    one.add_argument("number")
    one.add_argument("--name", required=True)
    one.add_argument("--agency", required=True, metavar="CODE")
    one.add_argument("--role", action="append", required=True, help=role_help)
    one.add_argument("--email", default="", help="their work e-mail address, which they prove after signing in")
    one = commands.add_parser("roles", help="have a member of staff hold exactly these roles")
    one.add_argument("number")
    one.add_argument("--role", action="append", default=[], help=role_help)
    one.add_argument("--reason", required=True)
    one = commands.add_parser("email", help="their work e-mail address, which they prove after signing in")
    one.add_argument("number")
    one.add_argument("email", nargs="?", default="", metavar="ADDRESS")
    one.add_argument("--reason", required=True)
    for name, words in (("invite", "a new invitation; what was set before is good no more"), ("disable", "end access")):
        one = commands.add_parser(name, help=words)
        one.add_argument("number")
        one.add_argument("--reason", required=True)
    one = commands.add_parser("list", help="who is there, with what roles")
    one.add_argument("--agency", default="", metavar="CODE")
    return made


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code."""
    asked = parser().parse_args(arguments)
    try:
        settings = load_settings(AccountsSettings, os.environ)
        sealer = Sealer(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
        url = need(settings.database_url, "MOTCUA_DATABASE_URL")
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    engine = make_engine(url, name="accounts-console", pool_size=1)
    storage = Storage(engine)
    try:
        if asked.command == "list":
            said = listed(storage, asked.agency)
        else:
            with storage.work(CONSOLE) as work:
                said = act(work, sealer, asked, settings.public_url)
    except PortalError as refused:
        sys.stderr.write(f"{told_at_a_console(refused)}\n")
        return 1
    except ValueError as unknown:
        sys.stderr.write(f"{unknown}; roles are {', '.join(role.value for role in StaffRole)}.\n")
        return 1
    finally:
        engine.dispose()
    sys.stdout.write(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
