"""The figures of a time, read from the sums that are kept of them.

Who asks by one thing alone (agencies, fields or procedures, and nothing of the others) is answered from its margin;
other questions from what is kept by all three. Either way whole months are read as months, and the days around them as
days. What was not summed up yet is added, in the same snapshot. The answer is that of the days alone, of which
`tests/services/dossiers/test_rolled_up.py` makes sure.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from services.dossiers.domain.figures import Measure
from services.dossiers.domain.spans import Span, spans
from services.dossiers.tables import figure_changes, figure_margins, figure_months, figures

ALL, MONTH, DAY = "all", "month", "day"
_COLUMNS: Final = {"agency": "agency_code", "field": "field", "procedure": "procedure_code"}
"""The dimensions, and the columns that tell them apart."""

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: put together ``by`` agency, field, procedure, month or all, of some agencies (none: all), of a
    procedure, of a field."""

    by: str
    agencies: frozenset[str] = frozenset()
    procedure_code: str = ""
    field: str = ""

    @property
    def dimensions(self) -> set[str]:
        """What has to be told apart to answer."""
        named = {"agency": self.agencies, "procedure": self.procedure_code, "field": self.field, self.by: True}
        return {dimension for dimension in _COLUMNS if named.get(dimension)}


def totals(db: sa.Connection, asked: Question, first: dt.date, last: dt.date) -> dict[str, dict[Measure, int]]:
    """What was counted on the days from ``first`` to ``last``, both counted, by what is asked for."""
    asked, found = _plainly(db, asked), spans(first, last)
    parts = [_during(_kept(asked, DAY), days) for days in found.days] + [_during(_not_yet(), Span(first, last))]
    if found.months is not None:
        parts.append(_during(_kept(asked, MONTH), found.months))
    rows = _chosen(asked, parts)
    key = _key(rows, asked.by).label("key")
    statement = sa.select(key, rows.c.measure, sa.func.sum(rows.c.n)).group_by("key", rows.c.measure)
    sums: dict[str, dict[Measure, int]] = {}
    for of, measure, n in db.execute(statement):
        if n:
            sums.setdefault(of, {})[Measure(measure)] = int(n)
    return sums


def open_now(db: sa.Connection, asked: Question, today: dt.date) -> dict[str, tuple[int, int]]:
    """How many dossiers are open now, and how many of these were due before today; of no month, so by month of all."""
    asked = _plainly(db, asked)
    parts = [sa.select(rows).where(_is(rows.c.measure, Measure.OPEN)) for rows in (_kept(asked, DAY), _not_yet())]
    rows = _chosen(asked, parts)
    key = _key(rows, ALL if asked.by == MONTH else asked.by).label("key")
    late = sa.func.coalesce(sa.func.sum(rows.c.n).filter(rows.c.day < today), 0)
    found = db.execute(sa.select(key, sa.func.sum(rows.c.n), late).group_by("key"))
    return {of: (int(n), int(n_late)) for of, n, n_late in found if n}


def _plainly(db: sa.Connection, asked: Question) -> Question:
    """The same question without naming agencies, where all that have figures are named: a margin may do then."""
    if not asked.agencies or len(asked.dimensions) == 1:
        return asked
    margin, changed, named = figure_margins.c, figure_changes.c, sorted(asked.agencies)
    others = sa.exists().where(margin.dimension == "agency", margin.span == MONTH, margin.key.not_in(named))
    new_ones = sa.exists().where(changed.agency_code.not_in(named))
    is_of_all = not db.scalar(sa.select(others | new_ones))
    return dataclasses.replace(asked, agencies=frozenset()) if is_of_all else asked


def _kept(asked: Question, span: str) -> sa.Subquery:
    """What is kept by day or by month: of one dimension if that answers the question, otherwise of all three."""
    dimensions = asked.dimensions or {"field"}  # Of fields there are the fewest.
    if len(dimensions) > 1:
        table, start = (figures, figures.c.day) if span == DAY else (figure_months, figure_months.c.month)
        return _rows(table, [table.c[column] for column in _COLUMNS.values()], start)
    margin = figure_margins.c
    keys = [margin.key if dimension in dimensions else _text("") for dimension in _COLUMNS]
    return _rows(figure_margins, keys, margin.start, margin.dimension.in_(dimensions), _is(margin.span, span))


