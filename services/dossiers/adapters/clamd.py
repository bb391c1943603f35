"""ClamAV's daemon by its INSTREAM command (``man clamd``): the bytes go over a socket, clamd needs no access to ours.

``zINSTREAM\\0``, then chunks of a 4-byte length in network order and so many bytes, then a length of zero; the answer
is ``stream: OK``, ``stream: NAME FOUND`` or ``… ERROR``, ended by a NUL. Every step is bounded in time, and after
failures in a row clamd is left alone for a while (`chassis.breaker`). That a file is too large for clamd is no verdict.
"""

import re
import socket
import struct
import time
from collections.abc import Iterable
from typing import Final

from chassis.breaker import Breaker
from chassis.errors import PortalError
from chassis.settings import Address
from services.dossiers.adapters.scanning import ScannerAway, Verdict

CONNECT_WITHIN: Final = 1.0
STEP_WITHIN: Final = 3.0
LONGEST_ANSWER: Final = 4096

_ANSWER: Final = re.compile(r"(?:stream|instream\([^)]*\)): (?:(?P<found>.+) FOUND|(?P<ok>OK))")


class ClamdScanner:
    """A clamd at an address."""

    name = "clamav"

    def __init__(self, address: Address, *, breaker: Breaker | None = None) -> None:
        self._address = (address.host, address.port)
        self._breaker = breaker or Breaker("clamd", failures=3, rest=15.0, counts=(ScannerAway,))

    def scan(self, chunks: Iterable[bytes], within: float) -> Verdict:
        try:
            return self._breaker.call(lambda: self._ask(chunks, within))
        except PortalError as resting:
            raise ScannerAway("clamd did not answer lately and is not asked for a while") from resting

    def _ask(self, chunks: Iterable[bytes], within: float) -> Verdict:
        until = time.monotonic() + within
        try:
            with socket.create_connection(self._address, timeout=CONNECT_WITHIN) as clamd:
                clamd.sendall(_timed(clamd, until, b"zINSTREAM\0"))
                for chunk in chunks:
                    if chunk:
                        clamd.sendall(_timed(clamd, until, struct.pack("!L", len(chunk)) + chunk))
                clamd.sendall(_timed(clamd, until, struct.pack("!L", 0)))
                answer = b""
                while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                    _timed(clamd, until, b"")
                    part = clamd.recv(LONGEST_ANSWER)
                    if not part:
                        break
                    answer += part
        except OSError as away:
            raise ScannerAway(f"clamd: {away}") from away
        said = _ANSWER.fullmatch(answer.rstrip(b"\0\n").decode("utf-8", "replace"))
        if said is None or not answer.endswith(b"\0"):
            raise ScannerAway("clamd gave no verdict")
        return Verdict(self.name, said["found"] or "")


def _timed(connection: socket.socket, until: float, data: bytes) -> bytes:
    """The data, after the socket was given what time is left for its next step."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for one file is over")
    connection.settimeout(min(STEP_WITHIN, left))
    return data
