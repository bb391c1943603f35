"""The part of the accounts service that serves people's rights to their data: entry points, and nothing else."""

import datetime as dt

from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.records import Nothing
from chassis.service import Call, Database, Event, Sealing, SettingsOf, Work, every, rpc, subscribe
from services.accounts import contract
from services.accounts.handlers import (
    carrying_out_erasure,
    consents,
    correcting,
    deciding_corrections,
    erasing,
    exporting,
    looking,
    restricting,
)
from services.accounts.settings import AccountsSettings
from services.accounts.tools import Toolbox
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments


class Rights:
    """Consent, a copy of one's data, correction, erasure and restriction."""

    storage = Database()
    sealer = Sealing()
    tools = Toolbox()
    settings = SettingsOf(AccountsSettings)

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

    @rpc(contract.list_account_looks)
    def list_account_looks(self, call: Call[contract.ListAccountLooks]) -> contract.AccountLooks:
        return looking.list_account_looks(call, self.storage)

    # Restriction and erasure

    @rpc(contract.restrict_account)
    def restrict_account(self, call: Call[contract.RestrictAccount]) -> contract.RestrictionView:
        return restricting.restrict_account(call, self.storage)

    @rpc(contract.lift_restriction)
    def lift_restriction(self, call: Call[contract.LiftRestriction]) -> contract.RestrictionView:
        return restricting.lift_restriction(call, self.storage)

    @rpc(contract.get_restriction)
    def get_restriction(self, call: Call[contract.GetRestriction]) -> contract.RestrictionView:
        return restricting.get_restriction(call, self.storage)

    @rpc(contract.ask_erasure)
    def ask_erasure(self, call: Call[contract.AskErasure]) -> contract.ErasureView:
        reflect = dt.timedelta(minutes=self.settings.erasure_reflect_minutes)
        return erasing.ask_erasure(call, self.storage, reflect)

    @rpc(contract.cancel_erasure)
    def cancel_erasure(self, call: Call[contract.CancelErasure]) -> contract.ErasureView:
        return erasing.cancel_erasure(call, self.storage)

    @rpc(contract.list_erasures)
    def list_erasures(self, call: Call[contract.ListErasures]) -> contract.ErasureList:
        return erasing.list_erasures(call, self.storage)

    @rpc(contract.get_erasure)
    def get_erasure(self, call: Call[contract.GetErasure]) -> contract.ErasureView:
        return erasing.get_erasure(call, self.storage)

    @rpc(contract.list_erasure_requests)
    def list_erasure_requests(self, call: Call[contract.ListErasureRequests]) -> contract.ErasureRequests:
        return erasing.list_erasure_requests(call, self.storage)

    @subscribe(dossiers.erasure_answered)
    @subscribe(payments.erasure_answered)
    @subscribe(notifications.erasure_answered)
    def on_erasure_answered(self, event: Event[contract.ErasureAnswered], work: Work) -> None:
        carrying_out_erasure.on_erasure_answered(event, work)

    @subscribe(dossiers.data_erased)
    @subscribe(payments.data_erased)
    @subscribe(notifications.data_erased)
    def on_data_erased(self, event: Event[contract.DataErased], work: Work) -> None:
        carrying_out_erasure.on_data_erased(event, work)

    @every(seconds=5)
    def carry_out_erasures(self) -> None:
        carrying_out_erasure.carry_out_erasures(self.storage, self.sealer)

    @every(seconds=60)
    def watch_erasures(self) -> None:
        carrying_out_erasure.watch_erasures(self.storage)
