"""What lies at a real broker is told by queue, and what cannot be told is not taken for nothing."""

import datetime as dt
import os
import socket

import eventlet
import pytest

from chassis import queues, topology
from chassis.confirming import ConfirmedPublisher
from chassis.queues import BrokerQueue, Consumed
from chassis.service import Database, Event, Work, subscribe
from chassis.testing import fresh_database, wait_until
from tests.services.chassis import bus
from tests.services.chassis.bus import CITIZEN, Names, Told

URL = os.environ.get("MOTCUA_TEST_AMQP_URL", "")


@pytest.fixture
def names():
    made = Names()
    topology.declare(URL, {made.service: (), made.follower: (made.service,)})
    return made


def follower_class(names):
    class Follower:
        name = names.follower
        storage = Database()

        @subscribe(names.kept)
        def on_kept(self, happened: Event[Told], work: Work) -> None:
            pass

    return Follower


def consumed(names, *, url=URL):
    """What a process that consumes these queues has noted."""
    noted = Consumed()
    for queue in (
        topology.dead_letter_queue(names.follower),
        topology.event_queue(names.follower, names.service),
        topology.rpc_queue(names.follower),
        topology.reply_queue(names.follower, "x"),
    ):
        noted.add(names.follower, url, queue)
    return noted


def found(names, **given):
    return {one.what: one for one in queues.look(names.follower, consumed(names, **given)).queues}


def test_messages_that_wait_are_counted_in_their_own_queue_and_a_missing_queue_is_told(names):
    publisher = ConfirmedPublisher(URL)
    for number in range(3):
        publisher.publish(b"{}", exchange=f"{names.service}.events", routing_key="kept", message_id=str(number))
    publisher.close()

    shown = wait_until(lambda: [told for told in [found(names)] if told["events"].ready == 3], what="three messages")[0]

    events = f"{names.follower}.{names.service}"
    assert shown["events"] == BrokerQueue(
        name=events, what="events", source=names.service, ready=3, consumers=0, held=0
    )
    assert (shown["dead-letters"].ready, shown["dead-letters"].consumers) == (0, 0)
    # Nobody ever consumed calls here, so their queue was never made; asking did not make it.
    assert (shown["rpc"].missing, shown["rpc"].ready) == (True, None)
    assert found(names)["rpc"].missing


def test_a_running_service_knows_its_queues_and_that_it_consumes_them(names, tmp_path):
    with bus.keys_dir(tmp_path) as keys, fresh_database("follower") as database:
        with bus.running(follower_class(names), bus.environ(keys, database)):
            shown = queues.look(names.follower)

    assert shown.trouble == ""
    assert [(one.what, one.source) for one in shown.queues] == [("events", names.service), ("dead-letters", "")]
    assert {one.consumers for one in shown.queues} == {1}


def test_what_a_service_took_and_has_not_acknowledged_is_told_with_its_age(names, tmp_path):
    go_on = eventlet.event.Event()

    class Source:
        name = names.service
        storage = Database()

    class Slow:
        name = names.follower
        storage = Database()

        @subscribe(names.kept)
        def on_kept(self, happened: Event[Told], work: Work) -> None:
            go_on.wait()

    def events():
        return next(one for one in queues.look(names.follower).queues if one.what == "events")

    before = dt.datetime.now(dt.UTC)
    with (
        bus.keys_dir(tmp_path) as keys,
        fresh_database("source") as one,
        fresh_database("follower") as two,
        bus.running(Source, bus.environ(keys, one)) as source,
        bus.running(Slow, bus.environ(keys, two)),
    ):
        [database] = [each for each in source.dependencies if isinstance(each, Database)]
        with database.get_dependency(None).work(CITIZEN) as work:
            work.emit(names.kept, "thing-1", Told(text="a"))

        [shown] = wait_until(lambda: [told for told in [events()] if told.held], what="an event being handled")
        assert (shown.ready, shown.held) == (0, 1)
        assert before <= shown.held_since <= dt.datetime.now(dt.UTC)

        go_on.send(None)
        wait_until(lambda: events().held == 0, what="its being acknowledged")
        assert events().held_since is None


def test_a_broker_that_is_away_leaves_the_names_and_says_so(names):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    shown = queues.look(names.follower, consumed(names, url=f"amqp://guest:guest@127.0.0.1:{port}/"))

    assert shown.trouble == "away"
    assert [one.ready for one in shown.queues] == [None, None, None]


def test_a_broker_that_hangs_is_given_up_in_time(names, monkeypatch):
    monkeypatch.setattr(queues, "WITHIN", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"amqp://guest:guest@127.0.0.1:{silent.getsockname()[1]}/"
        shown = queues.look(names.follower, consumed(names, url=url))

    assert shown.trouble == "late"
    assert {one.ready for one in shown.queues} == {None}


def test_who_consumes_nothing_says_that_nothing_is_known():
    assert queues.look("nobody", Consumed()) == queues.AtBroker(trouble="unknown")
