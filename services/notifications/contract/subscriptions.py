"""What programs of agencies subscribe to, and the log of what was handed over to them."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Ident, Rule, record
from services.notifications.contract.terms import SERVICE, Sequence

EventTypeName = Annotated[str, Rule(min=1, max=100, pattern=r"[a-z0-9.-]+", example="motcua.dossier.received.v1")]
ProcedureName = Annotated[str, Rule(min=1, max=40, pattern=r"[0-9A-Za-z.]+", example="2.000635")]
AgencyName = Annotated[str, Rule(min=1, max=40, pattern=r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*", example="H27.30.12")]
Types = Annotated[tuple[EventTypeName, ...], Rule(max=50, description="Only these types; none: every type")]
Procedures = Annotated[tuple[ProcedureName, ...], Rule(max=100, description="Only these procedures; none: every one")]
Agencies = Annotated[
    tuple[AgencyName, ...], Rule(max=50, description="Each with those under it; none: the subscriber's own")
]
EndpointUrl = Annotated[str, Rule(min=1, max=500, description="Địa chỉ nhận", example="https://coquan.gov.vn/su-kien")]
SubscriptionName = Annotated[str, Rule(min=1, max=100, description="Tên đăng ký", example="Một cửa điện tử của xã")]


class Way(enum.StrEnum):
    """By which way events come to a subscription (cách nhận)."""

    WEBHOOK = "webhook"
    AMQP = "amqp"


class SubscriptionState(enum.StrEnum):
    """Where a subscription stands (tình trạng đăng ký). In all but the last its events are kept for it."""

    UNVERIFIED = "unverified"  # the endpoint has not answered its challenge yet
    ACTIVE = "active"
    PAUSED = "paused"  # by its owner, or because it failed for too long; ``reason`` says which
    ENDED = "ended"


class HandoverState(enum.StrEnum):
    """What became of one event for one subscription (tình trạng gửi)."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up after the last attempt; may be asked for again
    DROPPED = "dropped"  # no longer wanted: the filter was changed, or the subscription ended


class HandoverKind(enum.StrEnum):
    """Why something was handed over."""

    EVENT = "event"
    AGAIN = "again"  # asked for once more
    PING = "ping"
    CHALLENGE = "challenge"


@record
class ListSubscriptions:
    """The subscriptions that the caller manages (các đăng ký nhận sự kiện), the newest first."""


@record
class GetSubscription:
    """One subscription."""

    subscription_id: Ident


@record
class CreateSubscription:
    """Subscribe an endpoint to events (đăng ký nhận sự kiện qua webhook); it has to answer a challenge first."""

    name: SubscriptionName
    url: EndpointUrl
    agency_code: Annotated[str, Rule(max=40, description="Whose it is; a program's own agency if empty")] = ""
    types: Types = ()
    procedures: Procedures = ()
    agencies: Agencies = ()
    since: Annotated[dt.datetime | None, Rule(description="Also what happened from then on")] = None


@record
class ChangeSubscription:
    """Set what a subscription gets (thay đổi bộ lọc), and where; in force at once, also for what waits."""

    subscription_id: Ident
    name: SubscriptionName
    url: Annotated[str, Rule(max=500, description="Of a webhook; a new one has to answer a challenge")] = ""
    types: Types = ()
    procedures: Procedures = ()
    agencies: Agencies = ()


@record
class VerifySubscription:
    """Send the challenge again (kiểm tra lại địa chỉ nhận)."""

    subscription_id: Ident


@record
class PauseSubscription:
    """Hand nothing over for the time being (tạm dừng); events are kept."""

    subscription_id: Ident


@record
class ResumeSubscription:
    """Hand over again (tiếp tục), beginning with what was kept."""

    subscription_id: Ident


@record
class EndSubscription:
    """End a subscription for good (chấm dứt đăng ký); what waits is dropped."""

    subscription_id: Ident


@record
class RotateSecret:
    """Make a new secret (đổi khóa ký); for a day both sign, so that nothing is refused meanwhile."""

    subscription_id: Ident


@record
class PingSubscription:
    """Send a test event (gửi thử)."""

    subscription_id: Ident


