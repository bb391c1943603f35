"""Deliveries as a broker may make them: many times over, in any order, with bytes that are no message of ours."""

import random

import pytest
import sqlalchemy as sa

from chassis import tables
from chassis.testing import wait_until
from tests.faults import contract, oracle
from tests.faults.audit_service import broken, effects

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


def test_every_event_delivered_ten_times_has_its_effects_once(world):
    with world.load() as load:
        load.goes_on(40)
    world.check()
    bodies = world.grounds.published("ledger")[-60:] * 10
    random.Random(10).shuffle(bodies)

    world.grounds.deliver("ledger", "entry_written", bodies)

    wait_until(lambda: world.grounds.depth("audit.ledger") == 0, within=60, what="all copies being settled")
    world.check()


def test_events_that_come_in_any_order_have_their_effects_in_order(world):
    with world.grounds.writing(published=True) as write:
        bodies = [body for number in range(4) for body in write(f"shuffled-{number}", 25)]
    random.Random(4).shuffle(bodies)

    world.grounds.deliver("ledger", "entry_written", bodies)

    world.check()
    late = oracle.count(world.grounds, "audit", effects, effects.c.account.like("shuffled-%"), effects.c.late)
    assert late == 0


def test_many_events_of_one_aggregate_that_come_backwards_have_their_effects_in_order(world):
    with world.grounds.writing(published=True) as write:
        bodies = write("backwards", 200)

    world.grounds.deliver("ledger", "entry_written", bodies[::-1])

    world.check()


def test_poison_is_parked_or_refused_and_hurts_nobody_else(world):
    def dead() -> list[str]:
        parked = tables.inbox_parked.c
        found = oracle.rows(world.grounds, "audit", sa.select(parked.reason).where(parked.state == "dead"))
        return sorted(row.reason for row in found)

    envelope = {
        "type": "entry_written", "source": "ledger", "aggregate": "account", "version": 1,
        "time": "2026-01-01T00:00:00+00:00", "actor": "a", "trace": "", "payload": {},
    }  # fmt: skip
    poison = [b"{ no json", b"[]", b"\xff\xfe", {**envelope, "id": "p-1", "aggregate_id": "p-1", "type": "unheard_of"}]
    poison += [{**envelope, "id": "p-2", "aggregate_id": "p-2", "payload": {"id": 7}}]
    pids = [world.grounds.services[name].pid for name in ("ledger", "audit")]
    with world.load() as load:
        load.goes_on(5)
        world.grounds.deliver("ledger", "entry_written", poison)
        for body in (b"{ no json", b"{}", b'{"args": [1, 2], "kwargs": {}}'):
            for reply_to in ("", "nobody"):
                world.grounds.send_request(contract.write_entry, body, reply_to=reply_to)
        load.goes_on(20)
    wait_until(lambda: len(dead()) >= 5, what="the poison being parked")
    assert dead() == ["schema", "unknown-type", "unreadable", "unreadable", "unreadable"]
    assert world.grounds.depth("rpc-ledger") == 0
    assert [world.grounds.services[name].pid for name in ("ledger", "audit")] == pids

    for line in world.grounds.dead_letters("list").splitlines():
        world.grounds.dead_letters("drop", line.split()[0], "--reason", "poison of a test")
    world.check()


def test_a_handler_that_always_fails_ends_dead_and_heals_by_a_replay(world):
    with world.grounds.engine("audit").begin() as db:
        db.execute(broken.insert().values(account="broken"))
    with world.grounds.writing() as write:
        write("broken", 2)
    with world.load() as load:
        load.goes_on(20)  # others are not held up by it

    wait_until(lambda: "broken v1" in _letters(world), within=60, what="the first event being dead")
    assert "failed: HandlerBroken" in world.grounds.dead_letters("list")
    assert oracle.count(world.grounds, "audit", effects, effects.c.account == "broken") == 0

    with world.grounds.engine("audit").begin() as db:
        db.execute(broken.delete())
    world.grounds.dead_letters("replay-all")
    world.check()


def _letters(world) -> str:
    return " ".join(world.grounds.dead_letters("list").replace("account/", "").split())
