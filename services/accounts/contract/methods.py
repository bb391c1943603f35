"""The commands and queries of accounts, each with the record it takes and the record it gives."""

from chassis.contracts import command, query
from chassis.records import Nothing
from services.accounts.contract.requests import (
    ConfirmRegistration,
    ConfirmSignIn,
    EndOtherSessions,
    EndSession,
    GetProfile,
    ListRevokedSessions,
    ListSessions,
    RefreshSession,
    ResendCode,
    SignOut,
    StaffSignIn,
    StartRegistration,
    StartSignIn,
)
from services.accounts.contract.terms import SERVICE
from services.accounts.contract.views import (
    CodeSent,
    ProfileView,
    RevokedSessions,
    SessionList,
    SessionsEnded,
    SignedIn,
)

start_registration = command(SERVICE, "start_registration", StartRegistration, CodeSent, timeout=8.0)
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
