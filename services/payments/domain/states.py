"""The life of one attempt to pay, and of an obligation, as tables; an edge that is not listed cannot be taken.

Money that arrives for an attempt that is over changes no state: it goes to suspense in the ledger, from where it is
refunded or credited by people. So *paid* always means that this attempt settled its obligation.
"""

import enum
from collections.abc import Mapping
from typing import Final


class State(enum.StrEnum):
    """Where one attempt to pay stands (trạng thái giao dịch thanh toán)."""

    CREATED = "created"
    REDIRECTED = "redirected"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    PARTIALLY_REFUNDED = "partially_refunded"


class Action(enum.StrEnum):
    """What can happen to an attempt."""

    REDIRECT = "redirect"  # chuyển người nộp sang trang ngân hàng
    AWAIT = "await"  # ngân hàng báo đang xử lý
    SETTLE = "settle"  # tiền đã chắc chắn
    FAIL = "fail"  # ngân hàng từ chối
    CANCEL = "cancel"  # người nộp hủy, hoặc khoản thu không còn
    EXPIRE = "expire"  # quá hạn mà chưa nộp
    DOUBT = "doubt"  # ngân hàng không trả lời hoặc trả lời mâu thuẫn
    START_REFUND = "start_refund"  # đã quyết định hoàn
    REFUND_FULLY = "refund_fully"
    REFUND_PARTLY = "refund_partly"
    REFUSE_REFUND = "refuse_refund"  # không hoàn được; tiền vẫn ở cơ quan
    KEEP_PART = "keep_part"  # như trên, khi trước đó đã hoàn một phần


