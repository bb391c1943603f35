"""Dated data: the rule of a day, series and numbers of receipts."""

import datetime as dt

import pytest

from services.payments.data import load_limits
from services.payments.domain.limits import Limits, NoRule
from services.payments.domain.receipts import SeriesFull, number_text, series_of, year_of

LIMITS = load_limits()


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_an_attempt_has_fifteen_minutes():
    assert LIMITS.attempt("vnpay", at("2026-08-01T00:00")).lifetime == dt.timedelta(minutes=15)


def test_the_newest_rule_in_force_on_the_day_in_vietnam_decides():
    row = {"provider": "p", "minimum": 1, "maximum": 9}
    limits = Limits(
        {
            "attempts": [
                row | {"valid_from": "2026-01-01", "minutes": 10},
                row | {"valid_from": "2027-01-01", "minutes": 20},
                row | {"valid_from": "2026-06-01", "minutes": 30, "provider": "q"},
            ]
        }
    )

    assert limits.attempt("p", at("2026-12-31T16:59")).lifetime == dt.timedelta(minutes=10)
    assert limits.attempt("p", at("2026-12-31T17:00")).lifetime == dt.timedelta(minutes=20)
    with pytest.raises(NoRule):
        limits.attempt("p", at("2025-06-01T00:00"))


def test_the_series_follows_the_year_in_vietnam():
    form = LIMITS.receipt_form(at("2026-12-31T17:00"))

    assert series_of(form, year_of(at("2026-12-31T16:59"))) == "AA-26E"
    assert series_of(form, year_of(at("2026-12-31T17:00"))) == "AA-27E"


def test_numbers_have_eight_digits_and_end():
    assert number_text(1) == "00000001"
    assert number_text(99_999_999) == "99999999"
    for wrong in (0, 100_000_000):
        with pytest.raises(SeriesFull):
            number_text(wrong)


def test_every_rule_names_its_source():
    for rows in LIMITS.rows().values():
        assert all(row["source"] and dt.date.fromisoformat(row["valid_from"]) for row in rows)
