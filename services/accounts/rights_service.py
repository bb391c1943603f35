"""The part of the accounts service that serves people's rights to their data: entry points, and nothing else."""

from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.service import Call, Database, Sealing, rpc
from services.accounts import contract
from services.accounts.handlers import consents, exporting


class Rights:
    """Consent, a copy of one's data, correction, erasure and restriction."""

    storage = Database()
    sealer = Sealing()

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
