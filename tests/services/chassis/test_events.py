"""Events from one service's outbox to another's inbox, over a real broker, with a stock nameko service listening in."""

import json
import os
import time
from itertools import pairwise

import amqp
import eventlet
import pytest
import sqlalchemy as sa
from nameko.containers import ServiceContainer
from nameko.events import event_handler

from chassis import tables, topology
from chassis.callers import system
from chassis.leader import Leader
from chassis.publishing import open_connection
from chassis.service import Database, Event, Work, every, subscribe
from chassis.storage import Storage
from chassis.testing import fresh_database, wait_until
from tests.services.chassis import bus
from tests.services.chassis.bus import CITIZEN, Names, Told


@pytest.fixture
def names():
    made = Names()
    topology.declare(os.environ["MOTCUA_TEST_AMQP_URL"], {made.service: (), made.follower: (made.service,)})
    return made


@pytest.fixture
def keys_path(tmp_path):
    with bus.keys_dir(tmp_path) as made:
        yield made


def source_class(names):
    class Source:
        name = names.service
        storage = Database()

    return Source


def follower_class(names):
    class Follower:
        name = names.follower
        storage = Database()
        seen: list[str] = []  # noqa: RUF012  # the class is made anew for each test

        @subscribe(names.kept)
        def on_kept(self, happened: Event[Told], work: Work) -> None:
            work.db.execute(
                tables.idempotency.insert().values(
                    caller="effect", method="kept", key=happened.id, fingerprint=happened.payload.text
                )
            )
            self.seen.append(happened.payload.text)

    return Follower


def storage_of(container: ServiceContainer) -> Storage:
    [database] = [d for d in container.dependencies if isinstance(d, Database)]
    return database.get_dependency(None)


def emit(storage: Storage, names: Names, text: str, thing: str = "thing-1") -> None:
    with storage.work(CITIZEN, "trace-1") as work:
        work.emit(names.kept, thing, Told(text=text))


def leader_of(container: ServiceContainer) -> Leader:
    [leader] = [e for e in container.subextensions if isinstance(e, Leader)]
    return leader


def unpublished(storage: Storage) -> int:
    with storage.read() as db:
        waiting = sa.select(sa.func.count()).where(tables.outbox.c.published_at.is_(None))
        return db.execute(waiting).scalar_one()


@pytest.fixture
def pair(names, keys_path):
    with (
        fresh_database("source") as one,
        fresh_database("follower") as two,
        bus.running(source_class(names), bus.environ(keys_path, one)) as source,
        bus.running(follower_class(names), bus.environ(keys_path, two)) as follower,
    ):
        yield source, follower


def test_what_is_committed_arrives_in_order_and_once(names, pair):
    source, follower = pair
    for number in range(20):
        emit(storage_of(source), names, str(number))

    wait_until(lambda: len(follower.service_cls.seen) >= 20, within=30, what="twenty events")
    assert follower.service_cls.seen == [str(number) for number in range(20)]
    wait_until(lambda: unpublished(storage_of(source)) == 0, what="an empty outbox")


def test_events_that_nobody_handles_are_passed_over_between_those_that_somebody_does(names, pair):
    source, follower = pair
    things = [f"thing-{number}" for number in range(15)]
    with storage_of(source).work(CITIZEN) as work:
        for kind in (names.passed, names.kept, names.passed, names.passed, names.kept):
            for thing in things:
                work.emit(kind, thing, Told(text=f"{thing}/{kind.name}"))

    wait_until(lambda: len(follower.service_cls.seen) == 2 * len(things), within=30, what="all that is handled")

    def positions() -> set[int]:
        with storage_of(follower).read() as db:
            return set(db.scalars(sa.select(tables.inbox_position.c.version)))

    [consuming] = [e for e in follower.subextensions if type(e).__name__ == "Consuming"]
    wait_until(lambda: positions() == {5} and not consuming._unsettled, what="all being accounted for and settled")
    with storage_of(follower).read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(tables.inbox_parked)) == 0


def test_an_event_keeps_the_trace_and_the_actor_of_its_cause(names, pair):
    source, follower = pair
    emit(storage_of(source), names, "a")
    wait_until(lambda: follower.service_cls.seen, what="the event")

    with storage_of(source).read() as db:
        row = db.execute(sa.select(tables.outbox)).one()
    assert (row.actor, row.trace, row.version) == ("c-1", "trace-1", 1)


def test_a_stock_nameko_service_can_follow_the_same_events(names, pair):
    heard = []

    class Stock:
        name = names.follower + "stock"

        @event_handler(names.service, "kept")
        def on_kept(self, body):
            heard.append(body["payload"]["text"])

    stock = ServiceContainer(Stock, {"AMQP_URI": os.environ["MOTCUA_TEST_AMQP_URL"]})
    stock.start()
    try:
        emit(storage_of(pair[0]), names, "for all")
        wait_until(lambda: heard == ["for all"], what="the stock service hearing it")
    finally:
        stock.stop()


