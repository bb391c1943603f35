"""Accounts as a service: its table of contents."""

from chassis.audit_reading import AuditEntries, ListAudit, Reach
from chassis.operated import operated
from chassis.records import Nothing
from chassis.service import Call, Database, Event, Sealing, Work, every, rpc, subscribe
from services.accounts import contract, policy
from services.accounts.contract import (
    CodeSent,
    ProfileView,
    RecoveryCodes,
    RevokedSessions,
    SecondFactorOffer,
    SessionList,
    SessionsEnded,
    SignedIn,
    SteppedUp,
)
from services.accounts.handlers import (
    acting,
    auditing,
    businesses,
    codes,
    contacts,
    delegating,
    deputies,
    following,
    forgotten,
    invitations,
    organisations,
    profile,
    provider_sign_in,
    registration,
    second_factor,
    sessions,
    showing_sessions,
    showing_staff,
    sign_in,
    staff,
    staffing,
    step_up,
    upkeep,
)
from services.accounts.rights_service import Rights
from services.accounts.tools import Toolbox
from services.catalog import contract as catalog


@operated(contract.get_workings, contract.replay_letter, policy.check)
class AccountsService(Rights):
    """People and staff, how they prove who they are, and their sessions."""

    name = contract.SERVICE

    storage = Database()
    sealer = Sealing()
    tools = Toolbox()

    @rpc(contract.start_registration)
    def start_registration(self, call: Call[contract.StartRegistration]) -> CodeSent:
        return registration.start_registration(
            call, self.storage, self.sealer, self.tools.passwords, self.tools.registers
        )

    @rpc(contract.check_registration)
    def check_registration(self, call: Call[contract.CheckRegistration]) -> Nothing:
        return registration.check_registration(call, self.storage)

    @rpc(contract.confirm_registration)
    def confirm_registration(self, call: Call[contract.ConfirmRegistration]) -> SignedIn:
        return registration.confirm_registration(call, self.storage, self.sealer, self.tools.tokens)

    @rpc(contract.start_sign_in)
    def start_sign_in(self, call: Call[contract.StartSignIn]) -> CodeSent:
        return sign_in.start_sign_in(call, self.storage, self.sealer, self.tools.passwords)

    @rpc(contract.confirm_sign_in)
    def confirm_sign_in(self, call: Call[contract.ConfirmSignIn]) -> SignedIn:
        return sign_in.confirm_sign_in(call, self.storage, self.sealer, self.tools.tokens)

    @rpc(contract.resend_code)
    def resend_code(self, call: Call[contract.ResendCode]) -> CodeSent:
        return codes.resend_code(call, self.storage, self.sealer)

    @rpc(contract.staff_sign_in)
    def staff_sign_in(self, call: Call[contract.StaffSignIn]) -> SignedIn:
        return staff.staff_sign_in(call, self.storage, self.sealer, self.tools.passwords, self.tools.tokens)

    @rpc(contract.refresh_session)
    def refresh_session(self, call: Call[contract.RefreshSession]) -> SignedIn:
        return sessions.refresh_session(call, self.storage, self.tools.tokens)

    @rpc(contract.sign_out)
    def sign_out(self, call: Call[contract.SignOut]) -> Nothing:
        return sessions.sign_out(call, self.storage)

    @rpc(contract.get_profile)
    def get_profile(self, call: Call[contract.GetProfile]) -> ProfileView:
        return profile.get_profile(call, self.storage)

    @rpc(contract.list_sessions)
    def list_sessions(self, call: Call[contract.ListSessions]) -> SessionList:
        return showing_sessions.list_sessions(call, self.storage)

    @rpc(contract.end_session)
    def end_session(self, call: Call[contract.EndSession]) -> Nothing:
        return showing_sessions.end_own_session(call, self.storage)

    @rpc(contract.end_other_sessions)
    def end_other_sessions(self, call: Call[contract.EndOtherSessions]) -> SessionsEnded:
        return showing_sessions.end_other_sessions(call, self.storage)

    @rpc(contract.list_revoked_sessions)
    def list_revoked_sessions(self, call: Call[contract.ListRevokedSessions]) -> RevokedSessions:
        return showing_sessions.list_revoked_sessions(call, self.storage)

    @rpc(contract.start_step_up)
    def start_step_up(self, call: Call[contract.StartStepUp]) -> CodeSent:
        return step_up.start_step_up(call, self.storage, self.sealer, self.tools.passwords)

    @rpc(contract.confirm_step_up)
    def confirm_step_up(self, call: Call[contract.ConfirmStepUp]) -> SteppedUp:
        return step_up.confirm_step_up(call, self.storage, self.sealer, self.tools.tokens)

    @rpc(contract.offer_second_factor)
    def offer_second_factor(self, call: Call[contract.OfferSecondFactor]) -> SecondFactorOffer:
        return second_factor.offer_second_factor(call, self.storage, self.sealer)

    @rpc(contract.confirm_second_factor)
    def confirm_second_factor(self, call: Call[contract.ConfirmSecondFactor]) -> RecoveryCodes:
        return second_factor.confirm_second_factor(call, self.storage, self.sealer)

    @rpc(contract.remove_second_factor)
    def remove_second_factor(self, call: Call[contract.RemoveSecondFactor]) -> Nothing:
        return second_factor.remove_second_factor(call, self.storage)

    @rpc(contract.renew_recovery_codes)
    def renew_recovery_codes(self, call: Call[contract.RenewRecoveryCodes]) -> RecoveryCodes:
        return second_factor.renew_recovery_codes(call, self.storage, self.sealer)

    @rpc(contract.start_phone_change)
    def start_phone_change(self, call: Call[contract.StartPhoneChange]) -> CodeSent:
        return contacts.start_phone_change(call, self.storage, self.sealer, self.tools.registers)

    @rpc(contract.confirm_phone_change)
    def confirm_phone_change(self, call: Call[contract.ConfirmPhoneChange]) -> ProfileView:
        return contacts.confirm_phone_change(call, self.storage, self.sealer)

    @rpc(contract.start_email_change)
    def start_email_change(self, call: Call[contract.StartEmailChange]) -> CodeSent:
        return contacts.start_email_change(call, self.storage, self.sealer)

    @rpc(contract.confirm_email_change)
    def confirm_email_change(self, call: Call[contract.ConfirmEmailChange]) -> ProfileView:
        return contacts.confirm_email_change(call, self.storage, self.sealer)

    @rpc(contract.remove_work_email)
    def remove_work_email(self, call: Call[contract.RemoveWorkEmail]) -> ProfileView:
        return contacts.remove_work_email(call, self.storage)

    @rpc(contract.change_password)
    def change_password(self, call: Call[contract.ChangePassword]) -> Nothing:
        return forgotten.change_password(call, self.storage, self.sealer, self.tools.passwords)

    @rpc(contract.start_provider_sign_in)
    def start_provider_sign_in(self, call: Call[contract.StartProviderSignIn]) -> contract.ProviderSignIn:
        return provider_sign_in.start_provider_sign_in(call, self.storage, self.sealer, self.tools.provider)

    @rpc(contract.confirm_provider_sign_in)
    def confirm_provider_sign_in(self, call: Call[contract.ConfirmProviderSignIn]) -> SignedIn:
        return provider_sign_in.confirm_provider_sign_in(
            call, self.storage, self.sealer, self.tools.tokens, self.tools.provider
        )

    @rpc(contract.start_recovery)
    def start_recovery(self, call: Call[contract.StartRecovery]) -> CodeSent:
        return forgotten.start_recovery(call, self.storage, self.sealer)

    @rpc(contract.confirm_recovery)
    def confirm_recovery(self, call: Call[contract.ConfirmRecovery]) -> Nothing:
        return forgotten.confirm_recovery(call, self.storage, self.sealer, self.tools.passwords)

    # Acting for others

    @rpc(contract.register_organisation)
    def register_organisation(self, call: Call[contract.RegisterOrganisation]) -> contract.OrganisationView:
        return businesses.register_organisation(call, self.storage, self.sealer, self.tools.registers)

    @rpc(contract.list_organisations)
    def list_organisations(self, call: Call[contract.ListOrganisations]) -> contract.OrganisationList:
        return organisations.list_organisations(call, self.storage, self.sealer)

    @rpc(contract.list_members)
    def list_members(self, call: Call[contract.ListMembers]) -> contract.MemberList:
        return organisations.list_members(call, self.storage)

    @rpc(contract.invite_member)
    def invite_member(self, call: Call[contract.InviteMember]) -> contract.InvitationToJoin:
        return organisations.invite_member(call, self.storage, self.sealer)

    @rpc(contract.answer_invitation)
    def answer_invitation(self, call: Call[contract.AnswerInvitation]) -> contract.OrganisationList:
        return organisations.answer_invitation(call, self.storage, self.sealer)

    @rpc(contract.take_back_invitation)
    def take_back_invitation(self, call: Call[contract.TakeBackInvitation]) -> Nothing:
        return organisations.take_back_invitation(call, self.storage)

    @rpc(contract.change_member)
    def change_member(self, call: Call[contract.ChangeMember]) -> contract.MemberList:
        return organisations.change_member(call, self.storage)

    @rpc(contract.remove_member)
    def remove_member(self, call: Call[contract.RemoveMember]) -> Nothing:
        return organisations.remove_member(call, self.storage)

    @rpc(contract.act_for)
    def act_for(self, call: Call[contract.ActFor]) -> contract.ActingToken:
        return acting.act_for(call, self.storage, self.tools.tokens)

    @rpc(contract.offer_delegation)
    def offer_delegation(self, call: Call[contract.OfferDelegation]) -> contract.DelegationView:
        return delegating.offer_delegation(call, self.storage, self.sealer)

    @rpc(contract.open_evidence)
    def open_evidence(self, call: Call[contract.OpenEvidence]) -> contract.EvidenceGrant:
        return delegating.open_evidence(call, self.storage, self.sealer)

    @rpc(contract.attach_evidence)
    def attach_evidence(self, call: Call[contract.AttachEvidence]) -> contract.DelegationView:
        return delegating.attach_evidence(call, self.storage)

    @rpc(contract.answer_delegation)
    def answer_delegation(self, call: Call[contract.AnswerDelegation]) -> contract.DelegationView:
        return delegating.answer_delegation(call, self.storage, self.sealer)

    @rpc(contract.revoke_delegation)
    def revoke_delegation(self, call: Call[contract.RevokeDelegation]) -> contract.DelegationView:
        return delegating.revoke_delegation(call, self.storage)

    @rpc(contract.list_delegations)
    def list_delegations(self, call: Call[contract.ListDelegations]) -> contract.DelegationList:
        return delegating.list_delegations(call, self.storage, self.sealer)

    @rpc(contract.list_audit)
    def list_audit(self, call: Call[ListAudit]) -> AuditEntries:
        return auditing.list_audit(call, self.storage, operating_agency=self.settings.operating_agency)

    @rpc(contract.get_audit_reach)
    def get_audit_reach(self, call: Call[contract.GetAuditReach]) -> Reach:
        return auditing.get_audit_reach(call, self.storage, operating_agency=self.settings.operating_agency)

    @every(seconds=1)
    def send_recovery_codes(self) -> None:
        forgotten.send_recovery_codes(self.storage, self.sealer)

    # Staff

    @rpc(contract.open_invitation)
    def open_invitation(self, call: Call[contract.OpenInvitation]) -> contract.InvitationView:
        return invitations.open_invitation(call, self.storage, self.sealer)

    @rpc(contract.accept_invitation)
    def accept_invitation(self, call: Call[contract.AcceptInvitation]) -> Nothing:
        return invitations.accept_invitation(call, self.storage, self.sealer, self.tools.passwords)

    @rpc(contract.add_staff)
    def add_staff(self, call: Call[contract.AddStaff]) -> contract.StaffInvited:
        return staffing.add_staff(call, self.storage, self.sealer)

    @rpc(contract.change_staff)
    def change_staff(self, call: Call[contract.ChangeStaff]) -> contract.StaffView:
        return staffing.change_staff(call, self.storage)

    @rpc(contract.disable_staff)
    def disable_staff(self, call: Call[contract.DisableStaff]) -> contract.StaffView:
        return staffing.disable_staff(call, self.storage)

    @rpc(contract.enable_staff)
    def enable_staff(self, call: Call[contract.EnableStaff]) -> contract.StaffView:
        return staffing.enable_staff(call, self.storage)

    @rpc(contract.note_work_email)
    def note_work_email(self, call: Call[contract.NoteWorkEmail]) -> contract.StaffView:
        return staffing.note_work_email(call, self.storage, self.sealer)

    @rpc(contract.invite_staff)
    def invite_staff(self, call: Call[contract.InviteStaff]) -> contract.StaffInvited:
        return staffing.invite_staff(call, self.storage, self.sealer)

    @rpc(contract.name_deputy)
    def name_deputy(self, call: Call[contract.NameDeputy]) -> contract.DeputyView:
        return deputies.name_deputy(call, self.storage)

    @rpc(contract.end_deputy)
    def end_deputy(self, call: Call[contract.EndDeputy]) -> contract.DeputyView:
        return deputies.end_deputy(call, self.storage)

    @rpc(contract.get_staff)
    def get_staff(self, call: Call[contract.GetStaff]) -> contract.StaffView:
        return showing_staff.get_staff(call, self.storage)

    @rpc(contract.list_staff)
    def list_staff(self, call: Call[contract.ListStaff]) -> contract.StaffPage:
        return showing_staff.list_staff(call, self.storage)

    @subscribe(catalog.agency_published)
    def on_agency_published(self, event: Event[catalog.Agency], work: Work) -> None:
        following.on_agency_published(event, work)

    @every(seconds=600)
    def delete_what_is_over(self) -> None:
        upkeep.delete_what_is_over(self.storage)
