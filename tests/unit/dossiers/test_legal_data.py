"""The dated data of dossiers: complete, in order, each with its source."""

import datetime as dt

import pytest

from chassis.errors import PortalError
from services.dossiers import reasons, rules
from services.dossiers.contract import REASON_UNKNOWN, Act

SETS = rules.deadline_rule_sets()


def test_every_rule_names_its_source() -> None:
    for rule_set in SETS:
        sources = [value for name, value in vars_of(rule_set).items() if name.endswith("source")]
        assert len(sources) == 8
        assert all(sources), rule_set.id
        assert rule_set.supplement_expiry.source
        assert rule_set.payment_expiry.source
    assert all(pattern.source for pattern in rules.code_patterns())
    assert rules.calendar_of().hours.source
    assert all(year.source for year in rules.calendar_of().years.values())


def vars_of(rule_set: object) -> dict[str, object]:
    return {name: getattr(rule_set, name) for name in rule_set.__dataclass_fields__}  # type: ignore[attr-defined]


def test_one_set_follows_the_other_and_each_has_a_name_of_its_own() -> None:
    assert [s.valid_from for s in SETS] == sorted({s.valid_from for s in SETS})
    assert len({s.id for s in SETS}) == len(SETS)
    assert all(rules.deadline_rules(s.id) is s for s in SETS)


def test_the_law_allows_one_request_for_a_supplement() -> None:
    assert {s.supplement_requests for s in SETS} == {1}


def test_the_law_allows_one_new_date() -> None:
    assert {s.extensions for s in SETS} == {1}


def test_every_reason_has_words_a_source_and_an_act_and_is_known_once() -> None:
    for day in (dt.date(2020, 1, 1), dt.date(2026, 11, 27)):
        found = reasons.in_force(day)
        assert len({one.code for one in found}) == len(found)
        assert all(one.vi and one.en and one.source and one.acts for one in found)
        assert {act for one in found for act in one.acts} == set(Act)


def test_a_reason_of_another_act_or_time_is_not_known() -> None:
    today = dt.date(2026, 11, 27)

    assert reasons.named("supplement-late", Act.REFUSE, today)
    with pytest.raises(PortalError) as refused:
        reasons.named("supplement-late", Act.EXTEND, today)
    assert refused.value.code == REASON_UNKNOWN.code
    assert "workload" in refused.value.params["choices"]
    with pytest.raises(PortalError):
        reasons.named("supplement-late", Act.REFUSE, dt.date(2010, 1, 1))


def test_the_years_that_were_announced_are_there() -> None:
    years = rules.calendar_of().years

    assert {2025, 2026, 2027} <= set(years)
    assert not years[2026].estimated
    assert years[2027].estimated
    assert dt.date(2026, 11, 24) in years[2026].off


def test_office_hours_are_eight_a_day() -> None:
    for n in range(5):
        spans = rules.calendar_of().spans(dt.date(2026, 8, 10) + dt.timedelta(days=n))
        assert sum((end - start for start, end in spans), dt.timedelta()) == dt.timedelta(hours=8)


def test_papers_are_documents_and_pictures() -> None:
    limits = rules.file_rules()

    assert limits.media_types == {"application/pdf", "image/jpeg", "image/png"}
    assert limits.max_bytes == 25 * 1024 * 1024
