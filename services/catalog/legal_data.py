"""Reads the dated data of the catalogue: schemes of levels, and words for search. Read once for each process."""

import datetime as dt
import functools
import json
from importlib import resources
from types import MappingProxyType
from typing import Any

from services.catalog.domain.lexicon import Lexicon, Synonym
from services.catalog.domain.service_level import Leave, LevelRule, Need, Scheme


def read(name: str) -> dict[str, Any]:
    """One JSON file of the data."""
    text = (resources.files("services.catalog.data") / name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@functools.cache
def schemes() -> tuple[Scheme, ...]:
    """Every scheme of levels there was, oldest first."""
    return tuple(
        Scheme(
            id=entry["id"],
            name_vi=entry["name_vi"],
            name_en=entry["name_en"],
            valid_from=dt.date.fromisoformat(entry["valid_from"]),
            valid_to=dt.date.fromisoformat(entry["valid_to"]) if entry["valid_to"] else None,
            source=entry["source"],
            converts=MappingProxyType(entry["converts"]),
            levels=tuple(_level(entry, level) for level in entry["levels"]),
        )
        for entry in read("schemes.json")["schemes"]
    )


def _level(scheme: dict[str, Any], entry: dict[str, Any]) -> LevelRule:
    return LevelRule(
        scheme=scheme["id"],
        level=entry["level"],
        name_vi=entry["name_vi"],
        name_en=entry["name_en"],
        source=scheme["source"],
        reason_needed=scheme["reason_needed"],
        files_online=entry["files_online"],
        pays_online=Leave(entry["pays_online"]),
        returns_online=Leave(entry["returns_online"]),
        returns_by_post=Leave(entry["returns_by_post"]),
        returns_at_desk=Leave(entry["returns_at_desk"]),
        returns_away=entry.get("returns_away", False),
        needs=MappingProxyType({Need(one["need"]): one["basis"] for one in entry["needs"]}),
    )


def scheme(scheme_id: str) -> Scheme:
    """One scheme."""
    return next(known for known in schemes() if known.id == scheme_id)


@functools.cache
def lexicon() -> Lexicon:
    """What people say for what the law says, and words that say little."""
    data = read("synonyms.json")
    return Lexicon(
        (Synonym(say, entry["mean"]) for entry in data["synonyms"] for say in entry["say"]),
        soft=data["soft_words"],
        heads=data["heads"],
        fillers=data["fillers"],
        plain=data["plain_words"],
        abbreviations=((entry["short"], entry["long"]) for entry in data["abbreviations"]),
    )
