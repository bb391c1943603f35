"""How a request to accounts can fail, as a whole and in one of its fields."""

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated, Unavailable, error

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
PROVIDER_NO_ACCOUNT = error(
    "sign-in.no-account-for-identity",
    Conflict,
    vi="Danh tính điện tử này chưa có tài khoản trên cổng. Xin đăng ký tài khoản trước, rồi đăng nhập lại.",
    en="There is no account on this portal for your electronic identity. Please register first, then sign in again.",
)
TAX_CODE_WRONG = error(
    "tax-code.wrong",
    Invalid,
    vi="Mã số thuế gồm 10 hoặc 13 chữ số và chữ số kiểm tra phải đúng. Xin xem lại trên giấy chứng nhận.",
    en="A tax code has 10 or 13 digits and a right check digit. Please look at the certificate again.",
)
TAX_CODE_UNKNOWN = error(
    "tax-code.not-in-register",
    Invalid,
    vi="Không tìm thấy mã số thuế trong cơ sở dữ liệu đăng ký doanh nghiệp. Xin kiểm tra lại.",
    en="The tax code is not in the business register. Please check it.",
)
NOT_REPRESENTATIVE = error(
    "tax-code.not-representative",
    Invalid,
    vi="Bạn không phải người đại diện theo pháp luật của doanh nghiệp này. Xin để người đại diện đăng ký rồi mời bạn.",
    en="You are not the legal representative of this business. Please let the representative register and invite you.",
)
BUSINESS_REGISTER_AWAY = error(
    "business-register.unavailable",
    Unavailable,
    vi="Chưa đối chiếu được với cơ sở dữ liệu đăng ký doanh nghiệp. Xin thử lại sau ít phút.",
    en="The business register cannot be reached now. Please try again in a few minutes.",
)
ORGANISATION_EXISTS = error(
    "organisation.exists",
    Conflict,
    vi="Doanh nghiệp này đã có tài khoản. Xin để chủ tài khoản mời bạn làm thành viên.",
    en="This business already has an account. Please let its owner invite you.",
)
ORGANISATION_NOT_FOUND = error(
    "organisation.not-found",
    NotFound,
    vi="Không tìm thấy tổ chức, hoặc bạn không phải thành viên. Xin xem lại danh sách tổ chức của bạn.",
    en="There is no such organisation, or you are not a member. Please look at the list of your organisations.",
)
MEMBER_ROLE_MISSING = error(
    "organisation.role-missing",
    Forbidden,
    vi="Vai trò của bạn trong tổ chức không cho phép việc này. Xin nhờ người đại diện hoặc người quản lý.",
    en="Your role in the organisation does not allow this. Please ask its owner or a manager.",
)
LAST_OWNER = error(
    "organisation.last-owner",
    Conflict,
    vi="Tổ chức cần ít nhất một người đại diện. Xin trao vai trò đại diện cho người khác trước.",
    en="An organisation needs at least one owner. Please give that role to somebody else first.",
)
INVITATION_GONE = error(
    "organisation.invitation-gone",
    NotFound,
    vi="Lời mời không còn hiệu lực hoặc không dành cho bạn. Xin đề nghị mời lại.",
    en="The invitation is over or not meant for you. Please ask to be invited again.",
)
MEMBERS_TOO_MANY = error(
    "organisation.too-many-invitations",
    TooMany,
    vi="Hôm nay tổ chức đã mời quá nhiều người. Xin thử lại ngày mai.",
    en="The organisation has invited too many people today. Please try again tomorrow.",
)
DELEGATION_DATES = error(
    "delegation.wrong-dates",
    Invalid,
    vi="Ngày kết thúc ủy quyền phải từ ngày bắt đầu trở đi, không ở quá khứ và không quá {days} ngày.",
    en="A delegation ends on or after its first day, not in the past, and lasts at most {days} days.",
)
DELEGATION_SELF = error(
    "delegation.to-oneself",
    Invalid,
    vi="Không thể ủy quyền cho chính mình. Xin nhập số giấy tờ của người được ủy quyền.",
    en="You cannot delegate to yourself. Please enter the number of the person who is to act for you.",
)
DELEGATION_NOT_FOUND = error(
    "delegation.not-found",
    NotFound,
    vi="Không tìm thấy ủy quyền này, hoặc đã được trả lời hay kết thúc. Xin xem lại danh sách ủy quyền.",
    en="There is no such delegation, or it was answered or ended. Please look at the list again.",
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
    vi="Bạn không được giao hoặc thu hồi: {roles}. Xin bỏ ra, hoặc nhờ quản trị cấp trên.",
    en="You may not give or take: {roles}. Leave them out, or ask the administrator above you.",
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
