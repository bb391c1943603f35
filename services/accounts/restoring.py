"""What accounts do after their database was restored to an earlier point (`chassis.restoring`)."""

import sqlalchemy as sa

from chassis.restoring import Restored
from chassis.storage import Work
from services.accounts.handlers.sessions import end_session
from services.accounts.tables import sessions


def leap(work: Work, _restored: Restored) -> list[str]:
    """Every session ends: which of them were ended since, and why, is not known any more."""
    s = sessions.c
    living = work.db.scalars(sa.select(s.id).where(s.revoked_at.is_(None), s.ends_at > work.now).order_by(s.id)).all()
    for one in living:
        end_session(work, one, "database-restored")
    return [f"{len(living)} sessions ended: people sign in again"]
