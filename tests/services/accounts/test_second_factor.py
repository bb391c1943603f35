"""An authenticator of a person: offered, confirmed, asked for at sign-in, stood in for by recovery codes, removed."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from chassis.errors import PortalError
from chassis.testing import emitted
from services.accounts import contract, tables


def refusal(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


def enrolled(world: Any) -> tuple[contract.SignedIn, pyotp.TOTP, tuple[str, ...]]:
    who = world.register()
    totp = pyotp.TOTP(world.offer_factor(who).secret)
    codes = world.confirm_factor(who, totp.at(world.now))
    world.pass_time(seconds=60)
    return who, totp, codes


def test_a_qr_code_of_the_offer_works_in_a_standard_authenticator(world: Any) -> None:
    offer = world.offer_factor(world.register())

    parts = urlsplit(offer.otpauth_uri)
    read = pyotp.parse_uri(offer.otpauth_uri)

    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/Một Cửa:…123")
    assert parse_qs(parts.query)["secret"] == [offer.secret] == [read.secret]
    assert (read.digits, read.interval, read.issuer) == (6, 30, "Một Cửa")


def test_an_offer_counts_for_nothing_until_a_right_code_confirms_it(world: Any) -> None:
    who = world.register()
    first = world.offer_factor(who)
    second = world.offer_factor(who)

    assert refusal(lambda: world.confirm_factor(who, pyotp.TOTP(first.secret).at(world.now))) == "second-factor.wrong"
    assert not world.profile(who).second_factor
    assert world.sign_in().session_id
    assert len(world.confirm_factor(who, pyotp.TOTP(second.secret).at(world.now))) == 10
    assert world.profile(who).second_factor
    assert world.profile(who).recovery_codes_left == 10


def test_an_offer_ends(world: Any) -> None:
    who = world.register()
    offer = world.offer_factor(who)
    world.pass_time(minutes=16)
    who = world.refresh(who.refresh_token)
    world.confirm_step_up(who, world.start_step_up(who).challenge_id, world.last_code())

    assert refusal(lambda: world.confirm_factor(who, pyotp.TOTP(offer.secret).at(world.now))) == "second-factor.missing"


def test_confirming_ends_other_sessions_and_tells(world: Any) -> None:
    other, who = world.register(), world.sign_in()
    world.confirm_factor(who, pyotp.TOTP(world.offer_factor(who).secret).at(world.now))

    assert refusal(lambda: world.refresh(other.refresh_token)) == "session.over"
    assert world.caller_of(world.refresh(who.refresh_token)).assurance == 2
    assert [told.added for told in emitted(world.storage, contract.second_factor_changed)] == [True]
    assert refusal(lambda: world.offer_factor(who)) == "second-factor.exists"


def test_sign_in_asks_the_authenticator_sends_no_message_and_is_more_sure(world: Any) -> None:
    _, totp, _ = enrolled(world)
    sent = len(world.codes())

    started = world.start_sign_in()

    assert (started.way, started.phone_masked) == (contract.CodeWay.AUTHENTICATOR, "")
    assert len(world.codes()) == sent
    assert refusal(lambda: world.confirm_sign_in(started.challenge_id, "000000")) == "code.wrong"
    code = totp.at(world.now)
    assert world.caller_of(world.confirm_sign_in(started.challenge_id, code)).assurance == 2
    again = world.start_sign_in()
    assert refusal(lambda: world.confirm_sign_in(again.challenge_id, code)) == "code.wrong", "a step is good once"


def test_codes_of_the_authenticator_cannot_be_guessed_by_starting_again_and_again(world: Any) -> None:
    enrolled(world)
    for _ in range(2):
        challenge = world.start_sign_in().challenge_id
        for _ in range(5):
            refusal(lambda c=challenge: world.confirm_sign_in(c, "000000"))

    assert refusal(world.start_sign_in) == "sign-in.too-many"


def test_each_recovery_code_stands_in_once_for_its_own_account(world: Any) -> None:
    who, _, codes = enrolled(world)
    world.register(identity_number="042090000456", phone="0912345679")

    def enter(code: str) -> Any:
        return world.confirm_sign_in(world.start_sign_in().challenge_id, code)

    assert world.caller_of(enter(codes[0])).assurance == 2
    assert refusal(lambda: enter(codes[0])) == "code.wrong"
    assert world.caller_of(enter(codes[1])).id == who.subject_id
    assert world.profile(who).recovery_codes_left == 8


def test_new_recovery_codes_replace_the_old_ones(world: Any) -> None:
    who, _, codes = enrolled(world)
    fresh = world.renew_recovery_codes(who)

    assert not set(fresh) & set(codes)
    challenge = world.start_sign_in().challenge_id
    assert refusal(lambda: world.confirm_sign_in(challenge, codes[0])) == "code.wrong"
    assert world.confirm_sign_in(challenge, fresh[0])


def test_a_session_that_never_saw_the_authenticator_cannot_remove_it(world: Any) -> None:
    who, totp, _ = enrolled(world)
    world.pass_time(minutes=11)
    who = world.refresh(who.refresh_token)
    assert refusal(lambda: world.remove_factor(who)) == "session.step-up-needed"

    started = world.start_step_up(who)
    assert started.way is contract.CodeWay.AUTHENTICATOR
    world.confirm_step_up(who, started.challenge_id, totp.at(world.now))
    world.remove_factor(who)
    world.remove_factor(who)

    assert not world.profile(who).second_factor
    assert world.start_sign_in().way is contract.CodeWay.SMS
    assert [told.added for told in emitted(world.storage, contract.second_factor_changed)] == [True, False]


def test_a_fresh_proof_without_the_authenticator_is_not_enough_once_there_is_one(world: Any) -> None:
    who, totp, _ = enrolled(world)
    with world.storage.engine.begin() as db:  # as after a sign-in by electronic identity of the lower level
        db.execute(tables.sessions.update().values(assurance=1))

    assert refusal(lambda: world.remove_factor(who)) == "session.step-up-needed"
    assert refusal(lambda: world.change_password(who, "một mật khẩu khác hẳn")) == "session.step-up-needed"
    challenge = world.start_step_up(who).challenge_id
    assert world.confirm_step_up(who, challenge, totp.at(world.now)).assurance == 2
    world.remove_factor(who)


def test_neither_secret_nor_recovery_code_is_in_any_table(world: Any) -> None:
    who = world.register()
    offer = world.offer_factor(who)
    codes = world.confirm_factor(who, pyotp.TOTP(offer.secret).at(world.now))

    stored = world.everything_stored()
    assert offer.secret not in stored
    assert not [code for code in codes if code in stored or code.replace("-", "") in stored]
