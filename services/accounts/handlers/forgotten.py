"""Passwords changed by who knows them, and set anew by who has forgotten them (quên mật khẩu).

Asking for a recovery is answered before anybody has looked whether there is such an account: a timer looks, and sends
the code. So neither the answer nor its time can tell. From then on an unknown identity is a request whose code nobody
has: it takes as many tries, and refuses them alike.
"""

import datetime as dt
import hmac

from chassis.callers import system
from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem, PortalError
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.records import Nothing
from chassis.sealing import Index, Sealer
from chassis.storage import Storage, Work
from services.accounts import audit, code_store, policy, rules, session_store, staff_store, store
from services.accounts.adapters.passwords import Passwords
from services.accounts.audit import Act
from services.accounts.contract import (
    CODE,
    CODE_SPENT,
    CODE_TOO_MANY,
    CODE_WRONG,
    CONTACT,
    IDENTITY,
    RECOVERY_TOO_SOON,
    SECOND_FACTOR_NEEDED,
    SERVICE,
    ChangePassword,
    CodePurpose,
    CodeSent,
    CodeWay,
    ConfirmRecovery,
    PasswordChanged,
    StartRecovery,
    account_context,
    challenge_context,
    password_changed,
)
from services.accounts.domain.applicant import words_about
from services.accounts.domain.attempts import wait_for_cap
from services.accounts.domain.codes import CodeState, Verdict, bound_text, judge
from services.accounts.domain.identity import normalise
from services.accounts.domain.passwords import check_password
from services.accounts.handlers.codes import send_code
from services.accounts.handlers.devices import token_hash
from services.accounts.handlers.factors import has_factor, take_factor
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.networks import is_telling, network_index
from services.accounts.handlers.opaque import opaque
from services.accounts.handlers.sessions import end_sessions_of

log = get_log(__name__)

_ACTION = "recovery"
BATCH = 50


def change_password(call: Call[ChangePassword], storage: Storage, sealer: Sealer, passwords: Passwords) -> Nothing:
    """Set another password for the caller; their other sessions and devices are done with."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        require_fresh(work, call.caller)
        _check(work, sealer, call.caller.id, call.request.new_password)
    hashed = passwords.hash(call.request.new_password)
    with storage.command(call) as work:
        session = require_fresh(work, call.caller)
        _set(work, call.caller.id, hashed, "changed", session_id=session.id, device_id=session.device_id)
        return work.done(Nothing())


def start_recovery(call: Call[StartRecovery], storage: Storage, sealer: Sealer) -> CodeSent:
    """Take the request down; whether there is such an account is looked up later, by `send_recovery_codes`."""
    policy.check(call.caller, call.method)
    subject = sealer.index(IDENTITY, normalise(call.request.identity_number))
    network = network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        _slow_down(work, subject, network)
    with storage.command(opaque(call, sealer)) as work:
        limits = rules.limits_at(work.now)
        code_store.add_failure(work.db, _ACTION, subject, network, work.now)
        challenge_id = new_id()
        number = sealer.seal(IDENTITY, normalise(call.request.identity_number), challenge_context(challenge_id))
        ends_at = work.now + dt.timedelta(seconds=limits.recovery.lifetime_seconds)
        code_store.add_challenge(
            work.db,
            id=challenge_id,
            purpose=CodePurpose.RECOVERY,
            account_id="",
            pending={"identity_sealed": number},
            phone_sealed="",
            phone_masked="",
            phone_index="",
            code_hash="",
            code_expires_at=ends_at,
            tries_left=limits.code.tries,
            created_at=work.now,
            ends_at=ends_at,
            device_id=token_hash(call.request.device_token) if call.request.device_token else "",
            identity_index=subject,
            wanted_at=work.now,
        )
        wait = limits.code.resend_gap_seconds
        return work.done(CodeSent(challenge_id=challenge_id, expires_at=ends_at, resend_after=wait))


def send_recovery_codes(storage: Storage, sealer: Sealer) -> int:
    """Send the codes of recoveries that were asked for, where there is an account; gives how many requests it took."""
    with storage.work(system(SERVICE)) as work:
        waiting = code_store.take_wanted(work.db, BATCH)
        for request in waiting:
            account = store.account_of(work.db, _subject(sealer, request))
            if account is None or not account.active:
                continue
            phone = sealer.unseal(CONTACT, account.phone_sealed, account_context(account.id))
            # A device that is known has caps of its own: strangers cannot use up its owner's.
            count_as = CodePurpose.RECOVERY.value
            if request.device_id and session_store.device(work.db, account.id, request.device_id, _long_ago(work)):
                count_as = f"{count_as}:device"
            code_store.change_challenge(work.db, request.id, account_id=account.id)
            try:
                send_code(
                    work,
                    sealer,
                    request.id,
                    CodePurpose.RECOVERY,
                    CodeWay.SMS,
                    phone,
                    account.phone_masked,
                    count_as=count_as,
                    expires_at=request.ends_at,
                )
            except PortalError as capped:
                log.info("recovery code is not sent", reason=capped.code, account_id=account.id)
    return len(waiting)


def _subject(sealer: Sealer, request: store.Row) -> Index:
    """Whom a recovery was asked for."""
    if not request.pending:  # taken down by the release before
        return sealer.indexed(request.identity_index)
    context = challenge_context(request.id)
    return sealer.index(IDENTITY, sealer.unseal(IDENTITY, request.pending["identity_sealed"], context))


def confirm_recovery(call: Call[ConfirmRecovery], storage: Storage, sealer: Sealer, passwords: Passwords) -> Nothing:
    """Set a new password for whoever has the code, and the second factor where there is one; all sessions end."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.work(call.caller, call.trace) as work:
        _refuse(_problem(work, request.new_password, ()))
    hashed = passwords.hash(request.new_password)
    with storage.work(call.caller, call.trace) as work:
        refusal = _recover(work, sealer, request, hashed)
    # A refusal is raised after the transaction, because the try it cost must be committed.
    if refusal is not None:
        raise refusal
    return Nothing()


