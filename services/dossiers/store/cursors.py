"""Cursors of lists: where a page ended, in the order that it had. One of another order is refused."""

import base64
import binascii
import datetime as dt
import json

from chassis.errors import INVALID_REQUEST, FieldProblem

NEVER = "infinity"
"""How a cursor, and PostgreSQL, write the time of what has no date: it comes after everything that has one."""


def write(order: str, *parts: str) -> str:
    """The cursor of a page that ended there."""
    return base64.urlsafe_b64encode(json.dumps([order, *parts]).encode()).decode().rstrip("=")


def read(text: str, order: str, count: int) -> list[str]:
    """What a cursor of this order says; `INVALID_REQUEST` for every other text."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        parts = None
    if not isinstance(parts, list) or len(parts) != count + 1 or not all(isinstance(part, str) for part in parts):
        raise _bad()
    if parts[0] != order or any("\0" in part for part in parts):
        raise _bad()
    return parts[1:]


def moment(text: str) -> str:
    """A time of a cursor, as the database takes it."""
    if text == NEVER:
        return text
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise _bad() from None
    if found.tzinfo is None:
        raise _bad()
    return found.isoformat()


def _bad() -> Exception:
    return INVALID_REQUEST(problems=[FieldProblem("/cursor", "wrong-form", {})])
