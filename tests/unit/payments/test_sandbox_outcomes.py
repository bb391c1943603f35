"""The sandbox bank's magic amounts."""

from hypothesis import given
from hypothesis import strategies as st

from services.payments.sandbox_bank.outcomes import MEANINGS, Outcome, outcome_of


def test_every_outcome_is_documented_and_has_an_ending_of_its_own():
    endings = [meaning.ending for meaning in MEANINGS.values() if meaning.ending]

    assert set(MEANINGS) == set(Outcome)
    assert len(set(endings)) == len(endings) == len(Outcome) - 1


def test_an_ending_chooses_its_outcome():
    for outcome, meaning in MEANINGS.items():
        assert outcome_of(int("20" + (meaning.ending or "500"))) is outcome


@given(st.integers(1, 10**6))
def test_no_real_fee_is_magic_by_accident(halves):
    assert outcome_of(halves * 500) is Outcome.SUCCESS
