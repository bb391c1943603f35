"""Statements over time: what follows replaces what was planned, and never touches what has held."""

import datetime as dt
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.timeline import followed, until

START = dt.date(2026, 11, 1)


@dataclass(frozen=True)
class Said:
    what: int
    valid_from: dt.date
    valid_to: dt.date | None = None


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def holding(statements: tuple[Said, ...], on: dt.date) -> list[int]:
    return [one.what for one in statements if one.valid_from <= on and (one.valid_to is None or on < one.valid_to)]


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 30))
def test_from_its_first_day_only_the_last_statement_holds_and_before_it_nothing_changes(
    days: list[int], last: int
) -> None:
    statements: tuple[Said, ...] = ()
    for what, number in enumerate(days):
        statements = followed(statements, Said(what, day(number)))

    after = followed(statements, Said(-1, day(last)))

    for number in range(40):
        before = holding(statements, day(number))
        assert holding(after, day(number)) == ([-1] if number >= last else before)
        assert len(before) <= 1


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 30))
def test_from_the_end_on_nothing_holds_and_before_it_nothing_changes(days: list[int], end: int) -> None:
    statements: tuple[Said, ...] = ()
    for what, number in enumerate(days):
        statements = followed(statements, Said(what, day(number)))

    left = until(statements, day(end))

    for number in range(40):
        assert holding(left, day(number)) == ([] if number >= end else holding(statements, day(number)))
    assert until(left, day(end)) == left


def test_what_was_to_begin_later_is_gone_and_not_kept_without_a_day() -> None:
    plans = (Said(2, day(9)), Said(1, day(0), day(9)), Said(3, day(5)))

    assert until(plans, day(5)) == (Said(1, day(0), day(5)),)
    assert followed(plans, Said(4, day(5))) == (Said(1, day(0), day(5)), Said(4, day(5)))


def test_what_has_ended_before_stays_as_it_was() -> None:
    ended = Said(1, day(0), day(5))

    assert until((ended,), day(9)) == (ended,)
    assert until((ended,), day(3)) == (Said(1, day(0), day(3)),)
