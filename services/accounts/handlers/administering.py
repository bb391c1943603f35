"""Whom a caller may administer, and what roles they may give."""

from collections.abc import Sequence

from chassis.callers import Caller, CallerKind
from chassis.errors import NOT_FOR_YOU
from chassis.storage import Work
from services.accounts import contract, staff_store
from services.accounts.domain.staffing import Given, is_too_much, ungivable
from services.accounts.store import Row


def administered(caller: Caller) -> set[str] | None:
    """The agencies at the top of the subtrees that the caller administers; None for the operator's console: all."""
    if caller.kind is CallerKind.SYSTEM:
        return None
    # Not as somebody's deputy: `standing` hands no administration on.
    return {held.agency for held in caller.reach() if held.role == "agency_administrator" and not held.deputy_for}


def may_administer(work: Work, agency_code: str) -> None:
    """Refuse an agency that is not known, or not under what the caller administers."""
    mine = administered(work.caller)
    if staff_store.agency(work.db, agency_code) is None:
        raise contract.AGENCY_UNKNOWN(agency=agency_code)
    if mine is not None and not mine & staff_store.above(work.db, [agency_code])[agency_code]:
        raise NOT_FOR_YOU()


def member_for(work: Work, staff_id: str, *, change: bool = True) -> Row:
    """A member of staff of an agency that the caller administers, locked; to be changed by others only."""
    member = staff_store.lock_member(work.db, staff_id)
    mine = administered(work.caller)
    if member is None:
        raise contract.STAFF_NOT_FOUND()
    if mine is not None and not mine & staff_store.above(work.db, [member.agency_code])[member.agency_code]:
        raise contract.STAFF_NOT_FOUND().as_denial()
    if change and member.id == work.caller.id:
        raise contract.NOT_ON_YOURSELF()
    return member


def check_gift(work: Work, staff_id: str, wanted: Sequence[Given], before: Sequence[Given]) -> None:
    """Refuse what the caller may not give or take."""
    if staff_id and staff_id == work.caller.id:
        raise contract.NOT_ON_YOURSELF()
    if is_too_much(wanted):
        raise contract.HOLDINGS_TOO_MANY()
    for agency_code in sorted({given.agency for given in wanted} - {given.agency for given in before}):
        if staff_store.agency(work.db, agency_code) is None:
            raise contract.AGENCY_UNKNOWN(agency=agency_code)
    mine = administered(work.caller)
    if mine is None:
        return
    above = staff_store.above(work.db, {given.agency for given in (*wanted, *before)})
    if refused := ungivable(wanted, before, mine, above):
        raise contract.ROLE_NOT_YOURS_TO_GIVE(**contract.roles_told(refused))
