"""The straight way through a record's schema: for data that is right, as nearly all of what crosses a border is.

A record's marshmallow schema (`records`) says what is right; walking it costs milliseconds for a page of procedures.
Here each record has two functions made of the same annotations (`straight_reading`, `straight_writing`), which check
and convert the same things far faster and know only the usual form: at anything else they raise `Unusual`, and the
schema decides, which also names what is wrong.

They are written as source, a few lines for each field, as `dataclasses` writes ``__init__``: a call for each field of
each line of a list costs more than what is done in it (ADR 53).

Guarantees: what is read or written here would be read or written by the schema with the same result; a test compares
the two on records of every kind, right and wrong.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import marshmallow as ma

Way = Callable[[Any], Any]
"""Reads plain JSON into a value, or writes a value as plain JSON."""
Nested = Callable[[type], Way]
"""The way of a record within a record."""


class Unusual(Exception):
    """This is for the schema to decide."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """One type that a field may have, told by `records`: its limits, and what it is made of."""

    type: Any
    low: int = 0
    high: int = 0
    pattern: str = ""
    choices: tuple[str, ...] = ()
    item: "Kind | None" = None
    optional: bool = False
    field: "ma.fields.Field[Any] | None" = None
    """The marshmallow field, for types that have no straight way."""


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """One field of a record: its names in Python and on the wire, whether it must be there."""

    name: str
    wire: str
    required: bool
    kind: Kind


GIVE_UP: Final = "raise Unusual"

Lines = list[str]
"""Lines of source; what stands deeper begins with blanks."""


def deeper(lines: Lines) -> Lines:
    return ["    " + line for line in lines]


class Source:
    """A function while it is written: its lines, and the things they speak of.

    In the text stand names of ours alone: what a record's author wrote, and every limit, is a thing with such a name.
    """

    def __init__(self, takes: str) -> None:
        self._takes = takes
        self._lines: Lines = []
        self._things: dict[str, Any] = {"Unusual": Unusual, "UTC": dt.UTC}

    def named(self, thing: object) -> str:
        """A name for a thing."""
        name = f"thing{len(self._things)}"
        self._things[name] = thing
        return name

    def write(self, lines: Lines) -> None:
        self._lines += lines

    def made(self, called: str) -> Way:
        """The function; ``called`` is what a traceback says."""
        text = "\n".join([f"def way({self._takes}):", *deeper(self._lines)])
        exec(compile(text, f"<{called}>", "exec"), self._things)  # noqa: S102  as `dataclasses` does; see `Source`
        way: Way = self._things["way"]
        return way
