"""Reading the audit trail: by auditors of agencies through the API, by the operator at the console.

Each service declares ``list_audit = listing(SERVICE)`` and answers it with `read`; the gateway merges the answers.
Guarantees: only who holds the role of auditor by their own right, for all procedures and with a second factor reads at
all; they read rows of the agencies in which they hold it and those under them, or every row if they are auditors of the
agency that runs the portal (``MOTCUA_OPERATING_AGENCY``); keyed hashes are shown by their first digits only; every
reading is a row of the trail itself, with its purpose, committed before the answer is given. What no index finds is
looked for in `SPAN` rows at a time, so a reading ends in time however long the trail is; ``next`` says where to read
on, 0 at the end.

What of the tree of agencies a service knows it checks itself; where it knows nothing of it, the agencies that the
gateway had from accounts (`Reach`) hold.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from typing import Annotated, Any, Final

import sqlalchemy as sa

from chassis import audit
from chassis.callers import Caller
from chassis.contracts import Call, Method, command
from chassis.errors import NOT_FOR_YOU
from chassis.records import Rule, record
from chassis.storage import Storage, Work
from chassis.tables import audit as trail

ROLE: Final = "auditor"
SECOND_FACTOR: Final = 2
SPAN: Final = 50_000
MOST: Final = 100
_HASH: Final = re.compile(r"[0-9a-f]{64}")

AgencyCode = Annotated[str, Rule(min=1, max=40)]
Word = Annotated[str, Rule(max=80)]


@record
class AuditFilter:
    """Which rows; what is empty does not choose."""

    actor: Annotated[str, Rule(max=64, description="Id of who acted")] = ""
    about: Annotated[str, Rule(max=64, description="Id of the person or member of staff whom it concerns")] = ""
    thing: Annotated[str, Rule(max=64, description="Id of the dossier, session or key")] = ""
    act: Annotated[Word, Rule(max=80, description="Such as personal-data.revealed")] = ""
    outcome: Annotated[str, Rule(choices=("", "done", "failed", "denied"))] = ""
    trace: Annotated[str, Rule(max=64, description="Of one request, as in its X-Request-Id")] = ""
    since: dt.datetime | None = None
    until: Annotated[dt.datetime | None, Rule(description="Not included")] = None


@record
class Reach:
    """What an auditor reads: everything, or the rows of these agencies."""

    everything: bool = False
    agencies: tuple[AgencyCode, ...] = ()


@record
class ListAudit:
    """Rows of a service's audit trail, the newest first; that it was read, and why, becomes a row as well."""

    why: Annotated[str, Rule(min=10, max=500, description="Mục đích đọc; được ghi vào nhật ký")]
    reach: Reach
    only: AuditFilter = AuditFilter()
    before: Annotated[int, Rule(min=0, description="Rows below this number; 0: from the newest on")] = 0
    limit: Annotated[int, Rule(min=1, max=MOST)] = 50


@record
class AuditEntry:
    """One row. ``sound`` tells that the row is as it was written; that none is missing, `audit verify` tells."""

    seq: int
    at: dt.datetime
    act: Word
    outcome: Word
    actor: Word
    actor_kind: Word
    agency: Word
    session: Word
    about: Word
    thing: Word
    why: Annotated[str, Rule(max=500)]
    facts: dict[str, str]
    trace: Word
    sound: bool


@record
class AuditEntries:
    """Some rows, and below which number to read on; 0: there is nothing further."""

    items: tuple[AuditEntry, ...]
    next: int = 0


Concern = Callable[[Collection[str]], sa.ColumnElement[bool]]
"""Which rows concern something of these agencies although whoever acted is of none of them."""
Under = Callable[[sa.Connection, Collection[str]], Collection[str]]
"""The agencies with all under them."""


def listing(service: str) -> Method[ListAudit, AuditEntries]:
    """The method by which a service's trail is read."""
    return command(service, "list_audit", ListAudit, AuditEntries, natural="two readings are two rows of the trail")


