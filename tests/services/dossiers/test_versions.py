"""Drafts keep their version: none is lost when a new one comes, and each is moved only by its owner."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from chassis.errors import Conflict, Stale, text_of
from services.catalog import contract as catalog
from services.dossiers import contract
from tests.services.dossiers.world import EXTRACT, PERSON, World, a_procedure, citizen

MANY = 40
TODAY, TOMORROW, LATER = dt.date(2026, 8, 10), dt.date(2026, 8, 11), dt.date(2026, 8, 20)


def second(**changes: Any) -> catalog.ProcedureVersion:
    """A version that asks for one paper more, one less, and one otherwise."""
    papers = (
        catalog.Paper(key="declaration", name="Tờ khai", originals=2, form="Mẫu 02"),
        catalog.Paper(key="identity", name="Giấy tờ tùy thân", originals=1, handling=catalog.Handling.SHOW),
        catalog.Paper(key="proof", name="Giấy tờ chứng minh", originals=1),
    )
    way = a_procedure().ways[0]
    limit = catalog.Limit(value=2, unit=catalog.LimitUnit.WORKING_DAY)
    facts: dict[str, Any] = {
        "version": 2,
        "valid_from": TOMORROW,
        "papers": papers,
        "ways": (replace(way, limit=limit),),
    }
    return a_procedure(**{**facts, **changes})


def publish_second(world: World, first_until: dt.date = TOMORROW, **changes: Any) -> None:
    world.told(catalog.procedure_published, EXTRACT, a_procedure(valid_to=first_until), version=2)
    world.told(catalog.procedure_published, EXTRACT, second(**changes), version=3)


def filled(world: World, caller: Any = PERSON) -> contract.DossierView:
    draft = world.draft(caller=caller)
    world.call(contract.save_draft, caller, dossier_id=draft.id, answers={"copies": 1})
    world.attach(draft.id, "declaration", caller=caller)
    return world.attach(draft.id, "identity", caller=caller)


def submit(world: World, dossier_id: str, caller: Any = PERSON) -> contract.DossierView:
    found: contract.DossierView = world.call(contract.submit_dossier, caller, dossier_id=dossier_id)
    return found


def test_no_draft_is_lost_when_a_version_follows(world: World) -> None:
    drafts = [filled(world) for _ in range(MANY)]

    publish_second(world)
    world.pass_time(days=1)

    for draft in drafts:
        seen = world.seen(draft.id)
        assert (seen.procedure_version, seen.answers, seen.papers) == (1, {"copies": 1}, draft.papers)
        assert seen.content_hash == draft.content_hash
        moved = world.call(contract.move_draft, PERSON, dossier_id=draft.id, to_version=2)
        assert (moved.procedure_version, moved.answers, moved.missing) == (2, {"copies": 1}, ("proof",))
        assert [len(paper.files) for paper in moved.papers] == [1, 1, 0]


def test_both_versions_take_dossiers_while_both_are_valid(world: World) -> None:
    old = filled(world)
    publish_second(world, first_until=LATER)
    world.pass_time(days=1)
    new = filled(world)
    world.attach(new.id, "proof")

    assert submit(world, old.id).procedure_version == 1
    assert submit(world, new.id).procedure_version == 2


def test_a_version_that_ended_says_what_to_do(world: World) -> None:
    draft = filled(world)
    publish_second(world)
    world.pass_time(days=1)

    with pytest.raises(Conflict) as refused:
        submit(world, draft.id)

    assert refused.value.code == contract.PROCEDURE_CHANGED.code
    assert refused.value.params == {"procedure": EXTRACT, "version": 1, "ended": "2026-08-11", "current": 2}
    assert "chuyển bản nháp sang phiên bản 2" in text_of(refused.value, "vi")
    assert "move the draft to version 2" in text_of(refused.value, "en")
    assert "move_draft" in world.seen(draft.id).actions
    assert "submit_dossier" not in world.seen(draft.id).actions
    world.call(contract.move_draft, PERSON, dossier_id=draft.id, to_version=2)
    world.attach(draft.id, "proof")
    assert submit(world, draft.id).state == 1


def test_a_withdrawn_version_says_why_and_takes_dossiers_until_its_day(world: World) -> None:
    early, late = filled(world), filled(world)
    gone = catalog.ProcedureWithdrawn(
        code=EXTRACT,
        version=1,
        content_hash=a_procedure().content_hash,
        withdrawn_at=world.now,
        valid_to=TOMORROW,
        reason="Bãi bỏ theo Quyết định 1/QĐ-BTP",
    )
    world.told(catalog.procedure_withdrawn, EXTRACT, gone, version=2)

    assert submit(world, early.id).state == 1
    world.pass_time(days=1)
    with pytest.raises(Conflict) as refused:
        submit(world, late.id)
    left = world.seen(late.id).actions

    assert "save_draft" in left
    assert not {"submit_dossier", "move_draft"} & set(left)
    assert refused.value.code == contract.PROCEDURE_ENDED.code
    assert "Bãi bỏ theo Quyết định 1/QĐ-BTP" in text_of(refused.value, "vi")
    assert world.seen(late.id).answers == {"copies": 1}
    assert world.call(contract.save_draft, PERSON, dossier_id=late.id, answers={"copies": 2}).answers == {"copies": 2}


def test_before_moving_the_owner_sees_what_changes(world: World) -> None:
    draft = filled(world)
    world.attach(draft.id, "mandate")
    publish_second(world)
    world.pass_time(days=1)

    move = world.call(contract.get_draft_move, PERSON, dossier_id=draft.id)

    assert (move.from_version, move.to_version, move.from_ends, move.case_lost) == (1, 2, TOMORROW, False)
    assert [(paper.key, paper.kind, paper.files) for paper in move.papers] == [
        ("declaration", "changed", 1),
        ("proof", "added", 0),
        ("mandate", "removed", 1),
    ]
    assert move.papers[0].vi == "Tờ khai: nay 2 bản chính, 0 bản sao; nay dùng mẫu “Mẫu 02”."
    assert move.papers[0].en == "Tờ khai: now 2 originals and 0 copies; now on the form “Mẫu 02”."
    assert "vẫn" not in move.papers[1].vi
    assert "được giữ" in move.papers[2].vi
    assert (move.limit_before_vi, move.limit_after_vi) == ("trong ngày", "2 ngày làm việc")
    assert (move.limit_before_en, move.limit_after_en) == ("the same day", "2 working days")
    assert world.seen(draft.id).procedure_version == 1


def test_a_case_that_is_gone_has_to_be_chosen_anew(world: World) -> None:
    cases = (catalog.Case(key="normal", name="Thường"), catalog.Case(key="urgent", name="Gấp"))
    world.told(catalog.procedure_published, EXTRACT, a_procedure(cases=cases), version=2)
    draft = world.draft(case="urgent")
    publish_second(world, cases=cases[:1])
    world.pass_time(days=1)

    assert world.call(contract.get_draft_move, PERSON, dossier_id=draft.id).case_lost
    assert world.call(contract.move_draft, PERSON, dossier_id=draft.id, to_version=2).case == ""


def test_a_draft_moves_only_to_what_its_owner_looked_at(world: World) -> None:
    draft = filled(world)
    publish_second(world)

    with pytest.raises(Stale) as refused:
        world.call(contract.move_draft, PERSON, dossier_id=draft.id, to_version=2)
    assert refused.value.params["current"] == 1
    with pytest.raises(Stale):
        world.call(contract.move_draft, PERSON, dossier_id=draft.id, to_version=1, expected_version=1)
    same = world.call(contract.move_draft, PERSON, dossier_id=draft.id, to_version=1)
    assert (same.procedure_version, same.version) == (1, draft.version)


def test_nobody_moves_what_is_filed_or_anothers(world: World) -> None:
    filed = world.submitted()
    publish_second(world)
    world.pass_time(days=1)

    with pytest.raises(Conflict):
        world.call(contract.move_draft, PERSON, dossier_id=filed.id, to_version=2)
    with pytest.raises(Exception, match="not-found"):
        world.call(contract.move_draft, citizen("binh"), dossier_id=filed.id, to_version=2)
    seen = world.call(contract.get_draft_move, PERSON, dossier_id=filed.id)
    assert (seen.from_version, seen.to_version, seen.papers) == (1, 1, ())
