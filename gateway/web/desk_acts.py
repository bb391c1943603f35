"""What an officer can do with a dossier on a page: each act with the fields that the law asks for, from one table.

An act is offered where the service says that this caller may do it now (``actions`` of the dossier); the form carries
the version that the officer saw, so that nobody acts on a dossier that has changed meanwhile.
"""

from collections.abc import Mapping
from typing import Final

from gateway.routing import Words
from gateway.web.deeds import Deed, Field, Kind, keyed
from services.dossiers import contract as dossiers

REASON = Field(
    "reason",
    Words("Lý do", "Reason"),
    Kind.LONG,
    hint=Words("Viết để người dân hiểu: họ đọc được câu này.", "In words a citizen understands: they read it."),
    most=2000,
)
WHY = Field(
    "reason",
    Words("Lý do", "Reason"),
    Kind.LONG,
    most=2000,
    hint=Words("Người nộp đọc được lý do này.", "The applicant reads this reason."),
)
BASIS = Field(
    "legal_basis",
    Words("Căn cứ pháp lý", "Legal basis"),
    hint=Words("Văn bản, điều, khoản", "Text, article, clause"),
)
CODE = Field("reason_code", Words("Lý do theo danh mục", "Reason from the list"), Kind.LIST)
NOTE = Field("note", Words("Ghi chú", "Note"), needed=False)
PROCESSOR = Field("assignee_id", Words("Cán bộ thụ lý", "Processor"), Kind.LIST)
OUTCOMES = (
    ("approved", Words("Đồng ý giải quyết", "Granted")),
    ("refused", Words("Từ chối giải quyết", "Refused")),
)
WAYS = (
    ("online", Words("Trực tuyến", "Online")),
    ("desk", Words("Tại quầy", "At the desk")),
    ("post", Words("Bưu chính", "By post")),
)
WAITS = (
    ("applicant", Words("Người nộp hồ sơ", "The applicant")),
    ("agency", Words("Cơ quan đang giải quyết", "The deciding agency")),
    ("consulted", Words("Cơ quan được hỏi ý kiến", "The agency that was consulted")),
)
MEETINGS = (
    ("appearance", Words("Người nộp có mặt tại cơ quan", "The applicant comes to the agency")),
    ("site", Words("Xác minh thực địa", "Verification on site")),
)
WHEN = Field("starts_at", Words("Vào lúc", "At"), Kind.MOMENT, hint=Words("Trong giờ làm việc", "In office hours"))


def _part(name: str, vi: str, en: str) -> Field:
    return Field(name, Words(vi, en), Kind.PART)


