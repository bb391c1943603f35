"""Staff of the sandbox: made with random credentials, signed in with a second factor that is good once."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyotp
import pytest

from chassis.callers import system
from chassis.errors import PortalError
from chassis.testing import emitted
from services.accounts import contract, load, staff_store, tables


def refusal(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


def loaded(world: Any, kept: list[load.SandboxAccount] | None = None) -> list[load.SandboxAccount]:
    accounts = load.sandbox_accounts("", kept or [])
    load.store_accounts(world.storage, world.sealer, world.passwords, accounts)
    return accounts


def code_of(world: Any, account: load.SandboxAccount) -> str:
    return pyotp.TOTP(account.totp_secret).at(world.now)


def sign_in(world: Any, account: load.SandboxAccount) -> contract.SignedIn:
    found: contract.SignedIn = world.staff_sign_in(account.staff_number, account.password, code_of(world, account))
    return found


def test_staff_sign_in_with_number_password_and_authenticator(world: Any) -> None:
    receiver = loaded(world)[0]

    caller = world.caller_of(sign_in(world, receiver))

    assert (caller.kind, caller.agency, caller.roles) == ("staff", receiver.agency_code, ("receiver",))
    assert caller.assurance == 2


def test_staff_see_their_agency_and_roles_in_their_profile(world: Any) -> None:
    approver = loaded(world)[2]

    view = world.profile(sign_in(world, approver))

    assert (view.kind, view.agency_code, view.roles) == ("staff", approver.agency_code, (contract.StaffRole.APPROVER,))


def test_an_authenticator_code_is_good_once(world: Any) -> None:
    receiver = loaded(world)[0]
    sign_in(world, receiver)

    assert refusal(lambda: sign_in(world, receiver)) == "sign-in.staff-wrong"
    world.pass_time(seconds=30)
    assert sign_in(world, receiver)


def test_no_wrong_part_is_told_from_another(world: Any) -> None:
    receiver = loaded(world)[0]
    right = code_of(world, receiver)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    said = {
        refusal(lambda: world.staff_sign_in("nobody", receiver.password, right)),
        refusal(lambda: world.staff_sign_in(receiver.staff_number, "not this one", right)),
        refusal(lambda: world.staff_sign_in(receiver.staff_number, receiver.password, wrong)),
    }

    assert said == {"sign-in.staff-wrong"}


def test_guessing_is_slowed_down(world: Any) -> None:
    receiver = loaded(world)[0]
    for _ in range(10):
        refusal(lambda: world.staff_sign_in(receiver.staff_number, receiver.password, "000000"))

    assert refusal(lambda: sign_in(world, receiver)) == "sign-in.too-many"


def test_a_deactivated_member_cannot_sign_in_or_carry_on(world: Any) -> None:
    receiver = loaded(world)[0]
    signed_in = sign_in(world, receiver)
    with world.storage.engine.begin() as db:
        db.execute(tables.staff.update().values(active=False))
    world.pass_time(seconds=30)

    assert refusal(lambda: sign_in(world, receiver)) == "sign-in.staff-wrong"
    assert refusal(lambda: world.refresh(signed_in.refresh_token)) == "session.over"


def test_a_staff_session_is_over_after_a_quarter_of_an_hour_without_use(world: Any) -> None:
    signed_in = sign_in(world, loaded(world)[0])
    world.pass_time(minutes=15)

    assert refusal(lambda: world.refresh(signed_in.refresh_token)) == "session.over"


def test_loading_again_changes_nothing_and_tells_nobody(world: Any) -> None:
    first = loaded(world)

    again = loaded(world, kept=first)

    assert again == first
    assert len(emitted(world.storage, contract.staff_changed)) == len(first)
    desk = {"receiver", "processor", "approver", "supervisor", "agency_administrator"}
    assert {role for account in first for role in account.roles} == desk | {
        "catalog_editor",
        "catalog_reviewer",
        "operator",
    }


def test_the_password_and_secret_of_staff_are_in_no_table(world: Any) -> None:
    accounts = loaded(world)
    stored = world.everything_stored()

    assert accounts[0].name in stored
    for account in accounts:
        assert account.password not in stored
        assert account.totp_secret not in stored


def test_who_was_invited_anew_meanwhile_is_given_the_credentials_of_the_sandbox_again(world: Any) -> None:
    accounts = loaded(world)
    with world.storage.work(system("accounts")) as work:
        of = staff_store.member_by_number(work.db, accounts[0].staff_number).id
        work.db.execute(tables.credentials.delete().where(tables.credentials.c.subject_id == of))

    loaded(world, accounts)

    assert world.profile(sign_in(world, accounts[0])).name == accounts[0].name


def run_load(url: str, keys_dir: Path, file: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    given = {
        "PATH": os.environ["PATH"],
        "MOTCUA_AMQP_URL": "amqp://localhost",
        "MOTCUA_DATABASE_URL": url,
        "MOTCUA_KEYS_DIR": str(keys_dir),
        **environ,
    }
    command = [sys.executable, "-m", "services.accounts.load", "--sandbox", str(file)]
    return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_keeps_credentials_in_a_file_of_its_owner_and_runs_in_a_sandbox_only(
    world: Any, keys_dir: Path, tmp_path: Path
) -> None:
    url = world.storage.engine.url.render_as_string(hide_password=False)
    file = tmp_path / "accounts.json"
    assert run_load(url, keys_dir, file).returncode == 2
    assert not file.exists()

    first = run_load(url, keys_dir, file, MOTCUA_SANDBOX="1")
    written = file.read_text("utf-8")
    second = run_load(url, keys_dir, file, MOTCUA_SANDBOX="1")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert file.read_text("utf-8") == written
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(json.loads(written)[0]) == {"staff_number", "name", "agency_code", "roles", "password", "totp_secret"}
    assert "0 of them" in second.stdout