@record
class Redeliver:
    """Hand over again (gửi lại): one entry of the log, or everything that happened since a time and fits the filter."""

    subscription_id: Ident
    handover: Annotated[int | None, Rule(min=1, description="Number in the log")] = None
    since: dt.datetime | None = None


@record
class ListHandovers:
    """The log of a subscription (nhật ký gửi), newest first."""

    subscription_id: Ident
    before: Annotated[int | None, Rule(min=1, description="As the page before gave it")] = None
    state: HandoverState | None = None
    limit: Annotated[int, Rule(min=1, max=200)] = 50


@record
class SubscriptionView:
    """One subscription as its owner sees it."""

    id: Ident
    agency_code: str
    way: Way
    name: str
    state: SubscriptionState
    reason: Annotated[str, Rule(description="Why it is paused: asked, failing, gone")]
    url: str
    types: tuple[str, ...]
    procedures: tuple[str, ...]
    agencies: tuple[str, ...]
    sandbox: Annotated[bool, Rule(description="Whether it gets what is not real, and only that")]
    waiting: Annotated[int, Rule(min=0, description="Events that wait to be handed over")]
    failures: Annotated[int, Rule(min=0, description="Attempts that failed, one after another")]
    failing_since: dt.datetime | None
    next_attempt_at: Annotated[dt.datetime | None, Rule(description="While the endpoint is down")]
    former_secret_until: dt.datetime | None
    created_at: dt.datetime
    changed_at: dt.datetime


@record
class SubscriptionList:
    """Subscriptions of the caller's."""

    subscriptions: tuple[SubscriptionView, ...]


@record
class SubscriptionMade:
    """A subscription with its secret, which is shown this once."""

    subscription: SubscriptionView
    secret: Annotated[str, Rule(max=100, description="whsec_…: Standard Webhooks")]


@record
class AttemptView:
    """One attempt to hand something over."""

    attempt: int
    at: dt.datetime
    status: Annotated[int, Rule(description="HTTP status; 0 where there was no answer")]
    detail: str
    milliseconds: int


@record
class HandoverView:
    """One entry of the log."""

    number: int
    kind: HandoverKind
    event_id: str
    type: str
    subject: str
    sequence: Sequence
    state: HandoverState
    created_at: dt.datetime
    ended_at: dt.datetime | None
    next_attempt_at: dt.datetime | None
    attempts: tuple[AttemptView, ...]


@record
class HandoverPage:
    """Entries of the log; ``next_before`` is empty on the last page."""

    handovers: tuple[HandoverView, ...]
    next_before: int | None = None


@record
class Redelivery:
    """How many events will be handed over again."""

    count: Annotated[int, Rule(min=0)]


list_subscriptions = query(SERVICE, "list_subscriptions", ListSubscriptions, SubscriptionList)
get_subscription = query(SERVICE, "get_subscription", GetSubscription, SubscriptionView)
list_handovers = query(SERVICE, "list_handovers", ListHandovers, HandoverPage)
create_subscription = command(SERVICE, "create_subscription", CreateSubscription, SubscriptionMade)
change_subscription = command(
    SERVICE, "change_subscription", ChangeSubscription, SubscriptionView, natural="sets what is sent, whole"
)
verify_subscription = command(
    SERVICE, "verify_subscription", VerifySubscription, SubscriptionView, natural="one challenge waits at a time"
)
pause_subscription = command(
    SERVICE, "pause_subscription", PauseSubscription, SubscriptionView, natural="what is paused stays paused"
)
resume_subscription = command(
    SERVICE, "resume_subscription", ResumeSubscription, SubscriptionView, natural="what is active stays active"
)
end_subscription = command(
    SERVICE, "end_subscription", EndSubscription, SubscriptionView, natural="what has ended stays ended"
)
rotate_secret = command(SERVICE, "rotate_secret", RotateSecret, SubscriptionMade)
ping_subscription = command(SERVICE, "ping_subscription", PingSubscription, Redelivery)
redeliver = command(SERVICE, "redeliver", Redeliver, Redelivery)
