"""The public face of accounts: registration and sign-in of people, sign-in of staff, sessions, what others may know.

Sealed strings in events (``*_sealed``) are made by `chassis.sealing`: read them with the purpose and the context that
`IDENTITY`, `CONTACT`, `CODE`, `account_context` and `challenge_context` give. No event, log line or table holds an
identity number, a telephone number, an e-mail address or a code in the clear.
"""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, event, query
from chassis.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated, Unavailable, error
from chassis.records import Ident, Nothing, Rule, record

SERVICE = "accounts"

IDENTITY = "identity"
"""Sealing purpose of identity numbers."""
CONTACT = "contact"
"""Sealing purpose of telephone numbers and e-mail addresses."""
CODE = "code"
"""Sealing purpose of one-time codes."""
LOOKUP = "lookup"
"""Index purpose of the last four digits of a number: ``sealer.index(LOOKUP, "1234")``."""


def account_context(account_id: str) -> str:
    """What the sealed identity, telephone and e-mail of an account are bound to."""
    return f"account:{account_id}"


def challenge_context(challenge_id: str) -> str:
    """What the sealed telephone number and code of a one-time code message are bound to."""
    return f"challenge:{challenge_id}"


class IdentityKind(enum.StrEnum):
    """Which paper proves who someone is (giấy tờ tùy thân)."""

    CCCD = "cccd"  # căn cước công dân, thẻ căn cước: số định danh cá nhân, 12 digits
    CMND = "cmnd"  # chứng minh nhân dân, 9 digits
    PASSPORT = "passport"  # hộ chiếu


class AccountKind(enum.StrEnum):
    """What sort of party an account stands for (loại tài khoản)."""

    CITIZEN = "citizen"
    ORGANISATION = "organisation"


class Sex(enum.StrEnum):
    """Sex as the identity papers state it (giới tính)."""

    MALE = "male"
    FEMALE = "female"


class CodePurpose(enum.StrEnum):
    """What a one-time code is for (mục đích của mã xác thực); the message says it."""

    REGISTRATION = "registration"
    SIGN_IN = "sign_in"


class StaffRole(enum.StrEnum):
    """What a member of staff does in an agency (vai trò cán bộ, công chức)."""

    RECEIVER = "receiver"  # tiếp nhận hồ sơ, trả kết quả
    PROCESSOR = "processor"  # thụ lý
    APPROVER = "approver"  # phê duyệt
    SUPERVISOR = "supervisor"  # theo dõi, đôn đốc
    AGENCY_ADMINISTRATOR = "agency_administrator"
    CATALOG_EDITOR = "catalog_editor"
    CATALOG_REVIEWER = "catalog_reviewer"
    AUDITOR = "auditor"
    OPERATOR = "operator"


Secret = Annotated[str, Rule(min=1, max=256)]
SixDigits = Annotated[str, Rule(pattern=r"\d{6}", description="Mã gồm 6 chữ số", example="123456")]
Masked = Annotated[str, Rule(max=120, description="Most characters replaced by asterisks")]
Sealed = Annotated[str, Rule(max=4000, description="Readable only with the keys")]


# Requests


@record
class StartRegistration:
    """Open an account for a person (đăng ký tài khoản); proved next by a code sent to the telephone."""

    identity_kind: IdentityKind
    identity_number: Annotated[str, Rule(min=1, max=20, description="Số giấy tờ", example="001090000001")]
    full_name: Annotated[str, Rule(min=1, max=100, description="Họ, chữ đệm và tên", example="Nguyễn Văn An")]
    birth_date: Annotated[dt.date, Rule(description="Ngày sinh", example="1990-01-31")]
    phone: Annotated[str, Rule(min=1, max=20, description="Số điện thoại chính chủ", example="0912345678")]
    password: Annotated[str, Rule(min=1, max=256, description="At least 8 characters; no other composition rule")]
    sex: Sex | None = None
    email: Annotated[str, Rule(max=254)] = ""


