"""Cursors of pages: where the page before ended, as text that a caller gives back unchanged."""

import base64
import hashlib
import json
import math

from chassis.errors import FieldProblem, PortalError
from chassis.records import dump
from services.catalog.contract import CURSOR_WRONG

_OF_THE_PAGE = ("cursor", "limit", "facets")
"""What a reader may ask otherwise from page to page."""


def cursor_of(*place: str | float) -> str:
    """A cursor that stands after this place."""
    return base64.urlsafe_b64encode(json.dumps(place, ensure_ascii=False).encode()).decode().rstrip("=")


def place_of(cursor: str, *kinds: type) -> list[str | float] | None:
    """The place that a cursor stands after, or None for the empty one; raises `CURSOR_WRONG`."""
    if not cursor:
        return None
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        raise _wrong() from None
    if not isinstance(place, list) or [type(part) for part in place] != list(kinds):
        raise _wrong()
    if any(isinstance(part, float) and not math.isfinite(part) for part in place):
        raise _wrong()
    return place


def cursor_in(asked: object, *place: str | float) -> str:
    """As `cursor_of`, for the answer to this question alone."""
    return cursor_of(_question(asked), *place)


def place_in(asked: object, cursor: str, *kinds: type) -> list[str | float] | None:
    """As `place_of`; the cursor of another question is wrong too, since its place is none in this answer."""
    place = place_of(cursor, str, *kinds)
    if place is None:
        return None
    if place[0] != _question(asked):
        raise _wrong()
    return place[1:]


def _question(asked: object) -> str:
    narrowed = {name: value for name, value in dump(asked).items() if name not in _OF_THE_PAGE}
    return hashlib.sha256(json.dumps(narrowed, sort_keys=True).encode()).hexdigest()[:12]


def _wrong() -> PortalError:
    return CURSOR_WRONG(problems=[FieldProblem("/cursor", CURSOR_WRONG.code, {})])
