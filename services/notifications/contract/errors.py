"""How a request to notifications can fail."""

from chassis.errors import Forbidden, Invalid, NotFound, error

MESSAGE_NOT_FOUND = error(
    "message.not-found",
    NotFound,
    vi="Không tìm thấy tin này trong hộp thư của bạn. Xin tải lại hộp thư.",
    en="There is no such message in your inbox. Please reload it.",
)
NOT_A_SANDBOX = error(
    "sandbox.absent",
    NotFound,
    vi="Hệ thống này gửi tin thật, không có hộp thư thử nghiệm. Xin xem tin trên điện thoại.",
    en="This system sends real messages and keeps no sandbox outbox. Please look at the telephone.",
)
FEED_FOR_AGENCIES = error(
    "feed.for-agencies",
    Forbidden,
    vi="Luồng sự kiện chỉ dành cho cán bộ cơ quan. Xin đăng nhập bằng tài khoản cán bộ.",
    en="The event feed is for agencies. Please sign in with a staff account.",
)
PHONE_NOT_UNDERSTOOD = error(
    "phone.not-understood",
    Invalid,
    vi="Số điện thoại chưa đúng dạng. Xin nhập số di động Việt Nam, ví dụ 0912345678.",
    en="The telephone number is not understood. Please give a Vietnamese mobile number such as 0912345678.",
)
ADDRESS_NEEDED = error(
    "sandbox.address-needed",
    Invalid,
    vi="Xin cho biết tin gửi đến đâu: số điện thoại (phone) hoặc địa chỉ thư điện tử (email).",
    en="Please say where the messages went: a telephone number (phone) or an e-mail address (email).",
)
CURSOR_WRONG = error(
    "inbox.cursor-wrong",
    Invalid,
    vi="Vị trí trang không hợp lệ. Xin mở lại hộp thư từ trang đầu.",
    en="The page position is not valid. Please open the inbox from its first page.",
)
REPORT_NOT_PROVED = error(
    "report.not-proved",
    Forbidden,
    vi="Báo cáo chuyển tin không được nhận: chữ ký hoặc thời gian không đúng. Xin kiểm tra khóa chung và đồng hồ.",
    en="The delivery report was not taken: its signature or its time is wrong. Please check the secret and the clock.",
)
REPORT_NOT_UNDERSTOOD = error(
    "report.not-understood",
    Invalid,
    vi="Báo cáo chuyển tin không đúng dạng. Xin gửi JSON có id và status.",
    en="The delivery report is not understood. Please send JSON with id and status.",
)
