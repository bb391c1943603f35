"""What may be taken back of a receipt, which numbers are missing, and what lies in the cash box."""

import datetime as dt

import pytest

from services.payments.domain.cash import LEAST_REASON, UnknownNote, day_of, expected, is_explained, worth
from services.payments.domain.receipts import CannotCounter, CounterKind, may_counter, missing_numbers, still_good_for

CANCEL, ADJUST, REPLACE = CounterKind


@pytest.mark.parametrize(
    ("counters", "left"),
    [
        ([], 10),
        ([(ADJUST, 3)], 7),
        ([(ADJUST, 3), (ADJUST, 2)], 5),
        ([(CANCEL, 10)], 0),
        ([(ADJUST, 3), (REPLACE, 7)], 0),
    ],
)
def test_a_receipt_proves_what_was_not_taken_back(counters: list[tuple[CounterKind, int]], left: int) -> None:
    assert still_good_for(10, counters) == left


@pytest.mark.parametrize(
    ("counters", "kind", "amount", "may"),
    [
        ([], CANCEL, 10, True),
        ([], CANCEL, 9, False),
        ([], REPLACE, 10, True),
        ([], REPLACE, 11, False),
        ([], ADJUST, 1, True),
        ([], ADJUST, 9, True),
        ([], ADJUST, 10, False),
        ([], ADJUST, 0, False),
        ([], ADJUST, -1, False),
        ([(ADJUST, 3)], CANCEL, 7, True),
        ([(ADJUST, 3)], CANCEL, 10, False),
        ([(ADJUST, 3)], ADJUST, 6, True),
        ([(ADJUST, 3)], ADJUST, 7, False),
        ([(ADJUST, 9)], CANCEL, 1, True),
        ([(CANCEL, 10)], ADJUST, 1, False),
        ([(REPLACE, 10)], CANCEL, 0, False),
        ([(ADJUST, 10)], REPLACE, 0, False),
    ],
)
def test_nothing_is_taken_back_twice_and_all_of_it_is_a_cancellation(
    counters: list[tuple[CounterKind, int]], kind: CounterKind, amount: int, may: bool
) -> None:
    try:
        may_counter(10, counters, kind, amount)
    except CannotCounter:
        assert not may
    else:
        assert may


def test_the_numbers_of_a_series_that_no_receipt_has_are_named() -> None:
    assert missing_numbers([1, 2, 3], 3) == ()
    assert missing_numbers([5, 2], 5) == (1, 3, 4)
    assert missing_numbers([], 1) == (1,)


def test_the_box_holds_its_float_and_what_was_taken_less_what_was_paid_out() -> None:
    assert expected(100, 30, 5) == 125
    assert worth({500_000: 2, 1000: 3}, {500_000, 1000}) == 1_003_000
    assert worth({}, {1000}) == 0
    with pytest.raises(UnknownNote) as unknown:
        worth({1000: 1, 3000: 1}, {1000})
    assert unknown.value.value == 3000


def test_the_box_of_a_day_is_that_of_vietnam() -> None:
    assert day_of(dt.datetime(2026, 8, 3, 16, 59, tzinfo=dt.UTC)) == dt.date(2026, 8, 3)
    assert day_of(dt.datetime(2026, 8, 3, 17, 0, tzinfo=dt.UTC)) == dt.date(2026, 8, 4)


def test_a_difference_is_closed_with_a_reason_that_says_something() -> None:
    assert is_explained(0, "")
    assert is_explained(-1, "x" * LEAST_REASON)
    assert not is_explained(1, "x" * (LEAST_REASON - 1) + " ")
