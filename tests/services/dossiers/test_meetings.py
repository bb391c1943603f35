"""What services tell and what people do at the same moment: nobody waits in a circle, and nothing is half done."""

import dataclasses
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import PortalError
from services.accounts import contract as accounts
from services.dossiers import contract
from services.dossiers.contract import AssignmentOutcomes
from services.dossiers.handlers import anchoring, assigning, taking_over, watch
from services.dossiers.store import anchors, contents, desk_people, erasing, known, mandates, proceedings, rows
from services.dossiers.tables import dossiers, fees
from services.dossiers.tables import mandates as mandates_table
from tests.interleaving import interleaved
from tests.services.dossiers.test_assigning_many import CLERK, assign
from tests.services.dossiers.test_counter import begun, filed_on_paper
from tests.services.dossiers.test_erasing import erased, restricted
from tests.services.dossiers.test_mandates import granted
from tests.services.dossiers.test_pauses import DUTY, handled, suspended
from tests.services.dossiers.test_taking_over import COMER, opens
from tests.services.dossiers.world import (
    CAR,
    PERSON,
    PNG,
    PROCESSOR,
    REASONS,
    RECEIVER,
    World,
)

Patching = pytest.MonkeyPatch
PHONE: dict[str, Any] = {"fields": (contract.PersonalField.PHONE,), "why": "Gọi cho người nộp"}


def code_of(outcome: Any) -> str:
    return outcome.code if isinstance(outcome, PortalError) else repr(outcome)


def staffed(world: World) -> None:
    for member in (PROCESSOR, CLERK):
        world.hire(member)


def closed(world: World) -> contract.DossierView:
    dossier = world.submitted()
    found: contract.DossierView = world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS)
    return found


# Erasure and restriction


def test_an_erasure_and_who_assigns_the_same_dossiers_wait_for_each_other_in_no_circle(
    world: World, monkeypatch: Patching
) -> None:
    staffed(world)
    seen = [world.processing(), world.received()]  # Of a person, an index gives them by their states: the later first.

    assigned, kept = interleaved(
        monkeypatch, world.storage, assigning, "_one_of_many", lambda: assign(world, *seen), lambda: erased(world)
    )

    assert isinstance(assigned, AssignmentOutcomes), assigned
    assert assigned.assigned == 2
    assert kept == (accounts.KeptData.DOSSIERS,)


def test_a_restriction_that_is_lifted_while_its_person_is_erased_makes_nobody_wait_in_a_circle(
    world: World, monkeypatch: Patching
) -> None:
    closed(world)
    restricted(world, on=True)

    kept, lifted = interleaved(
        monkeypatch,
        world.storage,
        erasing,
        "restrict",
        lambda: erased(world),
        lambda: restricted(world, on=False, minutes=1, version=3),
    )

    assert (kept, lifted) == ((accounts.KeptData.DOSSIERS,), None)
    with world.storage.read() as db:
        assert db.scalar(sa.select(dossiers.c.restricted_at)) is not None


# Anchors of histories


def test_histories_are_anchored_while_a_person_is_erased_and_nobody_waits(world: World, monkeypatch: Patching) -> None:
    """The erasure has all its dossiers while the anchor is made, from the first look at them to its commit."""
    for _ in range(2):
        closed(world)
    done: list[bool] = []

    def anchor() -> None:
        done.append(anchoring.anchor_histories(world.storage, world.signer))
        with world.storage.read() as db:  # The erasure is not committed yet.
            done.append(known.applicant(db, PERSON.id) is not None)

    kept, _ = interleaved(monkeypatch, world.storage, erasing, "restrict", lambda: erased(world), anchor)

    assert kept == (accounts.KeptData.DOSSIERS,)
    assert done == [True, True]


def test_a_step_is_taken_while_histories_are_anchored_and_waits_for_no_anchor(
    world: World, monkeypatch: Patching
) -> None:
    dossier = world.submitted()
    unanchored: list[bool] = []

    def receive() -> Any:
        received = world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
        with world.storage.read() as db:
            unanchored.append(anchors.last(db) is None)
        return received

    anchored, received = interleaved(
        monkeypatch,
        world.storage,
        anchors,
        "take_heads",
        lambda: anchoring.anchor_histories(world.storage, world.signer),
        receive,
    )

    assert (anchored, received.state) == (True, 2)
    assert unanchored == [True]
    proof = world.call(contract.get_anchor_proof, PERSON, dossier_id=dossier.id)
    assert proof.length == 1  # What came later is the next anchor's.


# What was filed at a desk


