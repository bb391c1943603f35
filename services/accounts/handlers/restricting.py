"""Restriction of one's data: in force at once, kept until the person lifts it.

What is under way by law goes on (a dossier that is handled, what must be told); nothing new is begun, what was closed
is put away, and no message is sent that needs a consent.
"""

from chassis.contracts import Call
from chassis.personal_data import OWN_NAME_ONLY
from chassis.storage import Storage, Work
from services.accounts import audit, policy, store
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_NOT_FOUND,
    AccountRestricted,
    GetRestriction,
    LiftRestriction,
    RestrictAccount,
    RestrictionView,
    account_restricted,
)
from services.accounts.handlers.fresh import require_fresh


def restrict_account(call: Call[RestrictAccount], storage: Storage) -> RestrictionView:
    """Restrict the caller's data; needs a fresh proof."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(_set(work, restricted=True))


def lift_restriction(call: Call[LiftRestriction], storage: Storage) -> RestrictionView:
    """Lift the restriction; needs a fresh proof."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(_set(work, restricted=False))


def get_restriction(call: Call[GetRestriction], storage: Storage) -> RestrictionView:
    """Whether the caller's data is restricted."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        account = store.account(db, call.caller.id)
    if account is None or not account.active:
        raise ACCOUNT_NOT_FOUND()
    return _view(account)


def _set(work: Work, *, restricted: bool) -> RestrictionView:
    if work.caller.acting is not None:
        raise OWN_NAME_ONLY()
    require_fresh(work, work.caller)
    account = store.lock_account(work.db, work.caller.id)
    if account is None or not account.active:
        raise ACCOUNT_NOT_FOUND()
    if (account.restricted_at is not None) == restricted:
        return _view(account)
    changed = store.change_account(work.db, account.id, restricted_at=work.now if restricted else None)
    told = AccountRestricted(account_id=account.id, restricted=restricted, at=work.now)
    work.emit(account_restricted, account.id, told)
    facts: dict[str, str | int | bool] = {"right": "restriction", "restricted": restricted}
    audit.record(work, Act.RIGHT_ANSWERED, about=account.id, facts=facts)
    return _view(changed)


def _view(account: store.Row) -> RestrictionView:
    return RestrictionView(restricted=account.restricted_at is not None, since=account.restricted_at)
