"""The checks of a record's fields: what its annotations allow, as a marshmallow schema.

`chassis.records` says what a record is, and is where everybody takes these names from.
"""

import dataclasses
import datetime as dt
import enum
import keyword
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, dataclass_transform

import marshmallow as ma

from chassis.field_kinds import Day, Many, Mapped, Moment, Open, Text

T = TypeVar("T")

MAX_TEXT = 20_000
MAX_ITEMS = 10_000
MAX_NUMBER = 2**53 - 1
"""The largest number that every reader of JSON keeps exactly (RFC 7493); the database holds it too."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits of a field: ``min``/``max`` are lengths of text and lists (in code points, items), values of numbers."""

    min: int | None = None
    max: int | None = None
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    description: str = ""
    example: object = None


def wire_name(name: str) -> str:
    """A field's name outside of Python, which keeps some words for itself: ``from_`` is ``from`` on the wire."""
    return name[:-1] if name.endswith("_") and keyword.iskeyword(name[:-1]) else name


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a class a record (see the module)."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__record__ = True  # type: ignore[attr-defined]  # marks what `schema_of` may describe
    return made


def is_record(cls: object) -> bool:
    """Whether a class itself was made by `record`; one that only inherits from such a class was not."""
    return isinstance(cls, type) and "__record__" in vars(cls)


class _Base(ma.Schema):
    class Meta:
        unknown = ma.RAISE

    error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "unknown": "unknown",
        "type": "not-an-object",
    }
    record_class: typing.ClassVar[type]

    @ma.post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        return self.record_class(**data)


class _Tolerant(_Base):
    class Meta:
        unknown = ma.EXCLUDE


def _validators(rule: Rule, number: bool) -> list[Any]:
    checks: list[Any] = []
    if rule.min is not None or rule.max is not None:
        if number:
            checks.append(ma.validate.Range(rule.min, rule.max, error="out-of-range|{min}|{max}"))
        else:
            checks.append(ma.validate.Length(rule.min, rule.max, error="wrong-length|{min}|{max}"))
    if rule.pattern:
        checks.append(ma.validate.Regexp(f"^(?:{rule.pattern})$", error="wrong-form"))
    if rule.choices:
        checks.append(ma.validate.OneOf(rule.choices, error="not-a-choice|{choices}"))
    return checks


_MESSAGES = {"required": "required", "null": "required", "validator_failed": "invalid"}


def _field(annotation: Any, tolerant: bool, **options: Any) -> ma.fields.Field[Any]:
    """The field that checks what an annotation allows."""
    rule = Rule()
    while typing.get_origin(annotation) is Annotated:
        inner, *extras = typing.get_args(annotation)
        rule = next((extra for extra in extras if isinstance(extra, Rule)), rule)
        annotation = inner
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        some = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        if len(some) != 1:
            raise TypeError(f"a record's field may be T or T | None, not {annotation}")
        return _field(Annotated[some[0], rule], tolerant, **{**options, "allow_none": True})
    metadata: dict[str, object] = {}
    if rule.description:
        metadata["description"] = rule.description
    if rule.example is not None:
        metadata["example"] = rule.example
    options = {"error_messages": dict(_MESSAGES), "metadata": metadata, **options}
    make = SIMPLE.get(annotation) or _compound(annotation)
    return make(rule, annotation, tolerant, options)


_Make = Callable[[Rule, Any, bool, dict[str, Any]], ma.fields.Field[Any]]


def _compound(annotation: Any) -> _Make:
    if is_record(annotation):
        return _nested
    if isinstance(annotation, type) and issubclass(annotation, enum.StrEnum):
        return _choice
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return _list
    if annotation is dict or (origin is dict and args[1] in (object, Any)):
        return _open
    if origin is dict:
        return _mapping
    raise TypeError(f"a record cannot hold {annotation!r}")


def _text(rule: Rule, _annotation: Any, _tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    if rule.max is None:
        rule = dataclasses.replace(rule, max=MAX_TEXT)
    return Text(validate=_validators(rule, False), **options)


def _truth(_rule: Rule, _annotation: Any, _tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    options["error_messages"]["invalid"] = "not-a-boolean"
    return ma.fields.Boolean(truthy={True}, falsy={False}, **options)


def _whole(rule: Rule, _annotation: Any, _tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    options["error_messages"] |= {"invalid": "not-a-number", "too_large": "not-a-number"}
    low, high = (-MAX_NUMBER if rule.min is None else rule.min), (MAX_NUMBER if rule.max is None else rule.max)
    bounded = dataclasses.replace(rule, min=low, max=high)
    return ma.fields.Integer(strict=True, validate=_validators(bounded, True), **options)


def _moment(_rule: Rule, _annotation: Any, _tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    return Moment(**options)


def _date(_rule: Rule, _annotation: Any, tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    return Day(to_the_end=tolerant, **options)


def _open(_rule: Rule, _annotation: Any, _tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    options["error_messages"]["invalid"] = "not-an-object"
    return Open(**options)


def _mapping(_rule: Rule, annotation: Any, tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    options["error_messages"]["invalid"] = "not-an-object"
    return Mapped(keys=Text(), values=_field(typing.get_args(annotation)[1], tolerant), **options)


def _nested(_rule: Rule, annotation: Any, tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    options["error_messages"]["type"] = "not-an-object"
    return ma.fields.Nested(lambda: schema_of(annotation, tolerant=tolerant), **options)


def _choice(_rule: Rule, annotation: Any, _tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    options["error_messages"]["unknown"] = "not-a-choice|{choices}"
    return ma.fields.Enum(annotation, by_value=Text(), **options)


def _list(rule: Rule, annotation: Any, tolerant: bool, options: dict[str, Any]) -> ma.fields.Field[Any]:
    options["error_messages"]["invalid"] = "not-a-list"
    limited = dataclasses.replace(rule, max=rule.max if rule.max is not None else MAX_ITEMS)
    return Many(_field(typing.get_args(annotation)[0], tolerant), validate=_validators(limited, False), **options)


SIMPLE: dict[Any, _Make] = {str: _text, bool: _truth, int: _whole, dt.datetime: _moment, dt.date: _date}


_schemas: dict[tuple[type, bool], ma.Schema] = {}


def schema_of(cls: type, *, tolerant: bool = False) -> ma.Schema:
    """The marshmallow schema of a record; one instance for each class, safe to share between green threads."""
    found = _schemas.get((cls, tolerant))
    if found is not None:
        return found
    if not is_record(cls):
        raise TypeError(f"{cls!r} is not a record")
    hints = typing.get_type_hints(cls, include_extras=True)
    fields: dict[str, Any] = {"record_class": cls, "__doc__": cls.__doc__}
    for member in dataclasses.fields(cls):
        optional = member.default is not dataclasses.MISSING or member.default_factory is not dataclasses.MISSING
        fields[member.name] = _field(
            hints[member.name], tolerant, required=not optional, data_key=wire_name(member.name)
        )
    made: ma.Schema = type(cls.__name__, (_Tolerant if tolerant else _Base,), fields)()
    _schemas[cls, tolerant] = made
    return made


def taken_apart(annotation: Any) -> tuple[Rule, Any]:
    """The rule that `_field` goes by (that of the innermost annotation with one), and the bare type."""
    rule = Rule()
    while typing.get_origin(annotation) is Annotated:
        annotation, *extras = typing.get_args(annotation)
        rule = next((extra for extra in extras if isinstance(extra, Rule)), rule)
    return rule, annotation
