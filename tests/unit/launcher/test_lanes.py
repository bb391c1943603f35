"""Every test runs in exactly one lane, and whatever a lane says is heard."""

import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from deploy.launcher import lanes

ROOT = Path(__file__).parents[3]


@pytest.fixture
def two_lanes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with a lane that passes and one that fails."""
    monkeypatch.setattr(lanes, "LANES", {"first": ("one",), "second": ("two",)})
    for place, test in (("one", "def test_stands(): pass"), ("two", "def test_falls(): assert not 'the reason'")):
        (tmp_path / place).mkdir()
        (tmp_path / place / f"test_{place}.py").write_text(test + "\n", encoding="utf-8")
    return tmp_path


def run(root: Path, *options: str, stopping: threading.Event | None = None) -> dict[str, lanes.Outcome]:
    ending = stopping or threading.Event()
    outcomes = lanes.run(Path(sys.executable), root, root, os.environ, options, ending, apart={"second": {}})
    return {outcome.name: outcome for outcome in outcomes}


def test_every_test_is_in_exactly_one_lane() -> None:
    for file in (ROOT / "tests").rglob("test_*.py"):
        place = file.relative_to(ROOT)
        holding = [lane for lane, places in lanes.LANES.items() if any(place.is_relative_to(one) for one in places)]
        assert len(holding) == 1, f"{place}: {holding}"
    for places in lanes.LANES.values():
        assert all((ROOT / one).is_dir() for one in places)


def test_a_lane_that_fails_says_why_and_the_others_still_count(two_lanes: Path) -> None:
    outcomes = run(two_lanes)

    assert {name: outcome.passed for name, outcome in outcomes.items()} == {"first": True, "second": False}
    assert "the reason" in outcomes["second"].said


def test_a_lane_apart_has_its_own_environment_and_goes_with_the_first_where_it_can_have_none(
    two_lanes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "APART", ("second",))
    asks = "import os\ndef test_asks(): assert os.environ['WHERE'] == 'apart'\n"
    (two_lanes / "two" / "test_two.py").write_text(asks, encoding="utf-8")
    environ, never = {**os.environ, "WHERE": "there"}, threading.Event()
    python = Path(sys.executable)

    apart = lanes.run(python, two_lanes, two_lanes, environ, (), never, apart={"second": {"WHERE": "apart"}})
    together = lanes.run(python, two_lanes, two_lanes, environ, (), never)

    assert {one.name: one.passed for one in apart} == {"first": True, "second": True}
    assert {one.name: one.passed for one in together} == {"first": False}


def test_no_more_run_at_once_than_are_meant_to_and_the_others_follow(
    two_lanes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, begun, beside = lanes._start, [], []

    def noted(*given: Any) -> Any:
        beside.append(sum(lane.runs for lane in begun))
        begun.append(start(*given))
        return begun[-1]

    monkeypatch.setattr(lanes, "SIDE_BY_SIDE", 1)
    monkeypatch.setattr(lanes, "_start", noted)

    assert list(run(two_lanes)) == ["first", "second"]
    assert beside == [0, 0]


def test_a_lane_that_was_not_begun_has_not_passed(two_lanes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "SIDE_BY_SIDE", 1)
    stopping = threading.Event()
    stopping.set()

    outcomes = run(two_lanes, stopping=stopping)

    assert (outcomes["second"].passed, outcomes["second"].said) == (False, "not begun")


def test_what_somebody_asks_for_runs_in_one_lane(two_lanes: Path) -> None:
    assert {name: outcome.passed for name, outcome in run(two_lanes, "one").items()} == {lanes.ALL: True}
    assert not run(two_lanes, "two")[lanes.ALL].passed


def test_a_run_that_is_stopped_ends_every_lane_after_its_tear_down(two_lanes: Path) -> None:
    waiting = (
        "import pathlib, time, pytest\n"
        "@pytest.fixture\n"
        "def left():\n"
        "    here = pathlib.Path(__file__)\n"
        "    here.with_suffix('.begun').touch()\n"
        "    yield\n"
        "    here.with_suffix('.ended').touch()\n"
        "def test_waits(left): time.sleep(60)\n"
    )
    for place in ("one", "two"):
        (two_lanes / place / f"test_{place}.py").write_text(waiting, encoding="utf-8")
    stopping = threading.Event()

    def stop_when_begun() -> None:
        while len(list(two_lanes.rglob("*.begun"))) < 2 and not stopping.wait(0.05):
            pass
        stopping.set()

    watcher = threading.Thread(target=stop_when_begun, daemon=True)
    watcher.start()
    outcomes = run(two_lanes, stopping=stopping)
    watcher.join(5)

    assert not any(outcome.passed for outcome in outcomes.values())
    assert len(list(two_lanes.rglob("*.ended"))) == 2
