"""Pausing a subscription whose endpoint failed for too long: its events are kept, and whoever made it is told."""

from chassis.contracts import EventType
from chassis.envelopes import Event
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.sealing import Sealer
from chassis.storage import Work
from services.notifications.contract import SubscriptionPaused, subscription_paused
from services.notifications.domain.facts import Facts, Phrase
from services.notifications.handlers.telling import Recipient, tell
from services.notifications.store import subscribed

log = get_log(__name__)

REASONS = {
    "failing": Phrase(
        "địa chỉ nhận không trả lời đúng trong ba ngày", "its address gave no good answer for three days"
    ),
    "gone": Phrase("địa chỉ nhận báo không còn dùng (410)", "its address says that it is gone (410)"),
}

_NO_MEMBER_OF_STAFF = ("system.", "program.")


def pause(work: Work, sealer: Sealer, to: subscribed.Row, reason: str) -> None:
    """Pause, say so to whoever follows our events, and put a notice into the inbox of the member of staff behind it:
    who made the subscription, or the API key by which it was made. The operator's console has no inbox."""
    subscribed.change_subscription(work.db, to.id, state="paused", reason=reason, changed_at=work.now)
    paused = SubscriptionPaused(
        subscription_id=to.id, agency_code=to.agency_code, reason=reason, created_by=to.created_by
    )
    work.emit(subscription_paused, to.id, paused)
    log.error("a subscription was paused", subscription=to.id, agency=to.agency_code, reason=reason)
    person = _member_of_staff(work, to.created_by)
    if person:
        facts: Facts = {"subscription": to.name, "agency_code": to.agency_code, "why": REASONS[reason]}
        tell(work, sealer, _told(subscription_paused, to.id, paused, work), Recipient(person), facts, reader="staff")


def _member_of_staff(work: Work, creator: str) -> str:
    if creator.startswith("program."):
        made_by = subscribed.maker_of(work.db, creator.removeprefix("program."))
        return "" if made_by.startswith(_NO_MEMBER_OF_STAFF) else made_by
    return "" if creator.startswith(_NO_MEMBER_OF_STAFF) else creator


def _told(
    event_type: EventType[SubscriptionPaused], subscription_id: str, payload: SubscriptionPaused, work: Work
) -> Event[SubscriptionPaused]:
    """The event as `tell` takes one; each pause is one of its own."""
    return Event(
        id=new_id(),
        type=event_type,
        aggregate_id=subscription_id,
        version=1,
        time=work.now,
        actor=work.caller.id,
        trace=work.trace,
        payload=payload,
    )
