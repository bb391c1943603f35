"""The receipt of a filing on paper: what was filed, when and where, word for word as the portal has signed it.

It is the portal's own, given at once; the agency's paper of reception (`official`) comes when the agency has received
the dossier. What is signed decides what stands here, so a receipt says the same whenever it is printed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chassis.paper import Block, Column, Face, Footer, Item, Line, Motto, Paper, Space, Table, Text, Title
from gateway.printing.times import clock_and_day, in_two_lines, place_and_day
from services.dossiers.contract import DossierView

TITLE: Final = "Giấy xác nhận nộp hồ sơ"
KINDS: Final = {
    "submission": "(Lúc nộp hồ sơ)",
    "change": "(Lúc sửa hồ sơ)",
    "supplement": "(Lúc bổ sung hồ sơ)",
}
CHANNELS: Final = {"online": "Nộp trực tuyến", "direct": "Nộp trực tiếp", "post": "Nộp qua bưu chính công ích"}


def paper_of(said: Mapping[str, Any], view: DossierView, look_up: str) -> Paper:
    """The receipt as it is printed: ``said`` is what was signed, ``look_up`` the address that its QR code leads to."""
    reference = f"{said['code']}-{said['number']}"
    return Paper(
        title=f"{TITLE} {reference}",
        author=said["agency"]["name"],
        subject=reference,
        blocks=(*_head(said), *_body(said, view)),
        footer=Footer(
            (f"Hồ sơ {said['code']} · Giấy số {said['number']}", "Quét mã QR để tra cứu hồ sơ"),
            qr=look_up,
        ),
    )


def issued_at(said: Mapping[str, Any]) -> dt.datetime:
    """When the receipt was signed."""
    return dt.datetime.fromisoformat(said["issued_at"])


def _head(said: Mapping[str, Any]) -> Iterator[Block]:
    yield Motto(
        issuer=(in_two_lines(said["agency"]["name"]),),
        reference=f"Số: {said['code']}-{said['number']}",
        place_and_date=place_and_day(issued_at(said)),
    )
    yield Title(TITLE, KINDS[said["kind"]])


def _body(said: Mapping[str, Any], view: DossierView) -> Iterator[Block]:
    submitted = dt.datetime.fromisoformat(said["submitted_at"])
    yield Line((Item("Mã hồ sơ:", said["code"], face=Face.BOLD),))
    yield Line((Item("Người nộp:", view.applicant_name), Item("Số định danh:", view.applicant_identity_masked)))
    yield Line((Item("Thủ tục:", f"{said['procedure']['name']} ({said['procedure']['code']})"),))
    yield Line((Item("Nơi giải quyết:", said["agency"]["name"]),))
    yield Line((Item("Cách nộp:", CHANNELS[said["channel"]]), Item("Nộp lúc:", clock_and_day(submitted))))
    yield Space(1.5)
    if said["papers"]:
        yield Table(
            (Column("TT", 0.5, centred=True), Column("Tệp đã nộp, dấu vân tay SHA-256", 7.0), Column("Cỡ (byte)", 1.3)),
            tuple(_file(at, one) for at, one in enumerate(said["papers"], start=1)),
        )
    if said["handed_in"]:
        yield Space(1.5)
        yield Table(
            (Column("Giấy tờ nộp bằng giấy", 6.0), Column("Bản chính", 1.0), Column("Bản sao", 1.0)),
            tuple((one["paper"], str(one["originals"]), str(one["copies"])) for one in said["handed_in"]),
        )
    yield Space(1.5)
    yield Line((Item("Dấu vân tay của toàn bộ nội dung:", in_eights(said["content_hash"])),))
    yield Text(
        "Giấy này ghi đúng nội dung đã được cổng ký số. Tệp .jws trên trang giấy xác nhận là bản có chữ ký; ai giữ tệp"
        " ấy tự kiểm tra được, không cần đến cổng. Thời hạn giải quyết tính từ khi cơ quan tiếp nhận hồ sơ.",
        face=Face.ITALIC,
    )


def _file(at: int, one: Mapping[str, Any]) -> tuple[str, str, str]:
    size = f"{one['size']:,}".replace(",", ".")
    return str(at), f"{one['paper']}: {one['file']} {in_eights(one['sha256'])}", size


def in_eights(digest: str) -> str:
    """A fingerprint as people can compare it."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