ACTS: Final = keyed(
    Deed(
        "tiep-nhan",
        dossiers.receive_dossier,
        Words("Tiếp nhận", "Receive"),
        (_part("fees", "Phí, lệ phí", "Fees"), _part("claims", "Đề nghị miễn, giảm", "Claims"), NOTE),
    ),
    Deed("chuyen-xu-ly", dossiers.start_processing, Words("Chuyển xử lý", "Start processing"), (NOTE,)),
    Deed(
        "bo-sung",
        dossiers.supplement_dossier,
        Words("Nộp bổ sung thay người nộp", "Send the supplement in for the applicant"),
        (NOTE,),
    ),
    Deed("nhan-viec", dossiers.claim_dossier, Words("Nhận xử lý", "Take it on"), (NOTE,)),
    Deed("tinh-tiep", dossiers.resume_processing, Words("Tính tiếp thời hạn", "Resume the time limit"), (NOTE,)),
    Deed(
        "trinh",
        dossiers.propose_decision,
        Words("Trình phê duyệt", "Propose a decision"),
        (Field("outcome", Words("Đề xuất", "Proposal"), Kind.ONE, choices=OUTCOMES), NOTE),
    ),
    Deed(
        "phe-duyet",
        dossiers.decide_dossier,
        Words("Phê duyệt", "Decide"),
        (
            Field("outcome", Words("Kết quả giải quyết", "Outcome"), Kind.ONE, choices=OUTCOMES),
            Field(
                "reason_code",
                Words("Lý do từ chối theo danh mục", "Reason for refusal from the list"),
                Kind.LIST,
                False,
            ),
            Field("reason", Words("Lý do từ chối", "Reason for refusal"), Kind.LONG, False, REASON.hint, most=2000),
            Field("legal_basis", Words("Căn cứ từ chối", "Legal basis for refusal"), needed=False, hint=BASIS.hint),
            NOTE,
        ),
    ),
    Deed(
        "tra-ket-qua",
        dossiers.return_result,
        Words("Trả kết quả", "Return the result"),
        (
            Field("way", Words("Cách trả", "Way"), Kind.ONE, choices=WAYS),
            Field(
                "tracking_number",
                Words("Mã bưu gửi", "Tracking number"),
                needed=False,
                hint=Words("Bắt buộc khi gửi bưu chính", "Required by post"),
                most=60,
            ),
            Field(
                "received_by",
                Words("Người nhận tại quầy, nếu không phải người nộp", "Who takes it, if not the applicant"),
                needed=False,
                most=200,
            ),
            NOTE,
        ),
    ),
    Deed(
        "da-phat",
        dossiers.confirm_delivery,
        Words("Xác nhận bưu chính đã phát", "The post delivered it"),
        (Field("received_by", Words("Ai đã nhận", "Who took it"), most=200), NOTE),
    ),
    Deed(
        "phan-cong",
        dossiers.assign_dossier,
        Words("Phân công", "Assign"),
        (PROCESSOR, NOTE),
    ),
    Deed(
        "yeu-cau-bo-sung",
        dossiers.request_supplement,
        Words("Yêu cầu bổ sung", "Ask for a supplement"),
        (
            _part("items", "Giấy tờ cần bổ sung", "Papers to supplement"),
            NOTE,
            Field("legal_basis", BASIS.words, needed=False, hint=BASIS.hint),
            Field(
                "respond_by",
                Words("Bổ sung trước", "To be answered by"),
                Kind.MOMENT,
                needed=False,
                hint=Words("Để trống thì theo thời hạn của quy định", "Leave empty for the time limit of the rules"),
            ),
        ),
    ),
    Deed(
        "hen",
        dossiers.arrange_appointment,
        Words("Đặt lịch hẹn", "Arrange an appointment"),
        (
            Field("kind", Words("Để làm gì", "What for"), Kind.ONE, choices=MEETINGS),
            Field("place", Words("Địa điểm", "Place")),
            WHEN,
            Field("purpose", Words("Nội dung", "Purpose"), needed=False, most=2000),
        ),
    ),
    Deed(
        "lay-y-kien",
        dossiers.consult_agency,
        Words("Lấy ý kiến cơ quan khác", "Consult another agency"),
        (
            Field(
                "agency_code",
                Words("Cơ quan được hỏi", "Agency"),
                Kind.AGENCY,
                hint=Words(
                    "Tên hoặc mã cơ quan; gõ vài chữ để được gợi ý",
                    "Its name or code; type a few letters for suggestions",
                ),
            ),
            Field("question", Words("Nội dung hỏi", "Question"), Kind.LONG, most=2000),
            Field("answer_by", Words("Trả lời trước", "To be answered by"), Kind.MOMENT),
            Field(
                "pauses",
                Words("Thời gian chờ không tính vào thời hạn", "The waiting time is not counted"),
                Kind.TICK,
                hint=Words(
                    "Chỉ khi pháp luật cho phép; phải nêu căn cứ.",
                    "Only where the law allows it; name the legal basis.",
                ),
            ),
            Field("legal_basis", BASIS.words, needed=False, hint=BASIS.hint),
        ),
    ),
    Deed(
        "nghia-vu",
        dossiers.require_duty,
        Words("Yêu cầu nghĩa vụ tài chính", "Ask for a financial duty"),
        (_part("duties", "Các khoản phải nộp", "What is to be paid"), BASIS, NOTE),
    ),
    Deed(
        "tam-dung",
        dossiers.suspend_processing,
        Words("Tạm dừng, không tính thời gian", "Pause the time limit"),
        (
            CODE,
            REASON,
            BASIS,
            Field("waits_for", Words("Chờ ai", "Waiting for"), Kind.ONE, choices=WAITS),
            Field("until", Words("Muộn nhất đến", "Until at the latest"), Kind.MOMENT),
        ),
        grave=True,
    ),
    Deed(
        "xin-loi-hen-lai",
        dossiers.extend_deadline,
        Words("Xin lỗi và hẹn lại ngày trả", "Apologise and give a new date"),
        (
            Field(
                "until",
                Words("Ngày hẹn mới", "New date"),
                Kind.MOMENT,
                hint=Words("Ngày làm việc, sau ngày hẹn hiện nay", "A working day after the present date"),
            ),
            CODE,
            REASON,
        ),
        grave=True,
        about=Words("Pháp luật chỉ cho hẹn lại một lần.", "The law allows it once."),
    ),
    Deed(
        "xac-dinh-lai-phi",
        dossiers.reassess_fees,
        Words("Xác định lại phí, lệ phí", "Change the fees"),
        (_part("fee_changes", "Phí, lệ phí", "Fees"), REASON, BASIS),
        grave=True,
    ),
    Deed(
        "cho-bo-sung-them",
        dossiers.allow_supplement,
        Words("Cho phép yêu cầu bổ sung thêm một lần", "Allow one more supplement"),
        (WHY,),
        grave=True,
        about=Words(
            "Quy định chỉ cho một lần, khi thẩm định còn phải đúng hạn. Việc cho phép được ghi vào nhật ký kiểm toán.",
            "The rule is one request, in examination also in time. Allowing more is kept in the audit trail.",
        ),
    ),
    Deed(
        "chuyen-nguoi",
        dossiers.transfer_dossier,
        Words("Chuyển người xử lý", "Hand to another processor"),
        (PROCESSOR, WHY),
        grave=True,
    ),
    Deed("bo-nhan", dossiers.release_dossier, Words("Thôi nhận", "Release it"), (WHY,), grave=True),
    Deed("tra-lai", dossiers.send_back, Words("Trả lại để làm lại", "Send back"), (WHY,), grave=True),
    Deed(
        "tu-choi",
        dossiers.refuse_dossier,
        Words("Từ chối tiếp nhận", "Refuse to receive"),
        (CODE, REASON, BASIS),
        grave=True,
    ),
    Deed(
        "rut",
        dossiers.withdraw_dossier,
        Words("Rút hồ sơ theo đề nghị của người nộp", "Withdraw it, as the applicant asks"),
        (Field("reason", Words("Lý do người nộp nêu", "The applicant's reason"), Kind.LONG, False, most=2000),),
        grave=True,
    ),
    Deed("dung", dossiers.stop_dossier, Words("Dừng xử lý", "Stop the handling"), (CODE, REASON, BASIS), grave=True),
)
"""By the last part of their address, what comes first in a dossier's life first."""

