"""To which addresses the portal sends anything that a stranger named: public ones, and no others.

A list of what is special, by the registries of IANA (IPv4 and IPv6 Special-Purpose Address Registry, RFC 6890), written
out here: what the standard library calls global differs from release to release, and takes addresses of translators
(NAT64, 6to4, Teredo) for public that lead inside.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_SPECIAL_4: Final = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_PUBLIC_6: Final = ipaddress.IPv6Network("2000::/3")
"""Global unicast; whatever is outside of it is special."""
_SPECIAL_6: Final = tuple(
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))

PORTS: Final = (443, 8443)
_HOST: Final = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class Refused(ValueError):
    """Nothing is sent there; the text says why, in a word or two."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that was looked at: where to connect, and what to ask for there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What goes into the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet; one that only wraps another never is."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in block for block in _SPECIAL_4)
    if address.scope_id or address.ipv4_mapped is not None or any(address in block for block in _NAT64):
        return False
    return address in _PUBLIC_6 and not any(address in block for block in _SPECIAL_6)


def may_be_reached(address: Address, allowed: tuple[Network, ...] = ()) -> bool:
    """Whether something may be sent to an address: a public one, or one that the operator allowed."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return False
    return is_public(address) or any(address.version == block.version and address in block for block in allowed)


def endpoint_of(url: str, *, insecure: bool = False) -> Endpoint:
    """The parts of an address that somebody gave; raises `Refused`.

    ``insecure`` lets plain http, literal addresses and any port pass: for installations where nothing is real.
    """
    if any(ord(character) <= 32 or ord(character) == 127 or character == "\\" for character in url):
        raise Refused("characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("not an address") from None
    host = (parts.hostname or "").lower()
    if parts.scheme not in (("https", "http") if insecure else ("https",)):
        raise Refused("not https")
    if parts.username is not None or parts.password is not None:
        raise Refused("a name or password in it")
    if parts.fragment:
        raise Refused("a fragment in it")
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Refused("not a host name") from None
    if not (_HOST.fullmatch(ascii_host) or (insecure and _is_literal(ascii_host))):
        raise Refused("not a public host name")
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if not insecure and port not in PORTS:
        raise Refused("port other than 443 and 8443")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise Refused("characters that should be percent-encoded")
    return Endpoint(parts.scheme, ascii_host, port, target)


def _is_literal(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def literal(host: str) -> Address | None:
    """The address that a host is, if it is no name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
