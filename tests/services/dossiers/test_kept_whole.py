"""What was filed stays whole: nothing required goes missing before the agency looks, and slips list what is there."""

import pytest
import sqlalchemy as sa

from chassis.errors import Conflict, text_of
from services.dossiers import contract
from services.dossiers.contract import DossierView, HandedPaper
from services.dossiers.tables import files
from tests.services.dossiers.test_counter import ON_PAPER, filed_on_paper
from tests.services.dossiers.world import PERSON, RECEIVER, World


def files_of(view: DossierView, paper: str) -> list[str]:
    return [file.id for one in view.papers if one.key == paper for file in one.files]


def take_away(world: World, view: DossierView, file_id: str) -> DossierView:
    found: DossierView = world.call(contract.remove_paper, PERSON, dossier_id=view.id, file_id=file_id)
    return found


def emptied(world: World) -> DossierView:
    """A filed dossier without one of its required papers, as they could be made once."""
    filed = world.submitted()
    with world.storage.engine.begin() as db:
        db.execute(sa.update(files).where(files.c.id.in_(files_of(filed, "identity"))).values(removed_at=world.now))
    return world.seen(filed.id)


def test_the_last_file_of_a_required_paper_is_not_taken_away_while_the_dossier_waits(world: World) -> None:
    filed = world.submitted()
    [only] = files_of(filed, "identity")

    with pytest.raises(Conflict) as refused:
        take_away(world, filed, only)

    assert refused.value.code == contract.PAPER_WOULD_BE_MISSING.code
    assert "Giấy tờ tùy thân" in text_of(refused.value, "vi")
    assert world.seen(filed.id).missing == ()


def test_after_a_supplement_was_answered_neither(world: World) -> None:
    asked = world.asked(world.submitted().id)
    world.attach(asked.id, "identity")
    supplied = world.call(contract.supplement_dossier, PERSON, dossier_id=asked.id)
    first, second = files_of(supplied, "identity")
    left = take_away(world, supplied, first)

    with pytest.raises(Conflict):
        take_away(world, left, second)

    assert files_of(world.seen(asked.id), "identity") == [second]


def test_a_file_is_replaced_by_adding_the_new_one_first(world: World) -> None:
    filed = world.submitted()
    [old] = files_of(filed, "identity")
    more = world.attach(filed.id, "identity")

    left = take_away(world, more, old)

    assert (left.missing, len(files_of(left, "identity"))) == ((), 1)
    assert world.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id).state == 2


def test_a_paper_that_nobody_requires_may_be_taken_away(world: World) -> None:
    filed = world.submitted()
    more = world.attach(filed.id, "mandate")

    assert files_of(take_away(world, more, files_of(more, "mandate")[0]), "mandate") == []


def test_what_was_handed_in_is_not_struck_out_after_filing(world: World) -> None:
    filed = filed_on_paper(world)

    with pytest.raises(Conflict) as refused:
        world.call(contract.hand_in_papers, RECEIVER, dossier_id=filed.id, papers=ON_PAPER[:1])

    assert refused.value.code == contract.PAPER_WOULD_BE_MISSING.code


def test_a_dossier_that_lacks_a_required_paper_is_not_received_but_may_be_supplemented(world: World) -> None:
    lacking = emptied(world)
    assert lacking.missing == ("identity",)

    with pytest.raises(Conflict) as refused:
        world.call(contract.receive_dossier, RECEIVER, dossier_id=lacking.id)

    assert refused.value.code == contract.RECEPTION_PAPERS_MISSING.code
    assert "“Giấy tờ tùy thân”" in text_of(refused.value, "vi")
    assert [problem.pointer for problem in refused.value.problems] == ["/papers/identity"]
    assert world.asked(lacking.id).state == 5


def test_the_slip_counts_what_is_there_and_not_what_is_asked_for(world: World) -> None:
    online, at_desk = world.submitted(), filed_on_paper(world)
    for one in (online, at_desk):
        world.call(contract.receive_dossier, RECEIVER, dossier_id=one.id)

    def listed(dossier: DossierView) -> list[tuple[str, int, int, int]]:
        [slip] = world.call(contract.list_official_papers, RECEIVER, dossier_id=dossier.id).items
        return [(paper.key, paper.originals, paper.copies, paper.files) for paper in slip.content.papers]

    assert listed(online) == [("declaration", 0, 0, 1), ("identity", 0, 0, 1), ("mandate", 0, 0, 0)]
    assert listed(at_desk) == [("declaration", 1, 0, 0), ("identity", 0, 2, 0), ("mandate", 0, 0, 0)]


def test_more_may_be_handed_in_after_filing(world: World) -> None:
    filed = filed_on_paper(world)
    more = (*ON_PAPER, HandedPaper(paper_key="mandate", copies=1))

    changed = world.call(contract.hand_in_papers, RECEIVER, dossier_id=filed.id, papers=more)

    assert changed.papers[2].handed_copies == 1
