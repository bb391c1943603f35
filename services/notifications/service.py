"""Notifications as a service: its table of contents."""

from chassis.audit_reading import AuditEntries, ListAudit
from chassis.operated import operated
from chassis.personal_data import ExportPersonalData, PersonalDataPage
from chassis.records import Nothing
from chassis.service import Call, Event, Sealing, SettingsOf, Work, every, rpc, subscribe
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract, policy
from services.notifications.adapters.choosing import providers_of, report_secrets
from services.notifications.agencies_service import Agencies
from services.notifications.contract import InboxPage, SandboxMessages
from services.notifications.handlers import (
    auditing,
    desk,
    desk_mail,
    erasing,
    exporting,
    following,
    inbox,
    knowing,
    members,
    operating,
    preferring,
    reporting,
    sandbox,
    unsubscribing,
    wording,
)
from services.notifications.handlers.feed import Portal
from services.notifications.handlers.sending import Courier
from services.notifications.settings import NotificationsSettings
from services.notifications.watch import WatchedDatabase
from services.payments import contract as payments

SecurityEvent = (
    accounts.ContactChanged
    | accounts.PasswordChanged
    | accounts.SecondFactorChanged
    | accounts.DeviceAdded
    | accounts.DataExported
    | accounts.AccountCorrected
    | accounts.CorrectionRefused
)
ActingEvent = accounts.DelegationGranted | accounts.DelegationRevoked | accounts.MemberState

StaffEvent = dossiers.DutyAlarm | dossiers.ConsultationChanged | dossiers.DossierAssigned | dossiers.DecisionProposed


