"""The life of one refund, as a table; and what may be paid back of what was paid.

A refund is requested by an officer or by a rule, approved (by a second person where the rules want one), and then paid:
by the provider, or in cash or by transfer with a voucher. It is sent to the provider once; where no answer came, the
provider is asked what it knows, and only what it does not know of is sent again, under the same request id.
"""

import enum
from collections.abc import Mapping, Sequence
from typing import Final

from services.payments.domain.ledger import Share


class RefundState(enum.StrEnum):
    """Where one refund stands (tình trạng hoàn tiền)."""

    REQUESTED = "requested"
    APPROVED = "approved"
    SENT = "sent"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    REFUSED = "refused"
    REJECTED = "rejected"


class RefundAction(enum.StrEnum):
    """What can happen to a refund."""

    APPROVE = "approve"
    REJECT = "reject"
    SEND = "send"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    DOUBT = "doubt"
    AWAIT = "await"
    PAY_OUT = "pay_out"


class ImpossibleRefundStep(Exception):
    """The state does not allow the action: a defect of the caller, who must look first."""

    def __init__(self, state: RefundState, action: RefundAction) -> None:
        super().__init__(f"{action} is impossible for a refund in state {state}")
        self.state = state
        self.action = action


_S, _A = RefundState, RefundAction

TABLE: Final[Mapping[tuple[RefundState, RefundAction], RefundState]] = {
    (_S.REQUESTED, _A.APPROVE): _S.APPROVED,
    (_S.REQUESTED, _A.REJECT): _S.REJECTED,
    (_S.APPROVED, _A.SEND): _S.SENT,
    (_S.APPROVED, _A.PAY_OUT): _S.SETTLED,
    (_S.APPROVED, _A.REJECT): _S.REJECTED,
    (_S.SENT, _A.CONFIRM): _S.SETTLED,
    (_S.SENT, _A.REFUSE): _S.REFUSED,
    (_S.SENT, _A.DOUBT): _S.UNKNOWN,
    (_S.UNKNOWN, _A.CONFIRM): _S.SETTLED,
    (_S.UNKNOWN, _A.REFUSE): _S.REFUSED,
    (_S.UNKNOWN, _A.AWAIT): _S.SENT,
}

OPEN: Final = frozenset({_S.REQUESTED, _S.APPROVED, _S.SENT, _S.UNKNOWN})
"""It may still be paid; a payment has at most one such refund."""
AT_PROVIDER: Final = frozenset({_S.SENT, _S.UNKNOWN})
"""The provider may have paid it already, so nothing but its word ends it."""
COUNTED: Final = OPEN | {_S.SETTLED}
"""What may not exceed together what was paid."""

WORDS: Final[Mapping[RefundState, tuple[str, str]]] = {
    _S.REQUESTED: ("Chờ duyệt hoàn tiền", "Waiting for approval"),
    _S.APPROVED: ("Đã duyệt, chuẩn bị hoàn tiền", "Approved, about to be paid back"),
    _S.SENT: ("Ngân hàng đang hoàn tiền", "Being paid back by the bank"),
    _S.UNKNOWN: ("Chưa rõ kết quả hoàn tiền, đang hỏi ngân hàng", "Not known yet, asking the bank"),
    _S.SETTLED: ("Đã hoàn tiền", "Paid back"),
    _S.REFUSED: ("Ngân hàng không hoàn được", "The bank could not pay it back"),
    _S.REJECTED: ("Không duyệt hoàn tiền", "Not approved"),
}

ACTION_WORDS: Final[Mapping[RefundAction, tuple[str, str]]] = {
    _A.APPROVE: ("duyệt hoàn", "approve"),
    _A.REJECT: ("không duyệt", "do not approve"),
    _A.SEND: ("gửi yêu cầu sang ngân hàng", "send it to the bank"),
    _A.CONFIRM: ("ngân hàng báo đã hoàn", "the bank says it is paid back"),
    _A.REFUSE: ("ngân hàng từ chối", "the bank refuses"),
    _A.DOUBT: ("ngân hàng không trả lời", "the bank does not answer"),
    _A.AWAIT: ("ngân hàng báo đang xử lý", "the bank is working on it"),
    _A.PAY_OUT: ("chi tiền mặt hoặc chuyển khoản, có chứng từ", "pay out by voucher, in cash or by transfer"),
}


class Exceeds(ValueError):
    """More would be paid back of a fee head than is left of it."""


def step(state: RefundState, action: RefundAction) -> RefundState:
    """The state after the action, or `ImpossibleRefundStep`."""
    to = TABLE.get((state, action))
    if to is None:
        raise ImpossibleRefundStep(state, action)
    return to


def left_of(paid: Sequence[Share], taken: Sequence[Share]) -> tuple[Share, ...]:
    """What is left of a payment, head by head, after what was paid back or is about to be. `Exceeds` if below zero."""
    by_head = {share.head: 0 for share in paid}
    for share in paid:
        by_head[share.head] += share.amount
    for share in taken:
        if share.head not in by_head or by_head[share.head] < share.amount:
            raise Exceeds(share.head)
        by_head[share.head] -= share.amount
    return tuple(Share(head, amount) for head, amount in by_head.items() if amount)


def asked_of(left: Sequence[Share], asked: Sequence[Share]) -> tuple[Share, ...]:
    """The shares of a refund: those that were asked for, or all that is left for none. `Exceeds` where it is more.

    Nothing left gives nothing. A head stands once: what is paid back is what the counter-receipt says of it.
    """
    if not asked:
        return tuple(left)
    if len({share.head for share in asked}) < len(asked):
        raise ValueError("a head stands in a refund once")
    left_of(left, asked)
    return tuple(asked)