def test_an_account_whose_erasure_is_asked_for_while_it_takes_over_is_told_that_something_is_open(
    world: World, monkeypatch: Patching
) -> None:
    filed_on_paper(world)
    opens(world, proof_level=0)

    def ask() -> list[str]:
        asking = accounts.ErasureAsked(
            erasure_id="e-1", account_id=COMER.id, asked_at=world.now, answer_by=world.now, carried_out_from=world.now
        )
        world.told(accounts.erasure_asked, COMER.id, asking, version=2)
        return [obstacle.value for obstacle in world.events(contract.erasure_answered)[-1].obstacles]

    _, obstacles = interleaved(monkeypatch, world.storage, desk_people, "give", lambda: opens(world), ask)

    assert obstacles == ["open-dossier"]


def test_an_account_that_asked_for_its_erasure_a_moment_ago_takes_nothing_over(
    world: World, monkeypatch: Patching
) -> None:
    filed = filed_on_paper(world)
    opens(world, proof_level=0)
    asking = accounts.ErasureAsked(
        erasure_id="e-1", account_id=COMER.id, asked_at=world.now, answer_by=world.now, carried_out_from=world.now
    )

    interleaved(
        monkeypatch,
        world.storage,
        taking_over,
        "hold",
        lambda: opens(world),
        lambda: world.told(accounts.erasure_asked, COMER.id, asking, version=2),
    )

    assert contract.came_to_a_desk(world.seen(filed.id, RECEIVER).applicant_id)


def test_an_officer_takes_a_step_with_what_is_taken_over_at_this_moment(world: World, monkeypatch: Patching) -> None:
    filed = filed_on_paper(world)

    _, received = interleaved(
        monkeypatch,
        world.storage,
        desk_people,
        "give",
        lambda: opens(world),
        lambda: world.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id),
    )

    assert (received.state, received.applicant_id) == (2, COMER.id)
    assert [told.applicant_id for told in world.events(contract.dossier_received)] == [COMER.id]


def test_a_delegation_that_is_kept_while_its_principal_is_erased_goes_with_them(
    world: World, monkeypatch: Patching
) -> None:
    interleaved(monkeypatch, world.storage, mandates, "put", lambda: granted(world), lambda: erased(world))

    with world.storage.read() as db:
        assert db.execute(sa.select(mandates_table)).all() == []


def test_a_delegation_that_is_told_again_after_its_principal_was_erased_is_not_kept(world: World) -> None:
    erased(world)

    with pytest.raises(LookupError, match="not known here"):
        granted(world)

    with world.storage.read() as db:
        assert db.execute(sa.select(mandates_table)).all() == []


def test_what_an_officer_reveals_of_a_draft_that_is_given_up_at_this_moment_is_not_there_any_more(
    world: World, monkeypatch: Patching
) -> None:
    draft = begun(world)

    revealed, given_up = interleaved(
        monkeypatch,
        world.storage,
        known,
        "applicant",
        lambda: world.call(
            contract.reveal_applicant,
            RECEIVER,
            dossier_id=draft.id,
            fields=(contract.PersonalField.PHONE,),
            why="Gọi cho người nộp",
        ),
        lambda: world.call(contract.discard_draft, RECEIVER, dossier_id=draft.id),
    )

    assert revealed.dossier_id == draft.id
    assert given_up == contract.DraftDiscarded(dossier_id=draft.id)


# Limits that end


def test_a_supplement_that_is_answered_while_the_desk_stops_the_dossier_for_want_of_it_is_the_one_or_the_other(
    world: World, monkeypatch: Patching
) -> None:
    dossier = world.asked(world.processing().id, PROCESSOR)
    world.attach(dossier.id, "identity", PNG + b"2")
    world.pass_time(days=40)
    stop = {"dossier_id": dossier.id, **REASONS}

    answered, stopped = interleaved(
        monkeypatch,
        world.storage,
        rows,
        "load_for_change",
        lambda: world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id),
        lambda: world.call(contract.stop_dossier, PROCESSOR, **stop),
    )

    assert answered.state == 1
    assert code_of(stopped) == contract.ACTION_NOT_ALLOWED.code


def test_a_supplement_comes_too_late_for_a_dossier_that_is_stopped_at_this_moment(
    world: World, monkeypatch: Patching
) -> None:
    dossier = world.asked(world.processing().id, PROCESSOR)
    world.attach(dossier.id, "identity", PNG + b"2")
    world.pass_time(days=40)

    stopped, answered = interleaved(
        monkeypatch,
        world.storage,
        rows,
        "load_for_change",
        lambda: world.call(contract.stop_dossier, PROCESSOR, dossier_id=dossier.id, **REASONS),
        lambda: world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id),
    )

    assert stopped.state == 8
    assert code_of(answered) == contract.ACTION_NOT_ALLOWED.code
    with world.storage.read() as db:
        assert [one.answered_at for one in contents.supplements_of(db, dossier.id)] == [None]


