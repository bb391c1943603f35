"""What a dossier counts for follows from what happened, in whatever steps it is told."""

import datetime as dt

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
