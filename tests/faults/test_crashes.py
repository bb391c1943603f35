"""Processes that die at the worst instruction, and are started again by a supervisor."""

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


@pytest.mark.parametrize(
    ("service", "failpoint"),
    [
        ("ledger", "command.before-commit:exit:6"),
        ("ledger", "command.after-commit:exit:6"),
        ("ledger", "reply.before-publish:exit:6"),
        ("ledger", "relay.after-confirm:exit:3"),
        ("audit", "consumer.before-commit:exit:6"),
        ("audit", "consumer.after-commit:exit:6"),
    ],
)
def test_a_process_killed_at_the_worst_moment_loses_and_repeats_nothing(world, service, failpoint):
    with world.load() as load:
        with world.grounds.armed(service, failpoint):
            load.goes_on(20)
        load.goes_on(10)
    world.check()
