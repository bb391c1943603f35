"""What a filing reads of its dossier, in one statement: its papers, their files, what came on paper, and the agency.

Each is what `contents`, `handed` and `known` would read; they find it remembered.
"""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import sqlalchemy as sa

from chassis.statements import Prepared, ask
from services.dossiers.store import remembered
from services.dossiers.tables import agencies, files, handed_in, papers

Row = sa.Row[Any]


def _rows(table: sa.Table, *conditions: sa.ColumnElement[bool], order: tuple[str, ...]) -> sa.ScalarSelect[Any]:
    """The rows of a dossier as one JSON array."""
    mine = sa.select(table).where(table.c.dossier_id == sa.bindparam("of"), *conditions).subquery(f"own_{table.name}")
    in_order = sa.dialects.postgresql.aggregate_order_by(
        sa.func.to_jsonb(sa.literal_column(mine.name)), *(mine.c[name] for name in order)
    )
    return sa.select(sa.func.jsonb_agg(in_order)).select_from(mine).scalar_subquery()


_agency: Final = agencies.select().where(agencies.c.code == sa.bindparam("at")).subquery("agency")
_READ: Final = Prepared(
    sa.select(
        _rows(papers, order=("position",)).label("papers"),
        _rows(files, files.c.removed_at.is_(None), order=("added_at", "id")).label("files"),
        _rows(handed_in, order=("paper_key",)).label("handed"),
        sa.select(sa.func.to_jsonb(sa.literal_column("agency"))).select_from(_agency).scalar_subquery().label("agency"),
    )
)


def _moments(table: sa.Table) -> frozenset[str]:
    unread = [c.name for c in table.c if isinstance(c.type, sa.Date | sa.LargeBinary)]
    if unread:
        raise TypeError(f"{table.name}: {', '.join(unread)} would come as text")
    return frozenset(column.name for column in table.c if isinstance(column.type, sa.DateTime))


def _moment(text: str) -> dt.datetime:
    """A time as JSON has it, or the beginning of time, as the driver reads it."""
    return _BEGINNING if text == "-infinity" else dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def _reading(table: sa.Table) -> Callable[[dict[str, Any]], Any]:
    """Makes a row as the table has it of one that came as JSON."""
    moments = _moments(table)

    def read(row: dict[str, Any]) -> Any:
        for name in moments:
            if row[name] is not None:
                row[name] = _moment(row[name])
        return SimpleNamespace(**row)

    return read


_BEGINNING: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_TABLES: Final = {"papers": papers, "files": files, "handed": handed_in}
_WAYS: Final = {kind: _reading(table) for kind, table in _TABLES.items()}
_an_agency: Final = _reading(agencies)


def read(db: sa.Connection, row: Row) -> None:
    """Remember all of this; `remembered.begin` was called."""
    found = ask(db, _READ, {"of": row.id, "at": row.agency_code}).one()
    for kind, way in _WAYS.items():
        remembered.know(db, (kind, row.id), [way(one) for one in getattr(found, kind) or ()])
    agency = None if found.agency is None else _an_agency(found.agency)
    remembered.know(db, ("agency", row.agency_code), agency)
