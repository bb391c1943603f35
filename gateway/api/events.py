"""The feed that agencies read: CloudEvents 1.0 without a gap, by the place after the last one they have."""

import time
from typing import Annotated, Any

from werkzeug.wrappers import Response

from chassis.records import Rule, record
from gateway.routing import Area, Auth, Reuse, Words
from gateway.visits import JSON, Visit
from services.notifications import contract as notifications

area = Area("events", Words("Luồng sự kiện cho cơ quan", "Event feed for agencies"))

LONGEST_WAIT = 25


@record
class EventsQuery:
    """What a reader of the feed asks."""

    after: notifications.Sequence = 0
    limit: Annotated[int, Rule(min=1, max=500)] = 100
    types: notifications.Types = ()
    procedures: notifications.Procedures = ()
    agencies: notifications.Agencies = ()
    wait: Annotated[int, Rule(min=0, max=LONGEST_WAIT, description="Seconds to wait where there is nothing yet")] = 0


@area.route(
    "GET",
    "/api/v1/events",
    notifications.list_events,
    auth=Auth.PROGRAM,
    query=EventsQuery,
    reply=notifications.EventPageShown,
    summary=Words("Sự kiện sau một vị trí", "Events after a place in the feed"),
    errors=(notifications.FEED_FOR_AGENCIES, notifications.OUT_OF_SCOPE, notifications.PLACE_BEYOND_END),
    notes=Words(
        "Hỏi tiếp bằng after=next_after, kể cả khi không có sự kiện nào. Với wait, câu trả lời đợi đến khi có sự kiện.",
        "Ask again with after=next_after, also when there were no events. With wait, the answer waits for an event.",
    ),
)
def list_events(visit: Visit) -> Response:
    """The texts of the feed as they are: what a reader gets is byte for byte what webhooks and queues carry."""
    parts: dict[str, Any] = dict(visit.parts)
    wait, started = parts.pop("wait"), visit.begun(time.monotonic)
    after = max(int(parts.pop("after")), visit.looked_up_to)
    page = visit.send(notifications.list_events, notifications.ListEvents(after=after, **parts))
    until = started + wait
    if not page.events and wait and time.monotonic() < until and visit.means.feed.has_room():
        visit.looked_up_to = page.next_after
        visit.later = lambda stopping: visit.means.feed.grows(page.next_after, until, stopping)
    frame = b'"next_after":%d,"more":%s' % (page.next_after, b"true" if page.more else b"false")
    texts = b",".join([text.encode() for text in page.events])
    return Response(b'{"events":[%s],%s}' % (texts, frame), content_type=JSON)


area.passes(
    "GET",
    "/api/v1/events/figures",
    notifications.get_handover_figures,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Sự kiện được gửi kịp thời, theo ngày", "How promptly events are handed over, by day"),
)
