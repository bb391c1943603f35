"""Hands events over to webhooks and queues.

Guarantees: an event is spread to the subscriptions it is for in one transaction with the place up to which that was
done, so none is forgotten and none spread twice. It is claimed in one transaction, sent outside any, and the outcome
recorded in another: no lock and no connection is held meanwhile. A process that dies in between leaves a lease that
runs out; then it is sent again, under the same id. Of one dossier the next goes only when the one before has ended.
One endpoint that is slow delays nobody else: each has a few senders of its own, and one alone once it fails.
"""

import datetime as dt
import functools
import json
import random
import threading
from collections import Counter
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
from services.notifications.domain.handing_over import Answer, Consequence, Health, Told, consequence
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
"""Events that one process hands over side by side."""
BATCH: Final = 100
"""Events that go to one queue in one go."""

_ACTOR = system("notifications")


class Post(Protocol):
    """Sends one message to an endpoint and tells what was answered; see `adapters.webhooks`."""

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Told: ...


class Queues(Protocol):
    """Puts messages into an agency's queue, in order, until one is not taken; see `adapters.agency_queues`."""

    def publish(self, account: str, messages: Sequence[tuple[str, str, bytes]]) -> tuple[int, str]:
        """``(key, id, body)`` each; how many the broker confirmed, and why not more."""
        ...


