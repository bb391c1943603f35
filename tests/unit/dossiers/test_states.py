"""The state table, exhaustively: what it allows is written here a second time, by hand, from the law."""

import datetime as dt

import pytest

from services.dossiers import draw
from services.dossiers.domain import actions, graph, guards, states
from services.dossiers.domain.actions import Action, Guard, Need, Party, State
from services.dossiers.domain.guards import Facts, Problem
from services.dossiers.domain.states import TABLE, Impossible, NotTheirs, edge

NOW = dt.datetime(2026, 8, 10, tzinfo=dt.UTC)
A_SECOND = dt.timedelta(seconds=1)

# What may be done, state by state, and by whom: A applicant, R receiver, P processor, D approver (decides),
# V supervisor, C the agency consulted, S system.
LAW = """
0  edit            0   A
0  discard         0   A V
0  submit          1   A
1  edit            1   A
1  receive         2   R
1  require_payment 6   R
1  refuse          3   R
1  ask_supplement  5   R
1  allow_supplement 1  V
1  withdraw        7   A
1  change_fee      1   S
1  keep_fee        1   S
2  reassess        2   R
2  change_fee      2   S
2  keep_fee        2   S
4  reassess        4   R
4  change_fee      4   S
4  keep_fee        4   S
5  reassess        5   R
5  change_fee      5   S
5  keep_fee        5   S
6  reassess        6   R
6  change_fee      6   S
6  waive_fee       2   S
6  keep_fee        6   S
6  answer          6   P C
6  fall_silent     6   S
6  take_back       6   P D
7  change_fee      7   S
7  keep_fee        7   S
9  reassess        9   R
9  change_fee      9   S
9  keep_fee        9   S
2  start           4   R P
2  assign          2   D V
2  extend          2   D V S
2  withdraw        7   A
4  ask_supplement  5   P
4  require_duty    6   P
4  attach_result   4   P D
4  allow_supplement 4  V
4  suspend         4   P D
4  resume          4   P D S
4  arrange         4   P
4  rearrange       4   P
4  meet            4   P
4  consult         4   P
4  answer          4   P C
4  fall_silent     4   S
4  take_back       4   P D
4  assign          4   D V
4  claim           4   P
4  release         4   P
4  transfer        4   P
4  propose         4   P
4  send_back       4   D
4  extend          4   D V S
4  decide          9   D
4  stop            8   D
4  withdraw        7   A
5  edit            5   A
5  supplement      1   A
5  refuse          3   R
5  stop            8   P D
5  withdraw        7   A
6  settle          2   S
6  settle_duty     4   S
6  stop            8   R D
6  withdraw        7   A
7  stop            8   R P D
9  attach_result   9   P D
9  return          10  R
9  dispatch        9   R
9  deliver         10  R
"""
WHO = {
    "A": Party.APPLICANT,
    "R": Party.RECEIVER,
    "P": Party.PROCESSOR,
    "D": Party.APPROVER,
    "V": Party.SUPERVISOR,
    "C": Party.CONSULTED,
    "S": Party.SYSTEM,
}


def _law() -> dict[tuple[State, Action], tuple[State, frozenset[Party]]]:
    found = {}
    for line in LAW.split("\n"):
        if line:
            at, action, to, *who = line.split()
            found[State(int(at)), Action(action)] = State(int(to)), frozenset(WHO[one] for one in who)
    return found


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(Action))
def test_every_pair_of_state_and_action_is_an_edge_of_the_law_or_impossible(state: State, action: Action) -> None:
    promised = _law().get((state, action))
    if promised is None:
        with pytest.raises(Impossible):
            edge(state, action, frozenset(Party))
        return
    to, parties = promised
    for party in Party:
        if party in parties:
            assert edge(state, action, frozenset({party})).to is to
        else:
            with pytest.raises(NotTheirs):
                edge(state, action, frozenset({party}))
    with pytest.raises(NotTheirs):
        edge(state, action, frozenset())


