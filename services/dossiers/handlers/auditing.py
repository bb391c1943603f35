"""Reading the audit trail of dossiers."""

from collections.abc import Collection

import sqlalchemy as sa

from chassis import audit_reading
from chassis.audit_reading import AuditEntries, ListAudit
from chassis.contracts import Call
from chassis.storage import Storage
from chassis.tables import audit
from services.dossiers import policy
from services.dossiers.store import known
from services.dossiers.tables import dossiers


def list_audit(call: Call[ListAudit], storage: Storage, *, operating_agency: str) -> AuditEntries:
    """Rows of the trail of dossiers that concern agencies of the caller's."""
    policy.check(call.caller, call.method)
    return audit_reading.read(
        call, storage, operating_agency=operating_agency, under=_under, concerns=(_about_their_dossiers,)
    )


def _under(db: sa.Connection, codes: Collection[str]) -> frozenset[str]:
    return frozenset().union(*(known.under(db, code) for code in codes))


def _about_their_dossiers(codes: Collection[str]) -> sa.ColumnElement[bool]:
    """What was done to a dossier of these agencies, by whomever."""
    of = dossiers.c
    theirs = sa.select(of.id).where(of.id == audit.c.object, sa.or_(of.agency_code.in_(codes), of.desk_code.in_(codes)))
    return theirs.exists()
