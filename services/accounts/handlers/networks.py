"""Network addresses of callers, kept only as keyed digests: enough to count by, useless to whoever reads the table."""

import ipaddress

from chassis.callers import Caller
from chassis.networks import network_of
from chassis.sealing import Index, Sealer


def network_index(sealer: Sealer, caller: Caller) -> Index:
    """The digest to count a caller's network by; a line's IPv6 addresses are one network."""
    return sealer.index("network", network_of(caller.network))


def is_telling(caller: Caller) -> bool:
    """Whether the address tells one party from another.

    A loopback address is that of a proxy on this machine which did not pass on whom it speaks for: to count by it
    would let one stranger use up the limits of everybody.
    """
    try:
        return not ipaddress.ip_address(caller.network).is_loopback
    except ValueError:
        return bool(caller.network)


def coarse_network(caller: Caller) -> str:
    """The first part of the address, for its owner to recognise: ``203.0.*.*``, ``2001:db8:*``. Tells nobody apart."""
    try:
        address = ipaddress.ip_address(caller.network)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            first, second = address.exploded.split(":")[:2]
            return f"{int(first, 16):x}:{int(second, 16):x}:*"
        address = address.ipv4_mapped
    first, second = str(address).split(".")[:2]
    return f"{first}.{second}.*.*"
