"""Network addresses of callers, kept only as keyed digests: enough to count by, useless to whoever reads the table."""

from chassis.callers import Caller
from chassis.sealing import Sealer


def network_index(sealer: Sealer, caller: Caller) -> str:
    """The digest to count a caller's network by."""
    return sealer.index("network", caller.network)
