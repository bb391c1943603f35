"""Each step that the law wants on paper issues one: numbered without a gap, kept as it was, readable by the parties."""

from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import Forbidden, Invalid, NotFound
from services.dossiers import contract
from services.dossiers.contract import OfficialPaper
from services.dossiers.handlers import issuing
from services.dossiers.store import rows
from services.dossiers.tables import official_papers
from tests.services.dossiers.world import (
    AGENCY,
    APPROVER,
    CAR,
    OTHER_AGENCY,
    PERSON,
    REASONS,
    RECEIVER,
    World,
    citizen,
    officer,
)


def papers(world: World, dossier_id: str, caller: Any = PERSON) -> list[contract.IssuedPaper]:
    return list(world.call(contract.list_official_papers, caller, dossier_id=dossier_id).items)


def register(world: World, caller: Any = RECEIVER, **asked: Any) -> contract.RegisterPage:
    facts = {"agency_code": AGENCY, "year": 2026, **asked}
    page: contract.RegisterPage = world.call(contract.get_register, caller, **facts)
    return page


def test_a_dossier_that_is_received_gets_its_slip_with_the_date(world: World) -> None:
    dossier = world.received()

    (slip,) = papers(world, dossier.id)

    assert (slip.kind, slip.number, slip.year, slip.reference) == (OfficialPaper.RECEPTION, 1, 2026, "01/TTPVHCC")
    assert slip.content.due_at == dossier.due_at
    assert slip.content.received_at == dossier.received_at
    assert slip.content.dossier_code == dossier.code
    assert slip.content.applicant_identity_masked == "********1234"
    assert [(paper.key, paper.files) for paper in slip.content.papers][:2] == [("declaration", 1), ("identity", 1)]
    assert slip.issued_by_name == RECEIVER.name


def test_a_slip_is_given_when_the_clock_starts_and_not_while_the_payment_is_waited_for(world: World) -> None:
    dossier = world.received(CAR)
    assert papers(world, dossier.id) == []

    world.pay(dossier)

    (slip,) = papers(world, dossier.id)
    assert slip.content.due_at == world.seen(dossier.id).due_at
    assert slip.issued_by_name == ""


def test_a_supplement_is_asked_for_on_paper_with_every_paper_at_fault(world: World) -> None:
    dossier = world.asked(world.submitted().id, papers=("identity", "form"))

    (asked,) = papers(world, dossier.id)

    assert asked.kind is OfficialPaper.SUPPLEMENT
    assert [(item.paper_key, item.reason) for item in asked.content.items] == [
        ("identity", "Ảnh chụp bị mờ"),
        ("form", "Ảnh chụp bị mờ"),
    ]
    assert dossier.supplement is not None
    assert asked.content.respond_by == dossier.supplement.respond_by


def test_a_refusal_is_on_paper_with_reason_and_legal_basis(world: World) -> None:
    dossier = world.call(contract.refuse_dossier, RECEIVER, dossier_id=world.submitted().id, **REASONS)

    (refusal,) = papers(world, dossier.id)

    assert refusal.kind is OfficialPaper.REFUSAL
    assert (refusal.content.reason, refusal.content.legal_basis) == (REASONS["reason"], REASONS["legal_basis"])


def test_a_slip_that_is_given_anew_names_the_one_before_and_the_register_keeps_the_first(world: World) -> None:
    dossier = world.received()
    other = world.received()
    world.call(contract.start_processing, officer("processor", name="processor"), dossier_id=dossier.id)
    world.asked(dossier.id, officer("processor", name="processor"))
    world.attach(dossier.id, "identity")
    world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)

    first, asked, second = papers(world, dossier.id)

    assert [first.number, second.number] == [1, 3]
    assert (second.replaces, asked.replaces) == (first.id, "")
    assert first.content.due_at != second.content.due_at or first.issued_at == second.issued_at
    assert [(line.number, line.dossier_id) for line in register(world).items] == [(1, dossier.id), (2, other.id)]
    assert register(world).items[0].due_at == second.content.due_at


def test_an_issued_paper_can_be_neither_changed_nor_removed(world: World) -> None:
    world.received()
    for statement in (official_papers.update().values(number=7), official_papers.delete()):
        with (
            pytest.raises(sa.exc.InternalError, match="append-only"),
            world.storage.work(RECEIVER) as work,
        ):
            work.db.execute(statement)


def test_a_step_that_fails_leaves_no_gap_in_the_numbers(world: World) -> None:
    lost = world.submitted()

    def a_process_that_ends_before_its_commit() -> None:
        with world.storage.work(RECEIVER) as work:
            row = rows.load_for_change(work.db, lost.id)
            assert row is not None
            issuing.issue(work, row, OfficialPaper.RECEPTION)
            raise RuntimeError("the process ends here")

    with pytest.raises(RuntimeError):
        a_process_that_ends_before_its_commit()
    (slip,) = papers(world, world.received().id)

    assert slip.number == 1


def test_a_strangers_papers_are_not_found(world: World) -> None:
    dossier = world.received()
    with pytest.raises(NotFound):
        papers(world, dossier.id, citizen("binh"))
    with pytest.raises(NotFound):
        papers(world, dossier.id, officer("receiver", agency=OTHER_AGENCY, name="far"))


def test_the_register_is_read_page_by_page_by_whom_a_role_lets(world: World) -> None:
    made = [world.received().id for _ in range(3)]

    first = register(world, limit=2)
    rest = register(world, limit=2, cursor=first.next_cursor)

    assert [line.dossier_id for line in (*first.items, *rest.items)] == made
    assert rest.next_cursor == ""
    assert register(world, APPROVER).agency_name.startswith("Ủy ban")
    assert register(world, year=2025).items == ()
    with pytest.raises(Forbidden):
        register(world, agency_code=OTHER_AGENCY)
    with pytest.raises(Forbidden):
        register(world, agency_code="H00")
    with pytest.raises(Invalid):
        register(world, cursor="bm9uc2Vuc2U")


def test_returned_dossiers_are_entered_with_day_and_way(world: World) -> None:
    dossier = world.decided()
    world.pay(world.seen(dossier.id))
    world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=contract.ReturnWay.DESK)

    (line,) = register(world).items

    assert (line.returned_at, line.return_way) == (world.now, contract.ReturnWay.DESK)


def test_a_long_register_comes_in_parts_of_so_many_numbers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "PART_OF_REGISTER", 2)
    for _ in range(5):
        world.received()

    assert [[line.number for line in register(world, part=part).items] for part in (1, 2, 3, 4)] == [
        [1, 2],
        [3, 4],
        [5],
        [],
    ]
    assert (register(world).parts, register(world, year=2025).parts) == (3, 0)
    assert len(register(world).items) == 5
