"""A record as a form: every field of a contract's record drawn by its type, and read back as plain values.

What a form cannot draw, or what does not have the shape that its type asks for, is a field of JSON, whole. So nothing
that an edition says is lost by editing something else of it, and what somebody typed wrong stays as it was typed until
the service says what is wrong with it. Lists of things end with an empty row; a row that is emptied is taken out, and
one whose place was changed goes there.
"""

import dataclasses
import datetime as dt
import enum
import functools
import json
import types
import typing
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from chassis.fields import taken_apart
from chassis.records import Rule, is_record, wire_name
from gateway.web.attempting import whole_number
from gateway.web.days import day_typed

LONG: Final = 300
"""Texts that may be longer are written in more than one line."""
PREFIX: Final = "f:"
ROWS: Final = "n:"
"""Says how many rows of a list a form was drawn with."""
OUT: Final = "x:"
"""Ticked to take a row out."""
ORDER: Final = "o:"
"""The place that a row shall have, counted from 1."""
MOST_ROWS: Final = 200


class Kind(enum.StrEnum):
    """How a field is drawn."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    TEXTS = "texts"
    RECORD = "record"
    RECORDS = "records"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its name on the wire, how it is drawn, and what it is when nothing is said."""

    name: str
    kind: Kind
    rule: Rule
    required: bool
    default: Any = None
    choices: tuple[str, ...] = ()
    of: type | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A field with what stands in it. ``pointer`` is where its problems point; ``rows`` are those of a list."""

    field: Field
    name: str
    pointer: str
    value: Any = None
    rows: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a list, or the fields of a record inside the record; the last of a list is empty, to add one."""

    name: str
    pointer: str
    nodes: tuple[Node, ...] = ()
    text: str = ""
    spare: bool = False


class NotJson(ValueError):
    """A field of JSON holds something else; ``name`` is that of the field."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def told(self, language: str) -> dict[str, str]:
        """What to say beside the field."""
        vi = "Đây chưa phải JSON hợp lệ; chưa lưu gì cả. Hãy sửa rồi lưu lại."
        en = "This is not valid JSON; nothing was saved. Please correct it and save again."
        return {f"/{self.name}": en if language == "en" else vi}


@functools.cache
def fields_of(cls: type, by_hand: Collection[type] = ()) -> tuple[Field, ...]:
    """The fields of a record, in its order; records of ``by_hand`` are drawn as JSON."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple(_field(member, hints[member.name], by_hand) for member in dataclasses.fields(cls))


def _field(member: "dataclasses.Field[Any]", hint: Any, by_hand: Collection[type]) -> Field:
    rule, bare = taken_apart(hint)
    if typing.get_origin(bare) in (types.UnionType, typing.Union):
        inner = next(one for one in typing.get_args(bare) if one is not type(None))
        own, bare = taken_apart(inner)
        rule = own if own != Rule() else rule
    required = member.default is dataclasses.MISSING and member.default_factory is dataclasses.MISSING
    default = None if member.default is dataclasses.MISSING else member.default
    kind, choices, of = _kind(bare, rule, by_hand)
    return Field(wire_name(member.name), kind, rule, required, default, choices, of)


def _kind(bare: Any, rule: Rule, by_hand: Collection[type]) -> tuple[Kind, tuple[str, ...], type | None]:
    if typing.get_origin(bare) is tuple:
        rule, item = taken_apart(typing.get_args(bare)[0])
        if isinstance(item, type) and issubclass(item, enum.Enum):
            return Kind.CHOICES, tuple(str(one.value) for one in item), None
        if is_record(item) and item not in by_hand:
            return Kind.RECORDS, (), item
        if item is str:
            return (Kind.TEXTS if (rule.max or LONG + 1) > LONG else Kind.LINES), (), None
        return Kind.JSON, (), None
    if isinstance(bare, type) and issubclass(bare, enum.Enum):
        return Kind.CHOICE, tuple(str(one.value) for one in bare), None
    if is_record(bare):
        return (Kind.JSON, (), None) if bare in by_hand else (Kind.RECORD, (), bare)
    if bare is str and rule.choices:
        return Kind.CHOICE, rule.choices, None
    plain = {bool: Kind.FLAG, int: Kind.NUMBER, dt.date: Kind.DATE}
    if bare is str:
        return (Kind.LONG if (rule.max or 0) > LONG else Kind.TEXT), (), None
    return plain.get(bare, Kind.JSON), (), None


# Drawing


def drawn(fields: Sequence[Field], content: Mapping[str, Any], by_hand: Collection[type] = ()) -> tuple[Node, ...]:
    """The fields with what the content says."""
    return _nodes(fields, content, "", "", tuple(by_hand))


def _nodes(
    fields: Sequence[Field], content: Mapping[str, Any], path: str, pointer: str, by_hand: tuple[type, ...]
) -> tuple[Node, ...]:
    return tuple(_node(field, content, path, pointer, by_hand) for field in fields)


