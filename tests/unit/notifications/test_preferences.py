"""What can be chosen of messages, and when it may ring."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications import rules
from services.notifications.domain.preferences import OUTSIDE, Mode, Topic
from services.notifications.domain.quiet import DAY, Quiet, minute_of, text_of

TODAY = dt.date(2026, 11, 24)
TOPICS = rules.topics_on(TODAY)
SAID = st.dictionaries(st.sampled_from(["inbox", *OUTSIDE]), st.booleans())
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MINUTES = st.integers(0, DAY - 1)
MOMENTS = st.integers(0, 366 * DAY * 60).map(lambda seconds: BEGINNING + dt.timedelta(seconds=seconds))


def test_every_matter_has_a_topic_and_every_topic_a_matter() -> None:
    assert {matter.topic for matter in rules.matters_on(TODAY)} == set(TOPICS)


def test_every_matter_is_told_by_channels_that_its_topic_knows() -> None:
    for matter in rules.matters_on(TODAY):
        assert set(matter.channels) <= set(TOPICS[matter.topic].channels), matter.name


def test_what_cannot_wait_is_codes_and_security_and_nothing_else() -> None:
    assert {topic.name for topic in TOPICS.values() if not topic.can_wait} == {"codes", "security"}
    assert all(TOPICS[matter.topic].name == "codes" for matter in rules.matters_on(TODAY) if matter.urgent)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
@given(said=SAID)
def test_whatever_was_said_what_must_reach_a_person_does_by_one_channel_outside(
    topic: Topic, said: dict[str, bool]
) -> None:
    used = {channel for channel in topic.channels if topic.wants(channel, said)}

    assert used >= {channel for channel, mode in topic.channels.items() if mode is Mode.ALWAYS}
    if topic.must_reach:
        assert used & set(OUTSIDE)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
@given(said=SAID)
def test_what_may_be_chosen_is_done_to_the_letter(topic: Topic, said: dict[str, bool]) -> None:
    if topic.allows(said):
        for channel, mode in topic.channels.items():
            assert topic.wants(channel, said) == said.get(channel, mode is not Mode.OFF)


def test_the_last_way_out_cannot_be_switched_off_and_another_one_frees_it() -> None:
    result = TOPICS["result"]

    assert not result.allows({"sms": False, "email": False})
    assert result.allows({"sms": False})
    assert not TOPICS["codes"].allows({"sms": False})
    assert TOPICS["money"].allows({"sms": False, "email": False})


def test_a_channel_that_a_topic_does_not_have_is_never_used() -> None:
    topic = Topic("x", "x", "x", {"inbox": Mode.ALWAYS, "sms": Mode.OFF})

    assert not topic.wants("push", {"push": True})
    assert (topic.wants("sms", {}), topic.wants("sms", {"sms": True})) == (False, True)


def test_who_switched_off_every_way_out_is_reached_by_one_alone() -> None:
    topic = Topic("x", "x", "x", {"email": Mode.ON, "sms": Mode.ON, "push": Mode.OFF}, must_reach=True)
    nothing = {"email": False, "sms": False, "push": False}

    assert [channel for channel in topic.channels if topic.wants(channel, nothing)] == ["sms"]
    assert not topic.allows(nothing)
    assert [channel for channel in topic.channels if topic.wants(channel, {**nothing, "push": True})] == ["push"]
    fixed = Topic("x", "x", "x", {"email": Mode.ALWAYS, "sms": Mode.ON}, must_reach=True)
    assert [channel for channel in fixed.channels if fixed.wants(channel, nothing)] == ["email"]
    assert fixed.allows({"email": True, "sms": False})


@given(MINUTES, MINUTES, MOMENTS)
def test_quiet_hours_hold_exactly_from_their_beginning_to_their_end(starts: int, ends: int, now: dt.datetime) -> None:
    over = Quiet(starts, ends).over_at(now)

    # Counted another way: minute by minute from the beginning, in the time of Vietnam (UTC+7).
    local = now + dt.timedelta(hours=7)
    quiet = {(starts + step) % DAY for step in range((ends - starts) % DAY)}
    assert (over is not None) == (local.hour * 60 + local.minute in quiet)
    if over is not None:
        there = over + dt.timedelta(hours=7)
        assert (there.hour * 60 + there.minute, there.second) == (ends, 0)
        assert now < over <= now + dt.timedelta(days=1)
        assert Quiet(starts, ends).over_at(over) is None


@pytest.mark.parametrize(
    ("starts", "ends", "local", "over"),
    [
        ("22:00", "06:30", "24 21:59", None),
        ("22:00", "06:30", "24 22:00", "25 06:30"),
        ("22:00", "06:30", "25 06:29", "25 06:30"),
        ("22:00", "06:30", "25 06:30", None),
        ("12:00", "13:59", "24 13:58", "24 13:59"),
        ("23:00", "00:59", "24 23:30", "25 00:59"),
        ("00:00", "23:59", "24 00:00", "24 23:59"),
    ],
)
def test_a_night_is_one_night_by_the_clock_of_vietnam(starts: str, ends: str, local: str, over: str | None) -> None:
    def moment(text: str, microsecond: int = 0) -> dt.datetime:
        return dt.datetime.fromisoformat(f"2026-11-{text}:00.{microsecond:06d}+07:00")

    found = Quiet(minute_of(starts), minute_of(ends)).over_at(moment(local, 7))

    assert found == (over and moment(over))


def test_the_same_time_twice_is_never_quiet() -> None:
    assert Quiet(600, 600).over_at(dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)) is None


@given(MINUTES)
def test_a_minute_is_written_as_a_clock_shows_it(minute: int) -> None:
    assert minute_of(text_of(minute)) == minute


def test_a_minute_that_no_day_has_is_refused() -> None:
    for starts, ends in ((0, 1440), (1440, 0), (-1, 0), (0, -1)):
        with pytest.raises(ValueError, match="1439"):
            Quiet(starts, ends)
    assert Quiet(0, 1439) != Quiet(1439, 0)
