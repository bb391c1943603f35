"""What the national portal is told, when it is told again, and when both sides have the same."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.national import NationalRecord, Pace, ProgressLine, There, is_told, lines_after
from services.dossiers.domain.states import TABLE

AT = dt.datetime(2026, 8, 10, 2, 0, tzinfo=dt.UTC)
RECORD = NationalRecord(
    "H27-1", "2.000635", "Bản sao", "HT", "Hộ tịch", "person", "online", "Xã A", State.RECEIVED, AT, AT, AT, None, None
)
PACE = Pace(
    first_delay=dt.timedelta(seconds=10),
    factor=2,
    longest_delay=dt.timedelta(seconds=100),
    refusals=3,
    lease=dt.timedelta(seconds=30),
    check_open=dt.timedelta(hours=1),
    check_closed=dt.timedelta(days=30),
)


@pytest.mark.parametrize(
    ("action", "moves", "told"),
    [
        (Action.RECEIVE, True, True),
        (Action.SETTLE, False, False),
        (Action.SUSPEND, False, True),
        (Action.RESUME, False, True),
        (Action.EXTEND, False, True),
        (Action.DISPATCH, False, True),
        (Action.CHANGE_FEE, False, False),
        (Action.EDIT, False, False),
        (Action.DISCARD, True, False),
    ],
)
def test_a_step_is_told_that_has_a_name_and_moves_the_state_the_date_or_the_result(
    action: Action, moves: bool, told: bool
) -> None:
    assert is_told(action, 2, 4 if moves else 2) is told


@pytest.mark.parametrize("action", [Action.CONSULT, Action.ANSWER, Action.FALL_SILENT, Action.TAKE_BACK])
def test_a_question_to_another_agency_is_told_only_where_the_clock_waits_for_it(action: Action) -> None:
    assert is_told(action, 4, 4, clock=True)
    assert not is_told(action, 4, 4)


def test_every_step_that_moves_a_dossier_into_another_state_is_told() -> None:
    assert [
        (at, action) for (at, action), made in TABLE.items() if at is not made.to and not is_told(action, at, made.to)
    ] == []


def test_only_lines_that_came_since_are_told_in_their_order() -> None:
    lines = [ProgressLine(n, "H27-1", "An", "Xã A", AT, "Tiếp nhận", State.RECEIVED, None) for n in (5, 2, 4, 3)]

    assert [line.seq for line in lines_after(lines, 3)] == [4, 5]
    assert [line.seq for line in lines_after(lines, 0)] == [2, 3, 4, 5]


def test_another_state_date_or_name_is_told_anew_and_what_is_personal_makes_no_difference() -> None:
    same = replace(RECORD, owner="An", phone="0912345678", email="a@b.vn")
    others = [
        replace(RECORD, state=State.PROCESSING),
        replace(RECORD, due_at=None),
        replace(RECORD, due_at=AT + dt.timedelta(seconds=1)),
        replace(RECORD, decided_at=AT),
        replace(RECORD, agency_name="Xã B"),
    ]

    assert same.digest() == RECORD.digest()
    assert replace(RECORD, due_at=AT.astimezone(dt.timezone(dt.timedelta(hours=7)))).digest() == RECORD.digest()
    assert len({RECORD.digest(), *(one.digest() for one in others)}) == 6


@pytest.mark.parametrize(
    ("there", "same"),
    [
        (There(None, None), True),
        (There("2", "d", 3), True),
        (There("2", None, 4), True),
        (There("4", "d", 3), False),
        (There("2", "e", 3), False),
        (There("2", "d", 2), False),
        (There(None, None, 0), False),
    ],
)
def test_of_what_is_not_told_there_nothing_follows_and_all_else_has_to_be_so(there: There, same: bool) -> None:
    assert there.is_same(State.RECEIVED, "d", 3) is same


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_the_wait_is_from_half_to_the_whole_of_a_time_that_doubles_up_to_the_longest(tries: int, dice: float) -> None:
    whole = min(10 * 2 ** min(max(tries - 1, 0), 10), 100)

    assert PACE.delay(tries, dice).total_seconds() == pytest.approx(whole * (1 + dice) / 2, abs=1e-5)


def test_what_is_closed_is_looked_at_more_seldom() -> None:
    assert (PACE.check_after(closed=False), PACE.check_after(closed=True)) == (PACE.check_open, PACE.check_closed)
