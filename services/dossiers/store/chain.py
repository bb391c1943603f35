"""The chain that a dossier's actions and the looks at it are linked in; added to, never changed (migration 0008)."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chassis.statements import insert_later
from services.dossiers.domain.history import FORM, GENESIS, Entry, Kind, Link, entry_of, hash_of
from services.dossiers.tables import actions, history, looks

Row = sa.Row[Any]

_ROOM: Final = 0x6D63_6869  # "mchi": apart from other advisory locks


def append(db: sa.Connection, entry: Entry) -> None:
    """Link one more entry; entries of one dossier come one after the other, until the commit."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(_ROOM, sa.func.hashtext(entry.dossier_id))))
    seq, previous = head(db, entry.dossier_id)
    _link(db, entry, seq + 1, previous)


def begin(db: sa.Connection, entry: Entry) -> None:
    """Link the first entry of a dossier; where there is one already the database refuses it."""
    _link(db, entry, 1, GENESIS)


def _link(db: sa.Connection, entry: Entry, seq: int, previous: str) -> None:
    link = {
        "dossier_id": entry.dossier_id,
        "seq": seq,
        "kind": entry.kind.value,
        "ref": entry.ref,
        "form": FORM,
        "previous": previous,
        "hash": hash_of(entry, seq, previous),
    }
    insert_later(db, history, link)


def head(db: sa.Connection, dossier_id: str) -> tuple[int, str]:
    """The number and hash of the last entry; 0 and `GENESIS` where there is none."""
    chosen = sa.select(history.c.seq, history.c.hash).where(history.c.dossier_id == dossier_id)
    last = db.execute(chosen.order_by(history.c.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def links_of(db: sa.Connection, dossier_ids: Sequence[str]) -> dict[str, list[Link]]:
    """The chains of some dossiers, each in order."""
    chosen = sa.select(history).where(history.c.dossier_id.in_(dossier_ids))
    rows = db.execute(chosen.order_by(history.c.dossier_id, history.c.seq))
    grouped = itertools.groupby(rows, key=lambda row: str(row.dossier_id))
    return {
        of: [Link(row.seq, Kind(row.kind), row.ref, row.previous, row.hash) for row in some] for of, some in grouped
    }


def entries_of(db: sa.Connection, dossier_ids: Sequence[str]) -> Iterator[Entry]:
    """What the rows of some dossiers say now, in no certain order."""
    for kind, table in ((Kind.ACTION, actions), (Kind.LOOK, looks)):
        for row in db.execute(sa.select(table).where(table.c.dossier_id.in_(dossier_ids))):
            yield entry_of(kind, row._mapping)