def _not_yet() -> sa.Subquery:
    """What was not summed up yet."""
    return _rows(figure_changes, [figure_changes.c[column] for column in _COLUMNS.values()], figure_changes.c.day)


def _rows(
    table: sa.Table, keys: list[sa.ColumnElement[str]], start: sa.ColumnElement[dt.date], *where: Condition
) -> sa.Subquery:
    named = [key.label(column) for key, column in zip(keys, _COLUMNS.values(), strict=True)]
    return sa.select(*named, start.label("day"), table.c.measure, table.c.n).where(*where).subquery()


def _during(rows: sa.Subquery, days: Span) -> sa.Select[Any]:
    of_days = rows.c.measure.in_([_text(measure.value) for measure in Measure if measure is not Measure.OPEN])
    return sa.select(rows).where(of_days, rows.c.day.between(days.first, days.last))


def _chosen(asked: Question, parts: list[sa.Select[Any]]) -> sa.Subquery:
    """What is asked for of all parts together."""
    rows = sa.union_all(*parts).subquery()
    conditions: list[Condition] = []
    if asked.agencies:
        conditions.append(rows.c.agency_code.in_(sorted(asked.agencies)))
    if asked.procedure_code:
        conditions.append(rows.c.procedure_code == asked.procedure_code)
    if asked.field:
        conditions.append(rows.c.field == asked.field)
    return sa.select(rows).where(*conditions).subquery()


def _key(rows: sa.Subquery, by: str) -> sa.ColumnElement[str]:
    if by == MONTH:
        return sa.func.to_char(rows.c.day, _text("YYYY-MM"))
    return rows.c[_COLUMNS[by]] if by in _COLUMNS else _text("")


def _is(column: sa.ColumnElement[str], text: str) -> Condition:
    return column == _text(text)


def _text(text: str) -> sa.ColumnElement[str]:
    """A text of ours in the statement itself, so that the planner knows it."""
    return sa.literal_column(f"'{text}'", sa.Text)


def astray(db: sa.Connection) -> int:
    """How many of the sums differ from what the days give."""
    wrong = 0
    for table, made in _made_of_days():
        kept = sa.select(*table.columns)
        differing = sa.union_all(sa.except_(kept, made).subquery().select(), sa.except_(made, kept).subquery().select())
        wrong += db.scalar(sa.select(sa.func.count()).select_from(differing.subquery())) or 0
    return wrong


def roll_up_anew(db: sa.Connection) -> None:
    """Make all sums out of the days; whoever sums up waits until this is committed."""
    db.execute(sa.text("LOCK TABLE figures IN SHARE ROW EXCLUSIVE MODE"))
    for table, made in _made_of_days():
        db.execute(table.delete())
        db.execute(table.insert().from_select([column.name for column in table.columns], made))


def _made_of_days() -> list[tuple[sa.Table, sa.SelectBase]]:
    """Each table of sums, and the rows that it has to have."""
    days = figures.c
    month = sa.cast(sa.func.date_trunc(_text(MONTH), days.day), sa.Date)
    margins = [
        _summed(figure_margins, _text(dimension), _text(span), days.measure, start, days[column])
        for dimension, column in _COLUMNS.items()
        for span, start in ((DAY, days.day), (MONTH, month))
    ]
    months = _summed(figure_months, days.agency_code, month, days.field, days.procedure_code, days.measure)
    return [(figure_margins, sa.union_all(*margins)), (figure_months, months)]


def _summed(table: sa.Table, *key: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """The days put together under the key of a table; what comes to nothing is not there."""
    names = [column.name for column in table.primary_key]
    named = [each.label(name) for each, name in zip(key, names, strict=True)]
    n = sa.cast(sa.func.sum(figures.c.n), sa.BigInteger)
    return sa.select(*named, n.label("n")).group_by(*names).having(n != 0)
