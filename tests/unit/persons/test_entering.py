"""The rules of what people enter of themselves are one for every door; how old somebody may be stands in one place."""

import datetime as dt
import json
from pathlib import Path

import pytest

from services.persons import entering, is_possible_birth_date

TODAY = dt.date(2026, 8, 3)
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("born", "possible"),
    [
        (dt.date(2026, 8, 3), True),
        (dt.date(2026, 8, 4), False),
        (dt.date(1896, 1, 1), True),
        (dt.date(1895, 12, 31), False),
    ],
)
def test_somebody_is_as_old_as_the_dated_data_says_at_the_most(born: dt.date, possible: bool) -> None:
    assert is_possible_birth_date(born, TODAY) is possible


def test_what_was_in_force_on_the_day_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = [{"valid_from": "2025-08-01", "oldest_years": 130}, {"valid_from": "2027-01-01", "oldest_years": 120}]
    monkeypatch.setattr(entering, "_ages", lambda: versions)

    on = {day: entering.oldest_years(dt.date.fromisoformat(day)) for day in ("2020-01-01", "2026-12-31", "2027-01-01")}

    assert on == {"2020-01-01": 130, "2026-12-31": 130, "2027-01-01": 120}


def test_no_service_has_an_age_of_its_own() -> None:
    held = [path for path in ROOT.glob("services/*/data/*.json") if "oldest_years" in path.read_text("utf-8")]
    coded = [path for path in ROOT.glob("services/*/handlers/*.py") if "OLDEST_YEARS" in path.read_text("utf-8")]

    assert [path.relative_to(ROOT).as_posix() for path in held] == ["services/persons/data/ages.json"]
    assert coded == []
    assert json.loads(held[0].read_text("utf-8"))["versions"][0]["source"]
