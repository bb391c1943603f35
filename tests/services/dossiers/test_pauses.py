"""The clock stands still and runs again: suspension, a financial duty, one more supplement; the date tells why."""

import datetime as dt
from typing import Any

import pytest

from chassis import audit
from chassis.callers import CallerKind
from chassis.errors import PortalError
from services.dossiers import contract
from services.dossiers.contract import DossierView, Standing, WaitsFor
from services.dossiers.handlers import watch
from tests.services.dossiers.world import APPROVER, CAR, PERSON, PROCESSOR, RECEIVER, SUPERVISOR, World, a_picture

SUSPENSION: dict[str, Any] = {
    "reason_code": "applicant-completes",
    "reason": "Chờ người nộp xác nhận bản thảo",
    "legal_basis": "NĐ 301/2026/NĐ-CP",
    "waits_for": WaitsFor.APPLICANT,
}
DUTY = {
    "items": (contract.DutyItem(head="land-tax", label="Thuế sử dụng đất", amount=1_500_000),),
    "legal_basis": "Luật Thuế sử dụng đất phi nông nghiệp",
}


def handled(world: World) -> DossierView:
    """A dossier in process, received on Monday at 09:00 and due on Wednesday at 17:00, with nothing left to pay."""
    dossier = world.received(CAR)
    world.pay(dossier)
    return world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)


def deadline(world: World, dossier: DossierView) -> contract.DeadlineView:
    return world.call(contract.get_deadline, PERSON, dossier_id=dossier.id)


def suspended(world: World, dossier: DossierView, **fields: Any) -> DossierView:
    until = world.now + dt.timedelta(days=4)
    return world.act(contract.suspend_processing, PROCESSOR, dossier, **{**SUSPENSION, "until": until, **fields})


def refused(error: Any, attempt: Any) -> PortalError:
    with pytest.raises(PortalError) as found:
        attempt()
    assert found.value.code == error.code
    return found.value


def test_a_suspension_moves_the_date_by_its_length_and_both_ends_are_told(world: World) -> None:
    dossier = handled(world)
    world.pass_time(days=1)
    dossier = suspended(world, dossier)

    assert (dossier.state, dossier.due_at) == (4, None)
    assert dossier.pause is not None
    assert dossier.pause.waits_for is WaitsFor.APPLICANT
    assert deadline(world, dossier).standing is Standing.PAUSED

    world.pass_time(days=2)
    dossier = world.act(contract.resume_processing, PROCESSOR, dossier)
    told = deadline(world, dossier)

    assert dossier.pause is None
    assert dossier.due_at == dt.datetime(2026, 8, 14, 10, 0, tzinfo=dt.UTC)  # two working days later than the 12th
    assert told.standing is Standing.DUE_SOON
    assert told.steps[-1].sentence_vi == (
        "Thời gian tạm dừng không tính: ngày hẹn chuyển từ 17:00 ngày 12/08/2026 sang 17:00 ngày 14/08/2026."
    )
    assert told.steps[-1].source == SUSPENSION["legal_basis"]
    assert [event.kind for event in world.events(contract.dossier_suspended)] == ["suspension"]
    assert [event.due_at for event in world.events(contract.dossier_resumed)] == [dossier.due_at]


def test_a_suspension_ends_by_itself_and_the_clock_ran_from_then_on(world: World) -> None:
    dossier = handled(world)
    world.pass_time(days=1)
    dossier = suspended(world, dossier, until=world.now + dt.timedelta(days=1))

    watch.watch(world.storage)
    assert world.call(contract.get_dossier, PERSON, dossier_id=dossier.id).pause is not None
    world.pass_time(days=1, hours=3)
    for _ in range(2):
        watch.watch(world.storage)

    dossier = world.call(contract.get_dossier, PERSON, dossier_id=dossier.id)
    assert dossier.pause is None
    assert dossier.due_at == dt.datetime(2026, 8, 13, 10, 0, tzinfo=dt.UTC)  # one working day later than the 12th
    steps = world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items
    assert [(step.action, step.actor_kind) for step in steps if step.action == "resume"] == [
        ("resume", CallerKind.SYSTEM)
    ]
    assert [event.due_at for event in world.events(contract.dossier_resumed)] == [dossier.due_at]


