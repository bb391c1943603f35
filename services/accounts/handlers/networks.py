"""Network addresses of callers, kept only as keyed digests: enough to count by, useless to whoever reads the table."""

import ipaddress

from chassis.callers import Caller
from chassis.sealing import Sealer


def network_index(sealer: Sealer, caller: Caller) -> str:
    """The digest to count a caller's network by."""
    return sealer.index("network", caller.network)


def is_telling(caller: Caller) -> bool:
    """Whether the address tells one party from another.

    A loopback address is that of a proxy on this machine which did not pass on whom it speaks for: to count by it
    would let one stranger use up the limits of everybody.
    """
    try:
        return not ipaddress.ip_address(caller.network).is_loopback
    except ValueError:
        return bool(caller.network)
