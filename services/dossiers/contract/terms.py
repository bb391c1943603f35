"""The words of dossiers: closed lists of values, and the forms that codes, reasons and notes have."""

import enum
import re
from typing import Annotated

from chassis.records import Rule

SERVICE = "dossiers"

LOOKUP = "lookup"
"""Index purpose of the last four digits of a number, the same as in accounts: ``sealer.index(LOOKUP, "1234")``."""
FORM = "form"
"""The key by which a request for a supplement names the form itself instead of a paper."""

MOST_AT_ONCE = 9_999_999_999
"""đồng; the most that is asked for at once. VNPAY's ``vnp_Amount`` has twelve digits, in hundredths of a đồng."""


class Outcome(enum.StrEnum):
    """What the competent authority decided (kết quả giải quyết)."""

    APPROVED = "approved"  # đồng ý giải quyết
    REFUSED = "refused"  # từ chối giải quyết, nêu rõ lý do


class ContactUse(enum.StrEnum):
    """What the telephone that was left for a dossier is used for besides being called (nhắn tin về hồ sơ)."""

    NONE = "none"  # không nhắn tin
    NOTICES = "notices"  # những tin luật buộc báo, NĐ 61/2018/NĐ-CP điều 11, 17, 19, 20
    ALL = "all"  # cả các bước khác: người nộp đã đồng ý


class ReturnWay(enum.StrEnum):
    """How the result reaches the person (hình thức trả kết quả), NĐ 61/2018/NĐ-CP điều 20."""

    ONLINE = "online"  # trực tuyến
    DESK = "desk"  # trực tiếp tại bộ phận một cửa
    POST = "post"  # dịch vụ bưu chính công ích


class FeeKind(enum.StrEnum):
    """What the law calls a payment (Luật Phí và lệ phí 97/2015/QH13 điều 3)."""

    PHI = "phi"  # phí: pays for a service
    LE_PHI = "le_phi"  # lệ phí: pays for an act of the state
    UNKNOWN = "unknown"  # the procedure's source does not say which of the two


class FeeState(enum.StrEnum):
    """Where the payment of a dossier's fees stands (tình trạng thanh toán)."""

    DUE = "due"  # chờ thanh toán
    SETTLED = "settled"  # đã thanh toán
    WITHDRAWN = "withdrawn"  # không phải nộp nữa: cơ quan xác định lại, hoặc hồ sơ đã kết thúc


class Queue(enum.StrEnum):
    """The lists an officer works from (hàng đợi công việc)."""

    TO_RECEIVE = "to_receive"  # chờ tiếp nhận
    TO_PROCESS = "to_process"  # đã tiếp nhận, chờ xử lý
    PROCESSING = "processing"  # đang xử lý
    UNASSIGNED = "unassigned"  # đã tiếp nhận hoặc đang xử lý, chưa có người thụ lý
    WAITING = "waiting"  # chờ người nộp bổ sung hoặc nộp tiền
    TO_CONFIRM = "to_confirm"  # xin rút, chờ xác nhận
    TO_RETURN = "to_return"  # chờ trả kết quả
    CLOSED = "closed"  # đã kết thúc
    LATE = "late"  # quá hạn việc phải làm, bất kể trạng thái
    ALL = "all"


class Act(enum.StrEnum):
    """What a reason code may be the reason of."""

    REFUSE = "refuse"  # từ chối tiếp nhận
    STOP = "stop"  # dừng xử lý
    DECLINE = "decline"  # từ chối giải quyết
    SUSPEND = "suspend"  # tạm dừng
    EXTEND = "extend"  # hẹn lại


class PauseKind(enum.StrEnum):
    """Why the clock stands still (lý do thời gian không tính)."""

    SUSPENSION = "suspension"  # tạm dừng
    DUTY = "duty"  # chờ nghĩa vụ tài chính
    CONSULTATION = "consultation"  # chờ ý kiến cơ quan khác


class WaitsFor(enum.StrEnum):
    """Whose turn it is while the clock stands still."""

    APPLICANT = "applicant"  # người nộp hồ sơ
    AGENCY = "agency"  # cơ quan đang giải quyết
    CONSULTED = "consulted"  # cơ quan được hỏi


class AppointmentKind(enum.StrEnum):
    """What an appointment is for."""

    SITE = "site"  # xác minh thực địa
    APPEARANCE = "appearance"  # có mặt tại cơ quan


class AppointmentState(enum.StrEnum):
    """What became of an appointment."""

    ARRANGED = "arranged"  # đã hẹn
    KEPT = "kept"  # đã thực hiện
    MISSED = "missed"  # không đến
    CALLED_OFF = "called_off"  # đã hủy


class AppointmentOutcome(enum.StrEnum):
    """How an appointment ends."""

    KEPT = "kept"
    MISSED = "missed"
    CALLED_OFF = "called_off"


class ConsultationState(enum.StrEnum):
    """Where a question to another agency stands."""

    ASKED = "asked"  # đã gửi
    ANSWERED = "answered"  # đã trả lời
    SILENT = "silent"  # quá hạn không trả lời
    DROPPED = "dropped"  # không cần nữa


