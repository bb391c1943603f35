"""How a request to accounts can fail; about acting for others see `acting_errors`, about one field `field_errors`."""

from chassis.errors import Conflict, Forbidden, NotFound, TooMany, Unauthenticated, Unavailable, error

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
SESSION_NOT_FOUND = error(
    "session.not-found",
    NotFound,
    vi="Không tìm thấy phiên đăng nhập này; có thể phiên đã kết thúc. Xin xem lại danh sách phiên.",
    en="There is no such session; it may have ended. Please look at the list of sessions again.",
)
PASSWORD_WRONG = error(
    "password.wrong",
    Unauthenticated,
    vi="Mật khẩu chưa đúng. Xin nhập lại mật khẩu hiện tại.",
    en="The password is not right. Please enter your present password again.",
)
STEP_UP_NEEDED = error(
    "session.step-up-needed",
    Forbidden,
    vi="Việc này cần xác thực lại: xin nhập mật khẩu và mã xác thực, rồi thử lại.",
    en="This needs a fresh proof that it is you: enter your password and a code, then try again.",
)
SECOND_FACTOR_EXISTS = error(
    "second-factor.exists",
    Conflict,
    vi="Tài khoản đã dùng ứng dụng xác thực. Xin bỏ ứng dụng cũ trước khi thêm ứng dụng mới.",
    en="The account already uses an authenticator. Please remove it before adding another.",
)
SECOND_FACTOR_MISSING = error(
    "second-factor.missing",
    NotFound,
    vi="Tài khoản chưa có ứng dụng xác thực nào đang chờ hoặc đang dùng. Xin bắt đầu thêm ứng dụng.",
    en="No authenticator is offered or in use. Please begin to add one.",
)
SECOND_FACTOR_WRONG = error(
    "second-factor.wrong",
    Unauthenticated,
    vi="Mã của ứng dụng xác thực chưa đúng hoặc đã dùng. Xin đợi mã mới rồi thử lại.",
    en="The authenticator's code is not right or was used. Wait for the next one and try again.",
)
SECOND_FACTOR_NEEDED = error(
    "second-factor.needed",
    Unauthenticated,
    vi="Tài khoản này dùng ứng dụng xác thực. Xin nhập thêm mã của ứng dụng hoặc một mã khôi phục.",
    en="This account uses an authenticator. Please enter its code or a recovery code as well.",
)
RECOVERY_TOO_SOON = error(
    "recovery.too-soon",
    Conflict,
    vi="Số điện thoại của tài khoản vừa được thay. Có thể đặt lại mật khẩu sau {hours} giờ nữa.",
    en="The telephone of this account was changed lately. The password can be set anew in {hours} hours.",
)
PROVIDER_NONE = error(
    "sign-in.no-provider",
    NotFound,
    vi="Cổng chưa kết nối đăng nhập bằng danh tính điện tử. Xin đăng nhập bằng số giấy tờ và mật khẩu.",
    en="Sign-in by electronic identity is not connected here. Please use identity number and password.",
)
PROVIDER_AWAY = error(
    "sign-in.provider-unavailable",
    Unavailable,
    vi="Chưa kết nối được với hệ thống định danh điện tử. Xin thử lại sau ít phút, hoặc dùng mật khẩu.",
    en="The electronic identity system cannot be reached now. Please try again in a few minutes, or use your password.",
)
PROVIDER_REFUSED = error(
    "sign-in.provider-refused",
    Unauthenticated,
    vi="Không xác minh được việc đăng nhập bằng danh tính điện tử. Xin đăng nhập lại từ đầu.",
    en="The sign-in by electronic identity could not be verified. Please start it again.",
)
PROVIDER_INCOMPLETE = error(
    "sign-in.provider-incomplete",
    Unauthenticated,
    vi="Hệ thống định danh điện tử chưa cho cổng biết đủ thông tin ({what}). Xin đăng nhập bằng mật khẩu.",
    en="The electronic identity system did not tell the portal enough ({what}). Please sign in by your password.",
)
PROVIDER_NO_ACCOUNT = error(
    "sign-in.no-account-for-identity",
    Conflict,
    vi="Danh tính điện tử này chưa có tài khoản trên cổng. Xin đăng ký tài khoản trước, rồi đăng nhập lại.",
    en="There is no account on this portal for your electronic identity. Please register first, then sign in again.",
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
STAFF_EXISTS = error(
    "staff.number-taken",
    Conflict,
    vi="Số hiệu này đã có người dùng. Xin dùng số hiệu khác, hoặc mời lại người đó.",
    en="Somebody has this staff number already. Use another one, or invite that person again.",
)
WORK_EMAIL_PROVED = error(
    "staff.email-proved",
    Conflict,
    vi="Người này đã tự xác nhận địa chỉ thư công vụ; chỉ chính họ đổi hoặc bỏ được, ở trang Tài khoản.",
    en="This person has proved their work e-mail address; only they can change or remove it, on the page Account.",
)
STAFF_NOT_FOUND = error(
    "staff.not-found",
    NotFound,
    vi="Không tìm thấy cán bộ này trong các cơ quan bạn quản trị. Xin kiểm tra lại danh sách.",
    en="There is no such member of staff in the agencies you administer. Please look in the list.",
)
AGENCY_UNKNOWN = error(
    "agency.unknown",
    NotFound,
    vi="Không có cơ quan {agency} trong danh mục. Xin kiểm tra lại mã cơ quan.",
    en="There is no agency {agency} in the catalogue. Please check its code.",
)
ROLE_NOT_YOURS_TO_GIVE = error(
    "staff.role-not-yours-to-give",
    Forbidden,
    vi="Bạn không được giao hoặc thu hồi vai trò: {roles_vi}. Xin bỏ ra, hoặc nhờ quản trị cấp trên.",
    en="You may not give or take the role: {roles_en}. Leave them out, or ask the administrator above you.",
)
NOT_ON_YOURSELF = error(
    "staff.not-on-yourself",
    Forbidden,
    vi="Không thể tự thay đổi quyền của chính mình. Xin nhờ quản trị viên khác.",
    en="Nobody changes their own rights. Please ask another administrator.",
)
HOLDINGS_TOO_MANY = error(
    "staff.too-many-roles",
    Conflict,
    vi="Một người giữ quá nhiều vai trò, thủ tục hoặc ủy quyền cùng lúc. Xin giao bớt cho người khác.",
    en="One person would hold too many roles, procedures or deputyships. Please give some to somebody else.",
)
INVITATION_WRONG = error(
    "invitation.wrong",
    Unauthenticated,
    vi="Lời mời không đúng, đã dùng hoặc đã hết hạn. Xin quản trị viên gửi lời mời mới.",
    en="The invitation is not right, was used or has expired. Please ask your administrator for a new one.",
)
