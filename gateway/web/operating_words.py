"""What the services call things inside, in the words of who watches over them: events, health, messages.

A name without words here is shown as it is; tests hold that there is none.
"""

import re
from collections.abc import Mapping
from typing import Final

from gateway.routing import Words
from services.notifications import contract as notifications

EVENTS: Final[Mapping[str, Words]] = {
    name: Words(vi, en)
    for name, vi, en in (
        ("account_erased", "đã xóa tài khoản", "account erased"),
        ("account_restricted", "hạn chế xử lý dữ liệu", "account restricted"),
        ("account_opened", "mở tài khoản", "account opened"),
        ("account_changed", "tài khoản thay đổi", "account changed"),
        ("account_corrected", "sửa thông tin tài khoản", "account corrected"),
        ("agency_published", "công bố cơ quan", "agency published"),
        ("apology_issued", "xin lỗi và hẹn lại", "apology with a new date"),
        ("applicant_changed", "đổi người nộp", "applicant changed"),
        ("appointment_changed", "lịch hẹn thay đổi", "appointment changed"),
        ("catalogue_changed", "danh mục thay đổi", "catalogue changed"),
        ("code_requested", "gửi mã xác thực", "one-time code asked for"),
        ("consent_changed", "đồng ý thay đổi", "consent changed"),
        ("consultation_changed", "lấy ý kiến thay đổi", "consultation changed"),
        ("contact_changed", "đổi liên hệ của tài khoản", "contact of an account changed"),
        ("contact_left", "liên hệ để lại tại quầy", "contact left at a desk"),
        ("contact_reach_changed", "tin tới được hay không tới được số đã để lại", "whether messages reach a contact"),
        ("correction_refused", "không sửa thông tin", "correction refused"),
        ("data_erased", "một nơi giữ dữ liệu đã xóa", "data erased by one holder"),
        ("data_exported", "lấy bản sao dữ liệu", "copy of data taken"),
        ("decision_proposed", "trình quyết định", "decision proposed"),
        ("decision_sent_back", "trả lại trình duyệt", "proposal sent back"),
        ("delegation_granted", "ủy quyền", "delegation granted"),
        ("delegation_revoked", "chấm dứt ủy quyền", "delegation revoked"),
        ("device_added", "thiết bị mới", "device added"),
        ("dossier_assigned", "phân công hồ sơ", "dossier assigned"),
        ("dossier_decided", "quyết định hồ sơ", "dossier decided"),
        ("dossier_edited", "hồ sơ được sửa", "dossier edited"),
        ("dossier_processing", "chuyển xử lý", "processing started"),
        ("dossier_received", "tiếp nhận hồ sơ", "dossier received"),
        ("dossier_refused", "không tiếp nhận hồ sơ", "dossier refused"),
        ("dossier_resumed", "tính tiếp thời hạn", "time limit resumed"),
        ("dossier_stopped", "dừng xử lý hồ sơ", "dossier stopped"),
        ("dossier_submitted", "nộp hồ sơ", "dossier filed"),
        ("dossier_supplemented", "đã bổ sung hồ sơ", "dossier supplemented"),
        ("dossier_suspended", "tạm dừng thời hạn", "time limit paused"),
        ("dossier_withdrawn", "rút hồ sơ", "dossier withdrawn"),
        ("duty_alarm", "nhắc việc đến hạn", "duty is due or late"),
        ("duty_digest", "thư buổi sáng cho cán bộ", "mail of the morning to staff"),
        ("email_code_requested", "gửi mã qua thư điện tử", "code by e-mail asked for"),
        ("erasure_answered", "một nơi giữ dữ liệu trả lời về việc xóa", "a holder answered about an erasure"),
        ("erasure_asked", "yêu cầu xóa dữ liệu", "erasure asked for"),
        ("erasure_ended", "kết thúc xóa dữ liệu", "erasure ended"),
        ("fee_change_refused", "không đổi được mức phí", "change of a fee refused"),
        ("fee_changed", "đổi mức phí", "fee changed"),
        ("fee_claims_decided", "quyết định về miễn, giảm phí", "claims to pay less decided"),
        ("fee_due", "khoản phải nộp", "fee due"),
        ("fee_kept", "giữ mức phí", "fee kept"),
        ("organisation_member_changed", "thành viên tổ chức thay đổi", "member of an organisation changed"),
        ("password_changed", "đổi mật khẩu", "password changed"),
        ("payment_failed", "thanh toán không thành", "payment failed"),
        ("payment_requested", "yêu cầu thanh toán", "payment asked for"),
        ("payment_settled", "đã thanh toán", "payment settled"),
        ("payment_waived", "miễn khoản phải nộp", "payment waived"),
        ("procedure_published", "công bố thủ tục", "procedure published"),
        ("procedure_withdrawn", "thôi công bố thủ tục", "procedure withdrawn"),
        ("receipt_countered", "điều chỉnh, hủy biên lai", "receipt countered"),
        ("receipt_issued", "lập biên lai", "receipt issued"),
        ("refund_settled", "đã hoàn tiền", "refund settled"),
        ("result_attached", "đính kèm kết quả", "result attached"),
        ("result_dispatched", "gửi kết quả qua bưu chính", "result sent by post"),
        ("result_returned", "trả kết quả", "result returned"),
        ("second_factor_changed", "đổi xác thực hai lớp", "second factor changed"),
        ("service_rated", "người nộp đánh giá", "service rated"),
        ("session_revoked", "kết thúc phiên đăng nhập", "session ended"),
        ("staff_changed", "cán bộ thay đổi", "staff changed"),
        ("staff_contact_changed", "đổi thư điện tử của cán bộ", "e-mail address of staff changed"),
        ("subscription_paused", "tạm ngừng gửi cho cơ quan", "agency's subscription paused"),
        ("supplement_allowed", "cho bổ sung thêm", "one more supplement allowed"),
        ("supplement_requested", "yêu cầu bổ sung", "supplement asked for"),
    )
}  # fmt: skip
CHANNELS: Final[Mapping[notifications.MessageChannel, Words]] = {
    notifications.MessageChannel.INBOX: Words("hộp thư của cổng", "portal's inbox"),
    notifications.MessageChannel.SMS: Words("tin nhắn SMS", "text message"),
    notifications.MessageChannel.EMAIL: Words("thư điện tử", "e-mail"),
    notifications.MessageChannel.PUSH: Words("mạng xã hội", "social network"),
}
PAUSED: Final[Mapping[str, Words]] = {
    "asked": Words("theo yêu cầu", "as asked for"),
    "failing": Words("địa chỉ nhận không trả lời đúng trong ba ngày", "its address gave no good answer for three days"),
    "gone": Words("địa chỉ nhận báo không còn dùng (410)", "its address says that it is gone (410)"),
}
UNHANDLED: Final[Mapping[str, Words]] = {
    "failed": Words("xử lý hỏng", "its handler failed"),
    "gap": Words("thiếu sự kiện trước", "its predecessor never came"),
    "schema": Words("sai cấu trúc", "not as its schema says"),
    "unknown-type": Words("loại chưa biết", "of an unknown type"),
    "unreadable": Words("không đọc được", "unreadable"),
}
LOST: Final[Mapping[str, Words]] = {
    "expired": Words("hết hạn trước khi gửi được", "expired before it could be sent"),
    "superseded": Words("có tin mới hơn thay", "a newer one took its place"),
    "done": Words("việc đã xong, không cần nhắc", "done meanwhile"),
    "not-wanted": Words("người nhận không muốn nhận", "not wanted by its reader"),
    "consent-withdrawn": Words("người nhận đã rút đồng ý", "consent was withdrawn"),
    "switched-off": Words("người nhận đã tắt", "switched off by its reader"),
    "no contact is known": Words("chưa biết liên hệ", "no contact is known yet"),
    "no_such_number": Words("số không tồn tại", "there is no such number"),
    "refused": Words("nhà cung cấp từ chối", "the provider refused it"),
}
_DETAIL: Final = re.compile(r"(?:status|error) (-?\d+)")
_HEALTH: Final = tuple(
    (re.compile(pattern), Words(vi, en))
    for pattern, vi, en in (
        (r"starting: .*", "đang khởi động, còn đọc dữ liệu vào bộ nhớ", "starting: reading what is kept in memory"),
        (r"the database does not answer", "cơ sở dữ liệu không trả lời", "the database does not answer"),
        (
            r"the database lacks migrations.*",
            "cơ sở dữ liệu thiếu bước nâng cấp; chạy python -m chassis.migrations upgrade",
            "the database lacks migrations; run python -m chassis.migrations upgrade",
        ),
        (
            r"(\d+) events wait to be published, the oldest for (\d+) s",
            r"\1 sự kiện chờ gửi đi, cũ nhất đã \2 giây",
            r"\1 events wait to be published, the oldest for \2 s",
        ),
        (
            r".*: only what is kept here can be served",
            "mất kết nối RabbitMQ; chỉ phục vụ được những gì đang giữ",
            "no connection to RabbitMQ: only what is kept here can be served",
        ),
        (
            r".*: nobody can call, events wait in the outbox",
            "mất kết nối RabbitMQ; không gọi được, sự kiện chờ gửi",
            "no connection to RabbitMQ: nobody can call, events wait",
        ),
        (
            r"(\d+) dead letters wait for a human.*",
            r"\1 sự kiện chết chờ người xử lý; xem dưới đây",
            r"\1 dead letters wait for a human; see below",
        ),
        (
            r"(\d+) files wait to be scanned, the oldest for (\d+) min.*",
            r"\1 tệp chờ quét mã độc, lâu nhất đã \2 phút",
            r"\1 files wait to be scanned, the oldest for \2 min",
        ),
        (
            r"(\d+) files are gone from the store.*",
            r"Kho tệp thiếu \1 tệp mà hồ sơ có ghi; xem ./motcua objects",
            r"\1 files are gone from the store; see ./motcua objects",
        ),
        (
            r"the national portal refused (\d+) dossiers.*",
            r"Cổng quốc gia không nhận \1 hồ sơ; xem ./motcua dossiers sync status",
            r"the national portal refused \1 dossiers; see ./motcua dossiers sync status",
        ),
        (
            r"(\d+) dossiers wait for the national portal, the oldest for (\d+) min.*",
            r"\1 hồ sơ chờ gửi lên Cổng quốc gia, lâu nhất đã \2 phút",
            r"\1 dossiers wait for the national portal, the oldest for \2 min",
        ),
        (
            r"(\d+) messages wait, the most overdue for (\d+) s",
            r"\1 tin chờ gửi, trễ nhất đã \2 giây",
            r"\1 messages wait, the most overdue for \2 s",
        ),
        (r"not asked at present: (.*)", r"tạm không gửi qua: \1", r"not asked at present: \1"),
        (
            r"events for agencies that are well wait for (\d+) s",
            r"sự kiện cho các cơ quan đang nhận tốt đã chờ \1 giây",
            r"events for agencies that are well wait for \1 s",
        ),
        (r"no answer within a second", "không trả lời trong một giây", "no answer within a second"),
    )
)


def event_words(source: str, type_: str, language: str) -> str:
    """What an event is about; its own name where there are no words for it."""
    words = EVENTS.get(type_)
    if words is None:
        return f"{source}.{type_}"
    said = words.en if language == "en" else words.vi
    return said[0].upper() + said[1:]


def health_words(reason: str, language: str) -> str:
    """Why a part does not do well. What a check raised, which has no words, is its error's name."""
    for pattern, words in _HEALTH:
        found = pattern.fullmatch(reason)
        if found is not None:
            return found.expand(words.en if language == "en" else words.vi)
    return reason


def lost_words(reason: str, language: str) -> str:
    """Why a message did not arrive; what a provider says in its own way is given on as it said it."""
    english = language == "en"
    words, code = LOST.get(reason), _DETAIL.fullmatch(reason)
    if words is not None:
        return words.en if english else words.vi
    if code is not None:
        return f"the provider answered {code[1]}" if english else f"nhà cung cấp trả lời mã {code[1]}"
    return reason


def reason_words(reason: str, language: str) -> str:
    """Why an event could not be handled."""
    words = UNHANDLED.get(reason)
    return reason if words is None else words.en if language == "en" else words.vi
