"""The dossiers service: a table of contents. What each entry point does stands in `handlers`."""

from chassis.audit_reading import AuditEntries, ListAudit
from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.service import (
    Call,
    Database,
    Event,
    ObjectStore,
    PartStore,
    Sealing,
    SettingsOf,
    Signing,
    Work,
    every,
    rpc,
    subscribe,
)
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.adapters.scanning import Scanner
from services.dossiers.handlers import (
    apologies,
    appointments,
    assigning,
    auditing,
    consulting,
    counter,
    counting,
    decision,
    desk,
    drafts,
    erasing,
    exporting,
    filing,
    first_sealing,
    following,
    history,
    issuing,
    looking,
    openness,
    pausing,
    public_look_up,
    quarantine,
    questions,
    restricting,
    returning,
    reuse,
    rights,
    uploading,
    versions,
    watch,
)
from services.dossiers.settings import DossiersSettings, scanner_of
from services.payments import contract as payments


class DossiersService:
    """Keeps dossiers from the draft to the returned result."""

    name = contract.SERVICE

    storage = Database()
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

    @rpc(contract.hand_in_papers)
    def hand_in_papers(self, call: Call[contract.HandInPapers]) -> contract.DossierView:
        return counter.hand_in_papers(call, self.storage, self.sealer, self.signer)

    # The agency

    @rpc(contract.receive_dossier)
    def receive_dossier(self, call: Call[contract.ReceiveDossier]) -> contract.DossierView:
        return desk.receive_dossier(call, self.storage, self.sealer)

    @rpc(contract.refuse_dossier)
    def refuse_dossier(self, call: Call[contract.RefuseDossier]) -> contract.DossierView:
        return desk.refuse_dossier(call, self.storage, self.sealer)

    @rpc(contract.request_supplement)
    def request_supplement(self, call: Call[contract.RequestSupplement]) -> contract.DossierView:
        return desk.request_supplement(call, self.storage, self.sealer)

    @rpc(contract.start_processing)
    def start_processing(self, call: Call[contract.StartProcessing]) -> contract.DossierView:
        return desk.start_processing(call, self.storage, self.sealer)

    @rpc(contract.stop_dossier)
    def stop_dossier(self, call: Call[contract.StopDossier]) -> contract.DossierView:
        return desk.stop_dossier(call, self.storage, self.sealer)

    @rpc(contract.decide_dossier)
    def decide_dossier(self, call: Call[contract.DecideDossier]) -> contract.DossierView:
        return decision.decide_dossier(call, self.storage, self.sealer)

    @rpc(contract.attach_result)
    def attach_result(self, call: Call[contract.AttachResult]) -> contract.DossierView:
        return decision.attach_result(call, self.storage, self.objects, self.sealer, self._scanner())

    @rpc(contract.return_result)
    def return_result(self, call: Call[contract.ReturnResult]) -> contract.DossierView:
        return returning.return_result(call, self.storage, self.sealer)

    # Handling, beside the states

    @rpc(contract.propose_decision)
    def propose_decision(self, call: Call[contract.ProposeDecision]) -> contract.DossierView:
        return decision.propose_decision(call, self.storage, self.sealer)

    @rpc(contract.send_back)
    def send_back(self, call: Call[contract.SendBack]) -> contract.DossierView:
        return decision.send_back(call, self.storage, self.sealer)

    @rpc(contract.confirm_delivery)
    def confirm_delivery(self, call: Call[contract.ConfirmDelivery]) -> contract.DossierView:
        return returning.confirm_delivery(call, self.storage, self.sealer)

    @rpc(contract.allow_supplement)
    def allow_supplement(self, call: Call[contract.AllowSupplement]) -> contract.DossierView:
        return pausing.allow_supplement(call, self.storage, self.sealer)

    @rpc(contract.require_duty)
    def require_duty(self, call: Call[contract.RequireDuty]) -> contract.DossierView:
        return pausing.require_duty(call, self.storage, self.sealer)

    @rpc(contract.suspend_processing)
    def suspend_processing(self, call: Call[contract.SuspendProcessing]) -> contract.DossierView:
        return pausing.suspend_processing(call, self.storage, self.sealer)

    @rpc(contract.resume_processing)
    def resume_processing(self, call: Call[contract.ResumeProcessing]) -> contract.DossierView:
        return pausing.resume_processing(call, self.storage, self.sealer)

    @rpc(contract.arrange_appointment)
    def arrange_appointment(self, call: Call[contract.ArrangeAppointment]) -> contract.DossierView:
        return appointments.arrange_appointment(call, self.storage, self.sealer)

    @rpc(contract.move_appointment)
    def move_appointment(self, call: Call[contract.MoveAppointment]) -> contract.DossierView:
        return appointments.move_appointment(call, self.storage, self.sealer)

    @rpc(contract.end_appointment)
    def end_appointment(self, call: Call[contract.EndAppointment]) -> contract.DossierView:
        return appointments.end_appointment(call, self.storage, self.sealer)

    @rpc(contract.consult_agency)
    def consult_agency(self, call: Call[contract.ConsultAgency]) -> contract.DossierView:
        return consulting.consult_agency(call, self.storage, self.sealer)

    @rpc(contract.answer_consultation)
    def answer_consultation(self, call: Call[contract.AnswerConsultation]) -> contract.ConsultationLine:
        return consulting.answer_consultation(call, self.storage)

    @rpc(contract.assign_dossier)
    def assign_dossier(self, call: Call[contract.AssignDossier]) -> contract.DossierView:
        return assigning.assign_dossier(call, self.storage, self.sealer)

    @rpc(contract.claim_dossier)
    def claim_dossier(self, call: Call[contract.ClaimDossier]) -> contract.DossierView:
        return assigning.claim_dossier(call, self.storage, self.sealer)

    @rpc(contract.release_dossier)
    def release_dossier(self, call: Call[contract.ReleaseDossier]) -> contract.DossierView:
        return assigning.release_dossier(call, self.storage, self.sealer)

    @rpc(contract.transfer_dossier)
    def transfer_dossier(self, call: Call[contract.TransferDossier]) -> contract.DossierView:
        return assigning.transfer_dossier(call, self.storage, self.sealer)

    @rpc(contract.extend_deadline)
    def extend_deadline(self, call: Call[contract.ExtendDeadline]) -> contract.DossierView:
        return apologies.extend_deadline(call, self.storage, self.sealer)

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

    @rpc(contract.list_audit)
    def list_audit(self, call: Call[ListAudit]) -> AuditEntries:
        return auditing.list_audit(call, self.storage, operating_agency=self.settings.operating_agency)

    # Time

    @every(seconds=15)
    def sum_up_figures(self) -> None:
        counting.sum_up(self.storage)

    @every(seconds=300)
    def seal_answers(self) -> None:
        first_sealing.seal_answers(self.storage, self.sealer)

    @every(seconds=5)
    def watch(self) -> None:
        watch.watch(self.storage)

    @every(seconds=5)
    def scan_waiting(self) -> None:
        quarantine.scan_waiting(self.storage, self.objects, self._scanner())

    @every(seconds=600)
    def forget_expired(self) -> None:
        uploading.forget_expired(self.storage, self.parts, self.objects)
        public_look_up.forget_tries(self.storage)

    def _scanner(self) -> Scanner:
        return scanner_of(self.settings.clamd, sandbox=self.settings.sandbox)

    # What others tell

    @subscribe(catalog.agency_published)
    def on_agency_published(self, event: Event[catalog.Agency], work: Work) -> None:
        following.on_agency_published(event, work)

    @subscribe(catalog.procedure_published)
    def on_procedure_published(self, event: Event[catalog.ProcedureVersion], work: Work) -> None:
        following.on_procedure_published(event, work)

    @subscribe(catalog.procedure_withdrawn)
    def on_procedure_withdrawn(self, event: Event[catalog.ProcedureWithdrawn], work: Work) -> None:
        following.on_procedure_withdrawn(event, work)

    @subscribe(accounts.account_opened)
    def on_account_opened(self, event: Event[accounts.AccountState], work: Work) -> None:
        following.on_account_state(event, work, self.sealer)

    @subscribe(accounts.account_changed)
    def on_account_changed(self, event: Event[accounts.AccountState], work: Work) -> None:
        following.on_account_state(event, work, self.sealer)

    @subscribe(accounts.account_corrected)
    def on_account_corrected(self, event: Event[accounts.AccountCorrected], work: Work) -> None:
        rights.on_account_corrected(event, work, self.sealer)

    @subscribe(accounts.account_restricted)
    def on_account_restricted(self, event: Event[accounts.AccountRestricted], work: Work) -> None:
        restricting.on_account_restricted(event, work)

    @every(seconds=600)
    def put_away_closed(self) -> None:
        restricting.put_away_closed(self.storage)

    @subscribe(accounts.erasure_asked)
    def on_erasure_asked(self, event: Event[accounts.ErasureAsked], work: Work) -> None:
        erasing.on_erasure_asked(event, work)

    @subscribe(accounts.erasure_ended)
    def on_erasure_ended(self, event: Event[accounts.ErasureEnded], work: Work) -> None:
        erasing.on_erasure_ended(event, work)

    @subscribe(accounts.account_erased)
    def on_account_erased(self, event: Event[accounts.AccountErased], work: Work) -> None:
        erasing.on_account_erased(event, work, self.objects)

    @subscribe(accounts.staff_changed)
    def on_staff_changed(self, event: Event[accounts.StaffState], work: Work) -> None:
        following.on_staff_changed(event, work)

    @subscribe(payments.payment_requested)
    def on_payment_requested(self, event: Event[payments.PaymentRequested], work: Work) -> None:
        following.on_payment_requested(event, work)

    @subscribe(payments.payment_settled)
    def on_payment_settled(self, event: Event[payments.PaymentSettled], work: Work) -> None:
        following.on_payment_settled(event, work)
