"""The words of a dossier's life: states, actions, parties, what guards ask and what a step must be given.

The numbers of the states are those that the one-stop systems send to the national portal (trạng thái hồ sơ).
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


class State(enum.IntEnum):
    """Official states of a dossier (trạng thái hồ sơ), and 0 for a draft (bản nháp), which no agency has seen."""

    DRAFT = 0  # Bản nháp
    SUBMITTED = 1  # Mới đăng ký
    RECEIVED = 2  # Được tiếp nhận
    REFUSED = 3  # Không được tiếp nhận
    PROCESSING = 4  # Đang xử lý
    SUPPLEMENT = 5  # Yêu cầu bổ sung giấy tờ
    PAYMENT = 6  # Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # Công dân yêu cầu rút hồ sơ
    STOPPED = 8  # Dừng xử lý
    DECIDED = 9  # Đã xử lý xong
    RETURNED = 10  # Đã trả kết quả


class Action(enum.StrEnum):
    """What can be done to a dossier (hành động trên hồ sơ)."""

    EDIT = "edit"  # sửa thông tin, giấy tờ
    DISCARD = "discard"  # bỏ bản nháp
    SUBMIT = "submit"  # nộp
    RECEIVE = "receive"  # tiếp nhận
    REQUIRE_PAYMENT = "require_payment"  # yêu cầu nộp phí, lệ phí trước khi tính thời hạn
    REQUIRE_DUTY = "require_duty"  # yêu cầu nghĩa vụ tài chính phát sinh khi xử lý
    SETTLE = "settle"  # đã nộp phí, lệ phí
    SETTLE_DUTY = "settle_duty"  # đã hoàn thành nghĩa vụ tài chính
    REASSESS = "reassess"  # yêu cầu xác định lại phí, lệ phí
    CHANGE_FEE = "change_fee"  # phí, lệ phí đã đổi
    WAIVE_FEE = "waive_fee"  # không còn phí, lệ phí phải nộp trước
    KEEP_FEE = "keep_fee"  # phí, lệ phí giữ nguyên
    REFUSE = "refuse"  # từ chối tiếp nhận
    ASK_SUPPLEMENT = "ask_supplement"  # yêu cầu bổ sung
    SUPPLEMENT = "supplement"  # bổ sung
    WITHDRAW = "withdraw"  # rút hồ sơ
    START = "start"  # chuyển xử lý
    ATTACH_RESULT = "attach_result"  # đính kèm kết quả
    DECIDE = "decide"  # phê duyệt, ký kết quả
    RETURN = "return"  # trả kết quả
    STOP = "stop"  # dừng xử lý
    ALLOW_SUPPLEMENT = "allow_supplement"  # cho phép yêu cầu bổ sung thêm một lần
    SUSPEND = "suspend"  # tạm dừng
    RESUME = "resume"  # tính tiếp thời hạn
    ARRANGE = "arrange"  # hẹn xác minh thực địa, hẹn có mặt
    REARRANGE = "rearrange"  # dời lịch hẹn
    MEET = "meet"  # ghi kết quả lịch hẹn
    CONSULT = "consult"  # lấy ý kiến cơ quan khác
    ANSWER = "answer"  # cơ quan được hỏi trả lời
    FALL_SILENT = "fall_silent"  # cơ quan được hỏi không trả lời đúng hạn
    TAKE_BACK = "take_back"  # rút câu hỏi đã gửi cơ quan khác
    ASSIGN = "assign"  # phân công
    CLAIM = "claim"  # nhận xử lý
    RELEASE = "release"  # trả lại để người khác nhận
    TRANSFER = "transfer"  # chuyển người xử lý
    PROPOSE = "propose"  # trình phê duyệt
    SEND_BACK = "send_back"  # trả lại để làm lại
    EXTEND = "extend"  # xin lỗi và hẹn lại ngày trả
    DISPATCH = "dispatch"  # giao kết quả cho bưu chính
    DELIVER = "deliver"  # bưu chính đã phát


class Party(enum.StrEnum):
    """Who may act; the names of staff are the roles that accounts gives."""

    APPLICANT = "applicant"  # người nộp hồ sơ
    RECEIVER = "receiver"  # cán bộ tiếp nhận và trả kết quả
    PROCESSOR = "processor"  # cán bộ thụ lý
    APPROVER = "approver"  # người có thẩm quyền phê duyệt
    SUPERVISOR = "supervisor"  # người giám sát
    CONSULTED = "consulted"  # cơ quan được hỏi ý kiến
    SYSTEM = "system"  # hệ thống


class Guard(enum.StrEnum):
    """Conditions that an edge asks for beyond state, party and what is given."""

    NONE = ""
    COMPLETE = "complete"
    CLOCK_MAY_START = "clock_may_start"
    PAYMENT_COMES_FIRST = "payment_comes_first"
    PAID_IN_FULL = "paid_in_full"
    DUTY_PAID_IN_FULL = "duty_paid_in_full"
    FIRST_REQUEST = "first_request"
    EXAMINED_IN_TIME = "examined_in_time"
    SUPPLIED = "supplied"
    SUPPLEMENT_EXPIRED = "supplement_expired"
    WITHDRAWN_AFTER_RECEPTION = "withdrawn_after_reception"
    LAWFUL_DECISION = "lawful_decision"
    RESULT_READY = "result_ready"
    ASKED_BEFORE = "asked_before"
    EXCEPTION_NEEDED = "exception_needed"
    CLOCK_RUNS = "clock_runs"
    NO_OTHER_DUE = "no_other_due"
    SUSPENDED = "suspended"
    IN_OFFICE_HOURS = "in_office_hours"
    HELD_BY_NOBODY = "held_by_nobody"
    HELD_BY_CALLER = "held_by_caller"
    PROPOSED = "proposed"
    FIRST_EXTENSION = "first_extension"
    DISPATCHED = "dispatched"


class Need(enum.StrEnum):
    """What a step must be given, by the name under which the history keeps it."""

    REASON_CODE = "reason_code"
    REASON = "reason"
    LEGAL_BASIS = "legal_basis"
    PAPERS = "papers"
    OUTCOME = "outcome"
    WAY = "way"
    CODE = "code"
    CONTENT_HASH = "content_hash"
    SHA256 = "sha256"
    ITEMS = "items"
    WAITS_FOR = "waits_for"
    UNTIL = "until"
    KIND = "kind"
    PLACE = "place"
    STARTS_AT = "starts_at"
    AGENCY = "agency"
    QUESTION = "question"
    ANSWER_BY = "answer_by"
    ANSWER = "answer"
    ASSIGNEE = "assignee"
    TRACKING_NUMBER = "tracking_number"
    RECEIVED_BY = "received_by"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in both languages that people read."""

    vi: str
    en: str


