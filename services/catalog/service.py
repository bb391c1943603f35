"""The catalog service: a table of its entry points."""

from chassis.service import Call, Database, rpc
from services.catalog import contract
from services.catalog.handlers import filling, finding, giving_out, locating, providing, reading, suggesting
from services.catalog.snapshot import Snapshots


class CatalogService:
    """Procedures, agencies and what they offer; published to all, found by what people type."""

    name = contract.SERVICE

    storage = Database()
    snapshots = Snapshots()

    @rpc(contract.get_revision)
    def get_revision(self, call: Call[contract.GetRevision]) -> contract.Revision:
        return reading.get_revision(call, self.storage)

    @rpc(contract.list_procedures)
    def list_procedures(self, call: Call[contract.ListProcedures]) -> contract.ProcedurePage:
        return finding.list_procedures(call, self.storage, self.snapshots)

    @rpc(contract.search_procedures)
    def search_procedures(self, call: Call[contract.SearchProcedures]) -> contract.SearchPage:
        return finding.search_procedures(call, self.storage, self.snapshots)

    @rpc(contract.suggest_procedures)
    def suggest_procedures(self, call: Call[contract.SuggestProcedures]) -> contract.Suggestions:
        return suggesting.suggest_procedures(call, self.storage, self.snapshots)

    @rpc(contract.get_menu)
    def get_menu(self, call: Call[contract.GetMenu]) -> contract.Menu:
        return finding.get_menu(call, self.storage, self.snapshots)

    @rpc(contract.get_procedure)
    def get_procedure(self, call: Call[contract.GetProcedure]) -> contract.ProcedureVersion:
        return reading.get_procedure(call, self.storage)

    @rpc(contract.get_service_level)
    def get_service_level(self, call: Call[contract.GetServiceLevel]) -> contract.ServiceLevelView:
        return providing.get_service_level(call, self.storage)

    @rpc(contract.get_form)
    def get_form(self, call: Call[contract.GetForm]) -> contract.FormView:
        return filling.get_form(call, self.storage)

    @rpc(contract.check_answers)
    def check_answers(self, call: Call[contract.CheckAnswers]) -> contract.AnswersChecked:
        return filling.check_answers(call, self.storage)

    @rpc(contract.list_agencies)
    def list_agencies(self, call: Call[contract.ListAgencies]) -> contract.AgencyPage:
        return reading.list_agencies(call, self.storage, self.snapshots)

    @rpc(contract.get_agency)
    def get_agency(self, call: Call[contract.GetAgency]) -> contract.Agency:
        return reading.get_agency(call, self.storage)

    @rpc(contract.list_life_events)
    def list_life_events(self, call: Call[contract.ListLifeEvents]) -> contract.LifeEvents:
        return reading.list_life_events(call, self.storage, self.snapshots)

    @rpc(contract.list_fields)
    def list_fields(self, call: Call[contract.ListFields]) -> contract.Fields:
        return reading.list_fields(call, self.storage, self.snapshots)

    @rpc(contract.list_provinces)
    def list_provinces(self, call: Call[contract.ListProvinces]) -> contract.AdministrativeUnits:
        return locating.list_provinces(call)

    @rpc(contract.list_communes)
    def list_communes(self, call: Call[contract.ListCommunes]) -> contract.AdministrativeUnits:
        return locating.list_communes(call)

    @rpc(contract.search_units)
    def search_units(self, call: Call[contract.SearchUnits]) -> contract.AdministrativeUnits:
        return locating.search_units(call)

    @rpc(contract.get_unit)
    def get_unit(self, call: Call[contract.GetUnit]) -> contract.AdministrativeUnit:
        return locating.get_unit(call)

    @rpc(contract.find_former_units)
    def find_former_units(self, call: Call[contract.FindFormerUnits]) -> contract.FormerUnits:
        return locating.find_former_units(call)

    @rpc(contract.get_open_data)
    def get_open_data(self, call: Call[contract.GetOpenData]) -> contract.OpenDataPart:
        return giving_out.get_open_data(call, self.storage)
