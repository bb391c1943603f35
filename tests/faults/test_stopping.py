"""Processes that are asked to end, or that stand still while another instance is there."""

import signal
import time
import uuid

import eventlet
import pytest
import sqlalchemy as sa

from chassis.testing import wait_until
from tests.faults import driving, oracle

pytestmark = pytest.mark.faults

PROMPT = 1.0
"""Seconds within which an idle process ends."""


def seconds_to_stop(world, service: str) -> float:
    """How long an idle instance takes to end; the best of three, since a busy machine only ever adds to it."""
    best = 60.0
    kept = world.grounds.services[service]
    for _ in range(3):
        best = min(best, kept.seconds_to_stop())
        assert kept.last_exit == 0
        if best <= PROMPT:
            break
        kept.start()
        wait_until(lambda: kept.state() != "its health address does not answer", within=30, what="a start")
    return best


@pytest.mark.parametrize("service", ["ledger", "audit", "front"])
def test_an_idle_process_ends_within_a_second(world, service):
    try:
        assert seconds_to_stop(world, service) <= PROMPT
    finally:
        world.grounds.services[service].start()


@pytest.mark.parametrize("service", ["ledger", "audit", "front"])
def test_an_idle_process_ends_within_a_second_while_the_broker_is_away(world, service):
    world.grounds.broker.stop()
    try:
        assert seconds_to_stop(world, service) <= PROMPT
    finally:
        world.grounds.broker.start()
        world.grounds.services[service].start()


@pytest.mark.parametrize("service", ["ledger", "audit", "front"])
def test_an_idle_process_ends_within_a_second_while_the_broker_stands_still(world, service):
    with world.grounds.broker.frozen():
        try:
            assert seconds_to_stop(world, service) <= PROMPT
        finally:
            world.grounds.services[service].start()


def test_work_in_flight_is_finished_before_a_process_ends(world):
    ledger = world.grounds.services["ledger"]
    call = eventlet.spawn(
        driving.ask, world.grounds.front_address, world.book, uuid.uuid4().hex, {"account": "in-flight", "seconds": 2}
    )
    wait_until(lambda: sleeping(world, "ledger"), what="the command being under way")
    ledger.stop()
    assert call.wait(), "the command was not answered"
    assert ledger.last_exit == 0
    audit = world.grounds.services["audit"]
    wait_until(lambda: sleeping(world, "audit"), what="the event being handled")
    audit.stop()
    assert audit.last_exit == 0
    assert oracle.count(world.grounds, "audit", oracle.effects, oracle.effects.c.account == "in-flight") == 1
    for kept in (ledger, audit):
        kept.start()
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
            wait_until(lambda: oracle.unpublished(world.grounds, "ledger") == 0, within=15, what="an empty outbox")
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
