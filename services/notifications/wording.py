"""Which words are in force: the newest of those of the release and of those that editors published."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from services.notifications import rules
from services.notifications.domain import templates
from services.notifications.domain.matters import Matter
from services.notifications.domain.templates import Template, template_of
from services.notifications.store import worded


def template_for(db: sa.Connection, matter: Matter, now: dt.datetime) -> Template:
    """The words of a matter in force at an instant."""
    return templates.in_force(_all(db, matter), rules.day_of(now))


def template_named(db: sa.Connection, matter: Matter, version: int) -> Template:
    """One version of the words of a matter, in force or not; LookupError if there is none."""
    found = next((one for one in _all(db, matter) if one.version == version), None)
    if found is None:
        raise LookupError(f"{matter.name} has no version {version}")
    return found


def made_of(matter: Matter, words: Mapping[str, Any], version: int, valid_from: dt.date) -> Template:
    """A version from its words; `TemplateWrong` if they cannot be used."""
    raw = {**words, "version": version, "valid_from": valid_from.isoformat()}
    return template_of(matter.name, raw, matter.facts, matter.channels)


def _all(db: sa.Connection, matter: Matter) -> list[Template]:
    ours = [made_of(matter, row.words, row.version, row.valid_from) for row in worded.published(db, matter.name)]
    return [*rules.all_templates()[matter.name], *ours]
