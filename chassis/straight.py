"""The straight way through a record's schema: for data that is right, as nearly all of what crosses a border is.

A record's marshmallow schema (`records`) says what is right; walking it costs milliseconds for a page of procedures.
Here each record has two functions made of the same annotations, which check and convert the same things an order of
magnitude faster and know only the usual form: at anything else they raise `Unusual`, and the schema decides, which also
names what is wrong.

Guarantees: what is read or written here would be read or written by the schema with the same result; a test compares
the two on records of every kind, right and wrong.
"""

import dataclasses
import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

import marshmallow as ma

Way = Callable[[Any], Any]
"""Reads plain JSON into a value, or writes a value as plain JSON."""


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


_MISSING: Final = object()


def reading(cls: type, members: list[Member], nested: Callable[[type], Way], *, tolerant: bool) -> Way:
    """The function that makes a record of plain JSON."""
    steps = [(one.name, one.wire, one.required, _read(one.kind, nested)) for one in members]

    def read(data: Any) -> Any:
        if type(data) is not dict:
            raise Unusual
        values = {}
        for name, wire, required, way in steps:
            value = data.get(wire, _MISSING)
            if value is not _MISSING:
                values[name] = way(value)
            elif required:
                raise Unusual
        if not tolerant and len(values) != len(data):
            raise Unusual
        return cls(**values)

    return read


def writing(cls: type, members: list[Member], nested: Callable[[type], Way]) -> Way:
    """The function that writes a record as plain JSON."""
    steps = [(one.name, one.wire, _write(one.kind, nested)) for one in members]

    def write(value: Any) -> Any:
        if type(value) is not cls:
            raise Unusual
        written = {}
        for name, wire, way in steps:
            held = getattr(value, name)
            written[wire] = None if held is None else way(held)
        return written

    return write


def _read(kind: Kind, nested: Callable[[type], Way]) -> Way:
    way = _read_some(kind, nested)
    if not kind.optional:
        return way
    return lambda value: None if value is None else way(value)


def _read_some(kind: Kind, nested: Callable[[type], Way]) -> Way:
    if kind.item is not None:
        return _read_list(kind, _read(kind.item, nested))
    if kind.field is not None:
        return kind.field.deserialize
    if kind.type is str:
        return _read_text(kind)
    if kind.type is int:
        return _read_number(kind)
    if kind.type in _READ:
        return _READ[kind.type]
    if issubclass(kind.type, enum.StrEnum):
        return _read_choice(kind.type)
    return nested(kind.type)


def _read_list(kind: Kind, item: Way) -> Way:
    low, high = kind.low, kind.high

    def read(value: Any) -> Any:
        if type(value) is not list or not low <= len(value) <= high:
            raise Unusual
        return tuple([item(one) for one in value])

    return read


def _read_text(kind: Kind) -> Way:
    low, high = kind.low, kind.high
    fits = re.compile(f"^(?:{kind.pattern})$").match if kind.pattern else None
    choices = frozenset(kind.choices)

    def read(value: Any) -> Any:
        # Unprintable are line feeds and tabs, which are right, and control characters, which are not.
        if type(value) is not str or not (value.isprintable() or _only_breaks(value)):
            raise Unusual
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise Unusual
        text = value.strip()
        if not low <= len(text) <= high or (fits and not fits(text)) or (choices and text not in choices):
            raise Unusual
        return text

    return read


def _only_breaks(text: str) -> bool:
    return text.translate(_NO_BREAKS).isprintable()


_NO_BREAKS: Final = {ord("\n"): None, ord("\t"): None}


def _read_number(kind: Kind) -> Way:
    low, high = kind.low, kind.high

    def read(value: Any) -> Any:
        if type(value) is not int or not low <= value <= high:
            raise Unusual
        return value

    return read


def _read_choice(cls: type[enum.StrEnum]) -> Way:
    known = {member.value: member for member in cls}

    def read(value: Any) -> Any:
        found = known.get(value) if type(value) is str else None
        if found is None:
            raise Unusual
        return found

    return read


def _read_truth(value: Any) -> Any:
    if value is True or value is False:
        return value
    raise Unusual


_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?(?:Z|\+00:00)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _read_moment(value: Any) -> Any:
    if type(value) is not str or not _MOMENT.fullmatch(value):
        raise Unusual
    try:
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    except ValueError:
        raise Unusual from None


def _read_day(value: Any) -> Any:
    if type(value) is not str or not _DAY.fullmatch(value):
        raise Unusual
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise Unusual from None


_READ: Final[dict[Any, Way]] = {bool: _read_truth, dt.datetime: _read_moment, dt.date: _read_day}


def _write(kind: Kind, nested: Callable[[type], Way]) -> Way:
    if kind.item is not None:
        return _write_list(_write(kind.item, nested))
    if kind.field is not None:
        field = kind.field
        return lambda value: field._serialize(value, "", None)
    if kind.type in (str, int, bool):
        return _write_as_is(kind.type)
    if kind.type is dt.datetime:
        return _write_moment
    if kind.type is dt.date:
        return _write_day
    if issubclass(kind.type, enum.StrEnum):
        return _write_choice(kind.type)
    return nested(kind.type)


def _write_list(item: Way) -> Way:
    def write(value: Any) -> Any:
        if type(value) is not tuple:
            raise Unusual
        return [item(one) for one in value]

    return write


def _write_as_is(cls: type) -> Way:
    def write(value: Any) -> Any:
        if type(value) is not cls:
            raise Unusual
        return value

    return write


def _write_moment(value: Any) -> Any:
    if type(value) is not dt.datetime or value.tzinfo is None:
        raise Unusual
    return value.astimezone(dt.UTC).isoformat()


def _write_day(value: Any) -> Any:
    if type(value) is not dt.date:
        raise Unusual
    return value.isoformat()


def _write_choice(cls: type[enum.StrEnum]) -> Way:
    def write(value: Any) -> Any:
        if type(value) is not cls:
            raise Unusual
        return value.value

    return write