def test_an_event_that_no_queue_takes_stays_in_the_outbox_until_one_does(keys_path):
    names = Names()
    with fresh_database("source") as one, bus.running(source_class(names), bus.environ(keys_path, one)) as source:
        topology.declare(os.environ["MOTCUA_TEST_AMQP_URL"], {names.service: (), names.follower: ()})
        emit(storage_of(source), names, "early")
        assert unpublished(storage_of(source)) == 1

        with (
            fresh_database("follower") as two,
            bus.running(follower_class(names), bus.environ(keys_path, two)) as follower,
        ):
            wait_until(lambda: follower.service_cls.seen == ["early"], within=15, what="the event")
        wait_until(lambda: unpublished(storage_of(source)) == 0, what="an empty outbox")


def test_bytes_that_are_no_event_are_parked_and_others_flow(names, pair):
    source, follower = pair
    connection = open_connection(os.environ["MOTCUA_TEST_AMQP_URL"])
    for body, kind in ((b"{ not json", "application/json"), (b"x", "text/weird"), (b"[]", "application/json")):
        message = amqp.Message(body, content_type=kind)
        connection.channel().basic_publish(message, f"{names.service}.events", "kept")
    connection.close()
    emit(storage_of(source), names, "after")

    wait_until(lambda: follower.service_cls.seen == ["after"], what="the event behind the poison")

    def parked() -> list[str]:
        with storage_of(follower).read() as db:
            return list(db.execute(sa.select(tables.inbox_parked.c.reason)).scalars())

    wait_until(lambda: parked() == ["unreadable"] * 3, what="the poison being parked")


def test_what_the_broker_gave_up_on_is_parked_as_dead(names, pair):
    _, follower = pair
    envelope = {
        "id": "given-up-1", "type": "kept", "source": names.service, "aggregate": "thing", "aggregate_id": "t",
        "version": 1, "time": "2026-01-01T00:00:00+00:00", "actor": "a", "trace": "", "payload": {"text": "x"},
    }  # fmt: skip
    connection = open_connection(os.environ["MOTCUA_TEST_AMQP_URL"])
    message = amqp.Message(json.dumps(envelope).encode(), content_type="application/json")
    connection.channel().basic_publish(message, f"{names.follower}.dead", "kept")
    connection.close()

    def parked() -> list[tuple[str, str]]:
        with storage_of(follower).read() as db:
            row = tables.inbox_parked.c
            return [tuple(found) for found in db.execute(sa.select(row.event_id, row.state))]

    wait_until(lambda: parked() == [("given-up-1", "dead")], what="the dead letter being parked")


def test_a_timer_runs_in_one_instance_only(names, keys_path):
    runs: list[int] = []

    def ticking(number: int):
        class Ticking:
            name = names.service
            storage = Database()

            @every(seconds=0.05)
            def tick(self) -> None:
                runs.append(number)

        return Ticking

    with (
        fresh_database("source") as one,
        bus.running(ticking(1), bus.environ(keys_path, one)),
        bus.running(ticking(2), bus.environ(keys_path, one)),
    ):
        wait_until(lambda: len(runs) >= 20, what="twenty runs")
    assert len(set(runs)) == 1


def test_a_woken_timer_runs_at_once_and_no_more_often_than_its_gap_allows(names, keys_path):
    runs: list[float] = []

    class Rarely:
        name = names.service
        storage = Database()

        @every(seconds=600, woken=True, gap=0.3)
        def look(self) -> None:
            runs.append(time.monotonic())

    def something_happens() -> None:
        with storage_of(running).work(system("test")) as work:
            work.wake()

    with fresh_database("source") as one, bus.running(Rarely, bus.environ(keys_path, one)) as running:
        wait_until(lambda: len(runs) == 1, what="the run when it begins to lead")

        while len(runs) < 4:
            something_happens()
            eventlet.sleep(0.01)

    assert min(later - sooner for sooner, later in pairwise(runs)) >= 0.3


def test_the_next_instance_leads_when_the_leader_stops(names, keys_path):
    with fresh_database("source") as one, bus.running(source_class(names), bus.environ(keys_path, one)) as first:
        wait_until(lambda: leader_of(first).leads, what="the first leading")
        with bus.running(source_class(names), bus.environ(keys_path, one)) as second:
            assert not leader_of(second).leads

            first.stop()

            wait_until(lambda: leader_of(second).leads, what="the second leading")
