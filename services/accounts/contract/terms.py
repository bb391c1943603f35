"""The words of accounts: closed lists of values, forms of text, and what sealed strings are bound to."""

import enum
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from chassis.records import Rule

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
    TAX_CODE = "tax_code"  # mã số thuế, of organisations only


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
    STEP_UP = "step_up"
    PHONE_CHANGE = "phone_change"
    EMAIL_CHANGE = "email_change"
    RECOVERY = "recovery"


class CodeWay(enum.StrEnum):
    """Where the code to enter comes from (nơi nhận mã)."""

    SMS = "sms"
    EMAIL = "email"
    AUTHENTICATOR = "authenticator"


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
FactorCode = Annotated[
    str,
    Rule(
        pattern=r"\d{6}|[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}",
        description="Mã 6 chữ số của tin nhắn hay ứng dụng xác thực, hoặc một mã khôi phục",
        example="123456",
    ),
]
DeviceToken = Annotated[str, Rule(max=64, description="What an earlier sign-in on this device was given")]
Device = Annotated[str, Rule(max=60, description="What the gateway calls the device", example="Chrome · Windows")]
Masked = Annotated[str, Rule(max=120, description="Most characters replaced by asterisks")]
Sealed = Annotated[str, Rule(max=4000, description="Readable only with the keys")]

ROLE_NAMES: Final[Mapping[StaffRole, tuple[str, str]]] = {
    StaffRole.RECEIVER: ("cán bộ tiếp nhận và trả kết quả", "reception officer"),
    StaffRole.PROCESSOR: ("cán bộ thụ lý", "handling officer"),
    StaffRole.APPROVER: ("người phê duyệt", "approver"),
    StaffRole.SUPERVISOR: ("người theo dõi, đôn đốc", "supervisor"),
    StaffRole.AGENCY_ADMINISTRATOR: ("quản trị cơ quan", "agency administrator"),
    StaffRole.CATALOG_EDITOR: ("biên tập danh mục thủ tục", "catalogue editor"),
    StaffRole.CATALOG_REVIEWER: ("thẩm định danh mục thủ tục", "catalogue reviewer"),
    StaffRole.AUDITOR: ("kiểm tra nhật ký", "auditor"),
    StaffRole.OPERATOR: ("vận hành hệ thống", "operator"),
}
"""Role -> its name in Vietnamese and in English."""


def roles_told(roles: Iterable[str]) -> dict[str, Any]:
    """The facts of an error that names roles: ``roles`` by their codes, ``roles_vi`` and ``roles_en`` by their names.

    A role of a later release, and one with its agency behind an @, keeps what is not known here.
    """
    codes = list(roles)
    return {
        "roles": ", ".join(codes),
        "roles_vi": ", ".join(f"“{_named(code, 0)}”" for code in codes),
        "roles_en": ", ".join(f"“{_named(code, 1)}”" for code in codes),
    }


def _named(code: str, language: int) -> str:
    role, at, agency = code.partition("@")
    known = ROLE_NAMES[StaffRole(role)][language] if role in set(StaffRole) else role
    return f"{known} ({agency})" if at else known
