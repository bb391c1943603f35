"""The security of one's own account: proof anew, authenticator, telephone, e-mail address and password."""

from gateway.api.accounts import CODE_ERRORS
from gateway.routing import Area, Auth, Words
from services.accounts import contract as accounts

area = Area("security", Words("Bảo mật tài khoản", "Security of one's account"))

FRESH = (accounts.STEP_UP_NEEDED, accounts.SESSION_OVER, accounts.ACCOUNT_NOT_FOUND)
NEEDS_PROOF = Words(
    "Cần xác thực lại trong vòng mười phút: POST /api/v1/me/step-up rồi …/confirmation.",
    "Needs a proof within the last ten minutes: POST /api/v1/me/step-up, then …/confirmation.",
)

area.passes(
    "POST",
    "/api/v1/me/step-up",
    accounts.start_step_up,
    auth=Auth.SIGNED_IN,
    status=202,
    limit="sign-in",
    summary=Words("Xác thực lại, bước một: mật khẩu", "Prove who you are again, first step: the password"),
    errors=(accounts.PASSWORD_WRONG, accounts.SIGN_IN_TOO_MANY, accounts.CODE_TOO_MANY),
)
area.passes(
    "POST",
    "/api/v1/me/step-up/{challenge_id}/confirmation",
    accounts.confirm_step_up,
    auth=Auth.SIGNED_IN,
    limit="sign-in",
    summary=Words("Xác thực lại, bước hai: mã", "Prove who you are again, second step: the code"),
    errors=(*CODE_ERRORS, accounts.SESSION_OVER),
)
area.passes(
    "POST",
    "/api/v1/me/second-factor",
    accounts.offer_second_factor,
    auth=Auth.CITIZEN,
    status=201,
    summary=Words("Thêm ứng dụng xác thực", "Begin to use an authenticator"),
    errors=(*FRESH, accounts.SECOND_FACTOR_EXISTS),
    notes=NEEDS_PROOF,
)
area.passes(
    "POST",
    "/api/v1/me/second-factor/confirmation",
    accounts.confirm_second_factor,
    auth=Auth.CITIZEN,
    limit="sign-in",
    summary=Words("Xác nhận ứng dụng xác thực; nhận mã khôi phục", "Confirm the authenticator; get recovery codes"),
    errors=(*FRESH, accounts.SECOND_FACTOR_MISSING, accounts.SECOND_FACTOR_WRONG),
)
area.passes(
    "DELETE",
    "/api/v1/me/second-factor",
    accounts.remove_second_factor,
    auth=Auth.CITIZEN,
    status=204,
    summary=Words("Bỏ ứng dụng xác thực", "Stop using the authenticator"),
    errors=FRESH,
    notes=NEEDS_PROOF,
)
area.passes(
    "POST",
    "/api/v1/me/recovery-codes",
    accounts.renew_recovery_codes,
    auth=Auth.CITIZEN,
    status=201,
    summary=Words("Nhận mã khôi phục mới", "Get new recovery codes"),
    errors=(*FRESH, accounts.SECOND_FACTOR_MISSING),
    notes=NEEDS_PROOF,
)
area.passes(
    "POST",
    "/api/v1/me/phone",
    accounts.start_phone_change,
    auth=Auth.CITIZEN,
    status=202,
    limit="sign-in",
    summary=Words("Đổi số điện thoại", "Change the telephone"),
    errors=(*FRESH, accounts.PHONE_CHECK_AWAY, accounts.CODE_TOO_MANY),
    notes=NEEDS_PROOF,
)
area.passes(
    "POST",
    "/api/v1/me/phone/{challenge_id}/confirmation",
    accounts.confirm_phone_change,
    auth=Auth.CITIZEN,
    limit="sign-in",
    summary=Words("Xác nhận số điện thoại mới bằng mã", "Confirm the new telephone by its code"),
    errors=CODE_ERRORS,
    notes=Words("Số cũ được báo; các phiên khác kết thúc.", "The former number is told; other sessions end."),
)
area.passes(
    "POST",
    "/api/v1/me/email",
    accounts.start_email_change,
    auth=Auth.SIGNED_IN,
    status=202,
    limit="sign-in",
    summary=Words("Đổi hoặc xác nhận địa chỉ thư điện tử", "Change or prove the e-mail address"),
    errors=(*FRESH, accounts.CODE_TOO_MANY),
    notes=Words(
        f"{NEEDS_PROOF.vi} Cán bộ đặt thư công vụ cũng bằng cách này; không có email: xác nhận địa chỉ đã ghi sẵn.",
        f"{NEEDS_PROOF.en} Members of staff set their work e-mail address in the same way; without email the address "
        "that an administrator wrote down is proved.",
    ),
)
area.passes(
    "POST",
    "/api/v1/me/email/{challenge_id}/confirmation",
    accounts.confirm_email_change,
    auth=Auth.SIGNED_IN,
    limit="sign-in",
    summary=Words("Xác nhận địa chỉ thư bằng mã", "Confirm the e-mail address by its code"),
    errors=CODE_ERRORS,
)
area.passes(
    "DELETE",
    "/api/v1/me/email",
    accounts.remove_work_email,
    auth=Auth.STAFF,
    summary=Words("Bỏ địa chỉ thư công vụ", "Remove the work e-mail address"),
    errors=FRESH,
    notes=NEEDS_PROOF,
)
area.passes(
    "PUT",
    "/api/v1/me/password",
    accounts.change_password,
    auth=Auth.SIGNED_IN,
    status=204,
    limit="sign-in",
    summary=Words("Đổi mật khẩu", "Change the password"),
    errors=FRESH,
    notes=NEEDS_PROOF,
)
area.passes(
    "POST",
    "/api/v1/recoveries",
    accounts.start_recovery,
    auth=Auth.PUBLIC,
    status=202,
    limit="sign-in",
    summary=Words("Quên mật khẩu: xin mã", "Forgotten password: ask for a code"),
    errors=(accounts.CODE_TOO_MANY,),
    notes=Words(
        "Câu trả lời giống nhau dù giấy tờ có tài khoản hay không.",
        "The answer is the same whether or not there is an account.",
    ),
)
area.passes(
    "POST",
    "/api/v1/recoveries/{challenge_id}/confirmation",
    accounts.confirm_recovery,
    auth=Auth.PUBLIC,
    status=204,
    limit="sign-in",
    summary=Words("Đặt mật khẩu mới bằng mã", "Set a new password by the code"),
    errors=(
        accounts.CODE_WRONG,
        accounts.CODE_SPENT,
        accounts.SECOND_FACTOR_NEEDED,
        accounts.RECOVERY_TOO_SOON,
    ),
)
