"""What people and staff ask of accounts: to register, to sign in, to go on, to end a session."""

import datetime as dt
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.accounts.contract.terms import Device, IdentityKind, Secret, Sex, SixDigits


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
    device: Device = ""


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
    device: Device = ""


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
    device: Device = ""


@record
class RefreshSession:
    """Change a refresh token for a new pair of tokens; each refresh token works once."""

    refresh_token: Annotated[str, Rule(min=20, max=200)]


@record
class SignOut:
    """End the session that the caller's access token belongs to."""


@record
class ListSessions:
    """The caller's living sessions (các phiên đăng nhập), with the devices they are on."""


@record
class EndSession:
    """End one of the caller's sessions, on whichever device it is."""

    session_id: Ident


@record
class EndOtherSessions:
    """End all of the caller's sessions but the one that asks."""


@record
class ListRevokedSessions:
    """Ended sessions that may still have access tokens; asked by the gateway when it may have missed an end."""

    after: Annotated[str, Rule(max=100, description="``next_after`` of the page before")] = ""


@record
class GetProfile:
    """The caller's own account."""
