"""Money at the desk: who keeps which books, and the deeds on a dossier's payments, each with its form."""

from typing import Any, Final

from werkzeug.datastructures import MultiDict

from gateway.routing import Words
from gateway.visits import Visit
from gateway.web.deeds import Deed, Field, Kind, keyed
from gateway.web.desk_places import ADMINISTRATOR, BOOKS, RECEIVER, SUPERVISOR
from services.payments import contract as payments

SECOND: Final = (SUPERVISOR, ADMINISTRATOR)
"""Who decides what somebody else asked for."""
BOX: Final = Field(
    "desk", Words("Quầy thu", "Cash box"), preset="1", most=20, hint=Words("Sổ quỹ đang mở của quầy", "Its open box")
)
REFUND_WAYS: Final = (
    ("provider", Words("Qua cổng thanh toán, về nơi đã trả", "Through the gateway, to where it was paid from")),
    ("cash", Words("Tiền mặt tại quầy, có phiếu chi", "Cash at the desk, with a voucher")),
    ("transfer", Words("Cơ quan chuyển khoản, có ủy nhiệm chi", "A transfer by the agency, with its order")),
)
REFUND_REASONS: Final = (
    ("charged-wrongly", Words("Thu sai mức, hoặc thu khi được miễn, giảm", "The fee was wrong, or not owed")),
    ("paid-twice", Words("Nộp trùng", "Paid twice")),
    ("withdrawn-before-reception", Words("Rút hồ sơ trước khi tiếp nhận", "Withdrawn before reception")),
    ("reception-refused", Words("Hồ sơ không được tiếp nhận", "Reception was refused")),
    ("other", Words("Lý do khác, có căn cứ pháp lý", "Another, with its legal basis")),
)
REASON: Final = Field(
    "reason", Words("Lý do", "Reason"), Kind.LONG, hint=Words("Người nộp đọc được.", "The payer reads it.")
)
AGREE: Final = Field(
    "agree",
    Words("Quyết định", "Decision"),
    Kind.YES_NO,
    choices=(("yes", Words("Đồng ý", "Agree")), ("no", Words("Không đồng ý", "Refuse"))),
)
DECISION_NOTE: Final = Field(
    "note", Words("Ý kiến", "Note"), needed=False, hint=Words("Bắt buộc khi không đồng ý", "Needed to refuse")
)

TAKE_CASH: Final = Deed(
    "thu",
    payments.pay_at_desk,
    Words("Thu tiền mặt", "Take cash"),
    (BOX, Field("note", Words("Ghi chú", "Note"), needed=False)),
)
ASK_REFUND: Final = Deed(
    "hoan",
    payments.request_refund,
    Words("Đề nghị hoàn tiền", "Ask for a refund"),
    (
        Field("way", Words("Cách hoàn", "Way"), Kind.ONE, choices=REFUND_WAYS),
        Field("reason_code", Words("Lý do theo danh mục", "Reason by code"), Kind.ONE, choices=REFUND_REASONS),
        REASON,
        Field("legal_basis", Words("Căn cứ pháp lý", "Legal basis"), needed=False),
        Field("shares", Words("Hoàn một phần", "A part only"), Kind.PART),
    ),
    grave=True,
    about=Words(
        "Trên hạn mức, hoặc khi chi tiền mặt hay chuyển khoản, cần người thứ hai duyệt.",
        "Above the limit, or by hand, a second person has to approve it.",
    ),
)
DEEDS: Final = keyed(TAKE_CASH, ASK_REFUND)


def agencies_of(visit: Visit) -> list[str]:
    """The agencies whose books the caller may read: money is of the agency itself, in which the role is held."""
    found = [held.agency for held in visit.caller.reach() if held.role in BOOKS and not held.procedures]
    return list(dict.fromkeys(found))


def holds(visit: Visit, roles: tuple[str, ...], agency: str) -> bool:
    """Whether a form for these roles is worth showing; the service decides when it is sent."""
    return any(held.role in roles for held in visit.caller.held({agency}))


def takes_cash(visit: Visit, agency: str) -> bool:
    """Whether the caller is one who takes money for this agency."""
    return any(held.role == RECEIVER and held.agency == agency for held in visit.caller.reach())


def shares(form: "MultiDict[str, str]") -> list[dict[str, Any]]:
    """How much of each fee head goes back; empty: all that is left."""
    found: list[dict[str, Any]] = []
    for name, value in form.items():
        said = value.strip().replace(".", "")
        if name.startswith("share:") and said:
            amount = int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else said
            found.append({"head": name.removeprefix("share:"), "amount": amount})
    return found
