"""Sign-in of people: identity number and password, then the code that their telephone receives.

What is answered to a wrong password is answered to an unknown identity too, and as late: a hash is checked either way.
"""

import datetime as dt

from chassis.audit import Outcome
from chassis.callers import Caller
from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from chassis.tokens import TokenIssuer
from services.accounts import audit, code_store, policy, rules, session_store, store
from services.accounts.adapters.passwords import Passwords
from services.accounts.audit import Act
from services.accounts.contract import (
    CODE_SPENT,
    CONTACT,
    IDENTITY,
    SIGN_IN_TOO_MANY,
    SIGN_IN_WRONG,
    CodePurpose,
    CodeSent,
    CodeWay,
    ConfirmSignIn,
    SignedIn,
    StartSignIn,
    account_context,
)
from services.accounts.domain.attempts import Failures, wait_before_sign_in
from services.accounts.domain.identity import normalise
from services.accounts.handlers.account_states import identity_of
from services.accounts.handlers.codes import enter_code, open_challenge
from services.accounts.handlers.devices import device_index, known_device, wait_on_device
from services.accounts.handlers.factors import has_factor
from services.accounts.handlers.networks import is_telling, network_index
from services.accounts.handlers.opaque import opaque
from services.accounts.handlers.sessions import open_session

log = get_log(__name__)

_ACTION = "sign_in"


def start_sign_in(call: Call[StartSignIn], storage: Storage, sealer: Sealer, passwords: Passwords) -> CodeSent:
    """Check identity number and password, and send a code to the telephone of the account."""
    policy.check(call.caller, call.method)
    number = normalise(call.request.identity_number)
    subject, network = sealer.index(IDENTITY, number), network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        found = store.account_with_password(work.db, subject)
        device_id = known_device(work, found.id if found else "", call.request.device_token)
        if device_id:
            subject = device_index(sealer, device_id)
        slow_down(work, _ACTION, found.id if found else "", subject, network, on_device=bool(device_id))
    right = passwords.match(found.password_hash if found else None, call.request.password)
    if found is None or not right or not found.active:
        note_failure(storage, _ACTION, call.caller, call.trace, subject, network, found.id if found else "")
        raise SIGN_IN_WRONG()
    phone = sealer.unseal(CONTACT, found.phone_sealed, account_context(found.id))
    with storage.command(opaque(call, sealer)) as work:
        by_phone = not has_factor(work, found.id)
        sent = open_challenge(
            work,
            sealer,
            new_id(),
            purpose=CodePurpose.SIGN_IN,
            account_id=found.id,
            address=phone if by_phone else "",
            masked=found.phone_masked if by_phone else "",
            pending=None,
            lifetime_seconds=rules.limits_at(work.now).code.lifetime_seconds,
            way=CodeWay.SMS if by_phone else CodeWay.AUTHENTICATOR,
            device_id=device_id,
        )
        return work.done(sent)


def confirm_sign_in(call: Call[ConfirmSignIn], storage: Storage, sealer: Sealer, tokens: TokenIssuer) -> SignedIn:
    """Open a session for the account whose code came back."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        request = call.request
        outcome: SignedIn | PortalError
        entered = enter_code(work, sealer, request.challenge_id, CodePurpose.SIGN_IN, request.code)
        if isinstance(entered, PortalError):
            outcome = entered
            _count_guess(work, sealer, request.challenge_id)
        else:
            account = store.account(work.db, entered.account_id)
            if account is None or not account.active:
                outcome = CODE_SPENT()
            else:
                counted_as = (
                    device_index(sealer, entered.device_id) if entered.device_id else identity_of(sealer, account)
                )
                # Only a sign-in that was completed forgets: a right password alone would let codes be guessed for ever.
                code_store.forget_failures(work.db, _ACTION, counted_as, network_index(sealer, work.caller))
                outcome = open_session(
                    work,
                    sealer,
                    tokens,
                    account.id,
                    "citizen",
                    account.name,
                    assurance=2 if entered.way == CodeWay.AUTHENTICATOR else 1,
                    device=request.device,
                    device_id=entered.device_id,
                )
    if isinstance(outcome, PortalError):
        raise outcome
    return outcome


def _count_guess(work: Work, sealer: Sealer, challenge_id: str) -> None:
    """Count a wrong code of an authenticator like a wrong password: no cap on messages holds it back."""
    waiting = code_store.lock_challenge(work.db, challenge_id)
    if waiting is None or waiting.purpose != CodePurpose.SIGN_IN or waiting.way != CodeWay.AUTHENTICATOR:
        return
    account = store.account(work.db, waiting.account_id)
    if account is not None:
        counted_as = device_index(sealer, waiting.device_id) if waiting.device_id else identity_of(sealer, account)
        code_store.add_failure(work.db, _ACTION, counted_as, network_index(sealer, work.caller), work.now)


def slow_down(
    work: Work, action: str, subject_id: str, subject_index: str, network: str, *, on_device: bool = False
) -> None:
    """Refuse who failed too often lately; ``subject_id`` is empty for an unknown subject, who is treated alike.

    On a known device only its own failures count, ``subject_index`` then being the device's.
    """
    if on_device:
        wait = wait_on_device(work, action, subject_index)
        if wait:
            raise SIGN_IN_TOO_MANY(retry_after=wait, seconds=wait)
        return
    limits = rules.limits_at(work.now).sign_in
    since = work.now - dt.timedelta(seconds=limits.window_seconds)
    long_since = work.now - dt.timedelta(seconds=limits.identity_window_seconds)
    failures = Failures(
        code_store.failures(work.db, action, since, subject_index=subject_index, network_index=network),
        code_store.failures(work.db, action, since, network_index=network) if is_telling(work.caller) else (),
        code_store.failures(work.db, action, long_since, subject_index=subject_index),
    )
    known = session_store.is_known_network(work.db, subject_id, network)
    wait = wait_before_sign_in(failures, work.now, known, limits)
    if wait:
        raise SIGN_IN_TOO_MANY(retry_after=wait, seconds=wait)


def note_failure(
    storage: Storage, action: str, caller: Caller, trace: str, subject_index: str, network: str, subject_id: str
) -> None:
    """Count a failed proof; ``subject_id`` is empty for an unknown subject."""
    with storage.work(caller, trace) as work:
        code_store.add_failure(work.db, action, subject_index, network, work.now)
        facts: dict[str, str | int | bool] = {"action": action, "subject": subject_index, "network": network}
        audit.record(work, Act.SIGN_IN_FAILED, about=subject_id, outcome=Outcome.FAILED, facts=facts)
    log.info("sign-in failed", action=action)
