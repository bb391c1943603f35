"""Reads the purposes for which personal data is used: dated words, which show it if they were edited."""

import datetime as dt
import functools
import hashlib
import json
from importlib import resources
from typing import Any

from services.accounts import rules
from services.accounts.contract import ConsentPurpose, PurposeBasis, PurposeView, PurposeWords

WORDS = ("title_vi", "title_en", "text_vi", "text_en", "consequence_vi", "consequence_en")


def purposes_at(now: dt.datetime) -> dict[ConsentPurpose, PurposeView]:
    """Every purpose with the words that were or are in force; those to come are not shown."""
    return purposes_on(rules.day_of(now))


@functools.cache
def purposes_on(day: dt.date) -> dict[ConsentPurpose, PurposeView]:
    """The purposes on a day. Raises ValueError if words were edited after they were published."""
    found: dict[ConsentPurpose, PurposeView] = {}
    for row in json.loads(resources.files("services.accounts.data").joinpath("consents.json").read_text("utf-8"))[
        "purposes"
    ]:
        words = tuple(_words(row["purpose"], version) for version in row["versions"])
        past = tuple(one for one in words if one.valid_from <= day)
        if past:
            purpose = ConsentPurpose(row["purpose"])
            found[purpose] = PurposeView(
                purpose=purpose, basis=PurposeBasis(row["basis"]), source=row["source"], words=past
            )
    return found


def digest(purpose: str, version: int, words: dict[str, str]) -> str:
    """What identifies words: the SHA-256 of their canonical JSON."""
    content = json.dumps(
        {"purpose": purpose, "version": version, **words}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def _words(purpose: str, version: dict[str, Any]) -> PurposeWords:
    words = {name: version[name] for name in WORDS}
    if digest(purpose, version["version"], words) != version["sha256"]:
        raise ValueError(f"the words of {purpose}, version {version['version']}, are not what was published")
    return PurposeWords(
        version=version["version"],
        valid_from=dt.date.fromisoformat(version["valid_from"]),
        sha256=version["sha256"],
        **words,
    )
