"""The public face of the catalogue: procedures and their versions, agencies, what an agency offers, and search.

A *procedure* (thủ tục hành chính) is known by its national code. What it says is a *version*: published versions never
change, have a content hash, and hold from ``valid_from`` to the day before ``valid_to``; a dossier keeps the version it
was begun with. How far a procedure can be carried out online is no part of it, but belongs to procedure, agency and
date: an *offer*. ``ProcedureVersion.offers`` are those known when the record was made; the content hash omits them.

All reads are public. What they answer holds for one revision of the catalogue (`GetRevision`), a number that grows with
every publication and at every midnight in Vietnam. What a version *says* holds for ever, by its content hash; how long
it is valid, whether it was withdrawn and who offers it belong to the revision, also where the version is named.

Its names are imported from here; in which of its modules each is written is nobody else's concern.
"""

from services.catalog.contract.errors import (
    AGENCY_NOT_FOUND,
    CURSOR_WRONG,
    FIELD_UNKNOWN,
    LIFE_EVENT_UNKNOWN,
    NOT_IN_FORCE,
    PROCEDURE_NOT_FOUND,
    VERSION_NOT_FOUND,
    VERSION_OR_DATE,
)
from services.catalog.contract.events import (
    ProcedureWithdrawn,
    agency_published,
    procedure_published,
    procedure_withdrawn,
)
from services.catalog.contract.methods import (
    get_agency,
    get_procedure,
    get_revision,
    list_agencies,
    list_fields,
    list_life_events,
    list_procedures,
    search_procedures,
)
from services.catalog.contract.parts import (
    Case,
    Fee,
    FeeTier,
    ForeignPrice,
    LegalText,
    Limit,
    Offer,
    OnlineException,
    Paper,
    ProcedureResult,
    Provenance,
    Template,
    Way,
)
from services.catalog.contract.requests import (
    GetAgency,
    GetProcedure,
    GetRevision,
    ListAgencies,
    ListFields,
    ListLifeEvents,
    ListProcedures,
    SearchProcedures,
)
from services.catalog.contract.terms import (
    SERVICE,
    AgencyCode,
    AgencyKind,
    AgencyLevel,
    Audience,
    Currency,
    Cursor,
    FeeKind,
    FeeRule,
    Handling,
    LimitUnit,
    Nearness,
    PageSize,
    PartialReason,
    ProcedureCode,
    Scheme,
    Sentence,
    ServiceLevel,
    Sha256,
    Slug,
    Source,
    Tab,
    Title,
    Version,
)
from services.catalog.contract.views import (
    Agency,
    AgencyPage,
    DeskHours,
    Field,
    Fields,
    LifeEvent,
    LifeEvents,
    ProcedurePage,
    ProcedureSummary,
    ProcedureVersion,
    Revision,
    SearchPage,
)

# The formatter would give each name a line of its own.
# fmt: off
__all__ = [
    "AGENCY_NOT_FOUND", "CURSOR_WRONG", "FIELD_UNKNOWN", "LIFE_EVENT_UNKNOWN", "NOT_IN_FORCE", "PROCEDURE_NOT_FOUND",
    "SERVICE", "VERSION_NOT_FOUND", "VERSION_OR_DATE",
    "Agency", "AgencyCode", "AgencyKind", "AgencyLevel", "AgencyPage", "Audience", "Case", "Currency", "Cursor",
    "DeskHours", "Fee", "FeeKind", "FeeRule", "FeeTier", "Field", "Fields", "ForeignPrice", "GetAgency",
    "GetProcedure", "GetRevision", "Handling", "LegalText", "LifeEvent", "LifeEvents", "Limit", "LimitUnit",
    "ListAgencies", "ListFields", "ListLifeEvents", "ListProcedures", "Nearness", "Offer", "OnlineException",
    "PageSize", "Paper", "PartialReason", "ProcedureCode", "ProcedurePage", "ProcedureResult", "ProcedureSummary",
    "ProcedureVersion", "ProcedureWithdrawn", "Provenance", "Revision", "Scheme", "SearchPage",
    "SearchProcedures", "Sentence", "ServiceLevel", "Sha256", "Slug", "Source", "Tab", "Template", "Title",
    "Version", "Way",
    "agency_published", "get_agency", "get_procedure", "get_revision", "list_agencies", "list_fields",
    "list_life_events", "list_procedures", "procedure_published", "procedure_withdrawn", "search_procedures",
]
# fmt: on
