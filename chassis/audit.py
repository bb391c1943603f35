"""The audit trail: what was done, by whom, to whose data and why, in a chain that shows every later change.

::

    audit.record(work, "staff.added", about=staff_id, facts={"roles": "receiver"})

Guarantees: a row exists if and only if the act's transaction was committed; rows are numbered 1, 2, 3… without a gap;
each holds the SHA-256 of its predecessor's hash and its own content (canonical JSON), so a row that is changed, taken
out or put in later breaks the chain there; the database refuses UPDATE, DELETE and TRUNCATE to everybody who does not
first remove its triggers. What a chain cannot show, that its end was cut off or all of it written anew, the signed
anchors outside the database show (`chassis.anchors`, ``python -m chassis.audit_check``).

Rows hold ids and keyed hashes, never a number, an address or a name; private numbers in a stated purpose are masked.
Rows of one service come one after another: the chain is locked from the end of the transaction to its commit.
"""

import datetime as dt
import enum
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import Caller
from chassis.logs import masked
from chassis.storage import Work
from chassis.tables import audit

Fact = str | int | bool
Facts = Mapping[str, Fact]

GENESIS: Final = "0" * 64
"""What the first row has for its predecessor's hash."""
WHY_LENGTH: Final = 500

_LOCK: Final = int.from_bytes(hashlib.sha256(b"audit trail").digest()[:8], "big", signed=True)
_HASHED: Final = tuple(column.name for column in audit.columns if column.name != "hash")
_EMAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w+")


class Outcome(enum.StrEnum):
    """What became of the act."""

    DONE = "done"
    FAILED = "failed"
    DENIED = "denied"


def record(
    work: Work,
    act: str,
    *,
    about: str = "",
    thing: str = "",
    why: str = "",
    actor: str = "",
    outcome: Outcome = Outcome.DONE,
    facts: Facts | None = None,
) -> None:
    """Add a row to the trail, in the transaction of the act.

    ``about`` is the id of the person or member of staff whom it concerns, ``thing`` that of the dossier, session or
    key. ``actor`` is the caller unless somebody else is proved to act, as in a sign-in. Of ``why`` private numbers and
    e-mail addresses are masked; ``facts`` are ids, codes and keyed hashes, for which the caller answers.
    """
    caller = work.caller
    row = {
        "at": work.now.astimezone(dt.UTC),
        "act": act,
        "outcome": outcome.value,
        "actor": actor or caller.id,
        "actor_kind": caller.kind.value,
        "agency": caller.agency,
        "session": caller.session,
        "about": about,
        "object": thing,
        "why": purpose(why),
        "facts": dict(facts or {}),
        "trace": work.trace,
    }
    work.at_the_end(lambda: _append(work.db, row))


def denied(work: Work, act: str, code: str) -> None:
    """Note that the caller of a method was refused, with the code of the refusal."""
    record(work, act, outcome=Outcome.DENIED, facts={"code": code})


def purpose(text: str) -> str:
    """A stated purpose as it is kept: one line, of bounded length, without private numbers and addresses."""
    plain = " ".join(text.split())[:WHY_LENGTH]
    return without_private(plain)


def without_private(text: str) -> str:
    """A text in which what looks like a private number or an e-mail address is masked."""
    return _EMAIL.sub("***", masked(text))


def is_told_of(caller: Caller) -> bool:
    """Whether refusals of this caller are worth a row: who is not known is counted by the gateway's limits instead."""
    return caller.is_staff or caller.is_citizen or caller.is_program


def digest(row: Mapping[str, Any]) -> str:
    """The hash of a row's content with its predecessor's hash."""
    content = {name: row[name] for name in _HASHED}
    content["at"] = content["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def head(db: sa.Connection) -> tuple[int, str]:
    """The number and the hash of the last row; 0 and `GENESIS` of an empty trail."""
    last = db.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def _append(db: sa.Connection, row: dict[str, Any]) -> None:
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    seq, previous = head(db)
    whole = {**row, "seq": seq + 1, "previous": previous}
    db.execute(audit.insert().values(**whole, hash=digest(whole)))
