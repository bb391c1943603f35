"""The events that agencies follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from chassis.statements import Prepared, ask
from services.notifications.tables import feed, feed_head

Row = sa.Row[Any]


_NEXT: Final = Prepared(
    feed_head.update()
    .where(feed_head.c.id == 1)
    .values(position=feed_head.c.position + 1)
    .returning(feed_head.c.position)
)


def next_position(db: sa.Connection) -> int:
    """The next place in the feed; whoever asks after us waits until our transaction has ended."""
    return int(ask(db, _NEXT, {}).scalar_one())


def hold_head(db: sa.Connection) -> int:
    """The last place of the feed; nothing is added to it until this transaction ends."""
    return int(db.execute(sa.select(feed_head.c.position).with_for_update()).scalar_one())


def last_position(db: sa.Connection) -> int:
    return int(db.execute(sa.select(feed_head.c.position)).scalar_one())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events of the feed: of these agencies and those under them (None: of all), types, procedures."""

    agencies: Sequence[str] | None
    types: Sequence[str] = ()
    procedures: Sequence[str] = ()
    sandbox: bool = False

    def condition(self) -> sa.ColumnElement[bool]:
        parts: list[sa.ColumnElement[bool]] = [feed.c.sandbox == self.sandbox]
        if self.agencies is not None:
            parts.append(
                sa.or_(
                    sa.false(),
                    *(
                        (feed.c.agency_code == code) | feed.c.agency_code.startswith(code + ".", autoescape=True)
                        for code in self.agencies
                    ),
                )
            )
        if self.types:
            parts.append(feed.c.type.in_(self.types))
        if self.procedures:
            parts.append(feed.c.procedure_code.in_(self.procedures))
        return sa.and_(*parts)


def feed_after(db: sa.Connection, after: int, wanted: Wanted, limit: int) -> Sequence[Row]:
    """Events after a place, oldest first."""
    chosen: sa.Select[Any] = sa.select(feed.c.position, feed.c.body).where(feed.c.position > after, wanted.condition())
    return db.execute(chosen.order_by(feed.c.position).limit(limit)).all()
