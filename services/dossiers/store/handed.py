"""Papers that were handed in on paper, at the desk or by post."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.dossiers.domain.content import Handed
from services.dossiers.store import remembered
from services.dossiers.tables import handed_in

Row = sa.Row[Any]


def replace(
    db: sa.Connection, dossier_id: str, papers: Sequence[Handed], now: dt.datetime, by: str, anew: Collection[str] = ()
) -> None:
    """Make these what was handed in; of a paper of which nothing changed and that is not there ``anew``, the time
    stays."""
    before = {one.paper_key: (one, row) for one, row in _with_rows(db, dossier_id)}
    remembered.forget(db, "handed")
    db.execute(handed_in.delete().where(handed_in.c.dossier_id == dossier_id))
    for paper in papers:
        known, row = before.get(paper.paper_key, (None, None))
        at, who = (row.at, row.by) if row is not None and known == paper and paper.paper_key not in anew else (now, by)
        db.execute(
            handed_in.insert().values(
                dossier_id=dossier_id,
                paper_key=paper.paper_key,
                originals=paper.originals,
                copies=paper.copies,
                at=at,
                by=who,
            )
        )


def of(db: sa.Connection, dossier_id: str) -> tuple[Handed, ...]:
    """What was handed in for a dossier."""
    return tuple(one for one, _ in _with_rows(db, dossier_id))


def since(db: sa.Connection, dossier_id: str, moment: dt.datetime) -> frozenset[str]:
    """The papers of which something was handed in since a time."""
    return frozenset(one.paper_key for one, row in _with_rows(db, dossier_id) if row.at > moment)


def _with_rows(db: sa.Connection, dossier_id: str) -> list[tuple[Handed, Row]]:
    found = remembered.once(db, ("handed", dossier_id), lambda: db.execute(_OF, {"of": dossier_id}).all())
    return [(Handed(row.paper_key, row.originals, row.copies), row) for row in found]


_OF: Final = sa.select(handed_in).where(handed_in.c.dossier_id == sa.bindparam("of")).order_by(handed_in.c.paper_key)
