"""Makes the smallest request that a record takes, from nothing but its declaration."""

import dataclasses
import datetime as dt
import enum
import re
import types
import typing
from typing import Any, Final

from chassis.errors import PortalError
from chassis.records import Rule, load, wire_name

TEXTS: Final = (
    "x-1", "0042", "00000", "000000", "123456789", "2.000635", "H27.30.12", "0912345678", "42", "2026-08-03", "a.pdf",
    "application/pdf", "lý do để thử", "một lý do đủ dài để thử", "a" * 32, "a" * 43, "0" * 64,
    "01a21ca3-76d3-78b1-8c2f-72e73c03f3df",
)  # fmt: skip
"""One of these fits every pattern that the contracts have."""


def sample(cls: type, **known: Any) -> dict[str, Any]:
    """The fields that a record asks for, as JSON; ``known`` are taken as they are where the record has them."""
    hints = typing.get_type_hints(cls, include_extras=True)
    fields = dataclasses.fields(cls)
    needed = [f.name for f in fields if f.default is f.default_factory is dataclasses.MISSING]
    made = {name: known[name] if name in known else _value(hints[name], name) for name in needed}
    made |= {f.name: known[f.name] for f in fields if f.name in known and f.name not in made}
    made = {wire_name(name): value for name, value in made.items()}
    try:
        load(cls, made)
    except PortalError as wrong:
        raise AssertionError(f"{cls.__name__} takes no {made}: {[p.to_wire() for p in wrong.problems]}") from wrong
    return made


def _value(hint: Any, name: str) -> Any:
    rule = Rule()
    if typing.get_origin(hint) is typing.Annotated:
        hint, *extras = typing.get_args(hint)
        rule = next((extra for extra in extras if isinstance(extra, Rule)), rule)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        if type(None) in typing.get_args(hint):
            return None
        hint = typing.get_args(hint)[0]
    if rule.example is not None:
        return rule.example
    if rule.choices:
        return next(choice for choice in rule.choices if choice)
    origin = typing.get_origin(hint)
    if origin in (tuple, list):
        return [_value(typing.get_args(hint)[0], name)] * (rule.min or 0)
    if origin is dict or hint is dict:
        return {}
    if dataclasses.is_dataclass(hint):
        return sample(typing.cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return next(iter(hint)).value
    plain = {bool: True, int: max(rule.min or 0, 1), dt.date: "2026-08-03", dt.datetime: "2026-08-03T00:00:00Z"}
    return plain[hint] if hint in plain else _text(rule, name)


def _text(rule: Rule, name: str) -> str:
    for text in TEXTS:
        fits = (rule.min or 0) <= len(text) <= (rule.max or len(text))
        if fits and (rule.pattern is None or re.fullmatch(rule.pattern, text)):
            return text
    raise AssertionError(f"no sample text fits {name}: {rule}")
