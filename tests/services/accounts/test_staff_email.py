"""Work e-mail addresses of staff: proved by their owner before anybody hears of them, gone with the access."""

from typing import Any

import pyotp
import pytest

from chassis import audit
from chassis.errors import Invalid, PortalError
from chassis.testing import call_of, emitted
from services.accounts import contract, staff_console, staff_store
from services.accounts.contract import SignedIn
from services.accounts.handlers import contacts, staffing
from tests.services.accounts.test_contacts_and_passwords import email_code, problem, refusal
from tests.services.accounts.test_staffing import COMMUNE, NEIGHBOUR, PASSWORD, WHY, desk, enrol, member, role

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


def test_its_owner_removes_an_address_and_is_not_reached_any_more(desk: Any) -> None:
    who = signed_in(desk, added(desk))
    proved(desk, who, ADDRESS)

    view = removed(desk, who)

    assert (view.email_masked, view.email_verified) == ("", False)
    assert mailed(desk) == [ADDRESS, ""]
    assert not emitted(desk.storage, contract.staff_changed)[-1].mailed
    assert row_of(desk, who).email_sealed == ""
    removed(desk, who)
    assert mailed(desk) == [ADDRESS, ""]
    proved(desk, who, ANOTHER)
    assert mailed(desk) == [ADDRESS, "", ANOTHER]


def test_to_remove_an_address_needs_a_fresh_proof_and_to_be_of_the_staff(desk: Any) -> None:
    who = signed_in(desk, added(desk))
    proved(desk, who, ADDRESS)
    person = desk.register()
    assert refusal(lambda: removed(desk, person)).code == "request.forbidden"
    desk.pass_time(minutes=11)
    who = desk.refresh(who.refresh_token)

    assert refusal(lambda: removed(desk, who)).code == "session.step-up-needed"

    assert mailed(desk) == [ADDRESS]


def noted(world: Any, staff_id: str, email: str, caller: Any) -> contract.StaffView:
    call = call_of(
        contract.note_work_email, contract.NoteWorkEmail(staff_id=staff_id, email=email, why=WHY), caller=caller
    )
    return staffing.note_work_email(call, world.storage, world.sealer)


def test_an_administrator_writes_an_address_down_for_who_is_there_and_its_owner_proves_it(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    who = signed_in(desk, added(desk))

    view = noted(desk, who.subject_id, ADDRESS, admin)

    assert (view.email_masked, view.email_verified) == ("h***@xa.example.vn", False)
    assert ADDRESS not in desk.everything_stored()
    assert mailed(desk) == []
    with desk.storage.read() as db:
        trail = db.execute(audit.audit.select().where(audit.audit.c.act == "contact.changed")).one()
    assert (trail.actor, trail.about, trail.why) == (admin.id, who.subject_id, WHY)
    assert proved(desk, who, "").email_verified
    assert mailed(desk) == [ADDRESS]


def test_an_address_that_was_proved_is_its_owners_and_one_that_was_not_can_be_taken_back(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    who = signed_in(desk, added(desk, ANOTHER))
    with pytest.raises(Invalid):
        noted(desk, who.subject_id, "khong phai thu", admin)
    assert noted(desk, who.subject_id, "", admin).email_masked == ""
    proved(desk, who, ADDRESS)

    for email in (ANOTHER, ""):
        assert refusal(lambda email=email: noted(desk, who.subject_id, email, admin)).code == "staff.email-proved"

    assert mailed(desk) == [ADDRESS]
    assert row_of(desk, who).email_verified_at is not None


def test_nobody_writes_down_an_address_of_whom_they_do_not_administer_or_their_own(desk: Any) -> None:
    own, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    far, _ = member(desk, "far", role("receiver", NEIGHBOUR), agency_code=NEIGHBOUR)
    receiver, at_desk = member(desk, "desk", role("receiver"))

    assert refusal(lambda: noted(desk, far, ADDRESS, admin)).code == "staff.not-found"
    assert refusal(lambda: noted(desk, own, ADDRESS, admin)).code == "staff.not-on-yourself"
    assert refusal(lambda: noted(desk, receiver, ADDRESS, at_desk)).code == "request.forbidden"
    at_the_console_disabled(desk, receiver)
    assert refusal(lambda: noted(desk, receiver, ADDRESS, admin)).code == "staff.not-found"


def test_the_console_writes_an_address_down_too(desk: Any) -> None:
    who = signed_in(desk, added(desk))
    asked = staff_console.parser().parse_args(["email", NUMBER, ADDRESS, "--reason", WHY])

    with desk.storage.work(staff_console.CONSOLE) as work:
        said = staff_console.act(work, desk.sealer, asked, "https://motcua.test")

    assert NUMBER in said
    assert row_of(desk, who).email_masked == "h***@xa.example.vn"


def removed(world: Any, who: SignedIn) -> contract.ProfileView:
    call = world._own(who, contract.remove_work_email, contract.RemoveWorkEmail())
    return contacts.remove_work_email(call, world.storage)


def row_of(world: Any, who: SignedIn) -> Any:
    with world.storage.read() as db:
        return staff_store.staff_member(db, who.subject_id)


def at_the_console_disabled(world: Any, staff_id: str) -> None:
    with world.storage.work(staff_console.CONSOLE) as work:
        staffing.disabled(work, contract.DisableStaff(staff_id=staff_id, why=WHY))


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
