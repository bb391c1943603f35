"""Early, on time, late; and each step to a date in words that people read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain.actions import Action
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.deadlines import Limit, LimitUnit, StepRule, due, extended, paused, restarted
from services.dossiers.domain.figures import Happening, Measure, missed_promise, standing_of
from services.dossiers.domain.standing import Standing, sentence, standing, summary
from tests.unit.dossiers.test_calendar import CALENDAR, at
from tests.unit.dossiers.test_deadlines import RULES

DUE = at("2026-08-13 17:00")  # a Thursday


@pytest.mark.parametrize(
    ("finished", "now", "expected"),
    [
        ("2026-08-12 23:59", "2026-08-20 08:00", Standing.EARLY),
        ("2026-08-13 00:00", "2026-08-20 08:00", Standing.ON_TIME),
        ("2026-08-13 17:00", "2026-08-20 08:00", Standing.ON_TIME),
        ("2026-08-13 17:01", "2026-08-20 08:00", Standing.LATE),
        ("", "2026-08-11 23:59", Standing.IN_TIME),
        ("", "2026-08-12 00:00", Standing.DUE_SOON),
        ("", "2026-08-13 17:00", Standing.DUE_SOON),
        ("", "2026-08-13 17:01", Standing.OVERDUE),
    ],
)
def test_a_dossier_stands_by_the_day_and_the_hour(finished: str, now: str, expected: Standing) -> None:
    found = standing(DUE, at(finished) if finished else None, at(now), CALENDAR)

    assert found is expected
    assert "17:00 ngày 13/08/2026" in summary(found, DUE).vi
    assert "17:00 on 13/08/2026" in summary(found, DUE).en


def test_soon_is_a_working_day_before_and_not_a_day() -> None:
    monday = at("2026-08-17 17:00")

    assert standing(monday, None, at("2026-08-13 23:00"), CALENDAR) is Standing.IN_TIME
    assert standing(monday, None, at("2026-08-14 08:00"), CALENDAR) is Standing.DUE_SOON


def test_without_a_date_it_stands_still_or_has_none() -> None:
    assert standing(None, None, DUE, CALENDAR, paused=True) is Standing.PAUSED
    assert standing(None, None, DUE, CALENDAR) is Standing.NO_DATE
    assert summary(Standing.PAUSED, None).vi.startswith("Thời hạn đang tạm dừng")


def test_every_rule_is_told_as_a_sentence_in_both_languages() -> None:
    limit = Limit(9, LimitUnit.WORKING_DAY)
    found = due(at("2026-08-20 18:00"), limit, CALENDAR, RULES)
    found = paused(found, limit, at("2026-08-24 09:00"), at("2026-08-26 09:00"), CALENDAR, RULES)
    found = extended(found, at("2026-09-21 17:00"), at("2026-09-10 09:00"), "x")
    found = restarted(found, at("2026-09-22 09:00"), limit, CALENDAR, RULES)
    told = {step.rule: sentence(step) for step in found.steps}

    assert told[StepRule.OUTSIDE_HOURS].vi == "Lúc đó ngoài giờ làm việc, nên tính từ 08:00 ngày 21/08/2026."
    assert told[StepRule.SWAP_DAY].en == "22/08/2026 is worked instead and is counted."
    assert told[StepRule.DAY_OFF].vi == "Ngày 02/09/2026 là ngày nghỉ, không tính."
    assert told[StepRule.EXTENDED].vi.endswith("sang 17:00 ngày 21/09/2026.")


@pytest.mark.parametrize("rule", list(StepRule))
def test_no_sentence_is_left_with_a_gap(rule: StepRule) -> None:
    step = due(at("2026-08-20 09:00"), None, CALENDAR, RULES).steps[0]
    told = sentence(type(step)(step.at, rule, "", step.moved_from, step.moved_to + dt.timedelta(days=1)))

    assert told.vi.endswith(".")
    assert told.en.endswith(".")
    assert "{" not in told.vi + told.en


# The date of one dossier and the public figures say the same

MOVES = (Action.EXTEND, Action.SUSPEND, Action.CONSULT, Action.REQUIRE_DUTY, Action.ASK_SUPPLEMENT)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Happening], dt.datetime | None, dt.datetime | None, dt.datetime]:
    """A history with dates that are moved in time and too late, the date that holds at its end, and when it ended."""
    now = at("2026-08-10 09:00")
    due: dt.datetime | None = now + dt.timedelta(hours=draw(st.integers(1, 200)))
    history = [Happening(Action.SUBMIT, now), Happening(Action.RECEIVE, now, due)]
    for _ in range(draw(st.integers(0, 4))):
        now += dt.timedelta(hours=draw(st.integers(1, 150)))
        given = draw(st.none() | st.integers(1, 200))
        new = None if given is None else now + dt.timedelta(hours=given)
        history.append(Happening(draw(st.sampled_from(MOVES)), now, new, due_before=due))
        due = new
    now += dt.timedelta(hours=draw(st.integers(1, 150)))
    if not draw(st.booleans()):
        return history, due, None, now
    history.append(Happening(Action.DECIDE, now, due))
    return history, due, now, now + dt.timedelta(days=draw(st.integers(0, 30)))


COUNTED_AS = {
    Standing.EARLY: Measure.EARLY,
    Standing.ON_TIME: Measure.ON_TIME,
    Standing.LATE: Measure.LATE,
    Standing.NO_DATE: Measure.UNLIMITED,
}


@given(lives())
def test_a_decision_is_in_time_for_the_person_as_it_is_in_the_figures(
    life: tuple[list[Happening], dt.datetime | None, dt.datetime | None, dt.datetime],
) -> None:
    history, due, decided, now = life
    counted = standing_of(history).counted

    found = standing(due, decided, now, CALENDAR, missed=missed_promise(history))

    if decided is not None:
        assert COUNTED_AS[found] in counted
        assert len({Measure.EARLY, Measure.ON_TIME, Measure.LATE, Measure.UNLIMITED} & set(counted)) == 1
    else:
        # The figures go by whole days: late is what was due before today.
        late = counted[Measure.OPEN] < now.astimezone(VIETNAM).date()
        assert found is Standing.OVERDUE if late else True
        assert (Measure.MISSED in counted) == (missed_promise(history) is not None)


@given(lives())
def test_a_missed_date_stays_late_whatever_date_is_given_afterwards(
    life: tuple[list[Happening], dt.datetime | None, dt.datetime | None, dt.datetime],
) -> None:
    history, due, decided, now = life
    missed = missed_promise(history)

    found = standing(due, decided, now, CALENDAR, missed=missed)

    if missed is not None:
        assert found in (Standing.LATE, Standing.OVERDUE)
        assert summary(found, due, missed).vi.count("ngày") >= 1
        again = [*history, Happening(Action.EXTEND, now, now + dt.timedelta(days=99), due_before=due)]
        assert missed_promise(again) == missed


def test_who_missed_a_date_is_told_both() -> None:
    found = standing(DUE, None, at("2026-08-11 09:00"), CALENDAR, missed=at("2026-08-10 17:00"))

    assert found is Standing.OVERDUE
    assert summary(found, DUE, at("2026-08-10 17:00")).vi == (
        "Đã quá hạn 17:00 ngày 10/08/2026 mà chưa xong. Ngày hẹn lại: 17:00 ngày 13/08/2026."
    )


def test_a_new_date_is_told_only_to_who_missed_one_and_still_waits() -> None:
    missed = at("2026-08-10 17:00")

    assert summary(Standing.OVERDUE, DUE).vi == "Đã quá hạn 17:00 ngày 13/08/2026 mà chưa xong."
    assert summary(Standing.LATE, DUE, missed).vi == "Đã giải quyết quá hạn 17:00 ngày 10/08/2026."
    assert summary(Standing.OVERDUE, None, missed).en == "It is overdue; it was due at 17:00 on 10/08/2026."
