"""The owner's list of sessions, and ending them one by one or all at once."""

from typing import Any

import pytest
import sqlalchemy as sa

from chassis import restoring
from chassis.errors import PortalError
from chassis.testing import emitted, fresh_storage
from services.accounts import contract, tables
from services.accounts.handlers import showing_sessions


def refusal(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


def test_the_list_tells_device_coarse_network_and_times_the_last_used_first(world: Any) -> None:
    first = world.register()
    world.network = "2001:db8:aa:bb::1"
    second = world.sign_in("Chrome · Android")

    newest, oldest = world.sessions(second)

    assert (newest.session_id, newest.device, newest.network) == (second.session_id, "Chrome · Android", "2001:db8:*")
    assert (oldest.session_id, oldest.network) == (first.session_id, "203.0.*.*")
    assert (newest.current, oldest.current) == (True, False)
    assert newest.started_at == newest.last_used_at == world.now


def test_a_session_is_listed_until_it_is_ended_idle_or_over(world: Any) -> None:
    first = world.register()
    second = world.sign_in()
    world.sign_out(first)
    assert [s.session_id for s in world.sessions(second)] == [second.session_id]

    world.pass_time(minutes=29)
    third = world.sign_in()

    assert [s.session_id for s in world.sessions(third)] == [third.session_id]


def test_the_owner_ends_one_session(world: Any) -> None:
    lost, mine = world.register(), world.sign_in()

    world.end_session(mine, lost.session_id)
    world.end_session(mine, lost.session_id)

    assert refusal(lambda: world.refresh(lost.refresh_token)) == "session.over"
    assert world.refresh(mine.refresh_token)
    (told,) = emitted(world.storage, contract.session_revoked)
    assert (told.session_id, told.reason) == (lost.session_id, "ended-by-owner")
    assert (told.tokens_until - world.now).total_seconds() == 600


def test_every_session_ends_when_it_is_not_known_any_more_which_were_ended(world: Any) -> None:
    one, other = world.register(), world.sign_in()

    with fresh_storage("dossiers") as dossiers:
        restoring.carry_out(world.storage, "accounts", world.now, {"dossiers": dossiers})

    for session in (one, other):
        assert refusal(lambda: world.refresh(session.refresh_token)) == "session.over"  # noqa: B023
    assert {told.reason for told in emitted(world.storage, contract.session_revoked)} == {"database-restored"}


def test_another_persons_session_does_not_exist(world: Any) -> None:
    mine = world.register()
    other = world.register(identity_number="042090000456", phone="0912345679")

    assert refusal(lambda: world.end_session(mine, other.session_id)) == "session.not-found"
    assert refusal(lambda: world.end_session(mine, "none")) == "session.not-found"
    assert world.refresh(other.refresh_token)


def test_the_owner_ends_all_other_sessions(world: Any) -> None:
    other = world.register(identity_number="042090000456", phone="0912345679")
    lost = [world.register(), world.sign_in()]
    mine = world.sign_in()

    assert world.end_other_sessions(mine) == 2
    assert world.end_other_sessions(mine) == 0

    assert {refusal(lambda gone=gone: world.refresh(gone.refresh_token)) for gone in lost} == {"session.over"}
    assert world.refresh(mine.refresh_token)
    assert world.refresh(other.refresh_token)
    assert {t.session_id for t in emitted(world.storage, contract.session_revoked)} == {s.session_id for s in lost}


def test_the_gateway_gets_every_ended_session_that_may_have_a_token_and_no_other(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing_sessions, "PAGE", 2)
    world.sign_out(world.register())
    world.pass_time(seconds=601)
    ended = [world.sign_in() for _ in range(3)]
    mine = world.sign_in()
    assert world.end_other_sessions(mine) == 3

    found, after = [], ""
    for _ in range(9):
        page = world.revoked(after)
        found += [one.session_id for one in page.sessions]
        after = page.next_after
        if not after:
            break

    assert sorted(found) == sorted(s.session_id for s in ended)
    assert refusal(lambda: world.revoked("nonsense")) == "request.invalid"


def test_no_table_holds_a_network_address(world: Any) -> None:
    world.register()

    assert world.network not in world.everything_stored()
    with world.storage.read() as db:
        assert db.scalar(sa.select(tables.sessions.c.network)) == "203.0.*.*"
