"""Looks at people's data: added, never changed, read by the person."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from services.dossiers.domain.history import Kind, entry_of
from services.dossiers.store import chain
from services.dossiers.tables import agencies, dossiers, looks

Row = sa.Row[Any]


def add(db: sa.Connection, **values: Any) -> None:
    """One look, linked into the history of its dossier; its id grows with time."""
    made = db.execute(looks.insert().values(**values).returning(looks)).one()
    chain.append(db, entry_of(Kind.LOOK, made._mapping))


def was_lately(db: sa.Connection, dossier_id: str, actor_id: str, look: str, since: dt.datetime) -> bool:
    """Whether somebody looked at a dossier in this way since a time."""
    same = (looks.c.dossier_id == dossier_id, looks.c.actor_id == actor_id, looks.c.look == look, looks.c.at > since)
    return bool(db.scalar(sa.select(sa.exists().where(*same))))


def of_person(
    db: sa.Connection, applicant_id: str, procedures: Collection[str], before: str, limit: int
) -> Sequence[Row]:
    """Looks at a person's data, the newest first, before a place in that order; of some procedures or (none) all."""
    joined = looks.join(dossiers, dossiers.c.id == looks.c.dossier_id).outerjoin(
        agencies, agencies.c.code == looks.c.agency_code
    )
    chosen = sa.select(looks, dossiers.c.code, agencies.c.name.label("agency_name")).select_from(joined)
    # Of a draft that was given up only the looks at it tell whose it was.
    given_up = (dossiers.c.applicant_id == "") & (looks.c.applicant_id == applicant_id)
    chosen = chosen.where((dossiers.c.applicant_id == applicant_id) | given_up)
    if procedures:
        chosen = chosen.where(dossiers.c.procedure_code.in_(procedures))
    if before:
        chosen = chosen.where(looks.c.id < before)
    return db.execute(chosen.order_by(looks.c.id.desc()).limit(limit)).all()
