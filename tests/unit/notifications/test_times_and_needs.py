"""When a message is told later, tried again or needed no more, and what follows for an endpoint that fails."""

import datetime as dt
from typing import Any

import pytest

from services.notifications.domain import desk, retries
from services.notifications.domain.filters import Filter, out_of_reach, within
from services.notifications.domain.handing_over import Answer, Consequence, Health, Schedule, Told, consequence
from services.notifications.domain.matters import Later, Matter, later_matters_of, matter_of
from services.notifications.domain.needed import Now, is_needed, still_of

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


# Whether it is still needed

EVENT = {
    "dossier_id": "d",
    "state": 5,
    "obligation_id": "o",
    "appointment_id": "a",
    "starts_at": "2026-11-25T08:00:00+07:00",
}
STARTS = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("still", "now", "needed"),
    [
        ("same-state", Now(), True),
        ("same-state", Now(state=5), True),
        ("same-state", Now(state=1), False),
        ("unpaid", Now(), True),
        ("unpaid", Now(settled=False), True),
        ("unpaid", Now(settled=True), False),
        ("unrated", Now(), True),
        ("unrated", Now(rated=False), True),
        ("unrated", Now(rated=True), False),
        ("appointment", Now(), True),
        ("appointment", Now(appointment=("arranged", STARTS)), True),
        ("appointment", Now(appointment=("arranged", STARTS + dt.timedelta(hours=1))), False),
        ("appointment", Now(appointment=("ended", STARTS)), False),
        ("same-state", Now(settled=True, rated=True, state=5), True),
        ("unpaid", Now(state=1, rated=True, appointment=("ended", STARTS)), True),
        ("unrated", Now(state=1, settled=True, appointment=("ended", STARTS)), True),
        ("", Now(state=1, settled=True, rated=True), True),
    ],
)
def test_what_a_message_reminds_of_must_still_be_so(still: str, now: Now, needed: bool) -> None:
    assert is_needed(still_of(still, EVENT), now) is needed


# When it is told

REMINDER = {"event": "e", "facts": frozenset[str](), "channels": ("sms",)}


def test_what_is_told_before_a_moment_is_told_so_many_hours_before_or_not_at_all() -> None:
    before = Later(24, "starts_at")

    assert before.due_at(EVENT, STARTS - dt.timedelta(hours=25)) == STARTS - dt.timedelta(hours=24)
    assert before.due_at(EVENT, STARTS - dt.timedelta(hours=24)) is None
    assert before.due_at({}, NOW) is None
    assert before.due_at({"starts_at": None}, NOW) is None
    assert Later(3).due_at({}, NOW) == NOW + dt.timedelta(hours=3)


def matter(name: str, when: dict[str, object] | None = None, **more: Any) -> Matter:
    return Matter(name=name, when=when or {}, **REMINDER, **more)


def test_the_first_row_that_fits_is_told_at_once_and_all_that_fit_are_told_later() -> None:
    rows = [
        matter("of-the-desk", {"reader": "desk"}),
        matter("late", later=Later(1)),
        matter("paid", {"way": "online", "paid": True}),
        matter("any"),
        matter("later-still", later=Later(2)),
    ]

    def told(event: str = "e", **payload: object) -> tuple[str | None, list[str]]:
        at_once = matter_of(rows, event, payload)
        return at_once and at_once.name, [one.name for one in later_matters_of(rows, event, payload)]

    assert told() == ("any", ["late", "later-still"])
    assert told(way="online", paid=True) == ("paid", ["late", "later-still"])
    assert told(way="online", paid=False) == ("any", ["late", "later-still"])
    assert told(reader="desk") == ("of-the-desk", [])
    assert told("another") == (None, [])


def test_only_the_inbox_needs_no_consent() -> None:
    asked = matter("x", consent="survey")

    assert (asked.needs_consent("sms"), asked.needs_consent("inbox")) == (True, False)
    assert not matter("x").needs_consent("sms")


def test_who_is_told_at_the_desk_is_known_from_the_dossier_and_back() -> None:
    assert desk.dossier_of(desk.person_of("d-1")) == "d-1"
    assert desk.dossier_of("d-1") == ""


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 10), (1, 10), (2, 60), (3, None)])
def test_a_message_is_tried_again_after_the_delay_of_its_attempt(attempts: int, seconds: int | None) -> None:
    schedule = retries.Schedule((10, 60), jitter=0.5, lease=30)

    assert schedule.next_at(attempts, NOW, 0) == (None if seconds is None else later(seconds))
    assert schedule.next_at(attempts, NOW, 1) == (None if seconds is None else later(seconds * 1.5))
    assert schedule.attempts == 3


