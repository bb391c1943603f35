"""Public figures at many dossiers: ``python -m benchmarks.dossiers.figures COUNT [EVERY]``.

``MOTCUA_DATABASE_URL`` names a migrated database of dossiers that holds nothing, or what this program put there before;
``MOTCUA_KEYS_DIR`` key files. Kept of ``COUNT`` dossiers is what counts for the figures. Of ``EVERY`` dossiers one is
lived whole; each of the others counts as it does, but at another agency and for another procedure, so that figures are
as many as varied dossiers make. Each question is asked of the service's own handler; told are the processor time of the
database, which has to be on this machine, and the whole time of the answer, each the best of `ROUNDS`. Exit code 1 if a
question takes the database more than `MOST` milliseconds.
"""

import datetime as dt
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from benchmarks.dossiers import world
from benchmarks.dossiers.backend import Backend
from benchmarks.dossiers.filling import FIGURES, Filling, scene_of, settle
from benchmarks.dossiers.lives import lives
from chassis.callers import ANONYMOUS
from chassis.contracts import Call
from chassis.database import make_engine
from chassis.storage import Storage
from services.dossiers import contract
from services.dossiers.contract import FiguresBy, GetFigures
from services.dossiers.domain.codes import local_day
from services.dossiers.handlers import openness
from services.dossiers.tables import figures

MOST: Final = 50.0
ROUNDS: Final = 7
BATCH: Final = 50_000

Figure = tuple[str, str, str, dt.date, str]


def fill(storage: Storage, count: int, every: int, now: dt.datetime, keys_dir: Path) -> None:
    """What so many dossiers count for, and what names agencies and procedures."""
    world.told(storage)
    counted: Counter[Figure] = Counter()
    for life in lives(scene_of(count, now, keys_dir, every=every)):
        for other in range(every):
            counted.update({_elsewhere(figure, other): n for figure, n in life.rows.figures.items()})
    filling, rows = Filling(storage.engine), sorted(counted.items(), key=lambda one: one[0][3])
    for at in range(0, len(rows), BATCH):
        filling.put("figures", (dict(zip(FIGURES, (*key, n), strict=True)) for key, n in rows[at : at + BATCH]))
    settle(storage.engine)


AGENCIES: Final = (*world.COMMUNES, *world.DEPARTMENTS)
_PLACE_OF: Final = {code: place for codes in (AGENCIES, world.PROCEDURES) for place, code in enumerate(codes)}


def _elsewhere(figure: Figure, other: int) -> Figure:
    agency, _, procedure, day, measure = figure
    code = world.PROCEDURES[(_PLACE_OF[procedure] + 3 * other) % len(world.PROCEDURES)]
    place = (_PLACE_OF[agency] + 11 * other) % len(AGENCIES)
    return AGENCIES[place], world.procedure_of(code).field, code, day, measure


def questions(today: dt.date) -> Iterator[tuple[str, GetFigures]]:
    """What people ask: the page's own questions, two years, a quarter, days in the midst of months, narrowed ones."""
    year, ago = today.replace(month=1, day=1), today - dt.timedelta(days=700)
    for by in FiguresBy:
        yield f"the year so far, by {by}", GetFigures(by=by)
    for by in FiguresBy:
        yield f"700 days, by {by}", GetFigures(by=by, first=ago, last=today - dt.timedelta(days=3))
    for by in (FiguresBy.AGENCY, FiguresBy.MONTH):
        before, until = today - dt.timedelta(days=45), today - dt.timedelta(days=10)
        yield f"36 days, by {by}", GetFigures(by=by, first=before, last=until)
    of: dict[str, Any] = {"first": year, "last": today}
    yield "a commune, by procedure", GetFigures(by=FiguresBy.PROCEDURE, agency_code=world.COMMUNES[7], **of)
    yield "a province, by procedure", GetFigures(by=FiguresBy.PROCEDURE, agency_code=world.PROVINCE, **of)
    yield "a province, by agency", GetFigures(by=FiguresBy.AGENCY, agency_code=world.PROVINCE, **of)
    yield "a procedure, by agency", GetFigures(by=FiguresBy.AGENCY, procedure_code=world.PROCEDURES[3], **of)
    yield "a procedure, by month", GetFigures(by=FiguresBy.MONTH, procedure_code=world.PROCEDURES[3], **of)
    yield "a field, by agency", GetFigures(by=FiguresBy.AGENCY, field="linh-vuc-3", **of)
    yield (
        "a field in a commune",
        GetFigures(by=FiguresBy.ALL, field="linh-vuc-3", agency_code=world.COMMUNES[7], first=ago, last=today),
    )


def asked(storage: Storage, question: GetFigures, backend: Backend) -> tuple[float, float]:
    """Milliseconds of the database's processor for all statements of an answer, and of the whole answer by the clock;
    each the best of some."""
    call = Call(contract.get_figures, question, ANONYMOUS, time.time() + 600)
    inside, whole = [], []
    for _ in range(ROUNDS):
        spent, began = backend.worked(), time.perf_counter()
        openness.get_figures(call, storage)
        whole.append((time.perf_counter() - began) * 1000)
        inside.append(backend.worked() - spent)
    return min(inside), min(whole)


def main() -> int:
    count, every = int(sys.argv[1]), int((*sys.argv, "1")[2])
    storage = Storage(make_engine(os.environ["MOTCUA_DATABASE_URL"], name="benchmark", pool_size=1))
    now = dt.datetime.now(dt.UTC)
    with storage.read() as db:
        filled = db.scalar(sa.select(sa.exists().select_from(figures)))
    if not filled:
        began = time.monotonic()
        fill(storage, count, every, now, Path(os.environ["MOTCUA_KEYS_DIR"]))
        print(f"filled in {time.monotonic() - began:.0f} s")
    with storage.read() as db:
        print(f"{db.scalar(sa.select(sa.func.count()).select_from(figures)):,} figures")
        backend = Backend(db)
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    worst = 0.0
    print(f"{'question':34} {'database':>9} {'answer':>9}  ms")
    for name, question in questions(local_day(now)):
        inside, whole = asked(storage, question, backend)
        worst = max(worst, inside)
        print(f"{name:34} {inside:9.1f} {whole:9.1f}")
    print(f"most that a question took the database: {worst:.1f} ms (at most {MOST:.0f} are wanted)")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
