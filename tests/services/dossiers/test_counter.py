"""At the one-stop desk officers file for who came, and take what came on paper or by post."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit_check
from chassis.callers import ANONYMOUS, Caller, Channel, Holding
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, PortalError
from chassis.testing import in_the_clear
from services.accounts import contract as accounts
from services.dossiers import contract
from services.dossiers.contract import HandedPaper, PersonAtDesk
from services.dossiers.tables import applicants, dossiers
from tests.services.dossiers.world import (
    AGENCY,
    CAR,
    EXTRACT,
    OTHER_AGENCY,
    PERSON,
    PROCESSOR,
    RECEIVER,
    World,
    a_procedure,
    an_offer,
    catalog,
    officer,
)

NUMBER, PHONE = "042085004321", "0987111222"
SOMEBODY = PersonAtDesk(
    identity_kind=accounts.IdentityKind.CCCD, identity_number=NUMBER, full_name="Trần Văn Bưu", phone=PHONE
)
ON_PAPER = (HandedPaper(paper_key="declaration", originals=1), HandedPaper(paper_key="identity", copies=2))


def begun(
    world: World, channel: str = "direct", caller: Caller = RECEIVER, person: PersonAtDesk = SOMEBODY, **asked: Any
) -> contract.DossierView:
    facts = {"procedure_code": EXTRACT, "agency_code": AGENCY, "channel": Channel(channel), "person": person}
    found: contract.DossierView = world.call(contract.begin_at_desk, caller, **{**facts, **asked})
    return found


def filed_on_paper(world: World, channel: str = "direct") -> contract.DossierView:
    draft = begun(world, channel, on_paper=True)
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=ON_PAPER)
    found: contract.DossierView = world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id)
    return found


@pytest.mark.parametrize("channel", ["direct", "post"])
def test_a_paper_dossier_gets_its_code_and_a_receipt_like_any_other(world: World, channel: str) -> None:
    filed = filed_on_paper(world, channel)

    assert filed.code == f"{AGENCY}-260810-0001"
    assert (filed.state, filed.channel, filed.applicant_name) == (1, channel, "Trần Văn Bưu")
    assert filed.receipt is not None
    assert [(paper.paper_key, paper.originals, paper.copies) for paper in filed.receipt.handed_in] == [
        ("declaration", 1, 0),
        ("identity", 0, 2),
    ]
    assert filed.receipt.signed.count(".") == 2
    [told] = world.events(contract.dossier_submitted)
    assert told.channel == channel


def test_the_officer_can_receive_it_at_once_and_it_goes_its_way(world: World) -> None:
    received = world.call(contract.receive_dossier, RECEIVER, dossier_id=filed_on_paper(world).id)

    started = world.call(contract.start_processing, PROCESSOR, dossier_id=received.id)

    assert started.state == 4


def test_the_history_names_the_officer_and_for_whom_and_the_trail_has_it(world: World) -> None:
    filed = filed_on_paper(world)

    [step] = world.call(contract.get_timeline, RECEIVER, dossier_id=filed.id).items
    assert (step.action, step.actor_name, step.on_behalf) == ("submit", RECEIVER.name, "officer")
    with world.storage.read() as db:
        acts = {(row.act, row.actor, row.about): row.facts for row in audit_check.rows_of(db)}
    for act in ("dossier.begun-at-desk", "dossier.filed-at-desk"):
        assert acts[act, RECEIVER.id, filed.applicant_id]["channel"] == "direct"


def test_with_help_the_form_is_filled_in_and_papers_are_scanned_at_the_desk(world: World) -> None:
    draft = begun(world)
    world.call(contract.save_draft, RECEIVER, dossier_id=draft.id, answers={"copies": 1})
    for paper in ("declaration", "identity"):
        world.attach(draft.id, paper, caller=RECEIVER)

    filed = world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id)

    assert [len(paper.files) for paper in filed.papers] == [1, 1, 0]


def test_a_person_with_an_account_has_the_dossier_in_their_list(world: World) -> None:
    person = known_person(world)

    draft = begun(world, person=person)

    assert draft.applicant_id == PERSON.id
    assert [line.id for line in world.call(contract.list_my_dossiers, PERSON).items] == [draft.id]


def known_person(world: World) -> PersonAtDesk:
    """The person of the world, whose account's number is sealed as accounts seals it."""
    bound = accounts.account_context(PERSON.id)
    state = dataclasses.replace(
        world.account(PERSON, identity=NUMBER),
        identity_sealed=world.sealer.seal(accounts.IDENTITY, NUMBER, bound),
        phone_sealed=world.sealer.seal(accounts.CONTACT, "+84912345678", bound),
    )
    world.told(accounts.account_changed, PERSON.id, state, version=2)
    return dataclasses.replace(SOMEBODY, full_name=f"  {PERSON.name.upper()} ")


