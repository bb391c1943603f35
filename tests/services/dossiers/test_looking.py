"""Masked data is shown for a stated purpose only, and the person reads who looked at what, when and why."""

import dataclasses
from typing import Any

import pytest

from chassis import audit_check
from chassis.callers import Caller
from chassis.errors import Forbidden, Invalid, NotFound
from chassis.records import load
from services.accounts import contract as accounts
from services.dossiers import contract
from services.dossiers.contract import Look, PersonalField
from tests.services.dossiers.world import (
    APPROVER,
    OTHER_AGENCY,
    PERSON,
    PROCESSOR,
    RECEIVER,
    SUPERVISOR,
    World,
    citizen,
    officer,
)

WHY = "Gọi hẹn người nộp mang bản chính"
IDENTITY, PHONE, EMAIL = "042090001234", "+84912345678", "an@example.vn"


@pytest.fixture
def sealed(world: World) -> World:
    """The person's numbers are sealed as accounts seals them."""
    bound = accounts.account_context(PERSON.id)
    state = dataclasses.replace(
        world.account(PERSON),
        identity_sealed=world.sealer.seal(accounts.IDENTITY, IDENTITY, bound),
        phone_sealed=world.sealer.seal(accounts.CONTACT, PHONE, bound),
        email_sealed=world.sealer.seal(accounts.CONTACT, EMAIL, bound),
    )
    world.told(accounts.account_changed, PERSON.id, state, version=2)
    return world


RECEIVING = "kiểm tra và tiếp nhận hoặc trả lời (cán bộ tiếp nhận và trả kết quả)"


def reveal(world: World, dossier_id: str, *fields: str, caller: Caller = RECEIVER, why: str = WHY) -> Any:
    wanted = tuple(PersonalField(field) for field in fields)
    return world.call(contract.reveal_applicant, caller, dossier_id=dossier_id, fields=wanted, why=why)


def looks(world: World, caller: Caller = PERSON, **asked: Any) -> contract.LookPage:
    page: contract.LookPage = world.call(contract.list_looks, caller, **asked)
    return page


def test_what_is_asked_for_is_shown_and_nothing_else(sealed: World) -> None:
    dossier = sealed.submitted()

    phone = reveal(sealed, dossier.id, "phone")
    both = reveal(sealed, dossier.id, "identity", "email")

    assert (phone.phone, phone.identity_number, phone.email) == (PHONE, "", "")
    assert (both.phone, both.identity_number, both.email) == ("", IDENTITY, EMAIL)


def test_the_person_reads_who_looked_at_what_and_why(sealed: World) -> None:
    dossier = sealed.submitted()
    sealed.call(contract.get_dossier, RECEIVER, dossier_id=dossier.id)
    sealed.pass_time(minutes=1)
    reveal(sealed, dossier.id, "phone")
    sealed.call(contract.get_file, RECEIVER, dossier_id=dossier.id, file_id=dossier.papers[0].files[0].id)
    sealed.call(contract.get_dossier, PERSON, dossier_id=dossier.id)

    seen = looks(sealed).items

    assert [(one.look, one.fields, one.why) for one in seen] == [
        (Look.FILE, (), RECEIVING),
        (Look.REVEALED, (PersonalField.PHONE,), WHY),
        (Look.DOSSIER, (), RECEIVING),
    ]
    assert {(one.by_name, one.dossier_code) for one in seen} == {(RECEIVER.name, dossier.code)}
    assert seen[0].by_agency == sealed.agency(RECEIVER.agency).name
    assert looks(sealed, citizen("binh")).items == ()


def test_each_look_says_for_which_duty_and_the_history_keeps_it(sealed: World) -> None:
    dossier = sealed.processing()
    sealed.call(contract.get_dossier, PROCESSOR, dossier_id=dossier.id)
    sealed.call(contract.get_dossier, SUPERVISOR, dossier_id=dossier.id)

    told = [one.why for one in looks(sealed).items]
    history = sealed.call(contract.get_history, PERSON, dossier_id=dossier.id)
    kept = [entry.shown["why"] for entry in history.entries if entry.kind == "look"]

    assert kept == ["xử lý hồ sơ được giao (cán bộ thụ lý)", "giám sát việc giải quyết hồ sơ (người giám sát)"]
    assert sorted(told) == sorted(kept)
    assert history.sound


def test_looks_come_a_page_at_a_time_and_opening_again_soon_is_one_look(sealed: World) -> None:
    dossier = sealed.submitted()
    for minutes in (0, 10, 10):
        sealed.pass_time(minutes=minutes)
        sealed.call(contract.get_dossier, RECEIVER, dossier_id=dossier.id)
    sealed.call(contract.get_dossier, PROCESSOR, dossier_id=dossier.id)

    first = looks(sealed, limit=2)
    rest = looks(sealed, limit=2, cursor=first.next_cursor)

    assert len(first.items) + len(rest.items) == 3
    assert rest.next_cursor == ""
    assert first.items[0].at >= first.items[1].at >= rest.items[0].at


