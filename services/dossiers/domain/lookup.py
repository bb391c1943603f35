"""What the public may see of a dossier: how far it is, never whose it is.

Source: TT 01/2018/TT-VPCP điều 16 khoản 2 điểm d.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.dossiers.domain.actions import State

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
        State.WITHDRAWN: 100,
        State.STOPPED: 100,
    }
)
"""Degree of completion (mức độ hoàn thành) in percent; a dossier that ended in any way is complete."""
