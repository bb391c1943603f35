"""Reads the dated data of the catalogue: schemes of levels, and words for search. Read once for each process."""

import functools
import json
from importlib import resources
from types import MappingProxyType
from typing import Any

from services.catalog.domain.lexicon import Lexicon, Synonym
from services.catalog.domain.service_level import Leave, LevelRule


def read(name: str) -> dict[str, Any]:
    """One JSON file of the data."""
    text = (resources.files("services.catalog.data") / name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@functools.cache
def level_rules() -> MappingProxyType[tuple[str, str], LevelRule]:
    """Every level of every scheme, by scheme and level."""
    rules = {}
    for scheme in read("schemes.json")["schemes"]:
        for entry in scheme["levels"]:
            rules[scheme["id"], entry["level"]] = LevelRule(
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
            )
    return MappingProxyType(rules)


@functools.cache
def lexicon() -> Lexicon:
    """What people say for what the law says, and words that say little."""
    data = read("synonyms.json")
    return Lexicon(
        (Synonym(say, entry["mean"]) for entry in data["synonyms"] for say in entry["say"]),
        soft=data["soft_words"],
        fillers=data["fillers"],
        plain=data["plain_words"],
        abbreviations=((entry["short"], entry["long"]) for entry in data["abbreviations"]),
    )
