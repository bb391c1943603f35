"""Reading the audit trail of accounts, and how far an auditor reads in all trails."""

from collections.abc import Collection

import sqlalchemy as sa

from chassis import audit_reading
from chassis.audit_reading import AuditEntries, ListAudit, Reach
from chassis.contracts import Call
from chassis.errors import NOT_FOR_YOU
from chassis.storage import Storage
from chassis.tables import audit
from services.accounts import policy, staff_store
from services.accounts.contract import GetAuditReach
from services.accounts.tables import staff, staff_holdings


def get_audit_reach(call: Call[GetAuditReach], storage: Storage, *, operating_agency: str) -> Reach:
    """Everything for an auditor of the agency that runs the portal; for others their agencies and those under them."""
    policy.check(call.caller, call.method)
    tops = audit_reading.audits(call.caller)
    if not tops:
        raise NOT_FOR_YOU()
    if operating_agency in tops:
        return Reach(everything=True)
    with storage.read() as db:
        return Reach(agencies=tuple(sorted(staff_store.below(db, tops))))


def list_audit(call: Call[ListAudit], storage: Storage, *, operating_agency: str) -> AuditEntries:
    """Rows of the trail of accounts that concern agencies of the caller's."""
    policy.check(call.caller, call.method)
    return audit_reading.read(
        call, storage, operating_agency=operating_agency, under=staff_store.below, concerns=(_about_their_staff,)
    )


def _about_their_staff(codes: Collection[str]) -> sa.ColumnElement[bool]:
    """What was done to staff of these agencies, whoever did it, and what they did before they were known to be they."""
    at_home = sa.select(staff.c.id).where(staff.c.agency_code.in_(codes))
    theirs = at_home.union(sa.select(staff_holdings.c.staff_id).where(staff_holdings.c.agency_code.in_(codes)))
    return sa.or_(audit.c.about.in_(theirs), audit.c.actor.in_(theirs))
