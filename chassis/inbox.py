"""The inbox: an event from another service has its effects in this database exactly once, in order.

Guarantees, for every event that `Inbox.receive` was given and that it answered with an `Outcome`:

- The event's row in ``inbox``, the handler's effects and the handler's own events are one transaction; a second
  delivery finds the row and does nothing. One without a handler only moves its aggregate's position on.
- Events of one aggregate are handled in the order of their versions. One that comes too early waits in the database for
  its predecessors (a gap is recognised, and counted); nothing waits in the broker.
- A handler that fails is tried again after growing delays (``RETRY_DELAYS``), from the database; its successors wait.
  After the last try the event is *dead*: kept, counted, shown by ``./motcua dead-letters``, and its successors go on.
  A dead event that is replayed comes with ``late=True``.
- A new event under a version that is accounted for means that the source's database was restored to an earlier point
  (`chassis.restoring`): it is dead, as is all that comes of its aggregate until a human has replayed or dropped it.
- What cannot be read, is of an unknown type or does not match its schema is dead at once; nothing is dropped.

When the database itself is away, `receive` raises `Unavailable` and the message must stay with the broker.
"""

import datetime as dt
import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from chassis import failpoints, positions
from chassis.callers import system
from chassis.contracts import EventType
from chassis.envelopes import Envelope, Event, open_envelope
from chassis.errors import Invalid, Unavailable
from chassis.logs import get_log
from chassis.parking import GAP_PATIENCE, WENT_BACK, Parking
from chassis.records import load
from chassis.storage import Storage, Work

log = get_log(__name__)

