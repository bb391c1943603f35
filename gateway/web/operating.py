"""Vận hành: how every service does, what could not be handled, what did not reach people and agencies."""

from collections.abc import Mapping
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Unavailable
from chassis.workings import GetWorkings
from gateway.flows import workings
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.attempting import Attempt, attempt, typed, whole_number
from gateway.web.forms import sentence_of
from gateway.web.matter_words import matter_words
from gateway.web.operating_words import CHANNELS, PAUSED, event_words, health_words, lost_words, reason_words
from services.notifications import contract as notifications

area = Area("operating-page", Words("Vận hành", "Operating"))

TITLE = Words("Vận hành", "Operating")
ADDRESS = "/can-bo/van-hanh"
NAMES: Mapping[str, Words] = {
    "catalog": Words("Danh mục thủ tục", "Catalogue"),
    "accounts": Words("Tài khoản", "Accounts"),
    "dossiers": Words("Hồ sơ", "Dossiers"),
    "payments": Words("Thanh toán", "Payments"),
    "notifications": Words("Tin báo", "Notifications"),
}
DONE: Mapping[str, Words] = {
    "xu-ly-lai": Words(
        "Đã giao lại cho dịch vụ; kết quả có trong vài giây, hãy tải lại trang.",
        "Given back to the service; it takes a few seconds, then reload the page.",
    ),
    "gui-lai": Words("Đã xếp tin để gửi lại.", "The message will be sent again."),
    "noi-lai": Words("Đã cho gửi tiếp tới cơ quan.", "Handing over to the agency goes on."),
}


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def operating(visit: Visit) -> Response:
    """Everything on one page."""
    return _page(visit)


@area.page("GET", f"{ADDRESS}/su-kien/{{service}}/{{letter}}", summary=TITLE, auth=Auth.STAFF)
def letter(visit: Visit) -> Response:
    """One dead letter: why it could not be handled and what it says; that it was read is recorded."""
    return _letter_page(visit)


@area.page("POST", f"{ADDRESS}/su-kien/{{service}}/{{letter}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def replay(visit: Visit) -> Response:
    """Have it handled again, with the reason."""
    method = workings.REPLAYS.get(visit.path["service"])
    if method is None:
        raise ADDRESS_UNKNOWN()
    done = attempt(visit, method, {"letter": visit.path["letter"], **typed(visit, "why")})
    if done.reply is None:
        return _letter_page(visit, done)
    return redirect(here(ADDRESS, visit.language, da="xu-ly-lai"), 303)


@area.page("POST", f"{ADDRESS}/tin/{{message_id}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def resend(visit: Visit) -> Response:
    """Send a message that was lost once more, as a new one."""
    done = attempt(visit, notifications.resend_message, {"message_id": visit.path["message_id"]})
    return _after(visit, done, "gui-lai")


@area.page("POST", f"{ADDRESS}/dang-ky/{{subscription_id}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def resume(visit: Visit) -> Response:
    """Go on handing events over to an agency's program that was paused."""
    asked = {"subscription_id": visit.path["subscription_id"]}
    return _after(visit, attempt(visit, notifications.resume_subscription, asked), "noi-lai")


def _after(visit: Visit, done: Attempt[Any], key: str) -> Response:
    if done.reply is None:
        return _page(visit, done.said, done.status)
    return redirect(here(ADDRESS, visit.language, da=key), 303)


def _page(visit: Visit, said: str = "", status: int = 200) -> Response:
    shown = workings.at_work(visit)
    messages: notifications.OperatedMessages | None = None
    subscriptions: tuple[notifications.SubscriptionView, ...] | None = None
    away = ""
    try:
        messages = visit.send(notifications.list_messages, notifications.ListMessages(limit=20))
        listed = visit.send(notifications.list_subscriptions, notifications.ListSubscriptions())
        # What is well needs nobody: failing, paused and late ones come alone.
        subscriptions = tuple(
            one for one in listed.subscriptions if one.state.value not in ("active", "ended") or one.failures
        )
    except Unavailable as refused:
        away = sentence_of(refused, visit.language)
    return visit.page(
        "operating.html",
        status=status,
        shown=shown,
        names=NAMES,
        messages=messages,
        event_words=event_words,
        health_words=health_words,
        lost_words=lost_words,
        matter_words=matter_words,
        reason_words=reason_words,
        channels=CHANNELS,
        paused=PAUSED,
        subscriptions=subscriptions,
        away=away,
        said=said,
        done=DONE.get(visit.request.args.get("da", "")),
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en"),
    )


def _letter_page(visit: Visit, tried: "Attempt[Any] | None" = None) -> Response:
    service, number = visit.path["service"], whole_number(visit.path["letter"])
    if service not in workings.LOOKS or not isinstance(number, int):
        raise ADDRESS_UNKNOWN()
    found = visit.send(workings.LOOKS[service], GetWorkings(letter=number))
    shown = next((one for one in found.letters if one.id == number), None)
    address = f"{ADDRESS}/su-kien/{service}/{number}"
    return visit.page(
        "dead_letter.html",
        status=tried.status if tried else 200,
        service=service,
        name=NAMES[service],
        number=number,
        letter=shown,
        event_words=event_words,
        reason_words=reason_words,
        body=found.body,
        said=tried.said if tried else "",
        typed=visit.form,
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )
