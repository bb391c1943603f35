"""Registration on a real database: the code, its limits, and what must stay unknown."""

import logging
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import Conflict, Invalid, PortalError, TooMany, Unauthenticated, Unavailable
from chassis.ids import new_id
from chassis.storage import AlreadyDone, fingerprint
from chassis.testing import emitted
from services.accounts import contract, tables


def count(world: Any, table: sa.Table) -> int:
    with world.storage.read() as db:
        return int(db.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def refused(error: type[PortalError], code: str) -> Any:
    return pytest.raises(error, match=f"^{code}$")


def test_a_person_registers_with_the_code_from_their_telephone_and_is_signed_in(world: Any) -> None:
    sent = world.start_registration()
    signed_in = world.confirm_registration(sent.challenge_id, world.last_code())

    assert sent.phone_masked == "09******78"
    assert (sent.expires_at - world.now).total_seconds() == 300
    caller = world.caller_of(signed_in)
    assert (caller.kind, caller.name, caller.assurance) == ("citizen", "Trần Thị Bưởi", 1)
    view = world.profile(signed_in)
    assert (view.identity_masked, view.phone_masked, view.email_masked) == (
        "*********123",
        "09******78",
        "b***@example.vn",
    )
    assert view.phone_owner_verified


def test_others_learn_of_the_account_by_an_event_that_only_key_holders_can_read(world: Any) -> None:
    signed_in = world.register()

    (opened,) = emitted(world.storage, contract.account_opened)
    context = contract.account_context(signed_in.subject_id)
    assert opened.account_id == signed_in.subject_id
    assert world.sealer.unseal(contract.IDENTITY, opened.identity_sealed, context) == "042090000123"
    assert world.sealer.unseal(contract.CONTACT, opened.phone_sealed, context) == "+84912345678"
    assert opened.identity_last4_index == world.sealer.index(contract.LOOKUP, "0123")
    assert opened.phone_last4_index == world.sealer.index(contract.LOOKUP, "5678")


def test_no_number_address_password_or_code_is_in_the_clear_in_any_table_or_log(
    world: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    world.start_registration(phone="0987654321")
    pending = world.everything_stored()
    world.pass_time(minutes=2)
    signed_in = world.register()
    world.start_sign_in()
    with pytest.raises(Unauthenticated):
        world.start_sign_in(password="not this one, sorry")
    stored = pending + world.everything_stored()
    printed = caplog.text + "".join(capsys.readouterr())

    codes = world.codes()
    assert len(codes) == 3
    numbers = ["042090000123", "912345678", "987654321", "buoi@", "mưa rơi", "203.0.113.7", "not this one"]
    for secret in [*numbers, signed_in.refresh_token, signed_in.access_token]:
        assert secret not in stored
        assert secret not in printed
    for code in codes:
        assert f'"{code}"' not in stored
    assert "Trần Thị Bưởi" in stored, "the dump must hold what may be read"


def test_an_identity_that_has_an_account_is_answered_like_any_other_until_the_code_came_back(world: Any) -> None:
    first = world.start_registration()
    world.confirm_registration(first.challenge_id, world.last_code())
    world.pass_time(minutes=2)

    again = world.start_registration()

    assert (again.phone_masked, again.resend_after) == (first.phone_masked, first.resend_after)
    with refused(Conflict, "account.exists"):
        world.confirm_registration(again.challenge_id, world.last_code())
    assert count(world, tables.accounts) == 1
    assert len(emitted(world.storage, contract.account_opened)) == 1


def test_a_wrong_code_costs_a_try_and_the_sixth_try_fails_even_with_the_right_code(world: Any) -> None:
    sent = world.start_registration()

    for left in (4, 3, 2, 1):
        with pytest.raises(Unauthenticated) as wrong:
            world.confirm_registration(sent.challenge_id, world.wrong_code())
        assert (wrong.value.code, wrong.value.params) == ("code.wrong", {"tries_left": left})
    with refused(Unauthenticated, "code.spent"):
        world.confirm_registration(sent.challenge_id, world.wrong_code())
    with refused(Unauthenticated, "code.spent"):
        world.confirm_registration(sent.challenge_id, world.last_code())
    assert count(world, tables.accounts) == 0


def test_a_code_expires_after_five_minutes(world: Any) -> None:
    sent = world.start_registration()
    world.pass_time(seconds=300)

    with refused(Unauthenticated, "code.spent"):
        world.confirm_registration(sent.challenge_id, world.last_code())


def test_a_code_is_good_once(world: Any) -> None:
    sent = world.start_registration()
    world.confirm_registration(sent.challenge_id, world.last_code())

    with refused(Unauthenticated, "code.spent"):
        world.confirm_registration(sent.challenge_id, world.last_code())


def test_a_code_is_good_for_its_own_request_only(world: Any) -> None:
    mine = world.start_registration()
    my_code = world.last_code()
    other = world.start_registration(identity_number="042090000999", phone="0987654321")

    if my_code != world.last_code():
        with refused(Unauthenticated, "code.wrong"):
            world.confirm_registration(other.challenge_id, my_code)
    with refused(Unauthenticated, "code.spent"):
        world.confirm_sign_in(mine.challenge_id, my_code)


def test_a_new_code_may_be_asked_for_after_a_minute_and_replaces_the_old_one(world: Any) -> None:
    sent = world.start_registration()
    old = world.last_code()
    world.pass_time(seconds=59)
    with pytest.raises(TooMany) as early:
        world.resend(sent.challenge_id)
    assert (early.value.code, early.value.retry_after) == ("code.too-many", 1)

    world.pass_time(seconds=1)
    world.resend(sent.challenge_id)

    if old != world.last_code():
        with refused(Unauthenticated, "code.wrong"):
            world.confirm_registration(sent.challenge_id, old)
    assert world.confirm_registration(sent.challenge_id, world.last_code()).kind == "citizen"


def test_a_telephone_gets_five_codes_an_hour_for_a_purpose_and_sign_in_is_not_starved_by_registrations(
    world: Any,
) -> None:
    world.register()
    for _ in range(4):
        world.pass_time(minutes=2)
        world.start_registration()
    world.pass_time(minutes=2)

    with refused(TooMany, "code.too-many"):
        world.start_registration()
    assert world.start_sign_in().phone_masked == "09******78"


def test_a_repeated_request_gets_the_same_answer_and_no_second_code(world: Any) -> None:
    key = new_id()
    sent = world.start_registration(key=key)

    with pytest.raises(AlreadyDone) as repeat:
        world.start_registration(key=key)

    assert repeat.value.reply == sent
    assert len(world.codes()) == 1


def test_the_fingerprint_kept_with_a_key_cannot_be_tried_out(world: Any, world_person: dict[str, Any]) -> None:
    world.register()
    world.pass_time(minutes=2)
    world.start_sign_in()
    plain = {
        fingerprint(contract.StartRegistration(**world_person)),
        fingerprint(
            contract.StartSignIn(identity_number=world_person["identity_number"], password=world_person["password"])
        ),
    }

    stored = world.everything_stored()

    assert "fingerprint" in stored
    assert not [digest for digest in plain if digest in stored]


def test_a_spent_challenge_keeps_nothing_of_the_person(world: Any) -> None:
    world.register()

    with world.storage.read() as db:
        assert db.scalars(sa.select(tables.challenges.c.pending)).all() == [None]


def test_a_network_gets_twenty_codes_an_hour_unless_its_address_tells_nobody_apart(world: Any) -> None:
    def register(number: int) -> None:
        world.start_registration(identity_number=f"0420900010{number:02d}", phone=f"09123456{number:02d}")

    for number in range(20):
        register(number)
    with refused(TooMany, "code.too-many"):
        register(20)

    world.network = "127.0.0.1"
    for number in range(21, 43):
        register(number)
    assert len(world.codes()) == 42


def test_the_key_of_a_registration_cannot_carry_another_one(world: Any) -> None:
    key = new_id()
    world.start_registration(key=key)

    with refused(Invalid, "request.idempotency-key-reused"):
        world.start_registration(key=key, password="another password, entirely")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"identity_number": "042090000409"}, "/identity_number", "identity.not-matching-register"),
        ({"identity_number": "042090000404"}, "/identity_number", "identity.not-in-register"),
        ({"phone": "0912340409"}, "/phone", "phone.not-owner"),
        ({"phone": "0912340404"}, "/phone", "phone.owner-unknown"),
        ({"identity_number": "042190000123"}, None, ""),
        ({"identity_number": "042290000123"}, "/identity_number", "identity.birth-year-differs"),
        ({"phone": "02439743410"}, "/phone", "phone.not-vietnamese-mobile"),
        ({"password": "12345678"}, "/password", "password.too-common"),
    ],
)
def test_what_is_wrong_is_told_by_field(world: Any, changes: dict[str, str], field: str | None, code: str) -> None:
    if field is None:
        assert world.start_registration(**changes)
        return
    with pytest.raises(Invalid) as wrong:
        world.start_registration(**changes)

    assert [(problem.pointer, problem.code) for problem in wrong.value.problems] == [(field, code)]
    assert world.codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identity_number": "042090000503"}, "register.unavailable"),
        ({"phone": "0912340503"}, "phone-check.unavailable"),
    ],
)
def test_while_a_register_is_away_nobody_is_let_through_or_refused(
    world: Any, changes: dict[str, str], code: str
) -> None:
    with refused(Unavailable, code):
        world.start_registration(**changes)

    assert world.codes() == []


def test_the_registers_cannot_be_searched_through_us(world: Any) -> None:
    for _ in range(5):
        with pytest.raises(Invalid):
            world.start_registration(identity_number="042090000409")

    with refused(TooMany, "code.too-many"):
        world.start_registration(identity_number="042090000409")
    assert world.start_registration()


def test_a_registration_that_nobody_confirmed_is_forgotten(world: Any) -> None:
    world.start_registration()
    world.pass_time(hours=2, minutes=1)

    world.upkeep()

    assert count(world, tables.challenges) == 0