def test_a_dossier_that_cannot_go_on_keeps_no_other_from_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [suspended(world, handled(world)) for _ in range(2)]
    world.pass_time(days=5)
    go_on = watch.pausing.go_on

    def poisoned(work: Any, dossier_id: str) -> None:
        if dossier_id == both[0].id:
            raise ValueError("a defect of ours")
        go_on(work, dossier_id)

    monkeypatch.setattr(watch.pausing, "go_on", poisoned)
    watch.watch(world.storage)

    paused = [world.call(contract.get_dossier, PROCESSOR, dossier_id=one.id).pause is not None for one in both]
    assert paused == [True, False]


FAR = dt.datetime(2200, 1, 3, 3, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("who", "method", "fields"),
    [
        (PROCESSOR, contract.suspend_processing, {**SUSPENSION, "until": FAR}),
        (APPROVER, contract.extend_deadline, {"until": FAR, "reason_code": "workload", "reason": "Nhiều hồ sơ"}),
        (
            PROCESSOR,
            contract.arrange_appointment,
            {"kind": contract.AppointmentKind.SITE, "place": "12 Trần Phú", "starts_at": FAR},
        ),
        (PROCESSOR, contract.consult_agency, {"agency_code": "H27.05", "question": "Có ý kiến gì?", "answer_by": FAR}),
    ],
    ids=["suspension", "new date", "appointment", "consultation"],
)
def test_no_date_is_set_farther_than_a_year_ahead(world: World, who: Any, method: Any, fields: dict[str, Any]) -> None:
    dossier = handled(world)

    refused(contract.TIME_TOO_FAR, lambda: world.act(method, who, dossier, **fields))


def test_nobody_is_given_longer_than_a_year_for_a_supplement(world: World) -> None:
    dossier = world.submitted(CAR)
    asked = {"items": (contract.AskedItem(paper_key="identity", reason="Ảnh chụp bị mờ"),), "respond_by": FAR}

    refused(contract.TIME_TOO_FAR, lambda: world.act(contract.request_supplement, RECEIVER, dossier, **asked))


def test_what_is_suspended_is_neither_suspended_again_nor_decided(world: World) -> None:
    dossier = suspended(world, handled(world))

    refused(contract.CLOCK_STANDS_STILL, lambda: suspended(world, dossier))
    outcome = {"outcome": contract.Outcome.APPROVED}
    refused(contract.CLOCK_STANDS_STILL, lambda: world.act(contract.decide_dossier, APPROVER, dossier, **outcome))
    refused(contract.CLOCK_STANDS_STILL, lambda: world.act(contract.propose_decision, PROCESSOR, dossier, **outcome))
    refused(contract.CLOCK_STANDS_STILL, lambda: world.act(contract.require_duty, PROCESSOR, dossier, **DUTY))


def test_a_suspension_needs_a_known_reason_and_a_time_to_come(world: World) -> None:
    dossier = handled(world)

    refused(contract.REASON_UNKNOWN, lambda: suspended(world, dossier, reason_code="workload"))
    refused(contract.TIME_PASSED, lambda: suspended(world, dossier, until=world.now))
    refused(contract.NOT_SUSPENDED, lambda: world.act(contract.resume_processing, PROCESSOR, dossier))
    assert world.seen(dossier.id).version == dossier.version


def test_a_duty_waits_for_the_payment_and_the_clock_goes_on_from_then(world: World) -> None:
    dossier = handled(world)
    world.pass_time(days=1)
    dossier = world.act(contract.require_duty, PROCESSOR, dossier, **DUTY)

    assert (dossier.state, dossier.due_at) == (6, None)
    assert dossier.fee is not None
    assert dossier.fee.total == 1_500_000
    assert world.events(contract.fee_due)[-1].before_processing is False

    world.pass_time(days=1)
    world.pay(dossier)
    dossier = world.seen(dossier.id)

    assert (dossier.state, dossier.pause) == (4, None)
    assert dossier.due_at == dt.datetime(2026, 8, 13, 10, 0, tzinfo=dt.UTC)
    refused(contract.DUTY_ASKED, lambda: world.act(contract.require_duty, PROCESSOR, dossier, **DUTY))


