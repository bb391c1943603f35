"""What of a schema may change without breaking who reads by the one before."""

from collections.abc import Iterator
from typing import Any

LARGER_BREAKS = ("maxLength", "maximum", "maxItems")
SMALLER_BREAKS = ("minLength", "minimum", "minItems")


def breaks(old: Any, new: Any, where: str = "") -> Iterator[str]:
    """Every way in which something that the new schema lets pass would surprise a reader of the old one."""
    for name, former in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{where}/{name} is gone"
        else:
            yield from breaks(former, new["properties"][name], f"{where}/{name}")
    for name in set(old.get("required", ())) - set(new.get("required", ())):
        yield f"{where}/{name} may be missing now"
    if "items" in old:
        yield from breaks(old["items"], new.get("items", {}), f"{where}/items")
    yield from _of_the_value(old, new, where)


def _of_the_value(old: Any, new: Any, where: str) -> Iterator[str]:
    if not _kinds(new) <= _kinds(old):
        yield f"{where} may be of another kind now: {sorted(_kinds(new) - _kinds(old))}"
    for key in ("const", "pattern", "format"):
        if key in old and old[key] != new.get(key):
            yield f"{where} has another {key} now"
    if "enum" in old and not set(new.get("enum", ["anything"])) <= set(old["enum"]):
        yield f"{where} may have other values now"
    for key in LARGER_BREAKS:
        if key in old and new.get(key, float("inf")) > old[key]:
            yield f"{where} may be larger now than {key} said"
    for key in SMALLER_BREAKS:
        if key in old and new.get(key, float("-inf")) < old[key]:
            yield f"{where} may be smaller now than {key} said"


def _kinds(schema: Any) -> set[str]:
    kinds = schema.get("type", [])
    return {kinds} if isinstance(kinds, str) else set(kinds)
