"""What a dossier counts for follows from what happened, in whatever steps it is told."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers.domain.actions import Action
from services.dossiers.domain.figures import (
    ENDED,
    Happening,
    Measure,
    Other,
    Standing,
    after,
    difference,
    missed_promise,
    permille,
    standing_of,
)

NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MOMENT = st.integers(0, 365 * 24 * 60).map(lambda minutes: NEW_YEAR + dt.timedelta(minutes=minutes))
HAPPENINGS = st.lists(
    st.builds(
        Happening,
        what=st.sampled_from([*Action, Other.PAID]),
        at=MOMENT,
        due_at=st.none() | MOMENT,
        details=st.fixed_dictionaries({"channel": st.sampled_from(["online", "direct"]), "way": st.just("desk")}),
        final=st.booleans(),
    ),
    max_size=12,
)


@given(HAPPENINGS)
def test_changes_told_one_by_one_add_up_to_the_standing(history: list[Happening]) -> None:
    figures: dict[tuple[Measure, dt.date], int] = {}
    standing = Standing()
    for happening in history:
        now = after(standing, happening)
        for measure, day, n in difference(standing, now):
            figures[measure, day] = figures.get((measure, day), 0) + n
        standing = now

    assert {key for key, n in figures.items() if n} == set(standing.counted.items())
    assert set(figures.values()) <= {0, 1}
    assert standing == standing_of(history) == Standing.of_stored(standing.to_stored())


@given(HAPPENINGS)
def test_a_dossier_is_open_or_ended_and_never_both(history: list[Happening]) -> None:
    counted = set(standing_of(history).counted)

    began = any(isinstance(happening.what, Action) for happening in history)
    assert (Measure.OPEN in counted) == (began and not ENDED & counted)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_share_is_within_half_a_thousandth(part: int, rest: int) -> None:
    whole = part + rest
    found = permille(part, whole)

    assert (found is None) == (whole == 0)
    if found is not None:
        assert abs(found * whole - 1000 * part) * 2 <= whole


def test_a_half_of_a_thousandth_is_rounded_up() -> None:
    assert [permille(part, 2000) for part in (0, 1, 2, 3, 1999, 2000)] == [0, 1, 1, 2, 1000, 1000]


@pytest.mark.parametrize(
    ("what", "details", "measures"),
    [
        (Action.SUBMIT, {"channel": "online"}, "submitted submitted_online open"),
        (Action.SUBMIT, {"channel": "direct"}, "submitted open"),
        (Action.SUBMIT, {"channel": "postal", "way": "online"}, "submitted open"),
        (Action.RECEIVE, {}, "received open"),
        (Action.REQUIRE_PAYMENT, {}, "received open"),
        (Action.ASK_SUPPLEMENT, {}, "supplemented open"),
        (Action.REFUSE, {}, "refused"),
        (Action.STOP, {}, "stopped"),
        (Action.RETURN, {"way": "online"}, "returned returned_online open"),
        (Action.RETURN, {"way": "desk", "channel": "online"}, "returned open"),
        (Action.DELIVER, {"way": "post"}, "returned open"),
        (Action.WITHDRAW, {}, "open"),
        (Action.CLAIM, {}, "open"),
        (Other.PAID, {"paid": "online"}, "paid paid_online"),
        (Other.PAID, {"paid": "cash"}, "paid"),
        (Other.RATED, {"rating": "satisfied"}, "satisfied"),
    ],
)
def test_each_thing_that_happens_counts_for_what_it_is(what: Any, details: dict[str, str], measures: str) -> None:
    counted = after(Standing(), Happening(what, NEW_YEAR, details=details)).counted

    assert {measure.value for measure in counted} == set(measures.split())


def test_a_withdrawal_counts_once_it_is_final() -> None:
    assert set(after(Standing(), Happening(Action.WITHDRAW, NEW_YEAR, final=True)).counted) == {Measure.STOPPED}


DUE = dt.datetime(2026, 8, 13, 10, 0, tzinfo=dt.UTC)  # 17:00 in Vietnam


@pytest.mark.parametrize(
    ("decided", "measure"),
    [
        ("2026-08-12T16:59:59", Measure.EARLY),  # 23:59 of the day before, in Vietnam
        ("2026-08-12T17:00:00", Measure.ON_TIME),
        ("2026-08-13T10:00:00", Measure.ON_TIME),
        ("2026-08-13T10:00:01", Measure.LATE),
    ],
)
def test_a_decision_counts_by_the_day_and_hour_of_vietnam(decided: str, measure: Measure) -> None:
    at = dt.datetime.fromisoformat(decided).replace(tzinfo=dt.UTC)

    assert set(standing_of([Happening(Action.DECIDE, at, DUE)]).counted) == {measure}
    assert set(standing_of([Happening(Action.DECIDE, at)]).counted) == {Measure.UNLIMITED}


def test_a_date_is_missed_once_it_had_passed_and_not_at_its_last_moment() -> None:
    moved, second = DUE + dt.timedelta(days=9), dt.timedelta(seconds=1)
    kept = [Happening(Action.EXTEND, DUE, moved, due_before=DUE)]
    missed = [Happening(Action.EXTEND, DUE + second, moved, due_before=DUE)]

    assert (missed_promise(kept), missed_promise(missed)) == (None, DUE)
    assert standing_of(kept).counted == {Measure.OPEN: dt.date(2026, 8, 22)}
    assert standing_of(missed).counted == {Measure.MISSED: dt.date(2026, 8, 13), Measure.OPEN: dt.date(2026, 8, 22)}
    received = Happening(Action.RECEIVE, DUE - second, DUE)
    assert standing_of([received, *kept]).counted[Measure.OPEN] == dt.date(2026, 8, 22)
    assert standing_of([received, *missed]).counted[Measure.OPEN] == dt.date(2026, 8, 13)
    decided = standing_of([*missed, Happening(Action.DECIDE, DUE + 2 * second, moved)])
    assert set(decided.counted) == {Measure.MISSED, Measure.LATE}
