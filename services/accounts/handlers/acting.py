"""Acting for others: what an access token says of it, and its end.

What a person may do for somebody is looked up when a token is made, at every refresh again, and lasts no longer than
the day. When it ends, the sessions in which they act so end with it, and every gateway refuses them within a second.
"""

from chassis.contracts import Call
from chassis.storage import Storage, Work
from chassis.tokens import TokenIssuer
from services.accounts import acting_store, audit, policy, session_store
from services.accounts.audit import Act
from services.accounts.contract import ORGANISATION_NOT_FOUND, SESSION_OVER, ActFor, ActingToken
from services.accounts.handlers.sessions import access_token, acting_of, end_session, holder_of


def act_for(call: Call[ActFor], storage: Storage, tokens: TokenIssuer) -> ActingToken:
    """An access token of the caller's session that says for whom they act from now on; refreshes keep to it."""
    policy.check(call.caller, call.method)
    principal = call.request.principal_id
    with storage.command(call) as work:
        session = session_store.session(work.db, call.caller.session)
        if session is None or session.revoked_at is not None or session.subject_id != call.caller.id:
            raise SESSION_OVER()
        acting = acting_of(work, call.caller.id, principal) if principal else None
        if principal and acting is None:
            raise ORGANISATION_NOT_FOUND()
        session_store.change_session(work.db, session.id, acting_for=principal)
        session = session_store.session(work.db, session.id)
        holder = holder_of(work, session) if session is not None else None
        if session is None or holder is None:
            raise SESSION_OVER()
        token, expires_at = access_token(work, tokens, session, holder)
        audit.record(work, Act.ACTING, about=principal or call.caller.id, thing=session.id)
        return work.done(
            ActingToken(
                access_token=token,
                access_expires_at=expires_at,
                principal_id=principal,
                principal_name=acting.name if acting else "",
            )
        )


def end_acting(work: Work, account_id: str, principal_id: str) -> None:
    """End the sessions in which somebody acts for a principal: they may not any more, or not as they did."""
    for session_id in acting_store.sessions_acting(work.db, account_id, principal_id):
        end_session(work, session_id, "acting-ended")
