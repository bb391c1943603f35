"""What stands in for the facts of a matter when its words are previewed: long where real ones are long."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from services.notifications.domain.facts import Amount, Fact, Facts, Phrase

_MOMENT: Final = dt.datetime(2026, 12, 31, 3, 30, tzinfo=dt.UTC)
MOMENTS: Final = frozenset(
    {
        *("at", "expires_at", "submitted_at", "received_at", "due_at", "due_before", "respond_by", "until"),
        *("starts_at", "answer_by", "next_due_at"),
    }
)
SAMPLES: Final[dict[str, Fact]] = {
    "code": "482913",
    "dossier_code": "H27.30.12-261124-0001",
    "procedure_name": "Thủ tục đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con",
    "agency_name": "Ủy ban nhân dân xã Tân Mỹ Hà",
    "agency_code": "H27.30.12",
    "subscription": "Phần mềm một cửa của xã",
    "why": Phrase("địa chỉ nhận không trả lời đúng trong ba ngày", "its address gave no good answer for three days"),
    "reason": "Giấy tờ nộp kèm chưa có chữ ký của người yêu cầu.",
    "legal_basis": "Nghị định 61/2018/NĐ-CP điều 17",
    "items": "Tờ khai: thiếu chữ ký; Giấy chứng sinh: ảnh mờ",
    "claims": Phrase("Người thuộc hộ nghèo: chấp nhận (đã đối chiếu)", "Người thuộc hộ nghèo: granted (đã đối chiếu)"),
    "amount": Amount(1_250_000),
    "total_before": Amount(1_500_000),
    "total": Amount(1_250_000),
    "refunded": Amount(1_250_000),
    "way": Phrase("qua cổng thanh toán, về nơi bạn đã trả", "by the payment gateway, to where you paid from"),
    "receipt_number": "00000001",
    "number": "15/PXL",
    "tracking_number": "EA123456789VN",
    "place": "Trụ sở Ủy ban nhân dân xã, phòng tiếp công dân",
    "consulted_name": "Công an xã Tân Mỹ Hà",
    "task": Phrase("bổ sung hồ sơ", "supplement the dossier"),
    "day": "31/12/2026",
    "work": Phrase(
        "Quá hạn: 1\n• H27.30.12-261124-0001 https://dichvucong.example.vn/can-bo/ho-so/0193",
        "Late: 1\n• H27.30.12-261124-0001 https://dichvucong.example.vn/can-bo/ho-so/0193?lang=en",
    ),
    "link": Phrase("https://dichvucong.example.vn/can-bo", "https://dichvucong.example.vn/can-bo?lang=en"),
    "device": "Chrome · Windows",
    "network": "203.0.*.*",
    "contact": "09******78",
    "role": Phrase("người nộp hồ sơ", "filer"),
    "valid_from": "01/12/2026",
    "valid_to": "31/12/2026",
}


def samples_of(facts: Collection[str]) -> Facts:
    """A value for each of these; one that is not known stands for itself, so that a preview shows every placeholder."""
    return {name: _MOMENT if name in MOMENTS else SAMPLES.get(name, f"[{name}]") for name in facts}
