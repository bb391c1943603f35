"""A follower of the ledger: every entry has one effect here, and one event that says so."""

import sqlalchemy as sa

from chassis.events import EventStream
from chassis.service import Database, Event, Work, subscribe
from tests.faults import contract
from tests.faults.contract import Entry, EntrySeen

EventStream.retry_delays = (0.2, 0.3, 0.5, 0.8, 1.2)
"""As many tries as usual, sooner after one another."""

metadata = sa.MetaData()

effects = sa.Table(
    "effects",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("entry_id", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
)
"""Nothing in this table keeps an entry from having two effects: the chassis has to."""

broken = sa.Table("broken", metadata, sa.Column("account", sa.Text, primary_key=True))
"""Accounts whose events the handler fails on until somebody mends it by deleting the row."""


class HandlerBroken(RuntimeError):
    """What a defect in a handler looks like."""


class AuditService:
    """Follows the ledger."""

    name = "audit"
    storage = Database()

    @subscribe(contract.entry_written)
    def on_entry_written(self, event: Event[Entry], work: Work) -> None:
        entry = event.payload
        row = {"entry_id": entry.id, "account": entry.account, "version": event.version, "late": event.late}
        work.db.execute(effects.insert().values(row))
        work.emit(contract.entry_seen, entry.id, EntrySeen(entry_id=entry.id))
        if entry.seconds:
            work.db.execute(sa.select(sa.func.pg_sleep(entry.seconds)))
        # It fails after it has done its work, so that what it did has to be undone.
        if work.db.execute(sa.select(broken).where(broken.c.account == entry.account)).first():
            raise HandlerBroken
