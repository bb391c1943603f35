"""The commands and queries of accounts, each with the record it takes and the record it gives."""

from chassis.audit_reading import listing
from chassis.contracts import command, query
from chassis.records import Nothing
from chassis.workings import looking, replaying
from services.accounts.contract.acting import (
    ActFor,
    ActingToken,
    AnswerDelegation,
    AnswerInvitation,
    AttachEvidence,
    ChangeMember,
    DelegationList,
    DelegationView,
    InvitationToJoin,
    InviteMember,
    ListDelegations,
    ListMembers,
    ListOrganisations,
    MemberList,
    OfferDelegation,
    OpenEvidence,
    OrganisationList,
    OrganisationView,
    RegisterOrganisation,
    RemoveMember,
    RevokeDelegation,
    TakeBackInvitation,
)
from services.accounts.contract.correcting import EvidenceGrant
from services.accounts.contract.requests import (
    ChangePassword,
    CheckRegistration,
    ConfirmEmailChange,
    ConfirmPhoneChange,
    ConfirmProviderSignIn,
    ConfirmRecovery,
    ConfirmRegistration,
    ConfirmSecondFactor,
    ConfirmSignIn,
    ConfirmStepUp,
    EndOtherSessions,
    EndSession,
    GetProfile,
    ListRevokedSessions,
    ListSessions,
    OfferSecondFactor,
    RefreshSession,
    RemoveSecondFactor,
    RemoveWorkEmail,
    RenewRecoveryCodes,
    ResendCode,
    SignOut,
    StaffSignIn,
    StartEmailChange,
    StartPhoneChange,
    StartProviderSignIn,
    StartRecovery,
    StartRegistration,
    StartSignIn,
    StartStepUp,
)
from services.accounts.contract.terms import SERVICE
from services.accounts.contract.views import (
    CodeSent,
    ProfileView,
    ProviderSignIn,
    RecoveryCodes,
    RevokedSessions,
    SecondFactorOffer,
    SessionList,
    SessionsEnded,
    SignedIn,
    SteppedUp,
)

start_registration = command(SERVICE, "start_registration", StartRegistration, CodeSent, timeout=8.0)
check_registration = query(SERVICE, "check_registration", CheckRegistration, Nothing)
confirm_registration = command(
    SERVICE, "confirm_registration", ConfirmRegistration, SignedIn, natural="a code is spent by its first right use"
)
start_sign_in = command(SERVICE, "start_sign_in", StartSignIn, CodeSent)
confirm_sign_in = command(
    SERVICE, "confirm_sign_in", ConfirmSignIn, SignedIn, natural="a code is spent by its first right use"
)
resend_code = command(
    SERVICE, "resend_code", ResendCode, CodeSent, natural="the gap between two codes refuses a second sending"
)
staff_sign_in = command(
    SERVICE, "staff_sign_in", StaffSignIn, SignedIn, natural="an authenticator's code is spent by its first right use"
)
refresh_session = command(
    SERVICE, "refresh_session", RefreshSession, SignedIn, natural="a refresh token is spent by its first use"
)
sign_out = command(SERVICE, "sign_out", SignOut, Nothing, natural="a session that has ended stays ended")
get_profile = query(SERVICE, "get_profile", GetProfile, ProfileView)
list_sessions = query(SERVICE, "list_sessions", ListSessions, SessionList)
end_session = command(SERVICE, "end_session", EndSession, Nothing, natural="a session that has ended stays ended")
end_other_sessions = command(
    SERVICE, "end_other_sessions", EndOtherSessions, SessionsEnded, natural="sessions that have ended stay ended"
)
list_revoked_sessions = query(SERVICE, "list_revoked_sessions", ListRevokedSessions, RevokedSessions)

