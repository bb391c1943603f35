"""The events that agencies follow."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from services.notifications.tables import feed, feed_head

Row = sa.Row[Any]


def next_position(db: sa.Connection) -> int:
    """The next place in the feed; whoever asks after us waits until our transaction has ended."""
    taken = feed_head.update().where(feed_head.c.id == 1).values(position=feed_head.c.position + 1)
    return int(db.execute(taken.returning(feed_head.c.position)).scalar_one())


def add_to_feed(db: sa.Connection, values: Mapping[str, Any]) -> None:
    db.execute(feed.insert().values(**values))


def last_position(db: sa.Connection) -> int:
    return int(db.execute(sa.select(feed_head.c.position)).scalar_one())


def feed_after(db: sa.Connection, after: int, agency_code: str | None, limit: int) -> Sequence[Row]:
    """Events after a place, oldest first; of one agency, or of all."""
    chosen: sa.Select[Any] = sa.select(feed.c.position, feed.c.body).where(feed.c.position > after)
    if agency_code is not None:
        chosen = chosen.where(feed.c.agency_code == agency_code)
    return db.execute(chosen.order_by(feed.c.position).limit(limit)).all()
