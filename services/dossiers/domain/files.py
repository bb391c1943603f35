"""What an uploaded file really is: its own bytes decide, not its name nor what its sender called it.

Each format is recognised by its beginning and must be whole by its end, so that a truncated upload is refused before
an officer finds it unreadable. Formats: ISO 32000 (PDF), ITU-T T.81 (JPEG), ISO/IEC 15948 (PNG).
"""

import re
import unicodedata
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

    A name stands in lists, receipts and events, for which it need only be known again by who gave it. So it has no
    signs either that nobody sees, such as those by which a program's name reads as a picture's.
    """
    seen = "".join(sign for sign in name if unicodedata.category(sign) not in _UNSEEN).strip()
    return _TOLD_IN_A_NAME.sub(lambda found: _starred(found.group()), seen or UNNAMED)


_UNSEEN: Final = frozenset(("Cc", "Cf", "Zl", "Zp"))
"""Control and format characters, breaks of lines and paragraphs (Unicode, general categories)."""
UNNAMED: Final = "tep-dinh-kem"


def fitting_name(name: str, media_type: str) -> str:
    """The name with an ending of what the file is, so that whoever is handed it opens it with the right program.

    An ending that says another kind is replaced, whatever else stands behind the last dot is kept and the ending added.
    """
    right, *others = _ENDINGS[media_type]
    stem, dot, ending = name.rpartition(".")
    said = ending.lower() if dot and stem else ""
    if said in (right, *others):
        return name
    kept = stem.rstrip(" .") if said in _OTHER_KINDS else name
    return f"{(kept or UNNAMED)[: LONGEST_NAME - len(right) - 1]}.{right}"


LONGEST_NAME: Final = 200
_ENDINGS: Final = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
}
"""By media type, the endings of names that say it; the first is given where none of them is there."""
_OTHER_KINDS: Final = frozenset(
    (
        *("pdf", "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "svg"),
        *("doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf", "txt", "htm", "html", "xml"),
        *("zip", "rar", "7z", "exe"),
    )
)
"""Endings that say which kind a file is; what else stands behind a dot may be part of its name."""


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
    max_pages: int
    max_pixels: int
    parse_seconds: float
    open_uploads: int
    upload_hours: int
    unscanned_waits: bool
    """Whether a dossier with a file in quarantine cannot be filed yet; otherwise it can, and says so."""


UNSAID: Final = "application/octet-stream"
"""What a client announces that does not know; the content decides alone."""


def media_type_of(head: bytes) -> str | None:
    """The media type of a file by its first bytes; None for anything that is not taken."""
    if b"%PDF-" in head[:HEAD]:
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if head.startswith(_PNG) and head[12:16] == b"IHDR" else None


def is_ended(media_type: str, tail: bytes) -> bool:
    """Whether the last bytes are those with which a file of this type ends, so that nothing was cut off."""
    if media_type == "application/pdf":
        return b"%%EOF" in tail[-TAIL:] and b"startxref" in tail[-TAIL:]
    if media_type == "image/jpeg":
        return b"\xff\xd9" in tail[-TAIL:]
    return _PNG_END in tail[-TAIL:]
