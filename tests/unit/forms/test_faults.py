"""A slip in a form's description is found when it is loaded."""

from typing import Any

import pytest

from services.catalog.contract.forms import faults
from services.catalog.seeds import read_seeds
from tests.unit.forms.generating import Maker
from tests.unit.forms.test_checking import a_form

TEXT = {"key": "a", "kind": "text"}
TABLE = {"key": "t", "kind": "table", "columns": [{"key": "c", "kind": "text", "vi": "Cột", "en": "Column"}]}


def told(*fields: dict[str, Any], rules: tuple[dict[str, Any], ...] = ()) -> str:
    return "; ".join(faults(a_form(*fields, rules=rules)))


def test_forms_that_are_shipped_have_none() -> None:
    forms = [form for version in read_seeds().procedures for form in version.forms]

    assert forms
    assert [faults(form) for form in forms] == [()] * len(forms)


def test_forms_made_by_chance_have_none_until_one_is_put_in() -> None:
    form = Maker(5).form()

    assert faults(form) == ()


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        (TEXT | {"show": {"op": "given", "field": "b"}}, "nothing above it is called b"),
        (TEXT | {"show": {"op": "given", "field": "a"}}, "nothing above it is called a"),
        (TEXT | {"show": {"op": "given"}}, "given needs a field"),
        (TEXT | {"show": {"op": "not", "of": []}}, "not of 0 conditions"),
        (TEXT | {"low": 1}, "low does nothing for a field of kind text"),
        (TEXT | {"pattern": "[0-9]+", "pattern_vi": "x", "pattern_en": "x"}, "small language"),
        (TEXT | {"pattern": "(a", "pattern_vi": "x", "pattern_en": "x"}, "small language"),
        (TEXT | {"pattern": "\\d{3}", "pattern_vi": "x", "pattern_en": "x"}, "small language"),
        (TEXT | {"pattern": "[0-9]{3}"}, "what to write"),
        (TEXT | {"locked": True}, "nothing fills it"),
        (TEXT | {"prefill": "phone"}, "cannot be filled from phone"),
        ({"key": "a", "kind": "choice"}, "options of its own or a shared list"),
        ({"key": "a", "kind": "person"}, "a person has parts"),
        ({"key": "a", "kind": "file"}, "names its paper"),
        ({"key": "a", "kind": "table"}, "has columns"),
        ({"key": "a", "kind": "number", "low": 5, "high": 2}, "wrong way round"),
        ({"key": "a", "kind": "number", "high": 10**15}, "beyond what is counted"),
        ({"key": "a", "kind": "date", "not_after": {"field": "b"}}, "nothing above it is called b"),
    ],
)
def test_a_slip_in_a_field_is_told(field: dict[str, Any], fault: str) -> None:
    assert fault in told(field)


def test_what_is_there_twice_is_told() -> None:
    assert "field a is there twice" in told(TEXT, TEXT)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({"at": "b", "holds": {"op": "given", "field": "a"}}, "there is no field b"),
        ({"at": "a", "holds": {"op": "given", "field": "$here.c"}, "each": "a"}, "a is no table"),
        ({"at": "$here.d", "holds": {"op": "given", "field": "$here.c"}, "each": "t"}, "there is no field $here.d"),
        ({"at": "a", "holds": {"op": "eq", "left": {"number": 1, "text": "x"}, "right": {"number": 1}}}, "is one of"),
    ],
)
def test_a_slip_in_a_rule_is_told(rule: dict[str, Any], fault: str) -> None:
    assert fault in told(TEXT, TABLE, rules=({"key": "r"} | rule,))
