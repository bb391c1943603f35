"""No silent stall: who has to act is warned, lateness is raised and goes up, a late result is apologised for. Once."""

import dataclasses
import datetime as dt
import random
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import PortalError
from services.catalog import contract as catalog
from services.dossiers import contract, tables
from services.dossiers.contract import AlarmStage, DossierView, Queue, Responsible, Task
from services.dossiers.domain.duties import Stage
from services.dossiers.handlers import watch
from services.dossiers.store import rows
from tests.services.dossiers.test_handling import APPROVED, COLLEAGUE, PAUSING, apologies, arranged, consulted, local
from tests.services.dossiers.test_pauses import DUTY, deadline, handled, suspended
from tests.services.dossiers.test_refusals import EVERY_ROLE, FIELDS
from tests.services.dossiers.world import (
    APPROVER,
    CAR,
    PERSON,
    PROCESSOR,
    REASONS,
    RECEIVER,
    SUPERVISOR,
    World,
    officer,
)

PROVINCE = "H27"
HIGHER = officer("supervisor", agency=PROVINCE, name="higher")


def until(world: World, moment: dt.datetime) -> None:
    """Let time pass, with the watch looking every hour."""
    while world.now < moment:
        world.now = min(moment, world.now + dt.timedelta(hours=1))
        world.look()


def alarms(world: World, dossier: DossierView) -> list[tuple[str, str]]:
    told = [event for event in world.events(contract.duty_alarm) if event.dossier_id == dossier.id]
    return [(event.stage.value, event.task.value) for event in told]


def turn(world: World, dossier: DossierView, caller: Any = PERSON) -> contract.TurnView:
    found = world.seen(dossier.id, caller).turn
    assert found is not None
    return found


def row(world: World, dossier_id: str) -> Any:
    with world.storage.engine.connect() as db:
        return db.execute(sa.select(tables.dossiers).where(tables.dossiers.c.id == dossier_id)).one()


def test_at_every_step_it_is_somebodys_turn_until_a_time(world: World) -> None:
    dossier = world.submitted(CAR)
    assert (turn(world, dossier).responsible, turn(world, dossier).due_at) == (Responsible.RECEIVER, local(11, 9))
    dossier = world.act(contract.receive_dossier, RECEIVER, dossier)
    assert turn(world, dossier).task is Task.PAY
    world.pay(dossier)
    assert turn(world, dossier).task is Task.HAND_OVER
    dossier = world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)
    assert turn(world, dossier, RECEIVER).person_id == PROCESSOR.id
    assert turn(world, dossier).person_id == ""
    dossier = world.act(contract.propose_decision, PROCESSOR, dossier, **APPROVED)
    assert turn(world, dossier).responsible is Responsible.APPROVER
    dossier = world.act(contract.decide_dossier, APPROVER, dossier, **APPROVED)
    assert turn(world, dossier).task is Task.RETURN
    dossier = world.act(contract.return_result, RECEIVER, dossier, way=contract.ReturnWay.DESK)

    assert dossier.turn is None
    assert (row(world, dossier.id).responsible, row(world, dossier.id).next_due_at) == ("", None)


def test_the_reply_of_a_step_shows_the_turn_that_is_kept(world: World) -> None:
    for dossier in (handled(world), suspended(world, handled(world)), consulted(world, handled(world), **PAUSING)):
        kept = row(world, dossier.id)
        assert dossier.turn is not None
        assert (kept.responsible, kept.task, kept.next_due_at) == (
            dossier.turn.responsible.value,
            dossier.turn.task.value,
            dossier.turn.due_at,
        )


@pytest.mark.parametrize("column", ["responsible", "next_due_at", "watch_at"])
def test_the_database_refuses_an_open_dossier_without_one(world: World, column: str) -> None:
    dossier = world.submitted()

    nothing = "" if column == "responsible" else None
    emptied = tables.dossiers.update().where(tables.dossiers.c.id == dossier.id).values({column: nothing})

    with world.storage.engine.connect() as db, pytest.raises(sa.exc.IntegrityError):
        db.execute(emptied)


def test_who_has_to_act_is_warned_before_and_supervisors_are_told_after(world: World) -> None:
    for member in (RECEIVER, SUPERVISOR, HIGHER, APPROVER):
        world.hire(member)
    under = dataclasses.replace(world.agency("H27.30.12"), parent_code=PROVINCE)
    world.told(catalog.agency_published, PROVINCE, world.agency(PROVINCE))
    world.told(catalog.agency_published, "H27.30.12", under, version=2)
    dossier = world.submitted()

    until(world, local(11, 8, 59))
    assert alarms(world, dossier) == [("warned", "receive")]
    until(world, local(11, 10))
    assert alarms(world, dossier)[-1] == ("raised", "receive")
    until(world, local(12, 18))

    told = world.events(contract.duty_alarm)
    assert [event.stage for event in told] == [AlarmStage.WARNED, AlarmStage.RAISED, AlarmStage.ESCALATED]
    assert [event.tell for event in told] == [
        (RECEIVER.id,),
        (SUPERVISOR.id,),
        tuple(sorted((SUPERVISOR.id, HIGHER.id))),
    ]
    late = world.call(contract.list_agency_dossiers, SUPERVISOR, queue=Queue.LATE).items
    assert [(line.id, line.responsible, line.task) for line in late] == [
        (dossier.id, Responsible.RECEIVER, Task.RECEIVE)
    ]


