"""Sessions: opened by a proof, carried on by refresh tokens, ended by their owner or by a sign of theft."""

import datetime as dt
import secrets

from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.records import Nothing
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from chassis.tokens import TokenIssuer
from services.accounts import audit, policy, rules, store
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
from services.accounts.domain.sessions import REFRESH_BYTES, Refresh, SessionState, refresh_deadline, token_hash
from services.accounts.handlers.networks import coarse_network, network_index
from services.accounts.handlers.standing import NOBODY, Standing, standing_of

log = get_log(__name__)


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
    standing: Standing = NOBODY,
) -> SignedIn:
    """A new session of somebody who has just proved who they are."""
    session_id = new_id()
    ends_at = work.now + dt.timedelta(seconds=rules.limits_at(work.now).session.absolute(kind))
    store.add_session(
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
    )
    audit.record(
        work,
        Act.SIGNED_IN,
        about=subject_id,
        actor=subject_id,
        thing=session_id,
        facts={"kind": kind, "assurance": assurance, "network": network_index(sealer, work.caller)},
    )
    return _tokens(work, tokens, session_id, subject_id, kind, name, assurance, ends_at, standing)


def refresh_session(call: Call[RefreshSession], storage: Storage, tokens: TokenIssuer) -> SignedIn:
    """New tokens for an old refresh token; a token shown twice ends its session, whoever shows it."""
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
    ended = store.revoke_session(work.db, session_id, why, work.now)
    if ended is not None:
        _tell(work, ended, why)


def end_sessions_of(work: Work, subject_id: str, why: str, *, but: str = "") -> int:
    """End all sessions of a subject but one, and let everybody know; gives how many."""
    ended = store.revoke_sessions_of(work.db, subject_id, but, why, work.now)
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
    session = store.lock_session_of(work.db, shown)
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
    if verdict is not Refresh.GOES_ON:
        return SESSION_OVER()
    found = (store.staff_member if session.kind == "staff" else store.account)(work.db, session.subject_id)
    if found is None or not found.active:
        end_session(work, session.id, "deactivated")
        return SESSION_OVER()
    store.use_refresh_token(work.db, shown, session.id, work.now)
    standing = standing_of(work.db, found, work.now) if session.kind == "staff" else NOBODY
    return _tokens(
        work,
        tokens,
        session.id,
        session.subject_id,
        session.kind,
        found.name,
        session.assurance,
        session.ends_at,
        standing,
    )


def _tokens(
    work: Work,
    tokens: TokenIssuer,
    session_id: str,
    subject_id: str,
    kind: str,
    name: str,
    assurance: int,
    ends_at: dt.datetime,
    standing: Standing,
) -> SignedIn:
    limits = rules.limits_at(work.now).session
    refresh_token = secrets.token_urlsafe(REFRESH_BYTES)
    store.add_refresh_token(work.db, token_hash(refresh_token), session_id, work.now)
    claims = {
        "sub": subject_id,
        "kind": kind,
        "name": name,
        "assurance": assurance,
        "sid": session_id,
        **standing.claims(),
    }
    good_until = ends_at if standing.until is None else min(ends_at, standing.until)
    lifetime = min(limits.access_seconds, max(1, int((good_until - work.now).total_seconds())))
    return SignedIn(
        session_id=session_id,
        subject_id=subject_id,
        kind=kind,
        name=name,
        access_token=tokens.issue(claims, lifetime),
        access_expires_at=work.now + dt.timedelta(seconds=lifetime),
        refresh_token=refresh_token,
        refresh_expires_at=refresh_deadline(kind, work.now, ends_at, limits),
    )
