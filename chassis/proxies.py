"""Which of a proxy's headers are believed: those of a proxy we were told of; none is left for others to read."""

import ipaddress
import re
from collections.abc import Sequence
from typing import Any

from chassis.networks import plain_address
from chassis.settings import Network


def trust_proxies(environ: dict[str, Any], trusted: Sequence[Network]) -> None:
    """Take the client's address, scheme and host from a trusted proxy's headers; remove all such headers.

    IPv4 addresses are told as such, however the socket has them.
    """
    forwarded = environ.pop("HTTP_X_FORWARDED_FOR", "")
    scheme = environ.pop("HTTP_X_FORWARDED_PROTO", "").strip().lower()
    host = environ.pop("HTTP_X_FORWARDED_HOST", "").strip()
    for name in ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX"):
        environ.pop(name, None)
    if "REMOTE_ADDR" in environ:
        environ["REMOTE_ADDR"] = plain_address(environ["REMOTE_ADDR"])
    if not _within(environ.get("REMOTE_ADDR", ""), trusted):
        return
    # From the right: each proxy appended whom it saw; the first that is none of ours is the client.
    for hop in reversed([plain_address(part.strip()) for part in forwarded.split(",") if part.strip()][-20:]):
        if not _is_address(hop):
            break
        environ["REMOTE_ADDR"] = hop
        if not _within(hop, trusted):
            break
    if scheme in ("http", "https"):
        environ["wsgi.url_scheme"] = scheme
    if host and re.fullmatch(r"[A-Za-z0-9.\-\[\]:]{1,255}", host):
        environ["HTTP_HOST"] = host


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _within(text: str, trusted: Sequence[Network]) -> bool:
    return bool(trusted) and _is_address(text) and any(ipaddress.ip_address(text) in network for network in trusted)