def test_what_was_told_is_remembered_even_if_the_dossier_is_looked_at_again(world: World) -> None:
    dossier = world.submitted()
    due = turn(world, dossier).due_at
    until(world, due + dt.timedelta(hours=1))
    told = alarms(world, dossier)
    assert [stage for stage, _ in told] == [AlarmStage.WARNED, AlarmStage.RAISED]

    with world.storage.work(RECEIVER) as work:
        rows.look_later(work.db, dossier.id, world.now)
    watch.look_at(world.storage, dossier.id)

    assert alarms(world, dossier) == told
    assert row(world, dossier.id).watch_stage == Stage.RAISED


def test_a_dossier_whose_look_was_put_off_meanwhile_is_left_alone(world: World) -> None:
    dossier = world.submitted()
    until(world, turn(world, dossier).due_at - dt.timedelta(hours=1))
    told = alarms(world, dossier)
    world.now += dt.timedelta(hours=3)
    with world.storage.work(RECEIVER) as work:
        rows.look_later(work.db, dossier.id, world.now + dt.timedelta(minutes=1))

    watch.look_at(world.storage, dossier.id)  # As a leader does that listed it a moment before.

    assert alarms(world, dossier) == told
    world.now += dt.timedelta(minutes=1)
    watch.look_at(world.storage, dossier.id)
    assert len(alarms(world, dossier)) == len(told) + 1


def test_what_is_done_in_time_is_never_told_of(world: World) -> None:
    dossier = world.submitted()
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
    world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)
    world.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, **APPROVED)
    world.pay(world.seen(dossier.id))
    world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=contract.ReturnWay.DESK)

    until(world, local(14, 18))

    assert alarms(world, dossier) == []


def test_a_late_result_is_apologised_for_by_itself_with_a_new_date_and_once(world: World) -> None:
    dossier = handled(world)  # due on the 12th at 17:00
    until(world, local(12, 17))
    assert apologies(world, dossier) == []

    until(world, local(12, 19))
    seen = world.seen(dossier.id)

    assert [(letter.reference, letter.issued_by_name) for letter in apologies(world, dossier)] == [("01/PXL", "")]
    assert seen.due_at == local(18, 17)  # three working days, counted from the next one as it was after hours
    assert alarms(world, dossier) == [("warned", "process"), ("raised", "process")]
    told = world.events(contract.apology_issued)
    assert [(event.due_before, event.due_at, event.automatic) for event in told] == [
        (local(12, 17), local(18, 17), True)
    ]
    assert deadline(world, dossier).steps[-1].rule == "extended"
    history = world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items
    assert [item.actor_kind for item in history if item.action == "extend"] == ["system"]

    until(world, local(20, 18))
    assert len(world.events(contract.apology_issued)) == 1
    assert [stage for stage, _ in alarms(world, dossier)][2:] == ["warned", "raised", "escalated", "escalated"]


def test_who_extended_in_time_is_not_apologised_for_again(world: World) -> None:
    dossier = handled(world)
    why = {"until": local(14, 17), "reason_code": "complex-case", "reason": "Thẩm tra thêm"}
    world.act(contract.extend_deadline, APPROVER, dossier, **why)

    until(world, local(17, 18))

    assert [letter.issued_by_name for letter in apologies(world, dossier)] == [APPROVER.name]
    assert ("raised", "process") in alarms(world, dossier)


def test_a_dossier_that_was_never_handed_over_is_apologised_for_too(world: World) -> None:
    dossier = world.received(CAR)
    world.pay(dossier)

    until(world, local(12, 19))

    assert [letter.issued_by_name for letter in apologies(world, dossier)] == [""]
    assert ("raised", "hand_over") in alarms(world, dossier)


def test_what_the_applicant_leaves_falls_back_to_the_agency_and_goes_on(world: World) -> None:
    dossier = world.asked(world.submitted().id)
    assert turn(world, dossier).responsible is Responsible.APPLICANT
    respond_by = turn(world, dossier).due_at

    until(world, respond_by + dt.timedelta(hours=1))
    assert alarms(world, dossier) == [("warned", "supplement")]
    assert row(world, dossier.id).task == "end"
    until(world, respond_by + dt.timedelta(days=8))

    assert ("raised", "end") in alarms(world, dossier)
    assert world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS).turn is None


