"""A question to another agency: nobody decides over it, and none ends without a trace."""

from typing import Any

import pytest

from chassis.errors import Conflict, PortalError, text_of
from services.dossiers import contract
from services.dossiers.contract import ConsultationState, DossierView
from services.dossiers.domain.actions import State
from services.dossiers.store import contents
from tests.services.dossiers.test_handling import ELSEWHERE, PAUSING, consulted
from tests.services.dossiers.test_pauses import handled, refused
from tests.services.dossiers.world import APPROVER, OTHER_AGENCY, PERSON, PROCESSOR, REASONS, RECEIVER, World


def decide(world: World, dossier: DossierView) -> DossierView:
    return world.act(contract.decide_dossier, APPROVER, dossier, outcome=contract.Outcome.APPROVED)


def taken_back(world: World, dossier: DossierView, **fields: Any) -> DossierView:
    facts = {"consultation_id": dossier.consultations[0].id, "reason": "Đã có văn bản trả lời trước đây"}
    return world.act(contract.take_back_consultation, PROCESSOR, dossier, **{**facts, **fields})


def test_nobody_decides_while_another_agency_may_still_answer(world: World) -> None:
    world.hire(ELSEWHERE)
    dossier = consulted(world, handled(world))

    with pytest.raises(Conflict) as still:
        decide(world, dossier)

    assert still.value.code == contract.OPINION_AWAITED.code
    assert dossier.consultations[0].agency_name in text_of(still.value, "vi")
    assert world.seen(dossier.id, PROCESSOR).consultations[0].state == ConsultationState.ASKED
    answer = {"dossier_id": dossier.id, "consultation_id": dossier.consultations[0].id, "answer": "Không"}
    world.call(contract.answer_consultation, ELSEWHERE, **answer)
    assert decide(world, world.seen(dossier.id, PROCESSOR)).state == State.DECIDED


def test_a_question_taken_back_says_why_to_both_sides_and_holds_nobody_up(world: World) -> None:
    world.hire(ELSEWHERE)
    dossier = consulted(world, handled(world))

    dossier = taken_back(world, dossier)

    (seen,) = dossier.consultations
    (line,) = world.call(contract.list_consultations, ELSEWHERE, scope=contract.ConsultationScope.ALL).items
    for one in (seen, line):
        assert (one.state, one.ended_why) == (ConsultationState.DROPPED, "Đã có văn bản trả lời trước đây")
    assert world.call(contract.list_consultations, ELSEWHERE).items == ()
    told = world.events(contract.consultation_changed)[-1]
    assert (told.consultation, told.tell) == (ConsultationState.DROPPED, (ELSEWHERE.id,))
    step = world.call(contract.get_timeline, PROCESSOR, dossier_id=dossier.id).items[-1]
    assert (step.action, step.reason) == ("take_back", "Đã có văn bản trả lời trước đây")
    assert decide(world, dossier).state == State.DECIDED


def test_the_clock_goes_on_once_the_last_question_is_taken_back(world: World) -> None:
    dossier = consulted(world, handled(world), **PAUSING)
    assert dossier.due_at is None

    dossier = taken_back(world, dossier)

    assert (dossier.due_at is not None, dossier.pause) == (True, None)


def test_a_question_is_taken_back_once_with_a_reason_and_by_who_handles_the_dossier(world: World) -> None:
    dossier = consulted(world, handled(world))

    refused(contract.ROLE_MISSING, lambda: _as(RECEIVER, world, dossier))
    with pytest.raises(PortalError):
        taken_back(world, dossier, reason="")
    dossier = taken_back(world, dossier)

    refused(contract.CONSULTATION_NOT_FOUND, lambda: taken_back(world, dossier))


def _as(caller: Any, world: World, dossier: DossierView) -> DossierView:
    asked = {"consultation_id": dossier.consultations[0].id, "reason": "x"}
    return world.act(contract.take_back_consultation, caller, dossier, **asked)


@pytest.mark.parametrize("ends", ["withdrawn", "stopped", "supplement"])
def test_a_question_that_a_dossier_leaves_behind_is_named_and_who_was_asked_is_told(world: World, ends: str) -> None:
    world.hire(ELSEWHERE)
    dossier = consulted(world, handled(world))
    asked = dossier.consultations[0]

    if ends == "withdrawn":
        world.call(contract.withdraw_dossier, PERSON, dossier_id=dossier.id)
    elif ends == "stopped":
        world.act(contract.stop_dossier, APPROVER, dossier, **REASONS)
    else:
        items = (contract.AskedItem(paper_key="identity", reason="Mờ"),)
        world.act(contract.request_supplement, PROCESSOR, dossier, items=items)

    told = world.events(contract.consultation_changed)[-1]
    assert (told.consultation_id, told.consultation, told.tell) == (
        asked.id,
        ConsultationState.DROPPED,
        (ELSEWHERE.id,),
    )
    (line,) = world.call(contract.list_consultations, ELSEWHERE, scope=contract.ConsultationScope.ALL).items
    why = {"withdrawn": "Rút hồ sơ", "stopped": "Dừng xử lý", "supplement": "Yêu cầu bổ sung, hoàn thiện hồ sơ"}[ends]
    assert line.ended_why == why
    with world.storage.read() as db:
        step = contents.actions_of(db, dossier.id)[-1]
    assert step.details["dropped"] == [{"consultation": asked.id, "agency": OTHER_AGENCY}]
