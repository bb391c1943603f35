"""Official papers: numbered without a gap, added and never changed; and the register that their numbers make."""

import base64
import binascii
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import INVALID_REQUEST, FieldProblem
from services.dossiers.tables import agencies, dossiers, official_paper_numbers, official_papers

Row = sa.Row[Any]

_FIRST = "reception"


def next_number(db: sa.Connection, agency_code: str, kind: str, year: int) -> int:
    """The next number of a kind in a year: 1, 2, 3… The row stays locked until the commit, so there is no gap."""
    table = official_paper_numbers
    statement = insert(table).values(agency_code=agency_code, kind=kind, year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[table.c.agency_code, table.c.kind, table.c.year], set_={"last": table.c.last + 1}
    )
    return int(db.execute(statement.returning(table.c.last)).scalar_one())


def add(db: sa.Connection, **values: Any) -> None:
    """One paper; its id grows with time."""
    db.execute(official_papers.insert().values(**values))


def last_of(db: sa.Connection, dossier_id: str, kind: str) -> Row | None:
    """The latest paper of a kind about a dossier."""
    chosen = sa.select(official_papers).where(
        official_papers.c.dossier_id == dossier_id, official_papers.c.kind == kind
    )
    return db.execute(chosen.order_by(official_papers.c.id.desc()).limit(1)).first()


def of_dossier(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """The papers about a dossier, oldest first."""
    chosen = sa.select(official_papers).where(official_papers.c.dossier_id == dossier_id)
    return db.execute(chosen.order_by(official_papers.c.id)).all()


def register(
    db: sa.Connection,
    agency_code: str,
    year: int,
    procedures: Sequence[str],
    cursor: str,
    limit: int,
    *,
    between: tuple[int, int] | None = None,
) -> tuple[Sequence[Row], str]:
    """A page of a desk's register of a year, by number, with how each dossier stands now; and the next cursor.

    ``between`` are the first and the last number that is wanted.

    A dossier that was received again (after a supplement) keeps the number of its first slip.
    """
    slip = official_papers.c
    chosen = (
        sa.select(official_papers, dossiers.c.due_at, dossiers.c.returned_at, dossiers.c.return_way)
        .join(dossiers, dossiers.c.id == slip.dossier_id)
        .where(slip.agency_code == agency_code, slip.kind == _FIRST, slip.year == year, slip.replaces == "")
    )
    if between is not None:
        chosen = chosen.where(slip.number.between(*between))
    if procedures:
        chosen = chosen.where(dossiers.c.procedure_code.in_(procedures))
    if cursor:
        chosen = chosen.where(slip.number > _read(cursor))
    found = db.execute(chosen.order_by(slip.number).limit(limit + 1)).all()
    page = found[:limit]
    return page, _written(page[-1].number) if len(found) > limit else ""


def desks_with_books(
    db: sa.Connection, agency_codes: Collection[str], procedures: Sequence[str], year: int, limit: int
) -> Sequence[Row]:
    """Of some agencies the first whose register of a year has a dossier (of some procedures, if any are named)."""
    slip, desk = official_papers.c, agencies.c
    book = [slip.agency_code == desk.code, slip.kind == _FIRST, slip.year == year, slip.replaces == ""]
    entry: sa.Select[Any] = sa.select(sa.literal_column("1")).where(*book)
    if procedures:
        entry = entry.join(dossiers, dossiers.c.id == slip.dossier_id).where(dossiers.c.procedure_code.in_(procedures))
    chosen: sa.Select[Any] = sa.select(desk.code, desk.name)
    chosen = chosen.where(desk.code.in_(sorted(agency_codes)), sa.exists(entry))
    return db.execute(chosen.order_by(desk.code).limit(limit)).all()


def last_number(db: sa.Connection, agency_code: str, year: int) -> int:
    """The last number in a desk's register of a year; 0 for an empty one."""
    slip = official_papers.c
    mine = (slip.agency_code == agency_code, slip.kind == _FIRST, slip.year == year)
    return int(db.scalar(sa.select(sa.func.coalesce(sa.func.max(slip.number), 0)).where(*mine)) or 0)


def _written(number: int) -> str:
    return base64.urlsafe_b64encode(f"after:{number}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        word, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
        if word == "after" and number.isdecimal() and len(number) < 10:
            return int(number)
    except (ValueError, binascii.Error):
        pass
    raise INVALID_REQUEST(problems=[FieldProblem("/cursor", "wrong-form", {})])
