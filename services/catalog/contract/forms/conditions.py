"""Conditions: sentences about answers, true, false or unknown (None). Total: no answers make them fail.

``gateway/web/static/eforms.js`` says the same; a change here is a change there, and generated cases compare the two.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from services.catalog.contract.forms.dates import Span, date_span

EXACT: Final = 9_000_000_000_000_000
"""Hundredths beyond this are not compared: a browser could not count them exactly."""
LARGEST: Final = EXACT // 100
"""The largest number and amount that a form takes."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a check must know besides the answers.

    ``papers``: the papers that the dossier holds a file for; None where no dossier is known, then nothing is asked of
    files. ``communes``: province by commune, of the units in force on ``today``; None where they are not at hand, then
    only the form of their codes is looked at.
    """

    today: dt.date
    case: str = ""
    channel: str = "online"
    papers: frozenset[str] | None = None
    communes: Mapping[str, str] | None = None


@dataclass(slots=True)
class Scope:
    """The answers as far as they are known: ``here`` is the row, person or address that the condition stands in.

    A file that the dossier holds is True in it, one of which nothing is known is None.
    """

    context: Context
    root: dict[str, Any] = field(default_factory=dict)
    here: dict[str, Any] = field(default_factory=dict)


def evaluate(condition: Mapping[str, Any], scope: Scope) -> bool | None:
    """What a condition of a plan says about the answers of a scope."""
    op = condition["op"]
    parts = condition.get("of", ())
    if op == "all":
        return _all([evaluate(part, scope) for part in parts])
    if op == "any":
        return _not(_all([_not(evaluate(part, scope)) for part in parts]))
    if op == "not":
        return _not(evaluate(parts[0], scope)) if parts else None
    if op == "given":
        return _given(look_up(condition.get("field", ""), scope))
    if op == "in":
        return _among(look_up(condition.get("field", ""), scope), condition.get("values", ()))
    return _compare(op, term(condition.get("left", {}), scope), term(condition.get("right", {}), scope))


ABSENT: Final = object()


def look_up(path: str, scope: Scope) -> Any:
    """What stands at a path, or `ABSENT`."""
    context = scope.context
    own = {"$today": context.today.isoformat(), "$case": context.case, "$channel": context.channel}
    if path in own:
        return own[path]
    steps = path.split(".")
    found: Any = scope.root
    if steps[0] == "$here":
        found, steps = scope.here, steps[1:]
    for step in steps:
        if not isinstance(found, dict) or step not in found:
            return ABSENT
        found = found[step]
    return found


def _all(said: list[bool | None]) -> bool | None:
    if False in said:
        return False
    return None if None in said else True


def _not(said: bool | None) -> bool | None:
    return None if said is None else not said


def _given(value: Any) -> bool | None:
    return None if value is None else value is not ABSENT


def _among(value: Any, values: Any) -> bool | None:
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, str):
        return value in values
    if isinstance(value, int):
        return str(value) in values
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return any(item in values for item in value)
    return None


def term(said: Mapping[str, Any], scope: Scope) -> Span | str | None:
    """A quantity, a text, or None while it is not known."""
    years, days = said.get("years", 0), said.get("days", 0)
    if "number" in said:
        return _number(said["number"])
    if "date" in said:
        return date_span(said["date"], years, days)
    if "text" in said:
        return str(said["text"])
    take, path = said.get("take"), said.get("field", "")
    if take == "rows":
        rows = look_up(path, scope)
        return _number(len(rows) if isinstance(rows, list) else 0)
    if take == "sum":
        return _sum(path, scope)
    value = look_up(path, scope)
    if isinstance(value, str):
        return date_span(value, years, days) or _number(value) or value
    return _number(value)


def _sum(path: str, scope: Scope) -> Span | None:
    table, _, column = path.rpartition(".")
    rows = look_up(table, scope)
    total = 0
    for row in rows if isinstance(rows, list) else ():
        part = _number(row.get(column))
        total += part[1] if part else 2 * EXACT
        if abs(total) > EXACT:
            return None
    return ("n", total, total)


def _number(value: Any) -> Span | None:
    """A number in hundredths: a whole one, or a text in the normal form of a number with decimals."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return ("n", value * 100, value * 100)
    if isinstance(value, str) and (found := hundredths(value)) is not None:
        return ("n", found, found)
    return None


def hundredths(text: str) -> int | None:
    """``120.5`` as 12050; None for what is not a number in normal form with decimals."""
    sign = -1 if text.startswith("-") else 1
    whole, dot, part = text.removeprefix("-").partition(".")
    digits = set(whole + part)
    if not dot or not whole or len(whole) > 14 or len(part) not in (1, 2) or not digits <= set("0123456789"):
        return None
    found = int(whole) * 100 + int(part.ljust(2, "0"))
    return sign * found if found <= EXACT else None


_HOLDS: Final = {"eq": "=", "ne": "=", "lt": "<", "ge": "<", "gt": ">", "le": ">"}


def _compare(op: str, left: Span | str | None, right: Span | str | None) -> bool | None:
    if left is None or right is None or op not in _HOLDS:
        return None
    found = _basic(_HOLDS[op], left, right)
    return _not(found) if op in ("ne", "ge", "le") else found


def _basic(sign: str, left: Span | str, right: Span | str) -> bool | None:
    if isinstance(left, str) or isinstance(right, str):
        return left == right if sign == "=" and isinstance(left, str) and isinstance(right, str) else None
    (kind, low, high), (other, least, most) = left, right
    if kind != other:
        return None
    if sign == "=":
        if high < least or most < low:
            return False
        return True if low == high == least == most else None
    if sign == ">":
        low, high, least, most = least, most, low, high
    if high < least:
        return True
    return False if low >= most else None
