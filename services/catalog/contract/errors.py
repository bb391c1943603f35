"""How a question to the catalogue can fail."""

from chassis.errors import Invalid, NotFound, error

PROCEDURE_NOT_FOUND = error(
    "procedure.not-found",
    NotFound,
    vi="Không có thủ tục mã {code}. Xin kiểm tra lại mã hoặc tìm theo tên.",
    en="There is no procedure {code}. Please check the code or search by name.",
)
VERSION_NOT_FOUND = error(
    "procedure.version-not-found",
    NotFound,
    vi="Thủ tục {code} không có phiên bản {version}. Xin mở phiên bản hiện hành.",
    en="Procedure {code} has no version {version}. Please open the current one.",
)
NOT_IN_FORCE = error(
    "procedure.not-in-force",
    NotFound,
    vi="Thủ tục {code} không có phiên bản nào có hiệu lực ngày {at}. Xin chọn ngày khác.",
    en="No version of procedure {code} is in force on {at}. Please choose another day.",
)
FORM_NOT_FOUND = error(
    "procedure.form-not-found",
    NotFound,
    vi="Thủ tục {code} không có mẫu điện tử “{form}”. Xin mở trang của thủ tục để chọn mẫu.",
    en="Procedure {code} has no electronic form “{form}”. Please choose one on the procedure's page.",
)
VERSION_OR_DATE = error(
    "procedure.version-or-date",
    Invalid,
    vi="Chỉ chọn phiên bản hoặc ngày, không chọn cả hai.",
    en="Choose a version or a day, not both.",
)
AGENCY_NOT_FOUND = error(
    "agency.not-found",
    NotFound,
    vi="Không có cơ quan mã {code}. Xin chọn trong danh sách cơ quan.",
    en="There is no agency {code}. Please choose one from the list of agencies.",
)
LIFE_EVENT_UNKNOWN = error(
    "life-event.unknown",
    Invalid,
    vi="Không có nhóm sự kiện “{key}”. Xin chọn trong danh sách nhóm.",
    en="There is no life event “{key}”. Please choose one from the list.",
)
FIELD_UNKNOWN = error(
    "field.unknown",
    Invalid,
    vi="Không có lĩnh vực “{key}”. Xin chọn trong danh sách lĩnh vực.",
    en="There is no field “{key}”. Please choose one from the list.",
)
UNIT_NOT_FOUND = error(
    "unit.not-found",
    NotFound,
    vi="Ngày {at} không có đơn vị hành chính mã {code}. Xin kiểm tra lại mã; mã trước 01/07/2025 thì tra đơn vị cũ.",
    en="There is no unit {code} on {at}. Please check the code; look one of before 2025-07-01 up as a former unit.",
)
FORMER_UNIT_UNNAMED = error(
    "unit.former-unnamed",
    Invalid,
    vi="Xin cho biết mã, hoặc tên xã, huyện hay tỉnh cũ cần tra.",
    en="Please give the code, or the name of the former commune, district or province.",
)
CURSOR_WRONG = error(
    "cursor.wrong",
    Invalid,
    vi="Con trỏ trang không đúng. Xin bắt đầu lại từ trang đầu.",
    en="The page cursor is not right. Please start again from the first page.",
)
NOT_PROVIDED = error(
    "service-level.not-provided",
    NotFound,
    vi="Cơ quan {agency} không cung cấp thủ tục {code} ngày {at}. Xin chọn cơ quan khác trong trang của thủ tục.",
    en="Agency {agency} does not provide procedure {code} on {at}. Please choose another on the procedure's page.",
)
NO_LEVELS = error(
    "service-level.no-scheme",
    NotFound,
    vi="Ngày {at} chưa có quy định về mức độ dịch vụ công trực tuyến. Xin chọn từ ngày {from_day}.",
    en="There were no levels of online services on {at}. Please choose a day from {from_day} on.",
)
