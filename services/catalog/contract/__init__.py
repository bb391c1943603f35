"""The public face of the catalogue: procedures and their versions, agencies, what an agency offers, and search.

A *procedure* (thủ tục hành chính) is known by its national code. What it says is a *version*: published versions never
change, have a content hash, and hold from ``valid_from`` to the day before ``valid_to``; a dossier keeps the version it
was begun with. How far a procedure can be carried out online is no part of it, but belongs to procedure, agency and
date: an *offer*. ``ProcedureVersion.offers`` are those known when the record was made; the content hash omits them.

*Administrative units* (đơn vị hành chính) are those in force since 2025-07-01, and those of before with what became of
them. They are data of the release, so `unit_register` and `commune_is_in` answer in any process without a call.

All reads are public. What they answer holds for one revision of the catalogue (`GetRevision`), a number that grows with
every publication and at every midnight in Vietnam. What a version *says* holds for ever, by its content hash; how long
it is valid, whether it was withdrawn and who offers it belong to the revision, also where the version is named.

Its names are imported from here; in which of its modules each is written is nobody else's concern.
"""

from services.catalog.contract.errors import (
    AGENCY_NOT_FOUND,
    CURSOR_WRONG,
    FIELD_UNKNOWN,
    FORM_NOT_FOUND,
    FORMER_UNIT_UNNAMED,
    LIFE_EVENT_UNKNOWN,
    NO_LEVELS,
    NOT_IN_FORCE,
    NOT_PROVIDED,
    PROCEDURE_NOT_FOUND,
    UNIT_NOT_FOUND,
    VERSION_NOT_FOUND,
    VERSION_OR_DATE,
)
from services.catalog.contract.events import (
    ProcedureWithdrawn,
    agency_published,
    catalogue_changed,
    procedure_published,
    procedure_withdrawn,
)
from services.catalog.contract.levels import (
    WEEKDAYS_EN,
    WEEKDAYS_VI,
    FormToGet,
    GetServiceLevel,
    HowToFile,
    LevelReason,
    SchemeInForce,
    ServiceLevelView,
    hours_in_words,
    how_to_file,
)
from services.catalog.contract.methods import (
    check_answers,
    find_former_units,
    get_agency,
    get_form,
    get_menu,
    get_open_data,
    get_procedure,
    get_revision,
    get_service_level,
    get_unit,
    list_agencies,
    list_communes,
    list_fields,
    list_life_events,
    list_procedures,
    list_provinces,
    search_procedures,
    search_units,
    suggest_procedures,
)
from services.catalog.contract.open_data import (
    GetOpenData,
    OpenDataForm,
    OpenDataItem,
    OpenDataPart,
    OpenDataSet,
)
from services.catalog.contract.open_files import LICENCE_URL, MEDIA_TYPES, open_file
from services.catalog.contract.parts import (
    Attempt,
    Case,
    Change,
    Count,
    Facets,
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
    Suggestion,
    Template,
    Way,
)
from services.catalog.contract.requests import (
    CheckAnswers,
    FindFormerUnits,
    GetAgency,
    GetForm,
    GetMenu,
    GetProcedure,
    GetRevision,
    GetUnit,
    ListAgencies,
    ListCommunes,
    ListFields,
    ListLifeEvents,
    ListProcedures,
    ListProvinces,
    SearchProcedures,
    SearchUnits,
    SuggestProcedures,
)
from services.catalog.contract.terms import (
    SERVICE,
    AgencyCode,
    AgencyKind,
    AgencyLevel,
    AttemptKind,
    Audience,
    ChangeKind,
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
    ProvinceCode,
    Scheme,
    Sentence,
    ServiceLevel,
    Sha256,
    Slug,
    Source,
    SuggestionKind,
    Tab,
    Title,
    UnitCode,
    UnitKind,
    UnitLevel,
    Version,
)
from services.catalog.contract.units import (
    OTHER_CODES,
    commune_is_in,
    unit_register,
)
from services.catalog.contract.views import (
    AdministrativeUnit,
    AdministrativeUnits,
    Agency,
    AgencyPage,
    AnswersChecked,
    DeskHours,
    Field,
    Fields,
    FormerUnit,
    FormerUnits,
    FormProblem,
    FormView,
    LifeEvent,
    LifeEvents,
    Menu,
    ProcedurePage,
    ProcedureSummary,
    ProcedureVersion,
    Revision,
    SearchPage,
    Suggestions,
)

# The formatter would give each name a line of its own.
# fmt: off
__all__ = [
    "AGENCY_NOT_FOUND", "CURSOR_WRONG", "FIELD_UNKNOWN", "FORMER_UNIT_UNNAMED", "FORM_NOT_FOUND", "LICENCE_URL",
    "LIFE_EVENT_UNKNOWN", "MEDIA_TYPES", "NOT_IN_FORCE", "NOT_PROVIDED", "NO_LEVELS", "OTHER_CODES",
    "PROCEDURE_NOT_FOUND", "SERVICE", "UNIT_NOT_FOUND", "VERSION_NOT_FOUND", "VERSION_OR_DATE", "WEEKDAYS_EN",
    "WEEKDAYS_VI",
    "AdministrativeUnit", "AdministrativeUnits", "Agency", "AgencyCode", "AgencyKind", "AgencyLevel", "AgencyPage",
    "AnswersChecked", "Attempt", "AttemptKind", "Audience", "Case", "Change", "ChangeKind", "CheckAnswers", "Count",
    "Currency", "Cursor", "DeskHours", "Facets", "Fee", "FeeKind", "FeeRule", "FeeTier", "Field", "Fields",
    "FindFormerUnits", "ForeignPrice", "FormProblem", "FormToGet", "FormView", "FormerUnit", "FormerUnits",
    "GetAgency", "GetForm", "GetMenu", "GetOpenData", "GetProcedure", "GetRevision", "GetServiceLevel", "GetUnit",
    "Handling", "HowToFile", "LegalText", "LevelReason", "LifeEvent", "LifeEvents", "Limit", "LimitUnit",
    "ListAgencies", "ListCommunes", "ListFields", "ListLifeEvents", "ListProcedures", "ListProvinces", "Menu",
    "Nearness", "Offer", "OnlineException", "OpenDataForm", "OpenDataItem", "OpenDataPart", "OpenDataSet",
    "PageSize", "Paper", "PartialReason", "ProcedureCode", "ProcedurePage", "ProcedureResult", "ProcedureSummary",
    "ProcedureVersion", "ProcedureWithdrawn", "Provenance", "ProvinceCode", "Revision", "Scheme", "SchemeInForce",
    "SearchPage", "SearchProcedures", "SearchUnits", "Sentence", "ServiceLevel", "ServiceLevelView", "Sha256",
    "Slug", "Source", "SuggestProcedures", "Suggestion", "SuggestionKind", "Suggestions", "Tab", "Template",
    "Title", "UnitCode", "UnitKind", "UnitLevel", "Version", "Way",
    "agency_published", "catalogue_changed", "check_answers", "commune_is_in", "find_former_units", "get_agency",
    "get_form", "get_menu", "get_open_data", "get_procedure", "get_revision", "get_service_level", "get_unit",
    "hours_in_words", "how_to_file", "list_agencies", "list_communes", "list_fields", "list_life_events",
    "list_procedures", "list_provinces", "open_file", "procedure_published", "procedure_withdrawn",
    "search_procedures", "search_units", "suggest_procedures", "unit_register",
]
# fmt: on
