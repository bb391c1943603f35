"""Identity numbers: every right one is accepted, and every way of being wrong is told by its code."""

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accounts import rules
from services.accounts.domain.identity import check_identity, kind_of, normalise, read_personal_number

PLACES = rules.birth_places_on(dt.date(2026, 1, 1))
DATES = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
SEXES = st.sampled_from(["male", "female"])
TAILS = st.text(string.digits, min_size=6, max_size=6)


def a_personal_number(place: str, sex: str, birth_date: dt.date, tail: str = "000001") -> str:
    century = 2 * (birth_date.year // 100 - 19) + (sex == "female")
    return f"{place}{century}{birth_date.year % 100:02d}{tail}"


def codes(*arguments: object) -> set[str]:
    return {problem.code for problem in check_identity(*arguments, PLACES)}  # type: ignore[arg-type]


@given(st.sampled_from(sorted(PLACES.provinces)), SEXES, DATES, TAILS)
def test_a_number_made_by_the_rule_is_accepted(place: str, sex: str, born: dt.date, tail: str) -> None:
    number = a_personal_number(place, sex, born, tail)

    assert codes("cccd", number, born, sex) == set()
    assert codes("cccd", number, born, None) == set()
    assert read_personal_number(number).birth_year == born.year


@given(SEXES, DATES, DATES, TAILS)
def test_another_birth_year_is_told(sex: str, born: dt.date, said: dt.date, tail: str) -> None:
    number = a_personal_number("042", sex, born, tail)

    expected = set() if born.year == said.year else {"identity.birth-year-differs"}
    assert codes("cccd", number, said, sex) == expected


@given(DATES, TAILS)
def test_the_other_sex_is_told(born: dt.date, tail: str) -> None:
    assert codes("cccd", a_personal_number("001", "male", born, tail), born, "female") == {"identity.sex-differs"}


@given(st.integers(0, 99).map("{:03d}".format).filter(lambda code: code not in PLACES.provinces), DATES)
def test_a_place_that_never_was_a_province_is_told(place: str, born: dt.date) -> None:
    assert codes("cccd", a_personal_number(place, "male", born), born, None) == {"identity.province-unknown"}


def test_births_registered_abroad_are_accepted() -> None:
    born = dt.date(2001, 2, 3)

    assert codes("cccd", a_personal_number("136", "female", born), born, "female") == set()


def test_there_are_63_places_of_birth_registration_and_the_mergers_left_them() -> None:
    assert len(PLACES.provinces) == 63
    assert PLACES.provinces["042"] == "Hà Tĩnh"


@given(st.text(max_size=15))
def test_any_text_is_judged_without_failing(text: str) -> None:
    for kind in ("cccd", "cmnd", "passport"):
        check_identity(kind, normalise(text), dt.date(1990, 1, 1), None, PLACES)


@given(st.text(max_size=15))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("042 090 000 123", "cccd"),
        ("183.456.789", "cmnd"),
        ("b1234567", "passport"),
        ("12345678", None),
        ("0420900001234", None),
        ("BB123456", None),
        ("٠٤٢٠٩٠٠٠٠١٢٣", None),
    ],
)
def test_the_form_tells_the_kind(raw: str, kind: str | None) -> None:
    assert kind_of(normalise(raw)) == kind


def test_a_number_of_another_kind_has_the_wrong_form() -> None:
    assert codes("passport", "042090000123", dt.date(1990, 1, 1), None) == {"identity.wrong-form"}