def test_a_reveal_is_in_the_trail_with_its_purpose_and_without_what_was_shown(sealed: World) -> None:
    dossier = sealed.submitted()
    reveal(sealed, dossier.id, "phone", "identity", why="Gọi số 0912345678 để hẹn lại ngày trả")

    with sealed.storage.read() as db:
        rows = list(audit_check.rows_of(db))
    [row] = [row for row in rows if row.act == "personal-data.revealed"]
    assert (row.actor, row.about, row.object) == (RECEIVER.id, PERSON.id, dossier.id)
    assert row.facts == {"fields": "identity phone"}
    assert row.why == "Gọi số ********78 để hẹn lại ngày trả"
    assert looks(sealed).items[0].why == row.why
    assert not any(number in str(rows) for number in (IDENTITY, PHONE, "912345678", EMAIL))


def test_only_who_handles_the_dossier_may_have_masked_data_shown(sealed: World) -> None:
    dossier = sealed.submitted()

    for caller, refused in (
        (officer("supervisor", name="sup"), Forbidden),
        (officer("auditor", name="aud"), Forbidden),
        (officer("receiver", agency=OTHER_AGENCY, name="far"), NotFound),
        (citizen("binh"), NotFound),
        (PERSON, Forbidden),
    ):
        with pytest.raises(refused):
            reveal(sealed, dossier.id, "phone", caller=caller)
    assert looks(sealed).items == ()


@pytest.mark.parametrize("asked", [{"why": "vì cần"}, {"fields": []}, {"fields": ["password"]}])
def test_a_reveal_needs_a_purpose_and_a_field(asked: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        load(contract.RevealApplicant, {"dossier_id": "d-1", "fields": ["phone"], "why": WHY, **asked})


DECLARED = {"mother": {"identity": {"number": IDENTITY}}, "note": f"Gọi {PHONE} hoặc {EMAIL}", "copies": 3}


def declared(world: World) -> contract.DossierView:
    """A dossier in whose answers numbers stand, in fields and in a sentence."""
    draft = world.draft()
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers=DECLARED)
    for paper in ("declaration", "identity"):
        world.attach(draft.id, paper)
    found: contract.DossierView = world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    return found


@pytest.mark.parametrize("caller", [RECEIVER, PROCESSOR, APPROVER], ids=["receiver", "processor", "approver"])
def test_who_handles_a_dossier_reads_what_was_declared_and_the_identity_number_and_that_is_noted(
    sealed: World, caller: Caller
) -> None:
    dossier = declared(sealed)

    view = sealed.call(contract.get_dossier, caller, dossier_id=dossier.id)

    assert view.applicant_identity == IDENTITY
    assert view.answers == DECLARED
    assert view.applicant_phone_masked != PHONE
    assert [(one.look, one.by_name) for one in looks(sealed).items] == [(Look.DOSSIER, caller.name)]


@pytest.mark.parametrize("role", ["supervisor", "agency_administrator", "auditor"])
def test_who_only_watches_over_it_reads_no_number_of_anybody(sealed: World, role: str) -> None:
    dossier = declared(sealed)

    view = sealed.call(contract.get_dossier, officer(role, name="w"), dossier_id=dossier.id)

    told = str(view)
    assert view.applicant_identity == ""
    assert view.answers["copies"] == 3
    assert view.answers["note"].startswith("Gọi ***")
    for number in (IDENTITY, PHONE, EMAIL):
        assert number not in told
    assert [one.look for one in looks(sealed).items] == [Look.DOSSIER]


def test_who_handles_and_watches_reads_as_who_handles(sealed: World) -> None:
    dossier = declared(sealed)
    both = officer("supervisor", "processor", name="both")

    assert sealed.call(contract.get_dossier, both, dossier_id=dossier.id).answers == DECLARED


def test_the_person_reads_their_own_answers_whole_and_no_list_tells_the_number(sealed: World) -> None:
    dossier = declared(sealed)

    assert sealed.seen(dossier.id).answers == DECLARED
    assert IDENTITY not in str(sealed.call(contract.list_agency_dossiers, RECEIVER))


def test_a_number_that_cannot_be_opened_keeps_nobody_from_the_dossier(world: World) -> None:
    dossier = world.submitted()

    assert world.call(contract.get_dossier, RECEIVER, dossier_id=dossier.id).applicant_identity == ""
