"""The log of what was handed over to a subscription, and handing over again."""

import datetime as dt
import json
from typing import Final

from chassis import audit
from chassis.callers import system
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.storage import Storage, Work
from services.notifications import policy, rules
from services.notifications.contract import (
    HANDOVER_NOT_FOUND,
    NOTHING_TO_REDELIVER,
    PING_TYPE,
    SUBSCRIPTION_ENDED,
    SUBSCRIPTION_UNVERIFIED,
    AttemptView,
    GetHandoverFigures,
    HandoverDay,
    HandoverFigures,
    HandoverKind,
    HandoverPage,
    HandoverState,
    HandoverView,
    ListHandovers,
    PingSubscription,
    Redeliver,
    Redelivery,
    SubscriptionState,
    Way,
)
from services.notifications.domain.facts import VIETNAM
from services.notifications.domain.feed import plain_event, text_of
from services.notifications.handlers.subscriptions import add_plain, owned
from services.notifications.store import fed, handed_over, prompt, subscribed

FIGURES_FOLLOW: Final = 5
"""Days, today included, whose figures still follow what is handed over late; longer than an endpoint is tried."""

_ACTOR = system("notifications")


def list_handovers(call: Call[ListHandovers], storage: Storage) -> HandoverPage:
    """Entries of the log, each with its attempts, newest first."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.read() as db:
        row = owned(call, subscribed.subscription(db, asked.subscription_id))
        state = None if asked.state is None else asked.state.value
        rows = handed_over.log_page(db, row.id, asked.before, state, asked.limit + 1)
        tries = handed_over.attempts_of(db, [one.number for one in rows])
    page = rows[: asked.limit]
    return HandoverPage(
        handovers=tuple(_shown(one, tries.get(one.number, [])) for one in page),
        next_before=page[-1].number if len(rows) > asked.limit else None,
    )


def ping_subscription(call: Call[PingSubscription], storage: Storage) -> Redelivery:
    """Send a test event by the way of the subscription; it stands in no feed."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = owned(call, subscribed.subscription(work.db, call.request.subscription_id, lock=True))
        _check_active(row)
        ping(work, row)
        return work.done(Redelivery(count=1))


def ping(work: Work, row: subscribed.Row) -> str:
    """Put a test event into the line of a subscription; its id."""
    event_id = new_id()
    event = plain_event(
        event_id=event_id,
        event_type=PING_TYPE,
        subject=row.id,
        time=work.now,
        data={"subscription_id": row.id},
        sandbox=row.sandbox,
    )
    add_plain(work, row.id, "ping", event_id, text_of(event))
    return event_id


def redeliver(call: Call[Redeliver], storage: Storage) -> Redelivery:
    """Hand over again, with the same ids and bytes: one entry, or all since a time. What waits anyway waits once."""
    policy.check(call.caller, call.method)
    asked = call.request
    if (asked.handover is None) == (asked.since is None):
        raise NOTHING_TO_REDELIVER()
    with storage.command(call) as work:
        row = owned(call, subscribed.subscription(work.db, asked.subscription_id, lock=True))
        _check_active(row)
        if asked.handover is not None:
            count = _again(work, row, asked.handover)
        else:
            assert asked.since is not None
            count = replay(work, row, asked.since)
        facts = {"agency": row.agency_code, "count": count}
        audit.record(work, "subscription.redelivered", thing=row.id, facts=facts)
        work.wake()
        return work.done(Redelivery(count=count))


def replay(work: Work, row: subscribed.Row, since: dt.datetime) -> int:
    """Hand over again all that happened since a time and fits; how many that is."""
    fed.hold_head(work.db)
    after = handed_over.place_before(work.db, since)
    return handed_over.add_past(work.db, row.id, after, work.now, "again")


def _again(work: Work, row: subscribed.Row, number: int) -> int:
    entry = handed_over.one(work.db, row.id, number)
    if entry is None or entry.kind == HandoverKind.CHALLENGE:
        raise HANDOVER_NOT_FOUND()
    if entry.state == HandoverState.PENDING:
        handed_over.settle(work.db, entry.number, entry.attempts, {"due_at": work.now})
        return 1
    copied = {name: getattr(entry, name) for name in ("subscription_id", "position", "event_id", "line", "body")}
    handed_over.add_one(work.db, {**copied, "kind": "again", "due_at": work.now, "created_at": work.now})
    return 1


def _check_active(row: subscribed.Row) -> None:
    if row.state == SubscriptionState.ENDED:
        raise SUBSCRIPTION_ENDED()
    if row.state == SubscriptionState.UNVERIFIED:
        raise SUBSCRIPTION_UNVERIFIED()


def _shown(row: handed_over.Row, tries: list[handed_over.Row]) -> HandoverView:
    event = json.loads(row.text)
    return HandoverView(
        number=row.number,
        kind=HandoverKind(row.kind),
        event_id=row.event_id,
        type=event["type"],
        subject=event["subject"],
        sequence=row.position,
        state=HandoverState(row.state),
        created_at=row.created_at,
        ended_at=row.ended_at,
        next_attempt_at=row.due_at if row.state == HandoverState.PENDING else None,
        attempts=tuple(
            AttemptView(
                attempt=one.attempt, at=one.at, status=one.status, detail=one.detail, milliseconds=one.milliseconds
            )
            for one in tries
        ),
    )


# Figures, and what is kept


def get_handover_figures(call: Call[GetHandoverFigures], storage: Storage) -> HandoverFigures:
    """How promptly events were handed over, day by day."""
    policy.check(call.caller, call.method)
    today = rules.day_of(storage.now())
    with storage.read() as db:
        rows = prompt.figures_since(db, today - dt.timedelta(days=call.request.days - 1))
    days = tuple(
        HandoverDay(day=row.day, way=Way(row.way), due=row.due, delivered=row.delivered, in_time=row.in_time)
        for row in rows
    )
    return HandoverFigures(within_seconds=rules.terms_on(today).in_time, days=days)


def keep(storage: Storage) -> None:
    """Bring the figures of today and of the days before up to date, and take old entries out of the log."""
    today = rules.day_of(storage.now())
    terms = rules.terms_on(today)
    for back in range(FIGURES_FOLLOW):
        day = today - dt.timedelta(days=back)
        begin = dt.datetime.combine(day, dt.time(), VIETNAM)
        with storage.work(_ACTOR) as work:
            prompt.fold_figures(work.db, day, begin, begin + dt.timedelta(days=1), terms.in_time)
    with storage.work(_ACTOR) as work:
        handed_over.forget_before(work.db, work.now - terms.log_kept)
