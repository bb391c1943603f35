"""The part of the dossiers service that serves the agency: entry points, and nothing else."""

from chassis.service import Call, ObjectStore, Sealing, SettingsOf, rpc
from services.dossiers import contract
from services.dossiers.handlers import (
    apologies,
    appointments,
    assigning,
    consulting,
    decision,
    desk,
    pausing,
    reassessing,
    returning,
)
from services.dossiers.settings import DossiersSettings, scanner_of
from services.dossiers.watching import WatchedDatabase


class Handling:
    """What an agency does with a dossier: the steps of its desk, and what goes on beside the states."""

    storage = WatchedDatabase()
    objects = ObjectStore()
    settings = SettingsOf(DossiersSettings)
    sealer = Sealing()

    # The agency

    @rpc(contract.receive_dossier)
    def receive_dossier(self, call: Call[contract.ReceiveDossier]) -> contract.DossierView:
        return desk.receive_dossier(call, self.storage, self.sealer)

    @rpc(contract.reassess_fees)
    def reassess_fees(self, call: Call[contract.ReassessFees]) -> contract.DossierView:
        return reassessing.reassess_fees(call, self.storage, self.sealer)

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
        return decision.attach_result(
            call,
            self.storage,
            self.objects,
            self.sealer,
            scanner_of(self.settings.clamd, sandbox=self.settings.sandbox),
        )

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

    @rpc(contract.take_back_consultation)
    def take_back_consultation(self, call: Call[contract.TakeBackConsultation]) -> contract.DossierView:
        return consulting.take_back_consultation(call, self.storage, self.sealer)

    @rpc(contract.answer_consultation)
    def answer_consultation(self, call: Call[contract.AnswerConsultation]) -> contract.ConsultationLine:
        return consulting.answer_consultation(call, self.storage)

    @rpc(contract.assign_dossier)
    def assign_dossier(self, call: Call[contract.AssignDossier]) -> contract.DossierView:
        return assigning.assign_dossier(call, self.storage, self.sealer)

    @rpc(contract.assign_dossiers)
    def assign_dossiers(self, call: Call[contract.AssignDossiers]) -> contract.AssignmentOutcomes:
        return assigning.assign_dossiers(call, self.storage)

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
