"""What agencies subscribe to: made, changed, paused, ended; each change holds from its commit on."""

import secrets
from collections.abc import Sequence
from typing import Any

from chassis import audit
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.sealing import CODE, Sealer
from chassis.storage import Storage, Work
from services.notifications import policy, rules
from services.notifications.contract import (
    CHALLENGE_TYPE,
    NOT_BY_THIS_WAY,
    OUT_OF_SCOPE,
    PUBLIC_EVENTS,
    SUBSCRIPTION_ENDED,
    SUBSCRIPTION_NOT_FOUND,
    SUBSCRIPTION_UNVERIFIED,
    TOO_MANY_SUBSCRIPTIONS,
    TYPE_UNKNOWN,
    URL_REFUSED,
    ChangeSubscription,
    CreateSubscription,
    EndSubscription,
    GetSubscription,
    ListSubscriptions,
    PauseSubscription,
    ResumeSubscription,
    RotateSecret,
    SubscriptionList,
    SubscriptionMade,
    SubscriptionState,
    SubscriptionView,
    VerifySubscription,
    Way,
)
from services.notifications.domain.addresses import Refused, endpoint_of
from services.notifications.domain.feed import plain_event, text_of
from services.notifications.domain.filters import out_of_reach
from services.notifications.domain.signatures import SECRET_BYTES, secret_text
from services.notifications.store import fed, handed_over, subscribed

KNOWN_TYPES = frozenset(one.type for one in PUBLIC_EVENTS)


def secret_context(subscription_id: str) -> str:
    """What the sealed secrets of a subscription are bound to."""
    return f"subscription:{subscription_id}"


def shown(db: Any, rows: Sequence[subscribed.Row]) -> tuple[SubscriptionView, ...]:
    """Subscriptions as their owners see them."""
    waiting = subscribed.waiting_of(db, [row.id for row in rows])
    return tuple(
        SubscriptionView(
            id=row.id,
            agency_code=row.agency_code,
            way=Way(row.way),
            name=row.name,
            state=SubscriptionState(row.state),
            reason=row.reason,
            url=row.url,
            types=tuple(row.types),
            procedures=tuple(row.procedures),
            agencies=tuple(row.agencies),
            sandbox=row.sandbox,
            waiting=waiting.get(row.id, 0),
            failures=row.failures,
            failing_since=row.failing_since,
            next_attempt_at=row.probe_at,
            former_secret_until=row.former_until,
            created_at=row.created_at,
            changed_at=row.changed_at,
        )
        for row in rows
    )


def owned(call: Call[Any], row: subscribed.Row | None) -> subscribed.Row:
    """The subscription, if it is one that the caller manages."""
    if row is None or not policy.manages(call.caller, row.agency_code):
        raise SUBSCRIPTION_NOT_FOUND()
    return row


def list_subscriptions(call: Call[ListSubscriptions], storage: Storage) -> SubscriptionList:
    policy.check(call.caller, call.method)
    with storage.read() as db:
        rows = subscribed.subscriptions_of(db, policy.managed(call.caller))
        return SubscriptionList(subscriptions=shown(db, rows))


def get_subscription(call: Call[GetSubscription], storage: Storage) -> SubscriptionView:
    policy.check(call.caller, call.method)
    with storage.read() as db:
        row = owned(call, subscribed.subscription(db, call.request.subscription_id))
        return shown(db, [row])[0]


