"""The part of the accounts service that serves people's rights to their data: entry points, and nothing else."""

from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.records import Nothing
from chassis.service import Call, Database, Sealing, rpc
from services.accounts import contract
from services.accounts.handlers import consents, correcting, deciding_corrections, exporting
from services.accounts.tools import Toolbox


class Rights:
    """Consent, a copy of one's data, correction, erasure and restriction."""

    storage = Database()
    sealer = Sealing()
    tools = Toolbox()

    @rpc(contract.list_consent_purposes)
    def list_consent_purposes(self, call: Call[contract.ListConsentPurposes]) -> contract.PurposeList:
        return consents.list_consent_purposes(call, self.storage)

    @rpc(contract.list_consents)
    def list_consents(self, call: Call[contract.ListConsents]) -> contract.ConsentList:
        return consents.list_consents(call, self.storage)

    @rpc(contract.list_consent_history)
    def list_consent_history(self, call: Call[contract.ListConsentHistory]) -> contract.ConsentHistory:
        return consents.list_consent_history(call, self.storage)

    @rpc(contract.give_consent)
    def give_consent(self, call: Call[contract.GiveConsent]) -> contract.ConsentView:
        return consents.give_consent(call, self.storage)

    @rpc(contract.withdraw_consent)
    def withdraw_consent(self, call: Call[contract.WithdrawConsent]) -> contract.ConsentView:
        return consents.withdraw_consent(call, self.storage)

    @rpc(contract.open_export)
    def open_export(self, call: Call[contract.OpenExport]) -> contract.ExportOpened:
        return exporting.open_export(call, self.storage)

    @rpc(contract.export_personal_data)
    def export_personal_data(self, call: Call[ExportPersonalData]) -> PersonalDataPage:
        return exporting.export_personal_data(call, self.storage, self.sealer)

    @rpc(contract.correct_account)
    def correct_account(self, call: Call[contract.CorrectAccount]) -> contract.CorrectionView:
        return correcting.correct_account(call, self.storage, self.sealer, self.tools.registers)

    @rpc(contract.ask_correction)
    def ask_correction(self, call: Call[contract.AskCorrection]) -> contract.CorrectionView:
        return correcting.ask_correction(call, self.storage, self.sealer)

    @rpc(contract.attach_correction_evidence)
    def attach_correction_evidence(self, call: Call[contract.AttachCorrectionEvidence]) -> contract.CorrectionView:
        return correcting.attach_correction_evidence(call, self.storage)

    @rpc(contract.list_corrections)
    def list_corrections(self, call: Call[contract.ListCorrections]) -> contract.CorrectionList:
        return correcting.list_corrections(call, self.storage)

    @rpc(contract.list_correction_requests)
    def list_correction_requests(self, call: Call[contract.ListCorrectionRequests]) -> contract.CorrectionRequests:
        return deciding_corrections.list_correction_requests(call, self.storage)

    @rpc(contract.open_correction)
    def open_correction(self, call: Call[contract.OpenCorrection]) -> contract.OpenedCorrection:
        return deciding_corrections.open_correction(call, self.storage, self.sealer)

    @rpc(contract.open_correction_evidence)
    def open_correction_evidence(self, call: Call[contract.OpenCorrectionEvidence]) -> contract.EvidenceGrant:
        return deciding_corrections.open_correction_evidence(call, self.storage)

    @rpc(contract.decide_correction)
    def decide_correction(self, call: Call[contract.DecideCorrection]) -> Nothing:
        return deciding_corrections.decide_correction(call, self.storage, self.sealer)
