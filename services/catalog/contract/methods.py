"""The queries of the catalogue, each with the record it takes and the record it gives."""

from chassis.contracts import query
from services.catalog.contract.levels import GetServiceLevel, ServiceLevelView
from services.catalog.contract.open_data import GetOpenData, OpenDataPart
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
from services.catalog.contract.terms import SERVICE
from services.catalog.contract.views import (
    AdministrativeUnit,
    AdministrativeUnits,
    Agency,
    AgencyPage,
    AnswersChecked,
    Fields,
    FormerUnits,
    FormView,
    LifeEvents,
    Menu,
    ProcedurePage,
    ProcedureVersion,
    Revision,
    SearchPage,
    Suggestions,
)

get_revision = query(SERVICE, "get_revision", GetRevision, Revision)
list_procedures = query(SERVICE, "list_procedures", ListProcedures, ProcedurePage)
search_procedures = query(SERVICE, "search_procedures", SearchProcedures, SearchPage)
get_procedure = query(SERVICE, "get_procedure", GetProcedure, ProcedureVersion)
get_service_level = query(SERVICE, "get_service_level", GetServiceLevel, ServiceLevelView)
list_agencies = query(SERVICE, "list_agencies", ListAgencies, AgencyPage)
get_agency = query(SERVICE, "get_agency", GetAgency, Agency)
list_life_events = query(SERVICE, "list_life_events", ListLifeEvents, LifeEvents)
list_fields = query(SERVICE, "list_fields", ListFields, Fields)
list_provinces = query(SERVICE, "list_provinces", ListProvinces, AdministrativeUnits)
list_communes = query(SERVICE, "list_communes", ListCommunes, AdministrativeUnits)
search_units = query(SERVICE, "search_units", SearchUnits, AdministrativeUnits)
get_unit = query(SERVICE, "get_unit", GetUnit, AdministrativeUnit)
find_former_units = query(SERVICE, "find_former_units", FindFormerUnits, FormerUnits)
suggest_procedures = query(SERVICE, "suggest_procedures", SuggestProcedures, Suggestions)
get_menu = query(SERVICE, "get_menu", GetMenu, Menu)
get_form = query(SERVICE, "get_form", GetForm, FormView)
check_answers = query(SERVICE, "check_answers", CheckAnswers, AnswersChecked)
get_open_data = query(SERVICE, "get_open_data", GetOpenData, OpenDataPart)
