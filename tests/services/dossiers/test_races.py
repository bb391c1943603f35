"""Two who act at the same moment: one is first, and nothing is done twice or lost."""

import threading
from collections.abc import Callable
from typing import Any

from chassis.errors import Conflict, PortalError
from services.dossiers import contract
from tests.services.dossiers.world import PERSON, REASONS, RECEIVER, World


def _at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each action gave or raised, all started together."""
    outcomes: list[Any] = [None] * len(actions)
    gate = threading.Barrier(len(actions))

    def run(index: int, action: Callable[[], Any]) -> None:
        gate.wait()
        try:
            outcomes[index] = action()
        except PortalError as failed:
            outcomes[index] = failed

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_officers_one_decides(world: World) -> None:
    dossier = world.submitted()

    outcomes = _at_once(
        lambda: world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id),
        lambda: world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS),
    )

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    [view] = [outcome for outcome in outcomes if isinstance(outcome, contract.DossierView)]
    assert world.seen(dossier.id).state == view.state
    assert len(world.events(contract.dossier_received)) + len(world.events(contract.dossier_refused)) == 1


def test_an_officer_and_the_applicant_do_not_pass_each_other(world: World) -> None:
    dossier = world.submitted()

    outcomes = _at_once(
        lambda: world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id, expected_version=dossier.version),
        lambda: world.call(contract.save_draft, PERSON, dossier_id=dossier.id, answers={"changed": True}),
    )

    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    seen = world.seen(dossier.id)
    assert (seen.state == 2) != (seen.answers == {"changed": True})


def test_dossiers_submitted_at_once_have_codes_of_their_own(world: World) -> None:
    drafts = [world.draft().id for _ in range(4)]
    for draft in drafts:
        world.attach(draft, "declaration")
        world.attach(draft, "identity")

    outcomes = _at_once(
        *(lambda d=draft: world.call(contract.submit_dossier, PERSON, dossier_id=d) for draft in drafts)  # type: ignore[misc]
    )

    assert sorted(outcome.code[-4:] for outcome in outcomes) == ["0001", "0002", "0003", "0004"]
