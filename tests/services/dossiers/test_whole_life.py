"""A dossier from draft to returned result, and what the others hear of it."""

import datetime as dt

import pytest

from chassis.storage import AlreadyDone
from services.dossiers import contract
from services.dossiers.contract import Outcome, ReturnWay
from tests.services.dossiers.world import APPROVER, CAR, PDF, PERSON, PROCESSOR, RECEIVER, World


def test_a_dossier_goes_from_draft_to_returned_result(world: World) -> None:
    draft = world.draft()
    assert (draft.state, draft.code, draft.missing) == (0, "", ("declaration", "identity"))
    submitted = world.submitted()
    assert submitted.state == 1
    assert submitted.code == "H27.30.12-260810-0001"
    assert submitted.receipt is not None
    assert [paper.paper_key for paper in submitted.receipt.papers] == ["declaration", "identity"]

    received = world.call(contract.receive_dossier, RECEIVER, dossier_id=submitted.id)
    assert received.state == 2
    assert received.due_at == dt.datetime(2026, 8, 10, 10, 0, tzinfo=dt.UTC)  # 17:00 of the same day
    assert received.fee is not None
    assert received.fee.total == 8000

    processing = world.call(contract.start_processing, PROCESSOR, dossier_id=submitted.id)
    assert processing.state == 4
    result = {**world.stored(PDF + b"%%EOF\n"), "file_name": "trich-luc.pdf", "number": "12/TLKS"}
    world.call(contract.attach_result, PROCESSOR, dossier_id=submitted.id, **result)
    decided = world.call(contract.decide_dossier, APPROVER, dossier_id=submitted.id, outcome=Outcome.APPROVED)
    assert decided.state == 9
    assert world.seen(submitted.id).result is None

    world.pay(decided)
    returned = world.call(contract.return_result, RECEIVER, dossier_id=submitted.id, way=ReturnWay.ONLINE)
    assert returned.state == 10
    assert returned.actions == ()

    mine = world.seen(submitted.id)
    assert mine.result is not None
    grant = world.call(contract.get_file, PERSON, dossier_id=mine.id, file_id=mine.result.id)
    assert b"".join(world.objects.open(grant.object_key)) == PDF + b"%%EOF\n"
    timeline = world.call(contract.get_timeline, PERSON, dossier_id=mine.id)
    assert [item.action for item in timeline.items] == [
        "submit",
        "receive",
        "start",
        "attach_result",
        "decide",
        "return",
    ]
    assert [item.seq for item in timeline.items] == list(range(1, 7))


def test_each_change_is_told_once_with_what_the_others_need(world: World) -> None:
    dossier = world.decided()
    world.pay(dossier)
    world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=ReturnWay.DESK)

    for event_type, state in (
        (contract.dossier_submitted, 1),
        (contract.dossier_received, 2),
        (contract.fee_due, 2),
        (contract.dossier_processing, 4),
        (contract.dossier_decided, 9),
        (contract.result_returned, 10),
    ):
        [told] = world.events(event_type)
        assert (told.dossier_id, told.code, told.state) == (dossier.id, dossier.code, state)
        assert (told.applicant_id, told.agency_code) == (PERSON.id, dossier.agency_code)
    [due] = world.events(contract.fee_due)
    assert (due.total, due.payer_id, due.pay_online, due.before_processing) == (8000, PERSON.id, True, False)


def test_a_procedure_that_is_paid_first_starts_its_clock_with_the_payment(world: World) -> None:
    waiting = world.received(CAR)
    assert (waiting.state, waiting.due_at) == (6, None)
    assert world.events(contract.dossier_received) == []
    [due] = world.events(contract.fee_due)
    assert due.before_processing

    world.pass_time(days=1)
    world.pay(waiting)

    paid = world.seen(waiting.id)
    assert paid.state == 2
    assert paid.due_at == dt.datetime(2026, 8, 13, 10, 0, tzinfo=dt.UTC)  # Tuesday and two working days
    assert paid.fee is not None
    assert paid.fee.state is contract.FeeState.SETTLED
    [received] = world.events(contract.dossier_received)
    assert received.due_at == paid.due_at


def test_a_payment_that_is_told_twice_changes_nothing_the_second_time(world: World) -> None:
    waiting = world.received(CAR)
    world.pay(waiting)
    version = world.seen(waiting.id).version

    world.pay(waiting)

    assert world.seen(waiting.id).version == version
    assert len(world.events(contract.dossier_received)) == 1


def test_the_due_date_explains_itself(world: World) -> None:
    world.now = dt.datetime(2026, 8, 28, 9, 30, tzinfo=dt.UTC)  # Friday 16:30, after the cut-off and before a holiday
    dossier = world.received()

    deadline = world.call(contract.get_deadline, PERSON, dossier_id=dossier.id)

    assert deadline.due_at == dt.datetime(2026, 9, 3, 10, 0, tzinfo=dt.UTC)
    assert deadline.rule_set == "nd309-2026"
    assert [step.rule for step in deadline.steps] == ["started", "same-day-cut-off"]
    assert "15" not in deadline.steps[0].source
    assert "309/2026" in deadline.steps[1].source


def test_codes_count_up_for_each_unit_and_day(world: World) -> None:
    first, second = world.submitted(), world.submitted()
    world.pass_time(days=1)
    third = world.submitted()

    assert [d.code[-11:] for d in (first, second, third)] == ["260810-0001", "260810-0002", "260811-0001"]


def test_a_submission_that_is_repeated_files_once(world: World) -> None:
    draft = world.draft()
    world.attach(draft.id, "declaration")
    world.attach(draft.id, "identity")
    first = world.call(contract.submit_dossier, PERSON, key="same", dossier_id=draft.id)

    with pytest.raises(AlreadyDone) as repeated:
        world.call(contract.submit_dossier, PERSON, key="same", dossier_id=draft.id)

    assert repeated.value.reply == first
    assert len(world.events(contract.dossier_submitted)) == 1
