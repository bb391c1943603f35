"""Fresh proof: sensitive acts need that the caller has lately shown who they are, with all factors of the account."""

import datetime as dt

from chassis.callers import Caller
from chassis.storage import Work
from services.accounts import rules, session_store, store
from services.accounts.contract import SESSION_OVER, STEP_UP_NEEDED
from services.accounts.handlers.factors import has_factor


def require_fresh(work: Work, caller: Caller) -> store.Row:
    """The caller's session, or `STEP_UP_NEEDED`; looked up, so that nothing depends on when a token was made."""
    session = session_store.session(work.db, caller.session)
    if session is None or session.subject_id != caller.id or session.revoked_at is not None:
        raise SESSION_OVER()
    if work.now > fresh_until(session):
        raise STEP_UP_NEEDED()
    if session.assurance < 2 and has_factor(work, caller.id):
        raise STEP_UP_NEEDED()
    return session


def fresh_until(session: store.Row) -> dt.datetime:
    """Until when the proof of a session is fresh."""
    proved: dt.datetime = session.authenticated_at or session.started_at
    return proved + dt.timedelta(seconds=rules.limits_at(proved).step_up.fresh_seconds)
