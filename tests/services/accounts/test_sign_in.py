"""Sign-in and sessions on a real database: no oracle, no second use, no lock-out of the owner."""

from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import PortalError, TooMany, Unauthenticated
from chassis.testing import emitted
from services.accounts import contract, tables


def refusal(attempt: Any) -> PortalError:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value


def signed_in_again(world: Any) -> contract.SignedIn:
    sent = world.start_sign_in()
    return world.confirm_sign_in(sent.challenge_id, world.last_code())  # type: ignore[no-any-return]


def test_a_person_signs_in_with_password_and_code(world: Any) -> None:
    registered = world.register()

    again = signed_in_again(world)

    assert again.subject_id == registered.subject_id
    assert again.session_id != registered.session_id
    assert world.caller_of(again).assurance == 1


def test_an_identity_number_may_be_written_with_blanks(world: Any) -> None:
    world.register()

    assert world.start_sign_in("042 090 000 123").phone_masked == "09******78"


def test_an_unknown_identity_is_answered_like_a_wrong_password(world: Any) -> None:
    world.register()

    wrong = refusal(lambda: world.start_sign_in(password="not this one"))
    unknown = refusal(lambda: world.start_sign_in("042090000777"))
    nonsense = refusal(lambda: world.start_sign_in("nobody"))

    assert wrong.to_wire() == unknown.to_wire() == nonsense.to_wire()
    assert wrong.code == "sign-in.wrong"


def test_an_unknown_identity_costs_the_same_hash_as_a_known_one(world: Any) -> None:
    world.register()
    hashed: list[str] = []
    world.passwords._run = lambda work, *arguments: (hashed.append(work.__name__), work(*arguments))[1]

    refusal(lambda: world.start_sign_in(password="not this one"))
    known, hashed[:] = list(hashed), []
    refusal(lambda: world.start_sign_in("042090000777"))

    assert known == hashed == ["_verify"]


def test_unknown_and_known_identities_reach_their_limit_alike(world: Any) -> None:
    world.register()
    for _ in range(10):
        refusal(lambda: world.start_sign_in(password="not this one"))
        refusal(lambda: world.start_sign_in("042090000777"))

    known, unknown = refusal(world.start_sign_in), refusal(lambda: world.start_sign_in("042090000777"))

    assert known.code == unknown.code == "sign-in.too-many"
    assert known.retry_after == unknown.retry_after == 900


def test_a_stranger_elsewhere_cannot_lock_the_owner_out(world: Any) -> None:
    world.register()
    home = world.network
    for host in range(11):
        world.network = f"198.51.100.{host}"
        for _ in range(10):
            with pytest.raises((Unauthenticated, TooMany)):
                world.start_sign_in(password="guess")
    world.network = "192.0.2.1"
    assert isinstance(refusal(world.start_sign_in), TooMany)

    world.network = home

    assert world.start_sign_in()


def test_the_limit_ends_and_a_completed_sign_in_forgets_the_wrong_ones(world: Any) -> None:
    world.register()
    for _ in range(10):
        refusal(lambda: world.start_sign_in(password="not this one"))
    world.pass_time(seconds=900)

    assert world.sign_in()
    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(tables.failed_attempts)) == 0


def test_a_deactivated_account_cannot_sign_in_and_does_not_say_so(world: Any) -> None:
    world.register()
    with world.storage.engine.begin() as db:
        db.execute(tables.accounts.update().values(active=False))

    assert refusal(world.start_sign_in).code == "sign-in.wrong"


def test_a_session_is_carried_on_by_a_new_token_each_time(world: Any) -> None:
    signed_in = world.register()
    world.pass_time(minutes=20)

    refreshed = world.refresh(signed_in.refresh_token)

    assert refreshed.session_id == signed_in.session_id
    assert refreshed.refresh_token != signed_in.refresh_token
    assert world.caller_of(refreshed).id == signed_in.subject_id


def test_a_refresh_token_shown_twice_ends_the_session_for_both(world: Any) -> None:
    signed_in = world.register()
    refreshed = world.refresh(signed_in.refresh_token)
    world.pass_time(seconds=11)

    for shown in (signed_in, refreshed, signed_in):
        over = refusal(lambda token=shown.refresh_token: world.refresh(token))
        assert (over.code, over.params["why"]) == ("session.over", "token-reused")
    assert "why" not in refusal(lambda: world.refresh("x" * 43)).params
    (revoked,) = emitted(world.storage, contract.session_revoked)
    assert (revoked.session_id, revoked.reason) == (signed_in.session_id, "token-reused")


def test_a_refresh_whose_answer_was_lost_may_be_repeated_at_once(world: Any) -> None:
    signed_in = world.register()
    world.refresh(signed_in.refresh_token)
    world.pass_time(seconds=5)

    assert world.refresh(signed_in.refresh_token).session_id == signed_in.session_id


def test_an_idle_session_is_over(world: Any) -> None:
    signed_in = world.register()
    world.pass_time(minutes=30)

    assert refusal(lambda: world.refresh(signed_in.refresh_token)).code == "session.over"


def test_no_session_outlasts_twelve_hours(world: Any) -> None:
    signed_in = world.register()
    for _ in range(24):
        world.pass_time(minutes=29)
        signed_in = world.refresh(signed_in.refresh_token)
    world.pass_time(minutes=29)

    assert refusal(lambda: world.refresh(signed_in.refresh_token)).code == "session.over"


def test_signing_out_ends_the_session_once(world: Any) -> None:
    signed_in = world.register()

    world.sign_out(signed_in)
    world.sign_out(signed_in)

    assert refusal(lambda: world.refresh(signed_in.refresh_token)).code == "session.over"
    assert [revoked.reason for revoked in emitted(world.storage, contract.session_revoked)] == ["signed-out"]


def test_a_made_up_refresh_token_is_refused_like_an_old_one(world: Any) -> None:
    assert refusal(lambda: world.refresh("x" * 43)).code == "session.over"


def test_an_access_token_is_good_for_ten_minutes(world: Any) -> None:
    signed_in = world.register()
    world.pass_time(seconds=599)
    assert world.caller_of(signed_in).id == signed_in.subject_id

    world.pass_time(seconds=1)

    assert refusal(lambda: world.caller_of(signed_in)).code == "session.token-refused"
