"""Accounts at the same moment: nobody waits in a circle, and what was taken away opens nothing any more."""

import datetime as dt
from typing import Any

import pyotp
import pytest

from chassis.callers import Caller
from chassis.errors import PortalError
from chassis.testing import emitted
from services.accounts import contract, rights_store, staff_console, staff_store, store
from services.accounts.contract import CorrectionState, ErasureState
from services.accounts.handlers import staff, staffing
from tests.interleaving import interleaved
from tests.services.accounts.test_correcting import ask as ask_correction
from tests.services.accounts.test_correcting import attach, corrections, decide
from tests.services.accounts.test_erasing import HOLDERS, answer, ask, carry_out, now_of, published
from tests.services.accounts.test_staffing import PASSWORD, WHY, accept, at_the_console, desk, enrol, refusal, role

Patching = pytest.MonkeyPatch
__all__ = ["desk"]


@pytest.fixture
def person(world: Any) -> Caller:
    found: Caller = world.caller_of(world.register())
    return found


def code_of(outcome: Any) -> str:
    return outcome.code if isinstance(outcome, PortalError) else repr(outcome)


def invited_again(world: Any, staff_id: str) -> contract.StaffInvited:
    with world.storage.work(staff_console.CONSOLE) as work:
        return staffing.invited(work, world.sealer, contract.InviteStaff(staff_id=staff_id, why=WHY))


def test_who_is_invited_anew_while_they_sign_in_does_not_come_in_by_what_they_had(
    desk: Any, monkeypatch: Patching
) -> None:
    invited = at_the_console(desk, "h27.an", role("receiver"))
    secret = enrol(desk, invited)
    desk.pass_time(seconds=30)
    code = pyotp.TOTP(secret).at(desk.now)

    came, again = interleaved(
        monkeypatch,
        desk.storage,
        staff,
        "matching_step",
        lambda: desk.staff_sign_in("h27.an", PASSWORD, code),
        lambda: invited_again(desk, invited.staff.id),
    )

    assert code_of(came) == contract.STAFF_SIGN_IN_WRONG.code
    assert again.invitation


def test_who_is_invited_anew_while_they_accept_makes_nobody_wait_in_a_circle(desk: Any, monkeypatch: Patching) -> None:
    invited = at_the_console(desk, "h27.an", role("receiver"))
    accepted, again = interleaved(
        monkeypatch,
        desk.storage,
        staff_store,
        "spend_invitation",
        lambda: enrol(desk, invited),
        lambda: invited_again(desk, invited.staff.id),
    )

    assert isinstance(accepted, str)
    assert again.invitation
    assert refusal(lambda: accept(desk, invited.invitation, "000000")) == contract.INVITATION_WRONG.code


def test_a_paper_that_comes_while_a_correction_is_decided_is_in_it_or_is_refused(
    world: Any, person: Caller, monkeypatch: Patching
) -> None:
    asked = ask_correction(world, person, birth_date=dt.date(1990, 3, 4))
    attach(world, person, asked.correction_id)

    attached, decided = interleaved(
        monkeypatch,
        world.storage,
        rights_store,
        "lock_correction",
        lambda: attach(world, person, asked.correction_id),
        lambda: decide(world, asked.correction_id, accept=True),
    )

    assert (attached.state, decided) == (CorrectionState.ASKED, None)
    assert corrections(world, person)[0].state is CorrectionState.APPLIED


def test_a_correction_that_is_decided_while_its_account_is_erased_makes_nobody_wait_in_a_circle(
    world: Any, person: Caller, monkeypatch: Patching
) -> None:
    asked = ask_correction(world, person, birth_date=dt.date(1990, 3, 4))
    attach(world, person, asked.correction_id)
    view = ask(world, person, dt.timedelta())
    for holder in HOLDERS:
        answer(world, holder)
    published(world)

    decided, erased = interleaved(
        monkeypatch,
        world.storage,
        rights_store,
        "lock_correction",
        lambda: decide(world, asked.correction_id, accept=False),
        lambda: carry_out(world),
    )

    assert (decided, erased) == (None, 1)
    assert now_of(world, view.receipt).state is ErasureState.ERASING


def test_who_asks_again_for_an_erasure_that_is_carried_out_makes_nobody_wait_in_a_circle(
    world: Any, person: Caller, monkeypatch: Patching
) -> None:
    view = ask(world, person, dt.timedelta())
    for holder in HOLDERS:
        answer(world, holder)
    published(world)

    again, looked_at = interleaved(
        monkeypatch, world.storage, store, "lock_account", lambda: ask(world, person), lambda: carry_out(world)
    )

    assert not isinstance(again, Exception), again
    assert looked_at in (0, 1)
    carry_out(world)
    assert now_of(world, view.receipt).state is ErasureState.ERASING
    assert len(emitted(world.storage, contract.account_erased)) == 1
