"""How a request about one's rights to one's data can fail."""

from chassis.errors import Conflict, Invalid, NotFound, error

CONSENT_NOT_NEEDED = error(
    "consent.not-needed",
    Conflict,
    vi="Mục đích này dựa trên quy định của luật, không cần đồng ý và không rút lại được. Xin xem căn cứ ở danh sách "
    "mục đích.",
    en="This purpose rests on the law: it needs no consent and cannot be withdrawn. See its basis in the list of "
    "purposes.",
)
CONSENT_WORDS_CHANGED = error(
    "consent.words-changed",
    Conflict,
    vi="Nội dung đã có bản mới (bản {version}). Xin đọc lại rồi đồng ý với bản đó.",
    en="The words have a new version ({version}). Please read them again and agree to that version.",
)
CORRECTION_NOTHING = error(
    "correction.nothing",
    Invalid,
    vi="Thông tin gửi lên giống với thông tin đang có. Xin ghi điều cần đính chính.",
    en="What you sent is what the account says already. Please enter what is to be corrected.",
)
CORRECTION_NEEDS_EVIDENCE = error(
    "correction.needs-evidence",
    Conflict,
    vi="Cơ sở dữ liệu dân cư chưa có thông tin đúng như vậy. Xin gửi đề nghị đính chính kèm giấy tờ chứng minh.",
    en="The population register does not say so. Please ask for a correction and attach a paper that proves it.",
)
CORRECTION_WAITS = error(
    "correction.waits",
    Conflict,
    vi="Bạn đã có một đề nghị đính chính đang chờ quyết định. Xin đợi kết quả rồi gửi đề nghị mới.",
    en="A correction that you asked for waits for its decision. Please ask for another one after that.",
)
CORRECTION_NOT_FOUND = error(
    "correction.not-found",
    NotFound,
    vi="Không tìm thấy đề nghị đính chính đang chờ quyết định. Xin xem lại danh sách.",
    en="There is no such correction that waits for a decision. Please look at the list.",
)
CORRECTION_NO_EVIDENCE = error(
    "correction.no-evidence",
    Conflict,
    vi="Đề nghị chưa có giấy tờ chứng minh nên chưa thể chấp nhận. Xin từ chối kèm lý do, hoặc đợi người dân bổ sung.",
    en="No paper proves this request, so it cannot be accepted. Refuse it with the reason, or wait for the paper.",
)
ERASURE_NOT_FOUND = error(
    "erasure.not-found",
    NotFound,
    vi="Không tìm thấy đề nghị xóa dữ liệu. Xin kiểm tra lại mã biên nhận, hoặc xem danh sách đề nghị của bạn.",
    en="There is no such request for erasure. Check the receipt, or look at the list of your requests.",
)
ERASURE_TOO_LATE = error(
    "erasure.too-late",
    Conflict,
    vi="Đề nghị đã được thực hiện hoặc đã kết thúc nên không rút lại được. Xin xem tình trạng theo mã biên nhận.",
    en="The request was carried out or has ended, so it cannot be taken back. See its state by the receipt.",
)