STATE_NAMES: Final[Mapping[State, Named]] = MappingProxyType(
    {
        State.DRAFT: Named("Bản nháp", "Draft"),
        State.SUBMITTED: Named("Mới đăng ký", "Newly submitted"),
        State.RECEIVED: Named("Được tiếp nhận", "Received"),
        State.REFUSED: Named("Không được tiếp nhận", "Not received"),
        State.PROCESSING: Named("Đang xử lý", "In process"),
        State.SUPPLEMENT: Named("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
        State.PAYMENT: Named("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment requested"),
        State.WITHDRAWN: Named("Công dân yêu cầu rút hồ sơ", "Withdrawn by the applicant"),
        State.STOPPED: Named("Dừng xử lý", "Stopped"),
        State.DECIDED: Named("Đã xử lý xong", "Decided"),
        State.RETURNED: Named("Đã trả kết quả", "Result returned"),
    }
)

ACTION_NAMES: Final[Mapping[Action, Named]] = MappingProxyType(
    {
        Action.EDIT: Named("Sửa hồ sơ", "Edited"),
        Action.DISCARD: Named("Bỏ bản nháp", "Draft discarded"),
        Action.SUBMIT: Named("Nộp hồ sơ", "Submitted"),
        Action.RECEIVE: Named("Tiếp nhận hồ sơ", "Received"),
        Action.REQUIRE_PAYMENT: Named("Yêu cầu nộp phí, lệ phí", "Payment requested"),
        Action.REQUIRE_DUTY: Named("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial duty requested"),
        Action.SETTLE: Named("Đã nộp phí, lệ phí", "Fees paid"),
        Action.SETTLE_DUTY: Named("Đã hoàn thành nghĩa vụ tài chính", "Financial duty met"),
        Action.REASSESS: Named("Yêu cầu xác định lại phí, lệ phí", "Change of fees requested"),
        Action.CHANGE_FEE: Named("Phí, lệ phí đã được xác định lại", "Fees changed"),
        Action.WAIVE_FEE: Named("Không còn phí, lệ phí phải nộp", "No fees left to pay"),
        Action.KEEP_FEE: Named("Phí, lệ phí giữ nguyên", "Fees kept as they were"),
        Action.REFUSE: Named("Từ chối tiếp nhận", "Reception refused"),
        Action.ASK_SUPPLEMENT: Named("Yêu cầu bổ sung, hoàn thiện hồ sơ", "Supplement requested"),
        Action.SUPPLEMENT: Named("Bổ sung hồ sơ", "Supplemented"),
        Action.WITHDRAW: Named("Rút hồ sơ", "Withdrawn"),
        Action.START: Named("Chuyển xử lý", "Processing started"),
        Action.ATTACH_RESULT: Named("Đính kèm kết quả", "Result attached"),
        Action.DECIDE: Named("Phê duyệt kết quả", "Decided"),
        Action.RETURN: Named("Trả kết quả", "Result returned"),
        Action.STOP: Named("Dừng xử lý", "Stopped"),
        Action.ALLOW_SUPPLEMENT: Named("Cho phép yêu cầu bổ sung thêm một lần", "One more supplement allowed"),
        Action.SUSPEND: Named("Tạm dừng", "Suspended"),
        Action.RESUME: Named("Tính tiếp thời hạn", "Resumed"),
        Action.ARRANGE: Named("Đặt lịch hẹn", "Appointment arranged"),
        Action.REARRANGE: Named("Dời lịch hẹn", "Appointment moved"),
        Action.MEET: Named("Ghi kết quả lịch hẹn", "Appointment ended"),
        Action.CONSULT: Named("Lấy ý kiến cơ quan khác", "Another agency consulted"),
        Action.ANSWER: Named("Cơ quan được hỏi trả lời", "The agency consulted answered"),
        Action.FALL_SILENT: Named("Cơ quan được hỏi không trả lời đúng hạn", "The agency consulted did not answer"),
        Action.TAKE_BACK: Named("Rút câu hỏi đã gửi cơ quan khác", "A question to another agency taken back"),
        Action.ASSIGN: Named("Phân công xử lý", "Assigned"),
        Action.CLAIM: Named("Nhận xử lý", "Claimed"),
        Action.RELEASE: Named("Trả lại để người khác nhận", "Released"),
        Action.TRANSFER: Named("Chuyển người xử lý", "Transferred"),
        Action.PROPOSE: Named("Trình phê duyệt", "Proposed"),
        Action.SEND_BACK: Named("Trả lại để làm lại", "Sent back"),
        Action.EXTEND: Named("Xin lỗi và hẹn lại ngày trả", "Apology and new date"),
        Action.DISPATCH: Named("Giao kết quả cho bưu chính", "Result handed to the post"),
        Action.DELIVER: Named("Bưu chính đã phát kết quả", "Result delivered by post"),
    }
)

PARTY_NAMES: Final[Mapping[Party, Named]] = MappingProxyType(
    {
        Party.APPLICANT: Named("người nộp hồ sơ", "applicant"),
        Party.RECEIVER: Named("cán bộ tiếp nhận và trả kết quả", "receiver"),
        Party.PROCESSOR: Named("cán bộ thụ lý", "processor"),
        Party.APPROVER: Named("người phê duyệt", "approver"),
        Party.SUPERVISOR: Named("người giám sát", "supervisor"),
        Party.CONSULTED: Named("cơ quan được hỏi ý kiến", "agency consulted"),
        Party.SYSTEM: Named("hệ thống", "system"),
    }
)

NEED_NAMES: Final[Mapping[Need, Named]] = MappingProxyType(
    {
        Need.REASON_CODE: Named("mã lý do", "a reason code"),
        Need.REASON: Named("lý do", "a reason"),
        Need.LEGAL_BASIS: Named("căn cứ pháp lý", "a legal basis"),
        Need.PAPERS: Named("từng giấy tờ có sai sót", "every paper at fault"),
        Need.OUTCOME: Named("kết quả giải quyết", "the outcome"),
        Need.WAY: Named("hình thức trả", "the way of return"),
        Need.CODE: Named("mã số hồ sơ", "the dossier code"),
        Need.CONTENT_HASH: Named("mã băm nội dung đã xem", "the hash of the content"),
        Need.SHA256: Named("tệp kết quả", "the result's file"),
        Need.ITEMS: Named("từng khoản phải nộp", "everything to pay"),
        Need.WAITS_FOR: Named("đang chờ ai", "whose turn it is"),
        Need.UNTIL: Named("đến khi nào", "until when"),
        Need.KIND: Named("loại lịch hẹn", "the kind of appointment"),
        Need.PLACE: Named("địa điểm", "the place"),
        Need.STARTS_AT: Named("giờ hẹn", "the time of the appointment"),
        Need.AGENCY: Named("cơ quan được hỏi", "the agency to ask"),
        Need.QUESTION: Named("nội dung cần hỏi", "the question"),
        Need.ANSWER_BY: Named("hạn trả lời", "the time to answer"),
        Need.ANSWER: Named("nội dung trả lời", "the answer"),
        Need.ASSIGNEE: Named("người nhận", "who takes it"),
        Need.TRACKING_NUMBER: Named("mã bưu gửi", "the tracking number"),
        Need.RECEIVED_BY: Named("người nhận kết quả", "who took the result"),
    }
)
