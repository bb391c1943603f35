"""The state table, exhaustively: what it allows is written here a second time, by hand, from the law."""

import datetime as dt

import pytest

from services.dossiers.domain import guards, states
from services.dossiers.domain.guards import Facts, Problem
from services.dossiers.domain.states import TABLE, Action, Guard, Impossible, NotTheirs, Party, State, edge

NOW = dt.datetime(2026, 8, 10, tzinfo=dt.UTC)

# From the numbers of the national portal: which state may follow which.
FOLLOWS = {
    0: {0, 1},
    1: {1, 2, 3, 5, 6, 7},
    2: {4, 7},
    3: set(),
    4: {4, 5, 6, 7, 8, 9},
    5: {1, 3, 5, 7, 8},
    6: {2, 4, 7, 8},
    7: {8},
    8: set(),
    9: {9, 10},
    10: set(),
}


@pytest.mark.parametrize("state", list(State))
def test_a_state_leads_where_the_law_lets_it_and_nowhere_else(state: State) -> None:
    assert {int(made.to) for (at, _), made in TABLE.items() if at is state} == FOLLOWS[state]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(Action))
def test_every_pair_of_state_and_action_is_an_edge_or_impossible(state: State, action: Action) -> None:
    made = TABLE.get((state, action))
    if made is None:
        with pytest.raises(Impossible):
            edge(state, action, frozenset(Party))
        return
    for party in Party:
        if party in made.parties:
            assert edge(state, action, frozenset({party})) is made
        else:
            with pytest.raises(NotTheirs):
                edge(state, action, frozenset({party}))
    with pytest.raises(NotTheirs):
        edge(state, action, frozenset())


def test_every_action_of_the_table_keeps_its_direction_everywhere() -> None:
    for action in Action:
        moves = {(at, made.to) for (at, done), made in TABLE.items() if done is action}
        stays = {at is to for at, to in moves}
        assert len(stays) == 1, f"{action} stays in some states and leaves others"


def test_every_edge_names_its_source_and_every_state_and_action_its_name() -> None:
    assert all(made.source and made.parties for made in TABLE.values())
    assert set(states.STATE_NAMES) == set(State)
    assert set(states.ACTION_NAMES) == set(Action)
    assert {made.guard for made in TABLE.values()} == set(Guard)


def test_every_state_is_reached_and_every_open_one_has_a_way_to_an_end() -> None:
    reached, edge_of = {State.DRAFT}, [(at, made.to) for (at, _), made in TABLE.items()]
    for _ in State:
        reached |= {to for at, to in edge_of if at in reached}
    assert reached == set(State)

    ends = {state for state in State if states.is_closed(state, received=True)}
    assert ends == {State.REFUSED, State.STOPPED, State.RETURNED}
    leads = set(ends)
    for _ in State:
        leads |= {at for at, to in edge_of if to in leads}
    assert leads == set(State)


def test_a_withdrawal_is_an_end_only_before_reception() -> None:
    assert states.is_closed(State.WITHDRAWN, received=False)
    assert not states.is_closed(State.WITHDRAWN, received=True)


def test_only_what_waits_for_reception_or_a_supplement_can_be_edited() -> None:
    assert {State.DRAFT, State.SUBMITTED, State.SUPPLEMENT} == states.EDITABLE


def test_the_graph_shows_every_edge() -> None:
    drawn = states.graph()

    assert drawn.count("->") == len(TABLE)
    assert "Yêu cầu bổ sung giấy tờ" in drawn


@pytest.mark.parametrize(
    ("guard", "facts", "expected"),
    [
        (Guard.COMPLETE, {"papers_missing": 1}, Problem.PAPERS_MISSING),
        (Guard.COMPLETE, {}, None),
        (Guard.CLOCK_MAY_START, {"pays_first": True, "unpaid": 1}, Problem.FEES_UNPAID),
        (Guard.CLOCK_MAY_START, {"pays_first": False, "unpaid": 1}, None),
        (Guard.PAYMENT_COMES_FIRST, {"pays_first": True, "unpaid": 1}, None),
        (Guard.PAYMENT_COMES_FIRST, {"pays_first": True}, Problem.NOTHING_TO_PAY_FIRST),
        (Guard.PAID_IN_FULL, {"unpaid": 1}, Problem.FEES_UNPAID),
        (Guard.DUTY_PAID_IN_FULL, {"unpaid_duty": 1}, Problem.FEES_UNPAID),
        (Guard.DUTY_PAID_IN_FULL, {"unpaid": 1}, None),
        (Guard.FIRST_REQUEST, {"supplements_asked": 1}, Problem.ALREADY_ASKED),
        (Guard.FIRST_REQUEST, {"supplements_asked": 0}, None),
        (Guard.SUPPLIED, {"items_open": 1}, Problem.SUPPLEMENT_INCOMPLETE),
        (Guard.SUPPLIED, {"papers_missing": 1}, Problem.PAPERS_MISSING),
        (Guard.REASONED, {}, Problem.REASON_NEEDED),
        (Guard.SUPPLEMENT_EXPIRED, {"reasoned": True, "respond_by": NOW}, Problem.SUPPLEMENT_STILL_OPEN),
        (Guard.SUPPLEMENT_EXPIRED, {"reasoned": True, "respond_by": NOW - dt.timedelta(seconds=1)}, None),
        (Guard.WITHDRAWN_AFTER_RECEPTION, {"reasoned": True}, Problem.WITHDRAWAL_WAS_FINAL),
        (Guard.WITHDRAWN_AFTER_RECEPTION, {"reasoned": True, "received": True}, None),
        (Guard.LAWFUL_DECISION, {"refuses": True}, Problem.REASON_NEEDED),
        (
            Guard.LAWFUL_DECISION,
            {"second_person_required": True, "same_person": True},
            Problem.SECOND_PERSON_NEEDED,
        ),
        (Guard.LAWFUL_DECISION, {"same_person": True}, None),
        (Guard.RESULT_READY, {"unpaid": 1}, Problem.FEES_UNPAID),
        (Guard.RESULT_READY, {"returned_online": True}, Problem.RESULT_MISSING),
        (Guard.RESULT_READY, {"returned_online": True, "refuses": True, "unpaid": 1}, None),
        (Guard.NONE, {"unpaid": 1}, None),
    ],
)
def test_a_guard_holds_back_what_it_must(guard: Guard, facts: dict[str, object], expected: Problem | None) -> None:
    assert guards.problem(guard, Facts(now=NOW, **facts)) is expected  # type: ignore[arg-type]
