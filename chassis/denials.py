"""Refusals of known callers, told from where calls are answered to whoever keeps the audit trail.

A refusal is every `PortalError` that ``denies``: `Forbidden`, and a `NotFound` that stands for "not yours to know of".
It is told after the caller has been answered; that it could not be kept is logged and fails no call.
"""

from collections.abc import Callable

from nameko.extensions import SharedExtension

from chassis import audit, logs
from chassis.contracts import Call
from chassis.errors import PortalError
from chassis.storage import Storage

log = logs.get_log(__name__)

Keeper = Callable[[Call[object], PortalError], None]


class Denials(SharedExtension):
    """Knows who keeps the refusals of a container, if anybody does."""

    def __init__(self) -> None:
        super().__init__()
        self._keeper: Keeper | None = None

    def kept_by(self, keeper: Keeper) -> None:
        """Have every refusal given to ``keeper``."""
        self._keeper = keeper

    def tell(self, call: Call[object], refusal: PortalError) -> None:
        """Pass on what was refused to whom."""
        if self._keeper is None or not refusal.denies or not audit.is_told_of(call.caller):
            return
        try:
            self._keeper(call, refusal)
        except Exception as failed:  # the call has been answered; only the trail lacks a row
            log.error("a refusal could not be kept", method=call.method.address, code=refusal.code, exc_info=failed)


def keeper_in(storage: Callable[[], Storage]) -> Keeper:
    """Keeps refusals in the audit trail of a service's database."""

    def keep(call: Call[object], refusal: PortalError) -> None:
        with storage().work(call.caller, call.trace) as work:
            audit.denied(work, call.method.name, refusal.code)

    return keep
