"""Every step of the state table is told: one event for each edge, versions without a gap, thin for agencies."""

import datetime as dt
import functools
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import tables
from chassis.callers import system
from services.dossiers import contract
from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.states import TABLE
from services.dossiers.handlers import consulting
from services.dossiers.tables import actions
from services.notifications.domain.feed import TYPES, cloud_event
from services.payments import contract as payments
from tests.services.dossiers.test_handling import COLLEAGUE, arranged, consulted, local
from tests.services.dossiers.test_pauses import DUTY, handled, suspended
from tests.services.dossiers.world import (
    APPROVER,
    CAR,
    EXTRACT,
    PERSON,
    PROCESSOR,
    REASONS,
    RECEIVER,
    SUPERVISOR,
    World,
    a_picture,
)

OWN_EVENT = {
    Action.EDIT: "dossier_edited",
    Action.SUBMIT: "dossier_submitted",
    Action.RECEIVE: "dossier_received",
    Action.REQUIRE_PAYMENT: "fee_due",
    Action.REQUIRE_DUTY: "fee_due",
    Action.SETTLE: "dossier_received",
    Action.SETTLE_DUTY: "dossier_resumed",
    Action.REASSESS: "fee_due",
    Action.CHANGE_FEE: "fee_changed",
    Action.WAIVE_FEE: "fee_changed",
    Action.KEEP_FEE: "fee_kept",
    Action.REFUSE: "dossier_refused",
    Action.ASK_SUPPLEMENT: "supplement_requested",
    Action.SUPPLEMENT: "dossier_supplemented",
    Action.WITHDRAW: "dossier_withdrawn",
    Action.START: "dossier_processing",
    Action.ATTACH_RESULT: "result_attached",
    Action.DECIDE: "dossier_decided",
    Action.RETURN: "result_returned",
    Action.STOP: "dossier_stopped",
    Action.ALLOW_SUPPLEMENT: "supplement_allowed",
    Action.SUSPEND: "dossier_suspended",
    Action.RESUME: "dossier_resumed",
    Action.ARRANGE: "appointment_changed",
    Action.REARRANGE: "appointment_changed",
    Action.MEET: "appointment_changed",
    Action.CONSULT: "consultation_changed",
    Action.ANSWER: "consultation_changed",
    Action.FALL_SILENT: "consultation_changed",
    Action.TAKE_BACK: "consultation_changed",
    Action.ASSIGN: "dossier_assigned",
    Action.CLAIM: "dossier_assigned",
    Action.RELEASE: "dossier_assigned",
    Action.TRANSFER: "dossier_assigned",
    Action.PROPOSE: "decision_proposed",
    Action.SEND_BACK: "decision_sent_back",
    Action.EXTEND: "apology_issued",
    Action.DISPATCH: "result_dispatched",
    Action.DELIVER: "result_returned",
}
"""The one event that tells of each step."""

BESIDE = {
    Action.RECEIVE: {"fee_due", "fee_claims_decided"},
    Action.REQUIRE_PAYMENT: {"fee_claims_decided"},
    Action.WAIVE_FEE: {"dossier_received"},
    Action.REQUIRE_DUTY: {"dossier_suspended"},
    Action.CONSULT: {"dossier_suspended"},
    Action.ANSWER: {"dossier_resumed"},
    Action.FALL_SILENT: {"dossier_resumed"},
}
"""What may be told beside it, of something else that the step brings with it."""

SILENT = {(State.DRAFT, Action.EDIT), (State.DRAFT, Action.DISCARD)}
"""A draft is nobody's business but its owner's."""

Step = Callable[[], Any]
Made = tuple[str, Step]


def _act(world: World, method: Any, caller: Any, dossier_id: str, **fields: Any) -> Made:
    return dossier_id, lambda: world.call(method, caller, dossier_id=dossier_id, **fields)


def _edit(world: World, dossier_id: str) -> Made:
    return dossier_id, lambda: world.attach(dossier_id, "identity", a_picture(side=7))


def _asked_in_processing(world: World) -> str:
    return world.asked(handled(world).id, PROCESSOR).id


def _ready(world: World) -> str:
    dossier = world.decided()
    world.pay(dossier)
    return dossier.id


def _dispatched(world: World) -> str:
    dossier_id = _ready(world)
    by_post = {"way": contract.ReturnWay.POST, "tracking_number": "EA123456789VN"}
    world.call(contract.return_result, RECEIVER, dossier_id=dossier_id, **by_post)
    return dossier_id