def test_what_ends_or_holds_up_a_dossier_needs_code_reason_and_legal_basis() -> None:
    why = {Need.REASON_CODE, Need.REASON, Need.LEGAL_BASIS}

    for (_, action), made in TABLE.items():
        assert (why <= set(made.needs)) == (action in {Action.REFUSE, Action.STOP, Action.SUSPEND})


def test_a_request_for_a_supplement_needs_every_paper_at_fault() -> None:
    for (_, action), made in TABLE.items():
        assert (Need.PAPERS in made.needs) == (action is Action.ASK_SUPPLEMENT)


def test_an_edge_tells_what_it_was_not_given() -> None:
    refuse = TABLE[State.SUBMITTED, Action.REFUSE]
    whole = {"reason_code": "wrong-agency", "reason": "không thuộc thẩm quyền", "legal_basis": "điều 17"}

    assert refuse.lacks(whole) == ()
    assert refuse.lacks({**whole, "legal_basis": ""}) == (Need.LEGAL_BASIS,)
    assert refuse.lacks({}) == refuse.needs


def test_every_action_of_the_table_keeps_its_direction_everywhere() -> None:
    for action in Action:
        moves = {(at, made.to) for (at, done), made in TABLE.items() if done is action}
        stays = {at is to for at, to in moves}
        assert len(stays) == 1, f"{action} stays in some states and leaves others"


def test_every_edge_names_its_source_and_every_state_and_action_its_name() -> None:
    assert all(made.source and made.parties for made in TABLE.values())
    assert set(actions.STATE_NAMES) == set(State)
    assert set(actions.ACTION_NAMES) == set(Action)
    assert set(actions.PARTY_NAMES) == set(Party)
    assert set(actions.NEED_NAMES) == set(Need) == {need for made in TABLE.values() for need in made.needs}
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


def test_every_drawing_has_every_state_and_every_edge_once() -> None:
    assert graph.mermaid().count(" --> ") == len(TABLE) + 1 + 3  # the first draft, and three ends
    assert graph.dot().count(" -> ") == len(TABLE)
    assert graph.text().count("  → ") == len(TABLE)
    for drawing in graph.FORMATS.values():
        drawn = drawing()
        assert all(name.vi in drawn for name in actions.STATE_NAMES.values())
        assert all(action.value in drawn for action in Action)


def test_the_text_tells_who_what_is_needed_and_the_source() -> None:
    refusals = [block for block in graph.text().split("\n\n") if block.startswith("1 ")]

    assert "do cán bộ tiếp nhận và trả kết quả\n         cần mã lý do, lý do, căn cứ pháp lý" in refusals[0]
    assert "NĐ 61/2018/NĐ-CP điều 17" in refusals[0]


def test_a_command_draws_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["motcua dossiers", "graph", "--format", "mermaid"])

    assert draw.main() == 0
    assert capsys.readouterr().out == graph.mermaid() + "\n"


