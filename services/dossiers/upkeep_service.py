"""The part of the dossiers service that nobody calls: what time brings, and what other services tell."""

from chassis.service import Event, ObjectStore, PartStore, Sealing, SettingsOf, Signing, Work, every, subscribe
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers.handlers import (
    anchoring,
    contacting,
    counting,
    digesting,
    erasing,
    first_sealing,
    following,
    mandates,
    public_look_up,
    quarantine,
    reassessing,
    restricting,
    rights,
    uploading,
    watch,
)
from services.dossiers.handlers.national import Messenger
from services.dossiers.settings import DossiersSettings, national_portal_of, scanner_of
from services.dossiers.watching import WatchedDatabase
from services.notifications import contract as notifications
from services.payments import contract as payments

_messenger = Messenger()
"""One for the process: while the national portal is away, all of it leaves it alone."""


class Upkeep:
    """Timers and followed events."""

    storage = WatchedDatabase()
    objects = ObjectStore()
    parts = PartStore()
    settings = SettingsOf(DossiersSettings)
    sealer = Sealing()
    signer = Signing("receipts")

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

    @every(seconds=15)
    def make_up_digests(self) -> None:
        digesting.make_up_due(self.storage)

    @every(seconds=5)
    def scan_waiting(self) -> None:
        quarantine.scan_waiting(
            self.storage, self.objects, scanner_of(self.settings.clamd, sandbox=self.settings.sandbox)
        )

    @every(seconds=300)
    def anchor_histories(self) -> None:
        anchoring.anchor_histories(self.storage, self.signer)

    @every(seconds=600)
    def forget_expired(self) -> None:
        uploading.forget_expired(self.storage, self.parts, self.objects)
        public_look_up.forget_tries(self.storage)

    @every(seconds=2)
    def tell_the_nation(self) -> None:
        portal = national_portal_of(self.settings)
        if portal is not None:
            _messenger.tell_due(self.storage, self.sealer, portal)

    @every(seconds=60)
    def compare_with_the_nation(self) -> None:
        portal = national_portal_of(self.settings)
        if portal is not None:
            _messenger.compare_due(self.storage, self.sealer, portal)

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

    @subscribe(accounts.delegation_granted)
    def on_delegation_granted(self, event: Event[accounts.DelegationGranted], work: Work) -> None:
        mandates.on_delegation_granted(event, work)

    @subscribe(accounts.staff_changed)
    def on_staff_changed(self, event: Event[accounts.StaffState], work: Work) -> None:
        following.on_staff_changed(event, work)

    @subscribe(notifications.contact_reach_changed)
    def on_contact_reach_changed(self, event: Event[notifications.ContactReach], work: Work) -> None:
        contacting.on_contact_reach_changed(event, work, self.sealer)

    @subscribe(payments.payment_requested)
    def on_payment_requested(self, event: Event[payments.PaymentRequested], work: Work) -> None:
        following.on_payment_requested(event, work)

    @subscribe(payments.payment_waived)
    def on_payment_waived(self, event: Event[payments.PaymentWaived], work: Work) -> None:
        reassessing.on_payment_waived(event, work)

    @subscribe(payments.fee_change_refused)
    def on_fee_change_refused(self, event: Event[payments.FeeChangeRefused], work: Work) -> None:
        reassessing.on_fee_change_refused(event, work)

    @subscribe(payments.payment_settled)
    def on_payment_settled(self, event: Event[payments.PaymentSettled], work: Work) -> None:
        following.on_payment_settled(event, work)