def _node(field: Field, content: Mapping[str, Any], path: str, pointer: str, by_hand: tuple[type, ...]) -> Node:
    name, at = path + field.name, f"{pointer}/{field.name}"
    value = content.get(field.name)
    if value is None and field.kind is Kind.FLAG:
        value = bool(field.default)
    if value is not None and not _fits(field.kind, value):
        field = dataclasses.replace(field, kind=Kind.JSON)
    if field.kind is Kind.RECORDS and field.of:
        inner = fields_of(field.of, by_hand)
        things = [*(value or ()), {}]
        rows = tuple(
            Row(
                f"{name}.{n}",
                f"{at}/{n}",
                _nodes(inner, thing, f"{name}.{n}.", f"{at}/{n}", by_hand),
                spare=n == len(things) - 1,
            )
            for n, thing in enumerate(things)
        )
        return Node(field, name, at, rows=rows)
    if field.kind is Kind.RECORD and field.of:
        nodes = _nodes(fields_of(field.of, by_hand), value or {}, f"{name}.", at, by_hand)
        return Node(field, name, at, rows=(Row(name, at, nodes),))
    if field.kind is Kind.TEXTS:
        texts = [*(value or ()), ""]
        rows = tuple(
            Row(f"{name}.{n}", f"{at}/{n}", text=text, spare=n == len(texts) - 1) for n, text in enumerate(texts)
        )
        return Node(field, name, at, rows=rows)
    if field.kind is Kind.LINES:
        value = "\n".join(value or ())
    elif field.kind is Kind.JSON:
        value = "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)
    elif field.kind is Kind.CHOICES:
        value = tuple(value or ())
    return Node(field, name, at, "" if value is None else value)


def _fits(kind: Kind, value: Any) -> bool:
    """Whether a value has the shape that its field is drawn by; what has another is shown as it is."""
    if kind is Kind.RECORDS:
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    if kind in (Kind.LINES, Kind.TEXTS, Kind.CHOICES):
        of_text = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return of_text and (kind is not Kind.LINES or not any("\n" in one for one in value))
    if kind is Kind.RECORD:
        return isinstance(value, dict)
    if kind is Kind.FLAG:
        return isinstance(value, bool)
    return kind is Kind.JSON or isinstance(value, (str, int))


# Reading


def read(fields: Sequence[Field], form: "MultiDict[str, str]", by_hand: Collection[type] = ()) -> dict[str, Any]:
    """What the form says, as plain values; raises `NotJson` with the name of a field of JSON that is none."""
    return _read(fields, form, "", tuple(by_hand))


def _read(fields: Sequence[Field], form: "MultiDict[str, str]", path: str, by_hand: tuple[type, ...]) -> dict[str, Any]:
    found = {field.name: _value(field, form, path + field.name, by_hand) for field in fields}
    return {name: value for name, value in found.items() if value is not None}


def _value(field: Field, form: "MultiDict[str, str]", name: str, by_hand: tuple[type, ...]) -> Any:
    said = form.get(PREFIX + name, "").replace("\r\n", "\n")
    kind = Kind.JSON if form.get(f"j:{name}") else field.kind
    if kind is Kind.FLAG:
        return PREFIX + name in form
    if kind is Kind.CHOICES:
        return form.getlist(PREFIX + name)
    if kind is Kind.LINES:
        return [line.strip() for line in said.split("\n") if line.strip()]
    if kind is Kind.TEXTS:
        texts = [form.get(f"{PREFIX}{name}.{n}", "").replace("\r\n", "\n").strip() for n in _kept_rows(form, name)]
        return [text for text in texts if text]
    if kind is Kind.RECORDS and field.of:
        inner = fields_of(field.of, by_hand)
        things = [_read(inner, form, f"{name}.{n}.", by_hand) for n in _kept_rows(form, name)]
        return [thing for thing in things if not _is_empty(inner, thing)]
    if kind is Kind.RECORD and field.of:
        inner = fields_of(field.of, by_hand)
        thing = _read(inner, form, f"{name}.", by_hand)
        return None if _is_empty(inner, thing) else thing
    if kind is Kind.JSON:
        return _parsed(name, said)
    if not said.strip():
        return None
    if kind is Kind.NUMBER:
        return whole_number(said.replace(".", "") if said.replace(".", "").strip().isdigit() else said)
    return day_typed(said) if kind is Kind.DATE else said.strip()


def _parsed(name: str, said: str) -> Any:
    if not said.strip():
        return None
    try:
        return json.loads(said)
    except (ValueError, RecursionError):
        if "." in name:
            return said  # Inside a row it is kept as text, and the service says what it should be.
        raise NotJson(name) from None


def _kept_rows(form: "MultiDict[str, str]", name: str) -> list[int]:
    said = form.get(ROWS + name, "0")
    count = min(int(said), MOST_ROWS) if said.isascii() and said.isdigit() else 0
    kept = [n for n in range(count) if f"{OUT}{name}.{n}" not in form]
    return sorted(kept, key=lambda n: place_of(n, form.get(f"{ORDER}{name}.{n}", "")))


def place_of(at: int, said: str) -> tuple[int, int, int]:
    """Where a row goes for which a place was said, to sort by; what is no place leaves it where it is (``at``).

    Who gives a row the place of another wants it there: above where it moved up, below where it moved down.
    """
    plain = said.strip()
    to = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else at + 1
    return to, (to > at + 1) - (to < at + 1), at


def _is_empty(fields: Sequence[Field], thing: Mapping[str, Any]) -> bool:
    """Whether nothing was said in a row: what is only ticked or chosen beforehand says nothing."""
    flags = {field.name for field in fields if field.kind is Kind.FLAG}
    return not any(value not in ([], {}, "", None) for name, value in thing.items() if name not in flags)
