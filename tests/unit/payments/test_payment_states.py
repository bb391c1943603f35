"""The tables of states: what is listed can happen, all else cannot."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.contract import ObligationState, PaymentState
from services.payments.domain.states import (
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


@pytest.mark.parametrize(("state", "action"), list(itertools.product(State, Action)))
def test_an_edge_is_in_the_table_or_impossible(state, action):
    if (state, action) in TABLE:
        assert step(state, action) is TABLE[state, action]
    else:
        with pytest.raises(ImpossibleStep):
            step(state, action)


def test_the_contract_and_the_database_know_the_same_states():
    (check,) = [c for c in payments.constraints if c.name == "payments_state"]
    listed = set(str(check.sqltext).split("'")[1::2])

    assert {str(state) for state in State} == {str(state) for state in PaymentState} == listed
    assert set(WORDS) == set(State)
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
