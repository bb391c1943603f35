"""The papers of the one-stop desk, by the forms of TT 01/2018/TT-VPCP điều 9 as TT 03/2025/TT-VPCP has them.

What was issued decides every word, so a paper is the same, byte for byte, whenever it is printed. Personal numbers are
masked; what the portal does not know (an address) is a line to write on.
"""

import datetime as dt
from collections.abc import Iterator

from chassis.paper import (
    Addressee,
    Block,
    Column,
    Face,
    Footer,
    FormMark,
    Item,
    Line,
    Motto,
    Paper,
    Signature,
    Signatures,
    Space,
    Table,
    Text,
    Title,
)
from gateway.printing.times import clock_and_day, in_two_lines, place_and_day
from services.dossiers.contract import IssuedPaper, ListedPaper, OfficialPaper, ReturnWay

TITLES = {
    OfficialPaper.RECEPTION: ("Mẫu số 01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    OfficialPaper.SUPPLEMENT: ("Mẫu số 02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    OfficialPaper.REFUSAL: ("Mẫu số 03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    OfficialPaper.APOLOGY: ("Mẫu số 04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
}
RETURNS = {
    ReturnWay.ONLINE: "Nhận trực tuyến trên cổng dịch vụ công",
    ReturnWay.DESK: "Nhận tại bộ phận một cửa",
    ReturnWay.POST: "Nhận qua dịch vụ bưu chính công ích",
}


def paper_of(issued: IssuedPaper, look_up: str) -> Paper:
    """The paper as it is printed. ``look_up`` is the address that its QR code leads to."""
    _, title = TITLES[issued.kind]
    return Paper(
        title=f"{title} {issued.reference}",
        author=issued.issuer_name,
        subject=f"{issued.content.dossier_code} · {issued.reference}",
        blocks=(*_head(issued), *_BODIES[issued.kind](issued), *_signed(issued)),
        footer=Footer(
            (
                f"Hồ sơ {issued.content.dossier_code} · Thủ tục {issued.content.procedure_code}",
                f"Ban hành lúc {clock_and_day(issued.issued_at)}; quét mã QR để tra cứu hồ sơ",
            ),
            qr=look_up,
        ),
    )


def _head(issued: IssuedPaper) -> Iterator[Block]:
    form, title = TITLES[issued.kind]
    yield FormMark(form, "TT 03/2025/TT-VPCP")
    yield Motto(
        issuer=(in_two_lines(issued.issuer_name),),
        reference=f"Số: {issued.reference}",
        place_and_date=place_and_day(issued.issued_at),
    )
    yield Title(title)


def _reception(issued: IssuedPaper) -> Iterator[Block]:
    content = issued.content
    yield Line((Item("Mã hồ sơ:", content.dossier_code, face=Face.BOLD),))
    yield Line((Item("Bộ phận tiếp nhận:", issued.issuer_name),))
    yield from _person(issued, "Tiếp nhận hồ sơ của (ông/bà/tổ chức):")
    yield Line((Item("Nội dung yêu cầu giải quyết:", content.procedure_name),))
    yield Table(
        (
            Column("TT", 0.5, centred=True),
            Column("Thành phần hồ sơ nộp", 6.0),
            Column("Bản chính", 0.9, centred=True),
            Column("Bản sao", 0.9, centred=True),
            Column("Tệp đã nộp", 0.9, centred=True),
        ),
        tuple(
            (str(number), paper.name, _count(paper.originals), _count(paper.copies), _count(paper.files))
            for number, paper in enumerate(_given(content.papers), start=1)
        ),
    )
    yield Line((Item("Thời gian giải quyết hồ sơ theo quy định:", content.limit or "không quy định thời hạn"),))
    yield Line((Item("Thời gian nhận hồ sơ:", _moment(content.received_at)),))
    yield Line((Item("Thời gian trả kết quả giải quyết:", _moment(content.due_at), face=Face.BOLD),))
    way = RETURNS[content.return_way] if content.return_way else None
    yield Line((Item("Đăng ký nhận kết quả tại:", way),))
    yield Line((Item("Vào sổ theo dõi hồ sơ, quyển số:", str(issued.year)), Item("Số thứ tự:", str(issued.number))))
    if content.note:
        yield Line((Item("Ghi chú:", content.note),))


def _given(papers: tuple[ListedPaper, ...]) -> list[ListedPaper]:
    """The papers of which something was given: only these were received."""
    return [paper for paper in papers if paper.originals or paper.copies or paper.files]


def _supplement(issued: IssuedPaper) -> Iterator[Block]:
    content = issued.content
    yield from _person(issued, "Hồ sơ của:")
    yield Line((Item("Mã hồ sơ:", content.dossier_code, face=Face.BOLD),))
    yield Line((Item("Nội dung yêu cầu giải quyết:", content.procedure_name),))
    yield Text("Yêu cầu hoàn thiện hồ sơ gồm những giấy tờ, nội dung sau:")
    yield Table(
        (
            Column("TT", 0.5, centred=True),
            Column("Giấy tờ cần bổ sung", 3.5),
            Column("Lý do và cách hoàn thiện", 5.0),
        ),
        tuple((str(number), item.paper_name, item.reason) for number, item in enumerate(content.items, start=1)),
    )
    if content.note:
        yield Line((Item("Hướng dẫn thêm:", content.note),))
    if content.legal_basis:
        yield Line((Item("Căn cứ:", content.legal_basis),))
    if content.respond_by:
        yield Line((Item("Đề nghị bổ sung trước:", clock_and_day(content.respond_by), face=Face.BOLD),))
    yield Text(
        "Trong thời gian chờ bổ sung, thời hạn giải quyết tạm dừng; sau khi hồ sơ được bổ sung đầy đủ, thời hạn được"
        " tính lại từ đầu.",
        face=Face.ITALIC,
    )


def _refusal(issued: IssuedPaper) -> Iterator[Block]:
    content = issued.content
    yield Line((Item("Bộ phận một cửa:", issued.issuer_name),))
    yield from _person(issued, "Tiếp nhận hồ sơ của:")
    yield Line((Item("Mã hồ sơ:", content.dossier_code, face=Face.BOLD),))
    yield Line((Item("Nội dung yêu cầu giải quyết:", content.procedure_name),))
    yield Text(
        "Qua xem xét, cơ quan thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:", indent=True
    )
    yield Line((Item("Lý do:", content.reason),))
    yield Line((Item("Căn cứ pháp lý:", content.legal_basis),))
    yield Text("Xin thông báo để ông/bà/tổ chức được biết và thực hiện.", indent=True)


def _apology(issued: IssuedPaper) -> Iterator[Block]:
    content = issued.content
    yield Addressee(content.applicant_name)
    yield Text(
        f"{_day_of(content.received_at)}, {content.agency_name} tiếp nhận giải quyết hồ sơ đề nghị"
        f" “{content.procedure_name}” của ông/bà/tổ chức.",
        indent=True,
    )
    yield Line((Item("Mã hồ sơ:", content.dossier_code, face=Face.BOLD),))
    yield Line((Item("Số định danh:", content.applicant_identity_masked),))
    yield Line((Item("Thời gian hẹn trả kết quả:", _moment(content.former_due_at)),))
    in_time = content.former_due_at is not None and issued.issued_at <= content.former_due_at
    told = "không thể trả" if in_time else "đến nay chưa trả"
    yield Text(
        f"Tuy nhiên, cơ quan {told} kết quả giải quyết hồ sơ đúng thời gian đã hẹn."
        f" Lý do: {content.reason or 'việc xử lý hồ sơ bị chậm'}.",
        indent=True,
    )
    yield Text(
        "Sự chậm trễ này đã gây phiền hà, tốn kém cho ông/bà/tổ chức. Cơ quan xin lỗi ông/bà/tổ chức và sẽ trả kết quả"
        " giải quyết hồ sơ vào:",
        indent=True,
    )
    yield Line((Item("Thời gian hẹn lại:", _moment(content.due_at), face=Face.BOLD),))
    yield Text("Mong nhận được sự thông cảm của ông/bà/tổ chức.", indent=True)


_BODIES = {
    OfficialPaper.RECEPTION: _reception,
    OfficialPaper.SUPPLEMENT: _supplement,
    OfficialPaper.REFUSAL: _refusal,
    OfficialPaper.APOLOGY: _apology,
}


def _person(issued: IssuedPaper, label: str) -> Iterator[Block]:
    content = issued.content
    yield Line((Item(label, content.applicant_name, face=Face.BOLD),))
    yield Line(
        (
            Item("Số định danh:", content.applicant_identity_masked),
            Item("Số điện thoại:", content.applicant_phone_masked),
        )
    )
    yield Line((Item("Địa chỉ:"),))


def _signed(issued: IssuedPaper) -> Iterator[Block]:
    yield Space(3.0)
    officer = Signature(_SIGNERS[issued.kind], "(Ký, ghi rõ họ và tên)", name=issued.issued_by_name)
    if issued.kind is OfficialPaper.RECEPTION:
        yield Signatures("", (Signature("NGƯỜI NỘP HỒ SƠ", name=issued.content.applicant_name), officer))
    else:
        yield Signatures("", (officer,))


_SIGNERS = {
    OfficialPaper.RECEPTION: "NGƯỜI TIẾP NHẬN HỒ SƠ",
    OfficialPaper.SUPPLEMENT: "NGƯỜI HƯỚNG DẪN",
    OfficialPaper.REFUSAL: "NGƯỜI TIẾP NHẬN HỒ SƠ",
    OfficialPaper.APOLOGY: "THỦ TRƯỞNG CƠ QUAN",
}


def _count(number: int) -> str:
    return str(number) if number else "–"


def _moment(at: dt.datetime | None) -> str | None:
    return clock_and_day(at) if at else None


def _day_of(at: dt.datetime | None) -> str:
    return f"Ngày {clock_and_day(at).partition('ngày ')[2]}" if at else "Vừa qua"
