"""The queries and commands of the catalogue, each with the record it takes and the record it gives."""

from chassis.audit_reading import listing
from chassis.contracts import command, query
from chassis.workings import looking, replaying
from services.catalog.contract.editing import (
    ApproveEdition,
    ChangeEdition,
    CheckEdition,
    CompareEdition,
    DiscardEdition,
    Edition,
    EditionCheck,
    EditionHistory,
    EditionPage,
    GetEdition,
    GetEditionHistory,
    ListEditions,
    Publication,
    PublishEdition,
    ReturnEdition,
    StartEdition,
    SubmitEdition,
    Withdrawal,
    WithdrawVersion,
)
from services.catalog.contract.levels import GetServiceLevel, ServiceLevelView
from services.catalog.contract.offering import (
    AgencyOffers,
    EndOffer,
    GetAgencyOffers,
    GetOfferHistory,
    ListOffers,
    ListOffersAboveRecord,
    OfferHistory,
    OfferPage,
    OfferPreview,
    OffersAboveRecord,
    PreviewOffer,
    SetOffer,
)
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
from services.catalog.contract.versions import CompareVersions, Differences, ListVersions, VersionList
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
    ProcedureVersion,
    Revision,
    SearchPage,
    Suggestions,
)

get_revision = query(SERVICE, "get_revision", GetRevision, Revision)
list_procedures = query(SERVICE, "list_procedures", ListProcedures, SearchPage)
search_procedures = query(SERVICE, "search_procedures", SearchProcedures, SearchPage)
get_procedure = query(SERVICE, "get_procedure", GetProcedure, ProcedureVersion)
list_versions = query(SERVICE, "list_versions", ListVersions, VersionList)
compare_versions = query(SERVICE, "compare_versions", CompareVersions, Differences)
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

start_edition = command(SERVICE, "start_edition", StartEdition, Edition)
change_edition = command(SERVICE, "change_edition", ChangeEdition, Edition)
submit_edition = command(SERVICE, "submit_edition", SubmitEdition, Edition)
return_edition = command(SERVICE, "return_edition", ReturnEdition, Edition)
approve_edition = command(SERVICE, "approve_edition", ApproveEdition, Edition)
publish_edition = command(SERVICE, "publish_edition", PublishEdition, Publication)
discard_edition = command(SERVICE, "discard_edition", DiscardEdition, Edition)
withdraw_version = command(SERVICE, "withdraw_version", WithdrawVersion, Withdrawal)
list_editions = query(SERVICE, "list_editions", ListEditions, EditionPage)
get_edition = query(SERVICE, "get_edition", GetEdition, Edition)
check_edition = query(SERVICE, "check_edition", CheckEdition, EditionCheck)
compare_edition = query(SERVICE, "compare_edition", CompareEdition, Differences)
get_edition_history = query(SERVICE, "get_edition_history", GetEditionHistory, EditionHistory)

set_offer = command(SERVICE, "set_offer", SetOffer, AgencyOffers)
end_offer = command(SERVICE, "end_offer", EndOffer, AgencyOffers)
preview_offer = query(SERVICE, "preview_offer", PreviewOffer, OfferPreview)
list_offers = query(SERVICE, "list_offers", ListOffers, OfferPage)
get_agency_offers = query(SERVICE, "get_agency_offers", GetAgencyOffers, AgencyOffers)
get_offer_history = query(SERVICE, "get_offer_history", GetOfferHistory, OfferHistory)
list_offers_above_record = query(SERVICE, "list_offers_above_record", ListOffersAboveRecord, OffersAboveRecord)
list_audit = listing(SERVICE)
get_workings = looking(SERVICE)
replay_letter = replaying(SERVICE)
