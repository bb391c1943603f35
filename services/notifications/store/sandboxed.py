"""What the sandbox's providers took."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.notifications.tables import sandbox_outbox

Row = sa.Row[Any]


def add_to_sandbox(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep a text message; one that came before is kept once."""
    db.execute(postgresql.insert(sandbox_outbox).values(**values).on_conflict_do_nothing(index_elements=["message_id"]))


def sandbox_messages(db: sa.Connection, phone_indexes: Sequence[str], limit: int) -> Sequence[Row]:
    """The newest messages to a telephone; several indexes while the index key is being changed."""
    chosen = sa.select(sandbox_outbox).where(sandbox_outbox.c.phone_index.in_(phone_indexes))
    return db.execute(chosen.order_by(sandbox_outbox.c.seq.desc()).limit(limit)).all()
