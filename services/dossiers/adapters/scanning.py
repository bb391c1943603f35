"""The port to a scanner for malware (quét mã độc), and its sandbox twin.

A scanner says of a stream of bytes whether it is clean or what it found. That it could not say, because it is away,
slow or confused, is `ScannerAway`: a file of which nothing is known stays in quarantine, and is never taken for clean.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner said: ``found`` is the name of what it found, empty for a clean file."""

    engine: str
    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


class ScannerAway(Exception):
    """The scanner gave no answer about this file; another time it may."""


class Scanner(Protocol):
    """The port."""

    name: str

    def scan(self, chunks: Iterable[bytes], within: float) -> Verdict:
        """What is in these bytes, or `ScannerAway` if that is not known within so many seconds."""
        ...


class NoScanner:
    """Where no scanner was set up: nothing is ever known of a file, so all stay in quarantine."""

    name = "none"

    def scan(self, chunks: Iterable[bytes], within: float) -> Verdict:
        raise ScannerAway("no scanner is set up")


EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The industry's harmless test file, which every scanner takes for malware."""
AWAY_MARK: Final = b"MOTCUA-SANDBOX-SCANNER-AWAY"
"""A file that holds these bytes finds the sandbox's scanner away, however often it is asked."""
_OVERLAP: Final = max(len(EICAR), len(AWAY_MARK)) - 1


class SandboxScanner:
    """Finds EICAR anywhere in a file, is away for files with `AWAY_MARK`, and takes everything else for clean."""

    name = "sandbox"

    def scan(self, chunks: Iterable[bytes], within: float) -> Verdict:
        tail = b""
        found = away = False
        for chunk in chunks:
            window = tail + chunk
            found, away = found or EICAR in window, away or AWAY_MARK in window
            tail = window[-_OVERLAP:]
        if away:
            raise ScannerAway("the sandbox's scanner is away for this file")
        return Verdict(self.name, "Eicar-Test-Signature" if found else "")
