"""The public face of accounts: registration and sign-in of people, sign-in of staff, sessions, what others may know.

Sealed strings in events (``*_sealed``) are made by `chassis.sealing`: read them with the purpose and the context that
`IDENTITY`, `CONTACT`, `CODE`, `account_context` and `challenge_context` give. No event, log line or table holds an
identity number, a telephone number, an e-mail address or a code in the clear.

Its names are imported from here; in which of its modules each is written is nobody else's concern.
"""

from services.accounts.contract.errors import (
    ACCOUNT_EXISTS,
    ACCOUNT_NOT_FOUND,
    BIRTH_DATE_RANGE,
    CODE_SPENT,
    CODE_TOO_MANY,
    CODE_WRONG,
    EMAIL_FORM,
    IDENTITY_BIRTH_YEAR,
    IDENTITY_FORM,
    IDENTITY_MISMATCH,
    IDENTITY_PROVINCE,
    IDENTITY_SEX,
    IDENTITY_UNKNOWN,
    NAME_FORM,
    PASSWORD_COMMON,
    PASSWORD_PERSONAL,
    PASSWORD_SHORT,
    PHONE_CHECK_AWAY,
    PHONE_FORM,
    PHONE_OWNER,
    PHONE_UNKNOWN,
    REGISTER_AWAY,
    SESSION_NOT_FOUND,
    SESSION_OVER,
    SIGN_IN_TOO_MANY,
    SIGN_IN_WRONG,
    STAFF_SIGN_IN_WRONG,
)
from services.accounts.contract.events import (
    WHY_ENDED,
    AccountState,
    CodeRequested,
    SessionRevoked,
    StaffState,
    account_changed,
    account_opened,
    code_requested,
    session_revoked,
    staff_changed,
)
from services.accounts.contract.methods import (
    confirm_registration,
    confirm_sign_in,
    end_other_sessions,
    end_session,
    get_profile,
    list_revoked_sessions,
    list_sessions,
    refresh_session,
    resend_code,
    sign_out,
    staff_sign_in,
    start_registration,
    start_sign_in,
)
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
from services.accounts.contract.terms import (
    CODE,
    CONTACT,
    IDENTITY,
    LOOKUP,
    SERVICE,
    AccountKind,
    CodePurpose,
    Device,
    IdentityKind,
    Masked,
    Sealed,
    Secret,
    Sex,
    SixDigits,
    StaffRole,
    account_context,
    challenge_context,
)
from services.accounts.contract.views import (
    CodeSent,
    ProfileView,
    RevokedSession,
    RevokedSessions,
    SessionList,
    SessionsEnded,
    SessionView,
    SignedIn,
)

# The formatter would give each name a line of its own.
# fmt: off
__all__ = [
    "ACCOUNT_EXISTS", "ACCOUNT_NOT_FOUND", "BIRTH_DATE_RANGE", "CODE", "CODE_SPENT", "CODE_TOO_MANY", "CODE_WRONG",
    "CONTACT", "EMAIL_FORM", "IDENTITY", "IDENTITY_BIRTH_YEAR", "IDENTITY_FORM", "IDENTITY_MISMATCH",
    "IDENTITY_PROVINCE", "IDENTITY_SEX", "IDENTITY_UNKNOWN", "LOOKUP", "NAME_FORM", "PASSWORD_COMMON",
    "PASSWORD_PERSONAL", "PASSWORD_SHORT", "PHONE_CHECK_AWAY", "PHONE_FORM", "PHONE_OWNER", "PHONE_UNKNOWN",
    "REGISTER_AWAY", "SERVICE", "SESSION_NOT_FOUND", "SESSION_OVER", "SIGN_IN_TOO_MANY", "SIGN_IN_WRONG",
    "STAFF_SIGN_IN_WRONG", "WHY_ENDED",
    "AccountKind", "AccountState", "CodePurpose", "CodeRequested", "CodeSent", "ConfirmRegistration", "ConfirmSignIn",
    "Device", "EndOtherSessions", "EndSession", "GetProfile", "IdentityKind", "ListRevokedSessions", "ListSessions",
    "Masked", "ProfileView", "RefreshSession", "ResendCode", "RevokedSession", "RevokedSessions", "Sealed", "Secret",
    "SessionList", "SessionRevoked", "SessionView", "SessionsEnded", "Sex", "SignOut", "SignedIn", "SixDigits",
    "StaffRole", "StaffSignIn", "StaffState", "StartRegistration", "StartSignIn",
    "account_changed", "account_context", "account_opened", "challenge_context", "code_requested",
    "confirm_registration", "confirm_sign_in", "end_other_sessions", "end_session", "get_profile",
    "list_revoked_sessions", "list_sessions", "refresh_session", "resend_code", "session_revoked", "sign_out",
    "staff_changed", "staff_sign_in", "start_registration", "start_sign_in",
]
# fmt: on
