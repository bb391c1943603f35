"""Any days are whole months and the days around them, each day in one place."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain.spans import Span, Spans, month_end, spans

ENDS = st.tuples(st.dates(), st.dates()).map(sorted)


def length(span: Span) -> int:
    return (span.last - span.first).days + 1


@given(ENDS)
def test_each_day_lies_in_one_place(ends: list[dt.date]) -> None:
    first, last = ends
    found = spans(first, last)

    places = sorted([*found.days, *([found.months] if found.months else [])], key=lambda span: span.first)

    assert (places[0].first, places[-1].last) == (first, last)
    assert sum(map(length, places)) == length(Span(first, last))
    for before, after in itertools.pairwise(places):
        assert before.last < after.first


@given(ENDS)
def test_months_are_whole_and_what_is_around_them_holds_none(ends: list[dt.date]) -> None:
    found = spans(*ends)

    if found.months is not None:
        assert found.months.first.day == 1
        assert found.months.last == month_end(found.months.last)
    for span in found.days:
        assert span.first.day > 1 or span.last < month_end(span.first)
        assert found.months is None or length(span) < 31


def test_a_year_so_far_is_months_and_the_days_of_the_last() -> None:
    found = spans(dt.date(2026, 1, 1), dt.date(2026, 8, 10))

    assert found.months == Span(dt.date(2026, 1, 1), dt.date(2026, 7, 31))
    assert found.days == (Span(dt.date(2026, 8, 1), dt.date(2026, 8, 10)),)


def test_days_before_and_after_stay_days_where_no_month_is_whole() -> None:
    assert spans(dt.date(2026, 1, 2), dt.date(2026, 2, 27)).months is None
    assert spans(dt.date.min, dt.date.max).months == Span(dt.date.min, dt.date.max)


def test_one_whole_month_is_a_month_and_no_days() -> None:
    august = Span(dt.date(2026, 8, 1), dt.date(2026, 8, 31))

    assert spans(august.first, august.last) == Spans(august, ())
