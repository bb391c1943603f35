"""Hands events over to webhooks and queues.

Guarantees: the handovers of an event are made where it takes its place in the feed (`handlers.feed`), so none is
forgotten and none made twice. One is claimed in one transaction, sent outside any, and the outcome recorded in another:
no lock and no connection is held meanwhile. A process that dies in between leaves a lease that runs out; then it is
sent again, under the same id. Of one dossier the next goes only when the one before has ended. One endpoint that is
slow delays nobody else: each has a few senders of its own, and one alone once it fails. What came back from an endpoint
meanwhile is recorded together, in the transaction that claims what goes there next.
"""

import datetime as dt
import functools
import json
import queue
import random
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from prometheus_client import Counter as Count
from prometheus_client import Histogram

from chassis.callers import system
from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.sealing import CODE, SealBroken, Sealer
from chassis.storage import Storage, Work
from services.notifications import rules
from services.notifications.contract import EVENT_MEDIA
from services.notifications.domain import signatures
from services.notifications.domain.handing_over import Answer, Consequence, Health, Message, Told, consequence
from services.notifications.handlers.pausing import pause
from services.notifications.handlers.subscriptions import secret_context
from services.notifications.store import handed_over, subscribed

log = get_log(__name__)

HANDOVERS = Count("motcua_handovers_total", "Attempts to hand an event over", ("way", "answer"), registry=REGISTRY)
HANDOVER_SECONDS = Histogram(
    "motcua_handover_seconds",
    "From an event's place in the feed to its being handed over at the first attempt",
    ("way",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
    registry=REGISTRY,
)

EACH: Final = 8
"""Events that go to one endpoint side by side; one only while it fails."""
ALL: Final = 128
"""Endpoints and queues that one process serves side by side."""
BATCH: Final = 100
"""Events that go to one queue in one go."""

_ACTOR = system("notifications")


class Post(Protocol):
    """Sends one message to an endpoint and tells what was answered; see `adapters.webhooks`."""

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Told: ...


class Queues(Protocol):
    """Puts messages into an agency's queue, in order, until one is not taken; see `adapters.agency_queues`."""

    def publish(self, account: str, messages: Sequence[Message]) -> tuple[int, str]:
        """How many the broker confirmed, counted from the first, and why not more."""
        ...


Answered = tuple[handed_over.Row, Told]


class Dispatcher:
    """Hands over for one process. ``run`` returns when what it took up is under way, not when it has arrived."""

    attempts = 0
    """How many attempts were made so far; in a queue, batches."""

    def __init__(self, dice: Callable[[], float] = random.random) -> None:
        self._dice = dice
        self._served: set[str] = set()
        self._once_more: set[str] = set()
        self._threads: set[threading.Thread] = set()

    def run(self, storage: Storage, sealer: Sealer, webhooks: Post, queues: Queues | None) -> None:
        """Serve every endpoint and queue for which something is due.

        One that is being served looks once more before it ends, so that nothing waits for the next run.
        """
        with storage.glance() as db:
            ready = handed_over.ready(db, storage.now())
        for to in ready:
            if to.id in self._served:
                self._once_more.add(to.id)
            elif to.way == "amqp":
                if queues is not None:
                    self._begin(to.id, functools.partial(self._fill, to, storage, queues))
            else:
                self._begin(to.id, functools.partial(self._serve, to, storage, sealer, webhooks))

    def wait(self, seconds: float) -> None:
        """Wait until nothing is under way, or until the time is over; for tests and for an orderly stop."""
        for thread in list(self._threads):
            thread.join(seconds)

    def _lease(self, now: dt.datetime) -> dt.timedelta:
        return dt.timedelta(seconds=rules.terms_on(rules.day_of(now)).schedule.lease)

    def _begin(self, whose: str, job: Callable[[], bool]) -> None:
        """Serve a subscription in a thread of its own, unless that is as many as there may be."""
        if len(self._served) >= ALL:
            return

        def run() -> None:
            try:
                while job():
                    self._once_more.discard(whose)
            except Exception as failed:  # the lease runs out and it is taken again
                log.error("an event could not be handed over", subscription=whose, exc_info=failed)
            finally:
                self._served.discard(whose)
                self._once_more.discard(whose)

        self._served.add(whose)
        self._start(run)

    def _start(self, run: Callable[[], None]) -> None:
        def go() -> None:
            try:
                run()
            finally:
                self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=go, name="handover", daemon=True)
        self._threads.add(thread)
        thread.start()

    # Webhooks

    def _serve(self, to: subscribed.Row, storage: Storage, sealer: Sealer, webhooks: Post) -> bool:
        """Send to one endpoint what is due there, for as long as it takes it; whether to look once more."""
        answers: queue.Queue[Answered | None] = queue.Queue()
        came: list[Answered] = []
        out = 0
        while True:
            self._once_more.discard(to.id)
            with storage.work(_ACTOR) as work:
                to, claimed = self._settle_and_claim(work, sealer, to, came, out)
            self.attempts += len(claimed)
            for row in claimed:
                self._start(functools.partial(self._send, row, to, storage, sealer, webhooks, answers))
            out += len(claimed)
            if not out:
                return to.id in self._once_more
            came, ended = _drained(answers)
            out -= ended

    def _send(
        self,
        row: handed_over.Row,
        to: subscribed.Row,
        storage: Storage,
        sealer: Sealer,
        webhooks: Post,
        answers: "queue.Queue[Answered | None]",
    ) -> None:
        """One attempt; what came of it, or None if it could not even be made, goes to whoever serves the endpoint."""
        answered: Answered | None = None
        try:
            body = row.text.encode()
            try:
                told = webhooks.post(to.url, _headers(to, row, sealer, storage.now(), body), body)
            except SealBroken:
                told = Told(Answer.NOT_TAKEN, detail="the secret cannot be opened; rotate it")
            if row.kind == "challenge" and told.answer is Answer.TAKEN:
                told = _echoed(told, to.challenge)
            HANDOVERS.labels("webhook", told.answer).inc()
            answered = (row, told)
        except Exception as failed:  # the lease runs out and it is taken again
            log.error("an event could not be sent", subscription=to.id, event_id=row.event_id, exc_info=failed)
        finally:
            answers.put(answered)

    def _settle_and_claim(
        self, work: Work, sealer: Sealer, to: subscribed.Row, came: Sequence[Answered], out: int
    ) -> tuple[subscribed.Row, list[handed_over.Row]]:
        """Record what came back, and take what goes next: nothing until the next run if something was not taken."""
        to = subscribed.subscription(work.db, to.id) or to
        plain = [] if to.failures else [each for each in came if _is_plain(each)]
        if plain:
            self._settle_taken(work, to, plain)
        well = True
        for row, told in came:
            if (row, told) not in plain:
                to, taken = self._settle(work, sealer, row, to.id, told)
                well = well and taken
        may_be_tried = to.probe_at is None or to.probe_at <= work.now
        if not well or not may_be_tried or to.state not in ("active", "unverified"):
            return to, []
        most = 1 if to.failures or to.state != "active" else EACH
        if out >= most:
            return to, []
        return to, handed_over.claim(work.db, to, work.now, self._lease(work.now), most - out)

    def _settle_taken(self, work: Work, to: subscribed.Row, came: Sequence[Answered]) -> None:
        """Record what an endpoint that is well has taken."""
        attempts = [_attempt(row, told) for row, told in came]
        ours = handed_over.settle_taken(work.db, attempts, work.now)
        for row, _ in came:
            if row.number in ours and row.kind == "event" and row.attempts == 1:
                HANDOVER_SECONDS.labels(to.way).observe((work.now - row.created_at).total_seconds())

    def _settle(
        self, work: Work, sealer: Sealer, row: handed_over.Row, subscription_id: str, told: Told
    ) -> tuple[subscribed.Row, bool]:
        """Record an attempt that says something of its endpoint; the endpoint as it is now, and whether it took it."""
        taken = told.answer is Answer.TAKEN
        to = subscribed.subscription(work.db, subscription_id, lock=True)
        assert to is not None, "subscriptions are never deleted"
        schedule = rules.terms_on(rules.day_of(work.now)).schedule
        health = Health(to.failures, to.failing_since, to.probe_at)
        found = consequence(schedule, told, refusals=row.refusals, health=health, now=work.now, dice=self._dice())
        ours = handed_over.settle(work.db, row.number, row.attempts, _outcome(found, work.now))
        handed_over.log_attempts(work.db, [{**_attempt(row, told), "at": work.now}])
        if ours and taken and row.kind == "event" and row.attempts == 1:
            HANDOVER_SECONDS.labels(to.way).observe((work.now - row.created_at).total_seconds())
        if ours:
            self._mind(work, sealer, to, row, found, health)
        return subscribed.subscription(work.db, subscription_id) or to, taken

    def _mind(
        self,
        work: Work,
        sealer: Sealer,
        to: subscribed.Row,
        row: handed_over.Row,
        found: Consequence,
        before: Health,
    ) -> None:
        """Record what the attempt says of the endpoint."""
        values: dict[str, object] = {}
        if found.health != before:
            after = found.health
            values |= {"failures": after.failures, "failing_since": after.failing_since, "probe_at": after.probe_at}
        if row.kind == "challenge" and found.state == "delivered" and to.state == "unverified":
            values |= {"state": "active", "challenge": "", "changed_at": work.now}
            work.wake()
        if values:
            subscribed.change_subscription(work.db, to.id, **values)
        if found.pause and to.state == "active":
            pause(work, sealer, to, found.pause)
        if found.recovered:
            handed_over.all_due(work.db, to.id, work.now)
            work.wake()
        if found.state == "failed":
            log.error("an event was given up", subscription=to.id, agency=to.agency_code, event_id=row.event_id)

    # Queues

    def _fill(self, to: subscribed.Row, storage: Storage, queues: Queues) -> bool:
        """Put what is due into an agency's queue, in order, while the broker takes it; whether to look once more."""
        rows: list[handed_over.Row] = []
        taken, why, spent = 0, "", 0
        while True:
            self._once_more.discard(to.id)
            with storage.work(_ACTOR) as work:
                if rows:
                    self._settle_batch(work, to, rows[:taken], rows[taken:], why, spent)
                if taken < len(rows):
                    return False
                rows = handed_over.claim_in_order(work.db, to.id, work.now, self._lease(work.now), BATCH)
            if not rows:
                return to.id in self._once_more
            self.attempts += 1
            began = storage.now()
            messages = [Message(row.type or row.kind, row.event_id, row.line, row.text.encode()) for row in rows]
            taken, why = queues.publish(to.agency_code, messages)
            spent = round((storage.now() - began).total_seconds() * 1000)

    def _settle_batch(
        self,
        work: Work,
        to: subscribed.Row,
        taken: Sequence[handed_over.Row],
        left: Sequence[handed_over.Row],
        why: str,
        spent: int,
    ) -> None:
        schedule = rules.terms_on(rules.day_of(work.now)).schedule
        to = subscribed.subscription(work.db, to.id, lock=True) or to
        if taken:
            good = Told(Answer.TAKEN, detail="confirmed", milliseconds=spent)
            self._settle_taken(work, to, [(row, good) for row in taken])
            HANDOVERS.labels("amqp", Answer.TAKEN).inc(len(taken))
        health = Health()
        if left:
            # A queue that is full, or a broker that is away: all of it stays here, and is tried again at a steady pace.
            since, failures = to.failing_since or work.now, to.failures + 1
            pace = schedule.probe_delays[min(failures - 1, 2)]
            health = Health(
                failures, since, work.now + dt.timedelta(seconds=pace * (1 + schedule.jitter * self._dice()))
            )
            bad = Told(Answer.NOT_TAKEN, detail=why, milliseconds=spent)
            handed_over.settle_many(work.db, [row.number for row in left], {"due_at": health.probe_at})
            handed_over.log_attempts(work.db, [{**_attempt(row, bad), "at": work.now} for row in left[:1]])
            HANDOVERS.labels("amqp", Answer.NOT_TAKEN).inc()
            log.warning("a queue took nothing more", subscription=to.id, agency=to.agency_code, reason=why)
        if (to.failures, to.probe_at) != (health.failures, health.probe_at):
            subscribed.change_subscription(
                work.db, to.id, failures=health.failures, failing_since=health.failing_since, probe_at=health.probe_at
            )


