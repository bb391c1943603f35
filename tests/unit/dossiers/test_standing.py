"""Early, on time, late; and each step to a date in words that people read."""

import datetime as dt

import pytest

from services.dossiers.domain.deadlines import Limit, LimitUnit, StepRule, due, extended, paused, restarted
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