@operated(contract.get_workings, contract.replay_letter, policy.check)
class NotificationsService(Agencies):
    """Messages to people, and the feed of events that agencies follow."""

    name = contract.SERVICE

    storage = WatchedDatabase()
    sealer = Sealing()
    settings = SettingsOf(NotificationsSettings)
    courier = Courier()
    budget = operating.BudgetWatch()

    @rpc(contract.list_inbox)
    def list_inbox(self, call: Call[contract.ListInbox]) -> InboxPage:
        return inbox.list_inbox(call, self.storage)

    @rpc(contract.mark_read)
    def mark_read(self, call: Call[contract.MarkRead]) -> Nothing:
        return inbox.mark_read(call, self.storage)

    @rpc(contract.read_preferences)
    def read_preferences(self, call: Call[contract.ReadPreferences]) -> contract.Preferences:
        return preferring.read_preferences(call, self.storage)

    @rpc(contract.choose_preferences)
    def choose_preferences(self, call: Call[contract.ChoosePreferences]) -> contract.Preferences:
        return preferring.choose_preferences(call, self.storage)

    @rpc(contract.choose_quiet_hours)
    def choose_quiet_hours(self, call: Call[contract.ChooseQuietHours]) -> contract.Preferences:
        return preferring.choose_quiet_hours(call, self.storage)

    @rpc(contract.choose_language)
    def choose_language(self, call: Call[contract.ChooseLanguage]) -> contract.Preferences:
        return preferring.choose_language(call, self.storage)

    @rpc(contract.mark_unread)
    def mark_unread(self, call: Call[contract.MarkUnread]) -> Nothing:
        return inbox.mark_unread(call, self.storage)

    @rpc(contract.mark_all_read)
    def mark_all_read(self, call: Call[contract.MarkAllRead]) -> Nothing:
        return inbox.mark_all_read(call, self.storage)

    @rpc(contract.list_followed)
    def list_followed(self, call: Call[contract.ListFollowed]) -> contract.FollowedOrganisations:
        return members.list_followed(call, self.storage)

    @rpc(contract.follow_organisation)
    def follow_organisation(self, call: Call[contract.FollowOrganisation]) -> contract.FollowedOrganisations:
        return members.follow_organisation(call, self.storage)

    @rpc(contract.list_sandbox_messages)
    def list_sandbox_messages(self, call: Call[contract.ListSandboxMessages]) -> SandboxMessages:
        return sandbox.list_sandbox_messages(call, self.storage, self.sealer, sandbox=self.settings.sandbox)

    @rpc(contract.get_promptness)
    def get_promptness(self, call: Call[contract.GetPromptness]) -> contract.Promptness:
        return operating.get_promptness(call, self.storage)

    @rpc(contract.list_templates)
    def list_templates(self, call: Call[contract.ListTemplates]) -> contract.TemplateList:
        return wording.list_templates(call, self.storage)

    @rpc(contract.read_template)
    def read_template(self, call: Call[contract.ReadTemplate]) -> contract.TemplateDetail:
        return wording.read_template(call, self.storage)

    @rpc(contract.preview_template)
    def preview_template(self, call: Call[contract.PreviewTemplate]) -> contract.TemplatePreview:
        return wording.preview_template(call, self.storage)

    @rpc(contract.draft_template)
    def draft_template(self, call: Call[contract.DraftTemplate]) -> contract.TemplateDetail:
        return wording.draft_template(call, self.storage)

    @rpc(contract.publish_template)
    def publish_template(self, call: Call[contract.JudgeTemplate]) -> contract.TemplateDetail:
        return wording.publish_template(call, self.storage)

    @rpc(contract.discard_template)
    def discard_template(self, call: Call[contract.JudgeTemplate]) -> contract.TemplateDetail:
        return wording.discard_template(call, self.storage)

    @rpc(contract.list_messages)
    def list_messages(self, call: Call[contract.ListMessages]) -> contract.OperatedMessages:
        return operating.list_messages(call, self.storage)

    @rpc(contract.resend_message)
    def resend_message(self, call: Call[contract.ResendMessage]) -> contract.Resent:
        return operating.resend_message(call, self.storage)

    @rpc(contract.read_message_figures)
    def read_message_figures(self, call: Call[contract.ReadMessageFigures]) -> contract.MessageFigures:
        return operating.read_message_figures(call, self.storage, budget=self.settings.messages_budget)

    @rpc(contract.read_unsubscription)
    def read_unsubscription(self, call: Call[contract.ReadUnsubscription]) -> contract.UnsubscriptionView:
        return unsubscribing.read_unsubscription(call, self.storage, self.sealer)

    @rpc(contract.unsubscribe)
    def unsubscribe(self, call: Call[contract.Unsubscribe]) -> Nothing:
        return unsubscribing.unsubscribe(call, self.storage, self.sealer)

    @rpc(contract.report_delivery)
    def report_delivery(self, call: Call[contract.ReportDelivery]) -> Nothing:
        return reporting.report_delivery(call, self.storage, self.sealer, report_secrets(self.settings))

    @rpc(contract.export_personal_data)
    def export_personal_data(self, call: Call[ExportPersonalData]) -> PersonalDataPage:
        return exporting.export_personal_data(call, self.storage, self.sealer)

    @rpc(contract.list_audit)
    def list_audit(self, call: Call[ListAudit]) -> AuditEntries:
        return auditing.list_audit(call, self.storage, operating_agency=self.settings.operating_agency)

    @subscribe(accounts.account_opened)
    @subscribe(accounts.account_changed)
    def on_account(self, event: Event[accounts.AccountState], work: Work) -> None:
        following.on_account(event, work, self.sealer)

    @subscribe(accounts.consent_changed)
    def on_consent_changed(self, event: Event[accounts.ConsentChanged], work: Work) -> None:
        following.on_consent_changed(event, work)

    @subscribe(accounts.account_restricted)
    def on_account_restricted(self, event: Event[accounts.AccountRestricted], work: Work) -> None:
        following.on_account_restricted(event, work, self.sealer)

    @subscribe(accounts.code_requested)
    def on_code_requested(self, event: Event[accounts.CodeRequested], work: Work) -> None:
        following.on_code_requested(event, work, self.sealer)

    @subscribe(accounts.email_code_requested)
    def on_email_code_requested(self, event: Event[accounts.EmailCodeRequested], work: Work) -> None:
        following.on_email_code_requested(event, work, self.sealer)

    @subscribe(accounts.contact_changed)
    @subscribe(accounts.password_changed)
    @subscribe(accounts.second_factor_changed)
    @subscribe(accounts.device_added)
    @subscribe(accounts.data_exported)
    @subscribe(accounts.account_corrected)
    @subscribe(accounts.correction_refused)
    def on_security_event(self, event: Event[SecurityEvent], work: Work) -> None:
        following.on_security_event(event, work, self.sealer)

    @subscribe(accounts.erasure_asked)
    def on_erasure_asked(self, event: Event[accounts.ErasureAsked], work: Work) -> None:
        erasing.on_erasure_asked(event, work, self.sealer)

    @subscribe(accounts.erasure_ended)
    def on_erasure_ended(self, event: Event[accounts.ErasureEnded], work: Work) -> None:
        erasing.on_erasure_ended(event, work, self.sealer)

    @subscribe(accounts.account_erased)
    def on_account_erased(self, event: Event[accounts.AccountErased], work: Work) -> None:
        erasing.on_account_erased(event, work, self.sealer)

    @subscribe(accounts.delegation_granted)
    @subscribe(accounts.delegation_revoked)
    @subscribe(accounts.organisation_member_changed)
    def on_acting_event(self, event: Event[ActingEvent], work: Work) -> None:
        following.on_acting_event(event, work, self.sealer)

    @subscribe(dossiers.dossier_submitted)
    @subscribe(dossiers.dossier_received)
    @subscribe(dossiers.dossier_refused)
    @subscribe(dossiers.supplement_requested)
    @subscribe(dossiers.dossier_supplemented)
    @subscribe(dossiers.dossier_edited)
    @subscribe(dossiers.fee_due)
    @subscribe(dossiers.fee_changed)
    @subscribe(dossiers.fee_kept)
    @subscribe(dossiers.fee_claims_decided)
    @subscribe(dossiers.dossier_processing)
    @subscribe(dossiers.dossier_decided)
    @subscribe(dossiers.result_attached)
    @subscribe(dossiers.result_returned)
    @subscribe(dossiers.dossier_withdrawn)
    @subscribe(dossiers.dossier_stopped)
    @subscribe(dossiers.supplement_allowed)
    @subscribe(dossiers.dossier_suspended)
    @subscribe(dossiers.dossier_resumed)
    @subscribe(dossiers.appointment_changed)
    @subscribe(dossiers.decision_sent_back)
    @subscribe(dossiers.apology_issued)
    @subscribe(dossiers.result_dispatched)
    def on_dossier_event(self, event: Event[dossiers.DossierFacts], work: Work) -> None:
        following.on_dossier_event(event, work, self.sealer, Portal(self.settings.public_url, self.settings.sandbox))

    @subscribe(dossiers.contact_left)
    def on_contact_left(self, event: Event[dossiers.ContactLeft], work: Work) -> None:
        desk.on_contact_left(event, work)

    @subscribe(dossiers.applicant_changed)
    def on_applicant_changed(self, event: Event[dossiers.ApplicantChanged], work: Work) -> None:
        desk.on_applicant_changed(event, work)

    @subscribe(dossiers.duty_alarm)
    @subscribe(dossiers.consultation_changed)
    @subscribe(dossiers.dossier_assigned)
    @subscribe(dossiers.decision_proposed)
    def on_event_for_staff(self, event: Event[StaffEvent], work: Work) -> None:
        following.on_event_for_staff(event, work, self.sealer, Portal(self.settings.public_url, self.settings.sandbox))

    @subscribe(dossiers.duty_digest)
    def on_duty_digest(self, event: Event[dossiers.DutyDigest], work: Work) -> None:
        desk_mail.on_duty_digest(event, work, self.sealer, self.settings.public_url)

    @subscribe(accounts.staff_contact_changed)
    def on_staff_contact(self, event: Event[accounts.StaffContact], work: Work) -> None:
        desk_mail.on_staff_contact(event, work)

    @subscribe(payments.payment_requested)
    @subscribe(payments.payment_waived)
    @subscribe(payments.payment_settled)
    @subscribe(payments.payment_failed)
    @subscribe(payments.refund_settled)
    @subscribe(payments.receipt_issued)
    def on_payment_event(self, event: Event[payments.PaymentFacts], work: Work) -> None:
        following.on_payment_event(event, work, self.sealer)

    @subscribe(dossiers.service_rated)
    def on_service_rated(self, event: Event[dossiers.ServiceRated], work: Work) -> None:
        knowing.on_service_rated(event, work)

    @every(seconds=1, woken=True, gap=0.3)
    def send_due(self) -> None:
        providers = providers_of(self.settings, self.storage, self.sealer)
        # Whoever tries the sandbox out at night wants to see what is sent; quiet hours of one's own hold there too.
        self.courier.send_due(
            self.storage,
            self.sealer,
            providers,
            quiet_by_default=not self.settings.sandbox,
            portal=self.settings.public_url,
        )

    @every(seconds=5)
    def write_urgent(self) -> None:
        desk_mail.write_urgent(self.storage, self.sealer, self.settings.public_url)

    @every(seconds=2, woken=True, gap=0.5)
    def deliver_sandbox_reports(self) -> None:
        if self.settings.sandbox:
            reporting.deliver_sandbox_reports(self.storage, self.sealer)

    @every(seconds=60)
    def watch_budget(self) -> None:
        self.budget.look(self.storage, self.settings.messages_budget)

    @every(seconds=3600)
    def forget_desk_contacts(self) -> None:
        desk.forget_closed(self.storage)
