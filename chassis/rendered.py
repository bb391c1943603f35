"""Replies as JSON that is written once, where it was made, and handed on as it is.

A page of twenty procedures would be written by the service, read by the gateway, and written again for the reader. So
replies cross the bus as bytes that whoever only hands them on need not read (ADR 53), and a service may write what many
answers share once::

    part = render(summary)  # checked by its schema, and kept
    return assemble(SearchPage(items=(), total=1, …), items=[part])

Guarantees: what a `Rendered` says is JSON in UTF-8 of its record, all fields in the form that the schema gives them.
What `render` and `assemble` make the schema accepts too: each part was read back by it when it was written, the frame
around parts is so each time, and a part of another record, or more parts than the field may have, are refused. What
`written` makes is of the record's types; that it keeps within the record's limits is for the service, as with whatever
it says. Only these three make one, and `chassis.rpc` of what they made.
"""

import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from chassis.errors import PortalError
from chassis.records import dump, items_of, load, wire_name
from chassis.wire_json import encode

T = TypeVar("T")


class Rendered(Generic[T]):
    """A record as JSON. ``revision`` is what its field of this name says, None where it has none."""

    __slots__ = ("_record", "json", "of", "revision")

    def __init__(self, of: type[T], json: bytes, revision: int | None, record: T | None = None) -> None:
        self.of = of
        self.json = json
        self.revision = revision
        self._record = record

    @property
    def record(self) -> T:
        """The record itself, read when it is first asked for; fields that nobody declared here are left out."""
        if self._record is None:
            self._record = load(self.of, json.loads(self.json), tolerant=True)
        return self._record


def written(record: T) -> Rendered[T]:
    """A record as `dump` writes it."""
    return Rendered(type(record), encode(dump(record)), getattr(record, "revision", None), record)


def render(record: T) -> Rendered[T]:
    """A record checked and written; `TypeError` where its own schema refuses it."""
    checked, fields = _checked(record)
    return Rendered(type(record), _encode(fields), getattr(checked, "revision", None), checked)


def assemble(frame: T, **parts: Sequence[Rendered[Any]]) -> Rendered[T]:
    """A record whose lists of these names are empty so far, with these parts in them; `TypeError` where they misfit."""
    cls = type(frame)
    _, fields = _checked(frame)
    pieces = []
    for name, given in parts.items():
        item, most = items_of(cls, name)
        if getattr(frame, name) or len(given) > most or any(part.of is not item for part in given):
            raise TypeError(f"{cls.__name__}.{name} takes up to {most} parts of {item.__name__}, and has none before")
        del fields[wire_name(name)]
        pieces.append(b'"%s":[%s]' % (wire_name(name).encode(), b",".join([part.json for part in given])))
    if fields:
        pieces.append(_encode(fields)[1:-1])
    return Rendered(cls, b"{%s}" % b",".join(pieces), getattr(frame, "revision", None))


def _checked(record: T) -> tuple[T, dict[str, Any]]:
    """The record as its schema reads it, and as plain values."""
    fields = dump(record)
    try:
        checked = load(type(record), fields)
    except PortalError as refused:
        wrong = ", ".join(f"{problem.pointer} {problem.code}" for problem in refused.problems)
        raise TypeError(f"a {type(record).__name__} that its schema refuses: {wrong}") from refused
    return (record, fields) if checked == record else (checked, dump(checked))


def _encode(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
