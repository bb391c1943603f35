"""A service's database is restored to an earlier point: nothing is passed over in silence, and all can go on.

The restored database is a real one: a copy that PostgreSQL made at the earlier point.
"""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis import dead_letters, outbox, restoring, spare_databases, tables
from chassis.callers import system
from chassis.contracts import event
from chassis.envelopes import Event
from chassis.inbox import Inbox, Outcome
from chassis.records import record
from chassis.storage import Storage, Work, utc_now
from chassis.testing import fresh_database, storage_on, wait_until
from chassis.wire_json import encode


@record
class Moved:
    """An event of a piece."""

    to: str


MOVED = event("restored_game", "moved", Moved, aggregate="piece")
LOOKED = event("restored_game", "looked", Moved, aggregate="piece")
SEEN = event("restored_watcher", "seen", Moved, aggregate="sight")


class Side:
    """A service: it tells, and follows the other one."""

    def __init__(self, name: str, storage: Storage, source: str, known: Any, answers: bool) -> None:
        self.name, self.storage, self.answers = name, storage, answers
        self.handled: list[tuple[str, int, bool]] = []
        handlers = {"moved": self.handle, "seen": self.handle}
        handlers = {name: handler for name, handler in handlers.items() if name in known}
        self.inbox = Inbox(storage, name, source, known, handlers, retry_delays=(0.0,))

    def handle(self, happened: Event[Moved], work: Work) -> None:
        self.handled.append((happened.payload.to, happened.version, happened.late))
        if self.answers:
            work.emit(SEEN, happened.aggregate_id, Moved(to=happened.payload.to))

    def tells(self, *places: str, piece: str = "p1", kind: Any = MOVED) -> None:
        for place in places:
            with self.storage.work(system("tests")) as work:
                work.emit(kind, piece, Moved(to=place))

    def publish_to(self, other: "Side") -> list[Outcome]:
        """What the relay does."""
        with self.storage.work(system("tests")) as work:
            rows = outbox.unpublished(work.db, 1000)
            outbox.mark_published(work.db, [row.seq for row in rows])
        return [other.inbox.receive(encode(outbox.envelope(row, self.name))) for row in rows]

    def dead(self) -> list[tuple[int, str]]:
        with self.storage.read() as db:
            return [(one["version"], one["reason"]) for one in dead_letters.listed(db)]

    def replay_all(self) -> None:
        with self.storage.engine.begin() as db:
            dead_letters.replay(db, None)
        while self.inbox.sweep():
            pass


def game(storage: Storage) -> Side:
    return Side("restored_game", storage, "restored_watcher", {"seen": SEEN}, answers=False)


