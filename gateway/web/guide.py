"""Hướng dẫn: the way through the portal for who is here for the first time."""

from werkzeug.wrappers import Response

from gateway.rendering import here
from gateway.routing import Area, Words
from gateway.visits import Visit

area = Area("guide", Words("Hướng dẫn", "Guide"))

TITLE = Words("Hướng dẫn cho người mới", "Guide for first-time users")


@area.page("GET", "/huong-dan", summary=TITLE)
def guide(visit: Visit) -> Response:
    """Five steps with pictures, and what people ask."""
    return visit.page(
        "guide.html", place="guide", other_language=here("/huong-dan", "vi" if visit.language == "en" else "en")
    )