REASONS_OF: Final[Mapping[str, dossiers.Act]] = {
    "phe-duyet": dossiers.Act.DECLINE,
    "tam-dung": dossiers.Act.SUSPEND,
    "xin-loi-hen-lai": dossiers.Act.EXTEND,
    "tu-choi": dossiers.Act.REFUSE,
    "dung": dossiers.Act.STOP,
}
"""Whose reason codes the form of an act offers."""

MEETING_ACTS: Final = keyed(
    Deed(
        "doi",
        dossiers.move_appointment,
        Words("Dời lịch", "Move it"),
        (WHEN, Field("place", Words("Nơi khác", "Another place"), needed=False), WHY),
    ),
    Deed(
        "ket-qua",
        dossiers.end_appointment,
        Words("Ghi kết quả", "Record the outcome"),
        (
            Field(
                "outcome",
                Words("Kết quả", "Outcome"),
                Kind.ONE,
                choices=(
                    ("kept", Words("Đã thực hiện", "Kept")),
                    ("missed", Words("Không đến", "Missed")),
                    ("called_off", Words("Đã hủy", "Called off")),
                ),
            ),
            Field("note", Words("Ghi nhận", "What was found"), Kind.LONG, False, most=2000),
        ),
    ),
)
"""What is done with an appointment."""

