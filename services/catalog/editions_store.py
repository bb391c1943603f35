"""Queries and writes of editions and their history."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.catalog.domain.editing import OPEN
from services.catalog.tables import edition_acts, editions

Row = sa.Row[Any]


def load(db: sa.Connection, edition_id: str, *, lock: bool = False) -> Row | None:
    """An edition, or None; locked until the end of the transaction if it is to be changed."""
    statement = sa.select(editions).where(editions.c.id == edition_id)
    return db.execute(statement.with_for_update() if lock else statement).first()


def open_of(db: sa.Connection, code: str) -> Row | None:
    """The edition of a procedure that is still worked on."""
    states = [state.value for state in OPEN]
    return db.execute(sa.select(editions).where(editions.c.code == code, editions.c.state.in_(states))).first()


def add(db: sa.Connection, **values: Any) -> Row | None:
    """A new edition, at version 1; None where the procedure has an open one already."""
    statement = sa.dialects.postgresql.insert(editions).values(version=1, **values)
    return db.execute(statement.on_conflict_do_nothing().returning(editions)).first()


def change(db: sa.Connection, row: Row, **values: Any) -> Row:
    """The edition one version on; its row is locked, so nobody came in between."""
    statement = editions.update().where(editions.c.id == row.id).values(version=row.version + 1, **values)
    return db.execute(statement.returning(editions)).one()


def add_act(db: sa.Connection, edition_id: str, **values: Any) -> None:
    """One more act of the history; the edition's row is locked, which makes the numbers gapless."""
    acts = edition_acts
    last = sa.select(sa.func.coalesce(sa.func.max(acts.c.seq), 0) + 1).where(acts.c.edition_id == edition_id)
    db.execute(acts.insert().values(edition_id=edition_id, seq=last.scalar_subquery(), **values))


def acts_of(db: sa.Connection, edition_id: str) -> Sequence[Row]:
    """The history, oldest first."""
    acts = edition_acts
    return db.execute(sa.select(acts).where(acts.c.edition_id == edition_id).order_by(acts.c.seq)).all()


def page(
    db: sa.Connection, state: str | None, code: str, after: tuple[dt.datetime, str] | None, limit: int
) -> Sequence[Row]:
    """Editions, the last changed first, from behind a place; one more than asked for, if there is one."""
    statement = sa.select(editions)
    if state:
        statement = statement.where(editions.c.state == state)
    if code:
        statement = statement.where(editions.c.code == code)
    if after:
        statement = statement.where(
            sa.tuple_(editions.c.changed_at, editions.c.id) < sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        )
    return db.execute(statement.order_by(editions.c.changed_at.desc(), editions.c.id.desc()).limit(limit + 1)).all()


def names_of(db: sa.Connection, edition_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """By edition: who started it and who did the last thing to it, by name."""
    acts = edition_acts
    rows = db.execute(
        sa.select(acts.c.edition_id, acts.c.actor_name).where(acts.c.edition_id.in_(edition_ids)).order_by(acts.c.seq)
    ).all()
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        first = found[row.edition_id][0] if row.edition_id in found else row.actor_name
        found[row.edition_id] = (first, row.actor_name)
    return found
