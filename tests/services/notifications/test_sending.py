"""Handing messages over: codes at once, failures later, and every end visible."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from typing import Any, Self

import pytest
import sqlalchemy as sa

from chassis.callers import system
from chassis.errors import NotFound
from chassis.health import Level
from chassis.outbox import CHANNEL
from chassis.storage import Storage
from chassis.testing import call_of
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract, rules, watch
from services.notifications.domain.providers import Attempt, Parcel, Result
from services.notifications.handlers import sandbox
from services.notifications.handlers.sending import Courier
from services.notifications.store import outgoing
from services.notifications.tables import deliveries
from tests.services.notifications import building


class Woken:
    """Hears whether the leader is woken by what is committed meanwhile."""

    def __init__(self, storage: Storage) -> None:
        self._connection = storage.engine.raw_connection()

    def __enter__(self) -> Self:
        self._plain: Any = self._connection.driver_connection
        self._plain.autocommit = True
        self._plain.cursor().execute(f"LISTEN {CHANNEL}")
        return self

    def by(self, step: Callable[[], object]) -> bool:
        step()
        # The server tells what it was told before it answers.
        self._plain.cursor().execute("SELECT 1")
        told = bool(self._plain.notifies)
        self._plain.notifies.clear()
        return told

    def __exit__(self, *_: object) -> None:
        self._connection.invalidate()


ALWAYS_LATER, TWICE_LATER, REFUSED, SLOW = (f"+8499000000{n}" for n in (1, 2, 3, 4))


def test_a_code_reaches_the_telephone_at_the_next_look(world: Any) -> None:
    world.code_is_asked("482913")

    world.send()

    [sms] = world.sms("0912 345 678")
    assert "482913" in sms.text
    assert sms.matter == "account.code.sign-in"
    assert sms.segments <= 2


def test_the_sender_is_woken_by_what_it_can_send_and_again_while_there_was_more_than_room_for(world: Any) -> None:
    sent: list[str] = []

    class Takes:
        name = "takes"

        def send(self, parcel: Parcel) -> Attempt:
            sent.append(parcel.id)
            return Attempt(Result.TAKEN)

    world.courier = Courier(at_once=2, dice=lambda: 0.0)
    world.providers["sms"] = [Takes()]
    with Woken(world.storage) as woken:
        assert not woken.by(world.send)
        for number in range(5):
            assert woken.by(lambda number=number: world.code_is_asked("482913", challenge=f"c-{number}"))

        told = [(woken.by(world.send), len(sent)) for _ in range(3)]

    assert told == [(True, 2), (True, 4), (False, 5)]


def test_a_report_that_the_sandbox_plans_wakes_who_takes_it_in(world: Any) -> None:
    world.code_is_asked("482913")

    with Woken(world.storage) as woken:
        assert woken.by(world.send)


def test_codes_go_before_everything_else(world: Any) -> None:
    world.account_opens()
    for _ in range(12):
        world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))
    world.pass_time(seconds=1)
    world.code_is_asked("482913")

    world.send()

    assert "account.code.sign-in" in {sms.matter for sms in world.sms()}


def test_an_expired_code_is_not_sent_and_is_erased(world: Any) -> None:
    world.code_is_asked("482913")
    world.pass_time(minutes=6)

    world.send()

    [row] = world.rows()
    assert (row.state, row.reason, row.text_sealed, row.address_sealed) == ("given_up", "expired", "", "")
    assert world.sms() == []


def test_a_code_that_comes_too_late_makes_no_message(world: Any) -> None:
    world.code_is_asked("482913", expires_at=world.now)

    assert world.rows() == []


def test_a_newer_code_of_the_same_challenge_replaces_one_that_waits(world: Any) -> None:
    world.code_is_asked("111111")
    world.code_is_asked("222222")

    world.send()

    assert ["222222" in sms.text for sms in world.sms()] == [True]
    assert [row.reason for row in world.rows(state="cancelled")] == ["superseded"]


def test_a_number_that_fails_twice_gets_its_message_at_the_third_attempt(world: Any) -> None:
    world.code_is_asked("482913", phone=TWICE_LATER)
    delays = rules.schedule_on("sms", building.NOW.date()).delays

    world.send()
    assert [row.state for row in world.rows()] == ["queued"]
    assert world.send() == 0
    for delay in delays[:2]:
        world.pass_time(seconds=delay)
        world.send()

    assert [row.state for row in world.rows()] == ["sent"]
    assert len(world.sms(TWICE_LATER)) == 1
    assert _results(world) == ["later", "later", "taken"]


def test_a_number_that_always_fails_ends_as_given_up(world: Any) -> None:
    world.account_opens(phone=ALWAYS_LATER)
    world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))
    schedule = rules.schedule_on("sms", building.NOW.date())

    for delay in (*schedule.delays, 0):
        world.send()
        world.pass_time(seconds=delay)

    [row] = world.rows(channel="sms")
    assert (row.state, row.attempts) == ("given_up", schedule.attempts)
    assert row.reason == "temporary failure, always"
    world.pass_time(days=1)
    assert world.send() == 1
    assert [row.state for row in world.rows(channel="email")] == ["sent"]
    assert world.send() == 0


def test_a_number_out_of_service_ends_as_failed_at_once(world: Any) -> None:
    world.code_is_asked("482913", phone=REFUSED)

    world.send()

    [row] = world.rows()
    assert (row.state, row.reason, row.text_sealed) == ("failed", "number not in service", "")


def test_a_code_whose_next_attempt_would_come_too_late_is_given_up(world: Any) -> None:
    world.code_is_asked("482913", phone=ALWAYS_LATER, expires_at=world.now + dt.timedelta(seconds=1))

    world.send()

    assert [row.state for row in world.rows()] == ["given_up"]


def test_a_slow_number_delays_nobody(world: Any) -> None:
    gate, others = threading.Event(), threading.Event()
    sandbox_provider = world.providers["sms"][0]

    class Gated:
        name = "gated"

        def send(self, parcel: Parcel) -> Attempt:
            if parcel.address == SLOW:
                gate.wait(10)
            attempt = sandbox_provider.send(parcel)
            others.set()
            return attempt

    world.providers["sms"] = [Gated()]
    world.code_is_asked("111111", phone=SLOW, challenge="slow")
    world.code_is_asked("222222", challenge="quick")

    world.courier.send_due(world.storage, world.sealer, world.providers)

    assert others.wait(5)
    assert not gate.is_set()
    gate.set()
    world.courier.wait(10)
    assert len(world.sms()) == len(world.sms(SLOW)) == 1
    assert world.paused == [3]


def test_a_message_whose_process_died_is_taken_again_when_its_lease_is_over(world: Any) -> None:
    world.code_is_asked("482913")
    with world.storage.work(system("dies")) as work:
        [row] = outgoing.claim_due(work.db, work.now, 1)
        outgoing.lease(work.db, row.id, work.now + dt.timedelta(seconds=30), "sandbox")

    assert world.send() == 0
    world.pass_time(seconds=31)
    assert world.send() == 1

    assert [sms.id for sms in world.sms()] == [row.id]


def test_what_a_forgotten_attempt_says_does_not_undo_a_later_one(world: Any) -> None:
    world.code_is_asked("482913")
    with world.storage.work(system("slow")) as work:
        [row] = outgoing.claim_due(work.db, work.now, 1)
    world.send()

    with world.storage.work(system("slow")) as work:
        assert not outgoing.settle(work.db, row.id, row.attempts, {"state": "failed"})

    assert [row.state for row in world.rows()] == ["sent"]


def test_a_message_waits_for_the_contact_that_comes_after_it(world: Any) -> None:
    world.says(given=True)
    world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))
    world.send()
    world.account_opens()
    world.pass_time(seconds=5)

    world.send()

    assert [sms.matter for sms in world.sms()] == ["dossier.processing"]


def test_a_later_contact_is_not_undone_by_an_earlier_one(world: Any) -> None:
    world.says(given=True)
    changed = building.account(world.sealer, phone="+84987654321")
    event = world.happens(accounts.account_changed, changed)
    world.happens(
        accounts.account_changed,
        building.account(world.sealer),
        event=type(event)(**{**_fields(event), "version": 0, "payload": building.account(world.sealer)}),
    )
    world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))

    world.send()

    assert len(world.sms("+84987654321")) == 1
    assert world.sms() == []


def test_nothing_that_is_stored_shows_a_telephone_a_mail_address_an_identity_or_a_code(world: Any) -> None:
    world.account_opens()
    world.code_is_asked("482913")
    for event_type, own in building.DOSSIER_EVENTS:
        world.happens(event_type, event_type.payload(**{**building.FACTS, **own}))
    before = world.everything_stored()
    for _ in range(5):
        world.send()

    stored = before + world.everything_stored()

    for secret in ("482913", building.PHONE, building.PHONE[3:], building.EMAIL, building.IDENTITY, "Nguyễn Văn An"):
        assert secret not in stored


def test_a_code_that_was_sent_is_erased_from_its_message(world: Any) -> None:
    world.code_is_asked("482913")

    world.send()

    assert [(row.state, row.text_sealed, row.address_sealed) for row in world.rows()] == [("sent", "", "")]


def test_outside_the_sandbox_nobody_can_read_what_was_sent(world: Any) -> None:
    call = call_of(contract.list_sandbox_messages, contract.ListSandboxMessages(phone=building.PHONE))

    with pytest.raises(NotFound):
        sandbox.list_sandbox_messages(call, world.storage, world.sealer, sandbox=False)


def test_a_provider_that_breaks_leaves_the_message_to_be_taken_again(world: Any) -> None:
    class Broken:
        name = "broken"

        def send(self, parcel: Parcel) -> Attempt:
            raise RuntimeError("a defect")

    taken, world.providers["sms"] = world.providers["sms"], [Broken()]
    world.code_is_asked("482913")
    world.send()
    world.providers["sms"] = taken
    world.pass_time(seconds=31)

    world.send()

    assert len(world.sms()) == 1


def test_a_channel_without_a_provider_ends_visibly(world: Any) -> None:
    world.providers = {}
    world.code_is_asked("482913")

    world.send()

    assert [row.state for row in world.rows()] == ["failed"]
    assert _results(world) == [Result.REFUSED]


def test_messages_that_should_have_left_degrade_the_service(world: Any) -> None:
    world.now = dt.datetime.now(dt.UTC)
    assert watch.messages_health(world.storage).level is Level.OK
    world.now -= dt.timedelta(seconds=90)
    world.code_is_asked("482913", phone=ALWAYS_LATER)

    found = watch.messages_health(world.storage)

    assert found.level is Level.DEGRADED
    assert re.fullmatch(r"1 messages wait, the most overdue for 9\d s", found.reason)


def _results(world: Any) -> list[str]:
    with world.storage.read() as db:
        return list(db.scalars(sa.select(deliveries.c.result).order_by(deliveries.c.attempt)))


def _fields(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}
