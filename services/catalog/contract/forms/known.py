"""What forms know of the world, read once for each process from ``data``: lists, number forms, sentences, parts."""

import datetime as dt
import functools
import json
from importlib import resources
from typing import Any


@functools.cache
def _read(name: str) -> dict[str, Any]:
    text = (resources.files("services.catalog.contract.forms.data") / name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def options_of(name: str) -> list[dict[str, str]]:
    """The options of a shared list, in its order."""
    found: list[dict[str, str]] = _read("lists.json")["lists"][name]["options"]
    return found


def format_of(name: str) -> str:
    """The regular expression of a kind of number, for the whole text, the same to Python and to ECMAScript."""
    return str(_read("formats.json")["formats"][name]["pattern"])


def formats() -> dict[str, str]:
    """All of them by name."""
    return {name: str(entry["pattern"]) for name, entry in _read("formats.json")["formats"].items()}


def sentences() -> dict[str, list[str]]:
    """What to tell about a problem by its code: Vietnamese, English."""
    found: dict[str, list[str]] = _read("sentences.json")["sentences"]
    return found


def parts_of(composite: str) -> dict[str, dict[str, Any]]:
    """The fields that a person, an identity paper or an address is made of."""
    found: dict[str, dict[str, Any]] = _read("parts.json")[composite]
    return found


def birth_place_codes(day: dt.date) -> dict[str, Any]:
    """The codes of places of birth registration in force on a day, as the file has them."""
    versions = [v for v in _read("birth_places.json")["versions"] if dt.date.fromisoformat(v["valid_from"]) <= day]
    if not versions:
        raise LookupError(f"no codes of places of birth registration are in force on {day}")
    newest: dict[str, Any] = max(versions, key=lambda version: str(version["valid_from"]))
    return newest
