"""The contracts of the services that the fault tests break: a ledger, an audit that follows it, and a front."""

from typing import Annotated, Final

from chassis.callers import Caller, CallerKind
from chassis.contracts import command, event
from chassis.records import Rule, record

WRITER: Final = Caller(kind=CallerKind.CITIZEN, id="writer")


@record
class WriteEntry:
    """Asks for one more entry of an account; ``seconds`` is how long the database is kept busy with it."""

    account: Annotated[str, Rule(min=1, max=60)]
    seconds: Annotated[int, Rule(min=0, max=10)] = 0


@record
class Entry:
    """An entry as it was written; its number is the account's next one."""

    id: str
    account: str
    number: int
    seconds: int = 0


@record
class EntrySeen:
    """The audit's word that it has seen an entry."""

    entry_id: str


write_entry = command("ledger", "write_entry", WriteEntry, Entry)
entry_written = event("ledger", "entry_written", Entry, aggregate="account")
entry_seen = event("audit", "entry_seen", EntrySeen, aggregate="entry")