def test_a_number_of_somebody_else_is_not_taken(world: World) -> None:
    known_person(world)

    with pytest.raises(Conflict) as refused:
        begun(world)

    assert refused.value.code == contract.PERSON_DIFFERS.code
    assert PERSON.name not in str(refused.value.to_wire())


def test_who_comes_again_without_an_account_is_the_same_person(world: World) -> None:
    first, second = begun(world), begun(world)

    assert first.applicant_id == second.applicant_id
    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).where(applicants.c.account_id == first.applicant_id)) == 1


def test_their_numbers_are_nowhere_in_the_clear(world: World) -> None:
    filed_on_paper(world)

    assert in_the_clear(world.storage.engine, [NUMBER, PHONE, PHONE[1:]]) == []


def test_a_number_of_another_form_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        begun(world, person=dataclasses.replace(SOMEBODY, identity_number="12345678"))


@pytest.mark.parametrize(
    "caller", [PERSON, PROCESSOR, officer("receiver", agency=OTHER_AGENCY, name="far"), officer("approver")]
)
def test_only_receivers_of_the_desk_begin_for_others(world: World, caller: Caller) -> None:
    with pytest.raises(Forbidden):
        begun(world, caller=caller)


def test_a_draft_of_the_desk_is_found_by_its_receivers_only(world: World) -> None:
    draft = begun(world)

    assert world.seen(draft.id, RECEIVER).id == draft.id
    for other in (PROCESSOR, officer("receiver", agency=OTHER_AGENCY, name="far")):
        with pytest.raises(NotFound):
            world.seen(draft.id, other)


def left_open(world: World, caller: Caller = RECEIVER, **asked: Any) -> contract.DeskDraftPage:
    found: contract.DeskDraftPage = world.call(contract.list_desk_drafts, caller, **asked)
    return found


def test_drafts_of_the_desk_are_listed_the_newest_first_with_what_an_officer_knows_them_by(world: World) -> None:
    first, second = begun(world), begun(world, "post")

    newest, oldest = left_open(world).items

    assert (newest.id, oldest.id) == (second.id, first.id)
    assert newest == contract.DeskDraftLine(
        id=second.id,
        procedure_code=EXTRACT,
        procedure_name=second.procedure_name,
        agency_code=AGENCY,
        agency_name=second.agency_name,
        channel=Channel.POST,
        applicant_name="Trần Văn Bưu",
        changed_at=second.changed_at,
        may_discard=True,
    )


def test_what_was_filed_or_begun_online_is_not_among_them(world: World) -> None:
    world.draft()
    filed_on_paper(world)
    left = begun(world)

    assert [line.id for line in left_open(world).items] == [left.id]


def test_only_who_receives_or_supervises_at_the_desk_sees_its_drafts(world: World) -> None:
    far = officer("receiver", agency=OTHER_AGENCY, name="far")
    here, there = begun(world), begun(world, caller=far, agency_code=OTHER_AGENCY)

    assert [line.id for line in left_open(world).items] == [here.id]
    assert [line.id for line in left_open(world, far).items] == [there.id]
    assert [line.id for line in left_open(world, officer("supervisor")).items] == [here.id]
    for other in (PERSON, PROCESSOR, officer("approver", name="approver")):
        with pytest.raises(Forbidden):
            left_open(world, other)


def test_who_receives_some_procedures_sees_the_drafts_of_these(world: World) -> None:
    begun(world)
    cars = begun(world, procedure_code=CAR)
    held = Holding(role="receiver", agency=AGENCY, procedures=(CAR,))
    of_cars = Caller(kind=RECEIVER.kind, id="staff-cars", name="Lê Thị Xe", agency=AGENCY, holdings=(held,))

    assert [line.id for line in left_open(world, of_cars).items] == [cars.id]


def test_who_receives_at_the_desk_of_another_agency_sees_what_was_begun_there(world: World) -> None:
    there = a_procedure(version=2, offers=(an_offer(desk_code=OTHER_AGENCY), an_offer(OTHER_AGENCY)))
    world.told(catalog.procedure_published, EXTRACT, there, version=2)
    far = officer("receiver", agency=OTHER_AGENCY, name="far")
    draft = begun(world, caller=far)

    assert draft.agency_code == AGENCY
    for caller in (far, RECEIVER):  # where it is received, and where it is decided
        assert [line.id for line in left_open(world, caller).items] == [draft.id]


