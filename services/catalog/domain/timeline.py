"""What one party says over time: statements that follow each other, each with its days; the past stays untouched."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

Spoken = TypeVar("Spoken", bound=Any)
"""A frozen dataclass with ``valid_from`` (included) and ``valid_to`` (not included; None: until further notice)."""


def until(statements: Iterable[Spoken], day: dt.date) -> tuple[Spoken, ...]:
    """What is left of them before a day: from it on nothing is said any more; what held before it stays as it was."""
    return tuple(
        one if one.valid_to is not None and one.valid_to <= day else replace(one, valid_to=day)
        for one in sorted(statements, key=lambda one: one.valid_from)
        if one.valid_from < day
    )


def followed(statements: Iterable[Spoken], new: Spoken) -> tuple[Spoken, ...]:
    """The statements with one that replaces everything said from its first day on."""
    return (*until(statements, new.valid_from), new)