class Dispatcher:
    """Hands over for one process. ``run`` returns when what it took is under way, not when it has arrived."""

    def __init__(self, dice: Callable[[], float] = random.random) -> None:
        self._dice = dice
        self._under_way: Counter[str] = Counter()
        self._threads: set[threading.Thread] = set()

    def run(self, storage: Storage, sealer: Sealer, webhooks: Post, queues: Queues | None) -> int:
        """Spread what is new, take what is due and start handing it over; how many events and handovers that were."""
        done = 0
        while spread := self._spread(storage):
            done += spread
        with storage.read() as db:
            ready = handed_over.ready(db, storage.now())
        for subscription in ready:
            if subscription.way == "amqp":
                if queues is not None and not self._under_way[subscription.id]:
                    self._start(subscription.id, functools.partial(self._fill, subscription, storage, queues))
                    done += 1
                continue
            most = 1 if subscription.failures or subscription.state != "active" else EACH
            room = min(most - self._under_way[subscription.id], ALL - len(self._threads))
            if room <= 0:
                continue
            with storage.work(_ACTOR) as work:
                claimed = handed_over.claim(work.db, subscription, work.now, self._lease(work.now), room)
            for row in claimed:
                go = functools.partial(self._hand_over, row, subscription, storage, sealer, webhooks)
                self._start(subscription.id, go)
            done += len(claimed)
        return done

    def wait(self, seconds: float) -> None:
        """Wait until nothing is under way, or until the time is over; for tests and for an orderly stop."""
        for thread in list(self._threads):
            thread.join(seconds)

    def _spread(self, storage: Storage) -> int:
        with storage.work(_ACTOR) as work:
            return handed_over.spread(work.db, work.now)

    def _lease(self, now: dt.datetime) -> dt.timedelta:
        return dt.timedelta(seconds=rules.terms_on(rules.day_of(now)).schedule.lease)

    def _start(self, whose: str, job: Callable[[], None]) -> None:
        def run() -> None:
            try:
                job()
            except Exception as failed:  # the lease runs out and it is taken again
                log.error("an event could not be handed over", subscription=whose, exc_info=failed)
            finally:
                self._threads.discard(threading.current_thread())
                self._under_way[whose] -= 1

        thread = threading.Thread(target=run, name="handover", daemon=True)
        self._threads.add(thread)
        self._under_way[whose] += 1
        thread.start()

    # Webhooks

    def _hand_over(
        self, row: handed_over.Row, to: subscribed.Row, storage: Storage, sealer: Sealer, webhooks: Post
    ) -> None:
        """Send one, then whatever is due next to the same endpoint, for as long as it takes them."""
        following: handed_over.Row | None = row
        while following is not None:
            body = following.text.encode()
            try:
                told = webhooks.post(to.url, _headers(to, following, sealer, storage.now(), body), body)
            except SealBroken:
                told = Told(Answer.NOT_TAKEN, detail="the secret cannot be opened; rotate it")
            if following.kind == "challenge" and told.answer is Answer.TAKEN:
                told = _echoed(told, to.challenge)
            HANDOVERS.labels("webhook", told.answer).inc()
            with storage.work(_ACTOR) as work:
                following, to = self._settle(work, sealer, following, to.id, told)

    def _settle(
        self, work: Work, sealer: Sealer, row: handed_over.Row, subscription_id: str, told: Told
    ) -> tuple[handed_over.Row | None, subscribed.Row]:
        """Record an attempt; the next one to the same endpoint, if this was taken, and the endpoint as it is now."""
        taken = told.answer is Answer.TAKEN
        to = subscribed.subscription(work.db, subscription_id)
        assert to is not None, "subscriptions are never deleted"
        if not taken or to.failures or row.kind == "challenge":
            to = subscribed.subscription(work.db, subscription_id, lock=True) or to
        schedule = rules.terms_on(rules.day_of(work.now)).schedule
        health = Health(to.failures, to.failing_since, to.probe_at)
        found = consequence(schedule, told, refusals=row.refusals, health=health, now=work.now, dice=self._dice())
        ours = handed_over.settle(work.db, row.number, row.attempts, _outcome(found, work.now))
        handed_over.log_attempts(work.db, [_attempt(row, told, work.now)])
        if ours and taken and row.kind == "event" and row.attempts == 1:
            HANDOVER_SECONDS.labels(to.way).observe((work.now - row.created_at).total_seconds())
        if ours:
            self._mind(work, sealer, to, row, found, health)
        if not taken:
            return None, to
        if found.recovered or row.kind == "challenge":
            to = subscribed.subscription(work.db, subscription_id) or to
        claimed = handed_over.claim(work.db, to, work.now, self._lease(work.now), 1)
        return (claimed[0] if claimed else None), to

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

    def _fill(self, to: subscribed.Row, storage: Storage, queues: Queues) -> None:
        """Put what is due into an agency's queue, in order, for as long as the broker takes it."""
        while True:
            with storage.work(_ACTOR) as work:
                lease = self._lease(work.now)
                rows = handed_over.claim_in_order(work.db, to.id, work.now, lease, BATCH)
            if not rows:
                return
            began = storage.now()
            messages = [(row.type or row.kind, row.event_id, row.text.encode()) for row in rows]
            taken, why = queues.publish(to.agency_code, messages)
            with storage.work(_ACTOR) as work:
                spent = round((work.now - began).total_seconds() * 1000)
                self._settle_batch(work, to, rows[:taken], rows[taken:], why, spent)
            if taken < len(rows):
                return

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
            ended = {"state": "delivered", "ended_at": work.now}
            handed_over.settle_many(work.db, [row.number for row in taken], ended)
            good = Told(Answer.TAKEN, detail="confirmed", milliseconds=spent)
            handed_over.log_attempts(work.db, [_attempt(row, good, work.now) for row in taken])
            for row in (row for row in taken if row.kind == "event" and row.attempts == 1):
                HANDOVER_SECONDS.labels("amqp").observe((work.now - row.created_at).total_seconds())
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
            handed_over.log_attempts(work.db, [_attempt(row, bad, work.now) for row in left[:1]])
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


def _attempt(row: handed_over.Row, told: Told, now: dt.datetime) -> dict[str, object]:
    return {
        "number": row.number,
        "attempt": row.attempts,
        "at": now,
        "status": told.status,
        "detail": told.detail[:200],
        "milliseconds": told.milliseconds,
    }
