"""The life of a difference with a provider: what can happen to it, and how a repair is booked."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.domain.differences import (
    ACTION_WORDS,
    UNCLOSED,
    WORDS,
    DifferenceAction,
    DifferenceState,
    ImpossibleDifferenceStep,
    may_still_come,
    plan,
    step,
)
from services.payments.domain.reconciling import Kind, Line, Side, compare

S, A = DifferenceState, DifferenceAction
LISTED = {
    (S.OPEN, A.PROPOSE): S.PROPOSED,
    (S.OPEN, A.VANISH): S.GONE,
    (S.PROPOSED, A.REFUSE): S.OPEN,
    (S.PROPOSED, A.LAPSE): S.OPEN,
    (S.PROPOSED, A.CONFIRM): S.REPAIRED,
    (S.PROPOSED, A.VANISH): S.GONE,
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(S, A)))
def test_an_edge_is_listed_or_impossible(state, action):
    if (state, action) in LISTED:
        assert step(state, action) is LISTED[state, action]
    else:
        with pytest.raises(ImpossibleDifferenceStep):
            step(state, action)


def test_every_state_and_action_has_its_words():
    assert set(WORDS) == set(S)
    assert set(ACTION_WORDS) == set(A)
    assert {state for state in S if any(at is state for at, _ in LISTED)} == UNCLOSED


def test_only_what_is_missing_there_may_still_come_and_only_until_a_later_file():
    assert [kind for kind in Kind if may_still_come(kind, newer_file=False)] == [Kind.MISSING_THERE]
    assert not any(may_still_come(kind, newer_file=True) for kind in Kind)


@given(st.sampled_from(Side), st.integers(-50, 50).filter(bool), st.integers(-50, 50))
def test_a_repair_brings_in_exactly_what_the_provider_has_more(side, more, claimed):
    found = plan("H27", "vnpay", side, more, claimed)

    at_provider = sum(entry.amount for entry in found.entries if entry.account == "clearing")
    assert at_provider + found.to_suspense == (more if side is Side.PAY else -more)
    assert sum(entry.amount for entry in found.entries) == 0
    assert found.claimed == -at_provider
    assert found.to_suspense >= 0


@pytest.mark.parametrize(
    ("theirs", "kinds"),
    [
        ([Line("a", "9", 5, Side.REFUND)], ["matched"]),
        ([Line("a", "9", 4, Side.REFUND)], ["missing_here", "missing_there"]),
        ([Line("a", "9", 5)], ["missing_here", "missing_there"]),
    ],
    ids=["its amount", "another amount", "a payment"],
)
def test_a_refund_whose_number_was_not_told_meets_the_line_of_its_amount(theirs, kinds):
    assert sorted(one.kind for one in compare([Line("a", "?r1", 5, Side.REFUND)], theirs)) == kinds


def test_what_was_repaired_to_nothing_is_not_there():
    assert compare([Line("a", "1", 0)], []) == ()
    (found,) = compare([Line("a", "1", 0)], [Line("a", "1", 7)])
    assert (found.kind, found.ours) == (Kind.MISSING_HERE, None)