def _recover(work: Work, sealer: Sealer, request: ConfirmRecovery, hashed: str) -> PortalError | None:
    waiting = code_store.lock_challenge(work.db, request.challenge_id)
    if waiting is None or waiting.purpose != CodePurpose.RECOVERY:
        return CODE_SPENT()
    state = CodeState(waiting.code_expires_at, waiting.tries_left, waiting.spent_at is not None)
    text = bound_text(waiting.id, CodePurpose.RECOVERY, request.code)
    matches = any(hmac.compare_digest(waiting.code_hash, digest) for digest in sealer.indexes(CODE, text))
    verdict = judge(state, matches, work.now)
    if verdict is Verdict.SPENT:
        return CODE_SPENT()
    account = store.account(work.db, waiting.account_id) if verdict is Verdict.RIGHT else None
    if account is None or not account.active:
        return _wrong_try(work, waiting)
    if account.phone_changed_at is not None:
        wait = dt.timedelta(seconds=rules.limits_at(work.now).recovery.wait_after_phone_change_seconds)
        left = (account.phone_changed_at + wait - work.now).total_seconds()
        if left > 0:
            raise RECOVERY_TOO_SOON(hours=-int(-left // 3600))
    _check(work, sealer, account.id, request.new_password)
    if has_factor(work, account.id):
        if not request.factor_code:
            raise SECOND_FACTOR_NEEDED()
        if not take_factor(work, sealer, account.id, request.factor_code):
            return _wrong_try(work, waiting)
    code_store.change_challenge(work.db, waiting.id, spent_at=work.now)
    _set(work, account.id, hashed, "recovered", session_id="", device_id="")
    return None


def _wrong_try(work: Work, waiting: store.Row) -> PortalError:
    code_store.change_challenge(work.db, waiting.id, tries_left=waiting.tries_left - 1)
    return CODE_WRONG(tries_left=waiting.tries_left - 1) if waiting.tries_left > 1 else CODE_SPENT()


def _set(work: Work, subject_id: str, hashed: str, way: str, *, session_id: str, device_id: str) -> None:
    store.set_password(work.db, subject_id, hashed, work.now)
    session_store.forget_devices(work.db, subject_id, but=device_id)
    end_sessions_of(work, subject_id, "password-changed", but=session_id)
    if store.account(work.db, subject_id) is not None:
        work.emit(password_changed, subject_id, PasswordChanged(account_id=subject_id, way=way, at=work.now))
    audit.record(work, Act.PASSWORD_CHANGED, about=subject_id, actor=subject_id, facts={"way": way})


def _check(work: Work, sealer: Sealer, subject_id: str, password: str) -> None:
    account = store.account(work.db, subject_id)
    if account is None:
        member = staff_store.staff_member(work.db, subject_id)
        words = (*member.name.split(), member.number) if member is not None else ()
    else:
        context = account_context(account.id)
        words = words_about(
            name=account.name,
            number=sealer.unseal(IDENTITY, account.identity_sealed, context),
            phone=sealer.unseal(CONTACT, account.phone_sealed, context),
            email=sealer.unseal(CONTACT, account.email_sealed, context) if account.email_sealed else "",
            birth_date=account.birth_date,
        )
    _refuse(_problem(work, password, words))


def _problem(work: Work, password: str, words: tuple[str, ...]) -> FieldProblem | None:
    limits = rules.limits_at(work.now)
    wrong = check_password(
        password, min_length=limits.min_password_length, blocklist=rules.blocklist(), about_owner=words
    )
    return FieldProblem("/new_password", wrong.code, wrong.params) if wrong is not None else None


def _refuse(problem: FieldProblem | None) -> None:
    if problem is not None:
        raise INVALID_REQUEST(problems=[problem])


def _slow_down(work: Work, subject: str, network: str) -> None:
    limits = rules.limits_at(work.now).recovery
    hour_ago = work.now - dt.timedelta(hours=1)
    of_identity = code_store.failures(work.db, _ACTION, hour_ago, subject_index=subject, network_index=network)
    wait = wait_for_cap(of_identity, work.now, limits.per_identity_and_network_hour, 3600)
    if is_telling(work.caller):
        from_here = code_store.failures(work.db, _ACTION, hour_ago, network_index=network)
        wait = max(wait, wait_for_cap(from_here, work.now, limits.per_network_hour, 3600))
    if wait:
        raise CODE_TOO_MANY(retry_after=wait, seconds=wait)


def _long_ago(work: Work) -> dt.datetime:
    return work.now - dt.timedelta(days=rules.limits_at(work.now).device.known_days)
