"""Erasing what is held about a person, and restricting what has to be kept."""

import datetime as dt
from typing import Final

import sqlalchemy as sa

from chassis.tables import idempotency
from services.dossiers.domain.actions import State
from services.dossiers.store import discarding
from services.dossiers.tables import applicants, dossiers

CLOSED: Final = (State.REFUSED, State.STOPPED, State.RETURNED)
"""States after which nobody owes anybody anything in a dossier; a draft is nobody's business but its owner's."""
_d = dossiers.c


def set_leaving(db: sa.Connection, account_id: str, since: dt.datetime | None) -> None:
    """Note that a person wants to be erased (or does not); waits for whoever is filing for them at this moment."""
    db.execute(applicants.update().where(applicants.c.account_id == account_id).values(leaving_at=since))


def has_open(db: sa.Connection, account_id: str) -> bool:
    """Whether a dossier of the person is being handled."""
    is_open = (_d.applicant_id == account_id, _d.state.not_in((State.DRAFT, *CLOSED)), _d.closed_at.is_(None))
    return bool(db.scalar(sa.select(sa.exists().where(*is_open))))


def erase_drafts(db: sa.Connection, account_id: str, now: dt.datetime) -> list[str]:
    """Delete a person's drafts; gives the objects that were of their files alone, also of uploads under way."""
    return discarding.remove(db, now, _d.applicant_id == account_id)


def hold(db: sa.Connection, account_id: str, *which: sa.ColumnElement[bool]) -> None:
    """Wait for whoever works on dossiers of a person, and keep them until the commit.

    By their ids, like all who have several. The changes of many rows below take them in no order of their own.
    """
    mine = sa.select(_d.id).where(_d.applicant_id == account_id, *which)
    db.execute(mine.order_by(_d.id).with_for_update())


def hold_filed(db: sa.Connection, account_id: str) -> None:
    """The same for all that was filed: who files a draft at this moment has it, and waits for its person."""
    hold(db, account_id, _d.state != State.DRAFT)


def restrict(db: sa.Connection, account_id: str, now: dt.datetime) -> int:
    """Put what was filed away: nobody finds or opens it in the portal any more. Gives how many dossiers these are."""
    kept = dossiers.update().where(_d.applicant_id == account_id)
    since = sa.func.coalesce(_d.restricted_at, now)
    gone = {"identity_last4_index": "", "phone_last4_index": "", "contact_sealed": ""}
    return db.execute(kept.values(restricted_at=since, **gone)).rowcount


def set_restriction(db: sa.Connection, account_id: str, *, restricted: bool, at: dt.datetime) -> bool:
    """Note that a person's data is restricted or not; False if something later is known."""
    since = applicants.c.restriction_changed_at
    theirs = applicants.update().where(applicants.c.account_id == account_id, sa.or_(since.is_(None), since <= at))
    return db.execute(theirs.values(restricted=restricted, restriction_changed_at=at)).rowcount == 1


def put_away(db: sa.Connection, now: dt.datetime) -> int:
    """Put away the closed dossiers of all whose data is restricted; gives how many these are.

    Who is restricted stays so until the commit: what is put away while its person lifts the restriction would stay away
    for ever. Nobody is waited for, a dossier or person that somebody else holds is left to the next time.
    """
    restricted = sa.select(applicants.c.account_id).where(applicants.c.restricted)
    held = db.scalars(restricted.with_for_update(read=True, skip_locked=True)).all()
    closed = (_d.applicant_id.in_(held), _d.state.in_(CLOSED), _d.restricted_at.is_(None))
    free = db.scalars(sa.select(_d.id).where(*closed).with_for_update(skip_locked=True)).all()
    return db.execute(dossiers.update().where(_d.id.in_(free)).values(restricted_at=now)).rowcount


def bring_back(db: sa.Connection, account_id: str) -> None:
    """Bring back what was put away for a person, and touch nothing else: they may be filing a draft at this moment."""
    away = (_d.applicant_id == account_id, _d.restricted_at.is_not(None))
    db.execute(dossiers.update().where(*away).values(restricted_at=None))


def forget_applicant(db: sa.Connection, account_id: str) -> None:
    """Delete what accounts told of the person, and the replies that are kept for their repeated commands."""
    db.execute(applicants.delete().where(applicants.c.account_id == account_id))
    db.execute(idempotency.delete().where(idempotency.c.caller == account_id))
