"""What can be wrong with one field of a request; these travel inside ``request.invalid``."""

from chassis.errors import Invalid, error

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
