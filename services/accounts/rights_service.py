"""The part of the accounts service that serves people's rights to their data: entry points, and nothing else."""

from chassis.service import Call, Database, rpc
from services.accounts import contract
from services.accounts.handlers import consents


class Rights:
    """Consent, a copy of one's data, correction, erasure and restriction."""

    storage = Database()

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
