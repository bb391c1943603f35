"""Looking into a service at work: what waits in it, what could not be handled, how its parts do; for operators.

Each service declares ``get_workings = looking(SERVICE)`` and ``replay_letter = replaying(SERVICE)`` and answers them
with `look` and `replay`. Guarantees: only who holds the role of operator by their own right and signed in with a second
factor looks at all; counts end at `COUNTED`; of a dead letter's body private values are masked, and that it was looked
at is a row of the audit trail; a replay hands the event to the service's own inbox, which handles it exactly once, and
is a row of the trail with its reason in the same transaction. A letter that is not dead any more is not there.
"""

import datetime as dt
from typing import Annotated, Any, Final

import sqlalchemy as sa

from chassis import audit, dead_letters, queues
from chassis.callers import Caller
from chassis.contracts import Call, Method, command
from chassis.errors import NOT_FOR_YOU, NotFound, error
from chassis.health import CHECKS
from chassis.queues import AtBroker
from chassis.records import Rule, record
from chassis.storage import Storage
from chassis.tables import inbox_parked, outbox

ROLE: Final = "operator"
SECOND_FACTOR: Final = 2
COUNTED: Final = 1_000
SHOWN: Final = 50
BODY: Final = 20_000
"""Characters of a letter's body that are shown."""

_Word = Annotated[str, Rule(max=200)]
_Count = Annotated[int, Rule(min=0)]

LETTER_NOT_FOUND = error(
    "dead-letter.not-found",
    NotFound,
    vi="Không còn sự kiện chết nào mang số này: có thể đã được xử lý lại. Xin tải lại danh sách.",
    en="There is no dead letter with this number any more: it may have been handled again. Please reload the list.",
)
LETTER_UNREADABLE = error(
    "dead-letter.unreadable",
    NotFound,
    vi="Thông điệp này không đọc được nên không xử lý lại được. Xem ./motcua dead-letters.",
    en="This message cannot be read, so it cannot be handled again. See ./motcua dead-letters.",
)


@record
class GetWorkings:
    """What waits in a service; with ``letter`` also what that dead letter says."""

    letter: Annotated[int, Rule(min=0, description="0: none")] = 0


@record
class Waiting:
    """Events that wait: ``outbox`` to be published, ``waiting`` for a predecessor, ``retry`` for the next try, ``dead``
    for a human. ``more``: there are more than that."""

    what: Annotated[str, Rule(choices=("outbox", "waiting", "retry", "dead"))]
    count: _Count
    more: bool
    since: dt.datetime | None = None


@record
class Part:
    """How one part of the process that answered does."""

    name: _Word
    level: Annotated[str, Rule(choices=("ok", "degraded", "failed"))]
    reason: Annotated[str, Rule(max=2000)] = ""


@record
class Letter:
    """An event that could not be handled."""

    id: Annotated[int, Rule(min=0)]
    event_id: _Word
    source: _Word
    type: _Word
    about: _Word
    version: int | None
    reason: _Word
    error: Annotated[str, Rule(max=4000)]
    attempts: _Count
    parked_at: dt.datetime


@record
class Workings:
    """A service at one moment: its queues in the database and at the broker, its parts, its dead letters (the oldest
    first). ``broker`` None: who answered is of a release that does not tell."""

    service: _Word
    as_of: dt.datetime
    waiting: tuple[Waiting, ...]
    parts: tuple[Part, ...]
    letters: tuple[Letter, ...]
    broker: AtBroker | None = None
    body: Annotated[str, Rule(max=BODY + 1, description="Of the letter asked for; private values masked")] = ""


@record
class ReplayLetter:
    """Have a dead letter handled again, with the reason."""

    letter: Annotated[str, Rule(pattern=r"[1-9]\d{0,17}", description="Its number, as in the list")]
    why: Annotated[str, Rule(min=3, max=500, description="Lý do; được ghi vào nhật ký")]


@record
class Replayed:
    """The event that was handed to the inbox again."""

    event_id: _Word
    type: _Word


