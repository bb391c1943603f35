"""Remote calls over a real broker."""

import io
import json
import logging
import os
import time

import amqp
import eventlet
import pytest
import structlog

from chassis import consuming
from chassis.errors import DEADLINE_PASSED, SERVICE_AWAY, Invalid, NotFound, PortalError, Unavailable
from chassis.logs import setup_logs
from chassis.publishing import open_connection
from chassis.remote import RpcClient
from chassis.rendered import assemble, render
from chassis.rpc import rpc
from chassis.service import Call, Database, Rendered
from chassis.testing import emitted, fresh_database, wait_until
from tests.services.chassis import bus
from tests.services.chassis.bus import CITIZEN, Ask, Names, Shelf, Told


@pytest.fixture
def names():
    return Names()


@pytest.fixture
def keys_path(tmp_path):
    with bus.keys_dir(tmp_path) as made:
        yield made


def service_class(names):
    class Talker:
        name = names.service
        storage = Database()
        started: list[str] = []  # noqa: RUF012  # the class is made anew for each test

        @rpc(names.say)
        def say(self, call: Call[Ask]) -> Told:
            return Told(text=call.request.text, by=call.caller.name)

        @rpc(names.fail)
        def fail(self, call: Call[Ask]) -> Told:
            if call.request.text == "known":
                raise bus.NO_SUCH_THING(name="thing")
            raise RuntimeError("secret=hunter2")

        @rpc(names.shelf)
        def shelf(self, call: Call[Ask]) -> Rendered[Shelf]:
            if call.request.text == "another":
                return render(Told(text="no shelf"))
            if call.request.text == "wrong":
                return assemble(Shelf(items=(), revision=-1))
            return assemble(Shelf(items=(), revision=7), items=[render(Told(text=call.request.text))])

        @rpc(names.slow)
        def slow(self, call: Call[Ask]) -> Told:
            self.started.append(call.request.text)
            eventlet.sleep(1.5)
            return Told(text="late")

        @rpc(names.keep)
        def keep(self, call: Call[Ask]) -> Told:
            with self.storage.command(call) as work:
                reply = Told(text=call.request.text)
                work.emit(names.kept, "thing-1", reply)
                return work.done(reply)

    return Talker


@pytest.fixture
def caller_class():
    class Caller:
        name = "caller"
        remote = RpcClient()

    return Caller


@pytest.fixture
def system(names, keys_path, caller_class):
    with (
        fresh_database("talker") as database,
        bus.running(service_class(names), bus.environ(keys_path, database)) as service,
        bus.running(caller_class, bus.environ(keys_path)) as caller,
    ):
        yield service, caller


