"""What people chose holds for every message, at night too; what is done by then does not go out."""

import datetime as dt
from typing import Any

import pytest

from chassis.callers import system
from chassis.errors import Conflict, Invalid, NotFound, text_of
from chassis.testing import call_of
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.contract import MessageChannel
from services.notifications.handlers import preferring
from services.notifications.store import known
from services.payments import contract as payments
from tests.services.notifications import building
from tests.services.notifications.conftest import CITIZEN

NIGHT = dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.UTC)  # 23:30 in Vietnam
MORNING = dt.datetime(2026, 11, 25, 0, 0, tzinfo=dt.UTC)  # 07:00


def choose(world: Any, topic: str, **channels: bool) -> contract.Preferences:
    choices = tuple(
        contract.ChannelChoice(channel=MessageChannel(channel), wanted=wanted) for channel, wanted in channels.items()
    )
    asked = contract.ChoosePreferences(topic=topic, channels=choices)
    call = call_of(contract.choose_preferences, asked, caller=CITIZEN)
    return preferring.choose_preferences(call, world.storage)


def shown(world: Any, topic: str) -> dict[str, tuple[bool, bool]]:
    """Channel -> whether it is used and whether that may be changed."""
    call = call_of(contract.read_preferences, contract.ReadPreferences(), caller=CITIZEN)
    found = preferring.read_preferences(call, world.storage)
    [one] = [each for each in found.topics if each.topic == topic]
    return {each.channel.value: (each.wanted, each.may_change) for each in one.channels}


def quiet_hours(world: Any, quiet_from: str, quiet_to: str) -> None:
    asked = contract.ChooseQuietHours(quiet_from=quiet_from, quiet_to=quiet_to)
    preferring.choose_quiet_hours(call_of(contract.choose_quiet_hours, asked, caller=CITIZEN), world.storage)


def happens(world: Any, event_type: Any, **changes: Any) -> None:
    world.happens(event_type, building.dossier_payload(event_type, **changes))


def channels(world: Any, matter: str) -> list[str]:
    return sorted(row.channel for row in world.rows(matter=matter))


def test_by_default_what_matters_comes_by_mail_too_and_other_steps_do_not(world: Any) -> None:
    world.account_opens()
    happens(world, dossiers.supplement_requested)
    happens(world, dossiers.dossier_received)

    assert channels(world, "dossier.supplement-asked") == ["email", "inbox", "sms"]
    assert channels(world, "dossier.received") == ["inbox", "sms"]


def test_a_channel_that_is_switched_off_is_not_used_and_one_that_is_switched_on_is(world: Any) -> None:
    world.account_opens()
    choose(world, "filing", sms=False, email=True)
    happens(world, dossiers.dossier_received)
    world.send()

    assert channels(world, "dossier.received") == ["email", "inbox"]
    assert world.sms() == []
    assert "<" not in world.sms(building.EMAIL)[0].text


def test_what_waits_when_it_is_switched_off_does_not_go_out(world: Any) -> None:
    world.account_opens()
    happens(world, dossiers.dossier_received)
    choose(world, "filing", email=True)
    choose(world, "filing", sms=False)

    world.send()

    (sms,) = world.rows(matter="dossier.received", channel="sms")
    assert (sms.state, sms.reason) == ("cancelled", "switched-off")


def test_what_must_reach_a_person_cannot_be_switched_off_whole_and_the_reason_is_told(world: Any) -> None:
    world.account_opens()
    with pytest.raises(Conflict) as refused:
        choose(world, "supplement", sms=False, email=False)
    assert "61/2018" in text_of(refused.value, "vi")
    with pytest.raises(Conflict):
        choose(world, "security", sms=False)

    choose(world, "supplement", email=False)
    assert shown(world, "supplement")["sms"] == (True, False)
    assert shown(world, "supplement")["email"] == (False, True)


