"""Sessions: opened by a proof, carried on by refresh tokens, ended by their owner or by a sign of theft."""

import dataclasses
import datetime as dt
import secrets
from dataclasses import dataclass

from chassis.callers import Acting
from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.records import Nothing, dump
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from chassis.tokens import TokenIssuer
from services.accounts import acting_store, audit, policy, rules, session_store, staff_store, store
from services.accounts.audit import Act
from services.accounts.contract import (
    SESSION_OVER,
    RefreshSession,
    SessionRevoked,
    SignedIn,
    SignOut,
    session_revoked,
)
from services.accounts.domain import sessions
from services.accounts.domain.acting import Delegation, scope_on
from services.accounts.domain.sessions import REFRESH_BYTES, Refresh, SessionState, refresh_deadline, token_hash
from services.accounts.handlers.devices import note_device
from services.accounts.handlers.networks import coarse_network, network_index
from services.accounts.handlers.standing import NOBODY, Standing, standing_of

log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """What an access token says of who holds it."""

    name: str
    standing: Standing = NOBODY


def open_session(
    work: Work,
    sealer: Sealer,
    tokens: TokenIssuer,
    subject_id: str,
    kind: str,
    name: str,
    *,
    assurance: int,
    device: str,
    device_id: str = "",
    first: bool = False,
    standing: Standing = NOBODY,
) -> SignedIn:
    """A new session of somebody who has just proved who they are, on a device that is known from then on.

    The owner is told of a device that was not known, unless it is the ``first`` one.
    """
    session_id = new_id()
    device_id, device_token = note_device(work, subject_id, device_id, device, tell=kind == "citizen" and not first)
    ends_at = work.now + dt.timedelta(seconds=rules.limits_at(work.now).session.absolute(kind))
    session_store.add_session(
        work.db,
        id=session_id,
        subject_id=subject_id,
        kind=kind,
        assurance=assurance,
        network_index=network_index(sealer, work.caller),
        started_at=work.now,
        last_used_at=work.now,
        ends_at=ends_at,
        device=device,
        network=coarse_network(work.caller),
        authenticated_at=work.now,
        device_id=device_id,
    )
    audit.record(
        work,
        Act.SIGNED_IN,
        about=subject_id,
        actor=subject_id,
        thing=session_id,
        facts={"kind": kind, "assurance": assurance, "network": network_index(sealer, work.caller)},
    )
    session = session_store.session(work.db, session_id)
    assert session is not None, "it was opened in this transaction"
    made = _tokens(work, tokens, session, Holder(name, standing))
    return dataclasses.replace(made, device_token=device_token)


def refresh_session(call: Call[RefreshSession], storage: Storage, tokens: TokenIssuer) -> SignedIn:
    """New tokens for an old refresh token; a token shown twice ends its session, whoever shows it.

    Whoever shows a token of a session that was ended is told ``why``, in a word of `WHY_ENDED`; nobody else is.
    """
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        outcome = _refreshed(work, tokens, token_hash(call.request.refresh_token))
    # The end of a session whose token was stolen must be committed, so the refusal is raised after the transaction.
    if isinstance(outcome, PortalError):
        raise outcome
    return outcome


