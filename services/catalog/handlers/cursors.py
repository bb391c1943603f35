"""Cursors of pages: where the page before ended, as text that a caller gives back unchanged."""

import base64
import binascii
import json

from chassis.errors import FieldProblem, PortalError
from services.catalog.contract import CURSOR_WRONG


def cursor_of(*place: str | float) -> str:
    """A cursor that stands after this place."""
    return base64.urlsafe_b64encode(json.dumps(place, ensure_ascii=False).encode()).decode().rstrip("=")


def place_of(cursor: str, *kinds: type) -> list[str | float] | None:
    """The place that a cursor stands after, or None for the empty one; raises `CURSOR_WRONG`."""
    if not cursor:
        return None
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise _wrong() from None
    if not isinstance(place, list) or [type(part) for part in place] != list(kinds):
        raise _wrong()
    return place


def _wrong() -> PortalError:
    return CURSOR_WRONG(problems=[FieldProblem("/cursor", CURSOR_WRONG.code, {})])
