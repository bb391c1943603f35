"""Who holds a dossier, appointments, opinions of other agencies, approval by a second person, a new date, the post."""

import datetime as dt
import threading
from typing import Any

import pytest

from chassis.callers import system
from chassis.errors import NotFound, PortalError
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.contract import AppointmentOutcome, AppointmentState, ConsultationState, DossierView, ReturnWay
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.handlers import consulting
from tests.services.dossiers.test_pauses import DUTY, deadline, handled, refused, suspended
from tests.services.dossiers.world import (
    APPROVER,
    EXTRACT,
    OTHER_AGENCY,
    PERSON,
    PROCESSOR,
    RECEIVER,
    SUPERVISOR,
    World,
    a_procedure,
    officer,
)

COLLEAGUE = officer("processor", name="colleague")
ELSEWHERE = officer("processor", agency=OTHER_AGENCY, name="elsewhere")
APPROVED = {"outcome": contract.Outcome.APPROVED}


def local(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 8, day, hour, minute, tzinfo=VIETNAM)


# Who holds it


def test_a_dossier_is_assigned_released_claimed_and_transferred(world: World) -> None:
    for member in (PROCESSOR, COLLEAGUE):
        world.hire(member)
    dossier = handled(world)
    assert dossier.assignee_id == PROCESSOR.id

    dossier = world.act(contract.assign_dossier, SUPERVISOR, dossier, assignee_id=COLLEAGUE.id)
    assert (dossier.assignee_id, dossier.assignee_name) == (COLLEAGUE.id, COLLEAGUE.name)
    refused(contract.NOT_HELD, lambda: world.act(contract.release_dossier, PROCESSOR, dossier, reason="x"))
    dossier = world.act(contract.release_dossier, COLLEAGUE, dossier, reason="Nghỉ phép")
    assert dossier.assignee_id == ""
    dossier = world.act(contract.claim_dossier, PROCESSOR, dossier)
    refused(contract.HELD_BY_ANOTHER, lambda: world.act(contract.claim_dossier, COLLEAGUE, dossier))
    dossier = world.act(contract.transfer_dossier, PROCESSOR, dossier, assignee_id=COLLEAGUE.id, reason="Chuyên môn")

    assert dossier.assignee_id == COLLEAGUE.id
    told = [event.tell for event in world.events(contract.dossier_assigned)]
    assert told == [(COLLEAGUE.id,), (), (), (COLLEAGUE.id,)]
    assert [event.how for event in world.events(contract.dossier_assigned)] == [
        "assigned",
        "released",
        "claimed",
        "transferred",
    ]


def test_only_an_active_processor_whose_role_reaches_it_is_given_a_dossier(world: World) -> None:
    world.hire(ELSEWHERE)
    world.hire(APPROVER)
    world.hire(COLLEAGUE, active=False)
    dossier = handled(world)

    for nobody in ("staff-unknown", ELSEWHERE.id, APPROVER.id, COLLEAGUE.id):
        give = {"assignee_id": nobody}
        refused(
            contract.ASSIGNEE_UNKNOWN,
            lambda give=give: world.act(contract.assign_dossier, SUPERVISOR, dossier, **give),
        )


