"""What notifications tell of programs of agencies."""

from chassis.contracts import event
from chassis.records import Ident, record
from services.notifications.contract.terms import SERVICE


@record
class SubscriptionPaused:
    """A subscription was paused because its endpoint failed for too long, or said that it is gone."""

    subscription_id: Ident
    agency_code: str
    reason: str
    created_by: str


subscription_paused = event(SERVICE, "subscription_paused", SubscriptionPaused, aggregate="subscription")
