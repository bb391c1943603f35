"""What an uploaded file really is: its own bytes decide, not its name nor what its sender called it.

Each format is recognised by its beginning and must be whole by its end, so that a truncated upload is refused before
an officer finds it unreadable. Formats: ISO 32000 (PDF), ITU-T T.81 (JPEG), ISO/IEC 15948 (PNG).
"""

import re
from dataclasses import dataclass
from typing import Final

HEAD: Final = 1024
"""Bytes of the beginning that are enough to recognise a format (PDF readers allow its mark within 1,024)."""
TAIL: Final = 2048
"""Bytes of the end that hold the end mark of a whole file."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND\xaeB`\x82"


_TOLD_IN_A_NAME: Final = re.compile(
    r"[^\s@/()]+@[^\s@/()]+\.[A-Za-z]{2,}"  # an e-mail address
    r"|(?<!\d)(?:\+?84|0)(?:[ ._-]?\d){8,10}(?!\d)"  # a telephone, also in groups
    r"|\d{9,}"  # an identity number (9 or 12 digits), a tax code, an account
)


def name_to_keep(name: str) -> str:
    """The name of a file without the numbers and addresses that people put there: each is but stars and its end.

    A name stands in lists, receipts and events, for which it need only be known again by who gave it.
    """
    return _TOLD_IN_A_NAME.sub(lambda found: _starred(found.group()), name)


def _starred(text: str) -> str:
    if "@" in text:
        return text[0] + "***." + text.rpartition(".")[2]
    digits = re.sub(r"\D", "", text)
    return "*" * (len(digits) - 3) + digits[-3:]


@dataclass(frozen=True, slots=True)
class FileRules:
    """Which files are taken: their types, bytes of one, and number for one paper."""

    media_types: frozenset[str]
    max_bytes: int
    max_files_per_paper: int


def media_type_of(head: bytes, tail: bytes) -> str | None:
    """The media type of a whole, readable file by its first and last bytes; None for anything else."""
    if b"%PDF-" in head[:HEAD]:
        return "application/pdf" if b"%%EOF" in tail[-TAIL:] and b"startxref" in tail[-TAIL:] else None
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg" if tail.rstrip(b"\x00\r\n").endswith(b"\xff\xd9") else None
    if head.startswith(_PNG) and head[12:16] == b"IHDR":
        return "image/png" if _PNG_END in tail[-TAIL:] else None
    return None