def looking(service: str) -> Method[GetWorkings, Workings]:
    """The method by which an operator looks into a service."""
    return command(service, "get_workings", GetWorkings, Workings, natural="two looks are two rows of the trail")


def replaying(service: str) -> Method[ReplayLetter, Replayed]:
    """The method by which a dead letter is handled again."""
    return command(service, "replay_letter", ReplayLetter, Replayed, natural="a letter is dead once")


def operates(caller: Caller) -> bool:
    """Whether somebody operates the portal: by their own right, with a second factor."""
    held = (one for one in caller.reach() if one.role == ROLE and not one.deputy_for)
    return caller.is_staff and caller.assurance >= SECOND_FACTOR and any(held)


def look(call: Call[GetWorkings], storage: Storage, service: str) -> Workings:
    """The answer to `looking`; raises `NOT_FOR_YOU` and, for a letter that is not dead, `LETTER_NOT_FOUND`."""
    _only_operators(call.caller)
    found = sorted(CHECKS.results().items())
    parts = tuple(Part(name=name, level=health.level.value, reason=health.reason) for name, health in found)
    broker = queues.look(service)  # before the transaction, which waits for nothing outside
    with storage.command(call) as work:
        body = ""
        if call.request.letter:
            row = _dead(work.db, call.request.letter)
            body = (dead_letters.body_of(work.db, row.id) or "")[:BODY]
            audit.record(work, "dead-letter.read", thing=_thing(row), facts={"type": row.type})
        chosen = sa.select(inbox_parked).where(inbox_parked.c.state == "dead").order_by(inbox_parked.c.id).limit(SHOWN)
        return work.done(
            Workings(
                service=service,
                as_of=work.now,
                waiting=(_outbox(work.db), *(_parked(work.db, state) for state in ("waiting", "retry", "dead"))),
                parts=parts,
                letters=tuple(_letter(row) for row in work.db.execute(chosen)),
                broker=broker,
                body=body,
            )
        )


def replay(call: Call[ReplayLetter], storage: Storage) -> Replayed:
    """The answer to `replaying`."""
    _only_operators(call.caller)
    with storage.command(call) as work:
        row = _dead(work.db, int(call.request.letter))
        if not dead_letters.replay(work.db, row.id):
            raise LETTER_UNREADABLE()
        audit.record(work, "dead-letter.replayed", thing=_thing(row), why=call.request.why, facts={"type": row.type})
        return work.done(Replayed(event_id=_thing(row), type=row.type))


def _only_operators(caller: Caller) -> None:
    if not operates(caller):
        raise NOT_FOR_YOU()


def _dead(db: sa.Connection, letter: int) -> Any:
    chosen = sa.select(inbox_parked).where(inbox_parked.c.id == letter, inbox_parked.c.state == "dead")
    row = db.execute(chosen.with_for_update()).first()
    if row is None:
        raise LETTER_NOT_FOUND()
    return row


def _thing(row: Any) -> str:
    return str(row.event_id or row.id)[:64]


def _outbox(db: sa.Connection) -> Waiting:
    chosen = sa.select(outbox.c.created_at).where(outbox.c.published_at.is_(None)).order_by(outbox.c.seq)
    return _counted(db, "outbox", chosen)


def _parked(db: sa.Connection, state: str) -> Waiting:
    chosen = sa.select(inbox_parked.c.parked_at).where(inbox_parked.c.state == state).order_by(inbox_parked.c.id)
    return _counted(db, state, chosen)


def _counted(db: sa.Connection, what: str, chosen: "sa.Select[Any]") -> Waiting:
    times = db.scalars(chosen.limit(COUNTED + 1)).all()
    return Waiting(what=what, count=min(len(times), COUNTED), more=len(times) > COUNTED, since=min(times, default=None))


def _letter(row: Any) -> Letter:
    return Letter(
        id=row.id,
        event_id=_thing(row),
        source=row.source,
        type=row.type[:200],
        about=f"{row.aggregate}/{row.aggregate_id}"[:200] if row.aggregate else "",
        version=row.version,
        reason=row.reason[:200],
        error=row.error[:4000],
        attempts=row.attempts,
        parked_at=row.parked_at,
    )
