"""TLS under eventlet: a connection whose handshake failed is closed at once.

Guarantees, once `close_failed` was called: who is refused, or refuses, in a handshake leaves no socket open. CPython
closes it; eventlet's socket leaves it to the collector, which comes whenever it comes: until then a file descriptor is
held for each certificate that was not accepted.
"""

from typing import Any

from eventlet.green import ssl as green

_handshake = green.GreenSSLSocket.do_handshake


def _or_close(self: Any) -> Any:
    try:
        return _handshake(self)
    except BaseException:
        self.close()
        raise


def close_failed() -> None:
    """Have every handshake of this process close what it was on if it fails; calling it again changes nothing."""
    green.GreenSSLSocket.do_handshake = _or_close