RETRY_DELAYS: Final = (1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds before each further try of a handler that failed; after the last the event is dead."""
GAP_LOOK: Final = 2.0
"""Seconds between two looks at whether a predecessor came, should nobody have told us."""

HANDLED: Final = dt.timedelta(days=30)
"""For so long a handled event is recognised by its id; by its version for ever."""


class Outcome(enum.StrEnum):
    """What became of a delivery; each is final for the broker."""

    HANDLED = "handled"
    IGNORED = "ignored"
    DUPLICATE = "duplicate"
    WAITING = "waiting"
    RETRY = "retry"
    DEAD = "dead"


class _Gap(Exception):
    """The event's predecessors are not accounted for yet."""


class _Parked(Exception):
    """The event is parked already; this delivery is another copy of it."""


class _UnknownType(Exception):
    """The source's contract, as this release knows it, has no such event."""


class _WentBack(Exception):
    """The source tells something new under a version, or of a thing, that it had gone beyond."""


class Inbox:
    """The inbox of one consumer for the events of one source."""

    def __init__(
        self,
        storage: Storage,
        consumer: str,
        source: str,
        known: Mapping[str, EventType[Any]],
        handlers: Mapping[str, Callable[[Event[Any], Work], None]],
        *,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
        observe: Callable[[str, Outcome], None] = lambda _type, _outcome: None,
    ) -> None:
        self._storage = storage
        self._parking = Parking(storage, consumer, source)
        self._consumer = consumer
        self._source = source
        self._known = known
        self._handlers = handlers
        self._delays = retry_delays
        self._observe = observe

    def receive(self, body: bytes, envelope: Envelope | None = None) -> Outcome:
        """Deal with one delivery; when this returns it may be acknowledged (see the module for when it raises).

        ``envelope`` is what is in the body, where that was read already.
        """
        try:
            envelope = envelope or open_envelope(body)
        except (ValueError, Invalid) as unreadable:
            return self._unreadable(body, unreadable)
        outcome, successor_waits = self._deal_with(envelope, body, parked=None)
        self._go_on(successor_waits)
        return outcome

    def pass_over(self, envelopes: Sequence[Envelope]) -> set[str]:
        """Account, in one statement, for events without a handler, each of another aggregate. Gives the ids of those
        that were the next of theirs: they may be acknowledged; nothing became of the others, which `receive` takes.
        """
        with self._storage.glance() as db:
            passed, successor_waits = positions.pass_over(db, self._source, envelopes)
        for one in envelopes:
            if one.id in passed:
                self._observe(one.type, Outcome.IGNORED)
        self._go_on(successor_waits)
        return passed

    def _go_on(self, successor_waits: bool) -> None:
        while successor_waits and self.sweep():
            pass

    def sweep(self, limit: int = 20) -> int:
        """Take up parked events that are due and whose turn has come; gives how many."""
        due = self._parking.claim_due(limit)
        for row in due:
            self._deal_with(open_envelope(row.body), row.body, parked=row)
        return len(due)

    def park_given_up(self, body: bytes, reason: str) -> Outcome:
        """Keep as dead what the broker gave up delivering."""
        try:
            envelope = open_envelope(body)
        except (ValueError, Invalid) as unreadable:
            return self._unreadable(body, unreadable)
        self._parking.park(envelope, body, "dead", reason, "")
        return Outcome.DEAD

    # One event

    def _deal_with(self, envelope: Envelope, body: bytes, parked: Any) -> tuple[Outcome, bool]:
        """The outcome, and whether the event's successor waits here and may go on."""
        outcome, successor_waits = self._attempt(envelope, body, parked)
        self._observe(envelope.type, outcome)
        return outcome, successor_waits

    def _attempt(self, envelope: Envelope, body: bytes, parked: Any) -> tuple[Outcome, bool]:
        if parked is None and envelope.type in self._known and envelope.type not in self._handlers:
            with self._storage.glance() as db:
                passed, successor_waits = positions.pass_over(db, self._source, [envelope])
            if passed:
                return Outcome.IGNORED, successor_waits
        try:
            with self._storage.work(system(self._consumer), envelope.trace) as work:
                outcome, successor_waits = self._handle(envelope, work, parked)
                failpoints.reach(failpoints.CONSUMER_BEFORE_COMMIT)
            failpoints.reach(failpoints.CONSUMER_AFTER_COMMIT)
            return outcome, successor_waits
        except _Parked:
            return Outcome.DUPLICATE, False
        except _Gap:
            return self._wait_for_predecessor(envelope, body, parked)
        except _WentBack:
            return self._bury(envelope, body, WENT_BACK, "was the source's database restored to an earlier point?")
        except Invalid as mismatch:
            if self._is_of_the_payload(mismatch):
                return self._bury(envelope, body, "schema", _describe(mismatch))
            return self._fail(envelope, body, parked, mismatch)
        except _UnknownType:
            return self._bury(envelope, body, "unknown-type", "")
        except Exception as failed:  # whatever a handler raises must end in a visible state
            if _is_outage(failed):
                raise
            return self._fail(envelope, body, parked, failed)

    def _handle(self, envelope: Envelope, work: Work, parked: Any) -> tuple[Outcome, bool]:
        db = work.db
        taken = positions.take(db, self._source, envelope)
        if not taken.is_new:
            self._parking.clear(db, envelope.id)
            return Outcome.DUPLICATE, False
        if parked is not None:
            self._parking.clear(db, envelope.id)
        elif taken.is_parked:
            raise _Parked
        late = envelope.version <= taken.position
        if parked is None and (taken.went_back or (late and self._is_new(envelope, work.now))):
            raise _WentBack
        if envelope.version > taken.position + 1:
            raise _Gap
        if late and parked is None:
            # Accounted for, and its inbox row pruned long since: only a replay may handle it again.
            return Outcome.DUPLICATE, False
        if envelope.type not in self._known:
            raise _UnknownType
        handler = self._handlers.get(envelope.type)
        if handler is not None:
            event_type = self._known[envelope.type]
            event = Event(
                id=envelope.id,
                type=event_type,
                aggregate_id=envelope.aggregate_id,
                version=envelope.version,
                time=envelope.time,
                actor=envelope.actor,
                trace=envelope.trace,
                payload=load(event_type.payload, envelope.payload, pointer=_PAYLOAD, tolerant=True),
                late=late,
            )
            handler(event, work)
        if not late:
            positions.advance(db, self._source, envelope)
        return (Outcome.HANDLED if handler else Outcome.IGNORED), taken.next_waits and not late

    def _is_new(self, envelope: Envelope, now: dt.datetime) -> bool:
        """Whether an event that is not known by its id is none of those whose ids are not known: what has no handler
        here, and what was handled long since."""
        return envelope.type in self._handlers and envelope.time > now - HANDLED

    @staticmethod
    def _is_of_the_payload(mismatch: Invalid) -> bool:
        return bool(mismatch.problems) and all(p.pointer.startswith(_PAYLOAD) for p in mismatch.problems)

    # What could not be handled

    def _wait_for_predecessor(self, envelope: Envelope, body: bytes, parked: Any) -> tuple[Outcome, bool]:
        if parked is not None:
            age = (dt.datetime.now(dt.UTC) - parked.parked_at).total_seconds()
            if age > GAP_PATIENCE:
                self._parking.park(
                    envelope, body, "dead", "gap", f"no version {envelope.version - 1} after {age:.0f} s"
                )
                return Outcome.DEAD, False
        self._parking.park(envelope, body, "waiting", "gap", "", after=GAP_LOOK)
        return Outcome.WAITING, False

    def _fail(self, envelope: Envelope, body: bytes, parked: Any, failed: Exception) -> tuple[Outcome, bool]:
        tries = parked.attempts if parked is not None and parked.state == "retry" else 0
        log.error(
            "event handler failed",
            consumer=self._consumer,
            source=self._source,
            type=envelope.type,
            event_id=envelope.id,
            tries=tries + 1,
            exc_info=failed,
        )
        if tries >= len(self._delays):
            return self._bury(envelope, body, "failed", _describe(failed))
        self._parking.park(
            envelope, body, "retry", "failed", _describe(failed), after=self._delays[tries], tries=tries + 1
        )
        return Outcome.RETRY, False

    def _bury(self, envelope: Envelope, body: bytes, reason: str, error: str) -> tuple[Outcome, bool]:
        """Park as dead and account for the version, so that successors go on."""
        with self._storage.work(system(self._consumer), envelope.trace) as work:
            position = positions.lock(work.db, self._source, envelope)
            self._parking.write(work.db, envelope, body, "dead", reason, error, None, 0)
            # What a human has to look at before anything else of its aggregate is handled keeps its place until then.
            waits = envelope.version == position + 1 and reason != WENT_BACK
            if waits:
                positions.advance(work.db, self._source, envelope)
        log.error("event is dead", consumer=self._consumer, type=envelope.type, event_id=envelope.id, reason=reason)
        return Outcome.DEAD, waits

    def _unreadable(self, body: bytes, unreadable: Exception) -> Outcome:
        self._parking.park_unreadable(body, _describe(unreadable))
        log.error("message is no event", consumer=self._consumer, source=self._source)
        self._observe("unreadable", Outcome.DEAD)
        return Outcome.DEAD


_PAYLOAD: Final = "/payload"


def _describe(error: Exception) -> str:
    """What went wrong, without facts about people: class, code and the fields that were wrong."""
    if isinstance(error, Invalid):
        return f"{error.code}: " + ", ".join(f"{p.pointer} {p.code}" for p in error.problems)
    return f"{type(error).__name__}: {getattr(error, 'code', '')}".rstrip(": ")


def _is_outage(error: Exception) -> bool:
    return isinstance(error, Unavailable) and isinstance(error.__cause__, SQLAlchemyError)
