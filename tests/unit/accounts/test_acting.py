"""Tax codes, roles of members, and the scope of delegations."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from services.accounts.domain.acting import ORDER, Delegation, may_give, scope_on
from services.accounts.domain.tax_code import check_digit, tax_code

DAY = dt.date(2026, 8, 3)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("0100109106", "0100109106"),
        ("0100233488", "0100233488"),
        (" 0314 409 058-002 ", "0314409058-002"),
        ("0314409058002", "0314409058-002"),
        ("0100109107", None),
        ("0314409058-000", None),
        ("0100000000", None),
        ("0100000003", None),
        ("0110000002", "0110000002"),
        ("042090000123", None),
        ("", None),
        ("０１00109106", None),
    ],
)
def test_a_tax_code_has_its_form_and_a_right_check_digit(raw: str, code: str | None) -> None:
    assert tax_code(raw) == code


@given(st.from_regex(r"\A[0-9]{10}([0-9]{3})?\Z"))
def test_the_check_agrees_with_an_independent_one(raw: str) -> None:
    assert (tax_code(raw) is not None) == mst.is_valid(raw)


@given(st.from_regex(r"\A[0-9]{9}\Z"), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(nine: str, place: int, by: int) -> None:
    digit = check_digit(nine)
    if digit is None:
        return
    changed = nine[:place] + str((int(nine[place]) + by) % 10) + nine[place + 1 :]

    assert tax_code(f"{changed}{digit}") is None


@pytest.mark.parametrize("given_role", ORDER)
def test_owners_give_every_role_managers_those_below_theirs_others_none(given_role: str) -> None:
    assert may_give("owner", given_role)
    assert may_give("manager", given_role) == (given_role in ("viewer", "filer"))
    assert not may_give("filer", given_role)
    assert not may_give("viewer", given_role)


def delegation(*procedures: str, first: int = 0, last: int = 0) -> Delegation:
    return Delegation(procedures, DAY + dt.timedelta(days=first), DAY + dt.timedelta(days=last))


@pytest.mark.parametrize(
    ("delegations", "scope"),
    [
        ([], None),
        ([delegation("1.001193", first=1, last=9)], None),
        ([delegation("1.001193", first=-9, last=-1)], None),
        ([delegation("1.001193", first=-1)], ("1.001193",)),
        ([delegation("1.001193"), delegation("1.000894"), delegation("2.000635", first=1, last=1)],
         ("1.000894", "1.001193")),
        ([delegation("1.001193"), delegation()], ()),
    ],
)  # fmt: skip
def test_delegations_add_up_on_a_day(delegations: list[Delegation], scope: tuple[str, ...] | None) -> None:
    assert scope_on(delegations, DAY) == scope
