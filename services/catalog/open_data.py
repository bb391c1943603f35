"""The parts of the open data, read from the tables: what the service gives out and the command writes to a file.

Guarantees: the parts of a data set together hold each published version, agency and unit once, in a fixed order; a
document of a version has its whole content and its hash, so that importing it elsewhere gives the same version.
"""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from services.catalog import store, tables
from services.catalog.contract import (
    OpenDataForm,
    OpenDataItem,
    OpenDataPart,
    OpenDataSet,
    unit_register,
)
from services.catalog.domain import open_data
from services.catalog.domain.canonical import sparse
from services.catalog.domain.units import Unit
from services.catalog.domain.validity import revision_number
from services.catalog.handlers.cursors import cursor_of, place_of

ENOUGH = 400_000
"""Characters after which a part ends."""
AT_ONCE = 40
UNITS_AT_ONCE = 2_000


def part(db: sa.Connection, dataset: OpenDataSet, form: OpenDataForm, cursor: str, day: dt.date) -> OpenDataPart:
    """The part after a cursor."""
    items, next_cursor = _READERS[dataset](db, form, cursor, day)
    revision = revision_number(store.revision(db).revision, day)
    return OpenDataPart(
        items=tuple(items), next_cursor=next_cursor, revision=revision, day=day, licence=open_data.LICENCE
    )


def _document(section: str, plain: dict[str, Any]) -> OpenDataItem:
    text = json.dumps({"type": section, **plain}, ensure_ascii=False, separators=(",", ":"))
    return OpenDataItem(section=section, text=text)


def _row(cells: list[object] | tuple[object, ...], day: dt.date) -> OpenDataItem:
    text = open_data.row([*cells, open_data.LICENCE, day.isoformat()])
    return OpenDataItem(section="row", text=text.removesuffix("\r\n"))


def _head(columns: tuple[str, ...]) -> OpenDataItem:
    text = open_data.row([*columns, *open_data.STATED])
    return OpenDataItem(section="row", text=text.removesuffix("\r\n"))


def _procedures(db: sa.Connection, form: OpenDataForm, cursor: str, day: dt.date) -> tuple[list[OpenDataItem], str]:
    place = place_of(cursor, str, float)
    code, number = (str(place[0]), int(place[1])) if place else ("", 0)
    items: list[OpenDataItem] = []
    if not place:
        items += [_head(open_data.PROCEDURE_COLUMNS)] if form is OpenDataForm.CSV else _lists(db)
    versions = tables.procedure_versions
    wanted = sa.select(versions).where(
        versions.c.state.in_(("published", "withdrawn")),
        sa.tuple_(versions.c.code, versions.c.version) > sa.tuple_(code, number),
    )
    if form is OpenDataForm.CSV:
        holds = versions.c.valid_to.is_(None) | (versions.c.valid_to > day)
        wanted = wanted.where(versions.c.state == "published", versions.c.valid_from <= day, holds)
    rows = db.execute(wanted.order_by(versions.c.code, versions.c.version).limit(AT_ONCE)).all()
    size = 0
    for taken, row in enumerate(rows, start=1):
        items.append(_version(db, row) if form is OpenDataForm.JSON else _version_row(row, day))
        size += len(items[-1].text)
        if size >= ENOUGH and taken < len(rows):
            return items, cursor_of(row.code, float(row.version))
    return items, cursor_of(rows[-1].code, float(rows[-1].version)) if len(rows) == AT_ONCE else ""


def _version(db: sa.Connection, row: sa.Row[Any]) -> OpenDataItem:
    offers = [sparse(offer) for offer in store.offers_of(db, row.code)]
    return _document("procedure", row.content | _published(row) | {"offers": offers})


def _version_row(row: sa.Row[Any], day: dt.date) -> OpenDataItem:
    return _row(open_data.procedure_cells(row.content | _published(row)), day)


def _published(row: sa.Row[Any]) -> dict[str, Any]:
    plain = {
        "version": row.version,
        "content_hash": row.content_hash,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "published_at": row.published_at.astimezone(dt.UTC).isoformat(),
        "withdrawn_at": row.withdrawn_at.astimezone(dt.UTC).isoformat() if row.withdrawn_at else None,
        "withdrawal_reason": row.withdrawal_reason,
    }
    return {key: value for key, value in plain.items() if value not in (None, "")}


def _lists(db: sa.Connection) -> list[OpenDataItem]:
    """What versions and offers refer to: fields, life events, agencies."""
    fields = [{"key": row.key, "name": row.name, "count": 0} for row in store.all_fields(db)]
    groups = [
        {
            "key": row.key,
            "tab": row.tab,
            "name": row.name,
            "name_en": row.name_en,
            "position": row.position,
            "count": 0,
        }
        for row in store.all_life_events(db)
    ]
    found = [_document("field", plain) for plain in sorted(fields, key=lambda plain: str(plain["key"]))]
    found += [_document("life-event", plain) for plain in groups]
    return found + [_document("agency", sparse(agency)) for agency in store.all_agencies(db)]


def _agencies(db: sa.Connection, form: OpenDataForm, _cursor: str, day: dt.date) -> tuple[list[OpenDataItem], str]:
    agencies = [sparse(agency) for agency in store.all_agencies(db)]
    if form is OpenDataForm.JSON:
        return [_document("agency", plain) for plain in agencies], ""
    rows = [_row([plain.get(name) for name in open_data.AGENCY_COLUMNS], day) for plain in agencies]
    return [_head(open_data.AGENCY_COLUMNS), *rows], ""


def _units(_db: sa.Connection, form: OpenDataForm, cursor: str, day: dt.date) -> tuple[list[OpenDataItem], str]:
    place = place_of(cursor, float)
    start = int(place[0]) if place else 0
    units = unit_register().everything()
    items = [_head(open_data.UNIT_COLUMNS)] if form is OpenDataForm.CSV and not start else []
    for unit in units[start : start + UNITS_AT_ONCE]:
        plain = _unit(unit)
        csv = form is OpenDataForm.CSV
        items.append(_row(list(plain.values()), day) if csv else _document("unit", plain))
    end = start + UNITS_AT_ONCE
    return items, cursor_of(float(end)) if end < len(units) else ""


def _unit(unit: Unit) -> dict[str, Any]:
    cells = (
        unit.code,
        unit.level,
        unit.kind,
        unit.name,
        unit.full_name,
        unit.parent,
        unit.valid_from.isoformat() if unit.valid_from else None,
        unit.valid_to.isoformat() if unit.valid_to else None,
        " ".join(unit.became),
        unit.basis,
    )
    return dict(zip(open_data.UNIT_COLUMNS, cells, strict=True))


_Reader = Callable[[sa.Connection, OpenDataForm, str, dt.date], tuple[list[OpenDataItem], str]]
_READERS: dict[OpenDataSet, _Reader] = {
    OpenDataSet.PROCEDURES: _procedures,
    OpenDataSet.AGENCIES: _agencies,
    OpenDataSet.UNITS: _units,
}