ANSWER: Final = Deed(
    "tra-loi",
    dossiers.answer_consultation,
    Words("Ghi ý kiến trả lời", "Record the answer"),
    (Field("answer", Words("Nội dung trả lời", "Answer"), Kind.LONG, most=5000),),
)
TAKE_BACK: Final = Deed(
    "rut-cau-hoi",
    dossiers.take_back_consultation,
    Words("Rút câu hỏi", "Withdraw the question"),
    (
        Field(
            "reason",
            Words("Vì sao không cần trả lời nữa", "Why no answer is needed any more"),
            Kind.LONG,
            hint=Words("Cơ quan được hỏi đọc được lý do này.", "The agency that was asked reads this."),
            most=2000,
        ),
    ),
)
OPINION_ACTS: Final = keyed(ANSWER, TAKE_BACK)
"""What is done, at the desk that asked, with a question to another agency."""
REVEAL: Final = Deed(
    "xem-thong-tin",
    dossiers.reveal_applicant,
    Words("Xem thông tin liên lạc đã che", "Show masked contact details"),
    (
        Field(
            "fields",
            Words("Cần xem", "To be shown"),
            Kind.MANY,
            choices=(
                ("phone", Words("Điện thoại", "Telephone")),
                ("email", Words("Thư điện tử", "E-mail")),
            ),
        ),
        Field(
            "why",
            Words("Để làm gì", "What for"),
            hint=Words(
                "Ít nhất 10 chữ cái; người nộp đọc được ai xem và vì sao.",
                "At least 10 letters. The applicant can read who looked and why.",
            ),
        ),
    ),
)

TASKS: Mapping[dossiers.Task, Words] = {
    dossiers.Task.RECEIVE: Words("Tiếp nhận", "Receive"),
    dossiers.Task.SUPPLEMENT: Words("Người nộp bổ sung", "Applicant supplements"),
    dossiers.Task.PAY: Words("Người nộp nộp tiền", "Applicant pays"),
    dossiers.Task.HAND_OVER: Words("Chuyển xử lý", "Hand over"),
    dossiers.Task.PROCESS: Words("Xử lý, trình", "Process, propose"),
    dossiers.Task.MEET: Words("Lịch hẹn", "Appointment"),
    dossiers.Task.APPROVE: Words("Phê duyệt", "Approve"),
    dossiers.Task.COMPLETE: Words("Người nộp hoàn thiện", "Applicant completes"),
    dossiers.Task.ANSWER: Words("Trả lời ý kiến", "Answer the question"),
    dossiers.Task.RESUME: Words("Cho tính tiếp", "Resume the time limit"),
    dossiers.Task.CONFIRM_WITHDRAWAL: Words("Xác nhận rút", "Confirm the withdrawal"),
    dossiers.Task.END: Words("Kết thúc hồ sơ", "End the dossier"),
    dossiers.Task.RETURN: Words("Trả kết quả", "Return the result"),
    dossiers.Task.COLLECT: Words("Người nộp đến nhận", "Applicant collects"),
    dossiers.Task.CONFIRM_DELIVERY: Words("Xác nhận đã phát", "Confirm the delivery"),
}
"""What is to be done, in the few words of a list."""


def offered(view: dossiers.DossierView) -> tuple[Deed, ...]:
    """The acts that this caller may do with the dossier now, and that what is known of it leaves."""
    return tuple(act for act in ACTS.values() if act.method.name in view.actions and _makes_sense(act.key, view))


def _makes_sense(key: str, view: dossiers.DossierView) -> bool:
    """Whether an act leads anywhere: the service would refuse it otherwise, and would say why."""
    asked = view.supplement is not None
    return {
        "nhan-viec": not view.assignee_id,
        "bo-nhan": bool(view.assignee_id),
        "chuyen-nguoi": bool(view.assignee_id),
        "tinh-tiep": view.pause is not None and view.pause.kind is dossiers.PauseKind.SUSPENSION,
        "tam-dung": view.pause is None,
        "trinh": view.proposed is None,
        "tra-lai": view.proposed is not None,
        "cho-bo-sung-them": asked,
        "da-phat": view.dispatched_at is not None,
        "tra-ket-qua": view.dispatched_at is None,
        "xac-dinh-lai-phi": view.fee is not None and view.fee.state is dossiers.FeeState.DUE,
    }.get(key, True)