def _supplemented(world: World) -> str:
    dossier = world.asked(world.submitted().id)
    world.attach(dossier.id, "identity", a_picture(side=9))
    world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    return dossier.id


def _supplied(world: World) -> Made:
    dossier = world.asked(world.submitted().id)
    world.attach(dossier.id, "identity", a_picture(side=9))
    return _act(world, contract.supplement_dossier, PERSON, dossier.id)


def _supplemented_in_processing(world: World) -> str:
    dossier_id = _asked_in_processing(world)
    world.attach(dossier_id, "identity", a_picture(side=9))
    world.call(contract.supplement_dossier, PERSON, dossier_id=dossier_id)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier_id)
    world.call(contract.start_processing, PROCESSOR, dossier_id=dossier_id)
    return dossier_id


def _late(world: World, dossier_id: str) -> str:
    world.pass_time(days=60)
    return dossier_id


def _settled(world: World) -> Made:
    dossier = world.received(CAR)
    return dossier.id, lambda: world.pay(dossier)


def _duty(world: World) -> Made:
    dossier = world.act(contract.require_duty, PROCESSOR, handled(world), **DUTY)
    return dossier.id, lambda: world.pay(dossier)


def _withdrawn(world: World) -> str:
    return world.call(contract.withdraw_dossier, PERSON, dossier_id=handled(world).id).id


def _given_to_hired(world: World, dossier_id: str) -> str:
    for member in (PROCESSOR, COLLEAGUE):
        world.hire(member)
    return dossier_id


def _extended(world: World, dossier_id: str) -> Made:
    fields = {"reason_code": "workload", "reason": "Nhiều hồ sơ", "until": world.now + dt.timedelta(days=7)}
    return _act(world, contract.extend_deadline, APPROVER, dossier_id, **fields)


def _result(world: World, dossier_id: str) -> Made:
    file = {"file_name": "ket-qua.pdf", **world.stored(), "number": "12/TL"}
    return _act(world, contract.attach_result, PROCESSOR, dossier_id, **file)


def _rearranged(world: World) -> Made:
    dossier = arranged(world, handled(world))
    moved = {"appointment_id": dossier.appointments[0].id, "starts_at": local(11, 14), "reason": "Mưa"}
    return _act(world, contract.move_appointment, PROCESSOR, dossier.id, **moved)


def _met(world: World) -> Made:
    dossier = arranged(world, handled(world))
    world.now = local(11, 15)
    kept = {"appointment_id": dossier.appointments[0].id, "outcome": contract.AppointmentOutcome.KEPT}
    return _act(world, contract.end_appointment, PROCESSOR, dossier.id, **kept)


def _asked(world: World, state: State) -> contract.DossierView:
    """A dossier of which another agency was asked, in handling or while a duty is awaited."""
    dossier = consulted(world, handled(world))
    if state is State.PAYMENT:
        dossier = world.act(contract.require_duty, PROCESSOR, dossier, **DUTY)
    return dossier


def _answered(world: World, state: State) -> Made:
    dossier = _asked(world, state)
    asked = dossier.consultations[0].id
    return _act(world, contract.answer_consultation, PROCESSOR, dossier.id, consultation_id=asked, answer="Đồng ý")


def _fell_silent(world: World, state: State) -> Made:
    dossier = _asked(world, state)
    world.pass_time(days=5)

    def step() -> None:
        with world.storage.work(system("dossiers")) as work:
            consulting.fall_silent(work, dossier.id)

    return dossier.id, step


def _taken_back(world: World, state: State) -> Made:
    dossier = _asked(world, state)
    asked = dossier.consultations[0].id
    return _act(world, contract.take_back_consultation, PROCESSOR, dossier.id, consultation_id=asked, reason="Đã rõ")


def _consulted(world: World) -> Made:
    dossier = handled(world)
    return dossier.id, lambda: consulted(world, dossier)


def _suspend(world: World) -> Made:
    dossier = handled(world)
    return dossier.id, lambda: suspended(world, dossier)


def _arrange(world: World) -> Made:
    dossier = handled(world)
    return dossier.id, lambda: arranged(world, dossier)


def _proposed(world: World) -> str:
    dossier = handled(world)
    return world.act(contract.propose_decision, PROCESSOR, dossier, outcome=contract.Outcome.APPROVED).id


def _draft(world: World) -> str:
    draft = world.draft()
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"copies": 1, "purpose": "Nộp"})
    world.attach(draft.id, "declaration")
    world.attach(draft.id, "identity", a_picture())
    return draft.id


