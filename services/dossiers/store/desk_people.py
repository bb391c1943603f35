"""People who came to a desk without an account, and what was filed for them."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.dossiers.store import rows
from services.dossiers.tables import applicants, dossiers

_ROOM: Final = 0x6D63_6470  # "mcdp": apart from other advisory locks


def one_at_a_time(db: sa.Connection, ending: str) -> None:
    """Wait for whoever else looks for people whose identity number ends so, until the commit."""
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(_ROOM, sa.func.hashtext(ending))))


def dossiers_of(db: sa.Connection, desk_id: str) -> Sequence[str]:
    """Their dossiers and drafts."""
    return db.scalars(sa.select(dossiers.c.id).where(dossiers.c.applicant_id == desk_id).order_by(dossiers.c.id)).all()


def filed(db: sa.Connection, desk_id: str) -> bool:
    """Whether anything was filed for them, so that their name stands on papers."""
    theirs = (dossiers.c.applicant_id == desk_id, dossiers.c.code.is_not(None))
    return bool(db.scalar(sa.select(sa.exists().where(*theirs))))


def give(db: sa.Connection, row: sa.Row[Any], account_id: str) -> sa.Row[Any]:
    """Make the account the applicant: no change of the dossier's content, so its version stays."""
    turn = {"responsible_id": account_id} if row.responsible_id == row.applicant_id else {}
    return rows.keep_turn(db, row.id, applicant_id=account_id, **turn)


def set_phone(db: sa.Connection, desk_id: str, **columns: str) -> None:
    """Know them by another telephone, or by none."""
    db.execute(applicants.update().where(applicants.c.account_id == desk_id).values(**columns))


def forget(db: sa.Connection, desk_id: str) -> None:
    """They are known as an account from now on."""
    db.execute(applicants.delete().where(applicants.c.account_id == desk_id))