class Table:
    """A game and who watches it, each with a database; the game's can be restored."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._url = stack.enter_context(fresh_database("restored_game"))
        self.game = game(stack.enter_context(storage_on(self._url)))
        watching = stack.enter_context(storage_on(stack.enter_context(fresh_database("restored_watcher"))))
        known = {"moved": MOVED, "looked": LOOKED}
        self.watcher = Side("restored_watcher", watching, "restored_game", known, answers=True)
        self.at = utc_now()
        self._kept = ""

    def back_up(self) -> None:
        self._kept = f"kept_{uuid.uuid4().hex[:12]}"
        self.game.storage.engine.dispose()
        self._administer(f'CREATE DATABASE "{self._kept}" TEMPLATE "{sa.make_url(self._url).database}"')
        self._stack.callback(self._administer, f'DROP DATABASE "{self._kept}" WITH (FORCE)')
        self.at = utc_now()

    def restore(self) -> None:
        self.game.storage.engine.dispose()
        self.game = game(self._stack.enter_context(storage_on(spare_databases.url_of(self._kept))))

    def go_on(self, **more: Any) -> int:
        others = {"watcher": self.watcher.storage}
        told = {"by": 1000, "carrying_out": True, **more}
        return restoring.run(
            self.game.storage, "restored_game", self.at, {"restored_watcher": others["watcher"]}, **told
        )

    def _administer(self, statement: str) -> None:
        engine = sa.create_engine(spare_databases.server_url(), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as db:
            db.execute(sa.text(statement))


@contextmanager
def a_table() -> Iterator[Table]:
    with ExitStack() as stack:
        yield Table(stack)


@pytest.fixture
def table() -> Iterator[Table]:
    with a_table() as made:
        yield made


def went_back(table: Table) -> None:
    """The game is restored to its second move, after its watcher has seen four."""
    table.game.tells("a1", "a2")
    table.game.publish_to(table.watcher)
    table.watcher.publish_to(table.game)
    table.back_up()
    table.game.tells("a3", "a4")
    table.game.tells("z1", piece="p2")
    table.game.publish_to(table.watcher)
    table.watcher.publish_to(table.game)
    table.restore()


def test_what_is_told_anew_by_a_source_that_was_restored_is_kept_and_shown_to_a_human(table: Table) -> None:
    went_back(table)

    table.game.tells("b3", "b4", "b5")
    outcomes = table.game.publish_to(table.watcher)

    assert outcomes == [Outcome.DEAD] * 3
    assert table.watcher.dead() == [(3, "went-back"), (4, "went-back"), (5, "went-back")]
    assert [to for to, _, _ in table.watcher.handled] == ["a1", "a2", "a3", "a4", "z1"]


def test_what_was_kept_is_handled_in_its_order_once_a_human_says_so(table: Table) -> None:
    went_back(table)
    table.game.tells("b3", "b4", "b5")
    table.game.publish_to(table.watcher)
    table.watcher.handled.clear()

    table.watcher.replay_all()
    table.game.tells("b6")
    table.game.publish_to(table.watcher)

    assert table.watcher.handled == [("b3", 3, True), ("b4", 4, True), ("b5", 5, False), ("b6", 6, False)]
    assert table.watcher.dead() == []


def test_a_copy_of_what_was_handled_passed_over_or_dropped_is_no_sign_of_a_restored_source(table: Table) -> None:
    table.game.tells("a1")
    table.game.tells("a2", kind=LOOKED)
    table.game.tells("a3", "a4")
    table.game.publish_to(table.watcher)
    table.watcher.handled.clear()
    with table.watcher.storage.engine.begin() as db:
        forgotten = sa.select(tables.inbox.c.event_id).limit(1)
        letter = {"event_id": db.scalar(forgotten), "source": "restored_game", "aggregate": "piece"}
        place = {
            "aggregate_id": "p1",
            "version": 1,
            "type": "moved",
            "body": b"{}",
            "state": "dead",
            "reason": "failed",
        }
        db.execute(tables.inbox_parked.insert().values(**letter, **place))
        db.execute(tables.inbox.delete().where(tables.inbox.c.event_id == letter["event_id"]))
        assert dead_letters.drop(db, db.scalar(sa.select(tables.inbox_parked.c.id)))

    with table.game.storage.work(system("tests")) as work:
        assert restoring.tell_again(work.db, table.at) == 4
    outcomes = table.game.publish_to(table.watcher)

    assert outcomes == [Outcome.DUPLICATE] * 4
    assert (table.watcher.handled, table.watcher.dead()) == ([], [])


def test_a_restored_source_goes_on_where_its_followers_are(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    went_back(table)

    assert table.go_on(carrying_out=False) == 1
    assert table.go_on() == 0
    table.game.tells("b3")
    table.game.tells("y1", piece="p2")
    outcomes = table.game.publish_to(table.watcher)

    assert outcomes == [Outcome.HANDLED] * 2
    assert table.watcher.handled[-2:] == [("b3", 5, False), ("y1", 2, False)]
    said = capsys.readouterr().out
    assert "piece p1: restored_watcher saw version 4, version 2 is here" in said
    assert "piece p2: restored_watcher saw version 1, nothing is here" in said
    with table.game.storage.read() as db:
        audited = db.execute(sa.select(tables.audit).where(tables.audit.c.act == "database.restored")).one()
        assert audited.facts["ahead"] == 2
    assert table.go_on(carrying_out=False) == 0


def test_what_a_restored_follower_had_handled_since_is_told_to_it_again(table: Table) -> None:
    went_back(table)
    assert [to for to, _, _ in table.game.handled] == []

    table.go_on()
    table.watcher.publish_to(table.game)

    assert [to for to, _, _ in table.game.handled] == ["a3", "a4", "z1"]
    assert table.game.dead() == []


def test_a_database_whose_service_runs_is_left_alone(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    went_back(table)
    url = table.game.storage.engine.url
    engine = sa.create_engine(url, connect_args={"application_name": "restored_game"}, poolclass=NullPool)

    with engine.connect():
        assert table.go_on() == 2

    assert "runs: stop all its processes" in capsys.readouterr().err
    with table.game.storage.glance() as db:  # A server takes a moment to forget who has gone.
        wait_until(lambda: not restoring.runs(db, "restored_game"), what="the connection's end")
    assert table.go_on() == 0


def test_a_time_without_its_zone_is_not_guessed() -> None:
    with pytest.raises(SystemExit):
        restoring.main(["dossiers", "--to", "2026-11-28T10:00"])