def test_a_draft_of_somebody_who_restricted_their_data_is_not_listed(world: World) -> None:
    draft = begun(world)
    with world.storage.engine.begin() as db:
        db.execute(sa.update(dossiers).where(dossiers.c.id == draft.id).values(restricted_at=world.now))

    assert left_open(world).items == ()


def test_pages_of_drafts_do_not_overlap_although_one_is_begun_and_one_is_changed_meanwhile(world: World) -> None:
    drafts = [begun(world).id for _ in range(5)]
    first = left_open(world, limit=2)
    begun(world)
    world.call(contract.save_draft, RECEIVER, dossier_id=drafts[0], answers={"copies": 2})
    second = left_open(world, limit=2, cursor=first.next_cursor)
    third = left_open(world, limit=2, cursor=second.next_cursor)

    pages = [[line.id for line in page.items] for page in (first, second, third)]
    assert pages == [drafts[:2:-1], drafts[2:0:-1], drafts[:1]]
    assert third.next_cursor == ""


def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    world.draft()
    world.draft()
    cursor = world.call(contract.list_my_dossiers, PERSON, limit=1).next_cursor
    assert cursor

    with pytest.raises(Invalid):
        left_open(world, cursor=cursor)


def test_a_citizens_own_draft_stays_theirs(world: World) -> None:
    draft = world.draft()

    for attempt in (
        lambda: world.seen(draft.id, RECEIVER),
        lambda: world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=ON_PAPER),
        lambda: world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_citizen_does_not_file_online_what_was_begun_at_the_desk(world: World) -> None:
    draft = begun(world, person=known_person(world))

    with pytest.raises(Conflict) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)

    assert refused.value.code == contract.BEGUN_AT_DESK.code


def test_what_is_not_taken_online_is_taken_at_the_desk(world: World) -> None:
    desk_only = a_procedure(version=2, offers=(an_offer(files_online=False),))
    world.told(catalog.procedure_published, EXTRACT, desk_only, version=2)

    with pytest.raises(Conflict):
        world.draft()
    assert filed_on_paper(world).code


def test_nothing_handed_in_is_still_missing(world: World) -> None:
    draft = begun(world, on_paper=True)
    world.call(
        contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=(ON_PAPER[0], HandedPaper(paper_key="identity"))
    )

    with pytest.raises(Invalid) as refused:
        world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id)

    assert [problem.pointer for problem in refused.value.problems] == ["/papers/identity"]


def test_a_paper_that_is_not_asked_for_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        world.call(
            contract.hand_in_papers,
            RECEIVER,
            dossier_id=begun(world).id,
            papers=(HandedPaper(paper_key="nothing", originals=1),),
        )


def test_a_paper_that_is_named_twice_is_refused_at_its_field(world: World) -> None:
    draft = begun(world)
    twice = (HandedPaper(paper_key="declaration", originals=1), HandedPaper(paper_key="declaration", copies=1))

    with pytest.raises(Invalid) as refused:
        world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=twice)

    assert (refused.value.status, refused.value.problems[0].pointer) == (422, "/papers/1/paper_key")


def test_a_supplement_brought_to_the_desk_on_paper_is_taken(world: World) -> None:
    filed = filed_on_paper(world)
    world.asked(filed.id)
    world.pass_time(hours=3)
    with pytest.raises(Invalid):
        world.call(contract.supplement_dossier, RECEIVER, dossier_id=filed.id)

    again = (ON_PAPER[0], HandedPaper(paper_key="identity", originals=1))
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=filed.id, papers=again)
    supplied = world.call(contract.supplement_dossier, RECEIVER, dossier_id=filed.id)

    assert supplied.state == 1
    assert supplied.receipt.number == 2


def test_the_hash_that_was_seen_covers_what_was_handed_in(world: World) -> None:
    draft = begun(world, on_paper=True)
    seen = world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=ON_PAPER)
    more = (*ON_PAPER, HandedPaper(paper_key="mandate", copies=1))
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=more)

    with pytest.raises(PortalError, match=contract.CONTENT_CHANGED.code) as refused:
        world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id, content_hash=seen.content_hash)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/papers/mandate", "added")]


# Each dossier has the telephone that was given for it

OTHER_PHONE = "0903 555 444"


def reached_by(world: World, dossier_id: str) -> str:
    asked = {"fields": (contract.PersonalField.PHONE,), "why": "Gọi hẹn ngày bổ sung"}
    found: contract.RevealedView = world.call(contract.reveal_applicant, RECEIVER, dossier_id=dossier_id, **asked)
    return found.phone


