"""Officers' queues and search: whole, in order, without repeats, and nothing beyond what a role reaches."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit_check
from chassis.callers import Caller, Holding
from chassis.errors import Forbidden, Invalid
from chassis.testing import fresh_storage
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.contract import DossierLine, Queue
from services.dossiers.domain import names
from services.dossiers.store import board as stored_board
from services.dossiers.tables import dossiers
from tests.services.dossiers.test_reach import holder
from tests.services.dossiers.world import (
    AGENCY,
    APPROVER,
    CAR,
    DESK,
    EXTRACT,
    OTHER_AGENCY,
    PERSON,
    PROCESSOR,
    RECEIVER,
    SUPERVISOR,
    World,
    a_procedure,
    an_offer,
    citizen,
    officer,
)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, keys_dir: Path) -> Iterator[World]:
    """Dossiers of both procedures in every kind of state; no test here changes any."""
    made: list[World] = []
    with fresh_storage("dossiers", clock=lambda: made[0].now) as storage:
        made.append(World(storage, tmp_path_factory.mktemp("objects"), keys_dir))
        made[0].know()
        yield _filled(made[0])


def _filled(world: World) -> World:
    world.hire(PROCESSOR)
    for hours in range(2):
        world.pass_time(hours=hours)
        world.submitted(CAR)
        world.received()
        world.call(contract.start_processing, RECEIVER, dossier_id=world.received().id)
        held = world.processing()
        world.act(contract.assign_dossier, SUPERVISOR, held, assignee_id=PROCESSOR.id)
        world.decided()
        world.asked(world.submitted().id)
        withdrawn = world.submitted()
        world.call(contract.withdraw_dossier, PERSON, dossier_id=withdrawn.id)
        taken_back = world.received()
        world.call(contract.withdraw_dossier, PERSON, dossier_id=taken_back.id)
    return world


def paged(world: World, caller: Caller = SUPERVISOR, limit: int = 3, **wanted: Any) -> list[DossierLine]:
    """Everything in a list, page by page."""
    found: list[DossierLine] = []
    cursor = ""
    while True:
        page = world.call(contract.list_agency_dossiers, caller, cursor=cursor, limit=limit, **wanted)
        assert len(page.items) <= limit
        found += page.items
        cursor = page.next_cursor
        if not cursor:
            return found


def stored(world: World, *conditions: Any, by: Any = dossiers.c.due_at) -> list[str]:
    """The ids of filed dossiers in the order of a list, found without any index of it."""
    with world.storage.read() as db:
        chosen = sa.select(dossiers.c.id).where(dossiers.c.state > 0, *conditions)
        return list(db.scalars(chosen.order_by(sa.nulls_last(by), dossiers.c.id)))


OPEN = dossiers.c.closed_at.is_(None)
STATES = {
    Queue.TO_RECEIVE: (1,),
    Queue.TO_PROCESS: (2,),
    Queue.PROCESSING: (4,),
    Queue.WAITING: (5, 6),
    Queue.TO_CONFIRM: (7,),
    Queue.TO_RETURN: (9,),
}


@pytest.mark.parametrize("queue", STATES)
def test_a_queue_has_each_open_dossier_of_its_states_once_and_in_order(busy: World, queue: Queue) -> None:
    expected = stored(busy, OPEN, dossiers.c.state.in_(STATES[queue]))

    assert [line.id for line in paged(busy, queue=queue)] == expected
    assert len(expected) >= 2


def test_all_and_closed_divide_what_there_is(busy: World) -> None:
    assert [line.id for line in paged(busy, queue=Queue.ALL)] == stored(busy)
    assert [line.id for line in paged(busy, queue=Queue.CLOSED)] == stored(busy, dossiers.c.closed_at.is_not(None))


def test_what_is_late_the_longest_comes_first(busy: World) -> None:
    before = busy.now
    busy.pass_time(days=60)
    found = paged(busy, queue=Queue.LATE)
    late = [line.next_due_at and line.next_due_at < busy.now for line in found]
    busy.now = before

    assert all(late)
    assert [line.id for line in found] == stored(busy, OPEN, by=dossiers.c.next_due_at)


def test_what_nobody_holds_is_a_queue(busy: World) -> None:
    nobodys = stored(busy, dossiers.c.state.in_((2, 4)), dossiers.c.processor_id == "")

    assert [line.id for line in paged(busy, queue=Queue.UNASSIGNED)] == nobodys
    assert len(nobodys) == 4


def test_a_queue_can_be_of_one_officer_one_procedure_and_due_before_a_day(busy: World) -> None:
    held = stored(busy, dossiers.c.processor_id == PROCESSOR.id)
    cars = stored(busy, dossiers.c.procedure_code == CAR)
    soon = busy.now + dt.timedelta(hours=1)

    assert [line.id for line in paged(busy, held_by=PROCESSOR.id)] == held
    assert {line.held_by for line in paged(busy, held_by=PROCESSOR.id)} == {PROCESSOR.id}
    assert [line.id for line in paged(busy, procedure_code=CAR)] == cars
    assert paged(busy, procedure_code=CAR, held_by=PROCESSOR.id) == []
    assert [line.id for line in paged(busy, due_before=soon)] == stored(busy, dossiers.c.due_at < soon)
    assert len(held) == 4, "those that were decided are still theirs"
    assert len(cars) == 2


def test_the_board_counts_what_the_lists_hold(busy: World) -> None:
    before, pairs = busy.now, []
    for days in (0, 60):
        busy.pass_time(days=days)
        board = busy.call(contract.get_board, SUPERVISOR, soon_hours=240)
        late = paged(busy, queue=Queue.LATE)
        soon_until = dossiers.c.next_due_at < board.soon_until
        soon = stored(busy, OPEN, dossiers.c.next_due_at >= busy.now, soon_until)
        pairs.append((board, late, soon))
        for queue in board.queues:
            assert queue.count == len(paged(busy, queue=queue.queue))
            assert not queue.more
        assert (board.late, board.soon) == (len(late), len(soon))
        assert sum(one.late for one in board.procedures) == sum(one.late for one in board.turns) == len(late)
        assert sum(one.soon for one in board.procedures) == sum(one.soon for one in board.turns) == len(soon)
        assert sum(one.unassigned for one in board.procedures) == 4
        (person,) = board.people
        held = [line for line in paged(busy, held_by=PROCESSOR.id) if line.held_by == PROCESSOR.id]
        assert (person.staff_id, person.name, person.held) == (PROCESSOR.id, PROCESSOR.name, len(held))
        assert person.late == sum(line.held_by == PROCESSOR.id for line in late)
        assert (board.looked_at_all, board.late_more, board.soon_more, person.more) == (True, False, False, False)
    busy.now = before

    assert [(bool(late), bool(soon)) for _, late, soon in pairs] == [(False, True), (True, False)]


def test_the_board_of_one_procedure_counts_that_alone(busy: World) -> None:
    board = busy.call(contract.get_board, SUPERVISOR, procedure_code=CAR, soon_hours=240)

    assert {one.code for one in board.procedures} <= {CAR}
    assert sum(queue.count for queue in board.queues if queue.queue is Queue.TO_RECEIVE) == 2
    assert [person.held for person in board.people] == [0]


def test_a_count_that_ends_at_its_bound_says_so(busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("LOOKED_AT", "COUNTED", "HELD", "PEOPLE"):
        monkeypatch.setattr(stored_board, bound, 1)
    before = busy.now
    busy.pass_time(days=60)
    board = busy.call(contract.get_board, SUPERVISOR)
    busy.now = before

    assert (board.late, board.late_more, board.looked_at_all) == (1, True, False)
    counts = {queue.queue: (queue.count, queue.more) for queue in board.queues}
    assert counts[Queue.UNASSIGNED] == (1, True)
    assert [(person.held, person.more) for person in board.people] == [(1, True)]


def test_the_board_reaches_as_far_as_its_reader_watches_and_no_further(busy: World) -> None:
    elsewhere = busy.call(contract.get_board, officer("supervisor", agency=OTHER_AGENCY, name="elsewhere"))

    assert (elsewhere.late, elsewhere.soon, elsewhere.people, elsewhere.procedures) == (0, 0, (), ())
    assert {queue.count for queue in elsewhere.queues} == {0}
    both = holder(Holding(role="receiver", agency=AGENCY), Holding(role="supervisor", agency=OTHER_AGENCY))
    assert {queue.count for queue in busy.call(contract.get_board, both).queues} == {0}, "who receives does not oversee"
    with pytest.raises(Forbidden):
        busy.call(contract.get_board, RECEIVER)


def test_a_dossier_of_the_desk_and_of_who_decides_comes_once(world: World) -> None:
    for code in (DESK, OTHER_AGENCY):
        world.told(catalog.agency_published, code, world.agency(code), version=2)
    offer = an_offer(OTHER_AGENCY, desk_code=AGENCY)
    world.told(catalog.procedure_published, EXTRACT, a_procedure(version=2, offers=(offer,)), version=2)
    dossier = world.submitted(agency_code=OTHER_AGENCY)
    both = holder(Holding(role="receiver", agency=AGENCY), Holding(role="receiver", agency=OTHER_AGENCY))

    assert [line.id for line in paged(world, both)] == [dossier.id]
    assert [line.id for line in paged(world, RECEIVER)] == [dossier.id]
    assert [line.id for line in paged(world, officer("receiver", agency=OTHER_AGENCY))] == [dossier.id]
    assert [line.id for line in paged(world, both, held_by="staff-nobody")] == []


def test_who_holds_it_is_told_to_staff_only(busy: World) -> None:
    mine = busy.call(contract.list_my_dossiers, PERSON, limit=100)

    assert {line.held_by for line in mine.items} == {""}


def test_a_cursor_of_another_order_is_refused(busy: World) -> None:
    cursor = busy.call(contract.list_agency_dossiers, SUPERVISOR, limit=1).next_cursor

    with pytest.raises(Invalid):
        busy.call(contract.list_agency_dossiers, SUPERVISOR, queue=Queue.LATE, cursor=cursor)


@pytest.mark.parametrize("states", [(), (1,), (4, 9), (3,)])
def test_a_persons_list_is_whole_and_newest_first(busy: World, states: tuple[int, ...]) -> None:
    found, cursor = [], ""
    while True:
        page = busy.call(contract.list_my_dossiers, PERSON, states=states, limit=4, cursor=cursor)
        found += [line.id for line in page.items]
        cursor = page.next_cursor
        if not cursor:
            break

    chosen = [dossiers.c.state.in_(states)] if states else []
    assert found == sorted(stored(busy, *chosen), reverse=True)


# Search


def found(world: World, caller: Caller = RECEIVER, **wanted: Any) -> list[str]:
    return [line.id for line in world.call(contract.find_dossiers, caller, **wanted).items]


def test_a_code_finds_its_dossier_however_it_is_typed(world: World) -> None:
    dossier = world.submitted()

    assert found(world, code=f" {dossier.code.lower()} ") == [dossier.id]
    assert found(world, code="H27.30.12-260810-9999") == []


def test_a_search_finds_nothing_beyond_ones_reach(world: World) -> None:
    dossier = world.submitted()
    elsewhere = officer("receiver", agency=OTHER_AGENCY)
    for_cars = holder(Holding(role="receiver", agency=AGENCY, procedures=(CAR,)))

    for caller in (elsewhere, for_cars):
        assert found(world, caller, code=dossier.code) == []
        assert found(world, caller, applicant="Nguyễn Văn An") == []
    with pytest.raises(Forbidden):
        found(world, PERSON, code=dossier.code)


@pytest.mark.parametrize("typed", ["Nguyễn Văn An", "nguyen van", "NGUYỄN  VĂN", "ng"])
def test_a_name_is_found_by_its_beginning_without_marks(world: World, typed: str) -> None:
    mine, other = world.submitted(), world.submitted(CAR, citizen("binh"))
    world.draft()

    assert sorted(found(world, applicant=typed)) == sorted([mine.id, other.id])
    assert found(world, applicant=typed, procedure_code=CAR) == [other.id]
    assert found(world, applicant="Văn An") == []


def test_pages_of_a_search_by_name_follow_each_other(world: World) -> None:
    filed = [world.submitted().id for _ in range(5)]
    first = world.call(contract.find_dossiers, RECEIVER, applicant="nguyen", limit=3)
    second = world.call(contract.find_dossiers, RECEIVER, applicant="nguyen", limit=3, cursor=first.next_cursor)

    assert [line.id for line in (*first.items, *second.items)] == filed
    assert second.next_cursor == ""


@pytest.mark.parametrize(
    "wrong", [{}, {"applicant": "n"}, {"applicant": "  ", "code": ""}, {"applicant": "an", "code": "x"}]
)
def test_one_searches_by_code_or_by_name(world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        found(world, **wrong)
    assert refused.value.code == "dossier.search-by-one"


def test_a_search_by_name_is_in_the_trail_and_the_name_is_not(world: World) -> None:
    world.submitted()
    found(world, APPROVER, applicant="Nguyễn Văn")

    with world.storage.read() as db:
        [row] = [row for row in audit_check.rows_of(db) if row.act == "dossiers.searched-by-name"]
    assert (row.actor, row.facts) == (APPROVER.id, {"found": "1"})
    assert "guy" not in str(row._mapping)


def test_the_database_folds_names_as_the_service_does(world: World) -> None:
    everything = names.MARKED + "ÁđĐỹ Ng·Ω漢 z9'"
    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.folded_name(everything))) == names.folded(everything)
    assert names.folded("  ĐẶNG   Thị\tHuyền ") == "dang thi huyen"


def test_one_finds_ones_own_dossiers_by_code_procedure_or_agency_without_accents(busy: World) -> None:
    def found(**asked: Any) -> set[str]:
        return {line.id for line in busy.call(contract.list_my_dossiers, PERSON, limit=100, **asked).items}

    everything = busy.call(contract.list_my_dossiers, PERSON, limit=100).items
    one = next(line for line in everything if line.code)

    assert found(text=one.code.lower()) == {one.id}
    assert found(text=f" {names.folded(one.procedure_name)} ") == found(procedure_code=one.procedure_code)
    assert found(text=one.agency_name.upper()) >= {one.id}
    assert found(text="100%") == set()
    assert found(procedure_code="9.999999") == set()
    assert found(states=(one.state,), text=one.code) == {one.id}
