"""Staff and their administration (quản trị cán bộ): by agency administrators, within the agencies they administer."""

from typing import Any

from chassis.contracts import Method
from chassis.errors import ErrorType
from gateway.routing import Area, Auth, Words
from services.accounts import contract as accounts

area = Area("staff", Words("Quản trị cán bộ", "Administration of staff"))

MEMBER = "/api/v1/staff/{staff_id}"
GIVING = (accounts.ROLE_NOT_YOURS_TO_GIVE, accounts.NOT_ON_YOURSELF, accounts.HOLDINGS_TOO_MANY)

area.passes(
    "POST",
    "/api/v1/staff/invitations/opening",
    accounts.open_invitation,
    auth=Auth.PUBLIC,
    limit="sign-in",
    summary=Words("Xem lời mời cán bộ", "Open an invitation of staff"),
    errors=(accounts.INVITATION_WRONG,),
    notes=Words(
        "Trả khóa bí mật cho ứng dụng xác thực; người giữ lời mời là người duy nhất biết khóa này.",
        "Gives the secret for the authenticator; whoever holds the invitation is the only one to know it.",
    ),
)
area.passes(
    "POST",
    "/api/v1/staff/invitations/acceptance",
    accounts.accept_invitation,
    auth=Auth.PUBLIC,
    status=204,
    limit="sign-in",
    summary=Words("Nhận lời mời: đặt mật khẩu và ứng dụng xác thực", "Accept an invitation: password, authenticator"),
    errors=(accounts.INVITATION_WRONG, accounts.STAFF_SIGN_IN_WRONG),
)
area.passes(
    "GET",
    "/api/v1/staff",
    accounts.list_staff,
    auth=Auth.STAFF,
    summary=Words("Cán bộ của các cơ quan tôi quản trị", "The staff of the agencies I administer"),
    errors=(accounts.AGENCY_UNKNOWN,),
)
area.passes(
    "POST",
    "/api/v1/staff",
    accounts.add_staff,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Thêm cán bộ", "Add a member of staff"),
    errors=(accounts.STAFF_EXISTS, accounts.AGENCY_UNKNOWN, *GIVING),
    notes=Words(
        "Lời mời chỉ được trả về một lần này.",
        "The invitation is answered this once; nobody can see it again.",
    ),
)
area.passes(
    "GET",
    MEMBER,
    accounts.get_staff,
    auth=Auth.STAFF,
    summary=Words("Một cán bộ", "One member of staff"),
    errors=(accounts.STAFF_NOT_FOUND,),
)


def _act(step: str, method: Method[Any, Any], summary: Words, *errors: ErrorType, verb: str = "POST") -> None:
    area.passes(
        verb,
        f"{MEMBER}/{step}",
        method,
        auth=Auth.STAFF,
        summary=summary,
        errors=(accounts.STAFF_NOT_FOUND, *GIVING, *errors),
    )


_act("roles", accounts.change_staff, Words("Giao vai trò", "Give roles"), accounts.AGENCY_UNKNOWN, verb="PUT")
_act(
    "email",
    accounts.note_work_email,
    Words("Ghi địa chỉ thư công vụ", "Write down the work e-mail address"),
    accounts.WORK_EMAIL_PROVED,
    verb="PUT",
)
_act("deactivation", accounts.disable_staff, Words("Vô hiệu hóa tài khoản", "Take all access away"))
_act("reactivation", accounts.enable_staff, Words("Khôi phục tài khoản", "Give access back"))
_act("invitation", accounts.invite_staff, Words("Mời lại", "Invite again"))

area.passes(
    "POST",
    "/api/v1/staff/{absent_id}/deputies",
    accounts.name_deputy,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Cử người thay khi vắng mặt", "Name a deputy for an absence"),
    errors=(accounts.STAFF_NOT_FOUND, *GIVING),
)
area.passes(
    "POST",
    "/api/v1/staff/deputies/{deputyship_id}/end",
    accounts.end_deputy,
    auth=Auth.STAFF,
    summary=Words("Kết thúc việc thay", "End a deputy's time"),
    errors=(accounts.STAFF_NOT_FOUND, accounts.NOT_ON_YOURSELF),
)
