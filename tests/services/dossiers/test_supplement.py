"""A supplement is asked for once, answered wholly, and starts the limit again from zero."""

import datetime as dt

import pytest

from chassis.errors import Conflict, Invalid, NotFound
from services.dossiers import contract
from tests.services.dossiers.world import PERSON, PROCESSOR, REASONS, RECEIVER, World


def test_a_supplement_is_asked_for_only_once(world: World) -> None:
    dossier = world.asked(world.submitted().id)
    assert (dossier.state, dossier.due_at) == (5, None)
    world.attach(dossier.id, "identity")
    again = world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    assert again.state == 1

    with pytest.raises(Conflict) as refused:
        world.asked(dossier.id)

    assert refused.value.code == contract.SUPPLEMENT_ALREADY_ASKED.code
    assert "request_supplement" in world.seen(dossier.id, RECEIVER).actions


def test_each_paper_that_was_asked_for_needs_something_new(world: World) -> None:
    dossier = world.asked(world.submitted().id, papers=("identity", "form"))
    with pytest.raises(Invalid) as refused:
        world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    assert refused.value.params == {"count": 2}

    world.attach(dossier.id, "identity")
    with pytest.raises(Invalid) as refused:
        world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    assert refused.value.params == {"count": 1}

    world.call(contract.save_draft, PERSON, dossier_id=dossier.id, answers={"copies": 2})
    assert world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id).state == 1


def test_after_a_supplement_the_whole_limit_runs_again(world: World) -> None:
    dossier = world.asked(world.processing().id, PROCESSOR)
    world.pass_time(days=2)
    world.attach(dossier.id, "identity")
    world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)

    received = world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)

    assert received.due_at == dt.datetime(2026, 8, 12, 10, 0, tzinfo=dt.UTC)
    steps = world.call(contract.get_deadline, PERSON, dossier_id=dossier.id).steps
    assert [step.rule for step in steps] == ["started", "same-day", "restarted", "started", "same-day"]
    assert len(world.events(contract.fee_due)) == 1
    assert len(world.events(contract.dossier_received)) == 2


def test_a_dossier_is_not_refused_while_the_person_may_still_answer(world: World) -> None:
    dossier = world.asked(world.submitted().id)
    with pytest.raises(Conflict) as refused:
        world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS)
    assert refused.value.code == contract.SUPPLEMENT_STILL_OPEN.code

    world.pass_time(days=40)

    assert world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS).state == 3


def test_only_papers_of_the_dossier_can_be_asked_for(world: World) -> None:
    with pytest.raises(NotFound):
        world.asked(world.submitted().id, papers=("passport",))
    with pytest.raises(Invalid):
        world.asked(world.submitted().id, papers=("identity", "identity"))


def test_the_request_tells_each_paper_and_why(world: World) -> None:
    dossier = world.asked(world.submitted().id, papers=("identity", "form"))

    [told] = world.events(contract.supplement_requested)

    assert [(item.paper_key, item.paper_name) for item in told.items] == [
        ("identity", "Giấy tờ tùy thân"),
        ("form", "Biểu mẫu điện tử"),
    ]
    assert told.state == 5
    assert dossier.supplement is not None
    # Fifteen working days from Monday 10 August; Saturday 22 August is worked instead of Monday 31.
    assert told.respond_by == dossier.supplement.respond_by == dt.datetime(2026, 8, 28, 10, 0, tzinfo=dt.UTC)


def test_a_file_that_was_removed_is_no_longer_given(world: World) -> None:
    draft = world.draft()
    draft = world.attach(draft.id, "identity")
    [file] = next(paper for paper in draft.papers if paper.key == "identity").files

    left = world.call(contract.remove_paper, PERSON, dossier_id=draft.id, file_id=file.id)

    assert "identity" in left.missing
    with pytest.raises(NotFound):
        world.call(contract.get_file, PERSON, dossier_id=draft.id, file_id=file.id)
