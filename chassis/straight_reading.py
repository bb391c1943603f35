"""The straight way of reading: plain JSON becomes a record (see `straight`)."""

import dataclasses
import datetime as dt
import enum
import re
import unicodedata
from typing import Any, Final

from chassis.straight import GIVE_UP, Kind, Lines, Member, Nested, Source, Unusual, Way, deeper

_MISSING: Final = object()


def reading(cls: type, members: list[Member], nested: Nested, *, tolerant: bool) -> Way:
    """The function that makes a record of plain JSON."""
    source = Source("data")
    fields = {field.name: field for field in dataclasses.fields(cls)}
    missing, given = source.named(_MISSING), []
    source.write([f"if type(data) is not dict: {GIVE_UP}", "get, left = data.get, len(data)"])
    for number, member in enumerate(members):
        it = f"v{number}"
        instead = GIVE_UP if member.required else f"{it} = {_default(source, fields[member.name])}"
        source.write([f"{it} = get({source.named(member.wire)}, {missing})", f"if {it} is {missing}:"])
        source.write([*deeper([instead]), "else:", *deeper(["left -= 1", *_reading(source, it, member.kind, nested)])])
        given.append(f"{member.name}={it}")
    if not tolerant:
        source.write([f"if left: {GIVE_UP}"])
    source.write([f"return {source.named(cls)}({', '.join(given)})"])
    return source.made(f"a {cls.__name__} is read")


def _default(source: Source, field: "dataclasses.Field[Any]") -> str:
    if field.default is not dataclasses.MISSING:
        return source.named(field.default)
    return f"{source.named(field.default_factory)}()"


def _reading(source: Source, it: str, kind: Kind, nested: Nested) -> Lines:
    """Lines after which a variable that held plain JSON holds the value."""
    lines = _some(source, it, kind, nested)
    return [f"if {it} is not None:", *deeper(lines)] if kind.optional else lines


def _some(source: Source, it: str, kind: Kind, nested: Nested) -> Lines:
    if kind.item is not None:
        return _list(source, it, kind, kind.item, nested)
    if kind.field is not None:
        return [f"{it} = {source.named(kind.field.deserialize)}({it})"]
    if kind.type is str:
        return _text(source, it, kind)
    if kind.type is int:
        low, high = source.named(kind.low), source.named(kind.high)
        return [f"if type({it}) is not int or not {low} <= {it} <= {high}: {GIVE_UP}"]
    if kind.type is bool:
        return [f"if {it} is not True and {it} is not False: {GIVE_UP}"]
    if kind.type in _FROM_TEXT:
        return [f"{it} = {source.named(_FROM_TEXT[kind.type])}({it})"]
    if issubclass(kind.type, enum.StrEnum):
        known = source.named({member.value: member for member in kind.type})
        return [
            f"{it} = {known}.get({it}) if type({it}) is str else None",
            f"if {it} is None: {GIVE_UP}",
        ]
    return [f"{it} = {source.named(nested(kind.type))}({it})"]


def _list(source: Source, it: str, kind: Kind, item: Kind, nested: Nested) -> Lines:
    way = Source("one")
    way.write([*_reading(way, "one", item, nested), "return one"])
    each, low, high = source.named(way.made("an item is read")), source.named(kind.low), source.named(kind.high)
    return [
        f"if type({it}) is not list or not {low} <= len({it}) <= {high}: {GIVE_UP}",
        f"{it} = tuple([{each}(one) for one in {it}])",
    ]


def _text(source: Source, it: str, kind: Kind) -> Lines:
    is_nfc, only_breaks = source.named(unicodedata.is_normalized), source.named(_only_breaks)
    low, high = source.named(kind.low), source.named(kind.high)
    lines = [
        f"if type({it}) is not str: {GIVE_UP}",
        # Unprintable are line feeds and tabs, which are right, and control characters, which are not.
        f"if not {it}.isprintable() and not {only_breaks}({it}): {GIVE_UP}",
        f"if not {it}.isascii() and not {is_nfc}('NFC', {it}): {GIVE_UP}",
        f"{it} = {it}.strip()",
        f"if not {low} <= len({it}) <= {high}: {GIVE_UP}",
    ]
    if kind.pattern:
        fits = source.named(re.compile(f"^(?:{kind.pattern})$").match)
        lines.append(f"if not {fits}({it}): {GIVE_UP}")
    if kind.choices:
        lines.append(f"if {it} not in {source.named(frozenset(kind.choices))}: {GIVE_UP}")
    return lines


def _only_breaks(text: str) -> bool:
    return text.translate(_NO_BREAKS).isprintable()


_NO_BREAKS: Final = {ord("\n"): None, ord("\t"): None}

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?(?:Z|\+00:00)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _moment(value: Any) -> Any:
    if type(value) is not str or not _MOMENT.fullmatch(value):
        raise Unusual
    try:
        found = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    except ValueError:
        raise Unusual from None
    if not dt.MINYEAR < found.year < dt.MAXYEAR:
        raise Unusual
    return found


def _day(value: Any) -> Any:
    if type(value) is not str or not _DAY.fullmatch(value):
        raise Unusual
    try:
        found = dt.date.fromisoformat(value)
    except ValueError:
        raise Unusual from None
    if not dt.MINYEAR < found.year < dt.MAXYEAR:
        raise Unusual
    return found


_FROM_TEXT: Final[dict[Any, Way]] = {dt.datetime: _moment, dt.date: _day}
