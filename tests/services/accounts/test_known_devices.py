"""A device that is known: strangers' failures are not counted against it, and a new one is told to the owner."""

from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import PortalError
from chassis.testing import emitted
from services.accounts import contract, tables

NETWORKS = 1_000
TRIES_EACH = 10


def refusal(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


def attacked(world: Any) -> None:
    """Ten thousand wrong passwords for the person's account, from a thousand networks, as the counts then stand."""
    subject = world.sealer.index(contract.IDENTITY, "042090000123")
    rows = [
        {
            "action": "sign_in",
            "subject_index": subject,
            "network_index": world.sealer.index("network", f"198.18.{number // 250}.{number % 250}"),
            "failed_at": world.now,
        }
        for number in range(NETWORKS)
        for _ in range(TRIES_EACH)
    ]
    with world.storage.engine.begin() as db:
        db.execute(tables.failed_attempts.insert(), rows)


def test_after_ten_thousand_tries_from_a_thousand_networks_the_owner_signs_in_at_once(world: Any) -> None:
    device = world.register().device_token
    sent = len(world.codes())
    # The first and last networks really try; what the others leave behind is put there at once.
    for host in (1, 2):
        world.network = f"198.18.9.{host}"
        assert {refusal(lambda: world.start_sign_in(password="guess")) for _ in range(TRIES_EACH)} == {"sign-in.wrong"}
        assert refusal(lambda: world.start_sign_in(password="guess")) == "sign-in.too-many"
    attacked(world)
    world.network = "198.18.9.3"
    assert refusal(lambda: world.start_sign_in(password="guess")) == "sign-in.too-many"
    assert len(world.codes()) == sent, "a wrong password costs no message"

    world.network = "192.0.2.77"
    world.pass_time(seconds=60)
    assert refusal(world.start_sign_in) == "sign-in.too-many", "from a device and a network never seen"
    started = world.start_sign_in(device_token=device)

    assert world.confirm_sign_in(started.challenge_id, world.last_code()).device_token == ""


def test_a_flood_of_recoveries_costs_no_more_messages_than_the_caps_and_leaves_the_owner_one(world: Any) -> None:
    device = world.register().device_token
    before = len(world.codes())
    for host in range(40):
        world.network = f"198.18.1.{host}"
        world.start_recovery()
        world.send_recovery_codes()
        world.pass_time(seconds=61)
    assert len(world.codes()) - before <= 5, "an hour's cap of a telephone"

    world.network = "192.0.2.77"
    started = world.start_recovery(device_token=device)
    world.send_recovery_codes()

    world.confirm_recovery(started.challenge_id, world.last_code(), "một mật khẩu khác hẳn")


def test_the_device_itself_is_limited_and_its_failures_are_its_own(world: Any) -> None:
    device = world.register().device_token
    for host in range(10):
        world.network = f"198.51.100.{host}"
        assert refusal(lambda: world.start_sign_in(password="guess", device_token=device)) == "sign-in.wrong"

    assert refusal(lambda: world.start_sign_in(device_token=device)) == "sign-in.too-many"
    assert world.start_sign_in(), "without the token the identity has no failures"
    world.pass_time(seconds=900)
    for _ in range(4):
        for _ in range(10):
            refusal(lambda: world.start_sign_in(password="guess", device_token=device))
        world.pass_time(seconds=900)
    assert refusal(lambda: world.start_sign_in(device_token=device)) == "sign-in.too-many", "fifty in a day"


def test_a_token_of_another_persons_device_helps_nobody(world: Any) -> None:
    world.register()
    other = world.register(identity_number="042090000456", phone="0912345679")
    world.network = "192.0.2.77"
    attacked(world)

    assert refusal(lambda: world.start_sign_in(device_token=other.device_token)) == "sign-in.too-many"
    assert refusal(lambda: world.start_sign_in(device_token="made-up")) == "sign-in.too-many"


def test_the_owner_is_told_of_a_new_device_but_not_of_the_first_nor_of_a_known_one(world: Any) -> None:
    first = world.register()
    assert emitted(world.storage, contract.device_added) == []

    world.pass_time(seconds=60)
    known = world.start_sign_in(device_token=first.device_token)
    assert world.confirm_sign_in(known.challenge_id, world.last_code()).device_token == ""
    assert emitted(world.storage, contract.device_added) == []

    second = world.sign_in("Firefox · Linux")
    assert second.device_token not in ("", first.device_token)
    (told,) = emitted(world.storage, contract.device_added)
    assert (told.account_id, told.device, told.network) == (first.subject_id, "Firefox · Linux", "203.0.*.*")


def test_of_many_devices_the_last_used_are_remembered(world: Any) -> None:
    first = world.register()
    with world.storage.engine.begin() as db:
        for number in range(25):
            values = {"token_hash": f"hash-{number}", "name": "", "first_used_at": world.now, "last_used_at": world.now}
            db.execute(tables.devices.insert().values(id=f"d-{number}", subject_id=first.subject_id, **values))
    world.sign_in()

    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(tables.devices)) == 20


def test_a_device_that_was_not_used_for_half_a_year_is_not_known(world: Any) -> None:
    device = world.register().device_token
    world.pass_time(days=181)
    attacked(world)
    world.network = "192.0.2.77"

    assert refusal(lambda: world.start_sign_in(device_token=device)) == "sign-in.too-many"


def test_no_table_holds_a_devices_token(world: Any) -> None:
    assert world.register().device_token not in world.everything_stored()
