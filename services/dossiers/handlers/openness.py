"""The figures that everybody may see, and the rating that a person gives when the result is there."""

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.service import Storage
from services.dossiers import contract, policy
from services.dossiers.contract import (
    FigureLine,
    Figures,
    FiguresBy,
    GetFigures,
    RateDossier,
    Rating,
    RatingView,
    ServiceRated,
)
from services.dossiers.domain.actions import State
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.figures import Happening, Measure, Other, permille
from services.dossiers.domain.spans import month_end
from services.dossiers.handlers import counting
from services.dossiers.handlers.moves import held
from services.dossiers.handlers.views import facts
from services.dossiers.store import known, rolled_up
from services.dossiers.tables import agencies, procedures, ratings


def rate_dossier(call: Call[RateDossier], storage: Storage) -> RatingView:
    """Keep what the person says, once; the figures count it."""
    request = call.request
    with storage.command(call) as work:
        row = policy.check_on(call.caller, call.method, held(work, request.dossier_id))
        if row.state != State.RETURNED:
            raise contract.RATED_TOO_EARLY()
        if work.db.scalar(sa.select(sa.exists().where(ratings.c.dossier_id == row.id))):
            raise contract.RATED_BEFORE()
        work.db.execute(
            ratings.insert().values(
                dossier_id=row.id, rating=request.rating.value, comment=request.comment, at=work.now
            )
        )
        counting.count(work.db, row, Happening(Other.RATED, work.now, details={"rating": request.rating.value}))
        work.emit(contract.service_rated, row.id, ServiceRated(**{**facts(row), "at": work.now}, rating=request.rating))
        return work.done(
            RatingView(dossier_id=row.id, rating=Rating(request.rating), comment=request.comment, at=work.now)
        )


def get_figures(call: Call[GetFigures], storage: Storage) -> Figures:
    """Sums of the days and agencies that were asked for; the whole is added up from the lines."""
    policy.check(call.caller, call.method)
    request = call.request
    now = storage.now()
    today = local_day(now)
    last = request.last or today
    first = request.first or last.replace(month=1, day=1)
    if first > last:
        raise INVALID_REQUEST(problems=[FieldProblem("/first", "out-of-range", {"max": last.isoformat()})])
    with storage.read() as db:
        asked = rolled_up.Question(
            by=request.by.value,
            agencies=known.under(db, request.agency_code) if request.agency_code else frozenset(),
            procedure_code=request.procedure_code,
            field=request.field,
        )
        # Nothing has happened after today, so the month that is under way can be read as a whole one.
        found = rolled_up.totals(db, asked, first, max(last, month_end(today)) if last >= today else last)
        still_open = rolled_up.open_now(db, asked, today)
        names = _names(db, request.by)
    whole = sum((Counter(n) for n in found.values()), Counter())
    whole_open, whole_late = (sum(n[at] for n in still_open.values()) for at in (0, 1))
    if request.by is FiguresBy.MONTH:
        still_open = {}  # What is open belongs to no month.
    lines = [
        _line(key, names.get(key, key), found.get(key, {}), *still_open.get(key, (0, 0)))
        for key in sorted({*found, *still_open})
        if key
    ]
    return Figures(
        by=request.by,
        first=first,
        last=last,
        as_of=now,
        total=_line("", "", whole, whole_open, whole_late),
        lines=tuple(lines),
    )


def _names(db: sa.Connection, by: FiguresBy) -> Mapping[str, str]:
    if by is FiguresBy.AGENCY:
        return {row.code: row.name for row in db.execute(sa.select(agencies.c.code, agencies.c.name))}
    latest = sa.select(procedures.c.code, procedures.c.name).order_by(procedures.c.version)
    if by is FiguresBy.PROCEDURE:
        return {row.code: row.name for row in db.execute(latest)}
    if by is FiguresBy.FIELD:
        of_field = sa.select(procedures.c.body["field"].astext, procedures.c.body["field_name"].astext).distinct()
        return {row[0]: row[1] for row in db.execute(of_field)}
    return {}


def _line(key: str, name: str, n: Mapping[Measure, int], still_open: int, open_late: int) -> FigureLine:
    got = {measure.value: n.get(measure, 0) for measure in Measure} | {Measure.OPEN.value: still_open}
    in_time = got["early"] + got["on_time"]
    pleased = got["very_satisfied"] + got["satisfied"]
    return FigureLine(
        key=key,
        name=name,
        **got,
        open_late=open_late,
        in_time_permille=permille(in_time, in_time + got["late"] + open_late),
        online_permille=permille(got["submitted_online"], got["submitted"]),
        online_results_permille=permille(got["returned_online"], got["returned"]),
        paid_online_permille=permille(got["paid_online"], got["paid"]),
        satisfied_permille=permille(pleased, pleased + got["dissatisfied"]),
    )
