"""The tables of states: what is listed can happen, all else cannot."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.contract import ObligationState, PaymentState
from services.payments.domain.states import (
    ACTION_WORDS,
    ASKABLE,
    OBLIGATION_WORDS,
    OPEN,
    SETTLING,
    TABLE,
    WORDS,
    Action,
    ImpossibleStep,
    State,
    step,
)
from services.payments.tables import payments

FINAL = frozenset({State.FAILED, State.CANCELLED, State.EXPIRED, State.REFUNDED})


EDGES = """
created redirect redirected
created settle paid
created cancel cancelled
created expire expired
redirected settle paid
redirected fail failed
redirected cancel cancelled
redirected expire expired
redirected await pending
redirected doubt unknown
pending settle paid
pending fail failed
pending cancel cancelled
pending expire expired
pending doubt unknown
unknown settle paid
unknown fail failed
unknown cancel cancelled
unknown expire expired
unknown await pending
paid start_refund refunding
partially_refunded start_refund refunding
refunding refund_fully refunded
refunding refund_partly partially_refunded
refunding refuse_refund paid
refunding keep_part partially_refunded
"""
"""Everything that can happen to an attempt, written down once more, so that no edge comes or goes by accident."""
LISTED = {(State(at), Action(action)): State(to) for at, action, to in map(str.split, EDGES.strip().splitlines())}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(State, Action)))
def test_an_edge_is_listed_or_impossible(state, action):
    if (state, action) in LISTED:
        assert step(state, action) is LISTED[state, action]
    else:
        with pytest.raises(ImpossibleStep):
            step(state, action)


def test_the_contract_and_the_database_know_the_same_states():
    (check,) = [c for c in payments.constraints if c.name == "payments_state"]
    listed = set(str(check.sqltext).split("'")[1::2])

    assert {str(state) for state in State} == {str(state) for state in PaymentState} == listed
    assert set(WORDS) == set(State)
    assert set(ACTION_WORDS) == set(Action)
    assert set(OBLIGATION_WORDS) == {str(state) for state in ObligationState}


def test_nothing_leaves_an_end():
    assert not [edge for edge in TABLE if edge[0] in FINAL]


def test_every_state_can_be_reached_from_created():
    reached = {State.CREATED}
    for _ in State:
        reached |= {target for (source, _action), target in TABLE.items() if source in reached}

    assert reached == set(State)


@given(st.lists(st.sampled_from(Action), max_size=40))
def test_an_attempt_that_settled_is_never_open_again(actions):
    state, settled = State.CREATED, False
    for action in actions:
        if (state, action) in TABLE:
            state = step(state, action)
        settled = settled or state in SETTLING
        assert not (settled and state in OPEN)
        assert state in SETTLING or not settled


def test_only_open_attempts_are_asked_about():
    assert ASKABLE < OPEN
    assert not OPEN & SETTLING
