"""What an answer to a handover leads to: for the event, for the endpoint or queue it was sent to, and in the log.

Guarantees: an attempt is recorded once, in one transaction with what follows from it; one that another process took
over meanwhile is recorded and changes nothing.
"""

import datetime as dt
from collections.abc import Sequence

from prometheus_client import Counter as Count
from prometheus_client import Histogram

from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.sealing import Sealer
from chassis.storage import Work
from services.notifications import rules
from services.notifications.domain.handing_over import Answer, Consequence, Health, Told, consequence
from services.notifications.handlers.pausing import pause
from services.notifications.store import handed_over, subscribed

log = get_log(__name__)

Answered = tuple[handed_over.Row, Told]

HANDOVERS = Count("motcua_handovers_total", "Attempts to hand an event over", ("way", "answer"), registry=REGISTRY)
HANDOVER_SECONDS = Histogram(
    "motcua_handover_seconds",
    "From an event's place in the feed to its being handed over at the first attempt",
    ("way",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
    registry=REGISTRY,
)


def settle_taken(work: Work, to: subscribed.Row, came: Sequence[Answered]) -> None:
    """Record what an endpoint that is well has taken."""
    attempts = [_attempt(row, told) for row, told in came]
    ours = handed_over.settle_taken(work.db, attempts, work.now)
    for row, _ in came:
        if row.number in ours and row.kind == "event" and row.attempts == 1:
            HANDOVER_SECONDS.labels(to.way).observe((work.now - row.created_at).total_seconds())


def settle(
    work: Work, sealer: Sealer, row: handed_over.Row, subscription_id: str, told: Told, dice: float
) -> tuple[subscribed.Row, bool]:
    """Record an attempt that says something of its endpoint; the endpoint as it is now, and whether it took it."""
    taken = told.answer is Answer.TAKEN
    to = subscribed.subscription(work.db, subscription_id, lock=True)
    assert to is not None, "subscriptions are never deleted"
    schedule = rules.terms_on(rules.day_of(work.now)).schedule
    health = Health(to.failures, to.failing_since, to.probe_at)
    found = consequence(schedule, told, refusals=row.refusals, health=health, now=work.now, dice=dice)
    ours = handed_over.settle(work.db, row.number, row.attempts, _outcome(found, work.now))
    handed_over.log_attempts(work.db, [{**_attempt(row, told), "at": work.now}])
    if ours and taken and row.kind == "event" and row.attempts == 1:
        HANDOVER_SECONDS.labels(to.way).observe((work.now - row.created_at).total_seconds())
    if ours:
        _mind(work, sealer, to, row, found, health)
    return subscribed.subscription(work.db, subscription_id) or to, taken


def _mind(
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


def settle_batch(
    work: Work,
    to: subscribed.Row,
    taken: Sequence[handed_over.Row],
    left: Sequence[handed_over.Row],
    why: str,
    spent: int,
    dice: float,
) -> None:
    if left or to.failures:
        to = subscribed.subscription(work.db, to.id, lock=True) or to
    if taken:
        good = Told(Answer.TAKEN, detail="confirmed", milliseconds=spent)
        settle_taken(work, to, [(row, good) for row in taken])
        HANDOVERS.labels("amqp", Answer.TAKEN).inc(len(taken))
    health = Health()
    if left:
        # A queue that is full, or a broker that is away: all of it stays here, and is tried again at a steady pace.
        schedule = rules.terms_on(rules.day_of(work.now)).schedule
        since, failures = to.failing_since or work.now, to.failures + 1
        pace = schedule.probe_delays[min(failures - 1, 2)]
        health = Health(failures, since, work.now + dt.timedelta(seconds=pace * (1 + schedule.jitter * dice)))
        bad = Told(Answer.NOT_TAKEN, detail=why, milliseconds=spent)
        handed_over.settle_many(work.db, [row.number for row in left], {"due_at": health.probe_at})
        handed_over.log_attempts(work.db, [{**_attempt(row, bad), "at": work.now} for row in left[:1]])
        HANDOVERS.labels("amqp", Answer.NOT_TAKEN).inc()
        log.warning("a queue took nothing more", subscription=to.id, agency=to.agency_code, reason=why)
    if (to.failures, to.probe_at) != (health.failures, health.probe_at):
        subscribed.change_subscription(
            work.db, to.id, failures=health.failures, failing_since=health.failing_since, probe_at=health.probe_at
        )


def _outcome(found: Consequence, now: dt.datetime) -> dict[str, object]:
    ended = found.state != "pending"
    values: dict[str, object] = {"state": found.state, "refusals": found.refusals, "due_at": found.due_at}
    return {**values, "ended_at": now} if ended else values


def _attempt(row: handed_over.Row, told: Told) -> dict[str, object]:
    return {
        "number": row.number,
        "attempt": row.attempts,
        "status": told.status,
        "detail": told.detail[:200],
        "milliseconds": told.milliseconds,
    }
