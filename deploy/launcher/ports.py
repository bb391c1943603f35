"""Free ports, the same ones each time if they are still free, so that addresses stay."""

import json
import socket
import sys
import threading
from pathlib import Path

from deploy.launcher.progress import Problem

PREFERRED = {
    "gateway": 8000,
    "bank": 8050,
    "national": 8060,
    "health": 8100,
    "postgres": 15432,
    "broker": 15672,
    "broker-admin": 15990,
    "epmd": 14369,
    "dist": 15670,
}
TRIED = 300


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


class Ports:
    """Gives ports out, none twice, and remembers in a file which purpose had which.

    A port that was given stays ours while this object lives: another launcher on the machine does not take it in the
    seconds before its server listens.
    """

    def __init__(self, memory: Path, offset: int = 0) -> None:
        self._memory = memory
        self._offset = offset
        self._remembered: dict[str, int] = _read(memory)
        self.given: dict[str, int] = {}
        self._lock = threading.Lock()
        self._claims: list[socket.socket] = []

    def remembered(self, purpose: str) -> int:
        """The port that a purpose had last, 0 if it never had one."""
        return self._remembered.get(purpose, 0)

    def find(self, purpose: str) -> int:
        """A free port for a purpose (``gateway``, ``health:catalog``): the remembered one, or the next free one."""
        with self._lock:
            return self.given.get(purpose) or self._find(purpose)

    def _find(self, purpose: str) -> int:
        start = PREFERRED[purpose.partition(":")[0]] + self._offset
        wanted = [self._remembered[purpose]] if purpose in self._remembered else []
        candidates: list[int] = [*wanted, *range(start, start + TRIED)]
        for port in candidates:
            if port not in self.given.values() and is_free(port) and self._claim(port):
                self.given[purpose] = self._remembered[purpose] = port
                self._memory.write_text(json.dumps(self._remembered, indent=1), encoding="ascii")
                return port
        raise Problem(f"No port from {start} to {start + TRIED - 1} is free on 127.0.0.1.")

    def _claim(self, port: int) -> bool:
        """Whether no other launcher has claimed the port. The system gives a claim back when our process ends."""
        if not sys.platform.startswith("linux"):
            return True  # Only Linux has the abstract names, which leave no file behind.
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(f"\0motcua-port-{port}")
        except OSError:
            claim.close()
            return False
        self._claims.append(claim)
        return True

    def release(self) -> None:
        """Give back every claim."""
        while self._claims:
            self._claims.pop().close()


def _read(memory: Path) -> dict[str, int]:
    try:
        found = json.loads(memory.read_text(encoding="ascii"))
        return {str(purpose): int(port) for purpose, port in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
