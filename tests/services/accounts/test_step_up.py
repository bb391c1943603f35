"""Sensitive acts need a fresh proof, and the answer without one says so; the proof is the password and a code."""

from typing import Any

import pyotp
import pytest

from chassis.errors import Forbidden, PortalError
from services.accounts import contract, load, tables

ACTS = {
    "offer_factor": lambda world, who: world.offer_factor(who),
    "start_phone_change": lambda world, who: world.start_phone_change(who, "0987654321"),
    "start_email_change": lambda world, who: world.start_email_change(who, "new@example.vn"),
    "change_password": lambda world, who: world.change_password(who, "một mật khẩu khác hẳn"),
}


def refusal(attempt: Any) -> PortalError:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value


@pytest.mark.parametrize("act", ACTS)
def test_a_sensitive_act_needs_a_proof_of_the_last_ten_minutes(world: Any, act: str) -> None:
    who = world.register()
    world.pass_time(minutes=10, seconds=1)
    who = world.refresh(who.refresh_token)

    refused = refusal(lambda: ACTS[act](world, who))
    assert refused.code == "session.step-up-needed"
    assert isinstance(refused, Forbidden)

    stepped = world.confirm_step_up(who, world.start_step_up(who).challenge_id, world.last_code())
    assert (stepped.fresh_until - world.now).total_seconds() == 600
    ACTS[act](world, who)


def test_the_token_of_a_step_up_tells_when_it_was_and_a_later_one_too(world: Any) -> None:
    who = world.register()
    world.pass_time(minutes=20)
    stepped = world.confirm_step_up(
        who := world.refresh(who.refresh_token), world.start_step_up(who).challenge_id, world.last_code()
    )
    assert world.verifier.verify(stepped.access_token)["auth_time"] == int(world.now.timestamp())

    proved = world.now
    world.pass_time(minutes=5)

    assert world.caller_of(world.refresh(who.refresh_token)).authenticated_at == int(proved.timestamp())


def test_the_code_of_one_session_is_no_proof_in_another(world: Any) -> None:
    thief = world.register()
    owner = world.sign_in()
    challenge = world.start_step_up(owner).challenge_id

    assert refusal(lambda: world.confirm_step_up(thief, challenge, world.last_code())).code == "code.spent"
    assert world.confirm_step_up(owner, challenge, world.last_code())


def test_guessing_the_password_in_a_session_is_slowed_down_and_slows_nobody_else(world: Any) -> None:
    thief, owner = world.register(), world.sign_in()
    for _ in range(5):
        assert refusal(lambda: world.start_step_up(thief, "guess")).code == "password.wrong"

    assert refusal(lambda: world.start_step_up(thief)).code == "sign-in.too-many"
    assert world.start_step_up(owner)
    world.pass_time(seconds=900)
    assert world.start_step_up(world.refresh(thief.refresh_token))


def test_guessing_the_authenticators_code_in_a_session_is_slowed_down_and_slows_nobody_else(world: Any) -> None:
    (account, *_) = load.sandbox_accounts("", [])
    load.store_accounts(world.storage, world.sealer, world.passwords, [account])
    totp = pyotp.TOTP(account.totp_secret)
    thief = world.staff_sign_in(account.staff_number, account.password, totp.at(world.now))
    world.pass_time(minutes=1)
    owner = world.staff_sign_in(account.staff_number, account.password, totp.at(world.now))
    challenge = world.start_step_up(thief, account.password).challenge_id
    of_owner = world.start_step_up(owner, account.password).challenge_id
    for session in (thief, thief, thief, thief, owner, thief):
        refusal(lambda who=session: world.confirm_step_up(who, challenge, "000000"))

    assert refusal(lambda: world.start_step_up(thief, account.password)).code == "sign-in.too-many"
    world.pass_time(minutes=1)
    assert world.confirm_step_up(owner, of_owner, code := totp.at(world.now))
    for _ in range(5):
        assert refusal(lambda: world.confirm_step_up(owner, of_owner, code)).code == "code.spent"
    assert world.start_step_up(owner, account.password), "a second press is no guess"


def test_wrong_codes_of_a_message_cost_their_own_tries_alone_since_messages_have_caps(world: Any) -> None:
    who = world.register()
    challenge = world.start_step_up(who).challenge_id
    for _ in range(6):
        refusal(lambda: world.confirm_step_up(who, challenge, "000000"))
    assert refusal(lambda: world.confirm_step_up(who, "no such challenge", "000000")).code == "code.spent"
    world.pass_time(minutes=1)

    stepped = world.confirm_step_up(who, world.start_step_up(who).challenge_id, world.last_code())
    assert stepped.assurance == world.verifier.verify(stepped.access_token)["assurance"] == 1


def test_a_proof_is_fresh_to_its_last_second(world: Any) -> None:
    who = world.register()
    world.pass_time(minutes=10)
    who = world.refresh(who.refresh_token)

    assert world.offer_factor(who)
    world.pass_time(seconds=1)
    assert refusal(lambda: world.offer_factor(who)).code == "session.step-up-needed"


def test_an_ended_session_proves_nothing(world: Any) -> None:
    who = world.register()
    challenge = world.start_step_up(who).challenge_id
    world.sign_out(who)

    assert refusal(lambda: world.confirm_step_up(who, challenge, world.last_code())).code == "session.over"
    assert refusal(lambda: world.change_password(who, "một mật khẩu khác hẳn")).code == "session.over"


def test_whose_account_was_closed_meanwhile_proves_nothing(world: Any) -> None:
    who = world.register()
    challenge = world.start_step_up(who).challenge_id
    with world.storage.engine.begin() as db:
        db.execute(tables.accounts.update().values(active=False))

    assert refusal(lambda: world.confirm_step_up(who, challenge, world.last_code())).code == "code.spent"


def test_staff_prove_themselves_by_their_authenticator(world: Any) -> None:
    (account, *_) = load.sandbox_accounts("", [])
    load.store_accounts(world.storage, world.sealer, world.passwords, [account])
    totp = pyotp.TOTP(account.totp_secret)
    who = world.staff_sign_in(account.staff_number, account.password, totp.at(world.now))
    world.pass_time(minutes=11)

    started = world.start_step_up(who := world.refresh(who.refresh_token), account.password)

    assert (started.way, started.phone_masked, world.codes()) == (contract.CodeWay.AUTHENTICATOR, "", [])
    stepped = world.confirm_step_up(who, started.challenge_id, totp.at(world.now))
    claims = world.verifier.verify(stepped.access_token)
    assert (claims["assurance"], claims["roles"]) == (2, [str(role) for role in account.roles])