start_step_up = command(
    SERVICE, "start_step_up", StartStepUp, CodeSent, natural="a start changes nothing but which code is waited for"
)
confirm_step_up = command(
    SERVICE, "confirm_step_up", ConfirmStepUp, SteppedUp, natural="a code is spent by its first right use"
)
# Without a key, because what is answered must be kept nowhere.
offer_second_factor = command(
    SERVICE, "offer_second_factor", OfferSecondFactor, SecondFactorOffer, natural="each offer replaces the one before"
)
confirm_second_factor = command(
    SERVICE, "confirm_second_factor", ConfirmSecondFactor, RecoveryCodes, natural="an offer is confirmed once"
)
remove_second_factor = command(
    SERVICE, "remove_second_factor", RemoveSecondFactor, Nothing, natural="what is removed stays removed"
)
renew_recovery_codes = command(
    SERVICE, "renew_recovery_codes", RenewRecoveryCodes, RecoveryCodes, natural="new codes replace those before"
)
start_phone_change = command(SERVICE, "start_phone_change", StartPhoneChange, CodeSent, timeout=8.0)
confirm_phone_change = command(
    SERVICE, "confirm_phone_change", ConfirmPhoneChange, ProfileView, natural="a code is spent by its first right use"
)
start_email_change = command(SERVICE, "start_email_change", StartEmailChange, CodeSent)
remove_work_email = command(
    SERVICE, "remove_work_email", RemoveWorkEmail, ProfileView, natural="an address that is removed stays removed"
)
confirm_email_change = command(
    SERVICE, "confirm_email_change", ConfirmEmailChange, ProfileView, natural="a code is spent by its first right use"
)
change_password = command(
    SERVICE, "change_password", ChangePassword, Nothing, natural="a password that is set stays set"
)
start_recovery = command(SERVICE, "start_recovery", StartRecovery, CodeSent)
confirm_recovery = command(
    SERVICE, "confirm_recovery", ConfirmRecovery, Nothing, natural="a code is spent by its first right use"
)
start_provider_sign_in = command(
    SERVICE,
    "start_provider_sign_in",
    StartProviderSignIn,
    ProviderSignIn,
    natural="each start is a request of its own",
    timeout=8.0,
)
confirm_provider_sign_in = command(
    SERVICE, "confirm_provider_sign_in", ConfirmProviderSignIn, SignedIn, natural="a request is good once", timeout=8.5
)
register_organisation = command(SERVICE, "register_organisation", RegisterOrganisation, OrganisationView, timeout=8.0)
list_organisations = query(SERVICE, "list_organisations", ListOrganisations, OrganisationList)
list_members = query(SERVICE, "list_members", ListMembers, MemberList)
invite_member = command(SERVICE, "invite_member", InviteMember, InvitationToJoin)
answer_invitation = command(
    SERVICE, "answer_invitation", AnswerInvitation, OrganisationList, natural="an invitation is answered once"
)
take_back_invitation = command(
    SERVICE, "take_back_invitation", TakeBackInvitation, Nothing, natural="what is taken back stays taken back"
)
change_member = command(SERVICE, "change_member", ChangeMember, MemberList, natural="a role that is held stays held")
remove_member = command(SERVICE, "remove_member", RemoveMember, Nothing, natural="who is removed stays removed")
act_for = command(SERVICE, "act_for", ActFor, ActingToken, natural="acting for somebody twice is acting for them")
offer_delegation = command(SERVICE, "offer_delegation", OfferDelegation, DelegationView)
open_evidence = query(SERVICE, "open_evidence", OpenEvidence, EvidenceGrant)
attach_evidence = command(
    SERVICE, "attach_evidence", AttachEvidence, DelegationView, natural="the last paper that was attached counts"
)
answer_delegation = command(
    SERVICE, "answer_delegation", AnswerDelegation, DelegationView, natural="an offer is answered once"
)
revoke_delegation = command(
    SERVICE, "revoke_delegation", RevokeDelegation, DelegationView, natural="what is revoked stays revoked"
)
list_delegations = query(SERVICE, "list_delegations", ListDelegations, DelegationList)
list_audit = listing(SERVICE)
get_workings = looking(SERVICE)
replay_letter = replaying(SERVICE)
