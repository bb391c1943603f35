"""The straight way of writing: a record becomes plain JSON (see `straight`)."""

import datetime as dt
import enum

from chassis.straight import GIVE_UP, Kind, Lines, Member, Nested, Source, Way, deeper


def writing(cls: type, members: list[Member], nested: Nested) -> Way:
    """The function that writes a record as plain JSON."""
    source, written = Source("value"), []
    source.write([f"if type(value) is not {source.named(cls)}: {GIVE_UP}"])
    for number, member in enumerate(members):
        it = f"v{number}"
        source.write([f"{it} = value.{member.name}", *_writing(source, it, member.kind, nested)])
        written.append(f"{source.named(member.wire)}: {it}")
    source.write([f"return {{{', '.join(written)}}}"])
    return source.made(f"a {cls.__name__} is written")


def _writing(source: Source, it: str, kind: Kind, nested: Nested) -> Lines:
    """Lines after which a variable that held a value holds it as plain JSON; None is written as it is."""
    if kind.item is None and kind.field is None and kind.type in (str, int, bool):
        return [f"if type({it}) is not {kind.type.__name__} and {it} is not None: {GIVE_UP}"]
    return [f"if {it} is not None:", *deeper(_some(source, it, kind, nested))]


def _some(source: Source, it: str, kind: Kind, nested: Nested) -> Lines:
    if kind.item is not None:
        return [f"if type({it}) is not tuple: {GIVE_UP}", _list(source, it, kind.item, nested)]
    if kind.field is not None:
        return [f"{it} = {source.named(kind.field._serialize)}({it}, '', None)"]
    is_another = f"type({it}) is not {source.named(kind.type)}"
    if kind.type is dt.datetime:
        return [
            f"if {is_another} or {it}.tzinfo is None: {GIVE_UP}",
            f"{it} = ({it} if {it}.tzinfo is UTC else {it}.astimezone(UTC)).isoformat()",
        ]
    if kind.type is dt.date:
        return [f"if {is_another}: {GIVE_UP}", f"{it} = {it}.isoformat()"]
    if issubclass(kind.type, enum.StrEnum):
        return [f"if {is_another}: {GIVE_UP}", f"{it} = {it}._value_"]
    return [f"{it} = {source.named(nested(kind.type))}({it})"]


def _list(source: Source, it: str, item: Kind, nested: Nested) -> str:
    way = Source("one")
    way.write([*_writing(way, "one", item, nested), "return one"])
    each = source.named(way.made("an item is written"))
    return f"{it} = [{each}(one) for one in {it}]"