def test_a_duty_is_not_asked_for_while_fees_are_unpaid(world: World) -> None:
    dossier = world.processing()

    found = refused(contract.DUTY_ASKED, lambda: world.act(contract.require_duty, PROCESSOR, dossier, **DUTY))

    assert found.params == {"amount": 8000}


def test_who_withdraws_leaves_no_pause_behind(world: World) -> None:
    dossier = suspended(world, handled(world))

    dossier = world.act(contract.withdraw_dossier, PERSON, dossier)

    assert (dossier.state, dossier.pause) == (7, None)


def test_a_second_supplement_needs_a_supervisors_word_which_is_audited(world: World) -> None:
    dossier = world.asked(world.submitted().id)
    world.attach(dossier.id, "identity", a_picture(side=9))
    dossier = world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    refused(contract.SUPPLEMENT_ALREADY_ASKED, lambda: world.asked(dossier.id))

    allowed = world.act(contract.allow_supplement, SUPERVISOR, dossier, reason="Cơ quan khác vừa đính chính dữ liệu")
    again = world.asked(dossier.id)

    assert (allowed.state, again.state) == (1, 5)
    with world.storage.engine.connect() as db:
        trail = db.execute(audit.audit.select().where(audit.audit.c.act == "supplement.allowed")).one()
    assert (trail.actor, trail.object, trail.why) == (
        SUPERVISOR.id,
        dossier.id,
        "Cơ quan khác vừa đính chính dữ liệu",
    )
    assert world.events(contract.supplement_allowed)[0].reason.startswith("Cơ quan khác")


def test_one_more_is_not_allowed_twice_before_it_is_used(world: World) -> None:
    dossier = world.asked(world.submitted().id)
    world.attach(dossier.id, "identity", a_picture(side=9))
    dossier = world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    dossier = world.act(contract.allow_supplement, SUPERVISOR, dossier, reason="Cơ quan khác vừa đính chính dữ liệu")

    refused(
        contract.SUPPLEMENT_STILL_ALLOWED,
        lambda: world.act(contract.allow_supplement, SUPERVISOR, dossier, reason="Thêm lần nữa"),
    )

    world.asked(dossier.id)
    world.attach(dossier.id, "identity", a_picture(side=8))
    dossier = world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    refused(contract.SUPPLEMENT_ALREADY_ASKED, lambda: world.asked(dossier.id))


def test_nothing_is_allowed_that_was_not_used_yet(world: World) -> None:
    dossier = world.submitted()

    refused(
        contract.SUPPLEMENT_NOT_USED,
        lambda: world.act(contract.allow_supplement, SUPERVISOR, dossier, reason="x"),
    )


def test_a_refusal_needs_a_reason_code_of_the_day(world: World) -> None:
    dossier = world.submitted()
    why = {"reason_code": "because", "reason": "vì", "legal_basis": "điều 17"}

    found = refused(contract.REASON_UNKNOWN, lambda: world.act(contract.refuse_dossier, RECEIVER, dossier, **why))

    assert "wrong-agency" in found.params["choices"]
    known = world.call(contract.list_reasons, RECEIVER, act=contract.Act.REFUSE)
    assert "wrong-agency" in {one.code for one in known.reasons}
    assert "workload" not in {one.code for one in known.reasons}


def test_the_date_tells_that_it_was_kept_early_or_late(world: World) -> None:
    early, late = handled(world), handled(world)
    outcome = {"outcome": contract.Outcome.APPROVED}
    world.act(contract.decide_dossier, APPROVER, early, **outcome)
    world.pass_time(days=3)

    assert deadline(world, late).standing is Standing.OVERDUE
    world.act(contract.decide_dossier, APPROVER, late, **outcome)

    assert deadline(world, early).standing is Standing.EARLY
    assert deadline(world, late).standing is Standing.LATE
    assert deadline(world, late).summary_vi == "Đã giải quyết quá hạn 17:00 ngày 12/08/2026."
