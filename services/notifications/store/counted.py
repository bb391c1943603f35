"""What became of messages on each day, and how their providers do."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.statements import Prepared, bound, later
from services.notifications.domain.circuits import Circuit
from services.notifications.tables import message_days, message_promptness, provider_health

Row = sa.Row[Any]


def _adding(table: sa.Table, keys: tuple[str, ...], numbers: tuple[str, ...]) -> Prepared:
    """Adds numbers to those of a row, or begins it."""
    made = postgresql.insert(table).values(bound(table, *keys, *numbers))
    more = {name: table.c[name] + made.excluded[name] for name in numbers}
    return Prepared(made.on_conflict_do_update(index_elements=keys, set_=more))


_COUNT: Final = _adding(message_days, ("day", "channel", "provider", "outcome"), ("messages", "segments", "cost"))
_NOTE_PROMPTNESS: Final = _adding(message_promptness, ("day", "channel"), ("due", "in_time"))


def count(
    db: sa.Connection,
    day: dt.date,
    channel: str,
    provider: str,
    outcome: str,
    *,
    segments: int = 0,
    cost: int = 0,
) -> None:
    """Add one message to the figures of a day."""
    of = {"day": day, "channel": channel, "provider": provider, "outcome": outcome}
    later(db, _COUNT, {**of, "messages": 1, "segments": segments, "cost": cost})


def note_promptness(db: sa.Connection, day: dt.date, channel: str, *, in_time: bool) -> None:
    """Count a message by how it went when it was first due."""
    later(db, _NOTE_PROMPTNESS, {"day": day, "channel": channel, "due": 1, "in_time": int(in_time)})


def promptness_since(db: sa.Connection, day: dt.date) -> Sequence[Row]:
    chosen = sa.select(message_promptness).where(message_promptness.c.day >= day)
    return db.execute(chosen.order_by(message_promptness.c.day.desc(), message_promptness.c.channel)).all()


def days(db: sa.Connection, first: dt.date, last: dt.date) -> Sequence[Row]:
    """The figures from one day to another, both counted."""
    chosen = sa.select(message_days).where(message_days.c.day.between(first, last))
    order = [message_days.c[name] for name in ("day", "channel", "provider", "outcome")]
    return db.execute(chosen.order_by(*order)).all()


def spent(db: sa.Connection, channel: str, first: dt.date, last: dt.date) -> int:
    """What a channel cost from one day to another, in đồng before tax."""
    chosen = sa.select(sa.func.coalesce(sa.func.sum(message_days.c.cost), 0))
    return int(
        db.execute(
            chosen.where(message_days.c.channel == channel, message_days.c.day.between(first, last))
        ).scalar_one()
    )


def circuits(db: sa.Connection) -> dict[str, Circuit]:
    """How every provider that was ever asked does."""
    return {row.provider: _circuit(row) for row in db.execute(sa.select(provider_health))}


def healths(db: sa.Connection) -> Sequence[Row]:
    """The same with all that is kept, for people."""
    return db.execute(sa.select(provider_health).order_by(provider_health.c.channel, provider_health.c.provider)).all()


def locked_circuit(db: sa.Connection, provider: str, channel: str, now: dt.datetime) -> Circuit:
    """How a provider does, for a change; others wait with theirs until the transaction ends."""
    made = postgresql.insert(provider_health).values(provider=provider, channel=channel, changed_at=now)
    db.execute(made.on_conflict_do_nothing())
    chosen = sa.select(provider_health).where(provider_health.c.provider == provider)
    return _circuit(db.execute(chosen.with_for_update()).one())


def keep_circuit(db: sa.Connection, provider: str, circuit: Circuit, detail: str, now: dt.datetime) -> None:
    kept = provider_health.update().where(provider_health.c.provider == provider)
    db.execute(
        kept.values(
            opened_at=circuit.opened_at,
            in_a_row=circuit.in_a_row,
            failed_at=circuit.failed_at,
            probed_at=circuit.probed_at,
            detail=detail,
            changed_at=now,
        )
    )


def note_probe(db: sa.Connection, provider: str, now: dt.datetime) -> None:
    """Note that a message tries a provider, so that the next one does not at once."""
    db.execute(provider_health.update().where(provider_health.c.provider == provider).values(probed_at=now))


def _circuit(row: Row) -> Circuit:
    return Circuit(row.opened_at, row.in_a_row, row.failed_at, row.probed_at)
