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
    SUBMIT = "submit"  # nộp
    RECEIVE = "receive"  # tiếp nhận
    REQUIRE_PAYMENT = "require_payment"  # yêu cầu nộp phí, lệ phí trước khi tính thời hạn
    REQUIRE_DUTY = "require_duty"  # yêu cầu nghĩa vụ tài chính phát sinh khi xử lý
    SETTLE = "settle"  # đã nộp phí, lệ phí
    SETTLE_DUTY = "settle_duty"  # đã hoàn thành nghĩa vụ tài chính
    REFUSE = "refuse"  # từ chối tiếp nhận
    ASK_SUPPLEMENT = "ask_supplement"  # yêu cầu bổ sung
    SUPPLEMENT = "supplement"  # bổ sung
    WITHDRAW = "withdraw"  # rút hồ sơ
    START = "start"  # chuyển xử lý
    ATTACH_RESULT = "attach_result"  # đính kèm kết quả
    DECIDE = "decide"  # phê duyệt, ký kết quả
    RETURN = "return"  # trả kết quả
    STOP = "stop"  # dừng xử lý


class Party(enum.StrEnum):
    """Who may act; the names of staff are the roles that accounts gives."""

    APPLICANT = "applicant"  # người nộp hồ sơ
    RECEIVER = "receiver"  # cán bộ tiếp nhận và trả kết quả
    PROCESSOR = "processor"  # cán bộ thụ lý
    APPROVER = "approver"  # người có thẩm quyền phê duyệt
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
    SUPPLIED = "supplied"
    SUPPLEMENT_EXPIRED = "supplement_expired"
    WITHDRAWN_AFTER_RECEPTION = "withdrawn_after_reception"
    LAWFUL_DECISION = "lawful_decision"
    RESULT_READY = "result_ready"


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
        Action.SUBMIT: Named("Nộp hồ sơ", "Submitted"),
        Action.RECEIVE: Named("Tiếp nhận hồ sơ", "Received"),
        Action.REQUIRE_PAYMENT: Named("Yêu cầu nộp phí, lệ phí", "Payment requested"),
        Action.REQUIRE_DUTY: Named("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial duty requested"),
        Action.SETTLE: Named("Đã nộp phí, lệ phí", "Fees paid"),
        Action.SETTLE_DUTY: Named("Đã hoàn thành nghĩa vụ tài chính", "Financial duty met"),
        Action.REFUSE: Named("Từ chối tiếp nhận", "Reception refused"),
        Action.ASK_SUPPLEMENT: Named("Yêu cầu bổ sung, hoàn thiện hồ sơ", "Supplement requested"),
        Action.SUPPLEMENT: Named("Bổ sung hồ sơ", "Supplemented"),
        Action.WITHDRAW: Named("Rút hồ sơ", "Withdrawn"),
        Action.START: Named("Chuyển xử lý", "Processing started"),
        Action.ATTACH_RESULT: Named("Đính kèm kết quả", "Result attached"),
        Action.DECIDE: Named("Phê duyệt kết quả", "Decided"),
        Action.RETURN: Named("Trả kết quả", "Result returned"),
        Action.STOP: Named("Dừng xử lý", "Stopped"),
    }
)

PARTY_NAMES: Final[Mapping[Party, Named]] = MappingProxyType(
    {
        Party.APPLICANT: Named("người nộp hồ sơ", "applicant"),
        Party.RECEIVER: Named("cán bộ tiếp nhận và trả kết quả", "receiver"),
        Party.PROCESSOR: Named("cán bộ thụ lý", "processor"),
        Party.APPROVER: Named("người phê duyệt", "approver"),
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
    }
)
