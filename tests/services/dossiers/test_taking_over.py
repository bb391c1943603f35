"""Who came to a desk without an account finds in a later one of the same identity what was filed for them."""

import dataclasses
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit
from chassis.errors import NotFound
from chassis.sealing import IDENTITY
from services.accounts import contract as accounts
from services.accounts.contract import account_context
from services.dossiers import contract, rules
from services.dossiers.contract import LOOKUP
from services.dossiers.tables import applicants
from tests.services.dossiers.test_counter import NUMBER, SOMEBODY, begun, filed_on_paper
from tests.services.dossiers.world import RECEIVER, World, citizen

COMER = citizen("comer")


def opens(world: World, number: str = NUMBER, **changes: Any) -> None:
    """An account is opened with an identity number, sealed as accounts seals it."""
    facts = {
        "identity_sealed": world.sealer.seal(IDENTITY, number, account_context(COMER.id)),
        "identity_last4_index": world.sealer.index(LOOKUP, number[-4:]),
        "display_name": SOMEBODY.full_name,
        "proof_level": rules.take_over_level(),
        **changes,
    }
    world.told(accounts.account_opened, COMER.id, dataclasses.replace(world.account(COMER), **facts))


def mine(world: World) -> list[str]:
    return [line.id for line in world.call(contract.list_my_dossiers, COMER).items]


def test_the_dossiers_of_the_desk_are_in_the_list_of_the_new_account(world: World) -> None:
    filed, draft = filed_on_paper(world), begun(world)
    assert mine(world) == []

    opens(world)

    assert sorted(mine(world)) == sorted([filed.id, draft.id])
    seen = world.seen(filed.id, COMER)
    assert (seen.applicant_id, seen.version) == (COMER.id, filed.version)
    assert world.call(contract.list_looks, COMER).items == ()
    with world.storage.read() as db:
        kept = db.scalars(sa.select(applicants.c.account_id)).all()
    assert not any(contract.came_to_a_desk(one) for one in kept)


def test_the_name_never_counts_and_the_number_always_does(world: World) -> None:
    filed = filed_on_paper(world)

    opens(world, number="042085014321")  # The same ending, and the same name.
    assert mine(world) == []

    opens(world, display_name="Một tên khác")
    assert mine(world) == [filed.id]


@pytest.mark.parametrize(
    "changes",
    [{"proof_level": 0}, {"active": False}, {"kind": accounts.AccountKind.ORGANISATION}],
    ids=["unproved", "closed", "organisation"],
)
def test_an_account_that_proves_too_little_takes_nothing_over(world: World, changes: dict[str, Any]) -> None:
    filed = filed_on_paper(world)

    opens(world, **changes)

    assert mine(world) == []
    with pytest.raises(NotFound):
        world.seen(filed.id, COMER)


def test_an_account_that_is_about_to_be_erased_takes_nothing_with_it(world: World) -> None:
    filed = filed_on_paper(world)
    opens(world, proof_level=0)
    leaving = accounts.ErasureAsked(
        erasure_id="e-1", account_id=COMER.id, asked_at=world.now, answer_by=world.now, carried_out_from=world.now
    )
    world.told(accounts.erasure_asked, COMER.id, leaving, version=2)

    opens(world)
    gone = accounts.AccountErased(erasure_id="e-1", account_id=COMER.id, at=world.now)
    world.told(accounts.account_erased, COMER.id, gone, version=4)

    assert world.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id).state == 2


def test_what_was_too_little_once_is_enough_when_it_is_proved(world: World) -> None:
    filed = filed_on_paper(world)
    opens(world, proof_level=0)

    opens(world)

    assert mine(world) == [filed.id]


def test_it_is_in_the_trail_and_told_to_the_others_without_a_version_or_a_step(world: World) -> None:
    filed, draft = filed_on_paper(world), begun(world)
    opens(world)

    with world.storage.read() as db:
        rows = db.execute(audit.audit.select().where(audit.audit.c.act == "dossier.taken-over")).all()
    assert {(row.about, row.object) for row in rows} == {(COMER.id, filed.id), (COMER.id, draft.id)}
    [told] = world.events(contract.applicant_changed)
    assert (told.dossier_id, told.applicant_id, told.version) == (filed.id, COMER.id, filed.version)
    assert contract.came_to_a_desk(told.former_id)
    assert len(world.call(contract.get_timeline, COMER, dossier_id=filed.id).items) == 1
    assert world.call(contract.get_history, COMER, dossier_id=filed.id).sound


def test_the_person_can_go_on_with_it(world: World) -> None:
    filed = filed_on_paper(world)
    opens(world)

    assert world.call(contract.withdraw_dossier, COMER, dossier_id=filed.id).state == 7


def test_an_officer_who_begins_while_the_account_opens_leaves_nobody_two(world: World) -> None:
    ways = [lambda: opens(world), lambda: begun(world)]
    both = [threading.Thread(target=way) for way in ways]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert len(mine(world)) == 1


def test_looks_at_what_was_filed_at_the_desk_are_told_to_the_account(world: World) -> None:
    filed = filed_on_paper(world)
    world.call(
        contract.reveal_applicant,
        RECEIVER,
        dossier_id=filed.id,
        fields=(contract.PersonalField.PHONE,),
        why="Gọi điện cho người nộp",
    )
    opens(world)

    assert [look.dossier_id for look in world.call(contract.list_looks, COMER).items] == [filed.id]