@record
class ConfirmRegistration:
    """Prove the telephone with the code that was sent to it; the account exists from then on."""

    challenge_id: Ident
    code: SixDigits


@record
class StartSignIn:
    """First step of a person's sign-in (đăng nhập): identity number and password."""

    identity_number: Annotated[str, Rule(min=1, max=20, description="Số giấy tờ đã đăng ký")]
    password: Secret


@record
class ConfirmSignIn:
    """Second step of a person's sign-in: the code that was sent to the telephone of the account."""

    challenge_id: Ident
    code: SixDigits


@record
class ResendCode:
    """Ask for a new code for a registration or sign-in that waits for one; the former code stops working."""

    challenge_id: Ident


@record
class StaffSignIn:
    """Sign-in of a member of staff: number, password and the code their authenticator shows now (TOTP)."""

    staff_number: Annotated[str, Rule(min=1, max=40, description="Số hiệu cán bộ")]
    password: Secret
    totp_code: SixDigits


@record
class RefreshSession:
    """Change a refresh token for a new pair of tokens; each refresh token works once."""

    refresh_token: Annotated[str, Rule(min=20, max=200)]


@record
class SignOut:
    """End the session that the caller's access token belongs to."""


@record
class GetProfile:
    """The caller's own account."""


# Replies


@record
class CodeSent:
    """A code is on its way, if all that was given is right; the answer is the same for known and unknown people."""

    challenge_id: Ident
    expires_at: dt.datetime
    resend_after: Annotated[int, Rule(min=0, description="Seconds until another code may be asked for")]
    phone_masked: Masked = ""


@record
class SignedIn:
    """A session with its first or next pair of tokens."""

    session_id: Ident
    subject_id: Ident
    kind: Annotated[str, Rule(choices=("citizen", "staff"))]
    name: Annotated[str, Rule(max=200)]
    access_token: Annotated[str, Rule(max=4000)]
    access_expires_at: dt.datetime
    refresh_token: Annotated[str, Rule(max=200)]
    refresh_expires_at: dt.datetime
    token_type: Annotated[str, Rule(choices=("Bearer",))] = "Bearer"  # noqa: S105  # a kind of token (RFC 6750)


@record
class ProfileView:
    """What an account's owner sees of it; numbers are masked. Empty where it does not apply to staff or to people."""

    id: Ident
    kind: Annotated[str, Rule(choices=("citizen", "organisation", "staff"))]
    name: Annotated[str, Rule(max=200)]
    assurance: Annotated[int, Rule(min=0, max=3)]
    identity_kind: IdentityKind | None = None
    identity_masked: Masked = ""
    birth_date: dt.date | None = None
    phone_masked: Masked = ""
    email_masked: Masked = ""
    phone_owner_verified: bool = False
    staff_number: Annotated[str, Rule(max=40)] = ""
    agency_code: Annotated[str, Rule(max=40)] = ""
    roles: tuple[StaffRole, ...] = ()


# Events


@record
class AccountState:
    """An account after a change, as far as other services need it; sealed strings have `account_context`."""

    account_id: Ident
    kind: AccountKind
    display_name: Annotated[str, Rule(max=200)]
    identity_kind: IdentityKind
    identity_sealed: Sealed
    identity_masked: Masked
    identity_last4_index: Annotated[str, Rule(max=128)]
    phone_sealed: Sealed
    phone_masked: Masked
    phone_last4_index: Annotated[str, Rule(max=128)]
    email_sealed: Sealed = ""
    email_masked: Masked = ""
    active: bool = True


@record
class CodeRequested:
    """A one-time code must reach a telephone before it expires; sealed strings have `challenge_context`."""

    challenge_id: Ident
    purpose: CodePurpose
    phone_sealed: Sealed
    phone_masked: Masked
    code_sealed: Sealed
    expires_at: dt.datetime


@record
class StaffState:
    """A member of staff after a change."""

    staff_id: Ident
    staff_number: Annotated[str, Rule(max=40)]
    name: Annotated[str, Rule(max=200)]
    agency_code: Annotated[str, Rule(max=40)]
    roles: tuple[StaffRole, ...]
    active: bool


