"""Cursors of pages that belong to one question, and to whose list it was: anywhere else their place is none.

A place in one list means something else in another, or nothing at all, so a cursor of another list, of another question
or of another person is refused, and never answered by a page that begins just anywhere. A reader may ask for more or
fewer at once from page to page; all else must stay.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from chassis.errors import INVALID_REQUEST, FieldProblem, PortalError
from chassis.records import dump

_OF_THE_PAGE: Final = frozenset({"cursor", "limit"})
_DIVIDER: Final = "."
WRONG: Final = "wrong-cursor"
"""The problem of a cursor that is none of this list's."""


def write(asked: Any, place: str, whose: str = "") -> str:
    """The cursor of a page that ended at ``place``, for this question alone; none where there is no place to go on.

    ``whose`` is the person whose own list it is.
    """
    return f"{_mark(asked, whose)}{_DIVIDER}{place}" if place else ""


def wrong() -> PortalError:
    """The refusal of a cursor."""
    return INVALID_REQUEST(problems=[FieldProblem("/cursor", WRONG, {})])


def read(asked: Any, whose: str = "", refusal: Callable[[], PortalError] = wrong) -> str:
    """The place that the question's cursor stands at, empty for the first page; a foreign cursor is refused."""
    if not asked.cursor:
        return ""
    mark, _, place = asked.cursor.partition(_DIVIDER)
    if not place or mark != _mark(asked, whose):
        raise refusal()
    return str(place)


def _mark(asked: Any, whose: str) -> str:
    narrowed = {name: value for name, value in dump(asked).items() if name not in _OF_THE_PAGE}
    said = json.dumps([type(asked).__name__, whose, narrowed], sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()[:9]).decode()
