"""The outside of answers: whether anything was given, and how much."""

from collections.abc import Mapping
from typing import Any, Final

from services.catalog.contract.forms.texts import is_blank

ROWS_MAX: Final = 200
"""Rows of a table that are looked at."""


def is_empty(asked: Mapping[str, Any], raw: Any) -> bool:
    """Whether nothing was given for a field. It looks only as deep as the form goes."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return is_blank(raw)
    if isinstance(raw, list):
        row_of = {"kind": "group", "fields": asked.get("fields", ())}
        return not raw or (asked["kind"] == "table" and len(raw) <= ROWS_MAX and all(is_empty(row_of, r) for r in raw))
    if isinstance(raw, Mapping) and asked["kind"] == "group":
        known = {inner["key"]: inner for inner in asked["fields"]}
        return all(key in known and ("fixed" in known[key] or is_empty(known[key], v)) for key, v in raw.items())
    return False


def length(value: Any) -> int:
    """Characters of all texts of answers in normal form."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(length(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(length(inner) for inner in value)
    return 0
