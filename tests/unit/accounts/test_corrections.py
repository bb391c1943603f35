"""What a correction makes of a person's details: what is given changes, all else stays, and what is wrong is told."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accounts import rules
from services.accounts.domain.correcting import Details, changed_fields, corrected, merged, register_decides

TODAY = dt.date(2026, 8, 3)
PLACES = rules.birth_places_on(TODAY)
MAI = Details("Trần Thị Mai", dt.date(1990, 5, 6), "female", "cccd", "042190000123")
NOTHING: dict[str, Any] = {"full_name": None, "birth_date": None, "sex": None}
FIELDS = ("name", "birth_date", "sex", "identity")


def after(present: Details = MAI, **given: Any) -> Any:
    found = corrected(present, **{**NOTHING, **given}, today=TODAY, places=PLACES)
    return found if isinstance(found, Details) else {(problem.field, problem.code) for problem in found}


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({}, {}),
        ({"full_name": "  Trần  Thị Mây "}, {"name": "Trần Thị Mây"}),
        ({"birth_date": dt.date(1990, 6, 5)}, {"birth_date": dt.date(1990, 6, 5)}),
        ({"identity_number": "042 190 000 124"}, {"identity_number": "042190000124"}),
        (
            {"identity_kind": "cmnd", "identity_number": "183.456.789", "sex": "male"},
            {"identity_kind": "cmnd", "identity_number": "183456789", "sex": "male"},
        ),
    ],
)
def test_what_is_given_is_changed_and_nothing_else(given: dict[str, Any], changed: dict[str, Any]) -> None:
    assert after(**given) == replace(MAI, **changed)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"full_name": "M4i"}, {("full_name", "name.wrong-form")}),
        ({"birth_date": dt.date(2026, 8, 4)}, {("birth_date", "birth-date.out-of-range"),
                                               ("identity_number", "identity.birth-year-differs")}),
        ({"sex": "male"}, {("identity_number", "identity.sex-differs")}),
        ({"identity_kind": "cmnd"}, {("identity_number", "identity.wrong-form")}),
        ({"full_name": "", "identity_number": "1"}, {("full_name", "name.wrong-form"),
                                                      ("identity_number", "identity.wrong-form")}),
    ],
)  # fmt: skip
def test_all_that_does_not_fit_the_rest_is_told(given: dict[str, Any], wrong: set[tuple[str, str]]) -> None:
    assert after(**given) == wrong


def test_where_no_sex_is_known_none_is_looked_at() -> None:
    assert after(replace(MAI, sex=""), birth_date=dt.date(1990, 1, 2)).sex == ""


LAN = Details("Lê Lan", dt.date(1984, 2, 3), "male", "passport", "B1234567")


@given(st.sets(st.sampled_from(FIELDS)))
def test_what_is_accepted_is_taken_over_field_by_field_and_told_by_the_same_names(fields: set[str]) -> None:
    found = merged(MAI, LAN, fields)

    assert set(changed_fields(MAI, found)) == fields
    assert set(changed_fields(found, LAN)) == set(FIELDS) - fields


def test_the_register_vouches_for_all_but_another_paper_and_the_sex_of_who_has_no_card() -> None:
    assert register_decides(MAI, replace(MAI, name="Mây", birth_date=dt.date(1990, 1, 1), sex="male"))
    assert not register_decides(MAI, replace(MAI, identity_number="042190000124"))
    assert not register_decides(MAI, replace(MAI, identity_kind="cmnd"))
    assert register_decides(LAN, replace(LAN, name="Lê Lam"))
    assert not register_decides(LAN, replace(LAN, sex="female"))
