"""Fees at reception: by the rule, unless the officer says otherwise and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain.fees import Assessment, ListedFee, OwedFee, Relief, Tier, Unassessed, Unreasoned, owed

COPY = ListedFee("ban-sao", "le_phi", "Lệ phí cấp bản sao", amount=8000, per_unit=True)
OPEN = ListedFee("tinh", "le_phi", "Lệ phí")
WHY = {"reason": "Người thuộc hộ nghèo", "legal_basis": "TT 281/2016/TT-BTC"}


def test_an_exemption_keeps_what_the_rule_asks_for_and_why_it_is_not_paid():
    (fee,) = owed([COPY], {"ban-sao": Assessment(2, 0, **WHY)})

    assert (fee.amount, fee.listed) == (0, 16_000)
    assert (fee.reason, fee.legal_basis) == ("Người thuộc hộ nghèo", "TT 281/2016/TT-BTC")


@pytest.mark.parametrize("said", [{}, {"reason": "vì vậy"}, {"legal_basis": "TT"}, {"reason": " ", "legal_basis": " "}])
@pytest.mark.parametrize("amount", [0, 4000, 9000])
def test_nobody_departs_from_a_fixed_amount_without_a_reason_and_its_basis(said, amount):
    with pytest.raises(Unreasoned) as bare:
        owed([COPY], {"ban-sao": Assessment(1, amount, **said)})
    assert bare.value.listed == 8000


def test_the_amount_of_the_rule_needs_no_reason_and_an_open_one_neither():
    (fee,) = owed([COPY], {"ban-sao": Assessment(1, 8000)})
    assert fee.listed is None
    (fee,) = owed([OPEN], {"tinh": Assessment(1, 5000)})
    assert (fee.amount, fee.listed) == (5000, None)


@given(st.integers(0, 100), st.integers(0, 10**6))
def test_whatever_an_officer_says_is_what_is_asked_for(quantity, amount):
    assert sum(fee.amount for fee in owed([COPY], {"ban-sao": Assessment(quantity, amount, **WHY)})) == amount


@pytest.mark.parametrize("said", [{}, {"reason": "vì vậy"}, {"legal_basis": "TT"}, {"reason": " ", "legal_basis": " "}])
def test_a_fee_whose_amount_is_open_is_not_waived_without_a_reason_and_its_basis(said):
    with pytest.raises(Unreasoned) as bare:
        owed([OPEN], {"tinh": Assessment(1, 0, **said)})
    assert bare.value.listed is None


def test_an_open_fee_that_is_waived_keeps_why():
    (fee,) = owed([OPEN], {"tinh": Assessment(1, 0, **WHY)})

    assert (fee.amount, fee.listed, fee.reason, fee.legal_basis) == (0, None, WHY["reason"], WHY["legal_basis"])


def test_a_granted_relief_is_reason_enough_to_ask_for_nothing():
    relief = Relief(100, "Hộ nghèo", "NQ 12")

    (fee,) = owed([OPEN], {"tinh": Assessment(1, 0)}, {"tinh": relief})

    assert (fee.amount, fee.reason, fee.legal_basis) == (0, "Hộ nghèo", "NQ 12")


HALF, ALL = Relief(50, "Hộ nghèo", "NQ 12"), Relief(100, "Hộ nghèo", "NQ 12")
NAMED = ("ban-sao", "le_phi", "Lệ phí cấp bản sao")


@pytest.mark.parametrize(
    ("fee", "found", "relief", "expected"),
    [
        (ListedFee("a", "phi", "Phí", amount=5), None, None, OwedFee("a", "phi", "Phí", 5)),
        (COPY, Assessment(2), None, OwedFee(*NAMED, 16_000, quantity=2)),
        (
            ListedFee("t", "phi", "Trang", tiers=(Tier(1, None, 3),)),
            Assessment(4),
            None,
            OwedFee("t", "phi", "Trang", 12, quantity=4),
        ),
        (COPY, Assessment(2, 9, **WHY), None, OwedFee(*NAMED, 9, 16_000, *WHY.values(), 2)),
        (COPY, Assessment(3), HALF, OwedFee(*NAMED, 12_000, 24_000, "Hộ nghèo", "NQ 12", 3)),
        (COPY, Assessment(3), ALL, OwedFee(*NAMED, 0, 24_000, "Hộ nghèo", "NQ 12", 3)),
        (OPEN, Assessment(1, 0, **WHY), None, OwedFee("tinh", "le_phi", "Lệ phí", 0, None, *WHY.values())),
        (OPEN, None, ALL, OwedFee("tinh", "le_phi", "Lệ phí", 0, None, "Hộ nghèo", "NQ 12")),
        (OPEN, Assessment(1, 10), HALF, OwedFee("tinh", "le_phi", "Lệ phí", 5, 10, "Hộ nghèo", "NQ 12")),
    ],
)
def test_what_is_owed_says_for_what_by_which_rule_and_for_how_many(fee, found, relief, expected):
    head = fee.head

    assert owed([fee], {head: found} if found else {}, {head: relief} if relief else None) == (expected,)


def test_who_pays_half_of_an_amount_that_nobody_said_still_waits_for_it():
    with pytest.raises(Unassessed):
        owed([OPEN], {}, {"tinh": HALF})
