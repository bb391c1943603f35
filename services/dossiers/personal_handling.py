"""What is held about a person from the handling of their dossiers, column by column: told, or left out for a reason."""

from typing import Final

import sqlalchemy as sa

from chassis.personal_data import Part, Told
from services.dossiers import tables

_p, _a, _c = tables.pauses.c, tables.appointments.c, tables.consultations.c


def _own(person: str) -> sa.Select[tuple[str]]:
    return sa.select(tables.dossiers.c.id).where(tables.dossiers.c.applicant_id == person)


PARTS: Final = (
    Part(
        "pauses",
        "Thời gian không tính vào thời hạn",
        tables.pauses,
        lambda person: _p.dossier_id.in_(_own(person)),
        (
            Told(_p.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(_p.kind, "Loại"),
            Told(_p.waits_for, "Chờ ai"),
            Told(_p.began_at, "Từ lúc"),
            Told(_p.until, "Dự kiến đến"),
            Told(_p.ended_at, "Đến lúc"),
            Told(_p.reason, "Lý do"),
            Told(_p.legal_basis, "Căn cứ"),
        ),
        {"id": "an internal id"},
    ),
    Part(
        "appointments",
        "Lịch hẹn",
        tables.appointments,
        lambda person: _a.dossier_id.in_(_own(person)),
        (
            Told(_a.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(_a.kind, "Loại"),
            Told(_a.place, "Địa điểm"),
            Told(_a.starts_at, "Giờ hẹn"),
            Told(_a.state, "Tình trạng"),
            Told(_a.moves, "Số lần dời"),
            Told(_a.purpose, "Mục đích"),
            Told(_a.note, "Kết quả"),
            Told(_a.arranged_at, "Hẹn lúc"),
            Told(_a.ended_at, "Kết thúc lúc"),
        ),
        {"id": "an internal id"},
    ),
    Part(
        "consultations",
        "Lấy ý kiến cơ quan khác",
        tables.consultations,
        lambda person: _c.dossier_id.in_(_own(person)),
        (
            Told(_c.dossier_id, "Mã nội bộ của hồ sơ"),
            Told(_c.agency_name, "Cơ quan được hỏi"),
            Told(_c.asked_at, "Hỏi lúc"),
            Told(_c.answer_by, "Hạn trả lời"),
            Told(_c.pauses, "Thời gian không tính"),
            Told(_c.legal_basis, "Căn cứ"),
            Told(_c.state, "Tình trạng"),
            Told(_c.question, "Nội dung hỏi"),
            Told(_c.answer, "Nội dung trả lời"),
            Told(_c.ended_why, "Vì sao không cần nữa"),
            Told(_c.ended_at, "Kết thúc lúc"),
        ),
        {"id": "an internal id", "agency_code": "told by its name"},
    ),
)
