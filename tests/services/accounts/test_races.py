"""Two at once: whoever comes second finds the code, the token, the telephone or the identity taken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import sqlalchemy as sa

from chassis.errors import PortalError
from chassis.testing import emitted
from services.accounts import contract, load, tables

AT_ONCE = 4


def outcomes(attempt: Callable[[int], Any]) -> list[str]:
    """What each of some attempts at once came to: ``done``, or the code of its error."""

    def outcome(number: int) -> str:
        try:
            attempt(number)
        except PortalError as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(outcome, range(AT_ONCE)))


def test_a_code_entered_by_several_at_once_opens_one_account_and_one_session(world: Any) -> None:
    sent = world.start_registration()
    code = world.last_code()

    found = outcomes(lambda _: world.confirm_registration(sent.challenge_id, code))

    assert found == ["code.spent"] * (AT_ONCE - 1) + ["done"]
    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(tables.sessions)) == 1
    assert len(emitted(world.storage, contract.account_opened)) == 1


def test_wrong_codes_entered_at_once_each_cost_a_try(world: Any) -> None:
    sent = world.start_registration()
    wrong = world.wrong_code()

    outcomes(lambda _: world.confirm_registration(sent.challenge_id, wrong))

    with world.storage.read() as db:
        assert db.scalar(sa.select(tables.challenges.c.tries_left)) == 5 - AT_ONCE


def test_several_registrations_at_once_send_one_code_to_a_telephone(world: Any) -> None:
    found = outcomes(lambda number: world.start_registration(identity_number=f"04209000010{number}"))

    assert found == ["code.too-many"] * (AT_ONCE - 1) + ["done"]
    assert len(world.codes()) == 1


def test_an_identity_registered_from_two_telephones_gets_one_account(world: Any) -> None:
    challenges = [world.start_registration(phone=f"091234560{n}").challenge_id for n in range(AT_ONCE)]
    codes = world.codes()

    found = outcomes(lambda number: world.confirm_registration(challenges[number], codes[number]))

    assert found == ["account.exists"] * (AT_ONCE - 1) + ["done"]
    assert len(emitted(world.storage, contract.account_opened)) == 1


def test_an_authenticator_code_shown_by_several_at_once_lets_one_in(world: Any) -> None:
    (receiver, *_) = accounts = load.sandbox_accounts("", [])
    load.store_accounts(world.storage, world.sealer, world.passwords, accounts)
    code = pyotp.TOTP(receiver.totp_secret).at(world.now)

    found = outcomes(lambda _: world.staff_sign_in(receiver.staff_number, receiver.password, code))

    assert found == ["done"] + ["sign-in.staff-wrong"] * (AT_ONCE - 1)
