"""The database server dies in the middle of everything."""

import signal

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


def test_a_database_that_is_killed_loses_nothing_and_is_found_again(world):
    with world.load() as load:
        load.goes_on(20)
        world.grounds.postgres.kill()
        world.grounds.postgres.await_ready()
        load.goes_on(20)
    world.check()


def test_a_database_that_is_away_is_told_of_and_found_again(world):
    with world.load() as load:
        load.goes_on(20)
        world.grounds.postgres.program_stop(signal.SIGQUIT)
        load.is_refused(6)
        world.grounds.postgres.start()
        load.goes_on(20)
    world.check()
