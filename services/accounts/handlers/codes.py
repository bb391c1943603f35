"""One-time codes: sending them, and taking them back from whoever received them."""

import datetime as dt
import hmac
import secrets
from typing import Any

from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts import policy, rules, store
from services.accounts.contract import (
    CODE,
    CODE_SPENT,
    CODE_TOO_MANY,
    CODE_WRONG,
    CONTACT,
    CodePurpose,
    CodeRequested,
    CodeSent,
    ResendCode,
    challenge_context,
    code_requested,
)
from services.accounts.domain.attempts import wait_for_cap
from services.accounts.domain.codes import CodeState, Verdict, bound_text, judge, new_code, wait_before_sending
from services.accounts.handlers.networks import is_telling, network_index


def resend_code(call: Call[ResendCode], storage: Storage, sealer: Sealer) -> CodeSent:
    """Send a new code for a challenge that still waits; the former one stops working."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        waiting = store.lock_challenge(work.db, call.request.challenge_id)
        if waiting is None or waiting.spent_at is not None or work.now >= waiting.ends_at:
            raise CODE_SPENT()
        purpose = CodePurpose(waiting.purpose)
        phone = sealer.unseal(CONTACT, waiting.phone_sealed, challenge_context(waiting.id))
        return work.done(send_code(work, sealer, waiting.id, purpose, phone, waiting.phone_masked))


def open_challenge(
    work: Work,
    sealer: Sealer,
    challenge_id: str,
    *,
    purpose: CodePurpose,
    account_id: str,
    phone: str,
    phone_masked: str,
    pending: dict[str, Any] | None,
    lifetime_seconds: int,
) -> CodeSent:
    """Keep a request until its code comes back, and send the code."""
    store.add_challenge(
        work.db,
        id=challenge_id,
        purpose=purpose,
        account_id=account_id,
        pending=pending,
        phone_sealed=sealer.seal(CONTACT, phone, challenge_context(challenge_id)),
        phone_masked=phone_masked,
        phone_index=sealer.index(CONTACT, phone),
        code_hash="",
        code_expires_at=work.now,
        tries_left=0,
        created_at=work.now,
        ends_at=work.now + dt.timedelta(seconds=lifetime_seconds),
    )
    return send_code(work, sealer, challenge_id, purpose, phone, phone_masked)


def send_code(
    work: Work, sealer: Sealer, challenge_id: str, purpose: CodePurpose, phone: str, phone_masked: str
) -> CodeSent:
    """Make a code for a challenge and ask for its sending, or raise `TooMany` where a cap is reached."""
    limits = rules.limits_at(work.now).code
    phone_index = sealer.index(CONTACT, phone)
    network = network_index(sealer, work.caller)
    store.lock_sending(work.db, phone_index)
    day_ago, hour_ago = work.now - dt.timedelta(days=1), work.now - dt.timedelta(hours=1)
    wait = wait_before_sending(store.sends_to(work.db, phone_index, purpose, day_ago), work.now, limits)
    if is_telling(work.caller):
        from_here = store.sends_from(work.db, network, hour_ago)
        wait = max(wait, wait_for_cap(from_here, work.now, limits.per_network_hour, 3600))
    if wait:
        raise CODE_TOO_MANY(retry_after=wait, seconds=wait)
    code = new_code(limits, secrets.randbelow)
    expires_at = work.now + dt.timedelta(seconds=limits.lifetime_seconds)
    store.add_send(work.db, phone_index, purpose, network, work.now)
    store.change_challenge(
        work.db,
        challenge_id,
        code_hash=sealer.index(CODE, bound_text(challenge_id, purpose, code)),
        code_expires_at=expires_at,
        tries_left=limits.tries,
    )
    context = challenge_context(challenge_id)
    work.emit(
        code_requested,
        challenge_id,
        CodeRequested(
            challenge_id=challenge_id,
            purpose=purpose,
            phone_sealed=sealer.seal(CONTACT, phone, context),
            phone_masked=phone_masked,
            code_sealed=sealer.seal(CODE, code, context),
            expires_at=expires_at,
        ),
    )
    return CodeSent(
        challenge_id=challenge_id,
        expires_at=expires_at,
        resend_after=limits.resend_gap_seconds,
        phone_masked=phone_masked,
    )


def enter_code(
    work: Work, sealer: Sealer, challenge_id: str, purpose: CodePurpose, code: str
) -> store.Row | PortalError:
    """The challenge that a right code has just spent, or the refusal.

    A refusal is returned, not raised: the try it cost must be committed, so the caller raises it after the transaction.
    """
    waiting = store.lock_challenge(work.db, challenge_id)
    if waiting is None or waiting.purpose != purpose:
        return CODE_SPENT()
    state = CodeState(waiting.code_expires_at, waiting.tries_left, waiting.spent_at is not None)
    text = bound_text(challenge_id, purpose, code)
    matches = any(hmac.compare_digest(waiting.code_hash, digest) for digest in sealer.indexes(CODE, text))
    match judge(state, matches, work.now):
        case Verdict.SPENT:
            return CODE_SPENT()
        case Verdict.WRONG:
            store.change_challenge(work.db, challenge_id, tries_left=waiting.tries_left - 1)
            return CODE_WRONG(tries_left=waiting.tries_left - 1) if waiting.tries_left > 1 else CODE_SPENT()
        case Verdict.RIGHT:
            store.change_challenge(work.db, challenge_id, spent_at=work.now, pending=None)
            return waiting
