"""Due dates by the rules of each time, the steps that explain them, pauses and new starts."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers import rules
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.deadlines import Deadline, Limit, LimitUnit, StepRule, due, extended, paused, restarted
from tests.unit.dossiers.test_calendar import CALENDAR, MOMENTS, at

RULES = rules.deadline_rules("nd309-2026")
LIMITS = st.builds(
    Limit, st.integers(1, 30), st.sampled_from(LimitUnit).filter(lambda unit: unit is not LimitUnit.SAME_DAY)
)


def _due(start: str, value: int, unit: LimitUnit) -> Deadline:
    return due(at(start), Limit(value, unit), CALENDAR, RULES)


def _local(found: Deadline) -> str:
    assert found.due_at is not None
    return found.due_at.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "value", "unit", "expected", "why"),
    [
        ("2026-08-10 09:00", 0, LimitUnit.SAME_DAY, "2026-08-10 17:00", "before the cut-off"),
        ("2026-08-10 15:00", 0, LimitUnit.SAME_DAY, "2026-08-10 17:00", "at the cut-off"),
        ("2026-08-10 15:01", 0, LimitUnit.SAME_DAY, "2026-08-11 17:00", "after the cut-off"),
        ("2026-08-14 15:01", 0, LimitUnit.SAME_DAY, "2026-08-17 17:00", "after the cut-off of a Friday"),
        ("2026-08-10 18:00", 0, LimitUnit.SAME_DAY, "2026-08-11 17:00", "after hours"),
        ("2026-11-24 10:00", 0, LimitUnit.SAME_DAY, "2026-11-25 17:00", "on a holiday"),
        ("2026-08-10 09:00", 3, LimitUnit.WORKING_DAY, "2026-08-13 17:00", "the first day is not counted"),
        ("2026-08-13 09:00", 3, LimitUnit.WORKING_DAY, "2026-08-18 17:00", "over a weekend"),
        ("2026-08-10 18:00", 1, LimitUnit.WORKING_DAY, "2026-08-12 17:00", "after hours counts as the next day"),
        ("2026-08-20 09:00", 2, LimitUnit.WORKING_DAY, "2026-08-22 17:00", "a Saturday that is worked"),
        ("2026-08-28 09:00", 1, LimitUnit.WORKING_DAY, "2026-09-03 17:00", "over the National Day"),
        ("2026-02-13 09:00", 5, LimitUnit.WORKING_DAY, "2026-02-27 17:00", "over Tết"),
        ("2026-08-10 09:00", 10, LimitUnit.CALENDAR_DAY, "2026-08-20 17:00", "calendar days"),
        ("2026-08-10 09:00", 1, LimitUnit.CALENDAR_DAY, "2026-08-11 17:00", "one day is the next"),
        ("2026-08-10 09:00", 5, LimitUnit.CALENDAR_DAY, "2026-08-17 17:00", "a last day on a Saturday"),
        ("2026-08-14 09:00", 8, LimitUnit.HOUR, "2026-08-17 09:00", "working hours over a weekend"),
        ("2026-08-10 11:00", 2, LimitUnit.HOUR, "2026-08-10 14:00", "working hours over lunch"),
        ("2026-01-30 09:00", 1, LimitUnit.MONTH, "2026-03-02 17:00", "the end of February, on a Saturday"),
        ("2025-12-10 09:00", 2, LimitUnit.MONTH, "2026-02-10 17:00", "into the next year"),
        ("2026-08-10 09:00", 0, LimitUnit.WORKING_DAY, "2026-08-10 17:00", "no working day is the same day"),
        ("2026-08-10 15:01", 0, LimitUnit.CALENDAR_DAY, "2026-08-11 17:00", "no day at all is the same day, too"),
    ],
)
def test_the_due_date_follows_the_rules(start: str, value: int, unit: LimitUnit, expected: str, why: str) -> None:
    assert _local(_due(start, value, unit)) == expected, why


@pytest.mark.parametrize(
    ("start", "value", "unit", "expected"),
    [
        ("2026-08-10 09:00", 3, LimitUnit.WORKING_DAY, "2026-08-13 09:00"),
        ("2026-08-10 09:00", 5, LimitUnit.CALENDAR_DAY, "2026-08-17 09:00"),
        ("2026-01-30 09:30", 1, LimitUnit.MONTH, "2026-03-02 09:30"),
    ],
)
def test_where_the_rules_do_not_wait_for_the_close_the_hour_of_reception_counts(
    start: str, value: int, unit: LimitUnit, expected: str
) -> None:
    by_the_hour = replace(RULES, due_at_close=False)

    assert _local(due(at(start), Limit(value, unit), CALENDAR, by_the_hour)) == expected


def test_a_desk_that_is_open_on_a_saturday_returns_what_it_took_then_on_monday() -> None:
    desk = rules.calendar_of((*((day, "08:00", "17:00") for day in range(1, 6)), (6, "08:00", "11:30")))

    found = due(at("2026-08-15 09:00"), Limit(0, LimitUnit.SAME_DAY), desk, RULES)

    assert _local(found) == "2026-08-17 17:00"
    assert [step.rule for step in found.steps] == [StepRule.STARTED, StepRule.SAME_DAY_OFF]


def test_each_holiday_and_worked_saturday_in_between_is_named() -> None:
    steps = _due("2026-08-20 09:00", 5, LimitUnit.WORKING_DAY).steps
    named = [step.rule for step in _due("2026-08-20 09:00", 9, LimitUnit.WORKING_DAY).steps]

    assert [step.rule for step in steps] == [StepRule.STARTED, StepRule.SWAP_DAY, StepRule.WORKING_DAYS]
    assert named.count(StepRule.DAY_OFF) == 3
    assert all(step.source for step in steps)


SOURCES = replace(
    RULES,
    source="S",
    same_day_source="D",
    day_of_reception_source="R",
    last_day_off_source="L",
    outside_hours_source="O",
)


def _told(start: str, value: int, unit: LimitUnit, source: str = "") -> list[str]:
    def clock(moment: dt.datetime) -> str:
        return f"{moment.astimezone(VIETNAM):%d.%m %H:%M}"

    steps = due(at(start), Limit(value, unit, source), CALENDAR, SOURCES).steps
    assert {step.at for step in steps} == {at(start)}
    return [f"{one.rule} {one.source} {clock(one.moved_from)} > {clock(one.moved_to)}" for one in steps]


@pytest.mark.parametrize(
    ("start", "value", "unit", "steps"),
    [
        ("2026-08-10 09:00", 0, LimitUnit.SAME_DAY, ["same-day D 10.08 09:00 > 10.08 17:00"]),
        ("2026-08-10 15:01", 0, LimitUnit.SAME_DAY, ["same-day-cut-off D 10.08 15:01 > 11.08 17:00"]),
        (
            "2026-08-10 18:00",
            1,
            LimitUnit.WORKING_DAY,
            ["outside-hours O 10.08 18:00 > 11.08 08:00", "working-days R 11.08 08:00 > 12.08 17:00"],
        ),
        (
            "2026-08-10 09:00",
            5,
            LimitUnit.CALENDAR_DAY,
            ["calendar-days R 10.08 09:00 > 16.08 00:00", "last-day-off L 16.08 00:00 > 17.08 17:00"],
        ),
        (
            "2026-01-30 09:00",
            1,
            LimitUnit.MONTH,
            [
                "months S 30.01 09:00 > 01.03 00:00",
                "month-end Bộ luật Dân sự 2015 điều 148 01.03 00:00 > 01.03 00:00",
                "last-day-off L 01.03 00:00 > 02.03 17:00",
            ],
        ),
        ("2026-08-10 11:00", 2, LimitUnit.HOUR, ["hours S 10.08 11:00 > 10.08 14:00"]),
    ],
)
def test_a_date_explains_itself_step_by_step(start: str, value: int, unit: LimitUnit, steps: list[str]) -> None:
    began, *told = _told(start, value, unit)

    assert began.startswith("started S ")
    assert told == steps
    own = _told(start, value, unit, "QĐ 1")
    # A source of the procedure's own stands with the step that counts its limit, and with no other.
    counted = {one.split()[0] for one in own if " QĐ 1 " in one}
    assert counted <= {"same-day", "working-days", "calendar-days", "months", "hours"}
    assert bool(counted) != ("same-day-cut-off" in own[1])


def test_a_holiday_and_a_worked_saturday_are_told_with_their_days_and_the_sources_of_these() -> None:
    year = CALENDAR.days_of(2026).source
    off, worked = CALENDAR.day_off(dt.date(2026, 11, 24)), CALENDAR.swapped_in(dt.date(2026, 8, 22))

    assert _told("2026-11-23 09:00", 1, LimitUnit.WORKING_DAY)[1:] == [
        f"day-off {off}: {year} 24.11 00:00 > 25.11 17:00",
        "working-days R 23.11 09:00 > 25.11 17:00",
    ]
    assert _told("2026-08-20 09:00", 2, LimitUnit.WORKING_DAY)[1:] == [
        f"swap-day {worked}: {year} 24.08 17:00 > 22.08 17:00",
        "working-days R 20.08 09:00 > 22.08 17:00",
    ]


def test_a_procedure_without_a_limit_has_no_due_date_and_says_so() -> None:
    found = due(at("2026-08-10 09:00"), None, CALENDAR, RULES)

    assert found.due_at is None
    assert found.steps[-1].rule is StepRule.NO_LIMIT


def test_a_dossier_keeps_the_rules_of_its_day() -> None:
    assert rules.deadline_rules_on(dt.date(2019, 1, 1)).id == "nd61-2018"
    assert rules.deadline_rules_on(dt.date(2026, 8, 4)).id == "nd118-2025"
    assert rules.deadline_rules_on(dt.date(2026, 8, 5)).id == "nd309-2026"
    assert rules.deadline_rules_on(dt.date(2000, 1, 1)).id == "nd61-2018"


@given(MOMENTS, LIMITS)
def test_a_result_is_due_on_a_working_day_after_the_start(start: dt.datetime, limit: Limit) -> None:
    found = due(start, limit, CALENDAR, RULES)

    assert found.due_at is not None
    assert found.due_at > start
    assert CALENDAR.is_working_day(found.due_at.astimezone(VIETNAM).date())


@given(MOMENTS, LIMITS)
def test_the_last_step_ends_at_the_due_date(start: dt.datetime, limit: Limit) -> None:
    found = due(start, limit, CALENDAR, RULES)

    assert found.steps[-1].moved_to == found.due_at
    assert found.steps[0].moved_from == start


@given(MOMENTS, MOMENTS, LIMITS)
def test_who_is_received_earlier_is_not_due_later(one: dt.datetime, other: dt.datetime, limit: Limit) -> None:
    early, late = sorted((one, other))
    first, second = due(early, limit, CALENDAR, RULES), due(late, limit, CALENDAR, RULES)

    assert first.due_at is not None
    assert second.due_at is not None
    assert first.due_at <= second.due_at


@given(MOMENTS, LIMITS, st.integers(0, 200), st.integers(1, 400))
def test_a_pause_never_brings_the_date_forward(start: dt.datetime, limit: Limit, after: int, length: int) -> None:
    before = due(start, limit, CALENDAR, RULES)
    began = start + dt.timedelta(hours=after)
    now = paused(before, limit, began, began + dt.timedelta(hours=length), CALENDAR, RULES)

    assert before.due_at is not None
    assert now.due_at is not None
    assert now.due_at >= before.due_at
    if began < before.due_at:
        assert StepRule.PAUSED in {step.rule for step in now.steps[len(before.steps) :]}
        assert now.steps[-1].moved_to == now.due_at
        assert now.due_at >= began + dt.timedelta(hours=length)
        assert CALENDAR.is_working_day(now.due_at.astimezone(VIETNAM).date()) or limit.unit is LimitUnit.HOUR
    else:
        assert now == before


def test_a_pause_of_two_working_days_moves_the_date_by_two() -> None:
    limit = Limit(5, LimitUnit.WORKING_DAY)
    before = due(at("2026-08-10 09:00"), limit, CALENDAR, RULES)

    now = paused(before, limit, at("2026-08-11 09:00"), at("2026-08-13 09:00"), CALENDAR, RULES)

    assert (_local(before), _local(now)) == ("2026-08-17 17:00", "2026-08-19 17:00")


@pytest.mark.parametrize(
    ("unit", "value", "due_at", "began", "ended", "expected"),
    [
        (LimitUnit.HOUR, 8, "2026-08-11 09:00", "2026-08-10 14:00", "2026-08-12 10:00", "2026-08-12 15:00"),
        (LimitUnit.SAME_DAY, 0, "2026-08-10 17:00", "2026-08-10 10:00", "2026-08-11 10:00", "2026-08-11 17:00"),
        (LimitUnit.WORKING_DAY, 5, "2026-08-17 17:00", "2026-08-11 18:00", "2026-08-13 18:00", "2026-08-19 17:00"),
        (LimitUnit.CALENDAR_DAY, 10, "2026-08-20 17:00", "2026-08-12 09:00", "2026-08-15 09:00", "2026-08-24 17:00"),
        (LimitUnit.MONTH, 1, "2026-09-10 17:00", "2026-08-12 09:00", "2026-08-16 09:00", "2026-09-14 17:00"),
        (LimitUnit.CALENDAR_DAY, 5, "2026-08-17 17:00", "2026-08-17 08:00", "2026-08-18 18:00", "2026-08-19 17:00"),
    ],
)
def test_after_a_pause_what_was_left_of_the_limit_is_counted_on(
    unit: LimitUnit, value: int, due_at: str, began: str, ended: str, expected: str
) -> None:
    limit = Limit(value, unit)
    before = due(at("2026-08-10 09:00"), limit, CALENDAR, RULES)

    now = paused(before, limit, at(began), at(ended), CALENDAR, RULES, "NĐ 301/2026/NĐ-CP")

    assert (_local(before), _local(now)) == (due_at, expected)
    (told,) = (step for step in now.steps if step.rule is StepRule.PAUSED)
    assert (told.at, told.source) == (at(ended), "NĐ 301/2026/NĐ-CP")


def test_a_pause_without_length_or_from_the_due_date_on_or_without_a_date_changes_nothing() -> None:
    limit = Limit(3, LimitUnit.WORKING_DAY)
    before = due(at("2026-08-10 09:00"), limit, CALENDAR, RULES)
    assert before.due_at is not None
    undated = due(at("2026-08-10 09:00"), None, CALENDAR, RULES)

    for began, ended in (("2026-08-11 09:00", "2026-08-11 09:00"), ("2026-08-11 09:00", "2026-08-10 09:00")):
        assert paused(before, limit, at(began), at(ended), CALENDAR, RULES) == before
    assert paused(before, limit, before.due_at, at("2026-08-20 09:00"), CALENDAR, RULES) == before
    assert paused(undated, limit, at("2026-08-11 09:00"), at("2026-08-12 09:00"), CALENDAR, RULES) == undated


OPEN = MOMENTS.map(CALENDAR.next_opening)


@given(OPEN, LIMITS, st.lists(st.integers(0, 300), min_size=3, max_size=3, unique=True).map(sorted))
def test_two_pauses_in_a_row_move_the_date_as_one_of_both(start: dt.datetime, limit: Limit, hours: list[int]) -> None:
    before = due(start, limit, CALENDAR, RULES)
    first, middle, last = (CALENDAR.next_opening(start + dt.timedelta(hours=n)) for n in hours)

    both = paused(paused(before, limit, first, middle, CALENDAR, RULES), limit, middle, last, CALENDAR, RULES)

    assert both.due_at == paused(before, limit, first, last, CALENDAR, RULES).due_at


@given(OPEN, LIMITS, st.integers(1, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_longer_pause_never_ends_in_an_earlier_date(
    start: dt.datetime, limit: Limit, after: int, length: int, more: int
) -> None:
    before = due(start, limit, CALENDAR, RULES)
    began = start + dt.timedelta(hours=after)
    ended = began + dt.timedelta(hours=length)

    short = paused(before, limit, began, ended, CALENDAR, RULES)
    long = paused(before, limit, began, ended + dt.timedelta(hours=more), CALENDAR, RULES)

    assert short.due_at is not None
    assert long.due_at is not None
    assert short.due_at <= long.due_at


def test_a_pause_counts_calendar_days_from_before_they_were_rolled() -> None:
    limit = Limit(5, LimitUnit.CALENDAR_DAY)
    before = due(at("2026-08-10 09:00"), limit, CALENDAR, RULES)  # a Saturday, rolled to Monday

    now = paused(before, limit, at("2026-08-11 09:00"), at("2026-08-12 09:00"), CALENDAR, RULES)

    assert (_local(before), _local(now)) == ("2026-08-17 17:00", "2026-08-17 17:00")
    (told,) = (step for step in now.steps if step.rule is StepRule.PAUSED)
    assert told.moved_from == at("2026-08-16 00:00")  # the end of Saturday


def test_a_new_date_is_given_with_a_step_of_its_own_and_never_earlier() -> None:
    before = _due("2026-08-10 09:00", 3, LimitUnit.WORKING_DAY)

    now = extended(before, at("2026-08-18 17:00"), at("2026-08-12 10:00"), "NĐ 61/2018/NĐ-CP điều 19 khoản 9")

    assert (now.steps[-1].rule, now.steps[-1].moved_from, now.due_at) == (
        StepRule.EXTENDED,
        before.due_at,
        at("2026-08-18 17:00"),
    )
    undated = due(at("2026-08-10 09:00"), None, CALENDAR, RULES)
    for deadline, until in ((before, "2026-08-13 17:00"), (before, "2026-08-13 16:59"), (undated, "2026-08-18 17:00")):
        with pytest.raises(ValueError, match="later"):
            extended(deadline, at(until), at("2026-08-12 10:00"), "")


@given(MOMENTS, MOMENTS, LIMITS)
def test_after_a_supplement_the_date_is_that_of_a_new_start(one: dt.datetime, other: dt.datetime, limit: Limit) -> None:
    before = due(one, limit, CALENDAR, RULES)

    now = restarted(before, other, limit, CALENDAR, RULES)

    assert now.due_at == due(other, limit, CALENDAR, RULES).due_at
    assert now.steps[: len(before.steps)] == before.steps
    assert StepRule.RESTARTED in {step.rule for step in now.steps}


def test_a_new_start_tells_from_which_date_it_went_also_where_there_was_or_is_none() -> None:
    limit, start = Limit(3, LimitUnit.WORKING_DAY), at("2026-08-10 09:00")
    dated, undated = due(start, limit, CALENDAR, RULES), due(start, None, CALENDAR, RULES)
    again = at("2026-08-17 09:00")

    moves = [
        next(
            (step.at, step.moved_from, step.moved_to)
            for step in restarted(before, again, after, CALENDAR, RULES).steps
            if step.rule is StepRule.RESTARTED
        )
        for before, after in ((dated, limit), (undated, limit), (dated, None))
    ]

    then = due(again, limit, CALENDAR, RULES).due_at
    assert moves == [(again, dated.due_at, then), (again, again, then), (again, dated.due_at, again)]
    assert restarted(dated, again, None, CALENDAR, RULES).due_at is None
    assert restarted(dated, again, limit, CALENDAR, RULES).started_at == again