# Whose events somebody gets


def test_an_agency_stands_for_itself_and_those_under_it_and_for_none_that_begins_alike() -> None:
    assert [within(code, "H27.3") for code in ("H27.3", "H27.3.1", "H27.30", "H27")] == [True, True, False, False]
    assert out_of_reach(["H27.3.1", "H28.1", "H29"], ["H27", "H28"]) == "H29"
    assert out_of_reach(["H27", "H28"], None) == out_of_reach([], []) == ""
    assert out_of_reach(["H27"], []) == "H27"


@pytest.mark.parametrize(
    ("changed", "fits"),
    [
        ({}, True),
        ({"agencies": ()}, False),
        ({"agencies": ("H28", "H27")}, True),
        ({"types": ("other",)}, False),
        ({"types": ("other", "t")}, True),
        ({"procedures": ("2",)}, False),
        ({"procedures": ("2", "1")}, True),
        ({"sandbox": True}, False),
    ],
)
def test_a_filter_takes_what_fits_all_that_it_says(changed: dict[str, Any], fits: bool) -> None:
    subscribed = Filter(**{"agencies": ("H27",), **changed})

    assert subscribed.fits(agency="H27.1", event_type="t", procedure="1", sandbox=False) is fits


# What follows from an attempt to hand an event over

TIMES = Schedule(
    delays=(10, 60), jitter=0.5, lease=30, down_after=3, probe_delays=(100, 200), pause_after=1000, longest_wait=500
)


def follows(answer: Answer, failures: int = 0, since: int = 0, refusals: int = 0, wait: int = 0) -> Consequence:
    health = Health(failures, later(since) if failures else None, later(0) if failures >= 3 else None)
    return consequence(TIMES, Told(answer, retry_after=wait), refusals=refusals, health=health, now=NOW, dice=0)


@pytest.mark.parametrize(
    ("refusals", "wait", "seconds"), [(0, 0, 10), (1, 0, 60), (0, 40, 40), (1, 40, 60), (0, 9999, 500)]
)
def test_an_event_that_is_not_taken_waits_its_delay_or_as_long_as_was_asked_for(
    refusals: int, wait: int, seconds: int
) -> None:
    assert follows(Answer.NOT_TAKEN, refusals=refusals, wait=wait) == Consequence(
        Health(1, NOW, None), "pending", refusals + 1, later(seconds)
    )


@pytest.mark.parametrize(("failures", "wait", "seconds"), [(2, 0, 100), (3, 0, 200), (9, 0, 200), (2, 150, 150)])
def test_an_endpoint_that_is_down_is_tried_at_its_own_pace_and_no_event_is_given_up_for_it(
    failures: int, wait: int, seconds: int
) -> None:
    due = later(seconds)

    assert follows(Answer.NOT_TAKEN, failures, -999, refusals=2, wait=wait) == Consequence(
        Health(failures + 1, later(-999), due), "pending", 2, due
    )


def test_an_event_that_was_tried_enough_fails_alone() -> None:
    assert follows(Answer.NOT_TAKEN, 1, -5, refusals=2) == Consequence(Health(2, later(-5), None), "failed", 3, NOW)
    assert follows(Answer.REFUSED, refusals=2).state == "failed"


def test_an_endpoint_pauses_at_once_when_it_is_gone_and_after_long_silence() -> None:
    assert follows(Answer.GONE, refusals=1) == Consequence(Health(), "pending", 1, NOW, pause="gone")
    assert follows(Answer.NOT_TAKEN, 5, -1000, refusals=1) == Consequence(Health(), "pending", 1, NOW, pause="failing")
    assert follows(Answer.NOT_TAKEN, 5, -999).pause == ""


def test_an_answer_ends_the_failing_and_says_whether_the_endpoint_was_down() -> None:
    assert follows(Answer.TAKEN, 2, -9, refusals=1) == Consequence(Health(), "delivered", 1, NOW)
    assert follows(Answer.TAKEN, 3, -9, refusals=1) == Consequence(Health(), "delivered", 1, NOW, recovered=True)


@pytest.mark.parametrize("dice", [0.0, 1.0])
def test_chance_makes_a_delay_longer_by_its_share_at_most(dice: float) -> None:
    assert TIMES.next_at(1, NOW, dice) == later(10 * (1 + dice / 2))
    assert TIMES.probe_at(3, NOW, dice) == later(100 * (1 + dice / 2))
    assert (TIMES.next_at(3, NOW, dice), TIMES.probe_at(2, NOW, dice)) == (None, None)
