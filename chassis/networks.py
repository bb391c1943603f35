"""Whose network an address is: what is counted together where nobody is known by name.

One home or office has one IPv4 address, but a whole /64 of IPv6, of which each of its devices takes a new address as
often as it likes. To count IPv6 by the address would let anybody begin anew at every try.
"""

import ipaddress


def plain_address(text: str) -> str:
    """The address as IPv4 where it is one that IPv6 only wraps (``::ffff:203.0.113.5``, as a listener on ``::`` sees
    it); anything else as it came."""
    if ":" not in text:
        return text  # No IPv6, as most are: asked of every request.
    address = _address(text)
    return str(address) if isinstance(address, ipaddress.IPv4Address) else text


def network_of(text: str) -> str:
    """The network of an address: IPv6 by its /64, IPv4 as it is; what is no address stands for itself."""
    address = _address(text)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((int(address), 64), strict=False))
    return text if address is None else str(address)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address without what wraps it; None for what is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return address if isinstance(address, ipaddress.IPv4Address) else address.ipv4_mapped or address