@pytest.fixture
def logged():
    """What is logged as an error or a warning, a line each."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    setup_logs("talker", "INFO", stream)
    yield lambda: [line for line in map(json.loads, stream.getvalue().splitlines()) if line["level"] != "info"]
    setup_logs("", "INFO", None)
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def test_a_call_carries_its_caller_and_brings_the_reply(names, system):
    remote = bus.remote_of(system[1])

    assert remote.call(names.say, Ask(text="chào"), caller=CITIZEN) == Told(text="chào", by="Nguyễn Văn An")


def test_a_rendered_reply_crosses_as_it_was_written(names, system):
    remote = bus.remote_of(system[1])

    fetched = remote.fetch(names.shelf, Ask(text="sổ đỏ"), caller=CITIZEN)

    assert fetched.json == '{"items":[{"text":"sổ đỏ","by":""}],"revision":7}'.encode()
    assert (fetched.revision, fetched.record) == (7, Shelf(items=(Told(text="sổ đỏ"),), revision=7))
    assert remote.call(names.shelf, Ask(text="sổ đỏ"), caller=CITIZEN) == fetched.record


def test_a_reply_that_was_not_rendered_can_be_fetched_as_well(names, system):
    fetched = bus.remote_of(system[1]).fetch(names.say, Ask(text="chào"), caller=CITIZEN)

    assert fetched.json == '{"text":"chào","by":"Nguyễn Văn An"}'.encode()
    assert (fetched.revision, fetched.record) == (None, Told(text="chào", by="Nguyễn Văn An"))


@pytest.mark.parametrize("wrong", ["another", "wrong"])
def test_what_is_rendered_wrongly_never_leaves_the_service(names, system, wrong):
    for ask in (bus.remote_of(system[1]).fetch, bus.remote_of(system[1]).call):
        with pytest.raises(PortalError) as failed:
            ask(names.shelf, Ask(text=wrong), caller=CITIZEN)
        assert failed.value.code == "internal"


def test_a_typed_error_crosses_to_who_fetches(names, system):
    with pytest.raises(NotFound) as failed:
        bus.remote_of(system[1]).fetch(names.fail, Ask(text="known"), caller=CITIZEN)

    assert failed.value.params == {"name": "thing"}


def test_a_typed_error_crosses_with_its_facts(names, system):
    with pytest.raises(NotFound) as failed:
        bus.remote_of(system[1]).call(names.fail, Ask(text="known"), caller=CITIZEN)

    assert failed.value.code == "bus.no-such-thing"
    assert failed.value.params == {"name": "thing"}


def test_a_defect_crosses_without_its_words(names, system):
    with pytest.raises(PortalError) as failed:
        bus.remote_of(system[1]).call(names.fail, Ask(text="x"), caller=CITIZEN)

    assert failed.value.code == "internal"
    assert "hunter2" not in str(failed.value.to_wire())


def test_a_defect_is_logged_once_and_a_refusal_is_no_fault(names, system, logged):
    for text in ("known", "x"):
        with pytest.raises(PortalError):
            bus.remote_of(system[1]).call(names.fail, Ask(text=text), caller=CITIZEN)

    (line,) = logged()
    assert (line["event"], line["method"]) == ("method failed", names.fail.address)
    assert "RuntimeError" in line["exception"]


def test_a_command_repeated_with_its_key_happens_once(names, system):
    service, caller = system
    remote = bus.remote_of(caller)

    first = remote.call(names.keep, Ask(text="a"), caller=CITIZEN, key="k", timeout=20)
    second = remote.call(names.keep, Ask(text="a"), caller=CITIZEN, key="k", timeout=20)

    [database] = [d for d in service.dependencies if isinstance(d, Database)]
    assert first == second == Told(text="a")
    assert emitted(database.get_dependency(None), names.kept) == [Told(text="a")]


@pytest.fixture
def hasty(monkeypatch, request):
    """A system whose broker lets go of who says nothing for two or three seconds."""
    monkeypatch.setattr(consuming, "HEARTBEAT", 1)
    return request.getfixturevalue("system")


def test_a_caller_that_is_answered_without_a_pause_keeps_its_connection(names, hasty):
    remote, connection = bus.remote_of(hasty[1]), bus.replies_of(hasty[1]).queue_consumer._live

    until = time.monotonic() + 4.5
    while time.monotonic() < until:
        remote.call(names.say, Ask(text="chào"), caller=CITIZEN)

    assert bus.replies_of(hasty[1]).queue_consumer._live is connection


def test_a_call_ends_at_its_deadline_and_nothing_is_kept_of_it(names, system):
    began = time.monotonic()
    with pytest.raises(Unavailable) as failed:
        bus.remote_of(system[1]).call(names.slow, Ask(text="x"), caller=CITIZEN, timeout=0.3)

    assert failed.value.code == DEADLINE_PASSED.code
    assert time.monotonic() - began < 1.4
    assert bus.replies_of(system[1])._waiting == {}


def test_a_request_whose_deadline_passed_in_the_queue_is_never_carried_out(names, keys_path, caller_class):
    with fresh_database("talker") as database:
        with bus.running(service_class(names), bus.environ(keys_path, database)):
            pass  # the queue exists now, and nobody consumes it
        with bus.running(caller_class, bus.environ(keys_path)) as caller:
            with pytest.raises(Unavailable):
                bus.remote_of(caller).call(names.slow, Ask(text="stale"), caller=CITIZEN, timeout=0.3)
            with bus.running(service_class(names), bus.environ(keys_path, database)) as late:
                bus.remote_of(caller).call(names.say, Ask(text="fresh"), caller=CITIZEN)
                assert late.service_cls.started == []


def test_a_service_that_does_not_exist_is_told_at_once(system):
    began = time.monotonic()
    with pytest.raises(Unavailable) as failed:
        bus.remote_of(system[1]).call(Names().say, Ask(text="x"), caller=CITIZEN, timeout=5)

    assert failed.value.code == SERVICE_AWAY.code
    assert time.monotonic() - began < 2


def test_a_request_that_does_not_match_its_record_is_refused_with_the_field(names, system):
    remote = bus.remote_of(system[1])

    with pytest.raises(Invalid) as refused:
        remote.call(names.say, Ask(text="x" * 51), caller=CITIZEN)

    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/text", "wrong-length")]


def publish_raw(body: bytes, routing_key: str, **properties: object) -> None:
    connection = open_connection(os.environ["MOTCUA_TEST_AMQP_URL"])
    connection.channel().basic_publish(amqp.Message(body, **properties), "nameko-rpc", routing_key)
    connection.close()


@pytest.mark.parametrize(
    ("body", "properties"),
    [
        (b"{ not json", {"content_type": "application/json", "reply_to": "nobody"}),
        (b"\x80\x04K\x01.", {"content_type": "application/x-python-serialize", "reply_to": "nobody"}),
        (b"{}", {"content_type": "application/json"}),
        (b"{}", {"content_type": "application/json", "reply_to": "nobody"}),
        (b'{"args": [{}], "kwargs": {}}', {"content_type": "application/json", "reply_to": "nobody"}),
        (b"", {}),
    ],
)
def test_a_poison_request_is_settled_and_the_service_serves_on(names, system, body, properties):
    publish_raw(body, f"{names.service}.say", **properties)

    service, caller = system
    assert bus.remote_of(caller).call(names.say, Ask(text="still here"), caller=CITIZEN).text == "still here"
    [consuming] = {e for e in service.subextensions if type(e).__name__ == "Consuming"}
    wait_until(lambda: not consuming._unsettled, what="settling every delivery")


def test_a_request_without_a_passport_is_refused(names, system):
    _, caller = system
    replies = bus.replies_of(caller)
    signal = replies.expect("by-hand")
    publish_raw(
        b'{"args": [{"text": "x"}], "kwargs": {}}',
        f"{names.service}.say",
        content_type="application/json",
        reply_to=replies.identity,
        correlation_id="by-hand",
    )

    with eventlet.Timeout(5):
        answer = signal.wait()
    assert json.loads(answer.body)["error"]["problem"]["kind"] == "unauthenticated"


def test_a_stop_lets_the_call_under_way_finish(names, keys_path, caller_class):
    with fresh_database("talker") as database, bus.running(caller_class, bus.environ(keys_path)) as caller:
        with bus.running(service_class(names), bus.environ(keys_path, database)) as service:
            call = eventlet.spawn(bus.remote_of(caller).call, names.slow, Ask(text="x"), caller=CITIZEN)
            wait_until(lambda: service.service_cls.started, what="the call being under way")
            service.stop()
        assert call.wait() == Told(text="late")


def test_an_idle_stop_takes_less_than_a_second(names, keys_path):
    with fresh_database("talker") as database:
        with bus.running(service_class(names), bus.environ(keys_path, database)) as service:
            began = time.monotonic()
            service.stop()
            assert time.monotonic() - began < 1