def audits(caller: Caller) -> frozenset[str]:
    """The agencies at the top of what somebody audits; empty: nothing."""
    if not caller.is_staff or caller.assurance < SECOND_FACTOR:
        return frozenset()
    held = (one for one in caller.reach() if one.role == ROLE)
    return frozenset(one.agency for one in held if not one.deputy_for and not one.procedures)


def read(
    call: Call[ListAudit],
    storage: Storage,
    *,
    operating_agency: str,
    under: Under | None = None,
    concerns: Sequence[Concern] = (),
) -> AuditEntries:
    """The answer to `listing`; raises `NOT_FOR_YOU` for what is beyond the caller."""
    asked = call.request
    with storage.command(call) as work:
        tops = audits(call.caller)
        if not tops:
            raise NOT_FOR_YOU()
        reach = asked.reach
        if operating_agency not in tops:
            if reach.everything or not reach.agencies:
                raise NOT_FOR_YOU()
            if under is not None:
                # Less rather than a refusal: a service may hear of a new agency a moment after accounts did.
                theirs = set(under(work.db, tops))
                reach = Reach(agencies=tuple(code for code in reach.agencies if code in theirs))
        return work.done(entries(work, asked, reach, concerns))


def entries(work: Work, asked: ListAudit, reach: Reach, concerns: Sequence[Concern] = ()) -> AuditEntries:
    """The rows that were asked for, of those within reach; notes the reading. Who may, the caller has made sure of."""
    newest, _ = audit.head(work.db)
    top = min(asked.before or newest + 1, newest + 1)
    bottom = 0 if _is_indexed(asked.only) else max(0, top - 1 - SPAN)
    chosen = sa.select(trail).where(trail.c.seq < top, trail.c.seq > bottom, *_conditions(asked.only))
    if not reach.everything:
        codes = reach.agencies
        chosen = chosen.where(sa.or_(trail.c.agency.in_(codes), *(concern(codes) for concern in concerns)))
    found = work.db.execute(chosen.order_by(trail.c.seq.desc()).limit(asked.limit)).all()
    following = found[-1].seq if len(found) == asked.limit else bottom + 1
    _note(work, asked, len(found))
    return AuditEntries(items=tuple(entry(row) for row in found), next=following if following > 1 else 0)


def entry(row: Any) -> AuditEntry:
    """A row as auditors see it."""
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        act=row.act,
        outcome=row.outcome,
        actor=row.actor,
        actor_kind=row.actor_kind,
        agency=row.agency,
        session=row.session,
        about=row.about,
        thing=row.object,
        why=row.why,
        facts={name: shown(value) for name, value in sorted(row.facts.items())},
        trace=row.trace,
        sound=audit.digest(row._mapping) == row.hash,
    )


def shown(fact: audit.Fact) -> str:
    """A fact as it may be read: a keyed hash by its first digits, enough to see that two are the same."""
    text = str(fact).lower() if isinstance(fact, bool) else str(fact)
    return _HASH.sub(lambda found: found.group()[:8] + "…", text)


def _is_indexed(only: AuditFilter) -> bool:
    """Whether an index finds the rows, so that however long the trail is does not matter."""
    return bool(only.actor or only.about or only.thing or only.trace)


def _conditions(only: AuditFilter) -> list[sa.ColumnElement[bool]]:
    columns = {"actor": trail.c.actor, "about": trail.c.about, "thing": trail.c.object, "act": trail.c.act}
    columns |= {"outcome": trail.c.outcome, "trace": trail.c.trace}
    found = [column == value for name, column in columns.items() if (value := getattr(only, name))]
    if only.since is not None:
        found.append(trail.c.at >= only.since)
    if only.until is not None:
        found.append(trail.c.at < only.until)
    return found


def _note(work: Work, asked: ListAudit, rows: int) -> None:
    only = asked.only
    names = ("act", "actor", "outcome", "since", "thing", "trace", "until")
    facts: dict[str, audit.Fact] = {
        "rows": rows,
        "before": asked.before,
        "by": " ".join(name for name in names if getattr(only, name)),
    }
    audit.record(work, "audit.read", about=only.about, thing=only.thing, why=asked.why, facts=facts)
