"""Sums by month, and by agency, field or procedure alone, answer as the days would; whatever is written is summed."""

import datetime as dt
import itertools
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.dossiers import figures_console
from services.dossiers.domain.figures import Measure
from services.dossiers.handlers import counting
from services.dossiers.store import counted, rolled_up
from services.dossiers.store.rolled_up import Question
from services.dossiers.tables import figure_changes, figure_margins, figure_months, figures
from tests.services.dossiers.world import RECEIVER, World

AGENCIES, FIELDS, PROCEDURES = ("H27.1", "H27.2", "H27.3"), ("ho-tich", "dat-dai"), ("1.000001", "1.000002")
MEASURES = (Measure.SUBMITTED, Measure.LATE, Measure.OPEN)
DAYS = st.dates(dt.date(2025, 12, 20), dt.date(2026, 4, 10))

Change = tuple[str, str, str, dt.date, Measure, int]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(AGENCIES), st.sampled_from(FIELDS), st.sampled_from(PROCEDURES), DAYS,
        st.sampled_from(MEASURES), st.sampled_from([1, 1, 2, -1]),
    ),
    max_size=25,
)  # fmt: skip
QUESTIONS = st.builds(
    Question,
    by=st.sampled_from(["all", "agency", "field", "procedure", "month"]),
    agencies=st.frozensets(st.sampled_from(AGENCIES)),
    procedure_code=st.sampled_from(["", *PROCEDURES]),
    field=st.sampled_from(["", *FIELDS]),
)
SHARED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def change(db: sa.Connection, changes: list[Change]) -> None:
    for agency, field, procedure, day, measure, n in changes:
        counted.change(db, agency, field, procedure, [(measure, day, n)])


def key_of(asked: Question, one: Change) -> str:
    agency, field, procedure, day, *_ = one
    return {"agency": agency, "field": field, "procedure": procedure, "month": f"{day:%Y-%m}", "all": ""}[asked.by]


def is_asked(asked: Question, one: Change) -> bool:
    agency, field, procedure, *_ = one
    return (
        (not asked.agencies or agency in asked.agencies)
        and asked.procedure_code in ("", procedure)
        and asked.field in ("", field)
    )


def added_up(asked: Question, changes: list[Change], first: dt.date, last: dt.date) -> dict[str, dict[Measure, int]]:
    """The same, day by day."""
    sums: Counter[tuple[str, Measure]] = Counter()
    for one in changes:
        if is_asked(asked, one) and first <= one[3] <= last and one[4] is not Measure.OPEN:
            sums[key_of(asked, one), one[4]] += one[5]
    found: dict[str, dict[Measure, int]] = {}
    for (key, measure), n in sums.items():
        if n:
            found.setdefault(key, {})[measure] = n
    return found


@SHARED
@given(summed=CHANGES, later=CHANGES, asked=QUESTIONS, ends=st.tuples(DAYS, DAYS).map(sorted))
def test_any_days_are_answered_as_the_days_alone_would(
    world: World, summed: list[Change], later: list[Change], asked: Question, ends: list[dt.date]
) -> None:
    first, last = ends
    with world.storage.engine.connect() as db, db.begin() as never_kept:
        change(db, summed)
        counted.sum_up(db)
        change(db, later)

        assert rolled_up.totals(db, asked, first, last) == added_up(asked, summed + later, first, last)
        still_open = {key: n for key, (n, _) in rolled_up.open_now(db, asked, last).items()}
        never_kept.rollback()

    of_now: Counter[str] = Counter()
    for one in summed + later:
        if is_asked(asked, one) and one[4] is Measure.OPEN:
            of_now["" if asked.by == "month" else key_of(asked, one)] += one[5]
    assert still_open == {key: n for key, n in of_now.items() if n}


@SHARED
@given(batches=st.lists(CHANGES, max_size=4))
def test_however_figures_come_and_go_the_sums_are_those_of_the_days(world: World, batches: list[list[Change]]) -> None:
    with world.storage.engine.connect() as db, db.begin() as never_kept:
        for batch in batches:
            change(db, batch)
            counted.sum_up(db)

            assert rolled_up.astray(db) == 0

        taken_back = [(*one[:5], -one[5]) for one in itertools.chain(*batches)]
        change(db, taken_back)  # type: ignore[arg-type]
        counted.sum_up(db)
        for table in (figures, figure_margins, figure_months):
            assert db.scalar(sa.select(sa.func.count()).select_from(table)) == 0
        never_kept.rollback()


def test_what_the_release_before_sums_up_is_rolled_up_as_well(world: World) -> None:
    """It writes to the sums by day alone."""
    row: dict[str, Any] = {"agency_code": "H27.1", "field": "f", "procedure_code": "p", "measure": "late"}
    days = [dt.date(2026, 2, day) for day in (3, 4)]
    with world.storage.work(RECEIVER) as work:
        work.db.execute(figures.insert(), [{**row, "day": day, "n": 2} for day in days])
        work.db.execute(figures.update().where(figures.c.day == days[0]).values(n=5))
        work.db.execute(figures.delete().where(figures.c.day == days[1]))

        assert rolled_up.astray(work.db) == 0
        assert work.db.scalars(sa.select(figure_months.c.n)).all() == [5]


def test_sums_that_went_wrong_are_found_and_made_anew(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.submitted()
    with world.storage.work(RECEIVER) as work:
        counted.sum_up(work.db)
        work.db.execute(figure_margins.update().where(figure_margins.c.dimension == "field").values(n=7))
        work.db.execute(figure_months.delete())
    assert figures_console.run(world.storage, "verify") == 1
    assert "sums differ" in capsys.readouterr().err

    assert figures_console.run(world.storage, "mend") == 0

    with world.storage.read() as db:
        assert rolled_up.astray(db) == 0
        assert db.scalar(sa.select(sa.func.count()).select_from(figure_changes)) == 0


def test_the_timer_folds_some_at_a_time_until_nothing_is_left(world: World) -> None:
    one = ("H27.1", "ho-tich", "1.000001", dt.date(2026, 2, 3), Measure.LATE, 1)
    with world.storage.engine.connect() as db, db.begin() as never_kept:
        change(db, [one] * 7)
        db.execute(sa.text("ANALYZE figure_changes"))

        assert [counted.sum_up(db, 3) for _ in range(4)] == [3, 3, 1, 0]
        never_kept.rollback()
    with world.storage.work(RECEIVER) as work:
        change(work.db, [one] * (counted.AT_ONCE + 1))

    counting.sum_up(world.storage)

    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(figure_changes)) == 0
        assert db.scalars(sa.select(figures.c.n)).all() == [counted.AT_ONCE + 1]
