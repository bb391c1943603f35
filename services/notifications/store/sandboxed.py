"""What the sandbox's providers took."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.notifications.tables import sandbox_outbox

Row = sa.Row[Any]


def add_to_sandbox(db: sa.Connection, values: Mapping[str, Any]) -> bool:
    """Keep a text message; False if it came before, as each is kept once."""
    insert = postgresql.insert(sandbox_outbox).values(**values).on_conflict_do_nothing(index_elements=["message_id"])
    return db.execute(insert.returning(sandbox_outbox.c.seq)).first() is not None


def sandbox_messages(db: sa.Connection, indexes: Sequence[str], limit: int) -> Sequence[Row]:
    """The newest messages to telephones or mail addresses; several indexes while the index key is being changed."""
    chosen = sa.select(sandbox_outbox).where(sandbox_outbox.c.phone_index.in_(indexes))
    return db.execute(chosen.order_by(sandbox_outbox.c.seq.desc()).limit(limit)).all()
