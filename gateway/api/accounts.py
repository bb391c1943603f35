"""Registration, sign-in and one's own account."""

from werkzeug.wrappers import Response

from gateway.devices import device_name
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from services.accounts import contract as accounts

area = Area("accounts", Words("Tài khoản và đăng nhập", "Accounts and sign-in"))

CODE_ERRORS = (accounts.CODE_WRONG, accounts.CODE_SPENT, accounts.CODE_TOO_MANY)

area.passes(
    "POST",
    "/api/v1/registrations",
    accounts.start_registration,
    auth=Auth.PUBLIC,
    status=202,
    limit="sign-in",
    summary=Words("Đăng ký tài khoản", "Register an account"),
    errors=(accounts.ACCOUNT_EXISTS, accounts.REGISTER_AWAY, accounts.PHONE_CHECK_AWAY, accounts.CODE_TOO_MANY),
    notes=Words(
        "Mã xác thực được gửi tới số điện thoại chính chủ; gửi mã đó tới …/confirmation.",
        "A code is sent to the person's own telephone; send it to …/confirmation.",
    ),
)


def on_device(visit: Visit) -> Response:
    """Pass on, with the name of the device that the session will be on."""
    return visit.answer(visit.call(device=device_name(visit.request)))


area.route(
    "POST",
    "/api/v1/registrations/{challenge_id}/confirmation",
    accounts.confirm_registration,
    auth=Auth.PUBLIC,
    supplied=("device",),
    status=201,
    limit="sign-in",
    summary=Words("Xác nhận đăng ký bằng mã", "Confirm a registration by its code"),
    errors=CODE_ERRORS,
)(on_device)
area.passes(
    "POST",
    "/api/v1/sessions",
    accounts.start_sign_in,
    auth=Auth.PUBLIC,
    status=202,
    limit="sign-in",
    summary=Words("Đăng nhập, bước một", "Sign in, first step"),
    errors=(accounts.SIGN_IN_WRONG, accounts.SIGN_IN_TOO_MANY, accounts.CODE_TOO_MANY),
)
area.route(
    "POST",
    "/api/v1/sessions/{challenge_id}/confirmation",
    accounts.confirm_sign_in,
    auth=Auth.PUBLIC,
    supplied=("device",),
    status=201,
    limit="sign-in",
    summary=Words("Đăng nhập, bước hai: mã xác thực", "Sign in, second step: the code"),
    errors=CODE_ERRORS,
)(on_device)
area.passes(
    "POST",
    "/api/v1/challenges/{challenge_id}/resend",
    accounts.resend_code,
    auth=Auth.PUBLIC,
    status=202,
    limit="sign-in",
    summary=Words("Gửi lại mã xác thực", "Send the code again"),
    errors=(accounts.CODE_SPENT, accounts.CODE_TOO_MANY),
)
area.passes(
    "POST",
    "/api/v1/sessions/refresh",
    accounts.refresh_session,
    auth=Auth.PUBLIC,
    status=201,
    limit="sign-in",
    summary=Words("Làm mới phiên đăng nhập", "Refresh a session"),
    errors=(accounts.SESSION_OVER,),
    notes=Words("Mỗi refresh token dùng được một lần.", "Each refresh token works once."),
)
area.route(
    "POST",
    "/api/v1/staff-sessions",
    accounts.staff_sign_in,
    auth=Auth.PUBLIC,
    supplied=("device",),
    status=201,
    limit="sign-in",
    summary=Words("Cán bộ đăng nhập", "Sign in as staff"),
    errors=(accounts.STAFF_SIGN_IN_WRONG, accounts.SIGN_IN_TOO_MANY),
)(on_device)
area.passes(
    "POST",
    "/api/v1/provider-sign-ins",
    accounts.start_provider_sign_in,
    auth=Auth.PUBLIC,
    status=201,
    limit="sign-in",
    summary=Words("Đăng nhập bằng danh tính điện tử, bước một", "Sign in by electronic identity, first step"),
    errors=(accounts.PROVIDER_NONE, accounts.PROVIDER_AWAY),
    notes=Words(
        "Giữ binding trong trình duyệt, rồi mở authorization_url.",
        "Keep the binding in the browser, then open authorization_url.",
    ),
)
area.route(
    "POST",
    "/api/v1/provider-sign-ins/confirmation",
    accounts.confirm_provider_sign_in,
    auth=Auth.PUBLIC,
    supplied=("device",),
    status=201,
    limit="sign-in",
    summary=Words("Đăng nhập bằng danh tính điện tử, bước hai", "Sign in by electronic identity, second step"),
    errors=(
        accounts.PROVIDER_NONE,
        accounts.PROVIDER_AWAY,
        accounts.PROVIDER_REFUSED,
        accounts.PROVIDER_INCOMPLETE,
        accounts.PROVIDER_NO_ACCOUNT,
    ),
)(on_device)
area.passes(
    "DELETE",
    "/api/v1/sessions/current",
    accounts.sign_out,
    auth=Auth.SIGNED_IN,
    status=204,
    summary=Words("Đăng xuất", "Sign out"),
    errors=(accounts.SESSION_OVER,),
)
area.passes(
    "GET",
    "/api/v1/me/sessions",
    accounts.list_sessions,
    auth=Auth.SIGNED_IN,
    summary=Words("Các phiên đăng nhập của tôi", "My sessions"),
)
area.passes(
    "DELETE",
    "/api/v1/me/sessions/{session_id}",
    accounts.end_session,
    auth=Auth.SIGNED_IN,
    status=204,
    summary=Words("Kết thúc một phiên đăng nhập", "End one of my sessions"),
    errors=(accounts.SESSION_NOT_FOUND,),
    notes=Words(
        "Thường có hiệu lực ở mọi nơi trong vài phần trăm giây.",
        "Usually in force everywhere within some hundredths of a second.",
    ),
)
area.passes(
    "DELETE",
    "/api/v1/me/sessions",
    accounts.end_other_sessions,
    auth=Auth.SIGNED_IN,
    summary=Words("Kết thúc mọi phiên khác", "End all my other sessions"),
)
area.passes(
    "GET",
    "/api/v1/me",
    accounts.get_profile,
    auth=Auth.SIGNED_IN,
    summary=Words("Tài khoản của tôi", "My account"),
    errors=(accounts.ACCOUNT_NOT_FOUND, accounts.SESSION_OVER),
)