def create_subscription(
    call: Call[CreateSubscription], storage: Storage, sealer: Sealer, *, sandbox: bool
) -> SubscriptionMade:
    """Subscribe an endpoint. From now on its events are kept for it; they are sent once it answered its challenge."""
    policy.check(call.caller, call.method)
    asked = call.request
    agency = asked.agency_code or call.caller.agency
    if not agency or not policy.manages(call.caller, agency):
        raise OUT_OF_SCOPE(agency=agency or "–")
    agencies = asked.agencies or (agency,)
    check_filter(agency, agencies, asked.types)
    check_url(asked.url, sandbox=sandbox)
    with storage.command(call) as work:
        most = rules.terms_on(rules.day_of(work.now)).most_subscriptions
        if subscribed.count_subscriptions(work.db, agency) >= most:
            raise TOO_MANY_SUBSCRIPTIONS(most=most)
        after = fed.hold_head(work.db)
        if asked.since is not None:
            after = min(after, handed_over.place_before(work.db, asked.since))
        subscription_id = new_id()
        secret = secret_text(secrets.token_bytes(SECRET_BYTES))
        subscribed.add_subscription(
            work.db,
            {
                "id": subscription_id,
                "agency_code": agency,
                "way": Way.WEBHOOK.value,
                "name": asked.name,
                "state": SubscriptionState.UNVERIFIED.value,
                "url": asked.url,
                "secret_sealed": sealer.seal(CODE, secret, secret_context(subscription_id)),
                "agencies": list(agencies),
                "types": list(asked.types),
                "procedures": list(asked.procedures),
                "sandbox": sandbox,
                "begins_after": after,
                "created_at": work.now,
                "created_by": call.caller.id,
                "changed_at": work.now,
            },
        )
        if asked.since is not None:
            handed_over.add_past(work.db, subscription_id, after, work.now, "again")
        _challenge(work, subscription_id, sandbox=sandbox)
        audit.record(work, "subscription.made", thing=subscription_id, facts={"agency": agency, "way": "webhook"})
        made = subscribed.subscription(work.db, subscription_id)
        assert made is not None
        return work.done(SubscriptionMade(subscription=shown(work.db, [made])[0], secret=secret))


def change_subscription(call: Call[ChangeSubscription], storage: Storage, *, sandbox: bool) -> SubscriptionView:
    """Set what a subscription gets and where. What waits and is no longer wanted is dropped in the same moment."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        row = _open(call, work)
        agencies = asked.agencies or (row.agency_code,)
        check_filter(row.agency_code, agencies, asked.types)
        values: dict[str, Any] = {
            "name": asked.name,
            "agencies": list(agencies),
            "types": list(asked.types),
            "procedures": list(asked.procedures),
            "changed_at": work.now,
        }
        moves = row.way == Way.WEBHOOK and bool(asked.url) and asked.url != row.url
        if moves:
            check_url(asked.url, sandbox=sandbox)
            values |= {"url": asked.url, "state": SubscriptionState.UNVERIFIED.value, "reason": ""}
            values |= {"failures": 0, "failing_since": None, "probe_at": None}
        # Whatever happens meanwhile goes by the filter of before, and stands in the feed before the line is drawn.
        fed.hold_head(work.db)
        subscribed.change_subscription(work.db, row.id, **values)
        handed_over.drop_unfitting(work.db, row.id, work.now)
        if moves:
            _challenge(work, row.id, sandbox=sandbox)
        audit.record(work, "subscription.changed", thing=row.id, facts={"agency": row.agency_code, "moved": moves})
        return work.done(_again(work, row.id))


def verify_subscription(call: Call[VerifySubscription], storage: Storage) -> SubscriptionView:
    """Send a new challenge at once, whatever the schedule says."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = _webhook(call, work)
        if row.state == SubscriptionState.UNVERIFIED:
            subscribed.change_subscription(work.db, row.id, failures=0, failing_since=None, probe_at=None)
            _challenge(work, row.id, sandbox=row.sandbox)
        return work.done(_again(work, row.id))


def pause_subscription(call: Call[PauseSubscription], storage: Storage) -> SubscriptionView:
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = _open(call, work)
        if row.state == SubscriptionState.UNVERIFIED:
            raise SUBSCRIPTION_UNVERIFIED()
        paused = {"state": SubscriptionState.PAUSED.value, "reason": "asked", "changed_at": work.now}
        if row.state == SubscriptionState.ACTIVE:
            subscribed.change_subscription(work.db, row.id, **paused)
            audit.record(work, "subscription.paused", thing=row.id, facts={"agency": row.agency_code})
        return work.done(_again(work, row.id))


