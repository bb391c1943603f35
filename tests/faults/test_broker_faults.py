"""The broker dies, stands still, cuts its connections, or takes nothing because its disk is full."""

import time

import pytest

from chassis.testing import wait_until
from tests.faults import oracle

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


def test_a_broker_that_is_killed_loses_nothing_and_is_found_again(world):
    with world.load() as load:
        load.goes_on(20)
        world.grounds.broker.kill()
        world.grounds.await_ready()
        load.goes_on(20)
    world.check()


def test_what_is_committed_while_the_broker_is_away_is_published_when_it_is_back(world):
    with world.grounds.broker.away():
        with world.load() as load:
            load.is_refused(4)
        with world.grounds.writing() as write:
            write("offline", 20)
        assert oracle.unpublished(world.grounds, "ledger") >= 20
    world.grounds.await_ready()
    with world.load() as load:
        load.goes_on(10)
    world.check()


def test_a_broker_that_stands_still_keeps_nobody_waiting(world):
    with world.load() as load:
        load.goes_on(20)
        began = time.monotonic()
        with world.grounds.broker.frozen():
            load.is_refused(4)
            wait_until(lambda: time.monotonic() - began > 8, what="eight seconds of standing still")
        load.goes_on(20)
    world.check()


def test_connections_that_are_cut_are_made_anew(world):
    with world.load() as load:
        for _ in range(2):
            load.goes_on(20)
            world.grounds.cut_connections()
        load.goes_on(20)
    world.check()


def test_a_broker_whose_disk_is_full_keeps_nobody_waiting(world):
    with world.load() as load:
        load.goes_on(20)
        with world.grounds.disk_alarm():
            load.is_refused(6)
        load.goes_on(20)
    world.check()