def test_a_suspension_that_is_ended_by_hand_while_its_time_ends_is_ended_once(
    world: World, monkeypatch: Patching
) -> None:
    dossier = suspended(world, handled(world))
    world.pass_time(days=5)

    resumed, _ = interleaved(
        monkeypatch,
        world.storage,
        proceedings,
        "open_pause",
        lambda: world.act(contract.resume_processing, PROCESSOR, dossier),
        lambda: watch.watch(world.storage),
    )

    assert resumed.pause is None
    assert len(world.events(contract.dossier_resumed)) == 1
    steps = [step.action for step in world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items]
    assert steps.count("resume") == 1


def test_who_ends_a_suspension_by_hand_while_the_clock_ends_it_is_told_that_it_went_on(
    world: World, monkeypatch: Patching
) -> None:
    dossier = suspended(world, handled(world))
    world.pass_time(days=5)

    _, resumed = interleaved(
        monkeypatch,
        world.storage,
        proceedings,
        "open_pause",
        lambda: watch.watch(world.storage),
        lambda: world.act(contract.resume_processing, PROCESSOR, dossier),
    )

    assert code_of(resumed) == contract.DOSSIER_STALE.code
    assert len(world.events(contract.dossier_resumed)) == 1


# Money and withdrawal


@pytest.mark.parametrize("duty", [False, True], ids=["fee", "duty"])
def test_a_payment_that_comes_while_the_dossier_is_withdrawn_is_noted_and_starts_nothing(
    world: World, monkeypatch: Patching, duty: bool
) -> None:
    dossier = handled(world) if duty else world.received(CAR)
    if duty:
        dossier = world.act(contract.require_duty, PROCESSOR, dossier, **DUTY)

    withdrawn, paid = interleaved(
        monkeypatch,
        world.storage,
        rows,
        "load_for_change",
        lambda: world.call(contract.withdraw_dossier, PERSON, dossier_id=dossier.id),
        lambda: world.pay(dossier),
    )

    assert (withdrawn.state, paid) == (7, None)
    seen = world.seen(dossier.id, RECEIVER)
    assert (seen.state, seen.pause) == (7, None)
    with world.storage.read() as db:
        states = set(db.scalars(sa.select(fees.c.state).where(fees.c.dossier_id == dossier.id)))
    assert states == {"settled"}


def test_who_withdraws_while_the_payment_comes_withdraws_what_goes_on(world: World, monkeypatch: Patching) -> None:
    dossier = world.act(contract.require_duty, PROCESSOR, handled(world), **DUTY)

    paid, withdrawn = interleaved(
        monkeypatch,
        world.storage,
        contents,
        "change_fee",
        lambda: world.pay(dossier),
        lambda: world.call(contract.withdraw_dossier, PERSON, dossier_id=dossier.id),
    )

    assert (paid, withdrawn.state) == (None, 7)


# Who holds what


def test_of_dossiers_assigned_at_once_the_one_that_is_transferred_meanwhile_is_left_to_whom_it_went(
    world: World, monkeypatch: Patching
) -> None:
    staffed(world)
    held, free = world.processing(), world.processing()
    to = dataclasses.replace(CLERK, id="staff-late", name="late")
    world.hire(to)

    transferred, assigned = interleaved(
        monkeypatch,
        world.storage,
        assigning,
        "_check",
        lambda: world.act(contract.transfer_dossier, PROCESSOR, held, assignee_id=CLERK.id, reason="Nghỉ phép"),
        lambda: assign(world, held, free, to=to.id),
    )

    assert transferred.assignee_id == CLERK.id
    assert [(one.assigned, one.error) for one in assigned.items] == [(False, "dossier.stale"), (True, "")]


def test_nobody_is_given_dossiers_who_leaves_at_this_moment(world: World, monkeypatch: Patching) -> None:
    """Who leaves first is given nothing; who was given something first leaves after that was told."""
    staffed(world)
    seen = [world.processing() for _ in range(2)]
    at: list[str] = []

    def leave() -> None:
        world.hire(CLERK, active=False)
        with world.storage.read() as db:
            at.extend(db.scalars(sa.select(dossiers.c.processor_id).order_by(dossiers.c.id)))

    assigned, _ = interleaved(monkeypatch, world.storage, assigning, "_check", lambda: assign(world, *seen), leave)

    assert assigned.assigned == 2
    assert at == [CLERK.id, CLERK.id]


def test_what_is_due_of_somebody_who_left_is_told_to_others_in_time(world: World) -> None:
    staffed(world)
    dossier = handled(world)
    assert dossier.assignee_id == PROCESSOR.id
    world.hire(PROCESSOR, active=False)

    world.pass_time(days=2, hours=6)  # Wednesday at 15:00; due at 17:00.
    world.look()

    [alarm] = [one for one in world.events(contract.duty_alarm) if one.stage is contract.AlarmStage.WARNED]
    assert alarm.tell == (CLERK.id,)
