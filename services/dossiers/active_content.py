"""What in a PDF runs, opens or carries something else when it is opened, by ISO 32000-2.

Scripts (12.6.4.17), programs that are launched, forms that send themselves, sound, film and 3D, forms in XML (XFA),
files inside the file, and whatever happens at opening other than going to a page. Links that a reader has to press are
not counted. Every object that can be reached from the file's trailer is looked at, so that it does not matter in which
corner it hangs.

The file is read strictly: of one that does not keep to the format, which each reader mends in a way of its own,
nothing is said. A file made to be read in two ways may hide from this all the same, so nothing rests on it alone: it
decides whether a file is shown inside a page, and that page keeps it apart as well. It refuses nothing, as many forms
that agencies give out have scripts in their fields.
"""

import time
from typing import Any, BinaryIO, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

OBJECTS: Final = 200_000
"""How many objects of one file are looked at."""
BROKEN: Final = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError)
"""What pypdf raises where a file does not keep to the format."""

_ACTIONS: Final = frozenset(
    f"/{name}"
    for name in (
        "JavaScript", "Launch", "SubmitForm", "ImportData", "Rendition", "Movie", "Sound", "RichMediaExecute",
        "GoToR", "GoToE", "GoTo3DView",
    )
)  # fmt: skip
_ANNOTATIONS: Final = frozenset(
    f"/{name}" for name in ("RichMedia", "Screen", "Movie", "Sound", "3D", "FileAttachment")
)
_KEYS: Final = ("/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/RichMediaSettings")


def is_active(file: BinaryIO, until: float) -> bool | None:
    """Whether something of the kind is in a PDF; None where it cannot be said, or not by ``until`` (monotonic)."""
    seen: set[tuple[int, int]] = set()
    looked = 0
    try:
        waiting: list[Any] = [PdfReader(file, strict=True).trailer]
        while waiting:
            looked += 1
            if looked > OBJECTS or time.monotonic() > until:
                return None
            one = waiting.pop()
            if isinstance(one, IndirectObject):
                if (one.idnum, one.generation) in seen:
                    continue
                seen.add((one.idnum, one.generation))
                one = one.get_object()
            if isinstance(one, DictionaryObject):
                if _acts(one):
                    return True
                waiting.extend(dict.values(one))
            elif isinstance(one, ArrayObject):
                waiting.extend(list.__iter__(one))
    except BROKEN:
        return None
    return False


def _acts(one: DictionaryObject) -> bool:
    if any(key in one for key in _KEYS) or _at(one, "/S") in _ACTIONS or _at(one, "/Subtype") in _ANNOTATIONS:
        return True
    opening, others = _at(one, "/OpenAction"), _at(one, "/AA")
    at_once: list[Any] = [opening] if isinstance(opening, DictionaryObject) else []
    if isinstance(others, DictionaryObject):
        at_once += [_at(others, key) for key in others]
    return any(isinstance(action, DictionaryObject) and not _only_turns(action) for action in at_once)


def _only_turns(action: DictionaryObject) -> bool:
    """Whether an action goes to a place in this very file, and to nothing after that."""
    return _at(action, "/S") == "/GoTo" and "/Next" not in action


def _at(one: DictionaryObject, key: str) -> Any:
    found = dict.get(one, key)
    return found.get_object() if found is not None else None
