"""How what the desk asks of the books can fail."""

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, error

SECOND_PERSON_NEEDED = error(
    "payment.second-person-needed",
    Forbidden,
    vi="Việc này cần người thứ hai. Xin nhờ một đồng nghiệp có thẩm quyền quyết định thay bạn.",
    en="This needs a second person. Please ask a colleague who may decide it.",
)
DECIDED_ALREADY = error(
    "payment.decided-already",
    Conflict,
    vi="Việc này đã có người quyết định. Xin tải lại danh sách.",
    en="Somebody has decided this already. Please reload the list.",
)
ASKED_ALREADY = error(
    "payment.asked-already",
    Conflict,
    vi="Đã có một đề nghị đang chờ quyết định. Xin chờ kết quả của đề nghị đó.",
    en="A request about this is waiting to be decided. Please wait for its outcome.",
)
RECEIPT_IS_OVER = error(
    "receipt.over",
    Conflict,
    vi="Biên lai này đã bị hủy hoặc đã được thay thế. Xin xem biên lai mới nhất của hồ sơ.",
    en="This receipt was cancelled or replaced. Please see the dossier's newest receipt.",
)
BOOKS_NOT_FOUND = error(
    "payment.books-not-found",
    NotFound,
    vi="Không tìm thấy sổ thu của cơ quan này. Xin kiểm tra mã cơ quan.",
    en="There are no books of this agency here. Please check the agency's code.",
)
COLLECTOR_INCOMPLETE = error(
    "collector.incomplete",
    Invalid,
    vi="Để thu qua chuyển khoản cần đủ mã ngân hàng, số tài khoản và chủ tài khoản. Xin điền đủ hoặc bỏ trống cả ba.",
    en="To collect by transfer, bank, account number and account holder are all needed. Please give all, or none.",
)
BANK_UNKNOWN = error(
    "collector.bank-unknown",
    Invalid,
    vi="Mã ngân hàng {bin} chưa có trong danh mục. Xin kiểm tra lại mã BIN 6 chữ số.",
    en="The bank {bin} is not in the list. Please check its BIN of six digits.",
)
RECEIPT_REGISTER_TOO_LONG = error(
    "receipt.register-too-long",
    Conflict,
    vi="Bảng kê có hơn {most} biên lai, không in một lần được. Xin tải tệp CSV.",
    en="The register has more than {most} receipts, too many to print at once. Please download the CSV file.",
)
CASH_DAY_NOT_OPEN = error(
    "cash.day-not-open",
    Conflict,
    vi="Quầy {desk} chưa mở sổ quỹ hôm nay. Xin mở sổ quỹ trước khi thu hoặc chi tiền mặt.",
    en="The cash box of desk {desk} is not open today. Please open it before taking or paying out cash.",
)
CASH_DAY_LEFT_OPEN = error(
    "cash.day-left-open",
    Conflict,
    vi="Sổ quỹ ngày {day} của quầy {desk} chưa khóa. Xin kiểm quỹ và khóa sổ ngày đó trước.",
    en="The cash box of desk {desk} of {day} was not closed. Please count and close that day first.",
)
CASH_DAY_NOT_FOUND = error(
    "cash.day-not-found",
    NotFound,
    vi="Không tìm thấy sổ quỹ này. Xin mở lại từ danh sách sổ quỹ của cơ quan.",
    en="There is no such cash day. Please open it again from the list of your agency.",
)
CASH_DAY_STATE = error(
    "cash.day-state",
    Conflict,
    vi="Sổ quỹ này đang ở tình trạng “{state_vi}” nên không làm được việc này. Xin tải lại sổ quỹ.",
    en="The cash day is “{state_en}”, so this cannot be done. Please reload it.",
)
NOTE_UNKNOWN = error(
    "cash.note-unknown",
    Invalid,
    vi="Không có tờ tiền mệnh giá {value:dong}. Xin kiểm tra lại bảng kê mệnh giá.",
    en="There is no note of {value:dong}. Please check the count.",
)
DIFFERENCE_NEEDS_REASON = error(
    "cash.difference-needs-reason",
    Invalid,
    vi="Kiểm quỹ chênh {difference:dong} so với sổ. Xin đếm lại, nếu vẫn chênh thì ghi lý do (ít nhất 10 ký tự).",
    en="The count differs by {difference:dong}. Please count again; if it still differs, say why (10 letters).",
)
CASH_TOO_LITTLE = error(
    "cash.too-little",
    Conflict,
    vi="Trong quỹ theo sổ chỉ còn {left:dong}, không đủ để chi. Xin nhận thêm tiền hoặc chi bằng chuyển khoản.",
    en="By the books {left:dong} are in the box, too little to pay out. Please pay by transfer instead.",
)
NO_TRANSFERS = error(
    "payment.no-transfers",
    Conflict,
    vi="Cơ quan chưa thu qua chuyển khoản. Xin nộp trực tuyến hoặc tại bộ phận một cửa.",
    en="The agency does not take transfers yet. Please pay online or at its one-stop desk.",
)
STATEMENT_UNREADABLE = error(
    "statement.unreadable",
    Invalid,
    vi="Không đọc được sao kê ở dòng {line}: {why_vi}. Chưa có gì được ghi; xin sửa tệp rồi gửi lại.",
    en="The statement cannot be read at line {line}: {why_en}. Nothing was booked; please correct and send it again.",
)
STATEMENT_NO_TEXT = error(
    "statement.no-text",
    Invalid,
    vi="Tệp sao kê không phải văn bản UTF-8. Xin lưu lại thành CSV, bảng mã UTF-8, rồi gửi lại.",
    en="The statement is no text in UTF-8. Please save it as CSV in UTF-8 and send it again.",
)
STATEMENT_TOO_LARGE = error(
    "statement.too-large",
    Invalid,
    vi="Tệp sao kê lớn hơn {most:size}. Xin chia nhỏ tệp rồi gửi lại.",
    en="The statement is larger than {most:size}. Please part the file and send it again.",
)
STATEMENT_OF_OTHERS = error(
    "statement.other-account",
    Invalid,
    vi="Tài khoản {account} không phải tài khoản thu của cơ quan. Chưa có gì được ghi; xin kiểm tra tệp.",
    en="Account {account} is not one that the agency collects into. Nothing was booked; please check the file.",
)
DIFFERENCE_NOT_FOUND = error(
    "difference.not-found",
    NotFound,
    vi="Không tìm thấy chênh lệch này. Xin mở lại từ danh sách chênh lệch của cơ quan.",
    en="There is no such difference. Please open it again from the list of your agency.",
)
DIFFERENCE_CLOSED = error(
    "difference.closed",
    Conflict,
    vi="Chênh lệch này đang ở tình trạng “{state_vi}” nên không điều chỉnh được. Xin tải lại danh sách.",
    en="The difference is “{state_en}”, so it cannot be repaired. Please reload the list.",
)
DIFFERENCE_TOO_EARLY = error(
    "difference.too-early",
    Conflict,
    vi="Khoản này có thể nằm trong tệp đối soát ngày sau. Xin đối soát ngày sau rồi hãy đề nghị điều chỉnh.",
    en="This may be in the file of the next day. Please reconcile the next day before you propose a repair.",
)
DIFFERENCE_CHANGED = error(
    "difference.changed",
    Conflict,
    vi="Sổ của ta đã đổi từ khi có đề nghị này. Xin không đồng ý đề nghị, đối soát lại ngày {day} rồi xem lại.",
    en="Our books have changed since this was proposed. Please refuse it, reconcile {day} again and look anew.",
)
REFUND_STILL_ASKED = error(
    "refund.still-asked",
    Conflict,
    vi="Cổng thanh toán vẫn đang được hỏi về khoản hoàn này ({asks}/{needed} lần). Xin chờ thêm.",
    en="The gateway is still being asked about this refund ({asks} of {needed} times). Please wait.",
)
