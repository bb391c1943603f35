"""The table of refunds, and what may be paid back: what is listed can happen, all else cannot."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments import draw
from services.payments.domain import differences, graph, refunds, states
from services.payments.domain.ledger import Share
from services.payments.domain.refunds import (
    ACTION_WORDS,
    AT_PROVIDER,
    COUNTED,
    OPEN,
    WORDS,
    Exceeds,
    ImpossibleRefundStep,
    RefundAction,
    RefundState,
    asked_of,
    left_of,
    step,
)

EDGES = """
requested approve approved
requested reject rejected
approved send sent
approved pay_out settled
approved reject rejected
sent confirm settled
sent refuse refused
sent doubt unknown
unknown confirm settled
unknown refuse refused
unknown await sent
"""
LISTED = {
    (RefundState(at), RefundAction(action)): RefundState(to)
    for at, action, to in map(str.split, EDGES.strip().splitlines())
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(RefundState, RefundAction)))
def test_an_edge_is_listed_or_impossible(state, action):
    if (state, action) in LISTED:
        assert step(state, action) is LISTED[state, action]
    else:
        with pytest.raises(ImpossibleRefundStep):
            step(state, action)


def test_every_state_and_action_has_its_words():
    assert set(WORDS) == set(RefundState)
    assert set(ACTION_WORDS) == set(RefundAction)


def test_what_may_still_be_paid_counts_as_what_was_paid_and_some_of_it_only_the_provider_ends():
    assert {state for state, _ in LISTED} == OPEN
    assert {RefundState.SENT, RefundState.UNKNOWN} == AT_PROVIDER
    assert OPEN | {RefundState.SETTLED} == COUNTED


def test_money_that_may_be_on_its_way_is_stopped_by_nobody_but_the_provider():
    for state in AT_PROVIDER:
        assert state in OPEN
        assert not {action for at, action in LISTED if at is state} & {RefundAction.REJECT, RefundAction.PAY_OUT}


def test_every_drawing_has_every_edge_of_all_tables_once():
    edges = len(states.TABLE) + len(refunds.TABLE) + len(differences.TABLE)

    assert graph.text().count("  → ") == edges
    assert graph.dot().count(" -> ") == edges
    # Three beginnings; four ends of attempts, three of refunds, two of differences.
    assert graph.mermaid().count(" --> ") == edges + 3 + 4 + 3 + 2
    for drawing in graph.FORMATS.values():
        drawn = drawing()
        assert all(words[0] in drawn for words in (*states.WORDS.values(), *refunds.WORDS.values()))
        assert all(words[0] in drawn for words in differences.WORDS.values())
        assert all(action.value in drawn for action in (*states.Action, *RefundAction, *differences.DifferenceAction))


def test_a_command_draws_them(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["motcua payments", "graph", "--format", "dot"])

    assert draw.main() == 0
    assert capsys.readouterr().out == graph.dot() + "\n"


# What may be paid back

AMOUNTS = st.integers(min_value=1, max_value=10**9)
PAID = st.dictionaries(st.sampled_from(["a", "b", "c"]), AMOUNTS, min_size=1).map(
    lambda found: [Share(head, amount) for head, amount in found.items()]
)


@given(PAID, st.integers(0, 5), st.data())
def test_refund_after_refund_ends_with_nothing_left(paid, partial, data):
    left, taken = tuple(paid), 0
    for _ in range(partial):
        if left:
            heads = data.draw(st.lists(st.sampled_from(left), min_size=1, unique=True))
            asked = [Share(one.head, data.draw(st.integers(1, one.amount))) for one in heads]
            granted = asked_of(left, asked)
            taken += sum(one.amount for one in granted)
            left = left_of(left, granted)
    if left:
        rest = asked_of(left, [])
        taken += sum(one.amount for one in rest)
        left = left_of(left, rest)

    assert left == ()
    assert taken == sum(one.amount for one in paid)


@given(PAID, AMOUNTS)
def test_no_head_gives_more_than_it_got(paid, more):
    one = paid[0]

    with pytest.raises(Exceeds):
        asked_of(paid, [Share(one.head, one.amount + more)])
    with pytest.raises(Exceeds):
        asked_of(paid, [Share("another", 1)])
    with pytest.raises(Exceeds):
        asked_of(paid, [Share(one.head, one.amount), Share(f"{one.head}-other", 1)])
    with pytest.raises(ValueError, match="once"):
        asked_of(paid, [Share(one.head, 1), Share(one.head, 1)])