def looked_up(world: World, code: str, fact: str) -> bool:
    try:
        found: contract.LookUpView = world.call(contract.look_up_dossier, ANONYMOUS, code=code, fact=fact)
    except NotFound:
        return False
    return found.code == code


@pytest.mark.parametrize("has_account", [False, True])
def test_a_new_dossier_has_the_telephone_given_for_it_and_an_earlier_one_keeps_its_own(
    world: World, has_account: bool
) -> None:
    person = known_person(world) if has_account else SOMEBODY
    drafts = [begun(world, person=person, on_paper=True)]
    drafts.append(begun(world, person=dataclasses.replace(person, phone=OTHER_PHONE), on_paper=True))
    filed = []
    for draft in drafts:
        world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=ON_PAPER)
        filed.append(world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id))

    assert [one.applicant_phone_masked for one in filed] == ["*******222", "*******444"]
    assert [reached_by(world, one.id) for one in filed] == ["+84987111222", "+84903555444"]
    assert [looked_up(world, filed[1].code, fact) for fact in ("5444", "1222")] == [True, False]
    assert [looked_up(world, filed[0].code, fact) for fact in ("5444", "1222")] == [False, True]
    assert in_the_clear(world.storage.engine, ["0903555444", "903555444"]) == []


@pytest.mark.parametrize("phone", ["123456789", "02838297834", "+1 202 555 0123"])
def test_a_telephone_that_is_none_is_refused_as_at_registration(world: World, phone: str) -> None:
    with pytest.raises(Invalid) as refused:
        begun(world, person=dataclasses.replace(SOMEBODY, phone=phone))

    problems = [(one.pointer, one.code) for one in refused.value.problems]
    assert problems == [("/person/phone", accounts.PHONE_FORM.code)]


# A slip in a name holds nobody up, and names are names

MISTYPED = dataclasses.replace(SOMEBODY, full_name="Trần Văn Bứu")


def test_a_mistyped_name_is_corrected_while_nothing_was_filed_and_drafts_follow(world: World) -> None:
    left = begun(world, person=MISTYPED)
    with pytest.raises(Conflict) as refused:
        begun(world)
    assert refused.value.code == contract.NAME_NOTED_OTHERWISE.code

    draft = begun(world, person=dataclasses.replace(SOMEBODY, name_corrected=True))

    assert draft.applicant_id == left.applicant_id
    assert draft.applicant_name == world.seen(left.id, RECEIVER).applicant_name == "Trần Văn Bưu"
    assert begun(world).applicant_id == draft.applicant_id
    with world.storage.read() as db:
        [noted] = [row for row in audit_check.rows_of(db) if row.act == "person.name-corrected"]
    assert (noted.actor, noted.about) == (RECEIVER.id, draft.applicant_id)


def test_once_something_was_filed_the_name_stays(world: World) -> None:
    filed = filed_on_paper(world)

    with pytest.raises(Conflict) as refused:
        begun(world, person=dataclasses.replace(MISTYPED, name_corrected=True))

    assert refused.value.code == contract.PERSON_DIFFERS.code
    assert world.seen(filed.id, RECEIVER).applicant_name == "Trần Văn Bưu"


def test_an_account_is_never_renamed_at_a_desk(world: World) -> None:
    known_person(world)

    with pytest.raises(Conflict) as refused:
        begun(world, person=dataclasses.replace(SOMEBODY, name_corrected=True))

    assert refused.value.code == contract.PERSON_DIFFERS.code


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("full_name", "\u200b\u200b", accounts.NAME_FORM.code),
        ("full_name", "12345 <b>", accounts.NAME_FORM.code),
        ("birth_date", dt.date(2099, 1, 1), accounts.BIRTH_DATE_RANGE.code),
    ],
)
def test_names_and_birth_dates_are_checked_as_at_registration(
    world: World, field: str, value: object, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        begun(world, person=dataclasses.replace(SOMEBODY, **{field: value}))

    assert [(one.pointer, one.code) for one in refused.value.problems] == [(f"/person/{field}", code)]


def test_a_better_original_in_place_of_a_poor_one_answers_the_request_with_the_same_counts(world: World) -> None:
    filed = filed_on_paper(world)
    world.asked(filed.id)
    world.pass_time(hours=3)
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=filed.id, papers=ON_PAPER)
    with pytest.raises(Invalid) as refused:
        world.call(contract.supplement_dossier, RECEIVER, dossier_id=filed.id)
    assert refused.value.code == contract.SUPPLEMENT_INCOMPLETE.code

    again = (ON_PAPER[0], dataclasses.replace(ON_PAPER[1], anew=True))
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=filed.id, papers=again)

    assert world.call(contract.supplement_dossier, RECEIVER, dossier_id=filed.id).state == 1
