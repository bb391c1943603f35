"""Asking the operators' register about a telephone, and slowing down who is told "no" too often."""

import datetime as dt
from typing import Any

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem, PortalError
from chassis.logs import get_log
from chassis.storage import Storage, Work
from services.accounts import code_store, rules
from services.accounts.adapters.registers import Claim, Finding, RegisterAway, Registers
from services.accounts.contract import CODE_TOO_MANY, PHONE_CHECK_AWAY, PHONE_OWNER, PHONE_UNKNOWN
from services.accounts.domain.attempts import wait_for_cap
from services.accounts.handlers.networks import is_telling

log = get_log(__name__)

ACTION = "registration"


def ask_subscribers(registers: Registers, phone: str, claim: Claim) -> PortalError | None:
    """What speaks against a telephone being its holder's own (chính chủ), if anything; `Unavailable` while away."""
    try:
        finding = registers.subscribers.check_owner(phone, claim)
    except RegisterAway as away:
        log.warning("subscriber register is away", reason=away.reason)
        raise PHONE_CHECK_AWAY(retry_after=60) from None
    if finding is Finding.MATCH:
        return None
    wrong = PHONE_UNKNOWN if finding is Finding.UNKNOWN else PHONE_OWNER
    return INVALID_REQUEST(problems=[FieldProblem("/phone", wrong.code, {})])


def slow_down_checks(work: Work, subject: str, network: str) -> None:
    """Refuse who was told "no" by the registers too often: they must not be searched through us."""
    limits = rules.limits_at(work.now).registration
    hour_ago = work.now - dt.timedelta(hours=1)
    of_identity = code_store.failures(work.db, ACTION, hour_ago, subject_index=subject, network_index=network)
    wait = wait_for_cap(of_identity, work.now, limits.failed_checks_per_identity_hour, 3600)
    if is_telling(work.caller):
        from_here = code_store.failures(work.db, ACTION, hour_ago, network_index=network)
        wait = max(wait, wait_for_cap(from_here, work.now, limits.failed_checks_per_network_hour, 3600))
    if wait:
        raise CODE_TOO_MANY(retry_after=wait, seconds=wait)


def note_failed_check(storage: Storage, call: Call[Any], subject: str, network: str) -> None:
    """Count a "no" of a register."""
    with storage.work(call.caller, call.trace) as work:
        code_store.add_failure(work.db, ACTION, subject, network, work.now)
