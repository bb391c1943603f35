"""The checks of a record's fields: what its annotations allow, as a marshmallow schema.

`chassis.records` says what a record is, and is where everybody takes these names from.
"""

import dataclasses
import datetime as dt
import enum
import json
import keyword
import re
import types
import typing
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, dataclass_transform

import marshmallow as ma

T = TypeVar("T")

MAX_TEXT = 20_000
MAX_ITEMS = 10_000
MAX_NUMBER = 2**53 - 1
"""The largest number that every reader of JSON keeps exactly (RFC 7493); the database holds it too."""
# Besides control characters also lone surrogates: JSON can escape them, UTF-8 and the database cannot hold them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


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


class Text(ma.fields.String):
    """Unicode text in NFC; no control characters but tab and line feeds."""

    default_error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "invalid": "not-text",
        "invalid_utf8": "not-text",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if _CONTROL.search(text):
            raise ma.ValidationError("control-characters")
        return unicodedata.normalize("NFC", text).strip()


class Moment(ma.fields.AwareDateTime):
    """An instant: RFC 3339 with an offset, kept in UTC. None in the first or last year of the calendar, beyond which it
    would be somewhere on earth."""

    default_error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "invalid": "not-a-time",
        "invalid_awareness": "time-without-zone",
        "format": "not-a-time",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            found = super()._deserialize(value, attr, data, **kwargs).astimezone(dt.UTC)
        except OverflowError:
            raise self.make_error("invalid") from None
        if not dt.MINYEAR < found.year < dt.MAXYEAR:
            raise self.make_error("invalid")
        return found

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if value is not None:
            value = value.astimezone(dt.UTC)
        return super()._serialize(value, attr, obj, **kwargs)


class Day(ma.fields.Date):
    """A calendar day: YYYY-MM-DD. None in the first or last year of the calendar, beyond which the day before or after
    it would be, unless it was taken long ago (``to_the_end``)."""

    default_error_messages = {"invalid": "not-a-date", "format": "not-a-date"}  # noqa: RUF012  # as `Moment`

    def __init__(self, *, to_the_end: bool, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)
        self._to_the_end = to_the_end

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found: Any = super()._deserialize(value, attr, data, **kwargs)
        if not self._to_the_end and not dt.MINYEAR < found.year < dt.MAXYEAR:
            raise self.make_error("invalid")
        return found


class Open(ma.fields.Dict):
    """A JSON object that is checked elsewhere; bounded in size."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found: Any = super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        try:
            written = json.dumps(found, ensure_ascii=False, allow_nan=False)
        except ValueError:
            raise ma.ValidationError("not-an-object") from None
        if len(written) > 256_000:
            raise ma.ValidationError("too-large")
        if _CONTROL.search(written) or "\\u0000" in written:
            raise ma.ValidationError("control-characters")
        return found


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
    return _Map(keys=Text(), values=_field(typing.get_args(annotation)[1], tolerant), **options)


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


class Many(ma.fields.List[Any]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class _Map(ma.fields.Dict):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        except ma.ValidationError as wrong:
            messages: Any = wrong.messages
            if isinstance(messages, Mapping):
                # An entry's problems stand under "key" and "value", which are not part of its place.
                messages = {key: _of_entry(inner) for key, inner in messages.items()}
            raise ma.ValidationError(messages) from None


def _of_entry(inner: Any) -> Any:
    if not isinstance(inner, Mapping):
        return inner
    return [problem for side in inner.values() for problem in (side if isinstance(side, list) else [side])]


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
