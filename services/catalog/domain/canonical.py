"""The one way to write a version down, and its hash: equal content has an equal hash, on every machine and for ever.

A record is written sparsely: a field that has its default value is left out. So a field that is added to the contract
later, with a default, changes no hash of what was published before. The JSON is that of RFC 8785 for the values that
occur (text, whole numbers, booleans, lists, objects): keys in order of UTF-16 code units, no blanks, text in NFC.
"""

import dataclasses
import datetime as dt
import enum
import hashlib
import json
import unicodedata
from collections.abc import Collection
from typing import Any


def sparse(record: Any, *, without: Collection[str] = ()) -> dict[str, Any]:
    """A dataclass as plain JSON values without what equals its default; ``without`` leaves fields of the top out."""
    found: dict[str, Any] = {}
    for name, default in _defaults(type(record)):
        value = getattr(record, name)
        if name not in without and (default is dataclasses.MISSING or value != default):
            found[name] = value if type(value) in _AS_IT_IS else _plain(value)
    return found


_AS_IT_IS = frozenset((str, int, bool, type(None)))


_known: dict[type, tuple[tuple[str, Any], ...]] = {}


def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    found = _known.get(cls)
    if found is None:
        found = _known[cls] = tuple((field.name, field.default) for field in dataclasses.fields(cls))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [inner if type(inner) in _AS_IT_IS else _plain(inner) for inner in value]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return sparse(value)
    return value


def canonical(value: Any) -> bytes:
    """Plain JSON values in their one form; a fraction or text outside NFC has none and raises `ValueError`."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {_text(key): _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [_ordered(inner) for inner in value]
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    raise ValueError(f"{type(value).__name__} has no canonical form here")


def _text(value: str) -> str:
    if not unicodedata.is_normalized("NFC", value):
        raise ValueError("text is not in NFC")
    return value


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical form, hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
