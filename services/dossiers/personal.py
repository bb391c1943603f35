"""Everything that dossiers hold about a person, column by column: told, or left out for a reason."""

from typing import Any, Final

import sqlalchemy as sa

from chassis.personal_data import INTERNAL, Part, Told, audit_part
from chassis.sealing import Sealer
from services.dossiers import personal_handling, tables
from services.dossiers.domain.actions import State
from services.dossiers.store import filled

_d, _f, _s = tables.dossiers.c, tables.files.c, tables.actions.c
_OWN_ID: Final = "the person's own id"
_BY_NAME: Final = "told by its name"
_OFFICER: Final = "the id of an officer"


def _own(person: str) -> sa.Select[tuple[str]]:
    return sa.select(_d.id).where(_d.applicant_id == person)


def answers_of(sealer: Sealer | None, row: Any) -> object:
    """What was filled in."""
    if sealer is None:
        raise TypeError("answers are read with a sealer")
    return dict(filled.of(sealer, row).answers)


PARTS: Final = (
    Part(
        "applicant",
        "Bạn, như hệ thống hồ sơ biết",
        tables.applicants,
        lambda person: tables.applicants.c.account_id == person,
        (
            Told(tables.applicants.c.kind, "Loại tài khoản"),
            Told(tables.applicants.c.name, "Họ tên"),
            Told(tables.applicants.c.birth_date, "Ngày sinh"),
            Told(tables.applicants.c.identity_kind, "Loại giấy tờ"),
            Told(tables.applicants.c.identity_sealed, "Số giấy tờ", "identity_number"),
            Told(tables.applicants.c.phone_sealed, "Số điện thoại"),
            Told(tables.applicants.c.email_sealed, "Thư điện tử"),
            Told(tables.applicants.c.active, "Đang hoạt động"),
            Told(tables.applicants.c.leaving_at, "Đề nghị xóa lúc"),
            Told(tables.applicants.c.restricted, "Đang hạn chế xử lý"),
            Told(tables.applicants.c.restriction_changed_at, "Đặt hoặc gỡ hạn chế lúc"),
        ),
        {
            "account_id": _OWN_ID,
            "identity_masked": "told whole",
            "identity_last4_index": "a keyed hash for look-up",
            "phone_masked": "told whole",
            "phone_last4_index": "a keyed hash for look-up",
        },
    ),
    Part(
        "dossiers",
        "Hồ sơ và bản nháp",
        tables.dossiers,
        lambda person: _d.applicant_id == person,
        (
            Told(_d.id, "Mã nội bộ"),
            Told(_d.code, "Mã hồ sơ"),
            Told(_d.state, "Trạng thái (số)"),
            Told(_d.procedure_code, "Mã thủ tục"),
            Told(_d.procedure_version, "Phiên bản thủ tục"),
            Told(_d.procedure_name, "Thủ tục"),
            Told(_d.agency_name, "Cơ quan"),
            Told(_d.applicant_name, "Tên người nộp lúc nộp"),
            Told(_d.applicant_identity_masked, "Số giấy tờ lúc nộp (đã che)"),
            Told(_d.applicant_phone_masked, "Số điện thoại lúc nộp (đã che)"),
            Told(_d.channel, "Hình thức nộp"),
            Told(_d.case_label, "Trường hợp"),
            Told(_d.answers_sealed, "Những gì bạn đã khai", "answers", answers_of, "object"),
            Told(_d.content_hash, "Mã băm của nội dung"),
            Told(_d.created_at, "Lập lúc"),
            Told(_d.changed_at, "Thay đổi lần cuối lúc"),
            Told(_d.submitted_at, "Nộp lúc"),
            Told(_d.received_at, "Tiếp nhận lúc"),
            Told(_d.due_at, "Hẹn trả lúc"),
            Told(_d.decided_at, "Quyết định lúc"),
            Told(_d.returned_at, "Trả kết quả lúc"),
            Told(_d.closed_at, "Kết thúc lúc"),
            Told(_d.receipt, "Giấy tiếp nhận"),
            Told(_d.outcome, "Kết quả"),
            Told(_d.reason, "Lý do"),
            Told(_d.legal_basis, "Căn cứ"),
            Told(_d.result_number, "Số của kết quả"),
            Told(_d.return_way, "Cách trả kết quả"),
            Told(_d.tracking_number, "Mã bưu gửi"),
            Told(_d.restricted_at, "Hạn chế xử lý từ lúc"),
            Told(_d.dispatched_at, "Giao bưu chính lúc"),
            Told(_d.received_by, "Người nhận kết quả"),
            Told(_d.responsible, "Đến lượt ai"),
            Told(_d.task, "Việc phải làm"),
            Told(_d.next_due_at, "Hạn của việc đó"),
        ),
        {
            "version": "counts the changes",
            "procedure_content_hash": "identifies the published procedure",
            "agency_code": _BY_NAME,
            "desk_code": "the desk that received it, of the agency that is told",
            "applicant_id": _OWN_ID,
            "identity_last4_index": "a keyed hash for look-up",
            "phone_last4_index": "a keyed hash for look-up",
            "answers": "where earlier code kept the answers; they are told",
            "clock_started_at": "how the due date was counted, which the deadline shows",
            "rule_set": "how the due date was counted, which the deadline shows",
            "limit_value": "how the due date was counted, which the deadline shows",
            "limit_unit": "how the due date was counted, which the deadline shows",
            "deadline_steps": "how the due date was counted, which the deadline shows",
            "processor_id": _OFFICER,
            "proposed_by": _OFFICER,
            "proposed_at": "in the history",
            "proposed_outcome": "a proposal is the agency's until it is decided",
            "supplements_allowed_more": "in the history",
            "extensions": "in the history",
            "state_since": "in the history",
            "responsible_id": "the id of the person, or of an officer",
            "watch_stage": "in the alarms that were told",
            "watch_at": "when a timer looks next",
            "reason_code": "told in words",
            "result_file_id": "told among the files once the result was returned",
        },
    ),
    Part(
        "papers",
        "Thành phần hồ sơ",
        tables.papers,
        lambda person: tables.papers.c.dossier_id.in_(_own(person)),
        (
            Told(tables.papers.c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(tables.papers.c.key, "Mã giấy tờ"),
            Told(tables.papers.c.name, "Tên giấy tờ"),
            Told(tables.papers.c.required, "Bắt buộc"),
            Told(tables.papers.c.originals, "Số bản chính"),
            Told(tables.papers.c.copies, "Số bản sao"),
        ),
        {"position": "the place in the list", "form": "of the procedure", "condition": "of the procedure"},
    ),
    Part(
        "files",
        "Tệp trong hồ sơ",
        tables.files,
        lambda person: sa.or_(
            sa.and_(_f.paper_key.is_not(None), _f.dossier_id.in_(_own(person))),
            # A result belongs to the person once it was returned, as everywhere.
            _f.dossier_id.in_(_own(person).where(_d.state == State.RETURNED)),
        ),
        (
            Told(_f.id, "Mã tệp"),
            Told(_f.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(_f.paper_key, "Mã giấy tờ (trống: kết quả)"),
            Told(_f.name, "Tên tệp"),
            Told(_f.media_type, "Loại"),
            Told(_f.size, "Số byte"),
            Told(_f.sha256, "Mã băm"),
            Told(_f.added_at, "Thêm lúc"),
            Told(_f.removed_at, "Gỡ lúc"),
        ),
        {"object_key": "where the store keeps it", "added_by": "the id of the person, or of an officer"},
    ),
    Part(
        "history",
        "Quá trình xử lý",
        tables.actions,
        lambda person: _s.dossier_id.in_(_own(person)),
        (
            Told(_s.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(_s.seq, "Bước"),
            Told(_s.action, "Việc"),
            Told(_s.from_state, "Từ trạng thái"),
            Told(_s.to_state, "Sang trạng thái"),
            Told(_s.at, "Lúc"),
            Told(_s.actor_kind, "Ai làm (người dân, cán bộ, hệ thống)"),
            Told(_s.actor_name, "Tên"),
            Told(_s.actor_agency, "Cơ quan"),
            Told(_s.reason, "Lý do"),
            Told(_s.legal_basis, "Căn cứ"),
            Told(_s.note, "Ghi chú"),
        ),
        {
            "actor_id": "the id of the person, or of an officer",
            "reason_code": "told in words",
            "details": "ids and figures of the step, all told elsewhere",
            "trace": "an internal id for finding log lines",
        },
    ),
    Part(
        "supplements",
        "Yêu cầu bổ sung",
        tables.supplement_requests,
        lambda person: tables.supplement_requests.c.dossier_id.in_(_own(person)),
        (
            Told(tables.supplement_requests.c.id, "Mã yêu cầu"),
            Told(tables.supplement_requests.c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(tables.supplement_requests.c.asked_at, "Yêu cầu lúc"),
            Told(tables.supplement_requests.c.respond_by, "Hạn bổ sung"),
            Told(tables.supplement_requests.c.note, "Ghi chú"),
            Told(tables.supplement_requests.c.legal_basis, "Căn cứ"),
            Told(tables.supplement_requests.c.answered_at, "Bổ sung lúc"),
        ),
        {"asked_by": _OFFICER, "answers_hash": "tells whether the form changed since"},
    ),
    Part(
        "supplement_items",
        "Giấy tờ phải bổ sung",
        tables.supplement_items,
        lambda person: tables.supplement_items.c.request_id.in_(
            sa.select(tables.supplement_requests.c.id).where(tables.supplement_requests.c.dossier_id.in_(_own(person)))
        ),
        (
            Told(tables.supplement_items.c.request_id, "Mã yêu cầu"),
            Told(tables.supplement_items.c.paper_name, "Giấy tờ"),
            Told(tables.supplement_items.c.reason, "Lý do"),
        ),
        {
            "position": "the place in the list",
            "paper_key": _BY_NAME,
            "had_sha256": "digests of files that are told",
        },
    ),
    Part(
        "fees",
        "Phí, lệ phí của hồ sơ",
        tables.fees,
        lambda person: tables.fees.c.dossier_id.in_(_own(person)),
        (
            Told(tables.fees.c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(tables.fees.c.purpose, "Loại"),
            Told(tables.fees.c.state, "Tình trạng"),
            Told(tables.fees.c["items"], "Các khoản", kind="list"),
            Told(tables.fees.c.total, "Tổng số tiền (đồng)"),
            Told(tables.fees.c.obligation_id, "Mã nghĩa vụ"),
            Told(tables.fees.c.payment_id, "Mã giao dịch"),
            Told(tables.fees.c.due_since, "Phải nộp từ lúc"),
            Told(tables.fees.c.settled_at, "Nộp xong lúc"),
        ),
        {"id": "an internal id", "pay_online": "of the procedure", "before_processing": "of the procedure"},
    ),
    Part(
        "looks",
        "Ai đã xem dữ liệu của bạn, khi nào và vì sao",
        tables.looks,
        lambda person: tables.looks.c.applicant_id == person,
        (
            Told(tables.looks.c.at, "Lúc"),
            Told(tables.looks.c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(tables.looks.c.actor_name, "Người xem"),
            Told(tables.looks.c.agency_code, "Cơ quan (mã)"),
            Told(tables.looks.c.look, "Xem gì"),
            Told(tables.looks.c.fields, "Thông tin đã che được hiện"),
            Told(tables.looks.c.why, "Mục đích đã nêu"),
        ),
        {"id": "an internal id", "applicant_id": _OWN_ID, "actor_id": _OFFICER},
    ),
    Part(
        "official_papers",
        "Giấy tờ mà cơ quan đã lập cho hồ sơ",
        tables.official_papers,
        lambda person: tables.official_papers.c.dossier_id.in_(_own(person)),
        (
            Told(tables.official_papers.c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(tables.official_papers.c.kind, "Loại"),
            Told(tables.official_papers.c.number, "Số"),
            Told(tables.official_papers.c.year, "Năm"),
            Told(tables.official_papers.c.issuer_name, "Cơ quan"),
            Told(tables.official_papers.c.issued_by_name, "Người lập"),
            Told(tables.official_papers.c.issued_at, "Lập lúc"),
            Told(tables.official_papers.c.content, "Nội dung"),
            Told(tables.official_papers.c.replaces, "Thay cho"),
        ),
        {"id": "an internal id", "agency_code": _BY_NAME, "issued_by": _OFFICER},
    ),
    Part(
        "receipts",
        "Giấy tiếp nhận đã ký số",
        tables.receipts,
        lambda person: tables.receipts.c.dossier_id.in_(_own(person)),
        (
            Told(tables.receipts.c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(tables.receipts.c.number, "Số"),
            Told(tables.receipts.c.kind, "Dịp cấp"),
            Told(tables.receipts.c.issued_at, "Cấp lúc"),
            Told(tables.receipts.c.signed, "Giấy đã ký (JWS)"),
        ),
        {},
    ),
    Part(
        "ratings",
        "Đánh giá của bạn",
        tables.ratings,
        lambda person: tables.ratings.c.dossier_id.in_(_own(person)),
        (
            Told(tables.ratings.c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(tables.ratings.c.rating, "Mức độ hài lòng"),
            Told(tables.ratings.c.comment, "Ý kiến"),
            Told(tables.ratings.c.at, "Lúc"),
        ),
        {},
    ),
    *personal_handling.PARTS,
    audit_part(),
)

EXPLAINED: Final = {
    **INTERNAL,
    "agencies": "agencies, not people",
    "agency_lines": "agencies, not people",
    "content_marks": "keyed digests of what stood in a draft, which is told itself",
    "history": "hashes over the steps and looks, which are told themselves",
    "code_counters": "the last number given of each unit and day",
    "offers": "what agencies offer",
    "figure_changes": "numbers of dossiers, not people",
    "figures": "numbers of dossiers, not people",
    "standings": "for which numbers a dossier counts; follows from its history, which is told",
    "official_paper_numbers": "the last number given of each kind and year",
    "procedures": "published procedures",
    "staff": "members of staff with their roles, whose own data accounts tells",
}
"""Tables that are no part, and why."""
