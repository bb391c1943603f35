"""What people and staff ask of accounts: to register, to sign in, to go on, to end a session."""

import datetime as dt
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.accounts.contract.consents import ConsentChoice
from services.accounts.contract.terms import Device, DeviceToken, FactorCode, IdentityKind, Secret, Sex, SixDigits


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
    consents: Annotated[
        tuple[ConsentChoice, ...], Rule(max=20, description="What the person agrees to; silence is no consent")
    ] = ()


@record
class CheckRegistration:
    """What is wrong with a registration of which a part is missing or cannot be read yet: that part is left out here,
    and the rest is looked at as `StartRegistration` does, but for the registers."""

    identity_kind: IdentityKind | None = None
    identity_number: Annotated[str, Rule(max=20)] = ""
    full_name: Annotated[str, Rule(max=100)] = ""
    birth_date: dt.date | None = None
    phone: Annotated[str, Rule(max=20)] = ""
    email: Annotated[str, Rule(max=254)] = ""
    password: Annotated[str, Rule(max=256)] = ""


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
    device_token: DeviceToken = ""


@record
class ConfirmSignIn:
    """Second step of a person's sign-in: the code that their telephone got or their authenticator shows."""

    challenge_id: Ident
    code: FactorCode
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
    device_token: DeviceToken = ""


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


@record
class StartStepUp:
    """Prove once more who you are, for what is sensitive (xác thực lại): first the password."""

    password: Secret


@record
class ConfirmStepUp:
    """The second proof: the code that the telephone got or the authenticator shows."""

    challenge_id: Ident
    code: FactorCode


@record
class OfferSecondFactor:
    """Begin to use an authenticator (ứng dụng xác thực): get the secret to put into it."""


@record
class ConfirmSecondFactor:
    """Show that the authenticator has the secret; from then on every sign-in needs it."""

    code: SixDigits


@record
class RemoveSecondFactor:
    """Stop using the authenticator; codes come by telephone again."""


@record
class RenewRecoveryCodes:
    """Get new recovery codes (mã khôi phục); those before stop working."""


@record
class StartPhoneChange:
    """Use another telephone: it must be the owner's own, and gets a code."""

    phone: Annotated[str, Rule(min=1, max=20, description="Số điện thoại chính chủ mới", example="0987654321")]


@record
class ConfirmPhoneChange:
    """Prove the new telephone with the code that was sent to it."""

    challenge_id: Ident
    code: SixDigits


@record
class RemoveWorkEmail:
    """Be reached by mail no more, as a member of staff; the address is erased."""


@record
class StartEmailChange:
    """Use another e-mail address, or prove the one that is there: it gets a code."""

    email: Annotated[
        str,
        Rule(
            max=254,
            description="Địa chỉ thư điện tử; để trống: địa chỉ đang có mà chưa xác nhận",
            example="an@example.vn",
        ),
    ] = ""


@record
class ConfirmEmailChange:
    """Prove the e-mail address with the code that was sent to it."""

    challenge_id: Ident
    code: SixDigits


@record
class ChangePassword:
    """Set another password."""

    new_password: Secret


@record
class StartProviderSignIn:
    """Sign in by electronic identity (đăng nhập bằng danh tính điện tử): go to the identity provider."""


@record
class ConfirmProviderSignIn:
    """Come back from the identity provider with the code that it gave."""

    state: Annotated[str, Rule(min=1, max=64, description="As the provider sent it back")]
    code: Annotated[str, Rule(min=1, max=2000, description="As the provider sent it back")]
    binding: Annotated[str, Rule(min=1, max=64, description="What the start gave, kept in this browser only")]
    iss: Annotated[str, Rule(max=300, description="As the provider sent it back, if it did (RFC 9207)")] = ""
    device: Device = ""
    device_token: DeviceToken = ""


@record
class StartRecovery:
    """Forgotten password (quên mật khẩu): a code goes to the telephone of the account, if there is one."""

    identity_number: Annotated[str, Rule(min=1, max=20, description="Số giấy tờ đã đăng ký")]
    device_token: DeviceToken = ""


@record
class ConfirmRecovery:
    """Set a new password with the code, and with the second factor where the account has one."""

    challenge_id: Ident
    code: SixDigits
    new_password: Secret
    factor_code: Annotated[str, Rule(max=11, description="Mã của ứng dụng xác thực hoặc mã khôi phục, nếu có dùng")] = (
        ""
    )
