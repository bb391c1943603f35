"""Hủy nhận thư: the page that the link in a mail opens, and where mail programs switch such mails off in one click.

Opening it changes nothing, since scanners of mail follow links. Its form needs no proof that it is ours: the address
itself is the secret that proves it, as RFC 8058 has it, and mail programs send no cookie along.
"""

from typing import TypeVar

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError, text_of
from chassis.records import load
from gateway.problems import status_of
from gateway.reading import declared_length
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from services.notifications import contract as notifications

area = Area("unsubscribing", Words("Hủy nhận thư", "Unsubscribe"))

TITLE = Words("Hủy nhận thư", "Unsubscribe from mails")
AT = "/huy-nhan-thu/{token}"
LARGEST = 2_000
"""Bytes of a form that says one thing."""

T = TypeVar("T")


@area.page("GET", AT, summary=TITLE, auth=Auth.PROVIDER, limit="look-up")
def asked(visit: Visit) -> Response:
    """Which mails to whom would end here, or have ended."""
    return _page(visit)


@area.page("POST", AT, summary=TITLE, auth=Auth.PROVIDER, limit="look-up", changes=False)
def unsubscribe(visit: Visit) -> Response:
    """Switch them off. Mail programs are answered without a redirect, which they need not follow (RFC 8058)."""
    declared_length(visit.request, LARGEST)
    visit.request.max_form_memory_size = LARGEST
    try:
        visit.send(notifications.unsubscribe, _named(visit, notifications.Unsubscribe))
    except PortalError as refused:
        if refused.retryable:
            raise
        return _page(visit, refused)
    if visit.request.form.get("List-Unsubscribe") == "One-Click":
        return Response(status=204)
    return redirect(here(visit.request.path, visit.language), 303)


def _named(visit: Visit, cls: type[T]) -> T:
    try:
        return load(cls, {"token": visit.path["token"]})
    except Invalid:
        raise notifications.UNSUBSCRIBE_NOT_VALID() from None


def _page(visit: Visit, refused: PortalError | None = None) -> Response:
    found: notifications.UnsubscriptionView | None = None
    try:
        asked_of = _named(visit, notifications.ReadUnsubscription)
        found = visit.send(notifications.read_unsubscription, asked_of)
    except PortalError as unknown:
        if unknown.retryable:
            raise
        refused = unknown
    return visit.page(
        "unsubscribe.html",
        status=status_of(refused) if refused is not None else 200,
        said=text_of(refused, visit.language) if refused is not None else "",
        found=found,
        address=here(visit.request.path, visit.language),
        other_language=here(visit.request.path, "vi" if visit.language == "en" else "en"),
    )
