"""What must not happen does not: every edge outside of the table, every guard, every stranger."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import Channel
from chassis.contracts import Method
from chassis.errors import (
    NOT_FOR_YOU,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PortalError,
    Stale,
    Unauthenticated,
    text_of,
)
from services.accounts.contract import StaffRole
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.contract import Outcome, ReturnWay
from services.dossiers.domain.actions import Action, Party, State
from services.dossiers.domain.states import TABLE
from services.dossiers.handlers.views import COMMANDS_OF
from services.dossiers.policy import READERS, TABLE_OF_METHODS
from tests.services.dossiers.world import (
    AGENCY,
    ANONYMOUS,
    APPROVER,
    CAR,
    DESK,
    EXTRACT,
    OTHER_AGENCY,
    PDF,
    PERSON,
    PROCESSOR,
    REASONS,
    RECEIVER,
    World,
    a_desk,
    a_procedure,
    an_offer,
    citizen,
    officer,
)

EVERY_ROLE = officer("receiver", "processor", "approver", "supervisor", name="everything")
LATER = dt.datetime(2026, 8, 20, 2, 0, tzinfo=dt.UTC)
FIELDS: dict[str, dict[str, Any]] = {
    "reassess_fees": {"reason": "x", "legal_basis": "x"},
    "refuse_dossier": REASONS,
    "stop_dossier": REASONS,
    "request_supplement": {"items": (contract.AskedItem(paper_key="identity", reason="mờ"),)},
    "decide_dossier": {"outcome": Outcome.APPROVED},
    "return_result": {"way": ReturnWay.DESK},
    "save_draft": {"answers": {}},
    "move_draft": {"to_version": 1},
    "discard_draft": {},
    "claim_reliefs": {"claims": ()},
    "allow_supplement": {"reason": "x"},
    "require_duty": {
        "items": (contract.DutyItem(head="tax", label="Thuế", amount=1),),
        "legal_basis": "Luật",
    },
    "suspend_processing": {
        **REASONS,
        "reason_code": "appraisal",
        "waits_for": contract.WaitsFor.AGENCY,
        "until": LATER,
    },
    "arrange_appointment": {"kind": contract.AppointmentKind.SITE, "place": "x", "starts_at": LATER},
    "move_appointment": {"appointment_id": "a", "starts_at": LATER, "reason": "x"},
    "end_appointment": {"appointment_id": "a", "outcome": contract.AppointmentOutcome.KEPT},
    "consult_agency": {"agency_code": OTHER_AGENCY, "question": "x", "answer_by": LATER},
    "take_back_consultation": {"consultation_id": "c", "reason": "x"},
    "assign_dossier": {"assignee_id": "staff-processor"},
    "release_dossier": {"reason": "x"},
    "transfer_dossier": {"assignee_id": "staff-processor", "reason": "x"},
    "propose_decision": {"outcome": Outcome.APPROVED},
    "send_back": {"reason": "x"},
    "extend_deadline": {"until": LATER, "reason_code": "workload", "reason": "x"},
    "confirm_delivery": {"received_by": "x"},
}

ELSEWHERE = ("attach_paper", "attach_result", "remove_paper", "answer_consultation")
"""Commands that are refused for what they bring before the state is asked for."""


def _into(state: State) -> Callable[[World], str]:
    """How to bring a dossier into a state."""

    def stopped(world: World) -> str:
        dossier = world.processing()
        return world.call(contract.stop_dossier, APPROVER, dossier_id=dossier.id, **REASONS).id

    def returned(world: World) -> str:
        dossier = world.decided()
        world.pay(dossier)
        return world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=ReturnWay.DESK).id

    ways: dict[State, Callable[[World], str]] = {
        State.DRAFT: lambda w: w.draft().id,
        State.SUBMITTED: lambda w: w.submitted().id,
        State.RECEIVED: lambda w: w.received().id,
        State.REFUSED: lambda w: w.call(contract.refuse_dossier, RECEIVER, dossier_id=w.submitted().id, **REASONS).id,
        State.PROCESSING: lambda w: w.processing().id,
        State.SUPPLEMENT: lambda w: w.asked(w.submitted().id).id,
        State.PAYMENT: lambda w: w.received(CAR).id,
        State.WITHDRAWN: lambda w: w.call(contract.withdraw_dossier, PERSON, dossier_id=w.submitted().id).id,
        State.STOPPED: stopped,
        State.DECIDED: lambda w: w.decided().id,
        State.RETURNED: returned,
    }
    return ways[state]


@pytest.mark.parametrize("state", list(State))
def test_from_no_state_is_there_an_action_that_the_table_does_not_know(world: World, state: State) -> None:
    dossier_id = _into(state)(world)
    version = world.seen(dossier_id).version

    for action, names in COMMANDS_OF.items():
        edge = TABLE.get((state, action))
        for name in names:
            method: Method[Any, Any] = getattr(contract, name)
            if edge is not None or name in ELSEWHERE:
                continue
            by_person = action in (Action.EDIT, Action.SUBMIT, Action.SUPPLEMENT, Action.WITHDRAW)
            if not by_person and state is State.DRAFT:
                expected: type[PortalError] = NotFound
            else:
                expected = Conflict
            caller = PERSON if by_person else EVERY_ROLE
            with pytest.raises(expected):
                world.call(method, caller, dossier_id=dossier_id, **FIELDS.get(name, {}))

    assert world.seen(dossier_id).version == version


def test_a_person_cannot_do_what_only_officers_may(world: World) -> None:
    dossier = world.submitted()

    for name in ("receive_dossier", "refuse_dossier", "request_supplement", "decide_dossier", "return_result"):
        with pytest.raises(Forbidden) as refused:
            world.call(getattr(contract, name), PERSON, dossier_id=dossier.id, **FIELDS.get(name, {}))
        assert refused.value.code == NOT_FOR_YOU.code


def test_an_officer_needs_the_role_of_the_step(world: World) -> None:
    dossier = world.submitted()

    with pytest.raises(Forbidden) as refused:
        world.call(contract.receive_dossier, APPROVER, dossier_id=dossier.id)

    assert refused.value.code == contract.ROLE_MISSING.code
    assert refused.value.params["roles"] == "receiver"
    assert "“cán bộ tiếp nhận và trả kết quả”" in text_of(refused.value, "vi")
    assert "“reception officer”" in text_of(refused.value, "en")


@pytest.mark.parametrize(
    "stranger", [citizen("binh"), officer("receiver", "processor", "approver", agency=OTHER_AGENCY)]
)
def test_for_a_stranger_the_dossier_does_not_exist(world: World, stranger: Any) -> None:
    dossier = world.processing()
    unknown = "0190a6e0-0000-7000-8000-000000000000"

    for method in (contract.get_dossier, contract.get_timeline, contract.get_deadline):
        answers = []
        for dossier_id in (dossier.id, unknown):
            with pytest.raises(NotFound) as refused:
                world.call(method, stranger, dossier_id=dossier_id)
            answers.append(refused.value.to_wire())
        assert answers[0] == answers[1]
    with pytest.raises(NotFound):
        world.call(contract.withdraw_dossier, stranger, dossier_id=dossier.id)


def test_nobody_sees_anything_without_signing_in(world: World) -> None:
    dossier = world.submitted()

    with pytest.raises(Unauthenticated):
        world.call(contract.get_dossier, ANONYMOUS, dossier_id=dossier.id)
    with pytest.raises(Unauthenticated):
        world.call(contract.list_my_dossiers, ANONYMOUS)


def test_an_officer_does_not_see_drafts(world: World) -> None:
    draft = world.draft()

    with pytest.raises(NotFound):
        world.call(contract.get_dossier, RECEIVER, dossier_id=draft.id)
    assert world.call(contract.list_agency_dossiers, RECEIVER).items == ()


def test_lists_hold_only_what_is_the_callers(world: World) -> None:
    dossier = world.submitted()
    stranger = officer("receiver", agency=OTHER_AGENCY)

    assert [line.id for line in world.call(contract.list_my_dossiers, PERSON).items] == [dossier.id]
    assert [line.id for line in world.call(contract.list_agency_dossiers, RECEIVER).items] == [dossier.id]
    assert world.call(contract.list_my_dossiers, citizen("binh")).items == ()
    assert world.call(contract.list_agency_dossiers, stranger).items == ()


def test_a_decision_on_an_old_version_is_refused(world: World) -> None:
    dossier = world.submitted()
    world.attach(dossier.id, "identity")

    with pytest.raises(Stale) as refused:
        world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id, expected_version=dossier.version)

    assert refused.value.params == {"expected": dossier.version, "actual": dossier.version + 1}


def test_what_was_not_seen_cannot_be_submitted(world: World) -> None:
    draft = world.draft()
    world.attach(draft.id, "declaration")
    world.attach(draft.id, "identity")

    with pytest.raises(Stale) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash=draft.content_hash)

    assert refused.value.code == contract.CONTENT_CHANGED.code


def test_papers_that_are_missing_are_named(world: World) -> None:
    draft = world.draft()
    world.attach(draft.id, "identity")

    with pytest.raises(Invalid) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)

    assert [problem.pointer for problem in refused.value.problems] == ["/papers/declaration"]
    assert world.seen(draft.id).code == ""


def test_a_refusal_after_reception_needs_reasons(world: World) -> None:
    dossier = world.processing()

    with pytest.raises(Invalid) as refused:
        world.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, outcome=Outcome.REFUSED, reason="không")
    assert refused.value.code == contract.REASON_NEEDED.code

    decided = world.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, outcome=Outcome.REFUSED, **REASONS)
    returned = world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=ReturnWay.ONLINE)
    assert (decided.state, returned.state, returned.outcome) == (9, 10, Outcome.REFUSED)


def test_a_result_is_not_returned_before_the_fees_are_paid(world: World) -> None:
    dossier = world.decided()

    with pytest.raises(Conflict) as refused:
        world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=ReturnWay.DESK)

    assert refused.value.params == {"amount": 8000}


def test_a_result_is_not_returned_online_without_its_file(world: World) -> None:
    dossier = world.decided()
    world.pay(dossier)

    with pytest.raises(Conflict) as refused:
        world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=ReturnWay.ONLINE)

    assert refused.value.code == contract.RESULT_MISSING.code


def test_a_wrong_amount_is_left_to_a_human(world: World) -> None:
    waiting = world.received(CAR)

    with pytest.raises(ValueError, match="5000"):
        world.pay(waiting, amount=5000)

    assert world.seen(waiting.id).state == 6


def test_a_withdrawal_before_reception_is_final_and_a_later_one_is_confirmed(world: World) -> None:
    early = world.call(contract.withdraw_dossier, PERSON, dossier_id=world.submitted().id)
    late = world.call(contract.withdraw_dossier, PERSON, dossier_id=world.processing().id)

    assert (early.state, early.closed_at is None) == (7, False)
    assert (late.state, late.closed_at is None) == (7, True)
    assert [event.final for event in world.events(contract.dossier_withdrawn)] == [True, False]
    with pytest.raises(Conflict):
        world.call(contract.stop_dossier, PROCESSOR, dossier_id=early.id, **REASONS)
    queue = world.call(contract.list_agency_dossiers, PROCESSOR, queue=contract.Queue.TO_CONFIRM)
    assert [line.id for line in queue.items] == [late.id]
    assert world.call(contract.stop_dossier, PROCESSOR, dossier_id=late.id, **REASONS).state == 8


@pytest.mark.parametrize(
    ("scheme", "level"),
    [
        (catalog.Scheme.FOUR_LEVELS, catalog.ServiceLevel.LEVEL_1),
        (catalog.Scheme.FOUR_LEVELS, catalog.ServiceLevel.LEVEL_2),
        (catalog.Scheme.TWO_KINDS, catalog.ServiceLevel.INFORMATION),
        (catalog.Scheme.TWO_KINDS_BY_DEFAULT_FULL, catalog.ServiceLevel.INFORMATION),
    ],
)
def test_a_procedure_that_is_not_offered_online_says_how_to_file(
    world: World, scheme: catalog.Scheme, level: catalog.ServiceLevel
) -> None:
    offers = (an_offer(level=level, scheme=scheme, files_online=False, desk_code=DESK),)
    ways = tuple(catalog.Way(channel=channel) for channel in (Channel.DIRECT, Channel.POST))
    world.told(catalog.procedure_published, EXTRACT, a_procedure(offers=offers, ways=ways))
    world.told(catalog.agency_published, DESK, a_desk())

    with pytest.raises(Conflict) as refused:
        world.draft()
    assert refused.value.code == contract.NOT_OFFERED_ONLINE.code
    assert refused.value.params["ways"] == "trực tiếp, bưu chính công ích"
    assert refused.value.params["forms"] == ["Mẫu 01"]
    assert refused.value.params["by_post"] is True
    vi, en = text_of(refused.value, "vi"), text_of(refused.value, "en")
    for told in ("Mẫu 01", "Thôn 1, xã Tân Mỹ Hà", "thứ Hai đến thứ Ba 07:30–11:30", "bưu chính công ích"):
        assert told in vi
    for told in ("Mẫu 01", "Thôn 1, xã Tân Mỹ Hà", "Monday to Tuesday 07:30–11:30", "by public post"):
        assert told in en
    with pytest.raises(Conflict) as refused:
        world.draft(agency_code=OTHER_AGENCY)
    assert refused.value.code == contract.NOT_OFFERED.code
    with pytest.raises(NotFound):
        world.draft("9.999999")


@pytest.mark.parametrize(
    "body",
    [b"MZ not a paper", PDF[:40], b"\xff\xd8\xff\xe0 cut off", b"<html>%PDF</html>"],
    ids=["a program", "half a PDF", "half a JPEG", "a page"],
)
def test_a_file_that_cannot_be_read_is_refused(world: World, body: bytes) -> None:
    draft = world.draft()

    with pytest.raises(Invalid) as refused:
        world.attach(draft.id, "identity", body)

    wrong = contract.FILE_UNREADABLE if body.startswith(b"%PDF") else contract.FILE_TYPE_REFUSED
    assert refused.value.code == wrong.code


def test_a_file_that_is_not_what_was_announced_is_refused(world: World) -> None:
    draft = world.draft()

    for wrong in ({"sha256": "0" * 64}, {"size": 5}, {"object_key": "0" * 32}):
        with pytest.raises(Conflict) as refused:
            world.attach(draft.id, "identity", **wrong)
        assert refused.value.code == contract.FILE_NOT_STORED.code


def test_an_object_belongs_to_one_file_only(world: World) -> None:
    mine, theirs = world.draft(), world.draft(caller=citizen("binh"))
    stored = world.stored()
    world.attach(mine.id, "identity", **stored)

    with pytest.raises(Conflict):
        world.attach(theirs.id, "identity", caller=citizen("binh"), **stored)


def test_history_cannot_be_rewritten(world: World) -> None:
    world.submitted()

    for statement in ("UPDATE actions SET note = 'x'", "DELETE FROM actions"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), world.storage.engine.begin() as db:
            db.execute(sa.text(statement))


def test_the_agency_that_only_receives_sees_the_dossier_too(world: World) -> None:
    offers = (an_offer(desk_code=OTHER_AGENCY),)
    world.told(catalog.procedure_published, EXTRACT, a_procedure(offers=offers))
    dossier = world.submitted()
    desk = officer("receiver", agency=OTHER_AGENCY)

    assert world.seen(dossier.id, desk).agency_code == AGENCY
    assert world.call(contract.receive_dossier, desk, dossier_id=dossier.id).state == 2


def test_parties_of_staff_are_roles_that_accounts_gives() -> None:
    known = {role.value for role in StaffRole}
    assert {party.value for party in Party} - {"applicant", "system", "consulted"} <= known
    assert known >= READERS
    assert all(rule.roles <= known for rule in TABLE_OF_METHODS.values())
