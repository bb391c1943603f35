"""Words of messages that editors wrote."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.notifications.tables import template_versions

Row = sa.Row[Any]

_PUBLISHED: Final = sa.select(template_versions).where(
    template_versions.c.matter == sa.bindparam("of"), template_versions.c.state == "published"
)

FIRST = 1000
"""The number of the first version that is not of a release."""


def published(db: sa.Connection, matter: str) -> Sequence[Row]:
    """The published versions of a matter."""
    return db.execute(_PUBLISHED, {"of": matter}).all()


def all_of(db: sa.Connection, matter: str) -> Sequence[Row]:
    """Everything that was written of a matter, the newest first."""
    chosen = sa.select(template_versions).where(template_versions.c.matter == matter)
    return db.execute(chosen.order_by(template_versions.c.id.desc())).all()


def drafts(db: sa.Connection) -> dict[str, int]:
    """How many drafts there are, by matter."""
    counted = sa.select(template_versions.c.matter, sa.func.count()).where(template_versions.c.state == "draft")
    return {row.matter: row[1] for row in db.execute(counted.group_by(template_versions.c.matter))}


def add(db: sa.Connection, values: Mapping[str, Any]) -> None:
    db.execute(template_versions.insert().values(**values))


def locked(db: sa.Connection, draft_id: str) -> Row | None:
    """One of them, for a change."""
    return db.execute(sa.select(template_versions).where(template_versions.c.id == draft_id).with_for_update()).first()


def next_version(db: sa.Connection, matter: str) -> int:
    """The number of the next version; two that are published at once collide, and one of them is tried again."""
    highest = sa.select(sa.func.max(template_versions.c.version)).where(template_versions.c.matter == matter)
    return max(db.scalar(highest) or 0, FIRST - 1) + 1


def judge(db: sa.Connection, draft_id: str, state: str, by: str, now: dt.datetime, version: int | None) -> None:
    judged = template_versions.update().where(template_versions.c.id == draft_id)
    db.execute(judged.values(state=state, judged_by=by, judged_at=now, version=version))
