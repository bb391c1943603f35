"""Who files at a desk without an account is told by the telephone that they left, which can be wrong."""

import dataclasses
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit_check
from chassis.callers import ANONYMOUS
from chassis.errors import Conflict, Invalid, PortalError
from chassis.tables import outbox
from services.accounts import contract as accounts
from services.dossiers import contract
from services.dossiers.contract import ContactUse
from services.dossiers.tables import applicants
from services.notifications import contract as notifications
from tests.services.dossiers.test_counter import ON_PAPER, SOMEBODY, begun, filed_on_paper, known_person
from tests.services.dossiers.world import PROCESSOR, RECEIVER, World

OTHER_PHONE = "0987333444"


def told(world: World) -> list[tuple[str, ContactUse]]:
    """What notifications hear of a contact, opened."""
    return [
        (
            world.sealer.unseal(accounts.CONTACT, one.phone_sealed, contract.contact_context(one.dossier_id))
            if one.phone_sealed
            else "",
            one.messages,
        )
        for one in world.events(contract.contact_left)
    ]


def corrected(world: World, dossier_id: str, messages: ContactUse, **asked: Any) -> contract.DossierView:
    found: contract.DossierView = world.call(
        contract.correct_contact, RECEIVER, dossier_id=dossier_id, messages=messages, **asked
    )
    return found


def test_the_contact_is_told_once_it_is_filed_and_before_that(world: World) -> None:
    begun(world, person=dataclasses.replace(SOMEBODY, messages=ContactUse.ALL), on_paper=True)
    assert told(world) == []

    filed = filed_on_paper(world)

    assert told(world) == [("+84987111222", ContactUse.NOTICES)]
    [left], [submitted] = world.events(contract.contact_left), world.events(contract.dossier_submitted)
    assert (left.dossier_id, left.code, left.applicant_id) == (filed.id, filed.code, submitted.applicant_id)
    with world.storage.read() as db:
        order = list(db.scalars(sa.select(outbox.c.type).order_by(outbox.c.seq)))
    assert order == [contract.contact_left.name, contract.dossier_submitted.name]


def test_who_has_an_account_is_told_there_and_corrects_it_there(world: World) -> None:
    draft = begun(world, person=known_person(world), on_paper=True)
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=ON_PAPER)
    filed = world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id)

    with pytest.raises(Conflict) as refused:
        corrected(world, filed.id, ContactUse.NOTICES, phone=OTHER_PHONE)

    assert refused.value.code == contract.CONTACT_OF_ACCOUNT.code
    assert told(world) == []
    assert filed.contact_use is None


def test_a_corrected_number_takes_the_place_of_the_wrong_one_everywhere(world: World) -> None:
    filed = filed_on_paper(world)

    shown = corrected(world, filed.id, ContactUse.ALL, phone=OTHER_PHONE)

    assert (shown.applicant_phone_masked, shown.contact_use) == ("*******444", ContactUse.ALL)
    assert shown.version == filed.version, "nothing of what was filed has changed"
    assert told(world)[-1] == ("+84987333444", ContactUse.ALL)
    look = contract.look_up_dossier
    assert world.call(look, ANONYMOUS, code=filed.code, fact="3444").code == filed.code
    with pytest.raises(PortalError):
        world.call(look, ANONYMOUS, code=filed.code, fact="1222")
    revealed = world.call(
        contract.reveal_applicant, RECEIVER, dossier_id=filed.id, fields=(contract.PersonalField.PHONE,), why="Gọi hẹn"
    )
    assert revealed.phone == "+84987333444"
    with world.storage.read() as db:
        [person] = db.execute(sa.select(applicants).where(applicants.c.account_id == filed.applicant_id)).all()
    known_by = world.sealer.unseal(accounts.CONTACT, person.phone_sealed, accounts.account_context(person.account_id))
    assert known_by == "+84987333444", "the person is known by the right number, too"


@pytest.mark.parametrize("known_by", [SOMEBODY.phone, OTHER_PHONE])
def test_a_number_of_somebody_else_is_taken_away_everywhere(world: World, known_by: str) -> None:
    begun(world, person=dataclasses.replace(SOMEBODY, phone=known_by))
    filed = filed_on_paper(world)

    shown = corrected(world, filed.id, ContactUse.NONE, phone_removed=True)

    assert (shown.applicant_phone_masked, shown.contact_use) == ("", ContactUse.NONE)
    assert told(world)[-1] == ("", ContactUse.NONE)
    with pytest.raises(PortalError):
        world.call(contract.look_up_dossier, ANONYMOUS, code=filed.code, fact="1222")
    revealed = world.call(
        contract.reveal_applicant, RECEIVER, dossier_id=filed.id, fields=(contract.PersonalField.PHONE,), why="Gọi hẹn"
    )
    assert revealed.phone == ""


def test_the_same_number_can_be_used_otherwise(world: World) -> None:
    filed = filed_on_paper(world)

    shown = corrected(world, filed.id, ContactUse.NONE)

    assert (shown.applicant_phone_masked, shown.contact_use) == ("*******222", ContactUse.NONE)
    assert told(world)[-1] == ("+84987111222", ContactUse.NONE)


