"""What is kept after an erasure is dated data, and each kind of it says why."""

import datetime as dt

from services.accounts import rules
from services.accounts.contract import ErasureObstacle, KeptData
from services.accounts.domain.erasing import OBSTACLES, Said, awaited, obstacles_of

DAY = dt.date(2026, 11, 27)


def test_everything_that_may_be_kept_has_a_reason_and_a_source() -> None:
    kept = rules.kept_on(DAY)

    assert set(kept) == {one.value for one in KeptData}
    assert all(one.source and one.vi and one.en for one in kept.values())


def test_every_obstacle_says_what_to_do() -> None:
    assert set(OBSTACLES) == {one.value for one in ErasureObstacle}


def test_obstacles_are_told_once_whoever_names_them() -> None:
    said = [Said("payments", ("debt",)), Said("dossiers", ("open-dossier",)), Said("x", ("debt",))]

    assert obstacles_of(said) == ("open-dossier", "debt")
    assert awaited(("a", "b", "c"), {"b"}) == ("a", "c")


def test_the_clock_of_a_request_is_three_days() -> None:
    now = dt.datetime(2026, 11, 27, 3, 0, tzinfo=dt.UTC)

    assert rules.erasure_clock_at(now).answer_by(now) - now == dt.timedelta(hours=72)
