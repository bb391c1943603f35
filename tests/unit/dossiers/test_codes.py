"""Dossier codes: the dated pattern, numbers beyond four digits, and what people type."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers import rules
from services.dossiers.contract import HYPHENS, plain_code
from services.dossiers.domain import codes

PATTERNS = rules.code_patterns()
UNITS = st.from_regex(r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,3}){0,3}", fullmatch=True)


@given(UNITS, st.dates(dt.date(2019, 1, 1), dt.date(2060, 1, 1)), st.integers(1, 2_000_000))
def test_every_code_has_the_form_of_its_day(unit: str, day: dt.date, sequence: int) -> None:
    code = codes.format_code(codes.pattern_on(PATTERNS, day), unit, day, sequence)

    assert codes.is_code(PATTERNS, code)
    assert plain_code(f"  {code.lower()} ") == code


@given(UNITS, st.integers(1, 2_000_000), st.sampled_from(HYPHENS), st.sampled_from(" \t\u00a0\u2009\u200b\u00ad\ufeff"))
def test_a_code_is_read_as_a_person_means_it(unit: str, sequence: int, hyphen: str, blank: str) -> None:
    code = codes.format_code(PATTERNS[-1], unit, dt.date(2026, 8, 10), sequence)

    assert plain_code(blank + code.replace("-", f"{blank}{hyphen}{blank}").replace(".", f".{blank}")) == code


@given(st.text(st.sampled_from("H27.-0OI1–_/"), max_size=30), st.text(st.sampled_from("H27.-0OI1–_/"), max_size=30))
def test_only_hyphens_and_blanks_are_read_alike(one: str, other: str) -> None:
    same = one.replace("–", "-") == other.replace("–", "-")

    assert (plain_code(one) == plain_code(other)) == same


@given(st.integers(1, 2_000_000), st.integers(1, 2_000_000))
def test_two_numbers_give_two_codes(one: int, other: int) -> None:
    pattern, day = PATTERNS[-1], dt.date(2026, 8, 10)

    same = codes.format_code(pattern, "H27", day, one) == codes.format_code(pattern, "H27", day, other)

    assert same == (one == other)


def test_the_sequence_outgrows_four_digits() -> None:
    found = [codes.format_code(PATTERNS[0], "H27.30.12", dt.date(2026, 8, 10), n) for n in (1, 9999, 10_000)]

    assert found == ["H27.30.12-260810-0001", "H27.30.12-260810-9999", "H27.30.12-260810-10000"]


@pytest.mark.parametrize("code", ["000.00.04.G18-200115-0001", "G09.20-20260609-0092637"])
def test_codes_of_other_systems_are_recognised(code: str) -> None:
    assert codes.is_code(PATTERNS, code)


@pytest.mark.parametrize("text", ["", "H27", "H27-260810", "H27-260810-1", "h27-260810-0001", "H27 -260810-0001", "%"])
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert not codes.is_code(PATTERNS, text)


@pytest.mark.parametrize("unit", ["", "h27", "H27..1", "H27-1", ".".join(["ABCDEF"] * 6)])
def test_a_unit_that_the_law_does_not_allow_makes_no_code(unit: str) -> None:
    with pytest.raises(codes.BadUnit):
        codes.format_code(PATTERNS[0], unit, dt.date(2026, 8, 10), 1)


def test_the_day_is_that_of_vietnam() -> None:
    assert codes.local_day(dt.datetime(2026, 8, 10, 17, 0, tzinfo=dt.UTC)) == dt.date(2026, 8, 11)
