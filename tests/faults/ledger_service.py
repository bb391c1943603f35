"""The owner of entries: a command writes a row and an event; it hears back from whoever follows."""

import sqlalchemy as sa

from chassis.ids import new_id
from chassis.service import Call, Database, Event, Work, rpc, subscribe
from tests.faults import contract
from tests.faults.contract import Entry, EntrySeen, WriteEntry

metadata = sa.MetaData()

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)
"""Nothing in this table keeps a key from having two rows: the chassis has to."""

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("entries", sa.Integer, nullable=False),
)

confirmations = sa.Table(
    "confirmations",
    metadata,
    sa.Column("entry_id", sa.Text, nullable=False),
)


def write(work: Work, account: str, key: str, seconds: int = 0) -> Entry:
    """One entry with its event, in the transaction of ``work``."""
    first = sa.dialects.postgresql.insert(accounts).values(account=account, entries=1)
    counted = first.on_conflict_do_update(
        index_elements=["account"], set_={"entries": accounts.c.entries + 1}
    ).returning(accounts.c.entries)
    entry = Entry(id=new_id(), account=account, number=work.db.execute(counted).scalar_one(), seconds=seconds)
    work.db.execute(entries.insert().values(id=entry.id, key=key, account=account, number=entry.number))
    work.emit(contract.entry_written, account, entry)
    return entry


class LedgerService:
    """Writes entries."""

    name = "ledger"
    storage = Database()

    @rpc(contract.write_entry)
    def write_entry(self, call: Call[WriteEntry]) -> Entry:
        with self.storage.command(call) as work:
            if call.request.seconds:
                work.db.execute(sa.select(sa.func.pg_sleep(call.request.seconds)))
            return work.done(write(work, call.request.account, call.key))

    @subscribe(contract.entry_seen)
    def on_entry_seen(self, event: Event[EntrySeen], work: Work) -> None:
        work.db.execute(confirmations.insert().values(entry_id=event.payload.entry_id))
