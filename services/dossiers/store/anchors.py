"""Anchors of histories and the heads that each is over; added to, never changed (migration 0018)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.dossiers.domain.anchoring import Head, Tile
from services.dossiers.tables import anchor_tiles, anchored_heads, history, history_anchors

Row = sa.Row[Any]

_ROOM: Final = 0x6D63_616E  # "mcan": apart from other advisory locks
_READ_AT_ONCE: Final = 5_000


def alone(db: sa.Connection) -> bool:
    """Whether nobody else anchors at this moment; held until the commit."""
    return bool(db.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_ROOM, 0))))


def last(db: sa.Connection) -> Row | None:
    """The newest anchor."""
    return db.execute(sa.select(history_anchors).order_by(history_anchors.c.number.desc()).limit(1)).first()


def after(db: sa.Connection, number: int, limit: int) -> Sequence[Row]:
    """Anchors behind a number, in order."""
    chosen = sa.select(history_anchors).where(history_anchors.c.number > number)
    return db.execute(chosen.order_by(history_anchors.c.number).limit(limit)).all()


def take_heads(db: sa.Connection, number: int) -> int:
    """Keep, under the number of an anchor, the head of every chain that grew since it was last anchored; how many."""
    h, a = history.c, anchored_heads.c
    now = sa.select(h.dossier_id, sa.func.max(h.seq).label("length")).group_by(h.dossier_id).subquery("now")
    before = sa.select(sa.func.max(a.length)).where(a.dossier_id == now.c.dossier_id).correlate(now).scalar_subquery()
    there = sa.and_(h.dossier_id == now.c.dossier_id, h.seq == now.c.length)
    grown = sa.select(sa.literal(number), h.dossier_id, h.seq, h.hash).select_from(now.join(history, there))
    grown = grown.where(now.c.length > sa.func.coalesce(before, 0))
    added = anchored_heads.insert().from_select(["number", "dossier_id", "length", "head"], grown)
    return db.execute(added).rowcount


def heads_of(db: sa.Connection, number: int) -> Iterator[Head]:
    """The heads of an anchor in the order of the dossiers' ids, a stretch at a time."""
    a, behind = anchored_heads.c, ""
    while True:
        chosen = sa.select(a.dossier_id, a.length, a.head).where(a.number == number, a.dossier_id > behind)
        rows = db.execute(chosen.order_by(a.dossier_id).limit(_READ_AT_ONCE)).all()
        for row in rows:
            yield Head(row.dossier_id, row.length, row.head)
        if len(rows) < _READ_AT_ONCE:
            return
        behind = rows[-1].dossier_id


def heads_from(db: sa.Connection, number: int, first_id: str, most: int) -> list[Head]:
    """Some heads of an anchor, from that of a dossier on."""
    a = anchored_heads.c
    chosen = sa.select(a.dossier_id, a.length, a.head).where(a.number == number, a.dossier_id >= first_id)
    return [Head(*row) for row in db.execute(chosen.order_by(a.dossier_id).limit(most))]


def head_under(db: sa.Connection, dossier_id: str, newest: int) -> Row | None:
    """The last head of a dossier that an anchor is over, with the anchor; none newer than ``newest``, 0: of any."""
    a, anchor = anchored_heads.c, history_anchors
    chosen = sa.select(a.length, a.head, *anchor.columns).join(anchor, anchor.c.number == a.number)
    chosen = chosen.where(a.dossier_id == dossier_id)
    if newest:
        chosen = chosen.where(a.number <= newest)
    return db.execute(chosen.order_by(a.length.desc()).limit(1)).first()


def keep_tiles(db: sa.Connection, number: int, tiles: Sequence[Tile]) -> None:
    """Keep nodes of the tree of an anchor."""
    rows = [
        {"number": number, "tile": place, "first_id": tile.first_id, "node": tile.node}
        for place, tile in enumerate(tiles)
    ]
    if rows:
        db.execute(anchor_tiles.insert(), rows)


def tiles_of(db: sa.Connection, number: int) -> list[Tile]:
    """The nodes that are kept of the tree of an anchor; of anchors from before there are none."""
    t = anchor_tiles.c
    chosen = sa.select(t.first_id, t.node).where(t.number == number).order_by(t.tile)
    return [Tile(*row) for row in db.execute(chosen)]


def add(db: sa.Connection, day: dt.date, **values: Any) -> None:
    """One more anchor."""
    db.execute(history_anchors.insert().values(day=day, **values))


def otherwise(db: sa.Connection) -> Sequence[Row]:
    """Anchored heads that the chain of their dossier has not, or not there: dossier, number, length."""
    a, h = anchored_heads.c, history.c
    same = sa.and_(h.dossier_id == a.dossier_id, h.seq == a.length)
    joined = anchored_heads.outerjoin(history, same)
    wrong: sa.Select[Any] = sa.select(a.dossier_id, a.number, a.length).select_from(joined)
    wrong = wrong.where(sa.or_(h.hash.is_(None), h.hash != a.head))
    return db.execute(wrong.order_by(a.dossier_id, a.number)).all()