def test_a_paused_dossier_is_not_late_and_goes_on_when_its_pause_is_over(world: World) -> None:
    dossier = suspended(world, handled(world))  # until the 14th at 09:00

    until(world, local(14, 8))
    assert {stage for stage, _ in alarms(world, dossier)} == {"warned"}
    until(world, local(14, 10))

    seen = world.seen(dossier.id, PROCESSOR)
    assert (seen.pause, seen.due_at is not None and seen.due_at > local(14, 10)) == (None, True)
    assert {stage for stage, _ in alarms(world, dossier)} == {"warned"}
    assert apologies(world, dossier) == []


def test_an_opinion_that_does_not_come_is_written_off_by_the_watch(world: World) -> None:
    dossier = consulted(world, handled(world), **PAUSING)

    until(world, local(12, 10))

    seen = world.seen(dossier.id, PROCESSOR)
    assert seen.consultations[0].state == "silent"
    assert turn(world, dossier).task is Task.PROCESS


def test_an_appointment_without_an_outcome_is_told_of(world: World) -> None:
    dossier = world.act(
        contract.extend_deadline,
        APPROVER,
        arranged(world, handled(world)),
        until=local(31, 17).replace(day=28),
        reason_code="complex-case",
        reason="x",
    )
    assert turn(world, dossier).task is Task.MEET

    until(world, local(13, 9))

    assert ("raised", "meet") in alarms(world, dossier)


def test_a_look_that_dies_leaves_nothing_and_the_next_one_does_it_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = handled(world)
    world.now = local(12, 18)
    before = row(world, dossier.id)
    rules_of = watch.rules.apology_on

    def dies(_day: dt.date) -> Any:
        raise RuntimeError("the process was killed")

    monkeypatch.setattr(watch.rules, "apology_on", dies)
    with pytest.raises(RuntimeError):
        watch.look_at(world.storage, dossier.id)
    assert row(world, dossier.id) == before
    assert alarms(world, dossier) == []
    world.look()  # one that cannot be looked at is put off, and keeps no other from being
    assert row(world, dossier.id).watch_at == world.now + watch.AFTER_A_FAULT

    monkeypatch.setattr(watch.rules, "apology_on", rules_of)
    world.pass_time(minutes=5)
    for _ in range(3):
        world.look()

    assert len(world.events(contract.apology_issued)) == 1
    assert [stage for stage, _ in alarms(world, dossier)] == ["raised"]


def test_leaders_that_overlap_do_everything_once(world: World) -> None:
    dossiers = [handled(world) for _ in range(4)]
    world.now = local(12, 18)
    leaders = [threading.Thread(target=world.look) for _ in range(3)]

    for leader in leaders:
        leader.start()
    for leader in leaders:
        leader.join()
    world.look()

    told = world.events(contract.apology_issued)
    assert sorted(event.dossier_id for event in told) == sorted(dossier.id for dossier in dossiers)
    assert sorted(event.number for event in told) == ["01/PXL", "02/PXL", "03/PXL", "04/PXL"]


@pytest.mark.parametrize("seed", range(3))
def test_along_random_lives_the_database_always_knows_whose_turn_it_is(world: World, seed: int) -> None:
    world.hire(COLLEAGUE)
    chance = random.Random(seed)
    taken: set[str] = set()
    fields = {**FIELDS, "assign_dossier": {"assignee_id": COLLEAGUE.id}, "require_duty": DUTY}
    for _ in range(4):
        dossier = world.submitted(CAR)
        for _ in range(12):
            world.now += dt.timedelta(hours=chance.randrange(1, 30))
            world.look()
            kept = row(world, dossier.id)
            assert (kept.responsible == "") == (kept.closed_at is not None)
            if kept.closed_at is not None:
                break
            assert kept.next_due_at is not None
            assert kept.watch_at > world.now
            caller = chance.choice([PERSON, *[EVERY_ROLE] * 9])
            names = [name for name in world.seen(dossier.id, caller).actions if name not in EDITS]
            if chance.random() < 0.8:
                names = [name for name in names if name not in ENDS]
            for name in chance.sample(names, len(names)):
                later = world.now + dt.timedelta(days=2)
                given = {key: later if value == LATER_FIELD else value for key, value in fields.get(name, {}).items()}
                try:
                    world.call(getattr(contract, name), caller, dossier_id=dossier.id, **given)
                except PortalError:
                    continue
                taken.add(name)
                break
            if world.seen(dossier.id).state == 6 and chance.random() < 0.8:
                world.pay(world.seen(dossier.id))
    assert len(taken) >= 5


ENDS = ("withdraw_dossier", "stop_dossier", "refuse_dossier")
EDITS = ("save_draft", "attach_paper", "remove_paper", "attach_result", "answer_consultation")
LATER_FIELD = dt.datetime(2026, 8, 20, 2, 0, tzinfo=dt.UTC)