def resume_subscription(call: Call[ResumeSubscription], storage: Storage) -> SubscriptionView:
    """Go on; everything that was kept is due now."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = _open(call, work)
        if row.state == SubscriptionState.UNVERIFIED:
            raise SUBSCRIPTION_UNVERIFIED()
        if row.state == SubscriptionState.PAUSED:
            well = {"failures": 0, "failing_since": None, "probe_at": None}
            active = {"state": SubscriptionState.ACTIVE.value, "reason": "", "changed_at": work.now}
            subscribed.change_subscription(work.db, row.id, **active, **well)
            handed_over.all_due(work.db, row.id, work.now)
            work.wake()
            audit.record(work, "subscription.resumed", thing=row.id, facts={"agency": row.agency_code})
        return work.done(_again(work, row.id))


def end_subscription(call: Call[EndSubscription], storage: Storage) -> SubscriptionView:
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = owned(call, subscribed.subscription(work.db, call.request.subscription_id, lock=True))
        if row.way == Way.AMQP:
            raise NOT_BY_THIS_WAY()
        if row.state != SubscriptionState.ENDED:
            end(work, row)
        return work.done(_again(work, row.id))


def end(work: Work, row: subscribed.Row) -> None:
    """End a subscription: nothing more is handed over, its secrets are gone."""
    fed.hold_head(work.db)
    subscribed.change_subscription(
        work.db, row.id, state=SubscriptionState.ENDED.value, changed_at=work.now, secret_sealed="", former_sealed=""
    )
    handed_over.drop_all(work.db, row.id, work.now)
    audit.record(work, "subscription.ended", thing=row.id, facts={"agency": row.agency_code, "way": row.way})


def rotate_secret(call: Call[RotateSecret], storage: Storage, sealer: Sealer) -> SubscriptionMade:
    """A new secret that signs from now on, and for a day the former one beside it."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = _webhook(call, work)
        secret = secret_text(secrets.token_bytes(SECRET_BYTES))
        subscribed.change_subscription(
            work.db,
            row.id,
            secret_sealed=sealer.seal(CODE, secret, secret_context(row.id)),
            former_sealed=row.secret_sealed,
            former_until=work.now + rules.terms_on(rules.day_of(work.now)).former_secret,
            changed_at=work.now,
        )
        audit.record(work, "subscription.secret-rotated", thing=row.id, facts={"agency": row.agency_code})
        return work.done(SubscriptionMade(subscription=_again(work, row.id), secret=secret))


def check_url(url: str, *, sandbox: bool) -> None:
    """Refuse an address to which nothing will ever be sent; where its name leads is looked at when something is."""
    try:
        endpoint_of(url, insecure=sandbox)
    except Refused as refused:
        raise URL_REFUSED(why=str(refused)) from None


def check_filter(agency: str, agencies: Sequence[str], types: Sequence[str]) -> None:
    """Refuse a filter that reaches beyond an agency, or names what there is not."""
    if strange := out_of_reach(agencies, (agency,)):
        raise OUT_OF_SCOPE(agency=strange)
    if unknown := next((name for name in types if name not in KNOWN_TYPES), ""):
        raise TYPE_UNKNOWN(type=unknown)


def _open(call: Call[Any], work: Work) -> subscribed.Row:
    row = owned(call, subscribed.subscription(work.db, call.request.subscription_id, lock=True))
    if row.state == SubscriptionState.ENDED:
        raise SUBSCRIPTION_ENDED()
    return row


def _webhook(call: Call[Any], work: Work) -> subscribed.Row:
    row = _open(call, work)
    if row.way != Way.WEBHOOK:
        raise NOT_BY_THIS_WAY()
    return row


def _again(work: Work, subscription_id: str) -> SubscriptionView:
    row = subscribed.subscription(work.db, subscription_id)
    assert row is not None
    return shown(work.db, [row])[0]


def _challenge(work: Work, subscription_id: str, *, sandbox: bool) -> None:
    """Have the endpoint asked for a text that only who gets our messages knows; in the place of an earlier one."""
    challenge, event_id = secrets.token_urlsafe(24), new_id()
    handed_over.drop_all(work.db, subscription_id, work.now, kind="challenge")
    subscribed.change_subscription(work.db, subscription_id, challenge=challenge)
    event = plain_event(
        event_id=event_id,
        event_type=CHALLENGE_TYPE,
        subject=subscription_id,
        time=work.now,
        data={"subscription_id": subscription_id, "challenge": challenge},
        sandbox=sandbox,
    )
    add_plain(work, subscription_id, "challenge", event_id, text_of(event))


def add_plain(work: Work, subscription_id: str, kind: str, event_id: str, body: str) -> int:
    """Hand over what stands in no feed, in a line of its own."""
    work.wake()
    return handed_over.add_one(
        work.db,
        {
            "subscription_id": subscription_id,
            "kind": kind,
            "position": 0,
            "event_id": event_id,
            "line": f"{kind}:{event_id}",
            "body": body,
            "due_at": work.now,
            "created_at": work.now,
        },
    )
