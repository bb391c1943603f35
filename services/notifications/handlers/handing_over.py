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
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from chassis.callers import system
from chassis.logs import get_log
from chassis.sealing import CODE, SealBroken, Sealer
from chassis.storage import Storage, Work
from services.notifications import rules
from services.notifications.contract import EVENT_MEDIA
from services.notifications.domain import signatures
from services.notifications.domain.handing_over import Answer, Message, Told
from services.notifications.handlers import answers
from services.notifications.handlers.answers import Answered
from services.notifications.handlers.subscriptions import secret_context
from services.notifications.store import handed_over, subscribed

log = get_log(__name__)

EACH: Final = 8
"""Events that go to one endpoint side by side; one only while it fails."""
LINGER: Final = 0.008
"""Seconds from an endpoint's answer until it is recorded, together with those that come meanwhile."""
AT_ONCE: Final = 4
"""Transactions that one process runs side by side for all of them, so that calls find connections too."""
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


class Dispatcher:
    """Hands over for one process. ``run`` returns when what it took up is under way, not when it has arrived."""

    attempts = 0
    """How many attempts were made so far; in a queue, batches."""

    def __init__(self, dice: Callable[[], float] = random.random) -> None:
        self._dice = dice
        self._served: set[str] = set()
        self._once_more: set[str] = set()
        self._threads: set[threading.Thread] = set()
        self._room = threading.Semaphore(AT_ONCE)

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
        thread.start()
        self._threads.add(thread)  # only now may it be joined
        if not thread.is_alive():
            self._threads.discard(thread)

    # Webhooks

    def _serve(self, to: subscribed.Row, storage: Storage, sealer: Sealer, webhooks: Post) -> bool:
        """Send to one endpoint what is due there, for as long as it takes it; whether to look once more."""
        back: queue.Queue[Answered | None] = queue.Queue()
        came: list[Answered] = []
        out = 0
        while True:
            self._once_more.discard(to.id)
            with self._room, storage.work(_ACTOR) as work:
                to, claimed = self._settle_and_claim(work, sealer, to, came, out)
            self.attempts += len(claimed)
            for row in claimed:
                self._start(functools.partial(self._send, row, to, storage, sealer, webhooks, back))
            out += len(claimed)
            if not out:
                return to.id in self._once_more
            came, ended = _drained(back)
            out -= ended

    def _send(
        self,
        row: handed_over.Row,
        to: subscribed.Row,
        storage: Storage,
        sealer: Sealer,
        webhooks: Post,
        back: "queue.Queue[Answered | None]",
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
            answers.HANDOVERS.labels("webhook", told.answer).inc()
            answered = (row, told)
        except Exception as failed:  # the lease runs out and it is taken again
            log.error("an event could not be sent", subscription=to.id, event_id=row.event_id, exc_info=failed)
        finally:
            back.put(answered)

    def _settle_and_claim(
        self, work: Work, sealer: Sealer, to: subscribed.Row, came: Sequence[Answered], out: int
    ) -> tuple[subscribed.Row, list[handed_over.Row]]:
        """Record what came back, and take what goes next: nothing until the next run if something was not taken."""
        to = subscribed.subscription(work.db, to.id) or to
        plain = [each for each in came if _is_plain(each) and not to.failures]
        telling = [each for each in came if not _is_plain(each) or to.failures]
        if plain:
            answers.settle_taken(work, to, plain)
        well = True
        for row, told in telling:
            to, taken = answers.settle(work, sealer, row, to.id, told, self._dice())
            well = well and taken
        may_be_tried = to.probe_at is None or to.probe_at <= work.now
        if not well or not may_be_tried or to.state not in ("active", "unverified"):
            return to, []
        most = 1 if to.failures or to.state != "active" else EACH
        if out >= most:
            return to, []
        return to, handed_over.claim(work.db, to, work.now, self._lease(work.now), most - out)

    # Queues

    def _fill(self, to: subscribed.Row, storage: Storage, queues: Queues) -> bool:
        """Put what is due into an agency's queue, in order, while the broker takes it; whether to look once more."""
        rows: list[handed_over.Row] = []
        taken, why, spent = 0, "", 0
        while True:
            self._once_more.discard(to.id)
            with self._room, storage.work(_ACTOR) as work:
                if rows:
                    answers.settle_batch(work, to, rows[:taken], rows[taken:], why, spent, self._dice())
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
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and challenge and said.get("challenge") == challenge:
        return told
    return Told(Answer.NOT_TAKEN, told.status, "it did not answer with the challenge", told.milliseconds)


def _is_plain(answered: Answered) -> bool:
    """Whether an answer says nothing that was not known of the endpoint."""
    row, told = answered
    return told.answer is Answer.TAKEN and row.kind != "challenge"


def _drained(back: "queue.Queue[Answered | None]") -> tuple[list[Answered], int]:
    """What came back, at least one; and how many attempts ended by that."""
    came = [back.get()]
    time.sleep(LINGER)
    while True:
        try:
            came.append(back.get_nowait())
        except queue.Empty:
            return [each for each in came if each is not None], len(came)
