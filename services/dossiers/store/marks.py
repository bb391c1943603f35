"""Marks of the contents that a draft had: what a person who submits may have seen, and who changed it since."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.callers import Channel
from chassis.statements import Prepared, later
from chassis.storage import Work
from services.dossiers.domain.content import Filled, claim_names
from services.dossiers.domain.differences import Marks, marks_of
from services.dossiers.store import contents, handed
from services.dossiers.tables import content_marks

Row = sa.Row[Any]

KEPT = 50
"""Contents of one draft that are remembered; who looked at an older one is told only that it changed."""

_forget: Final = Prepared(content_marks.delete().where(content_marks.c.dossier_id == sa.bindparam("of")))


def keep(work: Work, row: Row, filled: Filled) -> None:
    """Remember the content that a draft has now, and who gave it that."""
    caller = work.caller
    made = insert(content_marks).values(
        dossier_id=row.id,
        version=row.version,
        content_hash=row.content_hash,
        marks=of(work.db, row, filled),
        at=work.now,
        by=("officer" if caller.is_staff else caller.acting.role if caller.acting is not None else "applicant"),
    )
    work.db.execute(made.on_conflict_do_nothing())
    old = (content_marks.c.dossier_id == row.id) & (content_marks.c.version <= row.version - KEPT)
    work.db.execute(content_marks.delete().where(old))


def of(db: sa.Connection, row: Row, filled: Filled) -> dict[str, str]:
    """The marks of a dossier with these answers."""
    held = contents.held(db, row.id)
    on_paper = handed.of(db, row.id) if row.channel != Channel.ONLINE else ()
    return marks_of(row.procedure_version, row.case_label, filled, held, claim_names(row.fee_claims), on_paper)


def seen(db: sa.Connection, dossier_id: str, content_hash: str) -> Marks | None:
    """The marks of a content that the draft had; None if it never had it, or too long ago."""
    had = (content_marks.c.dossier_id == dossier_id) & (content_marks.c.content_hash == content_hash)
    found: Marks | None = db.scalar(sa.select(content_marks.c.marks).where(had).limit(1))
    return found


def last(db: sa.Connection, dossier_id: str) -> Row | None:
    """Who changed the draft last, and when."""
    chosen: sa.Select[Any] = sa.select(content_marks.c.by, content_marks.c.at).where(
        content_marks.c.dossier_id == dossier_id
    )
    return db.execute(chosen.order_by(content_marks.c.version.desc()).limit(1)).first()


def forget(db: sa.Connection, dossier_id: str) -> None:
    """A dossier was filed: nobody submits it again."""
    later(db, _forget, {"of": dossier_id})