def _headers(to: subscribed.Row, row: handed_over.Row, sealer: Sealer, now: dt.datetime, body: bytes) -> dict[str, str]:
    """What goes with a message: its media type, and a signature for each secret that holds."""
    sealed = [to.secret_sealed]
    if to.former_sealed and to.former_until > now:
        sealed.append(to.former_sealed)
    secrets = [sealer.unseal(CODE, one, secret_context(to.id)) for one in sealed]
    signed = signatures.headers(secrets, row.event_id, int(now.timestamp()), body)
    return {"Content-Type": EVENT_MEDIA, **signed}


def _echoed(told: Told, challenge: str) -> Told:
    """Whether an endpoint answered with the challenge that it was sent."""
    try:
        said = json.loads(told.body)
    except ValueError:
        said = None
    if isinstance(said, dict) and challenge and said.get("challenge") == challenge:
        return told
    return Told(Answer.NOT_TAKEN, told.status, "it did not answer with the challenge", told.milliseconds)


def _outcome(found: Consequence, now: dt.datetime) -> dict[str, object]:
    ended = found.state != "pending"
    values: dict[str, object] = {"state": found.state, "refusals": found.refusals, "due_at": found.due_at}
    return {**values, "ended_at": now} if ended else values


def _is_plain(answered: Answered) -> bool:
    """Whether an answer says nothing that was not known of the endpoint."""
    row, told = answered
    return told.answer is Answer.TAKEN and row.kind != "challenge"


def _drained(answers: "queue.Queue[Answered | None]") -> tuple[list[Answered], int]:
    """What came back, at least one; and how many attempts ended by that."""
    came = [answers.get()]
    while True:
        try:
            came.append(answers.get_nowait())
        except queue.Empty:
            return [each for each in came if each is not None], len(came)


def _attempt(row: handed_over.Row, told: Told) -> dict[str, object]:
    return {
        "number": row.number,
        "attempt": row.attempts,
        "status": told.status,
        "detail": told.detail[:200],
        "milliseconds": told.milliseconds,
    }
