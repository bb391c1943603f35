"""Uploads in parts, and the quarantine of files that no scanner has seen yet."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from services.dossiers.store import remembered
from services.dossiers.tables import dossiers, files, papers, uploads

Row = sa.Row[Any]


def add(db: sa.Connection, **values: Any) -> Row:
    """A new upload."""
    return db.execute(uploads.insert().values(**values).returning(uploads)).one()


def load(db: sa.Connection, upload_id: str) -> Row | None:
    """An upload, or None."""
    return db.execute(sa.select(uploads).where(uploads.c.id == upload_id)).first()


def load_for_change(db: sa.Connection, upload_id: str) -> Row | None:
    """The same, locked until the end of the transaction."""
    return db.execute(sa.select(uploads).where(uploads.c.id == upload_id).with_for_update()).first()


def change(db: sa.Connection, upload_id: str, **values: Any) -> Row:
    """The upload after a change."""
    return db.execute(uploads.update().where(uploads.c.id == upload_id).values(**values).returning(uploads)).one()


def refuse(db: sa.Connection, upload_id: str, problem: str) -> Row | None:
    """The file was refused; an upload that ended otherwise meanwhile stays as it is. Gives it as it is now."""
    under_way = (uploads.c.id == upload_id) & (uploads.c.state == "receiving")
    db.execute(uploads.update().where(under_way).values(state="refused", problem=problem))
    return load(db, upload_id)


def open_of(db: sa.Connection, dossier_id: str) -> int:
    """How many uploads of a dossier are under way."""
    under_way = (uploads.c.dossier_id == dossier_id) & (uploads.c.state == "receiving")
    return int(db.scalar(sa.select(sa.func.count()).where(under_way)) or 0)


def expired(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[Row]:
    """Uploads whose time is over, each claimed for this transaction."""
    old = (uploads.c.state == "receiving") & (uploads.c.expires_at < now)
    return db.execute(sa.select(uploads).where(old).limit(limit).with_for_update(skip_locked=True)).all()


# Quarantine


def claim_unscanned(db: sa.Connection, now: dt.datetime, lease: dt.timedelta, limit: int) -> Sequence[Row]:
    """Files that wait to be scanned, those that waited longest first; others leave them alone until the lease ends."""
    waiting = (files.c.scan == "pending") & (files.c.scan_after <= now) & files.c.removed_at.is_(None)
    chosen = sa.select(files.c.id).where(waiting).order_by(files.c.scan_after).limit(limit)
    ids = chosen.with_for_update(skip_locked=True)
    remembered.forget(db, "files")
    claimed = (
        files.update().where(files.c.id.in_(ids)).values(scan_after=now + lease, scan_tries=files.c.scan_tries + 1)
    )
    return db.execute(claimed.returning(files)).all()


def scanned(db: sa.Connection, file_id: str, **values: Any) -> bool:
    """What the scanner said of a file; False if there is no such file any more."""
    remembered.forget(db, "files")
    return db.execute(files.update().where(files.c.id == file_id).values(**values)).rowcount == 1


def waiting(db: sa.Connection) -> tuple[int, dt.datetime | None]:
    """How many files are in quarantine, and since when the oldest."""
    pending = (files.c.scan == "pending") & files.c.removed_at.is_(None)
    count, oldest = db.execute(sa.select(sa.func.count(), sa.func.min(files.c.added_at)).where(pending)).one()
    return int(count), oldest


# Papers of earlier dossiers


def _mine(party: str, procedures: Collection[str]) -> sa.ColumnElement[bool]:
    mine = (dossiers.c.applicant_id == party) & files.c.removed_at.is_(None) & (files.c.scan != "infected")
    # A result is the person's once it was returned to them.
    mine &= files.c.paper_key.is_not(None) | (dossiers.c.returned_at.is_not(None))
    return mine & dossiers.c.procedure_code.in_(procedures) if procedures else mine


def papers_of(db: sa.Connection, party: str, procedures: Collection[str], before: str, limit: int) -> Sequence[Row]:
    """The files of a person's dossiers, each content once (as it was given last), the newest first."""
    joined = files.join(dossiers, dossiers.c.id == files.c.dossier_id).outerjoin(
        papers, (papers.c.dossier_id == files.c.dossier_id) & (papers.c.key == files.c.paper_key)
    )
    columns = (files, dossiers.c.code, dossiers.c.procedure_name, papers.c.name.label("paper_name"))
    newest = sa.select(*columns).select_from(joined).where(_mine(party, procedures)).ext(distinct_on(files.c.sha256))
    once = newest.order_by(files.c.sha256, files.c.id.desc()).subquery()
    page = sa.select(once)
    if before:
        page = page.where(once.c.id < before)
    return db.execute(page.order_by(once.c.id.desc()).limit(limit)).all()


def paper_of(db: sa.Connection, party: str, procedures: Collection[str], file_id: str) -> Row | None:
    """One of these files, or None; held until the commit, so that whoever discards its draft sees who shares the object
    and leaves that where it is."""
    joined = files.join(dossiers, dossiers.c.id == files.c.dossier_id)
    chosen = sa.select(files).select_from(joined).where(_mine(party, procedures), files.c.id == file_id)
    return db.execute(chosen.with_for_update(read=True, of=files)).first()
