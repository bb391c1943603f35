"""Lists read what their page needs and not what the table holds: the plan of each, on four thousand dossiers.

Each must go through its index and no other, and read no more entries than a page for each agency and state. What grows
with the table, or with what a filter leaves out, would read thousands.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.dossiers import world
from benchmarks.dossiers.backend import Explaining, lists_explained
from benchmarks.dossiers.filling import fill, ready_to_file, scene_of, settle
from chassis.storage import Storage
from chassis.testing import fresh_storage
from services.dossiers import verify_history
from services.dossiers.contract import Queue
from services.dossiers.domain.actions import State
from services.dossiers.handlers import counting
from services.dossiers.handlers.questions import QUEUES
from services.dossiers.store import board, desk_drafts, proceedings, queues, rows
from services.dossiers.tables import dossiers

SIZE, LIMIT = 4_000, 20
LEFT = 1_000
"""Drafts of desks beside them."""
NOW = dt.datetime(2026, 10, 15, 3, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=4)
EVERYWHERE = frozenset((world.PROVINCE, world.CENTRE, *world.COMMUNES, *world.DEPARTMENTS))
BIG = [queues.Reach(frozenset({world.BIG}))]
PROVINCE = [queues.Reach(EVERYWHERE)]
FOR_SOME = [queues.Reach(EVERYWHERE, (world.SELDOM, world.PROCEDURES[0]))]

List = Callable[[Any], Any]


@pytest.fixture(scope="module")
def many(keys_dir: Path) -> Iterator[Storage]:
    with fresh_storage("dossiers", clock=lambda: NOW) as storage:
        scene = scene_of(SIZE, NOW, keys_dir)
        fill(storage, scene)
        ready_to_file(storage, scene, LEFT)
        with storage.engine.begin() as db:
            db.execute(sa.update(dossiers).where(dossiers.c.state == 0).values(channel="direct"))
        settle(storage.engine)
        yield storage


@pytest.fixture(autouse=True)
def explained() -> Iterator[None]:
    """What lists ask goes over the connection that explains it."""
    with lists_explained():
        yield


class Explained(Explaining):
    """A connection whose last plan can be looked through."""

    def scans(self) -> Iterator[dict[str, Any]]:
        """Every node that reads the dossiers."""
        waiting = [self.plan]
        while waiting:
            node = waiting.pop()
            waiting += node.get("Plans", ())
            if node.get("Relation Name") == "dossiers":
                yield node


def read_by(node: dict[str, Any]) -> float:
    """Entries that a node read, also those that it threw away."""
    return float((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])


def queue(which: Queue, reach: list[queues.Reach], **more: Any) -> List:
    late_at = NOW if which is Queue.LATE else None
    wanted = dataclasses.replace(QUEUES[which], late_at=late_at, **more)
    return lambda db: queues.page(db, reach, wanted, "", LIMIT)


LISTS: dict[str, tuple[List, str]] = {
    **{
        f"{which} of {name}": (queue(which, reach), "")
        for which in Queue
        for name, reach in (("a commune", BIG), ("a province", PROVINCE))
    },
    "a queue for some procedures": (queue(Queue.ALL, FOR_SOME), "dossiers_procedure_"),
    "a queue of a procedure that is seldom": (
        queue(Queue.PROCESSING, BIG, procedure_code=world.SELDOM),
        "dossiers_procedure_open_agency dossiers_procedure_open_desk",
    ),
    "what is late of a procedure that nobody files": (
        queue(Queue.LATE, PROVINCE, procedure_code=world.UNUSED),
        "dossiers_procedure_late",
    ),
    "what nobody holds of a procedure that nobody files": (
        queue(Queue.UNASSIGNED, PROVINCE, procedure_code=world.UNUSED),
        "dossiers_procedure_unassigned",
    ),
    "the few of an officer": (queue(Queue.PROCESSING, BIG, held_by=world.FEW), "dossiers_held_open"),
    "the many of an officer": (queue(Queue.PROCESSING, BIG, held_by=world.OFFICERS[0]), "dossiers_held_open"),
    "what is due before a day": (queue(Queue.PROCESSING, BIG, due_before=LATER), "dossiers_open_"),
    "a name": (lambda db: queues.named(db, PROVINCE, "nguyen van", "", "", LIMIT), "dossiers_name_"),
    "a name that nobody has": (lambda db: queues.named(db, PROVINCE, "xyz", "", "", LIMIT), "dossiers_name_"),
    "a person's many": (lambda db: queues.of_applicant(db, world.MANY, (), "", LIMIT), "dossiers_of_applicant"),
    "a person's many of a state that none has": (
        lambda db: queues.of_applicant(db, world.MANY, (6,), "", LIMIT),
        "dossiers_of_applicant",
    ),
    "what is to be watched": (lambda db: rows.to_watch(db, LATER, LIMIT), "dossiers_to_watch"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_reads_a_page_for_each_agency_and_state_and_no_more(many: Storage, name: str) -> None:
    asked, index = LISTS[name]
    reads_its_share(many, asked, index)


@pytest.mark.parametrize(
    ("reach", "index"),
    [
        (BIG, "dossiers_at_desk_"),
        (PROVINCE, "dossiers_at_desk_"),
        (FOR_SOME, "dossiers_procedure_at_desk_"),
    ],
    ids=["a commune", "a province", "some procedures"],
)
def test_drafts_of_desks_are_read_a_page_for_each_agency_on_every_page(
    many: Storage, reach: list[queues.Reach], index: str
) -> None:
    first, cursor = reads_its_share(many, lambda db: desk_drafts.page(db, reach, "", LIMIT), index)
    after, _ = reads_its_share(many, lambda db: desk_drafts.page(db, reach, cursor, LIMIT), index)

    assert (len(first), bool(after)) == (LIMIT, True)
    assert min(row.id for row in first) > max(row.id for row in after)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda db: board.late(db, PROVINCE, "", NOW), "dossiers_late_"),
        (lambda db: board.soon(db, PROVINCE, "", NOW, LATER), "dossiers_late_"),
        (lambda db: board.soon(db, BIG, world.SELDOM, NOW, LATER), "dossiers_procedure_late_"),
        (lambda db: board.held(db, PROVINCE, "", world.OFFICERS, NOW, LATER), "dossiers_held_open"),
    ],
    ids=["late", "soon", "soon of a procedure", "held"],
)
def test_a_count_of_the_board_reads_as_far_as_it_counts(
    many: Storage, asked: List, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "LOOKED_AT", LIMIT)
    monkeypatch.setattr(board, "HELD", LIMIT)
    reads_its_share(many, asked, index)


def reads_its_share(many: Storage, asked: List, index: str) -> Any:
    with many.engine.connect() as connection:
        db = Explained(connection)
        found = asked(db)
        scans = list(db.scans())

    assert scans
    for node in scans:
        assert "Index Name" in node, f"{node['Node Type']} reads the whole table"
        branch = node["Index Name"] != "dossiers_pkey"
        most = (LIMIT + 1) * node["Actual Loops"] if branch else LIMIT + 1
        assert read_by(node) <= most, node["Index Name"]
        assert not branch or node["Index Name"].startswith(tuple(index.split()) or "dossiers_"), node["Index Name"]
        assert not branch or node["Node Type"] == "Index Only Scan", node
    return found


def test_dossiers_of_others_are_looked_for_at_no_desk_that_has_none(many: Storage) -> None:
    with many.engine.connect() as connection:
        db = Explained(connection)
        queue(Queue.LATE, PROVINCE)(db)
        looked = {node["Index Name"]: node["Actual Loops"] for node in db.scans()}

    assert looked["dossiers_late_agency"] > 1
    assert looked["dossiers_late_desk"] == 1, "the centre receives for the departments, and nobody else for anybody"


def test_a_desk_lists_what_it_receives_for_others_from_the_first_on(many: Storage) -> None:
    own = dossiers.c.agency_code.in_(world.DEPARTMENTS)
    one = [queues.Reach(frozenset({world.COMMUNES[-1]}))]
    with many.engine.connect() as db:
        moved = db.scalars(sa.select(dossiers.c.id).where(own, dossiers.c.state == State.PROCESSING).limit(1)).one()
        before, _ = queues.page(db, one, QUEUES[Queue.PROCESSING], "", 1000)
        db.execute(sa.update(dossiers).where(dossiers.c.id == moved).values(desk_code=world.COMMUNES[-1]))
        after, _ = queues.page(db, one, QUEUES[Queue.PROCESSING], "", 1000)
        db.rollback()

    assert {row.id for row in after} - {row.id for row in before} == {moved}


def test_a_cursor_costs_no_more_than_the_first_page(many: Storage) -> None:
    wanted, cursor, spent = QUEUES[Queue.PROCESSING], "", []
    with many.engine.connect() as connection:
        db: Any = Explained(connection)
        for _ in range(40):
            _, cursor = queues.page(db, BIG, wanted, cursor, LIMIT)
            spent.append(db.plan["Shared Hit Blocks"] + db.plan["Shared Read Blocks"])

    assert max(spent) <= 2 * spent[0] + 20, "pages that are skipped are read"


def test_what_is_generated_is_what_the_service_would_have_written(many: Storage) -> None:
    with many.read() as db:
        ids = db.scalars(sa.select(dossiers.c.id).order_by(dossiers.c.content_hash).limit(500)).all()
        assert list(verify_history.examine(db, ids, {})) == []
        assert not proceedings.unanswered_since(db, NOW, 10)
    kept, anew = counting.made_anew(many)
    assert kept == anew