@record
class SessionRevoked:
    """A session that must be refused from now on, although its access token has not expired."""

    session_id: Ident
    subject_id: Ident
    reason: Annotated[str, Rule(choices=("signed-out", "token-reused", "deactivated"))]


# Methods

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

account_opened = event(SERVICE, "account_opened", AccountState, aggregate="account")
account_changed = event(SERVICE, "account_changed", AccountState, aggregate="account")
code_requested = event(SERVICE, "code_requested", CodeRequested, aggregate="challenge")
staff_changed = event(SERVICE, "staff_changed", StaffState, aggregate="staff")
session_revoked = event(SERVICE, "session_revoked", SessionRevoked, aggregate="session")


# Errors of a whole request

SIGN_IN_WRONG = error(
    "sign-in.wrong",
    Unauthenticated,
    vi="Số giấy tờ hoặc mật khẩu chưa đúng. Xin kiểm tra rồi thử lại.",
    en="The identity number or the password is not right. Please check both and try again.",
)
STAFF_SIGN_IN_WRONG = error(
    "sign-in.staff-wrong",
    Unauthenticated,
    vi="Số hiệu, mật khẩu hoặc mã xác thực chưa đúng, hoặc mã đã dùng. Xin đợi mã mới rồi thử lại.",
    en="The staff number, password or code is not right, or the code was used. Wait for the next code and try again.",
)
SIGN_IN_TOO_MANY = error(
    "sign-in.too-many",
    TooMany,
    vi="Đã thử đăng nhập sai quá nhiều lần. Xin thử lại sau {seconds} giây.",
    en="There were too many wrong attempts to sign in. Please try again in {seconds} seconds.",
)
CODE_WRONG = error(
    "code.wrong",
    Unauthenticated,
    vi="Mã xác thực chưa đúng. Còn {tries_left} lần thử; xin xem lại tin nhắn mới nhất.",
    en="The code is not right. {tries_left} tries are left; please look at the newest message.",
)
CODE_SPENT = error(
    "code.spent",
    Unauthenticated,
    vi="Mã xác thực đã hết hạn, đã dùng hoặc nhập sai quá số lần. Xin yêu cầu mã mới.",
    en="The code has expired, was used or was entered wrongly too often. Please ask for a new one.",
)
CODE_TOO_MANY = error(
    "code.too-many",
    TooMany,
    vi="Đã gửi quá nhiều mã tới số điện thoại này. Xin thử lại sau {seconds} giây.",
    en="Too many codes were sent to this telephone. Please try again in {seconds} seconds.",
)
ACCOUNT_EXISTS = error(
    "account.exists",
    Conflict,
    vi="Giấy tờ này đã có tài khoản. Xin đăng nhập bằng tài khoản đó.",
    en="There already is an account for this identity paper. Please sign in to it.",
)
ACCOUNT_NOT_FOUND = error(
    "account.not-found",
    NotFound,
    vi="Không tìm thấy tài khoản. Xin đăng nhập lại.",
    en="The account was not found. Please sign in again.",
)
SESSION_OVER = error(
    "session.over",
    Unauthenticated,
    vi="Phiên đăng nhập đã kết thúc. Xin đăng nhập lại.",
    en="The session has ended. Please sign in again.",
)
REGISTER_AWAY = error(
    "register.unavailable",
    Unavailable,
    vi="Chưa đối chiếu được với cơ sở dữ liệu dân cư. Xin thử lại sau ít phút.",
    en="The population register cannot be reached now. Please try again in a few minutes.",
)
PHONE_CHECK_AWAY = error(
    "phone-check.unavailable",
    Unavailable,
    vi="Chưa kiểm tra được chủ thuê bao. Xin thử lại sau ít phút.",
    en="The owner of the telephone cannot be checked now. Please try again in a few minutes.",
)

# Problems of one field: they travel inside ``request.invalid``, and these are their sentences.

