"""Proving once more who one is: the password, then a code of the telephone or of the authenticator."""

import datetime as dt

from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.ids import new_id
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from chassis.tokens import TokenIssuer
from services.accounts import audit, code_store, policy, rules, session_store, store
from services.accounts.adapters.passwords import Passwords
from services.accounts.audit import Act
from services.accounts.contract import (
    CODE_SPENT,
    CONTACT,
    PASSWORD_WRONG,
    SESSION_OVER,
    SIGN_IN_TOO_MANY,
    CodePurpose,
    CodeSent,
    CodeWay,
    ConfirmStepUp,
    StartStepUp,
    SteppedUp,
    account_context,
)
from services.accounts.domain.attempts import wait_for_cap
from services.accounts.handlers.codes import enter_code, open_challenge
from services.accounts.handlers.factors import has_factor
from services.accounts.handlers.fresh import fresh_until
from services.accounts.handlers.networks import network_index
from services.accounts.handlers.sessions import access_token, holder_of

_ACTION = "step_up"


def start_step_up(call: Call[StartStepUp], storage: Storage, sealer: Sealer, passwords: Passwords) -> CodeSent:
    """Check the password, and ask for the code. What is wrong counts for the session: nobody else is slowed down."""
    policy.check(call.caller, call.method)
    counted_as, network = sealer.index("session", call.caller.session), network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        window = rules.limits_at(work.now).sign_in.window_seconds
        since = work.now - dt.timedelta(seconds=window)
        failed = code_store.failures(work.db, _ACTION, since, subject_index=counted_as)
        wait = wait_for_cap(failed, work.now, rules.limits_at(work.now).step_up.failures_per_window, window)
        if wait:
            raise SIGN_IN_TOO_MANY(retry_after=wait, seconds=wait)
        stored = store.password_of(work.db, call.caller.id)
    if not passwords.match(stored, call.request.password):
        with storage.work(call.caller, call.trace) as work:
            code_store.add_failure(work.db, _ACTION, counted_as, network, work.now)
        raise PASSWORD_WRONG()
    with storage.command(call) as work:
        account = None if call.caller.is_staff else store.account(work.db, call.caller.id)
        by_phone = account is not None and not has_factor(work, account.id)
        phone = sealer.unseal(CONTACT, account.phone_sealed, account_context(account.id)) if account else ""
        sent = open_challenge(
            work,
            sealer,
            new_id(),
            purpose=CodePurpose.STEP_UP,
            account_id=call.caller.id,
            address=phone if by_phone else "",
            masked=account.phone_masked if account is not None and by_phone else "",
            pending=None,
            lifetime_seconds=rules.limits_at(work.now).code.lifetime_seconds,
            way=CodeWay.SMS if by_phone else CodeWay.AUTHENTICATOR,
            session_id=call.caller.session,
        )
        return work.done(sent)


def confirm_step_up(call: Call[ConfirmStepUp], storage: Storage, sealer: Sealer, tokens: TokenIssuer) -> SteppedUp:
    """Note the proof in the session, and give an access token that tells of it."""
    policy.check(call.caller, call.method)
    outcome: SteppedUp | PortalError
    with storage.work(call.caller, call.trace) as work:
        request = call.request
        entered = enter_code(
            work, sealer, request.challenge_id, CodePurpose.STEP_UP, request.code, session_id=call.caller.session
        )
        session = session_store.session(work.db, call.caller.session)
        if isinstance(entered, PortalError):
            outcome = entered
            _count_guess(work, sealer, call)
        elif session is None or session.revoked_at is not None or session.subject_id != call.caller.id:
            outcome = SESSION_OVER()
        else:
            assurance = max(session.assurance, 2 if entered.way == CodeWay.AUTHENTICATOR else 1)
            session_store.change_session(work.db, session.id, authenticated_at=work.now, assurance=assurance)
            session = session_store.session(work.db, session.id)
            holder = holder_of(work, session) if session is not None else None
            if session is None or holder is None:
                outcome = CODE_SPENT()
            else:
                token, expires_at = access_token(work, tokens, session, holder)
                audit.record(work, Act.STEPPED_UP, about=session.subject_id, thing=session.id)
                outcome = SteppedUp(
                    access_token=token,
                    access_expires_at=expires_at,
                    assurance=assurance,
                    fresh_until=fresh_until(session),
                )
    if isinstance(outcome, PortalError):
        raise outcome
    return outcome


def _count_guess(work: Work, sealer: Sealer, call: Call[ConfirmStepUp]) -> None:
    """Count a wrong code of an authenticator like a wrong password: no cap on messages holds it back. One that was
    sent again after it was right is no guess."""
    waiting = code_store.lock_challenge(work.db, call.request.challenge_id)
    if waiting is not None and waiting.way == CodeWay.AUTHENTICATOR and waiting.spent_at is None:
        counted_as, network = sealer.index("session", call.caller.session), network_index(sealer, call.caller)
        code_store.add_failure(work.db, _ACTION, counted_as, network, work.now)