class ImpossibleStep(Exception):
    """The state does not allow the action: the caller must look first, so this is a defect of the caller."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"{action} is impossible in state {state}")
        self.state = state
        self.action = action


def _ends(state: State) -> dict[tuple[State, Action], State]:
    return {
        (state, Action.SETTLE): State.PAID,
        (state, Action.FAIL): State.FAILED,
        (state, Action.CANCEL): State.CANCELLED,
        (state, Action.EXPIRE): State.EXPIRED,
    }


TABLE: Final[Mapping[tuple[State, Action], State]] = {
    (State.CREATED, Action.REDIRECT): State.REDIRECTED,
    (State.CREATED, Action.SETTLE): State.PAID,  # cash at the desk needs no bank
    (State.CREATED, Action.CANCEL): State.CANCELLED,
    (State.CREATED, Action.EXPIRE): State.EXPIRED,
    **_ends(State.REDIRECTED),
    (State.REDIRECTED, Action.AWAIT): State.PENDING,
    (State.REDIRECTED, Action.DOUBT): State.UNKNOWN,
    **_ends(State.PENDING),
    (State.PENDING, Action.DOUBT): State.UNKNOWN,
    **_ends(State.UNKNOWN),
    (State.UNKNOWN, Action.AWAIT): State.PENDING,
    (State.PAID, Action.START_REFUND): State.REFUNDING,
    (State.PARTIALLY_REFUNDED, Action.START_REFUND): State.REFUNDING,
    (State.REFUNDING, Action.REFUND_FULLY): State.REFUNDED,
    (State.REFUNDING, Action.REFUND_PARTLY): State.PARTIALLY_REFUNDED,
    (State.REFUNDING, Action.REFUSE_REFUND): State.PAID,
    (State.REFUNDING, Action.KEEP_PART): State.PARTIALLY_REFUNDED,
}

OPEN: Final = frozenset({State.CREATED, State.REDIRECTED, State.PENDING, State.UNKNOWN})
"""The attempt may still become paid."""
ASKABLE: Final = frozenset({State.REDIRECTED, State.PENDING, State.UNKNOWN})
"""The provider may know more than we do."""
SETTLING: Final = frozenset({State.PAID, State.REFUNDING, State.REFUNDED, State.PARTIALLY_REFUNDED})
"""The attempt settled its obligation; at most one attempt of an obligation is in one of these."""

WORDS: Final[Mapping[State, tuple[str, str]]] = {
    State.CREATED: ("Vừa tạo", "Created"),
    State.REDIRECTED: ("Chờ người nộp thanh toán", "Waiting for the payer"),
    State.PENDING: ("Ngân hàng đang xử lý", "In progress at the bank"),
    State.PAID: ("Đã thanh toán", "Paid"),
    State.FAILED: ("Không thành công", "Failed"),
    State.CANCELLED: ("Đã hủy", "Cancelled"),
    State.EXPIRED: ("Quá hạn thanh toán", "Expired"),
    State.UNKNOWN: ("Chưa rõ kết quả, đang hỏi ngân hàng", "Not known yet, asking the bank"),
    State.REFUNDING: ("Đang hoàn tiền", "Being refunded"),
    State.REFUNDED: ("Đã hoàn tiền", "Refunded"),
    State.PARTIALLY_REFUNDED: ("Đã hoàn một phần", "Partly refunded"),
}

ACTION_WORDS: Final[Mapping[Action, tuple[str, str]]] = {
    Action.REDIRECT: ("chuyển người nộp sang trang ngân hàng", "lead the payer to the bank's page"),
    Action.AWAIT: ("ngân hàng báo đang xử lý", "the bank says that it is working on it"),
    Action.SETTLE: ("tiền đã chắc chắn", "the money is certain"),
    Action.FAIL: ("ngân hàng từ chối", "the bank refuses"),
    Action.CANCEL: ("người nộp hủy, hoặc khoản thu không còn", "the payer cancels, or nothing is due any more"),
    Action.EXPIRE: ("quá hạn mà ngân hàng không biết khoản nào", "its time is over and the bank knows of no payment"),
    Action.DOUBT: ("ngân hàng không trả lời hoặc trả lời mâu thuẫn", "the bank is silent or contradicts itself"),
    Action.START_REFUND: ("đã quyết định hoàn", "a refund was decided"),
    Action.REFUND_FULLY: ("đã hoàn hết", "all of it was paid back"),
    Action.REFUND_PARTLY: ("đã hoàn một phần", "a part was paid back"),
    Action.REFUSE_REFUND: ("không hoàn được", "the refund came to nothing"),
    Action.KEEP_PART: ("lần hoàn sau không được", "a further refund came to nothing"),
}

OBLIGATION_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "due": ("Chờ nộp", "Due"),
    "settled": ("Đã nộp", "Paid"),
    "withdrawn": ("Không phải nộp nữa", "No longer due"),
}


class Withdrawn(enum.StrEnum):
    """Why an obligation is not due any more, as it is stored and stands in the books."""

    REPLACED = "replaced by a newer request"
    WAIVED = "changed to nothing"
    TAKEN_BACK = "the dossier was withdrawn"
    STOPPED = "the dossier was stopped"
    REFUSED = "the dossier was refused"


WITHDRAWN_WORDS: Final[Mapping[Withdrawn, tuple[str, str]]] = {
    Withdrawn.REPLACED: ("Đã được thay bằng một khoản phải nộp mới", "A newer request replaced it"),
    Withdrawn.WAIVED: ("Cơ quan xác định lại: không phải nộp", "The agency found anew that nothing is to be paid"),
    Withdrawn.TAKEN_BACK: ("Hồ sơ đã được rút", "The dossier was withdrawn"),
    Withdrawn.STOPPED: ("Hồ sơ đã dừng xử lý", "The handling of the dossier was stopped"),
    Withdrawn.REFUSED: ("Hồ sơ không được tiếp nhận", "The dossier was not received"),
}


def step(state: State, action: Action) -> State:
    """The state after the action, or `ImpossibleStep`."""
    to = TABLE.get((state, action))
    if to is None:
        raise ImpossibleStep(state, action)
    return to
