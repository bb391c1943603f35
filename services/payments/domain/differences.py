"""Differences (chênh lệch đối soát): what the provider's file of a day and our books do not agree on, until they do.

People repair one by a booking of its own: one person proposes it, another confirms it. Nothing that was booked is
changed. A difference that is gone by itself (the next day's file, a late callback) needs nobody.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.payments.domain.ledger import Account, Entry, balanced
from services.payments.domain.reconciling import Kind, Side


class DifferenceState(enum.StrEnum):
    """Where one difference stands (tình trạng chênh lệch)."""

    OPEN = "open"
    PROPOSED = "proposed"
    REPAIRED = "repaired"
    GONE = "gone"


class DifferenceAction(enum.StrEnum):
    """What can happen to a difference."""

    PROPOSE = "propose"
    REFUSE = "refuse"
    LAPSE = "lapse"
    CONFIRM = "confirm"
    VANISH = "vanish"


class ImpossibleDifferenceStep(Exception):
    """The state does not allow the action: a defect of the caller, who must look first."""

    def __init__(self, state: DifferenceState, action: DifferenceAction) -> None:
        super().__init__(f"{action} is impossible for a difference in state {state}")
        self.state = state
        self.action = action


_S, _A = DifferenceState, DifferenceAction

TABLE: Final[Mapping[tuple[DifferenceState, DifferenceAction], DifferenceState]] = {
    (_S.OPEN, _A.PROPOSE): _S.PROPOSED,
    (_S.OPEN, _A.VANISH): _S.GONE,
    (_S.PROPOSED, _A.REFUSE): _S.OPEN,
    (_S.PROPOSED, _A.LAPSE): _S.OPEN,
    (_S.PROPOSED, _A.CONFIRM): _S.REPAIRED,
    (_S.PROPOSED, _A.VANISH): _S.GONE,
}
"""Every edge there is. A proposal lapses when a newer file says something else."""

UNCLOSED: Final = frozenset({_S.OPEN, _S.PROPOSED})

WORDS: Final = {
    _S.OPEN: ("Chưa xử lý", "Open"),
    _S.PROPOSED: ("Đã đề nghị điều chỉnh, chờ người thứ hai", "A repair is proposed, a second person decides"),
    _S.REPAIRED: ("Đã điều chỉnh", "Repaired"),
    _S.GONE: ("Đã hết chênh lệch", "Gone by itself"),
}

ACTION_WORDS: Final = {
    _A.PROPOSE: ("đề nghị điều chỉnh", "propose a repair"),
    _A.REFUSE: ("không đồng ý điều chỉnh", "refuse the repair"),
    _A.LAPSE: ("đối soát lại ra số khác", "a newer file says something else"),
    _A.CONFIRM: ("đồng ý điều chỉnh", "confirm the repair"),
    _A.VANISH: ("hai bên đã khớp", "both sides agree"),
}


def step(state: DifferenceState, action: DifferenceAction) -> DifferenceState:
    """Where the action leads, or `ImpossibleDifferenceStep`."""
    try:
        return TABLE[state, action]
    except KeyError:
        raise ImpossibleDifferenceStep(state, action) from None


def may_still_come(kind: Kind, newer_file: bool) -> bool:
    """Whether it is too early to repair: what is missing there may be in the file of the next day."""
    return kind is Kind.MISSING_THERE and not newer_file


@dataclass(frozen=True, slots=True)
class Repair:
    """How a difference is booked: đồng that came to suspense, and the lines between provider and claims."""

    to_suspense: int
    entries: tuple[Entry, ...]
    claimed: int


def plan(agency_code: str, provider: str, side: Side, more: int, claimed: int) -> Repair:
    """What brings our books to the provider's file, which has ``more`` đồng than we do (less, if negative; never 0).

    Money that the provider took and nobody waits for goes to suspense, out of which people clear it. All else is
    between us and the provider: it is claimed from them (tra soát), or owed to them. ``claimed``: what earlier repairs
    of this line claim already; it is given up before anything goes to suspense.
    """
    if side is Side.REFUND or more < 0:
        at_provider, to_suspense = (-more if side is Side.REFUND else more), 0
    else:
        at_provider = min(more, max(claimed, 0))
        to_suspense = more - at_provider
    entries = (
        balanced(
            (
                Entry(Account.CLEARING, agency_code, provider, at_provider),
                Entry(Account.CLAIMED, agency_code, provider, -at_provider),
            )
        )
        if at_provider
        else ()
    )
    return Repair(to_suspense, entries, -at_provider)