def test_of_two_who_claim_at_once_one_holds_it(world: World) -> None:
    dossier = world.act(contract.release_dossier, PROCESSOR, handled(world), reason="x")
    told: list[str] = []

    def claim(who: Any) -> None:
        try:
            told.append(world.call(contract.claim_dossier, who, dossier_id=dossier.id).assignee_id)
        except PortalError as late:
            told.append(late.code)

    both = [threading.Thread(target=claim, args=(who,)) for who in (PROCESSOR, COLLEAGUE)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert min(told) == contract.HELD_BY_ANOTHER.code
    assert world.seen(dossier.id, RECEIVER).assignee_id in (PROCESSOR.id, COLLEAGUE.id)


# Appointments


def arranged(world: World, dossier: DossierView, **fields: Any) -> DossierView:
    facts = {
        "kind": contract.AppointmentKind.SITE,
        "place": "Thửa 12, thôn 1",
        "starts_at": local(11, 9),
        "purpose": "Xác minh ranh giới",
    }
    return world.act(contract.arrange_appointment, PROCESSOR, dossier, **{**facts, **fields})


def test_an_appointment_is_arranged_moved_and_kept(world: World) -> None:
    dossier = arranged(world, handled(world))
    (found,) = dossier.appointments
    dossier = world.act(
        contract.move_appointment,
        PROCESSOR,
        dossier,
        appointment_id=found.id,
        starts_at=local(11, 14),
        reason="Mưa lớn",
    )
    outcome = {"appointment_id": found.id, "outcome": AppointmentOutcome.KEPT}
    refused(contract.APPOINTMENT_TO_COME, lambda: world.act(contract.end_appointment, PROCESSOR, dossier, **outcome))
    world.now = local(11, 15)
    dossier = world.act(contract.end_appointment, PROCESSOR, dossier, note="Đúng ranh giới", **outcome)

    assert [(one.state, one.moves, one.place) for one in dossier.appointments] == [
        (AppointmentState.KEPT, 1, "Thửa 12, thôn 1")
    ]
    told = world.events(contract.appointment_changed)
    assert [(one.appointment, one.moved) for one in told] == [("arranged", False), ("arranged", True), ("kept", False)]
    refused(contract.APPOINTMENT_NOT_FOUND, lambda: world.act(contract.end_appointment, PROCESSOR, dossier, **outcome))


def test_an_appointment_is_in_office_hours_and_to_come(world: World) -> None:
    dossier = handled(world)

    found = refused(contract.OUTSIDE_OFFICE_HOURS, lambda: arranged(world, dossier, starts_at=local(11, 12)))
    assert found.params == {"next": "13:00 ngày 11/08/2026"}
    refused(contract.OUTSIDE_OFFICE_HOURS, lambda: arranged(world, dossier, starts_at=local(15, 9)))
    refused(contract.TIME_PASSED, lambda: arranged(world, dossier, starts_at=world.now))


def test_of_each_kind_one_appointment_is_to_come(world: World) -> None:
    dossier = arranged(world, handled(world))
    refused(contract.APPOINTMENT_OPEN, lambda: arranged(world, dossier, starts_at=local(12, 9)))

    dossier = arranged(world, dossier, kind=contract.AppointmentKind.APPEARANCE, starts_at=local(11, 10))
    world.now = local(11, 11)
    site, appearance = dossier.appointments
    dossier = world.act(
        contract.end_appointment,
        PROCESSOR,
        dossier,
        appointment_id=appearance.id,
        outcome=AppointmentOutcome.MISSED,
    )
    dossier = world.act(contract.withdraw_dossier, PERSON, dossier)

    assert {one.id: one.state for one in dossier.appointments} == {
        site.id: AppointmentState.CALLED_OFF,
        appearance.id: AppointmentState.MISSED,
    }


# Opinions of other agencies


def consulted(world: World, dossier: DossierView, **fields: Any) -> DossierView:
    facts: dict[str, Any] = {
        "agency_code": OTHER_AGENCY,
        "question": "Phương tiện có đang bị tạm giữ không?",
        "answer_by": world.now + dt.timedelta(days=2),
    }
    return world.act(contract.consult_agency, PROCESSOR, dossier, **{**facts, **fields})


PAUSING = {"pauses": True, "legal_basis": "NĐ 61/2018/NĐ-CP điều 19 khoản 5"}


def test_the_agency_that_was_asked_sees_the_question_and_answers(world: World) -> None:
    world.hire(ELSEWHERE)
    dossier = consulted(world, handled(world))
    (asked,) = world.call(contract.list_consultations, ELSEWHERE).items
    assert world.events(contract.consultation_changed)[0].tell == (ELSEWHERE.id,)

    assert (asked.dossier_code, asked.question) == (dossier.code, "Phương tiện có đang bị tạm giữ không?")
    assert "Nguyễn Văn An" not in repr(asked)
    with pytest.raises(NotFound):
        world.seen(dossier.id, ELSEWHERE)

    answer = {"dossier_id": dossier.id, "consultation_id": asked.id, "answer": "Không"}
    third = officer("processor", agency="H27.99", name="third")
    refused(contract.CONSULTATION_NOT_FOUND, lambda: world.call(contract.answer_consultation, third, **answer))
    world.call(contract.answer_consultation, ELSEWHERE, **answer)
    refused(contract.CONSULTATION_NOT_FOUND, lambda: world.call(contract.answer_consultation, ELSEWHERE, **answer))

    seen = world.seen(dossier.id, PROCESSOR)
    assert [(one.state, one.answer) for one in seen.consultations] == [(ConsultationState.ANSWERED, "Không")]
    by = seen.consultations[0].answered_by
    assert by is not None
    assert (by.name, by.agency_code, by.recorded_by_asker) == (ELSEWHERE.name, OTHER_AGENCY, False)
    assert by.agency_name == world.agency(OTHER_AGENCY).name
    assert world.seen(dossier.id).consultations == ()
    assert world.call(contract.list_consultations, ELSEWHERE).items == ()
    history = world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items
    assert history[-1].action == "answer"


def test_who_asked_writes_down_an_answer_that_came_on_paper(world: World) -> None:
    dossier = consulted(world, handled(world))
    asked = dossier.consultations[0]

    world.call(
        contract.answer_consultation, PROCESSOR, dossier_id=dossier.id, consultation_id=asked.id, answer="Công văn 12"
    )

    (seen,) = world.seen(dossier.id, PROCESSOR).consultations
    (line,) = world.call(contract.list_consultations, ELSEWHERE, scope=contract.ConsultationScope.ALL).items
    assert seen.answer == "Công văn 12"
    assert seen.answered_by == line.answered_by
    assert seen.answered_by is not None
    assert (seen.answered_by.name, seen.answered_by.recorded_by_asker) == (PROCESSOR.name, True)


def test_the_clock_stands_still_until_the_last_of_several_has_answered(world: World) -> None:
    third = "H27.30.14"
    world.told(catalog.agency_published, third, world.agency(third))
    dossier = handled(world)
    world.pass_time(days=1)
    dossier = consulted(world, dossier, **PAUSING)
    dossier = consulted(world, dossier, agency_code=third, answer_by=world.now + dt.timedelta(days=3), **PAUSING)
    first, second = dossier.consultations
    assert dossier.pause is not None
    assert dossier.pause.until == second.answer_by

    world.pass_time(days=1)
    world.call(
        contract.answer_consultation, PROCESSOR, dossier_id=dossier.id, consultation_id=first.id, answer="Đồng ý"
    )
    assert world.seen(dossier.id).due_at is None
    world.call(
        contract.answer_consultation, PROCESSOR, dossier_id=dossier.id, consultation_id=second.id, answer="Đồng ý"
    )

    assert world.seen(dossier.id).due_at == dt.datetime(2026, 8, 13, 10, 0, tzinfo=dt.UTC)
    assert [event.kind for event in world.events(contract.dossier_resumed)] == ["consultation"]


def test_silence_until_the_end_lets_the_dossier_go_on_by_itself(world: World) -> None:
    dossier = consulted(world, handled(world), **PAUSING)
    world.pass_time(days=2, seconds=1)

    for _ in range(2):
        with world.storage.work(system("dossiers")) as work:
            consulting.fall_silent(work, dossier.id)

    seen = world.seen(dossier.id, PROCESSOR)
    assert [one.state for one in seen.consultations] == [ConsultationState.SILENT]
    assert seen.due_at is not None
    assert [event.consultation for event in world.events(contract.consultation_changed)] == ["asked", "silent"]


def test_an_agency_does_not_ask_itself_nor_one_that_is_unknown_nor_pause_without_the_law(world: World) -> None:
    dossier = handled(world)

    for code in ("H27.0", dossier.agency_code):
        other = {"agency_code": code}
        refused(contract.AGENCY_UNKNOWN, lambda other=other: consulted(world, dossier, **other))
    refused(contract.LEGAL_BASIS_NEEDED, lambda: consulted(world, dossier, pauses=True))
    refused(contract.TIME_PASSED, lambda: consulted(world, dossier, answer_by=world.now))
    still = suspended(world, dossier)
    refused(contract.CLOCK_STANDS_STILL, lambda: consulted(world, still, **PAUSING))


# Approval by a second person


def test_who_proposed_does_not_approve_and_a_proposal_can_be_sent_back(world: World) -> None:
    both = officer("processor", "approver", name="both")
    dossier = world.act(contract.propose_decision, both, handled(world), **APPROVED)
    assert dossier.proposed is contract.Outcome.APPROVED
    refused(contract.SECOND_PERSON_NEEDED, lambda: world.act(contract.decide_dossier, both, dossier, **APPROVED))

    dossier = world.act(contract.send_back, APPROVER, dossier, reason="Thiếu căn cứ")
    assert dossier.proposed is None
    refused(contract.NOT_PROPOSED, lambda: world.act(contract.send_back, APPROVER, dossier, reason="x"))
    dossier = world.act(contract.propose_decision, both, dossier, **APPROVED)

    assert world.act(contract.decide_dossier, APPROVER, dossier, **APPROVED).state == 9
    assert len(world.events(contract.decision_proposed)) == 2
    assert [event.reason for event in world.events(contract.decision_sent_back)] == ["Thiếu căn cứ"]


def test_what_was_proposed_ends_with_the_handling(world: World) -> None:
    dossier = world.act(contract.propose_decision, PROCESSOR, handled(world), **APPROVED)
    asked = world.asked(dossier.id, PROCESSOR)

    assert (asked.state, world.seen(dossier.id, RECEIVER).proposed) == (5, None)


def test_where_the_procedure_says_so_nothing_is_decided_without_a_proposal(world: World) -> None:
    strict = a_procedure(EXTRACT, second_person_approves=True)
    world.told(catalog.procedure_published, EXTRACT, strict, version=2)
    dossier = world.processing()

    refused(contract.NOT_PROPOSED, lambda: world.act(contract.decide_dossier, APPROVER, dossier, **APPROVED))
    dossier = world.act(contract.propose_decision, PROCESSOR, dossier, **APPROVED)
    assert world.act(contract.decide_dossier, APPROVER, dossier, **APPROVED).state == 9


# A new date


def extended(world: World, dossier: DossierView, **fields: Any) -> DossierView:
    facts = {"until": local(17, 17), "reason_code": "complex-case", "reason": "Phải thẩm tra thêm"}
    return world.act(contract.extend_deadline, APPROVER, dossier, **{**facts, **fields})


def apologies(world: World, dossier: DossierView) -> list[contract.IssuedPaper]:
    found = world.call(contract.list_official_papers, PERSON, dossier_id=dossier.id).items
    return [paper for paper in found if paper.kind is contract.OfficialPaper.APOLOGY]


def test_a_new_date_comes_once_with_a_numbered_apology(world: World) -> None:
    first, second = extended(world, handled(world)), extended(world, handled(world))

    assert first.due_at == local(17, 17)
    letters = [letter for dossier in (first, second) for letter in apologies(world, dossier)]
    assert [letter.reference for letter in letters] == ["01/PXL", "02/PXL"]
    assert (letters[0].content.former_due_at, letters[0].content.due_at) == (local(12, 17), local(17, 17))
    told = world.events(contract.apology_issued)[0]
    assert (told.due_before, told.due_at, told.reason) == (local(12, 17), local(17, 17), "Phải thẩm tra thêm")
    assert deadline(world, first).steps[-1].rule == "extended"
    refused(contract.EXTENDED_ALREADY, lambda: extended(world, first, until=local(18, 17)))


def test_a_new_date_is_a_working_day_after_the_one_before_and_has_a_known_reason(world: World) -> None:
    dossier = handled(world)

    refused(contract.TIME_PASSED, lambda: extended(world, dossier, until=local(12, 17)))
    refused(contract.OUTSIDE_OFFICE_HOURS, lambda: extended(world, dossier, until=local(15, 10)))
    refused(contract.REASON_UNKNOWN, lambda: extended(world, dossier, reason_code="wrong-agency"))
    still = suspended(world, dossier)
    refused(contract.CLOCK_NOT_RUNNING, lambda: extended(world, still))


# The post


def test_by_post_the_result_is_on_its_way_until_delivery_is_confirmed(world: World) -> None:
    dossier = world.decided()
    world.pay(dossier)
    by_post = {"way": ReturnWay.POST}
    dossier = world.seen(dossier.id, RECEIVER)
    taken = {"received_by": "Nguyễn Văn An"}
    refused(contract.TRACKING_NEEDED, lambda: world.act(contract.return_result, RECEIVER, dossier, **by_post))
    refused(contract.NOT_DISPATCHED, lambda: world.act(contract.confirm_delivery, RECEIVER, dossier, **taken))

    dossier = world.act(contract.return_result, RECEIVER, dossier, tracking_number="EA123456789VN", **by_post)
    assert (dossier.state, dossier.returned_at, dossier.dispatched_at) == (9, None, world.now)
    assert world.events(contract.result_dispatched)[0].tracking_number == "EA123456789VN"
    dossier = world.act(contract.confirm_delivery, RECEIVER, dossier, **taken)

    assert (dossier.state, dossier.received_by, dossier.closed_at) == (10, "Nguyễn Văn An", world.now)
    assert world.events(contract.result_returned)[0].tracking_number == "EA123456789VN"


# All of them


STEPS: list[tuple[Any, Any, dict[str, Any]]] = [
    (contract.claim_dossier, PROCESSOR, {}),
    (contract.require_duty, PROCESSOR, DUTY),
    (contract.propose_decision, PROCESSOR, APPROVED),
    (contract.release_dossier, PROCESSOR, {"reason": "x"}),
]


@pytest.mark.parametrize(("method", "caller", "fields"), STEPS)
def test_a_step_decided_on_an_older_version_is_refused(
    world: World, method: Any, caller: Any, fields: dict[str, Any]
) -> None:
    dossier = handled(world)
    world.act(contract.assign_dossier, SUPERVISOR, dossier, assignee_id=hired(world, COLLEAGUE))

    refused(contract.DOSSIER_STALE, lambda: world.act(method, caller, dossier, **fields))


def hired(world: World, member: Any) -> str:
    world.hire(member)
    return str(member.id)
