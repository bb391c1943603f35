"""Records: the frozen data that crosses a border, each described once and checked at every crossing.

``@record`` turns an annotated class into a frozen, slotted dataclass and derives from the same annotations the
marshmallow schema that validates it, so the type checker, the wire and the OpenAPI document cannot disagree::

    @record
    class LookUp:
        code: Annotated[str, Rule(max=60, description="Mã số hồ sơ")]
        fact: Annotated[str, Rule(pattern=r"\\d{4}")]

Guarantees: `load` returns a valid instance or raises `Invalid` naming every wrong field by JSON pointer and stable
code; fields nobody declared are refused; text is NFC, without control characters and surrounding blanks; times are
aware and kept in UTC; money is an integer number of đồng. `dump` gives plain JSON that `load` accepts unchanged.
"""

import types
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

import marshmallow as ma

from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.field_kinds import Many
from chassis.fields import (
    MAX_ITEMS,
    MAX_NUMBER,
    MAX_TEXT,
    SIMPLE,
    Rule,
    is_record,
    record,
    schema_of,
    taken_apart,
    wire_name,
)
from chassis.straight import Kind, Member, Unusual, Way
from chassis.straight_reading import reading
from chassis.straight_writing import writing

__all__ = [
    "MAX_ITEMS",
    "MAX_NUMBER",
    "MAX_TEXT",
    "Dong",
    "Ident",
    "Json",
    "Line",
    "Nothing",
    "Rule",
    "dump",
    "is_record",
    "items_of",
    "load",
    "record",
    "schema_of",
    "wire_name",
]

T = TypeVar("T")

Dong = Annotated[int, Rule(min=0, description="Số tiền, đồng (VND)", example=8000)]
"""An amount of money in đồng; the đồng has no smaller unit."""
Ident = Annotated[str, Rule(min=1, max=64, pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*", description="Identifier")]
"""An identifier made by us."""
Line = Annotated[str, Rule(min=1, max=500)]
"""One line of text that must not be empty."""
Json = dict[str, object]
"""An object whose inside another description checks (a form's answers, a snapshot)."""


def load(cls: type[T], data: object, *, pointer: str = "", tolerant: bool = False) -> T:
    """Check plain JSON and make the record of it, or raise `Invalid` with every problem that was found.

    ``tolerant`` leaves out fields nobody declared instead of refusing them: for what another service of ours says,
    which may be of a newer release. What people and programs send us is never read so.
    """
    if not isinstance(data, Mapping):
        raise INVALID_REQUEST(problems=[FieldProblem(pointer, "not-an-object", {})])
    try:
        return typing.cast(T, _reader(cls, tolerant)(data))
    except (Unusual, ma.ValidationError):
        pass  # The schema decides, and names all that is wrong.
    try:
        return typing.cast(T, schema_of(cls, tolerant=tolerant).load(data))
    except ma.ValidationError as wrong:
        raise INVALID_REQUEST(problems=list(_problems(wrong.messages, pointer))) from None


def dump(instance: object) -> dict[str, Any]:
    """A record as plain JSON values; what is None is left in, so that a reader sees every field."""
    try:
        return typing.cast(dict[str, Any], _writer(type(instance))(instance))
    except Unusual:
        return typing.cast(dict[str, Any], schema_of(type(instance)).dump(instance))


_readers: dict[tuple[type, bool], Way] = {}
_writers: dict[type, Way] = {}


def _reader(cls: type, tolerant: bool) -> Way:
    found = _readers.get((cls, tolerant))
    if found is None:
        # Looked up when it is used: a record may hold others of its own kind.
        found = reading(cls, _members(cls, tolerant), lambda inner: _late(_reader, inner, tolerant), tolerant=tolerant)
        _readers[cls, tolerant] = found
    return found


def _writer(cls: type) -> Way:
    found = _writers.get(cls)
    if found is None:
        found = _writers[cls] = writing(cls, _members(cls, False), lambda inner: _late(_writer, inner))
    return found


def _late(way_of: Callable[..., Way], *of: Any) -> Way:
    way: Way | None = None

    def go(value: Any) -> Any:
        nonlocal way
        if way is None:
            way = way_of(*of)
        return way(value)

    return go


def _members(cls: type, tolerant: bool) -> list[Member]:
    """The fields of a record, as the straight way takes them."""
    schema, hints = schema_of(cls, tolerant=tolerant), typing.get_type_hints(cls, include_extras=True)
    return [
        Member(name, field.data_key or name, field.required, _kind(hints[name], field))
        for name, field in schema.fields.items()
    ]


def _kind(annotation: Any, field: ma.fields.Field[Any]) -> Kind:
    rule, annotation = taken_apart(annotation)
    optional = False
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        (some,) = (arg for arg in typing.get_args(annotation) if arg is not type(None))
        rule, annotation = taken_apart(Annotated[some, rule])
        optional = True
    if isinstance(field, Many):
        item = _kind(typing.get_args(annotation)[0], field.inner)
        return Kind(tuple, rule.min or 0, MAX_ITEMS if rule.max is None else rule.max, item=item, optional=optional)
    if annotation is str:
        most = MAX_TEXT if rule.max is None else rule.max
        return Kind(str, rule.min or 0, most, rule.pattern or "", rule.choices, optional=optional)
    if annotation is int:
        low, high = (-MAX_NUMBER if rule.min is None else rule.min), (MAX_NUMBER if rule.max is None else rule.max)
        return Kind(int, low, high, optional=optional)
    if is_record(annotation) or isinstance(field, ma.fields.Enum) or annotation in SIMPLE:
        return Kind(annotation, optional=optional)
    return Kind(annotation, optional=optional, field=field)


_lists: dict[tuple[type, str], tuple[Any, int]] = {}


def items_of(cls: type, name: str) -> tuple[Any, int]:
    """Of a field of a record that is a list: the type of its items, and how many it may have."""
    found = _lists.get((cls, name))
    if found is None:
        kind = next(member.kind for member in _members(cls, False) if member.name == name)
        if kind.item is None:
            raise TypeError(f"{cls.__name__}.{name} is no list")
        found = _lists[cls, name] = (kind.item.type, kind.high)
    return found


def _problems(messages: Any, pointer: str) -> typing.Iterator[FieldProblem]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            # marshmallow files problems of an object as a whole under "_schema"
            step = "" if key == "_schema" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from _problems(inner, pointer + step)
    elif isinstance(messages, list):
        for inner in messages:
            yield from _problems(inner, pointer)
    else:
        code, *facts = str(messages).split("|")
        names = {"out-of-range": ("min", "max"), "wrong-length": ("min", "max"), "not-a-choice": ("choices",)}
        params = {n: f for n, f in zip(names.get(code, ()), facts, strict=False) if f not in ("", "None")}
        yield FieldProblem(pointer, code, params)


@record
class Nothing:
    """An empty request or reply."""
