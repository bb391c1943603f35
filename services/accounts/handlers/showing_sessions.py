"""Sessions as their owner sees and ends them, and as the gateway asks for those that have ended."""

import datetime as dt

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.records import Nothing
from chassis.storage import Storage
from services.accounts import policy, rules, session_store
from services.accounts.contract import (
    SESSION_NOT_FOUND,
    EndOtherSessions,
    EndSession,
    ListRevokedSessions,
    ListSessions,
    RevokedSession,
    RevokedSessions,
    SessionList,
    SessionsEnded,
    SessionView,
)
from services.accounts.handlers.sessions import end_session, end_sessions_of

PAGE = 1000
_FIRST = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), "")


def list_sessions(call: Call[ListSessions], storage: Storage) -> SessionList:
    """The caller's sessions that can still be carried on."""
    policy.check(call.caller, call.method)
    now = storage.now()
    kind = "staff" if call.caller.is_staff else "citizen"
    idle = dt.timedelta(seconds=rules.limits_at(now).session.idle(kind))
    with storage.read() as db:
        rows = session_store.living_sessions(db, call.caller.id, now, now - idle)
    return SessionList(
        sessions=tuple(
            SessionView(
                session_id=row.id,
                device=row.device,
                network=row.network,
                started_at=row.started_at,
                last_used_at=row.last_used_at,
                ends_at=row.ends_at,
                current=row.id == call.caller.session,
            )
            for row in rows
        )
    )


def end_own_session(call: Call[EndSession], storage: Storage) -> Nothing:
    """End one session of the caller's; another person's does not exist for them."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        found = session_store.session(work.db, call.request.session_id)
        if found is None or found.subject_id != call.caller.id:
            raise SESSION_NOT_FOUND()
        end_session(work, found.id, "ended-by-owner")
        return work.done(Nothing())


def end_other_sessions(call: Call[EndOtherSessions], storage: Storage) -> SessionsEnded:
    """End all sessions of the caller's but the one that asks."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        ended = end_sessions_of(work, call.caller.id, "ended-by-owner", but=call.caller.session)
        return work.done(SessionsEnded(ended=ended))


def list_revoked_sessions(call: Call[ListRevokedSessions], storage: Storage) -> RevokedSessions:
    """Ended sessions whose access tokens may not have expired.

    What is committed later than this reads is published later, so whoever listens before asking misses nothing.
    """
    policy.check(call.caller, call.method)
    place = _place(call.request.after)
    now = storage.now()
    life = dt.timedelta(seconds=rules.limits_at(now).session.access_seconds)
    with storage.read() as db:
        rows = session_store.revoked_after(db, now - life, place, PAGE + 1)
    shown = rows[:PAGE]
    return RevokedSessions(
        sessions=tuple(RevokedSession(session_id=row.id, tokens_until=row.revoked_at + life) for row in shown),
        next_after=f"{shown[-1].revoked_at.isoformat()}|{shown[-1].id}" if len(rows) > PAGE else "",
    )


def _place(after: str) -> tuple[dt.datetime, str]:
    if not after:
        return _FIRST
    at, _, session_id = after.partition("|")
    try:
        return dt.datetime.fromisoformat(at), session_id
    except ValueError:
        raise INVALID_REQUEST(problems=[FieldProblem("/after", "not-a-time", {})]) from None
