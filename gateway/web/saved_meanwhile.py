"""Whether a form was saved elsewhere after a page with it was opened: another tab, another person, a page gone back to.

The page carries a mark of the answers that it was drawn with. Saved answers that bear another mark were not seen; where
they differ from what is sent now, nothing is saved before the person has looked: what they sent would silently take the
place of what somebody else, or they themselves, saved meanwhile.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.catalog.contract.forms import Context, Plan, check

SEEN: Final = "_seen"
"""The field of a page that carries the mark."""


def mark_of(answers: Mapping[str, Any]) -> str:
    """Answers that are the same have the same mark; from it nobody learns what they are."""
    whole = json.dumps(answers, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


def differing(plan: Plan, context: Context, saved: Mapping[str, Any], sent: Mapping[str, Any]) -> tuple[str, ...]:
    """The pointers of fields whose answers differ, in the order of the form; a day or number is the same however it
    is written."""
    one, other = (_leaves_of(plan, context, answers) for answers in (saved, sent))
    return tuple(pointer for pointer in {**one, **other} if one.get(pointer) != other.get(pointer))


def _leaves_of(plan: Plan, context: Context, answers: Mapping[str, Any]) -> dict[str, str]:
    read = check(plan, dict(answers), context).answers
    return {pointer: said for pointer, said in {**dict(_leaves(answers)), **dict(_leaves(read))}.items() if said}


def _leaves(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{at}/{key}")
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{at}/{number}")
    elif value is not None:
        yield at, json.dumps(value, ensure_ascii=False).strip('"')
