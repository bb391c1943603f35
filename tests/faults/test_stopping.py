"""Processes that are asked to end, or that stand still while another instance is there."""

import contextlib
import signal
import time
import uuid

import eventlet
import pytest
import sqlalchemy as sa

from chassis.testing import wait_until
from tests.faults import driving, oracle
from tests.faults.audit_service import effects

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

PROMPT = 1.0
"""Seconds within which an idle process ends."""


@contextlib.contextmanager
def stopped(kept):
    kept.stop()
    try:
        yield
    finally:
        kept.start()


BROKER_STATES = {
    "well": lambda _broker: contextlib.nullcontext(),
    "away": lambda broker: broker.away(),
    "still": lambda broker: broker.frozen(),
}


@pytest.mark.parametrize("state", BROKER_STATES)
def test_an_idle_process_ends_within_a_second_whatever_the_broker_does(world, state):
    best = dict.fromkeys(world.grounds.services, 60.0)
    for _ in range(3):  # The best of three, since a busy machine only ever adds to it.
        world.grounds.await_ready()
        with BROKER_STATES[state](world.grounds.broker):
            for name in [name for name, seconds in best.items() if seconds > PROMPT]:
                kept = world.grounds.services[name]
                best[name] = min(best[name], kept.seconds_to_stop())
                assert kept.last_exit == 0, name
        for kept in world.grounds.services.values():
            kept.start()
        if max(best.values()) <= PROMPT:
            break
    assert max(best.values()) <= PROMPT, best


def test_a_command_under_way_is_answered_before_its_process_ends(world):
    ledger = world.grounds.services["ledger"]
    asked = {"account": "under-way", "seconds": 2}
    call = eventlet.spawn(driving.ask, world.grounds.front_address, world.book, uuid.uuid4().hex, asked)
    wait_until(lambda: sleeping(world, "ledger"), what="the command being under way")
    with stopped(ledger):
        assert call.wait(), "the command was not answered"
        assert ledger.last_exit == 0
    world.check()


def test_an_event_under_way_has_its_effects_before_its_process_ends(world):
    audit = world.grounds.services["audit"]
    with world.grounds.writing() as write:
        write("in-flight", 1, seconds=2)
    wait_until(lambda: sleeping(world, "audit"), what="the event being handled")
    with stopped(audit):
        assert audit.last_exit == 0
        assert oracle.count(world.grounds, "audit", effects, effects.c.account == "in-flight") == 1
    world.check()


def sleeping(world, database: str) -> bool:
    activity = sa.text(
        "SELECT 1 FROM pg_stat_activity WHERE datname = :name AND wait_event = 'PgSleep' AND pid <> pg_backend_pid()"
    )
    with world.grounds.engine(database).connect() as db:
        return bool(db.execute(activity, {"name": database}).first())


def test_when_the_leader_is_killed_another_instance_publishes(world):
    with world.grounds.second("ledger"):
        leader = world.grounds.leader_of("ledger")
        with world.load() as load:
            load.goes_on(10)
            leader.kill()
            # The callers go on writing, so the outbox as a whole may never be seen empty.
            written = oracle.newest(world.grounds, "ledger")
            wait_until(lambda: oracle.is_published(world.grounds, "ledger", written), within=15, what="publication")
            load.goes_on(10)
        world.check()


def test_when_the_leader_stands_still_another_instance_takes_over(world):
    with world.grounds.second("ledger"):
        leader = world.grounds.leader_of("ledger")
        began = time.monotonic()
        with leader.frozen():
            with world.grounds.writing() as write:
                write("orphaned", 10)
            wait_until(lambda: world.grounds.leader_of("ledger") is not leader, within=30, what="another leader")
            assert time.monotonic() - began <= 14
            wait_until(lambda: oracle.unpublished(world.grounds, "ledger") == 0, within=15, what="an empty outbox")
        world.grounds.await_ready()
        with world.load() as load:
            load.goes_on(20)
        world.check()


def test_the_sigterm_of_a_process_that_waits_for_a_frozen_database_is_heard(world):
    audit = world.grounds.services["audit"]
    world.grounds.postgres.send(signal.SIGSTOP)
    try:
        assert audit.seconds_to_stop() <= 10
    finally:
        world.grounds.postgres.send(signal.SIGCONT)
        audit.start()
    world.check()
