"""Second factors: the authenticators of people and staff, and the recovery codes of people."""

import secrets

from chassis.sealing import Sealer
from chassis.storage import Work
from services.accounts import staff_store, store
from services.accounts.contract import IDENTITY, account_context
from services.accounts.domain.recovery_codes import bound_recovery_code, new_recovery_code
from services.accounts.domain.totp import matching_step

AUTHENTICATOR = IDENTITY
"""Sealing purpose of authenticator secrets: the key is shared with no service that talks to the outside world."""
RECOVERY = "recovery-code"
"""Index purpose of recovery codes."""


def staff_context(staff_id: str) -> str:
    """What the sealed authenticator secret of a member of staff is bound to."""
    return f"staff:{staff_id}"


def factor_context(account_id: str) -> str:
    """What the sealed authenticator secret of a person is bound to."""
    return f"{account_context(account_id)}:authenticator"


def take_factor(work: Work, sealer: Sealer, subject_id: str, code: str) -> bool:
    """Whether a code is the second factor of somebody; it is spent by this."""
    if not code.isdigit():
        indexes = sealer.indexes(RECOVERY, bound_recovery_code(subject_id, code))
        return store.take_recovery_code(work.db, subject_id, indexes, work.now)
    factor = store.second_factor(work.db, subject_id)
    if factor is not None and factor.confirmed_at is not None:
        secret = sealer.unseal(AUTHENTICATOR, factor.secret_sealed, factor_context(subject_id))
        step = matching_step(secret, code, work.now, factor.last_step)
        return step is not None and store.take_step(work.db, subject_id, step)
    member = staff_store.staff_member(work.db, subject_id)
    if member is None:
        return False
    secret = sealer.unseal(AUTHENTICATOR, member.totp_sealed, staff_context(subject_id))
    step = matching_step(secret, code, work.now, member.totp_last_step)
    return step is not None and staff_store.take_totp_step(work.db, subject_id, step, member.totp_sealed)


def has_factor(work: Work, subject_id: str) -> bool:
    """Whether a person has an authenticator in use."""
    factor = store.second_factor(work.db, subject_id)
    return factor is not None and factor.confirmed_at is not None


def make_recovery_codes(work: Work, sealer: Sealer, account_id: str, count: int) -> tuple[str, ...]:
    """New recovery codes in place of those there are."""
    codes = tuple(new_recovery_code(secrets.randbelow) for _ in range(count))
    indexes = [sealer.index(RECOVERY, bound_recovery_code(account_id, code)) for code in codes]
    store.replace_recovery_codes(work.db, account_id, indexes, work.now)
    return codes
