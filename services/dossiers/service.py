"""The dossiers service: a table of contents. What each entry point does stands in `handlers`."""

from chassis.audit_reading import AuditEntries, ListAudit
from chassis.operated import operated
from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.service import (
    Call,
    ObjectStore,
    PartStore,
    Sealing,
    SettingsOf,
    Signing,
    rpc,
)
from services.dossiers import contract, policy
from services.dossiers.adapters.scanning import Scanner
from services.dossiers.handlers import (
    anchoring,
    auditing,
    board,
    claiming,
    consulting,
    contacting,
    counter,
    discarding,
    drafts,
    exporting,
    filing,
    handing_over,
    history,
    issuing,
    looking,
    mandates,
    openness,
    public_look_up,
    questions,
    reuse,
    uploading,
    versions,
)
from services.dossiers.handling_service import Handling
from services.dossiers.settings import DossiersSettings, scanner_of
from services.dossiers.upkeep_service import Upkeep
from services.dossiers.watching import WatchedDatabase


@operated(contract.get_workings, contract.replay_letter, policy.check)
class DossiersService(Handling, Upkeep):
    """Keeps dossiers from the draft to the returned result."""

    name = contract.SERVICE

    storage = WatchedDatabase()
    objects = ObjectStore()
    parts = PartStore()
    settings = SettingsOf(DossiersSettings)
    sealer = Sealing()
    signer = Signing("receipts")

    # The applicant

    @rpc(contract.create_draft)
    def create_draft(self, call: Call[contract.CreateDraft]) -> contract.DossierView:
        return drafts.create_draft(call, self.storage, self.sealer)

    @rpc(contract.save_draft)
    def save_draft(self, call: Call[contract.SaveDraft]) -> contract.DossierView:
        return drafts.save_draft(call, self.storage, self.sealer, self.signer)

    @rpc(contract.find_party)
    def find_party(self, call: Call[contract.FindParty]) -> contract.PartyFound:
        return questions.find_party(call, self.storage)

    @rpc(contract.get_draft_move)
    def get_draft_move(self, call: Call[contract.GetDraftMove]) -> contract.DraftMove:
        return versions.get_draft_move(call, self.storage)

    @rpc(contract.move_draft)
    def move_draft(self, call: Call[contract.MoveDraft]) -> contract.DossierView:
        return versions.move_draft(call, self.storage, self.sealer)

    @rpc(contract.attach_paper)
    def attach_paper(self, call: Call[contract.AttachPaper]) -> contract.DossierView:
        return drafts.attach_paper(call, self.storage, self.objects, self.sealer, self.signer, self._scanner())

    @rpc(contract.begin_upload)
    def begin_upload(self, call: Call[contract.BeginUpload]) -> contract.UploadView:
        return uploading.begin_upload(call, self.storage)

    @rpc(contract.get_upload)
    def get_upload(self, call: Call[contract.GetUpload]) -> contract.UploadView:
        return uploading.get_upload(call, self.storage)

    @rpc(contract.finish_upload)
    def finish_upload(self, call: Call[contract.FinishUpload]) -> contract.UploadView:
        return uploading.finish_upload(call, self.storage, self.objects, self.sealer, self.signer, self._scanner())

    @rpc(contract.drop_upload)
    def drop_upload(self, call: Call[contract.DropUpload]) -> contract.UploadView:
        return uploading.drop_upload(call, self.storage)

    @rpc(contract.list_my_papers)
    def list_my_papers(self, call: Call[contract.ListMyPapers]) -> contract.MyPapers:
        return reuse.list_my_papers(call, self.storage)

    @rpc(contract.reuse_paper)
    def reuse_paper(self, call: Call[contract.ReusePaper]) -> contract.DossierView:
        return reuse.reuse_paper(call, self.storage, self.sealer, self.signer)

    @rpc(contract.remove_paper)
    def remove_paper(self, call: Call[contract.RemovePaper]) -> contract.DossierView:
        return drafts.remove_paper(call, self.storage, self.sealer, self.signer)

    @rpc(contract.submit_dossier)
    def submit_dossier(self, call: Call[contract.SubmitDossier]) -> contract.DossierView:
        return filing.submit_dossier(call, self.storage, self.sealer, self.signer)

    @rpc(contract.supplement_dossier)
    def supplement_dossier(self, call: Call[contract.SupplementDossier]) -> contract.DossierView:
        return filing.supplement_dossier(call, self.storage, self.sealer, self.signer)

    @rpc(contract.withdraw_dossier)
    def withdraw_dossier(self, call: Call[contract.WithdrawDossier]) -> contract.DossierView:
        return filing.withdraw_dossier(call, self.storage, self.sealer)

    # The counter

    @rpc(contract.begin_at_desk)
    def begin_at_desk(self, call: Call[contract.BeginAtDesk]) -> contract.DossierView:
        return counter.begin_at_desk(call, self.storage, self.sealer)

    @rpc(contract.list_desk_drafts)
    def list_desk_drafts(self, call: Call[contract.ListDeskDrafts]) -> contract.DeskDraftPage:
        return counter.list_desk_drafts(call, self.storage)

    @rpc(contract.claim_reliefs)
    def claim_reliefs(self, call: Call[contract.ClaimReliefs]) -> contract.DossierView:
        return claiming.claim_reliefs(call, self.storage, self.sealer, self.signer)

    @rpc(contract.discard_draft)
    def discard_draft(self, call: Call[contract.DiscardDraft]) -> contract.DraftDiscarded:
        return discarding.discard_draft(call, self.storage, self.objects, self.parts)

    @rpc(contract.hand_in_papers)
    def hand_in_papers(self, call: Call[contract.HandInPapers]) -> contract.DossierView:
        return counter.hand_in_papers(call, self.storage, self.sealer, self.signer)

    @rpc(contract.correct_contact)
    def correct_contact(self, call: Call[contract.CorrectContact]) -> contract.DossierView:
        return contacting.correct_contact(call, self.storage, self.sealer, self.signer)

    # Questions

    @rpc(contract.get_dossier)
    def get_dossier(self, call: Call[contract.GetDossier]) -> contract.DossierView:
        return questions.get_dossier(call, self.storage, self.sealer)

    @rpc(contract.list_my_dossiers)
    def list_my_dossiers(self, call: Call[contract.ListMyDossiers]) -> contract.DossierPage:
        return questions.list_my_dossiers(call, self.storage)

    @rpc(contract.list_agency_dossiers)
    def list_agency_dossiers(self, call: Call[contract.ListAgencyDossiers]) -> contract.DossierPage:
        return questions.list_agency_dossiers(call, self.storage)

    @rpc(contract.find_dossiers)
    def find_dossiers(self, call: Call[contract.FindDossiers]) -> contract.DossierPage:
        return questions.find_dossiers(call, self.storage)

    @rpc(contract.get_board)
    def get_board(self, call: Call[contract.GetBoard]) -> contract.BoardView:
        return board.get_board(call, self.storage)

    @rpc(contract.get_completion)
    def get_completion(self, call: Call[contract.GetCompletion]) -> contract.CompletionView:
        return public_look_up.get_completion(call, self.storage, self.sealer)

    @rpc(contract.look_up_dossier)
    def look_up_dossier(self, call: Call[contract.LookUpDossier]) -> contract.LookUpView:
        return public_look_up.look_up_dossier(call, self.storage, self.sealer)

    @rpc(contract.get_timeline)
    def get_timeline(self, call: Call[contract.GetTimeline]) -> contract.TimelineView:
        return questions.get_timeline(call, self.storage)

    @rpc(contract.get_deadline)
    def get_deadline(self, call: Call[contract.GetDeadline]) -> contract.DeadlineView:
        return questions.get_deadline(call, self.storage)

    @rpc(contract.list_reasons)
    def list_reasons(self, call: Call[contract.ListReasons]) -> contract.ReasonList:
        return questions.list_reasons(call, self.storage)

    @rpc(contract.list_processors)
    def list_processors(self, call: Call[contract.ListProcessors]) -> contract.ProcessorList:
        return handing_over.list_processors(call, self.storage)

    @rpc(contract.list_consultations)
    def list_consultations(self, call: Call[contract.ListConsultations]) -> contract.ConsultationList:
        return consulting.list_consultations(call, self.storage)

    @rpc(contract.get_file)
    def get_file(self, call: Call[contract.GetFile]) -> contract.FileGrant:
        return questions.get_file(call, self.storage)

    @rpc(contract.list_official_papers)
    def list_official_papers(self, call: Call[contract.ListOfficialPapers]) -> contract.OfficialPapers:
        return issuing.list_official_papers(call, self.storage)

    @rpc(contract.get_register)
    def get_register(self, call: Call[contract.GetRegister]) -> contract.RegisterPage:
        return issuing.get_register(call, self.storage)

    # What everybody may see

    @rpc(contract.rate_dossier)
    def rate_dossier(self, call: Call[contract.RateDossier]) -> contract.RatingView:
        return openness.rate_dossier(call, self.storage)

    @rpc(contract.get_figures)
    def get_figures(self, call: Call[contract.GetFigures]) -> contract.Figures:
        return openness.get_figures(call, self.storage)

    # Looking at personal data

    @rpc(contract.reveal_applicant)
    def reveal_applicant(self, call: Call[contract.RevealApplicant]) -> contract.RevealedView:
        return looking.reveal_applicant(call, self.storage, self.sealer)

    @rpc(contract.get_mandate)
    def get_mandate(self, call: Call[contract.GetMandate]) -> contract.FileGrant:
        return mandates.get_mandate(call, self.storage)

    @rpc(contract.list_looks)
    def list_looks(self, call: Call[contract.ListLooks]) -> contract.LookPage:
        return looking.list_looks(call, self.storage)

    @rpc(contract.export_personal_data)
    def export_personal_data(self, call: Call[ExportPersonalData]) -> PersonalDataPage:
        return exporting.export_personal_data(call, self.storage, self.sealer)

    # What can be checked afterwards

    @rpc(contract.get_history)
    def get_history(self, call: Call[contract.GetHistory]) -> contract.HistoryView:
        return history.get_history(call, self.storage, self.signer)

    @rpc(contract.get_receipts)
    def get_receipts(self, call: Call[contract.GetReceipts]) -> contract.ReceiptsView:
        return history.get_receipts(call, self.storage)

    @rpc(contract.get_signing_keys)
    def get_signing_keys(self, call: Call[contract.GetSigningKeys]) -> contract.SigningKeys:
        return history.get_signing_keys(call, self.signer)

    @rpc(contract.get_anchor_proof)
    def get_anchor_proof(self, call: Call[contract.GetAnchorProof]) -> contract.AnchorProof:
        return anchoring.get_anchor_proof(call, self.storage)

    @rpc(contract.list_anchors)
    def list_anchors(self, call: Call[contract.ListAnchors]) -> contract.AnchorPage:
        return anchoring.list_anchors(call, self.storage)

    @rpc(contract.list_audit)
    def list_audit(self, call: Call[ListAudit]) -> AuditEntries:
        return auditing.list_audit(call, self.storage, operating_agency=self.settings.operating_agency)

    def _scanner(self) -> Scanner:
        return scanner_of(self.settings.clamd, sandbox=self.settings.sandbox)
