"""Work e-mail addresses of staff: proved by their owner before anybody hears of them, gone with the access."""

from typing import Any

import pyotp
import pytest

from chassis.errors import Invalid, PortalError
from chassis.testing import emitted
from services.accounts import contract, staff_console
from services.accounts.contract import SignedIn
from services.accounts.handlers import staffing
from tests.services.accounts.test_contacts_and_passwords import email_code, problem, refusal
from tests.services.accounts.test_staffing import COMMUNE, PASSWORD, WHY, desk, enrol, role

__all__ = ["desk"]

NUMBER, ADDRESS, ANOTHER = "gs01", "hoa@xa.example.vn", "hoa.le@tinh.example.vn"


def added(world: Any, email: str = "") -> contract.StaffInvited:
    request = contract.AddStaff(
        staff_number=NUMBER, name="Lê Thị Hoa", agency_code=COMMUNE, holdings=(role("supervisor"),), email=email
    )
    with world.storage.work(staff_console.CONSOLE) as work:
        return staffing.added(work, world.sealer, request)


def signed_in(world: Any, invited: contract.StaffInvited) -> SignedIn:
    secret = enrol(world, invited)
    world.pass_time(seconds=30)
    found: SignedIn = world.staff_sign_in(NUMBER, PASSWORD, pyotp.TOTP(secret).at(world.now))
    return found


def proved(world: Any, who: SignedIn, email: str) -> contract.ProfileView:
    started = world.start_email_change(who, email)
    world.pass_time(seconds=60)
    view: contract.ProfileView = world.confirm_email_change(who, started.challenge_id, email_code(world))
    return view


def mailed(world: Any) -> list[str]:
    """Where others were told that the member is reached, one after another."""
    found = []
    for told in emitted(world.storage, contract.staff_contact_changed):
        context = contract.account_context(told.staff_id)
        found.append(told.email_sealed and world.sealer.unseal(contract.CONTACT, told.email_sealed, context))
    return found


def test_an_address_that_an_administrator_wrote_down_is_used_once_its_owner_proved_it(desk: Any) -> None:
    invited = added(desk, ADDRESS)
    assert (invited.staff.email_masked, invited.staff.email_verified) == ("h***@xa.example.vn", False)
    assert ADDRESS not in desk.everything_stored()
    who = signed_in(desk, invited)
    assert mailed(desk) == []
    assert not any(told.mailed for told in emitted(desk.storage, contract.staff_changed))

    view = proved(desk, who, "")

    assert (view.email_masked, view.email_verified) == ("h***@xa.example.vn", True)
    assert mailed(desk) == [ADDRESS]
    assert emitted(desk.storage, contract.staff_changed)[-1].mailed
    assert emitted(desk.storage, contract.contact_changed) == []


def test_the_code_goes_to_the_address_itself_and_counts_in_its_session_only(desk: Any) -> None:
    who = signed_in(desk, added(desk))
    started = desk.start_email_change(who, ADDRESS)

    asked = emitted(desk.storage, contract.email_code_requested)[-1]
    context = contract.challenge_context(asked.challenge_id)
    assert desk.sealer.unseal(contract.CONTACT, asked.email_sealed, context) == ADDRESS
    person = desk.register()
    taken = refusal(lambda: desk.confirm_email_change(person, started.challenge_id, email_code(desk)))
    assert taken.code == "code.spent"
    assert not desk.profile(who).email_verified
    assert mailed(desk) == []


def test_of_another_address_the_former_one_is_told_and_of_the_same_nobody(desk: Any) -> None:
    who = signed_in(desk, added(desk))
    proved(desk, who, ADDRESS)
    proved(desk, who, ADDRESS)
    assert emitted(desk.storage, contract.contact_changed) == []

    proved(desk, who, ANOTHER)

    (told,) = emitted(desk.storage, contract.contact_changed)
    context = contract.account_context(who.subject_id)
    assert (told.account_id, told.contact, told.had_former) == (who.subject_id, "email", True)
    assert desk.sealer.unseal(contract.CONTACT, told.former_sealed, context) == ADDRESS
    assert mailed(desk) == [ADDRESS, ADDRESS, ANOTHER]


def test_an_address_needs_a_fresh_proof_and_the_form_of_one(desk: Any) -> None:
    who = signed_in(desk, added(desk))
    assert problem(lambda: desk.start_email_change(who, "khong phai thu")) == "email.wrong-form"
    assert problem(lambda: desk.start_email_change(who, "")) == "email.wrong-form"
    desk.pass_time(minutes=11)
    who = desk.refresh(who.refresh_token)
    assert refusal(lambda: desk.start_email_change(who, ADDRESS)).code == "session.step-up-needed"
    with pytest.raises(Invalid):
        added(desk, "khong phai thu")


def test_who_has_no_access_any_more_has_no_address_either(desk: Any) -> None:
    who = signed_in(desk, added(desk))
    proved(desk, who, ADDRESS)
    waiting = desk.start_email_change(who, ANOTHER)

    with desk.storage.work(staff_console.CONSOLE) as work:
        view = staffing.disabled(work, contract.DisableStaff(staff_id=who.subject_id, why=WHY))

    assert (view.email_masked, view.email_verified) == ("", False)
    assert mailed(desk) == [ADDRESS, ""]
    assert not emitted(desk.storage, contract.staff_changed)[-1].mailed
    with desk.storage.read() as db:
        from services.accounts import staff_store

        row = staff_store.staff_member(db, who.subject_id)
        assert row is not None
        assert (row.email_sealed, row.email_verified_at) == ("", None)
    with pytest.raises(PortalError):
        desk.confirm_email_change(who, waiting.challenge_id, email_code(desk))
    assert mailed(desk) == [ADDRESS, ""]