GUARDED: list[tuple[Guard, dict[str, object], Problem | None]] = [
    (Guard.COMPLETE, {"papers_missing": 1}, Problem.PAPERS_MISSING),
    (Guard.COMPLETE, {}, None),
    (Guard.CLOCK_MAY_START, {"pays_first": True, "unpaid": 1}, Problem.FEES_UNPAID),
    (Guard.CLOCK_MAY_START, {"pays_first": False, "unpaid": 1}, None),
    (Guard.CLOCK_MAY_START, {"pays_first": True}, None),
    (Guard.PAYMENT_COMES_FIRST, {"pays_first": True, "unpaid": 1}, None),
    (Guard.PAYMENT_COMES_FIRST, {"pays_first": True}, Problem.NOTHING_TO_PAY_FIRST),
    (Guard.PAYMENT_COMES_FIRST, {"unpaid": 1}, Problem.NOTHING_TO_PAY_FIRST),
    (Guard.PAID_IN_FULL, {"unpaid": 1}, Problem.FEES_UNPAID),
    (Guard.PAID_IN_FULL, {"unpaid_duty": 1}, None),
    (Guard.DUTY_PAID_IN_FULL, {"unpaid_duty": 1}, Problem.FEES_UNPAID),
    (Guard.DUTY_PAID_IN_FULL, {"unpaid": 1}, None),
    (Guard.FIRST_REQUEST, {"supplements_asked": 1}, Problem.ALREADY_ASKED),
    (Guard.FIRST_REQUEST, {"supplements_asked": 0}, None),
    (Guard.SUPPLIED, {"items_open": 1}, Problem.SUPPLEMENT_INCOMPLETE),
    (Guard.SUPPLIED, {"papers_missing": 1}, Problem.PAPERS_MISSING),
    (Guard.SUPPLIED, {}, None),
    (Guard.SUPPLEMENT_EXPIRED, {"respond_by": NOW}, Problem.SUPPLEMENT_STILL_OPEN),
    (Guard.SUPPLEMENT_EXPIRED, {"respond_by": NOW - dt.timedelta(seconds=1)}, None),
    (Guard.SUPPLEMENT_EXPIRED, {}, None),
    (Guard.WITHDRAWN_AFTER_RECEPTION, {}, Problem.WITHDRAWAL_WAS_FINAL),
    (Guard.WITHDRAWN_AFTER_RECEPTION, {"received": True}, None),
    (Guard.LAWFUL_DECISION, {"refuses": True}, Problem.REASON_NEEDED),
    (Guard.LAWFUL_DECISION, {"refuses": True, "reasoned": True}, None),
    (
        Guard.LAWFUL_DECISION,
        {"second_person_required": True, "same_person": True},
        Problem.SECOND_PERSON_NEEDED,
    ),
    (Guard.LAWFUL_DECISION, {"same_person": True}, None),
    (Guard.LAWFUL_DECISION, {"same_person": True, "proposed": True}, Problem.SECOND_PERSON_NEEDED),
    (Guard.LAWFUL_DECISION, {"second_person_required": True}, Problem.NOT_PROPOSED),
    (Guard.LAWFUL_DECISION, {"second_person_required": True, "proposed": True}, None),
    (Guard.LAWFUL_DECISION, {"paused": True}, Problem.CLOCK_STANDS_STILL),
    (Guard.LAWFUL_DECISION, {"paused": True, "awaited": ("A",)}, Problem.OPINION_AWAITED),
    (Guard.LAWFUL_DECISION, {"awaited": ("A",)}, Problem.OPINION_AWAITED),
    (Guard.FIRST_REQUEST, {"supplements_asked": 1, "supplements_allowed": 2}, None),
    (Guard.EXAMINED_IN_TIME, {"examined_until": NOW}, None),
    (Guard.EXAMINED_IN_TIME, {}, None),
    (Guard.EXAMINED_IN_TIME, {"examined_until": NOW - A_SECOND}, Problem.EXAMINATION_OVER),
    (Guard.EXAMINED_IN_TIME, {"examined_until": NOW - A_SECOND, "supplements_asked": 1}, Problem.ALREADY_ASKED),
    (
        Guard.EXAMINED_IN_TIME,
        {"examined_until": NOW - A_SECOND, "exceptions": 1, "supplements_allowed": 2},
        None,
    ),
    (Guard.EXCEPTION_NEEDED, {"examined_until": NOW - A_SECOND}, None),
    (Guard.EXCEPTION_NEEDED, {"examined_until": NOW}, Problem.NOT_ASKED_YET),
    (Guard.EXCEPTION_NEEDED, {"supplements_asked": 1}, None),
    (
        Guard.EXCEPTION_NEEDED,
        {"examined_until": NOW - A_SECOND, "exceptions": 1, "supplements_allowed": 2},
        Problem.ALLOWANCE_UNUSED,
    ),
    (Guard.ASKED_BEFORE, {}, Problem.NOT_ASKED_YET),
    (Guard.ASKED_BEFORE, {"supplements_asked": 1}, None),
    (Guard.ASKED_BEFORE, {"supplements_asked": 1, "supplements_allowed": 2}, Problem.ALLOWANCE_UNUSED),
    (Guard.ASKED_BEFORE, {"supplements_asked": 2, "supplements_allowed": 2}, None),
    (Guard.CLOCK_RUNS, {"paused": True}, Problem.CLOCK_STANDS_STILL),
    (Guard.CLOCK_RUNS, {}, None),
    (Guard.NO_OTHER_DUE, {"duty_asked": True}, Problem.DUTY_ASKED),
    (Guard.NO_OTHER_DUE, {"unpaid": 1}, Problem.DUTY_ASKED),
    (Guard.NO_OTHER_DUE, {"paused": True}, Problem.CLOCK_STANDS_STILL),
    (Guard.NO_OTHER_DUE, {}, None),
    (Guard.SUSPENDED, {"paused": True}, Problem.NOT_SUSPENDED),
    (Guard.SUSPENDED, {"suspended": True}, None),
    (Guard.IN_OFFICE_HOURS, {"opens_next": NOW}, Problem.OUTSIDE_OFFICE_HOURS),
    (Guard.IN_OFFICE_HOURS, {}, None),
    (Guard.HELD_BY_NOBODY, {"held_by_somebody": True}, Problem.HELD_BY_ANOTHER),
    (Guard.HELD_BY_NOBODY, {}, None),
    (Guard.HELD_BY_CALLER, {"held_by_somebody": True}, Problem.NOT_HELD),
    (Guard.HELD_BY_CALLER, {"held_by_caller": True}, None),
    (Guard.PROPOSED, {}, Problem.NOT_PROPOSED),
    (Guard.PROPOSED, {"proposed": True}, None),
    (Guard.FIRST_EXTENSION, {}, Problem.NO_CLOCK),
    (Guard.FIRST_EXTENSION, {"due_at": NOW}, None),
    (Guard.FIRST_EXTENSION, {"due_at": NOW, "extensions": 1}, Problem.EXTENDED_ALREADY),
    (Guard.FIRST_EXTENSION, {"due_at": NOW, "extensions": 1, "extensions_allowed": 2}, None),
    (Guard.DISPATCHED, {}, Problem.NOT_DISPATCHED),
    (Guard.DISPATCHED, {"dispatched": True}, None),
    (Guard.RESULT_READY, {"unpaid": 1}, Problem.FEES_UNPAID),
    (Guard.RESULT_READY, {"returned_online": True}, Problem.RESULT_MISSING),
    (Guard.RESULT_READY, {"returned_online": True, "has_result": True}, None),
    (Guard.RESULT_READY, {}, None),  # handed out at the desk or sent by post, on paper
    (Guard.RESULT_READY, {"returned_online": True, "refuses": True, "unpaid": 1}, None),
    (Guard.NONE, {"unpaid": 1}, None),
]


def test_every_guard_but_none_is_shown_both_to_hold_back_and_to_let_through() -> None:
    outcomes: dict[Guard, set[bool]] = {guard: set() for guard in Guard}
    for guard, _, expected in GUARDED:
        outcomes[guard].add(expected is None)

    assert outcomes == {guard: {True} if guard is Guard.NONE else {True, False} for guard in Guard}
    assert {expected for _, _, expected in GUARDED} == {None, *Problem}


@pytest.mark.parametrize(("guard", "facts", "expected"), GUARDED)
def test_a_guard_holds_back_what_it_must(guard: Guard, facts: dict[str, object], expected: Problem | None) -> None:
    assert guards.problem(guard, Facts(now=NOW, **facts)) is expected  # type: ignore[arg-type]
