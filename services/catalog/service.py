"""The catalog service: a table of its entry points."""

from chassis.audit_reading import AuditEntries, ListAudit
from chassis.operated import operated
from chassis.service import Call, Database, Rendered, SettingsOf, Warmed, rpc
from services.catalog import contract, policy
from services.catalog.handlers import (
    announcing,
    auditing,
    comparing,
    editing,
    editions,
    feedback,
    filling,
    finding,
    giving_out,
    locating,
    offering,
    offers,
    providing,
    quoting,
    reading,
    releasing,
    suggesting,
)
from services.catalog.snapshot import Snapshots


@operated(contract.get_workings, contract.replay_letter, policy.check)
class CatalogService:
    """Procedures, agencies and what they offer; published to all, found by what people type."""

    name = contract.SERVICE

    storage = Database()
    settings = SettingsOf()
    snapshots = Warmed(Snapshots)

    @rpc(contract.get_revision)
    def get_revision(self, call: Call[contract.GetRevision]) -> Rendered[contract.Revision]:
        return reading.get_revision(call, self.storage)

    @rpc(contract.list_procedures)
    def list_procedures(self, call: Call[contract.ListProcedures]) -> Rendered[contract.SearchPage]:
        return finding.list_procedures(call, self.storage, self.snapshots)

    @rpc(contract.search_procedures)
    def search_procedures(self, call: Call[contract.SearchProcedures]) -> Rendered[contract.SearchPage]:
        return finding.search_procedures(call, self.storage, self.snapshots)

    @rpc(contract.suggest_procedures)
    def suggest_procedures(self, call: Call[contract.SuggestProcedures]) -> Rendered[contract.Suggestions]:
        return suggesting.suggest_procedures(call, self.storage, self.snapshots)

    @rpc(contract.get_menu)
    def get_menu(self, call: Call[contract.GetMenu]) -> Rendered[contract.Menu]:
        return finding.get_menu(call, self.storage, self.snapshots)

    @rpc(contract.quote_fees)
    def quote_fees(self, call: Call[contract.QuoteFees]) -> contract.FeeQuote:
        return quoting.quote_fees(call, self.storage)

    @rpc(contract.get_procedure)
    def get_procedure(self, call: Call[contract.GetProcedure]) -> Rendered[contract.ProcedureVersion]:
        return reading.get_procedure(call, self.storage)

    @rpc(contract.list_versions)
    def list_versions(self, call: Call[contract.ListVersions]) -> contract.VersionList:
        return comparing.list_versions(call, self.storage)

    @rpc(contract.compare_versions)
    def compare_versions(self, call: Call[contract.CompareVersions]) -> contract.Differences:
        return comparing.compare_versions(call, self.storage)

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
    def list_agencies(self, call: Call[contract.ListAgencies]) -> Rendered[contract.AgencyPage]:
        return reading.list_agencies(call, self.storage, self.snapshots)

    @rpc(contract.get_agency)
    def get_agency(self, call: Call[contract.GetAgency]) -> contract.Agency:
        return reading.get_agency(call, self.storage)

    @rpc(contract.list_life_events)
    def list_life_events(self, call: Call[contract.ListLifeEvents]) -> Rendered[contract.LifeEvents]:
        return reading.list_life_events(call, self.storage, self.snapshots)

    @rpc(contract.list_fields)
    def list_fields(self, call: Call[contract.ListFields]) -> Rendered[contract.Fields]:
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

    # Editors and reviewers

    @rpc(contract.start_edition)
    def start_edition(self, call: Call[contract.StartEdition]) -> contract.Edition:
        return editing.start_edition(call, self.storage)

    @rpc(contract.change_edition)
    def change_edition(self, call: Call[contract.ChangeEdition]) -> contract.Edition:
        return editing.change_edition(call, self.storage)

    @rpc(contract.submit_edition)
    def submit_edition(self, call: Call[contract.SubmitEdition]) -> contract.Edition:
        return editing.submit_edition(call, self.storage)

    @rpc(contract.return_edition)
    def return_edition(self, call: Call[contract.ReturnEdition]) -> contract.Edition:
        return editing.return_edition(call, self.storage)

    @rpc(contract.approve_edition)
    def approve_edition(self, call: Call[contract.ApproveEdition]) -> contract.Edition:
        return editing.approve_edition(call, self.storage)

    @rpc(contract.publish_edition)
    def publish_edition(self, call: Call[contract.PublishEdition]) -> contract.Publication:
        return releasing.publish_edition(call, self.storage)

    @rpc(contract.discard_edition)
    def discard_edition(self, call: Call[contract.DiscardEdition]) -> contract.Edition:
        return editing.discard_edition(call, self.storage)

    @rpc(contract.withdraw_version)
    def withdraw_version(self, call: Call[contract.WithdrawVersion]) -> contract.Withdrawal:
        return releasing.withdraw_version(call, self.storage)

    @rpc(contract.list_editions)
    def list_editions(self, call: Call[contract.ListEditions]) -> contract.EditionPage:
        return editions.list_editions(call, self.storage)

    @rpc(contract.get_edition)
    def get_edition(self, call: Call[contract.GetEdition]) -> contract.Edition:
        return editions.get_edition(call, self.storage)

    @rpc(contract.check_edition)
    def check_edition(self, call: Call[contract.CheckEdition]) -> contract.EditionCheck:
        return editions.check_edition(call, self.storage)

    @rpc(contract.compare_edition)
    def compare_edition(self, call: Call[contract.CompareEdition]) -> contract.Differences:
        return comparing.compare_edition(call, self.storage)

    @rpc(contract.get_edition_history)
    def get_edition_history(self, call: Call[contract.GetEditionHistory]) -> contract.EditionHistory:
        return editions.get_edition_history(call, self.storage)

    # Administrators of agencies, and what they offer

    @rpc(contract.set_offer)
    def set_offer(self, call: Call[contract.SetOffer]) -> contract.AgencyOffers:
        return offering.set_offer(call, self.storage)

    @rpc(contract.end_offer)
    def end_offer(self, call: Call[contract.EndOffer]) -> contract.AgencyOffers:
        return offering.end_offer(call, self.storage)

    @rpc(contract.preview_offer)
    def preview_offer(self, call: Call[contract.PreviewOffer]) -> contract.OfferPreview:
        return offering.preview_offer(call, self.storage)

    @rpc(contract.list_offers)
    def list_offers(self, call: Call[contract.ListOffers]) -> contract.OfferPage:
        return offers.list_offers(call, self.storage)

    @rpc(contract.get_agency_offers)
    def get_agency_offers(self, call: Call[contract.GetAgencyOffers]) -> contract.AgencyOffers:
        return offers.get_agency_offers(call, self.storage)

    @rpc(contract.get_offer_history)
    def get_offer_history(self, call: Call[contract.GetOfferHistory]) -> contract.OfferHistory:
        return offers.get_offer_history(call, self.storage)

    @rpc(contract.list_offers_above_record)
    def list_offers_above_record(self, call: Call[contract.ListOffersAboveRecord]) -> contract.OffersAboveRecord:
        return offers.list_offers_above_record(call, self.storage)

    # Public texts

    @rpc(contract.list_announcements)
    def list_announcements(self, call: Call[contract.ListAnnouncements]) -> contract.Announcements:
        return announcing.list_announcements(call, self.storage)

    @rpc(contract.list_written_announcements)
    def list_written_announcements(
        self, call: Call[contract.ListWrittenAnnouncements]
    ) -> contract.WrittenAnnouncements:
        return announcing.list_written_announcements(call, self.storage)

    @rpc(contract.write_announcement)
    def write_announcement(self, call: Call[contract.WriteAnnouncement]) -> contract.WrittenAnnouncement:
        return announcing.write_announcement(call, self.storage)

    @rpc(contract.end_announcement)
    def end_announcement(self, call: Call[contract.EndAnnouncement]) -> contract.WrittenAnnouncement:
        return announcing.end_announcement(call, self.storage)

    @rpc(contract.send_feedback)
    def send_feedback(self, call: Call[contract.SendFeedback]) -> contract.FeedbackSent:
        return feedback.send_feedback(call, self.storage)

    @rpc(contract.get_feedback)
    def get_feedback(self, call: Call[contract.GetFeedback]) -> contract.FeedbackView:
        return feedback.get_feedback(call, self.storage)

    @rpc(contract.list_feedback)
    def list_feedback(self, call: Call[contract.ListFeedback]) -> contract.FeedbackPage:
        return feedback.list_feedback(call, self.storage)

    @rpc(contract.answer_feedback)
    def answer_feedback(self, call: Call[contract.AnswerFeedback]) -> contract.FeedbackLine:
        return feedback.answer_feedback(call, self.storage)

    # The operator and the auditor

    @rpc(contract.list_audit)
    def list_audit(self, call: Call[ListAudit]) -> AuditEntries:
        return auditing.list_audit(call, self.storage, operating_agency=self.settings.operating_agency)
