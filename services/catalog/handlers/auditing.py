"""Reading the audit trail of the catalogue."""

from collections.abc import Collection

import sqlalchemy as sa

from chassis import audit_reading
from chassis.audit_reading import AuditEntries, ListAudit
from chassis.contracts import Call
from chassis.storage import Storage
from services.catalog import offers_store, policy


def list_audit(call: Call[ListAudit], storage: Storage, *, operating_agency: str) -> AuditEntries:
    """Rows of the catalogue's trail whose actors are of agencies of the caller's."""
    policy.check(call.caller, call.method)
    return audit_reading.read(call, storage, operating_agency=operating_agency, under=_under)


def _under(db: sa.Connection, codes: Collection[str]) -> frozenset[str]:
    return frozenset().union(*(offers_store.under(db, code) for code in codes))
