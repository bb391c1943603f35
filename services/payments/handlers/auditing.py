"""Reading the audit trail of payments."""

from chassis import audit_reading
from chassis.audit_reading import AuditEntries, ListAudit
from chassis.contracts import Call
from chassis.storage import Storage
from services.payments import policy


def list_audit(call: Call[ListAudit], storage: Storage, *, operating_agency: str) -> AuditEntries:
    """Rows of the trail of payments whose actors are of agencies of the caller's.

    This service knows no tree of agencies: which are the caller's, the gateway had from accounts.
    """
    policy.check_auditor(call.caller, call.method)
    return audit_reading.read(call, storage, operating_agency=operating_agency)
