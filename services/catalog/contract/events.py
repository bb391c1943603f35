"""What the catalogue tells the others."""

import datetime as dt
from typing import Annotated

from chassis.contracts import event
from chassis.records import Rule, record
from services.catalog.contract.terms import SERVICE, ProcedureCode, Sha256, Version
from services.catalog.contract.views import Agency, ProcedureVersion, Revision


@record
class ProcedureWithdrawn:
    """A version is no longer to be used for new dossiers (bãi bỏ), with the reason."""

    code: ProcedureCode
    version: Version
    content_hash: Sha256
    withdrawn_at: dt.datetime
    valid_to: Annotated[dt.date, Rule(description="First day on which it no longer holds")]
    reason: Annotated[str, Rule(min=1, max=1000)]
    repealed_by: Annotated[str, Rule(max=100, description="Số quyết định công bố bãi bỏ")] = ""


agency_published = event(SERVICE, "agency_published", Agency, aggregate="agency")
"""An agency is new or has changed; the aggregate id is its code, the payload is the whole agency."""
procedure_published = event(SERVICE, "procedure_published", ProcedureVersion, aggregate="procedure")
"""A version is published; when only its validity or offers change, it comes again, with the same version and hash.

The aggregate id is the procedure's code; the payload is whole: what a follower holds of this version is replaced by it.
"""
procedure_withdrawn = event(SERVICE, "procedure_withdrawn", ProcedureWithdrawn, aggregate="procedure")
catalogue_changed = event(SERVICE, "catalogue_changed", Revision, aggregate="catalogue")
"""Something was published or withdrawn: every answer of an earlier revision may be another one now."""
