"""An agency is found by what people call it, however they write it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.agency_names import is_called

NAME, CODE = "Ủy ban nhân dân xã Tân Mỹ Hà", "H27.30.12"


@pytest.mark.parametrize(
    "said",
    ["ủy ban", "UY BAN", "tan my", "hà mỹ", "ubnd tân", "ub", "nd xã", "UBND xã", "h27.30", "H27.30.12"],
)
def test_words_initials_and_codes_fit(said: str) -> None:
    assert is_called(said, NAME, CODE)


@pytest.mark.parametrize("said", ["", " ", "-", "tân lộc", "nhân viên", "H28", "30.12", "u"])
def test_what_is_not_in_the_name_does_not_fit(said: str) -> None:
    assert is_called(said, NAME, CODE) == (said == "u")


@given(st.permutations(NAME.split()), st.integers(1, 7), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_neither_order_nor_case_nor_form_of_writing_matters(words, many, form, loud) -> None:
    said = unicodedata.normalize(form, " ".join(words[:many]))

    assert is_called(said.upper() if loud else said, NAME, CODE)