class ConsultationScope(enum.StrEnum):
    """Which questions are listed."""

    OPEN = "open"
    ALL = "all"


class Assigning(enum.StrEnum):
    """How a dossier came to whoever holds it now, or to nobody."""

    ASSIGNED = "assigned"  # phân công
    CLAIMED = "claimed"  # nhận xử lý
    RELEASED = "released"  # trả lại
    TRANSFERRED = "transferred"  # chuyển người xử lý


class Responsible(enum.StrEnum):
    """Whose turn it is (bên phải thực hiện)."""

    APPLICANT = "applicant"  # người nộp hồ sơ
    RECEIVER = "receiver"  # cán bộ tiếp nhận và trả kết quả
    PROCESSOR = "processor"  # cán bộ thụ lý
    APPROVER = "approver"  # người phê duyệt
    CONSULTED = "consulted"  # cơ quan được hỏi ý kiến


class Task(enum.StrEnum):
    """What the responsible party has to do next (việc phải làm)."""

    RECEIVE = "receive"
    SUPPLEMENT = "supplement"
    PAY = "pay"
    HAND_OVER = "hand_over"
    PROCESS = "process"
    MEET = "meet"
    APPROVE = "approve"
    COMPLETE = "complete"
    ANSWER = "answer"
    RESUME = "resume"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    END = "end"
    RETURN = "return"
    COLLECT = "collect"
    CONFIRM_DELIVERY = "confirm_delivery"


class AlarmStage(enum.StrEnum):
    """How loud the watch over a duty is."""

    WARNED = "warned"  # sắp đến hạn
    RAISED = "raised"  # quá hạn
    ESCALATED = "escalated"  # quá hạn, đã báo cấp trên


class Standing(enum.StrEnum):
    """How a dossier stands against its due date."""

    EARLY = "early"  # trước hạn
    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # quá hạn
    IN_TIME = "in_time"  # còn hạn
    DUE_SOON = "due_soon"  # sắp đến hạn
    OVERDUE = "overdue"  # quá hạn, chưa xong
    PAUSED = "paused"  # tạm dừng
    NO_DATE = "no_date"  # không có ngày hẹn


OfficialState = Annotated[int, Rule(min=0, max=10, description="Trạng thái hồ sơ; 0 is a draft", example=2)]
Version = Annotated[int, Rule(min=1, description="Counts the changes of this dossier")]
ProcedureCode = Annotated[str, Rule(min=1, max=40, description="Mã thủ tục hành chính", example="2.000635")]
AgencyCode = Annotated[str, Rule(min=1, max=40, description="Mã định danh cơ quan", example="H27.30.12")]
PaperKey = Annotated[str, Rule(min=1, max=64, pattern=r"[a-z0-9][a-z0-9._-]*", description="Key of a required paper")]
Sha256 = Annotated[str, Rule(pattern=r"[0-9a-f]{64}", description="SHA-256, hex")]
Salt = Annotated[str, Rule(max=64, description="A part of content_hash; keep it to check the hash later")]
FileName = Annotated[str, Rule(min=1, max=200, description="File name as the person knows it")]
MediaType = Annotated[str, Rule(min=3, max=100, example="application/pdf")]
ReasonCode = Annotated[str, Rule(min=1, max=60, pattern=r"[a-z0-9][a-z0-9-]*", description="Stable code of a reason")]
Reason = Annotated[str, Rule(min=1, max=2000, description="Lý do")]
LegalBasis = Annotated[str, Rule(min=1, max=500, description="Căn cứ pháp lý: văn bản, điều, khoản")]
Note = Annotated[str, Rule(max=2000)]
Cursor = Annotated[str, Rule(max=400, description="As the previous page gave it; empty for the first")]
PageSize = Annotated[int, Rule(min=1, max=100)]

HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
"""What keyboards, word processors and chats write where a hyphen is meant."""
BLANKS = r"\s\u00ad\u200b-\u200d\u2060\ufeff"
"""Blanks of all kinds, also those that nobody sees, as they stand in a character class."""


DESK_PREFIX = "desk-"
"""What ids of people begin with who are known from a desk only; ids of accounts never do."""


def came_to_a_desk(applicant_id: str) -> bool:
    """Whether somebody is known from a desk only, and has no account."""
    return applicant_id.startswith(DESK_PREFIX)


class Rating(enum.StrEnum):
    """What somebody thinks of how their dossier was handled (mức độ hài lòng)."""

    VERY_SATISFIED = "very_satisfied"  # rất hài lòng
    SATISFIED = "satisfied"  # hài lòng
    DISSATISFIED = "dissatisfied"  # chưa hài lòng


def contact_context(dossier_id: str) -> str:
    """What the sealed telephone is bound to that was left for a dossier."""
    return f"dossier:{dossier_id}"


def plain_code(typed: str) -> str:
    """A dossier's code as people type or paste it, as it is stored: capitals, no blanks, plain hyphens. Nothing that
    tells codes apart is changed, so that no two codes become one."""
    return re.sub(f"[{HYPHENS}]", "-", re.sub(f"[{BLANKS}]+", "", typed)).upper()