def sign_out(call: Call[SignOut], storage: Storage) -> Nothing:
    """End the caller's session."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        end_session(work, call.caller.session, "signed-out")
        return work.done(Nothing())


def end_session(work: Work, session_id: str, why: str) -> None:
    """End a session and let everybody know, unless it has ended before."""
    ended = session_store.revoke_session(work.db, session_id, why, work.now)
    if ended is not None:
        _tell(work, ended, why)


def end_sessions_of(work: Work, subject_id: str, why: str, *, but: str = "") -> int:
    """End all sessions of a subject but one, and let everybody know; gives how many."""
    ended = session_store.revoke_sessions_of(work.db, subject_id, but, why, work.now)
    for one in ended:
        _tell(work, one, why)
    return len(ended)


def _tell(work: Work, ended: store.Row, why: str) -> None:
    told = SessionRevoked(
        session_id=ended.id, subject_id=ended.subject_id, reason=why, tokens_until=_tokens_until(work.now)
    )
    work.emit(session_revoked, ended.id, told)
    act = Act.TOKEN_REUSED if why == "token-reused" else Act.SESSION_ENDED
    audit.record(work, act, about=ended.subject_id, thing=ended.id, facts={"reason": why})


def _tokens_until(ended_at: dt.datetime) -> dt.datetime:
    """Until when an access token of a session might be shown that ended then."""
    return ended_at + dt.timedelta(seconds=rules.limits_at(ended_at).session.access_seconds)


def _refreshed(work: Work, tokens: TokenIssuer, shown: str) -> SignedIn | PortalError:
    limits = rules.limits_at(work.now).session
    session = session_store.lock_session_of(work.db, shown)
    if session is None:
        return SESSION_OVER()
    state = SessionState(
        kind=session.kind,
        last_used_at=session.last_used_at,
        ends_at=session.ends_at,
        revoked=session.revoked_at is not None,
        used_at=session.used_at,
    )
    verdict = sessions.refresh(state, work.now, limits)
    if verdict is Refresh.STOLEN:
        log.warning("refresh token shown twice; session ended", session_id=session.id)
        end_session(work, session.id, "token-reused")
        return SESSION_OVER(why="token-reused")
    if verdict is not Refresh.GOES_ON:
        return SESSION_OVER(why=session.revoked_why or "")
    holder = holder_of(work, session)
    if holder is None:
        end_session(work, session.id, "deactivated")
        return SESSION_OVER(why="deactivated")
    if session.acting_for and acting_of(work, session.subject_id, session.acting_for) is None:
        # To go on as themselves without noticing could file what was meant for somebody else.
        end_session(work, session.id, "acting-ended")
        return SESSION_OVER(why="acting-ended")
    session_store.use_refresh_token(work.db, shown, session.id, work.now)
    return _tokens(work, tokens, session, holder)


def holder_of(work: Work, session: store.Row) -> Holder | None:
    """Who holds a session, as they are now; None if they are not (any more) to hold one."""
    found = (staff_store.staff_member if session.kind == "staff" else store.account)(work.db, session.subject_id)
    if found is None or not found.active:
        return None
    return Holder(found.name, standing_of(work.db, found, work.now) if session.kind == "staff" else NOBODY)


def acting_of(work: Work, account_id: str, principal_id: str) -> Acting | None:
    """What somebody may do today for a principal, as a member or as a delegate; None if nothing."""
    found = acting_store.member(work.db, principal_id, account_id)
    if found is not None:
        return Acting(principal=principal_id, name=found.name, role=found.role)
    rows = acting_store.accepted_between(work.db, principal_id, account_id)
    given = [Delegation(tuple(row.procedures), row.valid_from, row.valid_to) for row in rows]
    scope = scope_on(given, rules.day_of(work.now))
    principal = store.account(work.db, principal_id) if scope is not None else None
    if scope is None or principal is None or not principal.active:
        return None
    return Acting(principal=principal_id, name=principal.name, role="delegate", procedures=scope)


def _end_of_day(now: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(rules.day_of(now) + dt.timedelta(days=1), dt.time(), rules.VIETNAM)


def access_token(work: Work, tokens: TokenIssuer, session: store.Row, holder: Holder) -> tuple[str, dt.datetime]:
    """An access token of a session, and when it expires."""
    proved = session.authenticated_at or session.started_at
    claims = {
        "sub": session.subject_id,
        "kind": session.kind,
        "name": holder.name,
        "assurance": session.assurance,
        "sid": session.id,
        "auth_time": int(proved.timestamp()),
        **holder.standing.claims(),
    }
    until = holder.standing.until
    acting = acting_of(work, session.subject_id, session.acting_for) if session.acting_for else None
    if acting is not None:
        claims["acting"] = dump(acting)
        until = _end_of_day(work.now)
    left = int(((session.ends_at if until is None else min(session.ends_at, until)) - work.now).total_seconds())
    lifetime = min(rules.limits_at(work.now).session.access_seconds, max(1, left))
    return tokens.issue(claims, lifetime), work.now + dt.timedelta(seconds=lifetime)


def _tokens(work: Work, tokens: TokenIssuer, session: store.Row, holder: Holder) -> SignedIn:
    limits = rules.limits_at(work.now).session
    refresh_token = secrets.token_urlsafe(REFRESH_BYTES)
    session_store.add_refresh_token(work.db, token_hash(refresh_token), session.id, work.now)
    token, expires_at = access_token(work, tokens, session, holder)
    return SignedIn(
        session_id=session.id,
        subject_id=session.subject_id,
        kind=session.kind,
        name=holder.name,
        access_token=token,
        access_expires_at=expires_at,
        refresh_token=refresh_token,
        refresh_expires_at=refresh_deadline(session.kind, work.now, session.ends_at, limits),
    )
