"""The control slip of a dossier (Mẫu 05) and the register of a desk (Mẫu 06), made anew from what is kept."""

import datetime as dt
from collections.abc import Sequence

from chassis.paper import Block, Column, Face, Footer, FormMark, Item, Line, Motto, Paper, Table, Title
from gateway.printing.times import clock_and_day, in_two_lines, place_and_day
from gateway.rendering import HANOI
from services.dossiers.contract import DossierView, RegisterLine, RegisterPage, ReturnWay, TimelineItem, TimelineView

_WHO = {"citizen": "Người nộp hồ sơ", "staff": "Cán bộ", "system": "Hệ thống"}
_WAYS = {ReturnWay.ONLINE: "Trực tuyến", ReturnWay.DESK: "Tại quầy", ReturnWay.POST: "Bưu chính"}


def control_slip(view: DossierView, timeline: TimelineView, look_up: str) -> Paper:
    """Every hand-over of the dossier so far: who did what and when, and whether that was before the date promised."""
    moved = any(item.action == "extend" for item in timeline.items)
    blocks: list[Block] = [
        FormMark("Mẫu số 05", "TT 03/2025/TT-VPCP"),
        Motto(issuer=(in_two_lines(view.agency_name),), place_and_date=place_and_day(view.changed_at)),
        Title("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        Line((Item("Mã hồ sơ:", view.code, face=Face.BOLD),)),
        Line((Item("Thủ tục:", view.procedure_name),)),
        Line((Item("Cơ quan giải quyết:", view.agency_name),)),
        Line((Item("Nhận hồ sơ:", _moment(view.received_at)),)),
        Line((Item("Hẹn trả kết quả:", _moment(view.due_at), face=Face.BOLD),)),
        Table(
            (
                Column("TT", 0.5, centred=True),
                Column("Thời gian", 1.9),
                Column("Người thực hiện", 2.3),
                Column("Công việc", 2.6),
                Column("Trạng thái sau đó", 2.0),
                Column("Kết quả, ghi chú", 2.4),
            ),
            tuple(_step(number, item, view, moved=moved) for number, item in enumerate(timeline.items, start=1)),
        ),
    ]
    return Paper(
        title=f"Phiếu kiểm soát {view.code}",
        author=view.agency_name,
        subject=view.code,
        blocks=tuple(blocks),
        footer=Footer((f"Hồ sơ {view.code} · lập từ lịch sử xử lý điện tử, {len(timeline.items)} bước",), qr=look_up),
    )


def _step(number: int, item: TimelineItem, view: DossierView, *, moved: bool) -> tuple[str, ...]:
    who = item.actor_name or _WHO.get(item.actor_kind.value, "")
    remarks = [_against(item.at, view.due_at, moved=moved)] if item.action == "decide" else []
    remarks += [words for words in (item.reason, item.note) if words]
    return (str(number), _short(item.at), who, item.action_vi, item.state_vi, ". ".join(filter(None, remarks)))


def _against(at: dt.datetime, due_at: dt.datetime | None, *, moved: bool) -> str:
    """Trước hạn, đúng hạn, quá hạn: the day of the decision beside the day that was promised."""
    if due_at is None:
        return ""
    beside = " so với ngày hẹn lại" if moved else ""
    if at > due_at:
        return f"Quá hạn{beside}"
    same_day = at.astimezone(HANOI).date() == due_at.astimezone(HANOI).date()
    return f"{'Đúng hạn' if same_day else 'Trước hạn'}{beside}"


def register(pages: Sequence[RegisterPage], made_at: dt.datetime, part: int = 0) -> Paper:
    """The register of a desk in a year, or one part of it, on A4 lying on its side."""
    first = pages[0]
    lines = [line for page in pages for line in page.items]
    which = f", phần {part}/{first.parts}" if part else ""
    blocks: list[Block] = [
        FormMark("Mẫu số 06", "TT 03/2025/TT-VPCP"),
        Motto(issuer=(in_two_lines(first.agency_name),), place_and_date=place_and_day(made_at)),
        Title("Sổ theo dõi hồ sơ", f"Năm {first.year}{which}"),
        Table(
            (
                Column("STT", 1.15, centred=True),
                Column("Mã hồ sơ", 4.7),
                Column("Tên thủ tục hành chính", 3.5),
                Column("Tổ chức, cá nhân", 2.7),
                Column("Số điện thoại", 2.5),
                Column("Cơ quan chủ trì", 2.5),
                Column("Nhận hồ sơ", 1.9),
                Column("Hẹn trả", 1.9),
                Column("Trả kết quả", 1.9),
                Column("Phương thức nhận", 1.9),
                Column("Ký nhận", 1.3),
            ),
            tuple(_entry(line) for line in lines),
        ),
    ]
    return Paper(
        title=f"Sổ theo dõi hồ sơ năm {first.year}{which}",
        author=first.agency_name,
        blocks=tuple(blocks),
        footer=Footer((f"{first.agency_name}: sổ năm {first.year}{which}, {len(lines)} hồ sơ",)),
        wide=True,
    )


def _entry(line: RegisterLine) -> tuple[str, ...]:
    return (
        str(line.number),
        line.dossier_code,
        line.procedure_name,
        line.applicant_name,
        line.applicant_phone_masked,
        line.agency_name,
        _shortest(line.received_at),
        _shortest(line.due_at),
        _shortest(line.returned_at),
        _WAYS[line.return_way] if line.return_way else "",
        "",
    )


def _short(at: dt.datetime | None) -> str:
    return at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y") if at else ""


def _shortest(at: dt.datetime | None) -> str:
    """Two lines of a narrow column; the year is the book's, or next to it."""
    return at.astimezone(HANOI).strftime("%H:%M %d/%m/%y") if at else ""


def _moment(at: dt.datetime | None) -> str | None:
    return clock_and_day(at) if at else None
