"""Many dossiers are assigned at once: each by its own rights and version, all that can be, once."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit_check
from chassis.errors import Conflict, Forbidden, Invalid
from chassis.testing import emitted
from services.dossiers import contract, verify_history
from services.dossiers.contract import AssignmentOutcomes, DossierToAssign, DossierView
from services.dossiers.tables import actions, dossiers
from tests.services.dossiers.world import (
    OTHER_AGENCY,
    PROCESSOR,
    RECEIVER,
    SUPERVISOR,
    World,
    citizen,
    officer,
)

CLERK = officer("processor", name="clerk")


@pytest.fixture
def world_with_staff(world: World) -> World:
    for member in (PROCESSOR, CLERK):
        world.hire(member)
    return world


def assign(world: World, *seen: DossierView, caller: Any = SUPERVISOR, to: str = CLERK.id, **more: Any) -> Any:
    named = tuple(DossierToAssign(dossier_id=one.id, expected_version=one.version) for one in seen)
    return world.call(contract.assign_dossiers, caller, dossiers=named, assignee_id=to, **more)


def unheld(world: World) -> DossierView:
    """In processing, and held by nobody."""
    return world.call(contract.start_processing, RECEIVER, dossier_id=world.received().id)  # type: ignore[no-any-return]


def holders(world: World) -> dict[str, str]:
    with world.storage.read() as db:
        return {row.id: row.processor_id for row in db.execute(sa.select(dossiers))}


def test_every_dossier_that_can_be_is_assigned_and_the_others_say_why(world_with_staff: World) -> None:
    world = world_with_staff
    received, processing, submitted, closed = world.received(), world.processing(), world.submitted(), world.submitted()
    world.call(contract.withdraw_dossier, citizen(), dossier_id=closed.id)
    stale = unheld(world)
    world.act(contract.claim_dossier, PROCESSOR, stale)

    done: AssignmentOutcomes = assign(world, processing, submitted, stale, closed, received, note="Việc gấp")

    assert [item.dossier_id for item in done.items] == [
        one.id for one in (processing, submitted, stale, closed, received)
    ]
    assert [item.assigned for item in done.items] == [True, False, False, False, True]
    assert [item.error for item in done.items] == [
        "", "dossier.action-not-allowed", "dossier.stale", "dossier.stale", "",
    ]  # fmt: skip
    assert done.assigned == 2
    assert all(item.vi and item.en for item in done.items if not item.assigned)
    held = holders(world)
    assert [held[one.id] for one in (processing, received, submitted, stale)] == [CLERK.id, CLERK.id, "", PROCESSOR.id]


def test_each_assignment_is_in_its_history_and_told(world_with_staff: World) -> None:
    world = world_with_staff
    seen = [world.processing() for _ in range(3)]

    done = assign(world, *seen, note="Chia việc")

    told = emitted(world.storage, contract.dossier_assigned)
    assert sorted(one.dossier_id for one in told) == sorted(one.id for one in seen)
    assert {(one.assignee_id, one.tell) for one in told} == {(CLERK.id, (CLERK.id,))}
    with world.storage.read() as db:
        kept = db.execute(sa.select(actions).where(actions.c.action == "assign")).all()
        assert {(row.actor_id, row.note, row.details["assignee"]) for row in kept} == {
            (SUPERVISOR.id, "Chia việc", CLERK.id)
        }
        assert list(verify_history.examine(db, [one.id for one in seen], {})) == []
        row = db.execute(sa.select(dossiers).where(dossiers.c.id == seen[0].id)).one()
    assert (row.version, row.responsible_id) == (done.items[0].version, CLERK.id)


def test_a_repeat_with_the_same_key_gives_the_same_outcomes_and_does_nothing(world_with_staff: World) -> None:
    world = world_with_staff
    seen = [world.processing(), world.submitted()]
    first = assign(world, *seen, key="k-1")

    with pytest.raises(Exception, match="carried out before") as again:
        assign(world, *seen, key="k-1")

    assert again.value.reply == first  # type: ignore[attr-defined]
    assert len(emitted(world.storage, contract.dossier_assigned)) == 1


def test_dossiers_of_another_agency_do_not_exist_and_that_is_in_the_trail(world_with_staff: World) -> None:
    world = world_with_staff
    mine, theirs = world.processing(), world.submitted(agency_code=OTHER_AGENCY)

    done = assign(world, mine, theirs)

    assert [item.error for item in done.items] == ["", "dossier.not-found"]
    with world.storage.read() as db:
        refused = [row for row in audit_check.rows_of(db) if row.outcome == "denied"]
    assert [row.actor for row in refused] == [SUPERVISOR.id]


@pytest.mark.parametrize("caller", [RECEIVER, CLERK, citizen()])
def test_who_may_not_assign_one_may_not_assign_many(world_with_staff: World, caller: Any) -> None:
    with pytest.raises(Forbidden):
        assign(world_with_staff, world_with_staff.processing(), caller=caller)


def test_nobody_is_given_dossiers_who_cannot_process_them(world_with_staff: World) -> None:
    world = world_with_staff
    seen = [unheld(world), unheld(world)]

    done = assign(world, *seen, to="staff-unknown")

    assert {item.error for item in done.items} == {"dossier.assignee-unknown"}
    assert done.assigned == 0
    assert set(holders(world).values()) == {""}


def test_a_dossier_is_named_once_and_at_most_a_hundred_are(world_with_staff: World) -> None:
    dossier = world_with_staff.processing()
    with pytest.raises(Invalid) as refused:
        assign(world_with_staff, dossier, dossier)
    assert refused.value.code == "dossier.named-twice"
    rule = contract.AssignDossiers.__dataclass_fields__["dossiers"].type
    assert "100" in str(rule)


def test_two_who_assign_the_same_dossiers_at_once_never_wait_in_a_circle(world_with_staff: World) -> None:
    world = world_with_staff
    seen = [world.processing() for _ in range(12)]
    outcomes: list[AssignmentOutcomes] = []
    failed: list[BaseException] = []

    def give(order: list[DossierView], to: str) -> None:
        try:
            outcomes.append(assign(world, *order, to=to))
        except Conflict as refused:
            failed.append(refused)

    threads = [
        threading.Thread(target=give, args=(seen, CLERK.id)),
        threading.Thread(target=give, args=(seen[::-1], PROCESSOR.id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sum(one.assigned for one in outcomes) == 12, "each was given once, the other saw a stale version"
    assert len(set(holders(world).values())) == 1


def test_those_are_listed_who_can_be_given_the_dossier_and_the_step_takes_each_of_them(world_with_staff: World) -> None:
    world = world_with_staff
    world.hire(officer("processor", agency=OTHER_AGENCY, name="elsewhere"))
    world.hire(officer("receiver", name="no-processor"))
    dossier = unheld(world)

    of_this = world.call(contract.list_processors, SUPERVISOR, dossier_id=dossier.id).items
    of_all = world.call(contract.list_processors, SUPERVISOR).items

    assert {one.id for one in of_this} == {one.id for one in of_all} == {PROCESSOR.id, CLERK.id}
    for one in of_this:
        dossier = world.act(contract.assign_dossier, SUPERVISOR, dossier, assignee_id=one.id)


def test_a_receiver_is_not_told_who_processes(world_with_staff: World) -> None:
    with pytest.raises(Forbidden):
        world_with_staff.call(contract.list_processors, RECEIVER)