IDENTITY_FORM = error(
    "identity.wrong-form",
    Invalid,
    vi="Số giấy tờ chưa đúng dạng: CCCD gồm 12 chữ số, CMND gồm 9 chữ số, hộ chiếu gồm 1 chữ cái và 7 chữ số.",
    en="The number has the wrong form: CCCD has 12 digits, CMND has 9, a passport one letter and 7 digits.",
)
IDENTITY_PROVINCE = error(
    "identity.province-unknown",
    Invalid,
    vi="Ba chữ số đầu của số định danh không phải mã tỉnh, thành phố hay quốc gia nơi đăng ký khai sinh.",
    en="The first three digits are not the code of a province or country of birth registration.",
)
IDENTITY_BIRTH_YEAR = error(
    "identity.birth-year-differs",
    Invalid,
    vi="Số định danh không khớp với năm sinh. Xin kiểm tra lại số và ngày sinh.",
    en="The number does not agree with the year of birth. Please check both.",
)
IDENTITY_SEX = error(
    "identity.sex-differs",
    Invalid,
    vi="Số định danh không khớp với giới tính. Xin kiểm tra lại.",
    en="The number does not agree with the sex that was given. Please check both.",
)
IDENTITY_MISMATCH = error(
    "identity.not-matching-register",
    Invalid,
    vi="Họ tên hoặc ngày sinh không khớp với cơ sở dữ liệu dân cư. Xin nhập đúng như trên giấy tờ.",
    en="Name or birth date differ from the population register. Please enter them as on the paper.",
)
IDENTITY_UNKNOWN = error(
    "identity.not-in-register",
    Invalid,
    vi="Không tìm thấy số giấy tờ trong cơ sở dữ liệu dân cư. Xin kiểm tra lại số.",
    en="The number is not in the population register. Please check it.",
)
NAME_FORM = error(
    "name.wrong-form",
    Invalid,
    vi="Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối.",
    en="A name consists of letters, spaces, apostrophes and hyphens.",
)
BIRTH_DATE_RANGE = error(
    "birth-date.out-of-range",
    Invalid,
    vi="Ngày sinh không thể ở tương lai hay quá xa trong quá khứ.",
    en="The birth date cannot lie in the future or too far in the past.",
)
PHONE_FORM = error(
    "phone.not-vietnamese-mobile",
    Invalid,
    vi="Số điện thoại phải là số di động Việt Nam, ví dụ 0912345678.",
    en="The telephone must be a Vietnamese mobile number, for example 0912345678.",
)
PHONE_OWNER = error(
    "phone.not-owner",
    Invalid,
    vi="Số điện thoại không đứng tên người đăng ký. Xin dùng số chính chủ.",
    en="The telephone is not registered to this person. Please use a number of your own.",
)
PHONE_UNKNOWN = error(
    "phone.owner-unknown",
    Invalid,
    vi="Nhà mạng chưa có thông tin chủ thuê bao của số này. Xin cập nhật thông tin thuê bao hoặc dùng số khác.",
    en="The operator does not know who owns this number. Please have it registered, or use another one.",
)
EMAIL_FORM = error(
    "email.wrong-form",
    Invalid,
    vi="Địa chỉ thư điện tử chưa đúng dạng.",
    en="The e-mail address has the wrong form.",
)
PASSWORD_SHORT = error(
    "password.too-short",
    Invalid,
    vi="Mật khẩu cần ít nhất {min} ký tự.",
    en="The password needs at least {min} characters.",
)
PASSWORD_COMMON = error(
    "password.too-common",
    Invalid,
    vi="Mật khẩu này quá phổ biến, dễ bị đoán. Xin chọn mật khẩu khác.",
    en="This password is too common and easy to guess. Please choose another.",
)
PASSWORD_PERSONAL = error(
    "password.too-personal",
    Invalid,
    vi="Mật khẩu chứa tên, số giấy tờ, số điện thoại hay ngày sinh của bạn. Xin chọn mật khẩu khác.",
    en="The password contains your name, number, telephone or birth date. Please choose another.",
)
