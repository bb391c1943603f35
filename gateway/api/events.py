"""The feed that agencies read: CloudEvents 1.0 without a gap, by the place after the last one they have."""

from gateway.routing import Area, Auth, Words
from services.notifications import contract as notifications

area = Area("events", Words("Luồng sự kiện cho cơ quan", "Event feed for agencies"))

area.passes(
    "GET",
    "/api/v1/events",
    notifications.list_events,
    auth=Auth.STAFF,
    summary=Words("Sự kiện sau một vị trí", "Events after a place in the feed"),
    errors=(notifications.FEED_FOR_AGENCIES,),
    notes=Words(
        "Hỏi tiếp bằng after=next_after, kể cả khi không có sự kiện nào.",
        "Ask again with after=next_after, also when there were no events.",
    ),
)
