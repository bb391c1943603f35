"""Everybody can see how promptly messages reach a provider and events reach programs, day by day."""

import datetime as dt
from typing import Any

from chassis.callers import ANONYMOUS
from chassis.testing import call_of
from services.notifications import contract, rules
from services.notifications.handlers import handovers, operating
from tests.services.notifications import building
from tests.services.notifications.subscribing import BROKEN, GOOD, Agencies

REFUSED, OUTAGE = "+84990000003", "+84990000007"
TODAY = rules.day_of(building.NOW)


def promptness(world: Any) -> dict[tuple[dt.date, str], tuple[int, int]]:
    asked = call_of(contract.get_promptness, contract.GetPromptness(), caller=ANONYMOUS)
    found = operating.get_promptness(asked, world.storage)
    assert found.within_seconds == 10
    return {(row.day, row.channel.value): (row.due, row.in_time) for row in found.days}


def test_a_message_is_in_time_if_a_provider_takes_it_within_ten_seconds_of_when_it_is_to_go(world: Any) -> None:
    world.code_is_asked("111111")
    world.pass_time(seconds=10)
    world.send()
    assert promptness(world) == {(TODAY, "sms"): (1, 1)}

    world.code_is_asked("222222")
    world.pass_time(seconds=11)
    world.send()
    assert promptness(world) == {(TODAY, "sms"): (2, 1)}


def test_what_no_provider_took_at_first_or_nobody_sent_in_time_is_due_and_not_in_time(world: Any) -> None:
    world.code_is_asked("111111", phone=REFUSED)
    world.send()
    world.code_is_asked("222222", phone=OUTAGE)
    world.send()
    world.pass_time(seconds=5)
    world.send()  # the second provider takes it
    assert promptness(world) == {(TODAY, "sms"): (2, 0)}

    world.code_is_asked("333333")
    world.pass_time(minutes=20)  # it has expired before it was sent
    world.send()
    assert promptness(world) == {(TODAY, "sms"): (3, 0)}


def test_a_message_that_waited_for_morning_is_to_go_in_the_morning(world: Any) -> None:
    world.account_opens()
    world.send()
    before = promptness(world)
    world.now = dt.datetime.combine(TODAY, dt.time(23, 30), dt.timezone(dt.timedelta(hours=7)))
    event_type = building.dossiers.dossier_received
    world.happens(event_type, building.dossier_payload(event_type))
    world.send()
    assert promptness(world) == before, "it may not ring at night"

    world.pass_time(hours=9)
    [waiting] = world.rows(channel="sms", state="queued")
    world.now = waiting.due_at + dt.timedelta(seconds=3)
    world.send()

    after = promptness(world)
    assert after[rules.day_of(world.now), "sms"] == (1, 1)


def test_figures_of_events_are_of_the_day_they_were_due_and_old_entries_leave_the_log(world: Any) -> None:
    agencies = Agencies(world)
    nobody, post = "https://khong-tra-loi.gov.vn/", agencies.endpoints.post
    agencies.endpoints.post = lambda url, *said: GOOD if url == nobody else post(url, *said)  # type: ignore[method-assign]
    agencies.subscribe(nobody, verified=False)  # it never echoes its challenge
    made = agencies.subscribe()
    good, bad = agencies.happens("d-1"), agencies.happens("d-2")
    agencies.endpoints.answers = lambda got: BROKEN if got.id == bad else GOOD
    agencies.run()
    agencies.endpoints.answers = lambda _got: GOOD
    world.pass_time(hours=1)
    agencies.run()
    handovers.keep(world.storage)

    asked = call_of(contract.get_handover_figures, contract.GetHandoverFigures(), caller=ANONYMOUS)
    [day] = handovers.get_handover_figures(asked, world.storage).days
    assert (day.day, day.way, day.due, day.delivered, day.in_time) == (TODAY, contract.Way.WEBHOOK, 2, 2, 1)
    assert {entry.event_id for entry in agencies.log(made) if entry.kind == "event"} == {good, bad}

    world.pass_time(days=29)
    late = agencies.happens("d-3")
    world.pass_time(days=2)
    handovers.keep(world.storage)

    assert [entry.event_id for entry in agencies.log(made)] == [late], "what still waits stays, however old"
    again = handovers.get_handover_figures(asked, world.storage).days
    assert [row.due for row in again if row.day == TODAY] in ([], [2]), "the figures stay when the log goes"
