"""Which words are in force: the newest of those of the release and of those that editors published.

What editors published is read anew after `KEPT` seconds, in the process that published it at once.
"""

import datetime as dt
import time
from collections.abc import Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from services.notifications import rules
from services.notifications.domain import templates
from services.notifications.domain.matters import Matter
from services.notifications.domain.templates import Template, template_of
from services.notifications.store import worded

KEPT: Final = 1.0
_kept: "WeakKeyDictionary[sa.Engine, dict[str, tuple[float, list[Template]]]]" = WeakKeyDictionary()


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


def read_anew(db: sa.Connection) -> None:
    """Have what is kept read anew: something was published."""
    _kept.pop(db.engine, None)


def _all(db: sa.Connection, matter: Matter) -> list[Template]:
    known = _kept.setdefault(db.engine, {})
    until, ours = known.get(matter.name, (0.0, []))
    if until < time.monotonic():
        ours = [made_of(matter, row.words, row.version, row.valid_from) for row in worded.published(db, matter.name)]
        known[matter.name] = (time.monotonic() + KEPT, ours)
    return [*rules.all_templates()[matter.name], *ours]
