"""A draft is given up by whose it is, by who began it at a desk, or by who watches over that desk; nothing is left."""

from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit_check
from chassis.errors import Conflict, Forbidden, NotFound
from services.dossiers import contract
from services.dossiers.contract import PersonalField
from services.dossiers.tables import dossiers, files, papers
from tests.services.dossiers.test_counter import begun, filed_on_paper, known_person, left_open
from tests.services.dossiers.test_erasing import erased
from tests.services.dossiers.world import OTHER_AGENCY, PERSON, RECEIVER, SUPERVISOR, World, citizen, officer

COLLEAGUE = officer("receiver", name="colleague")


def discard(world: World, draft: contract.DossierView, caller: Any, **asked: Any) -> contract.DraftDiscarded:
    found: contract.DraftDiscarded = world.call(contract.discard_draft, caller, dossier_id=draft.id, **asked)
    return found


def rows(world: World, table: sa.Table) -> int:
    with world.storage.read() as db:
        return int(db.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def objects(world: World) -> list[str]:
    with world.storage.read() as db:
        return list(db.scalars(sa.select(files.c.object_key)))


def discarded(world: World) -> list[Any]:
    with world.storage.read() as db:
        return [row for row in audit_check.rows_of(db) if row.act == "dossier.draft-discarded"]


@pytest.mark.parametrize("who", [RECEIVER, SUPERVISOR], ids=["who began it", "who watches over the desk"])
def test_a_draft_of_the_desk_is_discarded_with_its_files_and_the_trail_says_by_whom(world: World, who: Any) -> None:
    draft = begun(world)
    world.attach(draft.id, "identity", caller=RECEIVER)
    [key] = objects(world)
    assert world.objects.exists(key)

    discard(world, draft, who, reason="Người nộp đổi ý")

    assert (rows(world, dossiers), rows(world, files), rows(world, papers)) == (0, 0, 0)
    assert not world.objects.exists(key)
    assert left_open(world).items == ()
    [kept] = discarded(world)
    assert (kept.actor, kept.about, kept.object, kept.why) == (who.id, draft.applicant_id, draft.id, "Người nộp đổi ý")
    assert kept.facts["begun_by"] == RECEIVER.id


def test_a_colleague_may_go_on_with_it_and_not_discard_it(world: World) -> None:
    draft = begun(world)

    with pytest.raises(Forbidden) as refused:
        discard(world, draft, COLLEAGUE)

    assert refused.value.code == contract.DRAFT_OF_A_COLLEAGUE.code
    shown = {one.id: world.seen(draft.id, one).actions for one in (RECEIVER, COLLEAGUE)}
    assert [("discard_draft" in shown[one.id]) for one in (RECEIVER, COLLEAGUE)] == [True, False]
    assert "save_draft" in shown[COLLEAGUE.id]
    may = {one.id: left_open(world, one).items[0].may_discard for one in (RECEIVER, COLLEAGUE, SUPERVISOR)}
    assert list(may.values()) == [True, False, True]


@pytest.mark.parametrize(
    "who",
    [
        officer("receiver", agency=OTHER_AGENCY, name="far"),
        officer("supervisor", agency=OTHER_AGENCY, name="far"),
        officer("approver", name="approver"),
        citizen("binh"),
    ],
    ids=["another desk", "who watches over another", "who decides", "another person"],
)
def test_for_everybody_else_there_is_no_such_draft(world: World, who: Any) -> None:
    draft = begun(world)

    with pytest.raises(NotFound):
        discard(world, draft, who)

    assert rows(world, dossiers) == 1


def test_who_watches_over_the_desk_sees_the_draft_in_the_list_alone(world: World) -> None:
    draft = begun(world)

    assert [line.id for line in left_open(world, SUPERVISOR).items] == [draft.id]
    with pytest.raises(NotFound):
        world.seen(draft.id, SUPERVISOR)


def test_a_person_discards_their_own_draft_also_one_begun_for_them_and_no_other(world: World) -> None:
    mine, at_desk = world.draft(), begun(world, person=known_person(world))
    world.attach(mine.id, "identity")

    for draft in (mine, at_desk):
        assert "discard_draft" in world.seen(draft.id).actions
        discard(world, draft, PERSON)

    assert world.call(contract.list_my_dossiers, PERSON).items == ()
    assert rows(world, dossiers) == 0
    assert discarded(world) == []


def test_what_was_filed_is_not_discarded(world: World) -> None:
    filed = filed_on_paper(world)

    for who in (RECEIVER, SUPERVISOR):
        with pytest.raises(Conflict):
            discard(world, filed, who)
    with pytest.raises(Conflict):
        discard(world, world.submitted(), PERSON)


def test_a_paper_that_was_given_again_stays_where_it_was_filed(world: World) -> None:
    filed = world.submitted()
    [known] = [one for one in world.call(contract.list_my_papers, PERSON).items if one.name == "identity.png"]
    draft = world.draft()
    world.call(contract.reuse_paper, PERSON, dossier_id=draft.id, paper_key="identity", file_id=known.file_id)

    discard(world, draft, PERSON)

    for key in objects(world):
        assert world.objects.exists(key)
    assert [len(paper.files) for paper in world.seen(filed.id).papers][:2] == [1, 1]


@pytest.mark.parametrize("how", ["discarded", "erased"])
def test_of_a_draft_that_somebody_looked_at_the_look_alone_stays(world: World, how: str) -> None:
    draft = begun(world, person=known_person(world))
    world.attach(draft.id, "identity", caller=RECEIVER)
    asked = {"fields": (PersonalField.PHONE,), "why": "Gọi hỏi giấy tờ còn thiếu"}
    world.call(contract.reveal_applicant, RECEIVER, dossier_id=draft.id, **asked)

    if how == "discarded":
        discard(world, draft, RECEIVER)
        [look] = world.call(contract.list_looks, PERSON).items
        assert (look.by_name, look.dossier_id) == (RECEIVER.name, draft.id)
    else:
        erased(world)

    assert (rows(world, files), rows(world, papers)) == (0, 0)
    with world.storage.read() as db:
        [kept] = db.execute(sa.select(dossiers)).all()
    assert (kept.applicant_id, kept.applicant_name, kept.answers_sealed, kept.answers) == ("", "", "", {})
    assert world.call(contract.list_my_dossiers, PERSON).items == ()
    assert left_open(world).items == ()
    for who in (PERSON, RECEIVER, SUPERVISOR):
        with pytest.raises(NotFound):
            discard(world, draft, who)
