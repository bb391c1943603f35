"""What the public may see of a dossier: how far it is, never whose it is.

Source: TT 01/2018/TT-VPCP điều 16 khoản 2 điểm d.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.dossiers.domain.actions import Named, State
from services.dossiers.domain.states import is_closed

COMPLETION: Final[Mapping[State, int]] = MappingProxyType(
    {
        State.DRAFT: 0,
        State.SUBMITTED: 10,
        State.SUPPLEMENT: 20,
        State.PAYMENT: 20,
        State.RECEIVED: 30,
        State.PROCESSING: 60,
        State.DECIDED: 90,
        State.RETURNED: 100,
        State.REFUSED: 100,
        State.WITHDRAWN: 90,
        State.STOPPED: 100,
    }
)
"""Degree of completion (mức độ hoàn thành) in percent of what has not ended; see `completion`."""


@dataclass(frozen=True, slots=True)
class LookUpLimits:
    """How often strangers may ask, within a window."""

    window: dt.timedelta
    wrong_facts_per_code: int
    wrong_facts_per_network: int
    completions_per_network: int


def completion(state: State, *, received: bool) -> int:
    """How far a dossier is. What ended in any way is complete; what was withdrawn after reception has not ended until
    the agency confirms that."""
    return 100 if is_closed(state, received) else COMPLETION[state]


def public_degree(state: State, *, received: bool) -> int:
    """What the code alone shows: nothing until the agency received the dossier or its way ended."""
    degree = completion(state, received=received)
    return degree if received or degree == 100 else 0


def sentence(degree: int) -> Named:
    """The degree in words; those for 0 hold for a code that nobody has as well."""
    if degree == 0:
        return Named(
            "Chưa có tiến độ cho mã này: hồ sơ vừa nộp, chưa được tiếp nhận, hoặc mã chưa đúng. "
            "Nhập thêm 4 số cuối của số định danh hoặc số điện thoại để biết chắc.",
            "No progress is known for this code: the dossier waits for reception, or the code is not right. "
            "Give the last 4 digits of the identity or telephone number as well to be sure.",
        )
    if degree == 100:
        return Named("Việc giải quyết hồ sơ đã kết thúc.", "The handling of the dossier has ended.")
    return Named(f"Hồ sơ đang được giải quyết, đạt {degree}%.", f"The dossier is being handled: {degree}%.")