def _items() -> tuple[contract.AskedItem, ...]:
    return (contract.AskedItem(paper_key="identity", reason="Mờ"),)


S, A = State, Action
STEPS: dict[tuple[State, Action], Callable[[World], Made]] = {
    (S.DRAFT, A.EDIT): lambda w: _edit(w, w.draft().id),
    (S.DRAFT, A.DISCARD): lambda w: _act(w, contract.discard_draft, PERSON, w.draft().id),
    (S.DRAFT, A.SUBMIT): lambda w: _act(w, contract.submit_dossier, PERSON, _draft(w)),
    (S.SUBMITTED, A.EDIT): lambda w: _edit(w, w.submitted().id),
    (S.SUBMITTED, A.RECEIVE): lambda w: _act(w, contract.receive_dossier, RECEIVER, w.submitted().id),
    (S.SUBMITTED, A.REQUIRE_PAYMENT): lambda w: _act(w, contract.receive_dossier, RECEIVER, w.submitted(CAR).id),
    (S.SUBMITTED, A.REFUSE): lambda w: _act(w, contract.refuse_dossier, RECEIVER, w.submitted().id, **REASONS),
    (S.SUBMITTED, A.ASK_SUPPLEMENT): lambda w: _act(
        w, contract.request_supplement, RECEIVER, w.submitted().id, items=_items()
    ),
    (S.SUBMITTED, A.ALLOW_SUPPLEMENT): lambda w: _act(
        w, contract.allow_supplement, SUPERVISOR, _supplemented(w), reason="Dữ liệu đổi"
    ),
    (S.SUBMITTED, A.WITHDRAW): lambda w: _act(w, contract.withdraw_dossier, PERSON, w.submitted().id),
    (S.SUPPLEMENT, A.EDIT): lambda w: _edit(w, w.asked(w.submitted().id).id),
    (S.SUPPLEMENT, A.SUPPLEMENT): _supplied,
    (S.SUPPLEMENT, A.REFUSE): lambda w: _act(
        w, contract.refuse_dossier, RECEIVER, _late(w, w.asked(w.submitted().id).id), **REASONS
    ),
    (S.SUPPLEMENT, A.STOP): lambda w: _act(
        w, contract.stop_dossier, PROCESSOR, _late(w, _asked_in_processing(w)), **REASONS
    ),
    (S.SUPPLEMENT, A.WITHDRAW): lambda w: _act(w, contract.withdraw_dossier, PERSON, w.asked(w.submitted().id).id),
    (S.PAYMENT, A.SETTLE): _settled,
    (S.PAYMENT, A.SETTLE_DUTY): _duty,
    (S.PAYMENT, A.WITHDRAW): lambda w: _act(w, contract.withdraw_dossier, PERSON, w.received(CAR).id),
    (S.PAYMENT, A.STOP): lambda w: _act(w, contract.stop_dossier, RECEIVER, w.received(CAR).id, **REASONS),
    (S.RECEIVED, A.START): lambda w: _act(w, contract.start_processing, PROCESSOR, w.received().id),
    (S.RECEIVED, A.ASSIGN): lambda w: _act(
        w, contract.assign_dossier, SUPERVISOR, _given_to_hired(w, w.received().id), assignee_id=COLLEAGUE.id
    ),
    (S.RECEIVED, A.EXTEND): lambda w: _extended(w, w.received().id),
    (S.RECEIVED, A.WITHDRAW): lambda w: _act(w, contract.withdraw_dossier, PERSON, w.received().id),
    (S.PROCESSING, A.ASK_SUPPLEMENT): lambda w: _act(
        w, contract.request_supplement, PROCESSOR, handled(w).id, items=_items()
    ),
    (S.PROCESSING, A.REQUIRE_DUTY): lambda w: _act(w, contract.require_duty, PROCESSOR, handled(w).id, **DUTY),
    (S.PROCESSING, A.ALLOW_SUPPLEMENT): lambda w: _act(
        w, contract.allow_supplement, SUPERVISOR, _supplemented_in_processing(w), reason="Dữ liệu đổi"
    ),
    (S.PROCESSING, A.SUSPEND): _suspend,
    (S.PROCESSING, A.RESUME): lambda w: _act(w, contract.resume_processing, PROCESSOR, suspended(w, handled(w)).id),
    (S.PROCESSING, A.ARRANGE): _arrange,
    (S.PROCESSING, A.REARRANGE): _rearranged,
    (S.PROCESSING, A.MEET): _met,
    (S.PROCESSING, A.CONSULT): _consulted,
    (S.PROCESSING, A.ASSIGN): lambda w: _act(
        w, contract.assign_dossier, SUPERVISOR, _given_to_hired(w, handled(w).id), assignee_id=COLLEAGUE.id
    ),
    (S.PROCESSING, A.CLAIM): lambda w: _act(
        w,
        contract.claim_dossier,
        PROCESSOR,
        w.act(contract.release_dossier, PROCESSOR, handled(w), reason="Nghỉ").id,
    ),
    (S.PROCESSING, A.RELEASE): lambda w: _act(w, contract.release_dossier, PROCESSOR, handled(w).id, reason="Nghỉ"),
    (S.PROCESSING, A.TRANSFER): lambda w: _act(
        w,
        contract.transfer_dossier,
        PROCESSOR,
        _given_to_hired(w, handled(w).id),
        assignee_id=COLLEAGUE.id,
        reason="Chuyên môn",
    ),
    (S.PROCESSING, A.PROPOSE): lambda w: _act(
        w, contract.propose_decision, PROCESSOR, handled(w).id, outcome=contract.Outcome.APPROVED
    ),
    (S.PROCESSING, A.SEND_BACK): lambda w: _act(w, contract.send_back, APPROVER, _proposed(w), reason="Thiếu"),
    (S.PROCESSING, A.EXTEND): lambda w: _extended(w, handled(w).id),
    (S.PROCESSING, A.WITHDRAW): lambda w: _act(w, contract.withdraw_dossier, PERSON, handled(w).id),
    (S.PROCESSING, A.ATTACH_RESULT): lambda w: _result(w, handled(w).id),
    (S.PROCESSING, A.DECIDE): lambda w: _act(
        w, contract.decide_dossier, APPROVER, handled(w).id, outcome=contract.Outcome.APPROVED
    ),
    (S.PROCESSING, A.STOP): lambda w: _act(w, contract.stop_dossier, APPROVER, handled(w).id, **REASONS),
    (S.WITHDRAWN, A.STOP): lambda w: _act(w, contract.stop_dossier, PROCESSOR, _withdrawn(w), **REASONS),
    (S.DECIDED, A.ATTACH_RESULT): lambda w: _result(w, w.decided().id),
    (S.DECIDED, A.RETURN): lambda w: _act(w, contract.return_result, RECEIVER, _ready(w), way=contract.ReturnWay.DESK),
    (S.DECIDED, A.DISPATCH): lambda w: _act(
        w,
        contract.return_result,
        RECEIVER,
        _ready(w),
        way=contract.ReturnWay.POST,
        tracking_number="EA123456789VN",
    ),
    (S.DECIDED, A.DELIVER): lambda w: _act(
        w, contract.confirm_delivery, RECEIVER, _dispatched(w), received_by="Nguyễn Văn An"
    ),
}


