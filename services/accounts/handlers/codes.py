"""One-time codes: sending them, and taking them back from whoever received them."""

import datetime as dt
import hmac
import secrets
from typing import Any

from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts import code_store, policy, rules, store
from services.accounts.contract import (
    CODE,
    CODE_SPENT,
    CODE_TOO_MANY,
    CODE_WRONG,
    CONTACT,
    CodePurpose,
    CodeRequested,
    CodeSent,
    CodeWay,
    EmailCodeRequested,
    ResendCode,
    challenge_context,
    code_requested,
    email_code_requested,
)
from services.accounts.domain.attempts import wait_for_cap
from services.accounts.domain.codes import CodeState, Verdict, bound_text, judge, new_code, wait_before_sending
from services.accounts.handlers.factors import take_factor
from services.accounts.handlers.networks import is_telling, network_index


def resend_code(call: Call[ResendCode], storage: Storage, sealer: Sealer) -> CodeSent:
    """Send a new code for a challenge that still waits; the former one stops working."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        waiting = code_store.lock_challenge(work.db, call.request.challenge_id)
        if waiting is None or waiting.spent_at is not None or work.now >= waiting.ends_at:
            raise CODE_SPENT()
        purpose, way = CodePurpose(waiting.purpose), CodeWay(waiting.way)
        if purpose is CodePurpose.RECOVERY or way is CodeWay.AUTHENTICATOR:
            # Whether a recovery has anybody to send to must not show; an authenticator is not sent anything.
            raise CODE_SPENT()
        address = sealer.unseal(CONTACT, waiting.phone_sealed, challenge_context(waiting.id))
        return work.done(send_code(work, sealer, waiting.id, purpose, way, address, waiting.phone_masked))


def open_challenge(
    work: Work,
    sealer: Sealer,
    challenge_id: str,
    *,
    purpose: CodePurpose,
    account_id: str,
    address: str,
    masked: str,
    pending: dict[str, Any] | None,
    lifetime_seconds: int,
    way: CodeWay = CodeWay.SMS,
    session_id: str = "",
    device_id: str = "",
) -> CodeSent:
    """Keep a request until its code comes back, and send the code, unless an authenticator shows it."""
    shown = way is CodeWay.AUTHENTICATOR
    ends_at = work.now + dt.timedelta(seconds=lifetime_seconds)
    code_store.add_challenge(
        work.db,
        id=challenge_id,
        purpose=purpose,
        account_id=account_id,
        pending=pending,
        phone_sealed="" if shown else sealer.seal(CONTACT, address, challenge_context(challenge_id)),
        phone_masked=masked,
        phone_index="" if shown else sealer.index(CONTACT, address),
        code_hash="",
        code_expires_at=ends_at if shown else work.now,
        tries_left=rules.limits_at(work.now).code.tries if shown else 0,
        created_at=work.now,
        ends_at=ends_at,
        session_id=session_id,
        device_id=device_id,
        way=way,
    )
    if shown:
        return CodeSent(challenge_id=challenge_id, expires_at=ends_at, resend_after=0, way=way)
    return send_code(work, sealer, challenge_id, purpose, way, address, masked)


def send_code(
    work: Work,
    sealer: Sealer,
    challenge_id: str,
    purpose: CodePurpose,
    way: CodeWay,
    address: str,
    masked: str,
    *,
    count_as: str = "",
    expires_at: dt.datetime | None = None,
) -> CodeSent:
    """Make a code for a challenge and ask for its sending, or raise `TooMany` where a cap is reached.

    ``count_as`` is the purpose that its caps count for. With ``expires_at`` the tries that were used stay used.
    """
    limits = rules.limits_at(work.now).code
    count_as = count_as or purpose.value
    phone_index = sealer.index(CONTACT, address)
    network = network_index(sealer, work.caller)
    code_store.lock_sending(work.db, phone_index)
    day_ago, hour_ago = work.now - dt.timedelta(days=1), work.now - dt.timedelta(hours=1)
    wait = wait_before_sending(code_store.sends_to(work.db, phone_index, count_as, day_ago), work.now, limits)
    if is_telling(work.caller):
        from_here = code_store.sends_from(work.db, network, hour_ago)
        wait = max(wait, wait_for_cap(from_here, work.now, limits.per_network_hour, 3600))
    if wait:
        raise CODE_TOO_MANY(retry_after=wait, seconds=wait)
    code = new_code(limits, secrets.randbelow)
    tries = {} if expires_at else {"tries_left": limits.tries}
    expires_at = expires_at or work.now + dt.timedelta(seconds=limits.lifetime_seconds)
    code_store.add_send(work.db, phone_index, count_as, network, work.now)
    code_store.change_challenge(
        work.db,
        challenge_id,
        code_hash=sealer.index(CODE, bound_text(challenge_id, purpose, code)),
        code_expires_at=expires_at,
        **tries,
    )
    _ask_to_send(work, sealer, challenge_id, purpose, way, address, masked, code, expires_at)
    return CodeSent(
        challenge_id=challenge_id,
        expires_at=expires_at,
        resend_after=limits.resend_gap_seconds,
        phone_masked="" if way is CodeWay.EMAIL else masked,
        email_masked=masked if way is CodeWay.EMAIL else "",
        way=way,
    )


def _ask_to_send(
    work: Work,
    sealer: Sealer,
    challenge_id: str,
    purpose: CodePurpose,
    way: CodeWay,
    address: str,
    masked: str,
    code: str,
    expires_at: dt.datetime,
) -> None:
    context = challenge_context(challenge_id)
    address_sealed, code_sealed = sealer.seal(CONTACT, address, context), sealer.seal(CODE, code, context)
    if way is CodeWay.EMAIL:
        by_email = EmailCodeRequested(
            challenge_id=challenge_id,
            purpose=purpose,
            email_sealed=address_sealed,
            email_masked=masked,
            code_sealed=code_sealed,
            expires_at=expires_at,
        )
        work.emit(email_code_requested, challenge_id, by_email)
        return
    by_phone = CodeRequested(
        challenge_id=challenge_id,
        purpose=purpose,
        phone_sealed=address_sealed,
        phone_masked=masked,
        code_sealed=code_sealed,
        expires_at=expires_at,
    )
    work.emit(code_requested, challenge_id, by_phone)


def enter_code(
    work: Work, sealer: Sealer, challenge_id: str, purpose: CodePurpose, code: str, *, session_id: str = ""
) -> store.Row | PortalError:
    """The challenge that a right code has just spent, or the refusal; only in the session that it was begun in.

    A refusal is returned, not raised: the try it cost must be committed, so the caller raises it after the transaction.
    """
    waiting = code_store.lock_challenge(work.db, challenge_id)
    if waiting is None or waiting.purpose != purpose or waiting.session_id != session_id:
        return CODE_SPENT()
    state = CodeState(waiting.code_expires_at, waiting.tries_left, waiting.spent_at is not None)
    match judge(state, _is_right(work, sealer, waiting, state, code), work.now):
        case Verdict.SPENT:
            return CODE_SPENT()
        case Verdict.WRONG:
            code_store.change_challenge(work.db, challenge_id, tries_left=waiting.tries_left - 1)
            return CODE_WRONG(tries_left=waiting.tries_left - 1) if waiting.tries_left > 1 else CODE_SPENT()
        case Verdict.RIGHT:
            code_store.change_challenge(work.db, challenge_id, spent_at=work.now, pending=None)
            return waiting


def _is_right(work: Work, sealer: Sealer, waiting: store.Row, state: CodeState, code: str) -> bool:
    if waiting.way == CodeWay.AUTHENTICATOR:
        # A code that comes too late must not be spent by looking at it.
        open_still = judge(state, True, work.now) is Verdict.RIGHT
        return open_still and take_factor(work, sealer, waiting.account_id, code)
    text = bound_text(waiting.id, waiting.purpose, code)
    return any(hmac.compare_digest(waiting.code_hash, digest) for digest in sealer.indexes(CODE, text))
