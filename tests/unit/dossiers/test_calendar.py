"""Working days and open hours: the announced days of each year, and what holds for any."""

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers import rules
from services.dossiers.domain.calendar import Calendar, OfficeHours
from services.dossiers.domain.codes import VIETNAM

CALENDAR = rules.calendar_of()
RESIDENCE = rules.calendar_of(
    (*((n, "07:30", "11:30") for n in range(1, 7)), *((n, "13:30", "17:00") for n in range(1, 6)))
)
"""Office hours from Monday to Friday and on Saturday morning, not on holidays (records 1.004194, 1.014063)."""
DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31))
MOMENTS = st.builds(
    lambda day, seconds: dt.datetime.combine(day, dt.time(), VIETNAM) + dt.timedelta(seconds=seconds),
    st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)),
    st.integers(0, 86_399),
)


def at(text: str) -> dt.datetime:
    """A local time as ``2026-08-28 16:30``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "day",
    ["2025-01-29", "2025-05-02", "2026-01-02", "2026-02-16", "2026-04-27", "2026-08-31", "2026-11-24", "2027-05-03"],
)
def test_holidays_and_days_swapped_for_others_are_off(day: str) -> None:
    assert not CALENDAR.is_working_day(dt.date.fromisoformat(day))
    assert CALENDAR.spans(dt.date.fromisoformat(day)) == ()


@pytest.mark.parametrize("day", ["2025-04-26", "2026-01-10", "2026-08-22"])
def test_saturdays_that_are_worked_instead_count_and_are_open(day: str) -> None:
    assert CALENDAR.is_working_day(dt.date.fromisoformat(day))
    assert len(CALENDAR.spans(dt.date.fromisoformat(day))) == 2


def test_a_year_without_data_is_estimated_and_says_so() -> None:
    assert not CALENDAR.is_working_day(dt.date(2029, 1, 1))
    assert not CALENDAR.is_certain(dt.date(2029, 1, 1))
    assert not CALENDAR.is_certain(dt.date(2027, 2, 8))
    assert CALENDAR.is_certain(dt.date(2026, 2, 16))


def test_no_worked_day_is_on_a_weekday_nor_is_it_off_as_well() -> None:
    for known in CALENDAR.years.values():
        assert all(day.weekday() >= 5 for day in known.worked)
        assert not set(known.off) & set(known.worked)


@pytest.mark.parametrize("day", ["2027-02-06", "2027-05-01", "2028-01-01", "2028-09-02"])
def test_a_desk_that_opens_on_saturdays_is_closed_on_a_holiday_that_is_one(day: str) -> None:
    saturday = dt.date.fromisoformat(day)

    assert RESIDENCE.spans(saturday) == ()
    assert RESIDENCE.spans(saturday - dt.timedelta(weeks=2)) != ()
    assert RESIDENCE.day_off(saturday)
    # It is no working day in any case, so it moves no date and is not told as one that did.
    assert saturday not in RESIDENCE.special_days(saturday - DAY, saturday)


@given(st.dates(dt.date(2025, 1, 1), dt.date(2035, 12, 31)))
def test_no_desk_is_open_on_a_day_off_and_every_swapped_day_is_open(day: dt.date) -> None:
    if RESIDENCE.day_off(day):
        assert RESIDENCE.spans(day) == ()
    elif RESIDENCE.is_working_day(day):
        assert RESIDENCE.spans(day)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2027-01-01", -1, "2026-12-31"),
        ("2026-01-01", -2, "2025-12-30"),
        ("2026-01-06", -1, "2026-01-05"),  # the first one of its year
        ("2026-01-05", -1, "2025-12-31"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-08-15", 0, "2026-08-15"),  # no day is no day, a Saturday stays one
    ],
)
def test_working_days_are_counted_over_the_turn_of_the_year_both_ways(day: str, count: int, expected: str) -> None:
    assert CALENDAR.add_working_days(dt.date.fromisoformat(day), count) == dt.date.fromisoformat(expected)


def test_no_working_days_lie_in_a_span_that_is_empty() -> None:
    assert CALENDAR.working_days_between(dt.date(2026, 8, 14), dt.date(2026, 8, 14)) == 0
    assert CALENDAR.working_days_between(dt.date(2026, 8, 14), dt.date(2026, 8, 10)) == 0
    assert CALENDAR.working_days_between(dt.date(2027, 1, 8), dt.date(2026, 12, 1)) == 0


def test_at_the_very_hour_of_closing_the_office_is_closed_and_at_that_of_opening_open() -> None:
    assert not CALENDAR.is_open(at("2026-08-14 17:00"))
    assert CALENDAR.next_opening(at("2026-08-14 17:00")) == at("2026-08-17 08:00")
    assert CALENDAR.is_open(at("2026-08-17 08:00"))
    noon = next(end for _, end in CALENDAR.spans(dt.date(2026, 8, 14)))
    assert CALENDAR.next_opening(noon) == CALENDAR.spans(dt.date(2026, 8, 14))[1][0] > noon


def test_a_swapped_saturday_has_the_hours_of_the_first_day_on_which_the_office_opens() -> None:
    own = rules.calendar_of(((2, "09:00", "11:00"), (3, "07:00", "15:00"), (6, "07:30", "08:30")))

    assert own.spans(dt.date(2026, 8, 22)) == ((at("2026-08-22 09:00"), at("2026-08-22 11:00")),)


def test_an_office_opens_after_long_closing_but_one_that_stays_closed_is_a_fault_of_the_calendar() -> None:
    def closed(days: int) -> Calendar:
        off = {dt.date(2026, 6, 1) + dt.timedelta(days=n): "Đóng cửa" for n in range(days)}
        year = replace(CALENDAR.years[2026], off=MappingProxyType(off), worked=MappingProxyType({}))
        return Calendar(CALENDAR.hours, MappingProxyType({2026: year}))

    first = at("2026-06-01 08:00")
    assert closed(59).next_opening(first) == at("2026-07-30 08:00")
    assert closed(59).add_open_time(first, dt.timedelta(hours=1)) == at("2026-07-30 09:00")
    for broken in (closed(61), closed(90)):
        with pytest.raises(ValueError, match="does not open again"):
            broken.next_opening(first)
        with pytest.raises(ValueError, match="does not open for so long"):
            broken.add_open_time(first, dt.timedelta(hours=1))
    with pytest.raises(ValueError, match="never opens"):
        OfficeHours(MappingProxyType({0: ()}), "")


def test_an_agency_keeps_the_hours_that_it_published() -> None:
    own = rules.calendar_of(((1, "07:30", "11:30"), (1, "13:30", "17:00"), (6, "07:30", "11:30")))

    assert own.is_open(at("2026-08-10 07:30"))
    assert not own.is_open(at("2026-08-10 12:00"))
    assert own.next_opening(at("2026-08-10 18:00")) == at("2026-08-15 07:30")
    assert not own.is_working_day(dt.date(2026, 8, 15))


@given(DAYS)
def test_the_next_working_day_is_worked_and_nothing_between_is(day: dt.date) -> None:
    following = CALENDAR.next_working_day(day)

    assert following > day
    assert CALENDAR.is_working_day(following)
    between = (day + dt.timedelta(days=n) for n in range(1, (following - day).days))
    assert not any(CALENDAR.is_working_day(other) for other in between)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(day: dt.date, first: int, second: int) -> None:
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, first), second) == CALENDAR.add_working_days(
        day, first + second
    )


@given(DAYS, st.integers(1, 60))
def test_counting_back_finds_what_was_added(day: dt.date, count: int) -> None:
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


@given(DAYS, st.integers(1, 400))
def test_counting_ahead_finds_what_stepping_day_by_day_finds(day: dt.date, count: int) -> None:
    forward, back = day, CALENDAR.this_or_next_working_day(day)
    for _ in range(count):
        forward += dt.timedelta(days=1)
        while not CALENDAR.is_working_day(forward):
            forward += dt.timedelta(days=1)
    for _ in range(count):
        back -= dt.timedelta(days=1)
        while not CALENDAR.is_working_day(back):
            back -= dt.timedelta(days=1)

    assert CALENDAR.add_working_days(day, count) == forward
    assert CALENDAR.add_working_days(CALENDAR.this_or_next_working_day(day), -count) == back


@given(DAYS, st.integers(0, 800))
def test_special_days_in_a_span_are_those_off_or_worked_instead(day: dt.date, length: int) -> None:
    days = [day + dt.timedelta(days=n) for n in range(1, length + 1)]

    assert list(CALENDAR.special_days(day, day + dt.timedelta(days=length))) == [
        one for one in days if (CALENDAR.day_off(one) and one.weekday() < 5) or CALENDAR.swapped_in(one)
    ]


def test_a_short_day_is_worked_and_closes_early() -> None:
    eve = dt.date(2026, 2, 13)
    morning = (dt.time(8), dt.time(11, 30))
    year = replace(CALENDAR.years[2026], short=MappingProxyType({eve: (morning,)}))
    short = Calendar(CALENDAR.hours, MappingProxyType({2026: year}))

    assert short.is_working_day(eve)
    assert short.close(eve) == at("2026-02-13 11:30")
    assert short.add_open_time(at("2026-02-13 08:00"), dt.timedelta(hours=4)) == at("2026-02-23 08:30")


@given(DAYS, DAYS, st.integers(1, 30))
def test_who_starts_earlier_is_not_due_later(one: dt.date, other: dt.date, count: int) -> None:
    early, late = sorted((one, other))

    assert CALENDAR.add_working_days(early, count) <= CALENDAR.add_working_days(late, count)


@given(MOMENTS)
def test_the_next_opening_is_open_and_not_before(moment: dt.datetime) -> None:
    opening = CALENDAR.next_opening(moment)

    assert opening >= moment
    assert CALENDAR.is_open(opening)
    assert CALENDAR.next_opening(opening) == opening
    assert CALENDAR.open_time_between(moment, opening) == dt.timedelta()


@given(MOMENTS, st.integers(1, 200))
def test_open_time_that_was_added_is_found_again(moment: dt.datetime, hours: int) -> None:
    amount = dt.timedelta(hours=hours)

    assert CALENDAR.open_time_between(moment, CALENDAR.add_open_time(moment, amount)) == amount


@given(MOMENTS, st.integers(1, 50), st.integers(1, 50))
def test_open_hours_add_up(moment: dt.datetime, first: int, second: int) -> None:
    step = CALENDAR.add_open_time(moment, dt.timedelta(hours=first))

    assert CALENDAR.add_open_time(step, dt.timedelta(hours=second)) == CALENDAR.add_open_time(
        moment, dt.timedelta(hours=first + second)
    )


def test_eight_working_hours_from_friday_nine_end_on_monday_nine() -> None:
    assert CALENDAR.add_open_time(at("2026-08-14 09:00"), dt.timedelta(hours=8)) == at("2026-08-17 09:00")