def told(world: World, dossier_id: str) -> list[sa.Row[Any]]:
    with world.storage.read() as db:
        mine = sa.select(tables.outbox).where(tables.outbox.c.aggregate_id == dossier_id)
        return list(db.execute(mine.order_by(tables.outbox.c.seq)).all())


def steps_of(world: World, dossier_id: str) -> list[sa.Row[Any]]:
    with world.storage.read() as db:
        mine = sa.select(actions).where(actions.c.dossier_id == dossier_id)
        return list(db.execute(mine.order_by(actions.c.seq)).all())


def _owing(world: World, state: State) -> str:
    """A dossier in this state with a fee that can be paid."""
    before = {State.PAYMENT: CAR}.get(state, EXTRACT)
    dossier = world.call(contract.receive_dossier, RECEIVER, dossier_id=world.submitted(before).id)
    world.request_payment(dossier)
    if state in (State.PROCESSING, State.SUPPLEMENT, State.SUBMITTED, State.DECIDED, State.WITHDRAWN):
        world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)
    return dossier.id


def _led_to(world: World, dossier_id: str, state: State) -> None:
    """From handling into a state in which its fee is still due."""
    if state in (State.SUPPLEMENT, State.SUBMITTED):
        world.asked(dossier_id, PROCESSOR)
    if state is State.SUBMITTED:
        world.attach(dossier_id, "identity", a_picture(side=9))
        world.call(contract.supplement_dossier, PERSON, dossier_id=dossier_id)
    if state is State.DECIDED:
        world.call(contract.decide_dossier, APPROVER, dossier_id=dossier_id, outcome=contract.Outcome.APPROVED)
    if state is State.WITHDRAWN:
        world.call(contract.withdraw_dossier, PERSON, dossier_id=dossier_id)