def test_the_trail_says_who_asked_the_person_and_who_corrected_it(world: World) -> None:
    filed = filed_on_paper(world)
    corrected(world, filed.id, ContactUse.ALL, phone=OTHER_PHONE)

    with world.storage.read() as db:
        acts = {(row.act, row.actor, row.about): row.facts for row in audit_check.rows_of(db)}

    assert acts["dossier.begun-at-desk", RECEIVER.id, filed.applicant_id]["messages"] == "notices"
    correction = acts["dossier.contact-corrected", RECEIVER.id, filed.applicant_id]
    assert correction == {"phone": "replaced", "messages": "all"}


@pytest.mark.parametrize(
    ("messages", "asked", "at"),
    [
        (ContactUse.NOTICES, {"phone_removed": True}, "/phone"),
        (ContactUse.NOTICES, {"phone": "12345"}, "/phone"),
        (ContactUse.NONE, {"phone": OTHER_PHONE, "phone_removed": True}, "/phone"),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_field(
    world: World, messages: ContactUse, asked: dict[str, Any], at: str
) -> None:
    filed = filed_on_paper(world)

    with pytest.raises(Invalid) as refused:
        corrected(world, filed.id, messages, **asked)

    assert [problem.pointer for problem in refused.value.problems] == [at]


def test_only_who_receives_at_this_desk_corrects_it_and_sees_how_people_are_told(world: World) -> None:
    filed = filed_on_paper(world)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id)

    with pytest.raises(PortalError) as refused:
        world.call(contract.correct_contact, PROCESSOR, dossier_id=filed.id, messages=ContactUse.NONE)

    assert refused.value.status == 403
    assert world.call(contract.get_dossier, PROCESSOR, dossier_id=filed.id).contact_use is None
    assert world.call(contract.get_dossier, RECEIVER, dossier_id=filed.id).contact_use is ContactUse.NOTICES


def test_a_draft_takes_the_right_number_into_its_form(world: World) -> None:
    draft = begun(world)

    shown = corrected(world, draft.id, ContactUse.NOTICES, phone=OTHER_PHONE)

    assert shown.applicant_phone_masked == "*******444"
    assert told(world) == []
    for paper in ("declaration", "identity"):
        world.attach(draft.id, paper, caller=RECEIVER)
    world.call(contract.save_draft, RECEIVER, dossier_id=draft.id, answers={"copies": 1})
    world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id)
    assert told(world) == [("+84987333444", ContactUse.NOTICES)]


def reach(world: World, dossier_id: str, phone: str, *, reached: bool = False) -> None:
    """Notifications tell whether messages reach a telephone."""
    sealed = world.sealer.seal(accounts.CONTACT, phone, contract.contact_context(dossier_id))
    told = notifications.ContactReach(dossier_id=dossier_id, phone_sealed=sealed, reached=reached, at=world.now)
    world.told(notifications.contact_reach_changed, dossier_id, told)


def unreached(world: World, dossier_id: str, caller: Any = RECEIVER) -> Any:
    return world.call(contract.get_dossier, caller, dossier_id=dossier_id).contact_unreached_at


def test_the_desk_is_shown_that_messages_do_not_reach_the_number_until_they_do(world: World) -> None:
    filed = filed_on_paper(world)
    assert unreached(world, filed.id) is None

    reach(world, filed.id, "+84987111222")

    assert unreached(world, filed.id) == world.now
    assert world.call(contract.get_dossier, RECEIVER, dossier_id=filed.id).version == filed.version
    reach(world, filed.id, "+84987111222", reached=True)
    assert unreached(world, filed.id) is None


@pytest.mark.parametrize("asked", [{"phone": OTHER_PHONE}, {"phone_removed": True}])
def test_a_corrected_number_is_not_the_one_that_was_not_reached(world: World, asked: dict[str, Any]) -> None:
    filed = filed_on_paper(world)
    reach(world, filed.id, "+84987111222")

    corrected(world, filed.id, ContactUse.NOTICES if "phone" in asked else ContactUse.NONE, **asked)

    assert unreached(world, filed.id) is None
    reach(world, filed.id, "+84987111222")
    assert unreached(world, filed.id) is None, "what is said of the number before comes too late"


def test_a_number_that_is_only_used_otherwise_stays_the_one_that_is_not_reached(world: World) -> None:
    filed = filed_on_paper(world)
    reach(world, filed.id, "+84987111222")

    corrected(world, filed.id, ContactUse.ALL)

    assert unreached(world, filed.id) == world.now


def test_whom_a_number_does_not_concern_is_not_told_that_it_is_not_reached(world: World) -> None:
    filed = filed_on_paper(world)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id)
    reach(world, filed.id, "+84987111222")

    assert unreached(world, filed.id, PROCESSOR) is None
    assert unreached(world, filed.id) is not None
