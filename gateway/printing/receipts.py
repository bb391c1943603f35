"""Receipts of fees and charges on paper (bản thể hiện của biên lai điện tử), and their register.

What a receipt has to state: NĐ 254/2026/NĐ-CP điều 23 khoản 2. The law fixes what stands on it, not where; it stands
where it does on the printed receipts that people know.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from chassis.paper import (
    Align,
    Block,
    Column,
    Face,
    Footer,
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
from chassis.spoken import grouped, money
from gateway.printing.times import clock_and_day, in_two_lines, place_and_day
from gateway.rendering import HANOI
from services.dossiers.contract import FeeKind
from services.payments.contract import CounterKind, Provider, ReceiptProof, ReceiptRegister, ReceiptView

KINDS = {FeeKind.PHI: "Phí", FeeKind.LE_PHI: "Lệ phí"}
PAID_BY = {
    Provider.VNPAY: "Trực tuyến qua cổng thanh toán VNPAY",
    Provider.DESK: "Tiền mặt tại bộ phận một cửa",
    Provider.TRANSFER: "Chuyển khoản",
}
TAKES_BACK = {
    CounterKind.CANCEL: "Hủy biên lai",
    CounterKind.ADJUST: "Điều chỉnh giảm biên lai",
    CounterKind.REPLACE: "Thay thế biên lai",
}


def paper_of(proof: ReceiptProof, view: ReceiptView, look_up: str) -> Paper:
    """The receipt as it is printed; ``look_up`` is the address that its QR code leads to."""
    number = f"{proof.series} {proof.number}"
    return Paper(
        title=f"{proof.name} {number}",
        author=proof.collector_name or proof.agency_name,
        subject=f"{view.dossier_code} · {number}",
        blocks=(*_head(proof), *_body(proof, view), *_signed(proof)),
        footer=Footer(
            (
                f"Mã tra cứu: {in_fives(view.look_up)}",
                "Quét mã QR hoặc nhập mã tra cứu trên cổng để biết biên lai có thật và còn hiệu lực không",
            ),
            qr=look_up,
        ),
    )


def in_fives(code: str) -> str:
    """A code as people can read it aloud."""
    return "-".join(code[at : at + 5] for at in range(0, len(code), 5))


def _head(proof: ReceiptProof) -> Iterator[Block]:
    yield Motto(
        issuer=(in_two_lines(proof.collector_name or proof.agency_name),),
        reference=f"Mã số thuế: {proof.tax_code}" if proof.tax_code else "",
        place_and_date=place_and_day(proof.issued_at),
    )
    yield Title(proof.name, "(Bản thể hiện của biên lai điện tử)")
    yield Line(
        (
            Item("Mẫu số:", proof.form, face=Face.BOLD),
            Item("Ký hiệu:", proof.series, face=Face.BOLD),
            Item("Số:", proof.number, face=Face.BOLD),
        )
    )


def _body(proof: ReceiptProof, view: ReceiptView) -> Iterator[Block]:
    if proof.counter_kind is not None:
        yield Line((Item(f"{TAKES_BACK[proof.counter_kind]}:", proof.counters_number, face=Face.BOLD),))
        yield Line((Item("Lý do:", proof.reason),))
    yield Line((Item("Hồ sơ:", view.dossier_code, face=Face.BOLD),))
    yield Line((Item("Thủ tục:", view.procedure_name),))
    yield Line((Item("Hình thức thanh toán:", PAID_BY[view.provider]),))
    yield Space(1.5)
    rows = [
        (str(at), item.label, KINDS.get(item.kind, "Khoản thu"), _amount(item.amount))
        for at, item in enumerate(proof.items, start=1)
    ]
    yield Table(
        (
            Column("TT", 0.5, centred=True),
            Column("Tên khoản thu", 5.6),
            Column("Loại", 1.0, centred=True),
            Column("Số tiền (đồng)", 1.7, centred=True),
        ),
        (*rows, ("", "Cộng", "", _amount(proof.total))),
    )
    yield Space(1.5)
    yield Line((Item("Tổng số tiền:", money(proof.total, "vi"), face=Face.BOLD),))
    yield Line((Item("Viết bằng chữ:", proof.total_in_words, face=Face.BOLD_ITALIC),))
    yield Line((Item("Thu lúc:", clock_and_day(proof.issued_at)),))
    if proof.stands_for != proof.total or proof.counter_receipts:
        changed = max(proof.issued_at, *(one.issued_at for one in proof.counter_receipts), proof.issued_at)
        left = money(proof.stands_for, "vi")
        yield Text(
            f"{proof.stands_vi}. Từ {clock_and_day(changed)}, biên lai này còn chứng minh {left}.",
            face=Face.BOLD,
            align=Align.CENTRE,
        )


def _signed(proof: ReceiptProof) -> Iterator[Block]:
    yield Space(2.0)
    yield Signatures(
        "",
        (
            Signature(
                "CƠ QUAN THU",
                f"(Đã ký số bởi cổng dịch vụ công, {clock_and_day(proof.issued_at).partition(', ')[2]})",
            ),
        ),
    )


def register(pages: Sequence[ReceiptRegister], made_at: dt.datetime) -> Paper:
    """The register of an agency's receipts in a year, on A4 lying on its side."""
    lines = [line for page in pages for line in page.items]
    agency = next((page.agency_name for page in pages if page.agency_name), pages[0].agency_code)
    taken = sum(line.total for line in lines if not line.counters)
    back = sum(line.taken_back for line in lines)
    return Paper(
        title=f"Bảng kê biên lai năm {pages[0].year}",
        author=agency,
        blocks=(
            Motto(issuer=(in_two_lines(agency),), place_and_date=place_and_day(made_at)),
            Title("Bảng kê biên lai thu phí, lệ phí", f"Năm {pages[0].year}"),
            Table(
                (
                    Column("Ký hiệu", 1.5, centred=True),
                    Column("Số", 1.6, centred=True),
                    Column("Lập lúc", 1.9, centred=True),
                    Column("Tên biên lai", 3.0),
                    Column("Mã hồ sơ", 4.0),
                    Column("Phí", 1.6, centred=True),
                    Column("Lệ phí", 1.6, centred=True),
                    Column("Trả lại", 1.6, centred=True),
                    Column("Biên lai liên quan, lý do", 4.0),
                ),
                tuple(
                    (
                        line.series,
                        line.number,
                        line.issued_at.astimezone(HANOI).strftime("%H:%M %d/%m/%y"),
                        line.name,
                        line.dossier_code,
                        _amount(line.fees),
                        _amount(line.charges),
                        _amount(line.taken_back),
                        "; ".join(part for part in (line.counters, line.reason) if part),
                    )
                    for line in lines
                ),
            ),
            Text(
                f"Cộng: đã thu {money(taken, 'vi')}; trả lại {money(back, 'vi')}; còn {money(taken - back, 'vi')}.",
                face=Face.BOLD,
            ),
            Text(
                "Các số liền nhau, không thiếu số nào."
                if not pages[0].missing
                else f"THIẾU SỐ: {', '.join(pages[0].missing)}",
                face=Face.ITALIC,
            ),
        ),
        footer=Footer((f"{agency}: bảng kê năm {pages[0].year}, {len(lines)} biên lai",)),
        wide=True,
    )


def _amount(value: int) -> str:
    return grouped(value, "vi") if value else ""