def _reassessed(world: World, state: State, amount: int = 5000) -> contract.DossierView:
    """A dossier in this state of whose fee a change was asked for."""
    dossier_id = _owing(world, state)
    world.call(contract.reassess_fees, RECEIVER, dossier_id=dossier_id, **_found(amount))
    _led_to(world, dossier_id, state)
    return world.seen(dossier_id)


def _found(amount: int) -> dict[str, Any]:
    return {"fees": (contract.AssessedFee(head="copy", amount=amount),), "reason": "Nhầm mức", "legal_basis": "NQ 1"}


def _reassess(world: World, state: State) -> Made:
    dossier_id = _owing(world, state)
    _led_to(world, dossier_id, state)
    return _act(world, contract.reassess_fees, RECEIVER, dossier_id, **_found(5000))


def _change_fee(world: World, state: State) -> Made:
    dossier = _reassessed(world, state)
    assert dossier.fee is not None
    replaced = dossier.fee.obligation_id
    return dossier.id, lambda: world.request_payment(dossier, 5000, replaced)


def _keep_fee(world: World, state: State) -> Made:
    dossier = _reassessed(world, state)
    return dossier.id, lambda: world.keep_fee(dossier, payments.WhyKept.BEING_PAID)


def _waive_fee(world: World) -> Made:
    dossier = _reassessed(world, S.PAYMENT, amount=0)
    return dossier.id, lambda: world.waive(dossier)


for _action, _walk in (
    (A.REASSESS, _reassess),
    (A.CHANGE_FEE, _change_fee),
    (A.KEEP_FEE, _keep_fee),
    (A.ANSWER, _answered),
    (A.FALL_SILENT, _fell_silent),
    (A.TAKE_BACK, _taken_back),
):
    STEPS |= {(at, one): functools.partial(_walk, state=at) for at, one in TABLE if one is _action}
STEPS[S.PAYMENT, A.WAIVE_FEE] = _waive_fee


def test_every_edge_of_the_table_is_walked_here_and_has_an_event() -> None:
    assert set(STEPS) == set(TABLE)
    assert set(OWN_EVENT) == {action for _, action in TABLE.keys() - SILENT}


@pytest.mark.parametrize("edge", list(TABLE), ids=lambda edge: f"{edge[0].value}-{edge[1].value}")
def test_each_step_is_told_once_and_thin_to_agencies(world: World, edge: tuple[State, Action]) -> None:
    state, action = edge
    dossier_id, take = STEPS[edge](world)
    before = steps_of(world, dossier_id)
    known = len(told(world, dossier_id))
    if edge in SILENT:
        take()
        assert (steps_of(world, dossier_id), told(world, dossier_id)) == ([], [])
        return

    take()

    new = steps_of(world, dossier_id)[len(before) :]
    assert [(step.from_state, step.action) for step in new] == [(state.value, action.value)]
    events = told(world, dossier_id)
    fresh = events[known:]
    own = OWN_EVENT[action]
    assert [event.type for event in fresh].count(own) == 1
    assert {event.type for event in fresh} - {own} <= BESIDE.get(action, set())
    assert [event.version for event in events] == list(range(1, len(events) + 1))
    [version] = {event.payload["version"] for event in fresh}
    assert {event.payload["state"] for event in fresh} == {TABLE[edge].to.value}
    assert all(event.payload["version"] < version for event in events[:known])

    for event in fresh:
        if event.payload.get("replaces"):
            continue  # A request to change a fee: agencies are told what became of it.
        public = thin(event)
        assert public["type"].startswith("motcua.dossier.")
        assert set(public["data"]) == {"dossier_code", "procedure_code", "agency_code", "status", "version", "link"}
        assert public["data"]["status"] == TABLE[edge].to.value
        assert public["data"]["version"] == version
        text = json.dumps(public, ensure_ascii=False)
        for private in (PERSON.id, PERSON.name, "1234", *(str(REASONS[name]) for name in REASONS)):
            assert private not in text


def thin(event: sa.Row[Any]) -> dict[str, Any]:
    """The event as agencies get it."""
    assert event.type in TYPES
    facts = event.payload
    return cloud_event(
        position=1,
        event_id=event.id,
        name=event.type,
        time=event.created_at,
        dossier_id=facts["dossier_id"],
        code=facts["code"],
        procedure_code=facts["procedure_code"],
        agency_code=facts["agency_code"],
        status=facts["state"],
        version=facts["version"],
        portal="https://portal.example",
        sandbox=False,
    )