@pytest.mark.parametrize(
    ("topic", "channel", "error"),
    [("weather", "sms", NotFound), ("duty", "inbox", NotFound), ("codes", "push", Invalid)],
)
def test_what_is_not_offered_is_refused(world: Any, topic: str, channel: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        choose(world, topic, **{channel: True})


def test_at_night_what_can_wait_waits_until_morning_and_a_code_does_not(world: Any) -> None:
    world.account_opens()
    world.now = NIGHT
    happens(world, dossiers.dossier_received)
    world.code_is_asked("482913")
    world.send()

    assert [sms.matter for sms in world.sms()] == ["account.code.sign-in"]
    (waiting,) = world.rows(matter="dossier.received", channel="sms")
    assert (waiting.state, waiting.reason, waiting.due_at, waiting.attempts) == ("queued", "quiet-hours", MORNING, 0)

    world.now = MORNING
    world.send()
    assert len(world.sms()) == 2


def test_an_e_mail_does_not_ring_and_goes_at_night(world: Any) -> None:
    world.account_opens()
    world.now = NIGHT
    happens(world, dossiers.supplement_requested)
    world.send()

    assert [row.state for row in world.rows(matter="dossier.supplement-asked", channel="email")] == ["sent"]


def test_quiet_hours_of_ones_own_hold_instead(world: Any) -> None:
    world.account_opens()
    world.now = NIGHT
    quiet_hours(world, "10:00", "11:00")
    happens(world, dossiers.dossier_received)
    world.send()
    assert len(world.sms()) == 1

    world.now = NIGHT + dt.timedelta(hours=11)
    happens(world, dossiers.dossier_received)
    world.send()
    assert len(world.sms()) == 1


def test_a_reminder_of_what_was_done_during_the_night_does_not_go_out(world: Any) -> None:
    world.account_opens()
    world.now = NIGHT
    warned = {"stage": dossiers.AlarmStage.WARNED, "by_agency": False, "state": 5, "version": 4}
    happens(world, dossiers.duty_alarm, **warned)
    world.send()
    happens(world, dossiers.dossier_supplemented, state=1, version=5)

    world.now = MORNING
    world.send()

    (sms,) = world.rows(matter="dossier.reminder", channel="sms")
    assert (sms.state, sms.reason) == ("cancelled", "done")


def test_a_reminder_of_what_is_still_to_be_done_does(world: Any) -> None:
    world.account_opens()
    warned = {"stage": dossiers.AlarmStage.WARNED, "by_agency": False, "state": 5, "version": 4}
    happens(world, dossiers.duty_alarm, **warned)
    world.send()

    assert "dossier.reminder" in {sms.matter for sms in world.sms()}


def test_nobody_is_asked_to_pay_what_is_paid(world: Any) -> None:
    world.account_opens()
    world.now = NIGHT
    for event_type, own in building.PAYMENT_EVENTS[:2]:
        world.happens(event_type, event_type.payload(**{**building.PAYMENT, **own}))
        world.send()
    world.now = MORNING
    world.send()

    assert payments.payment_settled == building.PAYMENT_EVENTS[1][0]
    (sms,) = world.rows(matter="payment.requested", channel="sms")
    assert (sms.state, sms.reason) == ("cancelled", "done")


def test_an_appointment_that_was_moved_while_its_message_waited_is_told_as_it_is_now(world: Any) -> None:
    world.account_opens()
    world.now = NIGHT
    arranged = {"kind": dossiers.AppointmentKind.SITE, "appointment": dossiers.AppointmentState.ARRANGED}
    happens(world, dossiers.appointment_changed, **arranged, version=4)
    world.send()
    moved = {"moved": True, "starts_at": building.DUE + dt.timedelta(days=2), "version": 5}
    happens(world, dossiers.appointment_changed, **arranged, **moved)

    world.now = MORNING
    world.send()

    assert [sms.matter for sms in world.sms()] == ["dossier.site-visit-moved"]


ARRANGED = {"kind": dossiers.AppointmentKind.SITE, "appointment": dossiers.AppointmentState.ARRANGED}


def test_a_day_before_an_appointment_it_is_told_again_in_the_inbox_and_by_sms(world: Any) -> None:
    world.account_opens()
    happens(world, dossiers.appointment_changed, **ARRANGED)
    world.send()
    assert "dossier.appointment-reminder" not in {message.matter for message in world.inbox().messages}

    world.now = building.DUE - dt.timedelta(hours=24)
    world.send()

    assert [sms.matter for sms in world.sms()] == ["dossier.appointment-reminder", "dossier.site-visit"]
    assert world.inbox().messages[0].matter == "dossier.appointment-reminder"
    assert world.inbox().messages[0].sent_at == world.now


@pytest.mark.parametrize(
    "changed",
    [
        {"appointment": dossiers.AppointmentState.CALLED_OFF},
        {"moved": True, "starts_at": building.DUE + dt.timedelta(days=9)},
    ],
)
def test_nobody_is_reminded_of_an_appointment_that_was_moved_or_called_off(world: Any, changed: dict[str, Any]) -> None:
    world.account_opens()
    happens(world, dossiers.appointment_changed, **ARRANGED, version=4)
    happens(world, dossiers.appointment_changed, **{**ARRANGED, **changed}, version=5)
    world.now = building.DUE - dt.timedelta(hours=24)
    world.send()

    assert "dossier.appointment-reminder" not in {sms.matter for sms in world.sms()}
    gone = world.rows(matter="dossier.appointment-reminder", state="cancelled")
    assert {(row.channel, row.reason) for row in gone} == {("inbox", "done"), ("sms", "done")}
    assert "dossier.appointment-reminder" not in {message.matter for message in world.inbox().messages}


def test_an_appointment_of_tomorrow_is_not_told_twice(world: Any) -> None:
    world.account_opens()
    world.now = building.DUE - dt.timedelta(hours=23)
    happens(world, dossiers.appointment_changed, **ARRANGED)

    assert world.rows(matter="dossier.appointment-reminder") == []


@pytest.mark.parametrize("rated", [True, False])
def test_a_day_after_the_result_a_person_is_asked_how_it_was_unless_they_said_so(world: Any, rated: bool) -> None:
    world.account_opens()
    happens(world, dossiers.result_returned, version=9)
    if rated:
        with world.storage.work(system("test")) as work:
            known.note_rating(work.db, building.DOSSIER, work.now)
    world.pass_time(hours=24)
    world.send()

    assert ("dossier.rating-asked" in {message.matter for message in world.inbox().messages}) is not rated


def test_messages_are_written_in_the_language_that_was_chosen(world: Any) -> None:
    world.account_opens()
    asked = contract.ChooseLanguage(language="en")
    found = preferring.choose_language(call_of(contract.choose_language, asked, caller=CITIZEN), world.storage)
    happens(world, dossiers.dossier_received)
    world.send()

    assert found.language == "en"
    assert "dossier" in world.sms()[0].text


def test_what_a_person_chose_is_forgotten_with_them(world: Any) -> None:
    from tests.services.notifications.test_erasing import erased

    world.account_opens()
    choose(world, "money", sms=False)
    quiet_hours(world, "10:00", "11:00")
    erased(world)

    assert shown(world, "money")["sms"] == (True, True)
    assert world.everything_stored().count('"starts"') == 0
