"""Authenticators of people (ứng dụng xác thực): offered, confirmed, removed; and the codes for who loses theirs."""

import datetime as dt
import secrets
import urllib.parse

from chassis.contracts import Call
from chassis.records import Nothing
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts import audit, policy, rules, session_store, store
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_NOT_FOUND,
    SECOND_FACTOR_EXISTS,
    SECOND_FACTOR_MISSING,
    SECOND_FACTOR_WRONG,
    ConfirmSecondFactor,
    OfferSecondFactor,
    RecoveryCodes,
    RemoveSecondFactor,
    RenewRecoveryCodes,
    SecondFactorChanged,
    SecondFactorOffer,
    second_factor_changed,
)
from services.accounts.domain.totp import SECRET_BYTES, matching_step, new_secret
from services.accounts.handlers.factors import AUTHENTICATOR, factor_context, has_factor, make_recovery_codes
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.sessions import end_sessions_of

ISSUER = "Một Cửa"


def offer_second_factor(call: Call[OfferSecondFactor], storage: Storage, sealer: Sealer) -> SecondFactorOffer:
    """Make a secret for an authenticator; it replaces one that was offered before and not confirmed."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        require_fresh(work, call.caller)
        account = store.account(work.db, call.caller.id)
        if account is None:
            raise ACCOUNT_NOT_FOUND()
        if has_factor(work, account.id):
            raise SECOND_FACTOR_EXISTS()
        secret = new_secret(secrets.token_bytes(SECRET_BYTES))
        sealed = sealer.seal(AUTHENTICATOR, secret, factor_context(account.id))
        store.offer_factor(work.db, account.id, sealed, work.now)
        return work.done(
            SecondFactorOffer(
                secret=secret,
                otpauth_uri=_otpauth(secret, account.identity_masked.lstrip("*")),
                expires_at=work.now + _patience(work),
            )
        )


def confirm_second_factor(call: Call[ConfirmSecondFactor], storage: Storage, sealer: Sealer) -> RecoveryCodes:
    """Take the offered authenticator into use: it has shown a right code. Other sessions end, being less sure."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        session = require_fresh(work, call.caller)
        offered = store.second_factor(work.db, call.caller.id)
        if offered is None or offered.confirmed_at is not None or work.now > offered.offered_at + _patience(work):
            raise SECOND_FACTOR_MISSING()
        secret = sealer.unseal(AUTHENTICATOR, offered.secret_sealed, factor_context(call.caller.id))
        step = matching_step(secret, call.request.code, work.now, offered.last_step)
        if step is None:
            raise SECOND_FACTOR_WRONG()
        store.confirm_factor(work.db, call.caller.id, step, work.now)
        session_store.change_session(work.db, session.id, assurance=2, authenticated_at=work.now)
        end_sessions_of(work, call.caller.id, "second-factor-changed", but=session.id)
        _tell(work, call.caller.id, added=True)
        return work.done(RecoveryCodes(codes=_new_codes(work, sealer, call.caller.id)))


def remove_second_factor(call: Call[RemoveSecondFactor], storage: Storage) -> Nothing:
    """Forget the authenticator and its recovery codes; needs a fresh proof by it."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        session = require_fresh(work, call.caller)
        if has_factor(work, call.caller.id):
            store.remove_factor(work.db, call.caller.id)
            end_sessions_of(work, call.caller.id, "second-factor-changed", but=session.id)
            _tell(work, call.caller.id, added=False)
        return work.done(Nothing())


def renew_recovery_codes(call: Call[RenewRecoveryCodes], storage: Storage, sealer: Sealer) -> RecoveryCodes:
    """New recovery codes in place of those there are."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        require_fresh(work, call.caller)
        if not has_factor(work, call.caller.id):
            raise SECOND_FACTOR_MISSING()
        audit.record(work, Act.SECOND_FACTOR_CHANGED, about=call.caller.id, facts={"what": "recovery-codes"})
        return work.done(RecoveryCodes(codes=_new_codes(work, sealer, call.caller.id)))


def _new_codes(work: Work, sealer: Sealer, account_id: str) -> tuple[str, ...]:
    return make_recovery_codes(work, sealer, account_id, rules.limits_at(work.now).second_factor.recovery_codes)


def _patience(work: Work) -> dt.timedelta:
    return dt.timedelta(seconds=rules.limits_at(work.now).second_factor.offer_seconds)


def _tell(work: Work, account_id: str, *, added: bool) -> None:
    told = SecondFactorChanged(account_id=account_id, added=added, at=work.now)
    work.emit(second_factor_changed, account_id, told)
    what = "added" if added else "removed"
    audit.record(work, Act.SECOND_FACTOR_CHANGED, about=account_id, facts={"what": what})


def _otpauth(secret: str, last_digits: str) -> str:
    """What an authenticator reads from a QR code; it shows the portal's name and the last digits of the paper."""
    label = urllib.parse.quote(f"{ISSUER}:…{last_digits}")
    issuer = urllib.parse.quote(ISSUER)
    return f"otpauth://totp/{label}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
