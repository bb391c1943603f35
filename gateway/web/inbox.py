"""Tin báo: all that the portal has told a person, what of it is new, and the way to the dossier it is about."""

from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import Ident, Rule, load, record
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth
from gateway.visits import Visit
from gateway.web.forms import read_fields, sentence_of
from gateway.web.personal import (
    CORRECTIONS,
    DELEGATIONS,
    DETAILS,
    DEVICES,
    INBOX,
    MY_DATA,
    ORGANISATIONS,
    SECOND_FACTOR,
    Entry,
    personal_page,
)
from gateway.web.refusals import refusal_of
from services.notifications import contract as notifications

area = Area("inbox", INBOX.name)

AT = INBOX.address

T = TypeVar("T")

PLACES: Mapping[str, Entry] = {
    **dict.fromkeys(("account.delegation-granted", "account.delegation-revoked"), DELEGATIONS),
    **dict.fromkeys(("account.membership-begun", "account.membership-ended"), ORGANISATIONS),
    **dict.fromkeys(("account.corrected", "account.correction-refused"), CORRECTIONS),
    **dict.fromkeys(("account.device-added", "account.password-changed"), DEVICES),
    **dict.fromkeys(("account.second-factor-added", "account.second-factor-removed"), SECOND_FACTOR),
    **dict.fromkeys(("account.phone-changed", "account.email-added", "account.email-changed"), DETAILS),
    **dict.fromkeys(
        (
            "account.data-exported", "account.erasure-asked", "account.erasure-cancelled", "account.erasure-refused",
            "account.restricted", "account.restriction-lifted",
        ),
        MY_DATA,
    ),
}  # fmt: skip
"""By its matter, the page that a message without a dossier is about."""


@record
class Question:
    """What of the inbox is shown."""

    nhom: Annotated[str, Rule(choices=("", "chua-doc"))] = ""
    cursor: Annotated[str, Rule(max=400)] = ""


@record
class OpenForm:
    """The dossier that a message is about, or else the matter; whether the dossier may be seen, dossiers say."""

    dossier_id: Ident | None = None
    matter: Annotated[str, Rule(max=60)] = ""


@area.page("GET", AT, summary=INBOX.name, auth=Auth.CITIZEN)
def inbox(visit: Visit) -> Response:
    """The messages, newest first."""
    return _page(visit)


@area.page("POST", f"{AT}/{{message_id}}/mo", summary=INBOX.name, auth=Auth.CITIZEN, limit="change")
def open_place(visit: Visit) -> Response:
    """Note that it was read, and go to its dossier, or to the page that deals with it."""
    form, _ = read_fields(visit.form, OpenForm, visit.language)
    if form is None or not (form.dossier_id or form.matter in PLACES):
        raise ADDRESS_UNKNOWN()
    asked = _named(visit, notifications.MarkRead)
    visit.means.unread.changed(visit.caller.id)
    # Whether it could be noted keeps nobody from going there.
    refusal_of(lambda: visit.send(notifications.mark_read, asked))
    to = f"/ho-so/{form.dossier_id}" if form.dossier_id else PLACES[form.matter].address
    return redirect(here(to, visit.language), 303)


@area.page("POST", f"{AT}/{{message_id}}/da-doc", summary=INBOX.name, auth=Auth.CITIZEN, limit="change")
def mark_read(visit: Visit) -> Response:
    """Note that it was read."""
    asked = _named(visit, notifications.MarkRead)
    return _back(visit, lambda: visit.send(notifications.mark_read, asked))


@area.page("POST", f"{AT}/{{message_id}}/chua-doc", summary=INBOX.name, auth=Auth.CITIZEN, limit="change")
def mark_unread(visit: Visit) -> Response:
    """Have it count as unread again."""
    asked = _named(visit, notifications.MarkUnread)
    return _back(visit, lambda: visit.send(notifications.mark_unread, asked))


@area.page("POST", f"{AT}/{{message_id}}/doc-het", summary=INBOX.name, auth=Auth.CITIZEN, limit="change")
def mark_all_read(visit: Visit) -> Response:
    """Note that everything up to the newest that was shown was read."""
    try:
        asked = load(notifications.MarkAllRead, {"up_to": visit.path["message_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return _back(visit, lambda: visit.send(notifications.mark_all_read, asked))


def _named(visit: Visit, cls: type[T]) -> T:
    try:
        return load(cls, {"message_id": visit.path["message_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _back(visit: Visit, command: Callable[[], object]) -> Response:
    visit.means.unread.changed(visit.caller.id)
    refused = refusal_of(command)
    if refused is not None:
        return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(AT, visit.language, nhom=_question(visit).nhom), 303)


def _question(visit: Visit) -> Question:
    given = {name: value for name, value in visit.request.args.items() if name in ("nhom", "cursor")}
    try:
        return load(Question, given)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _page(visit: Visit, *, status: int = 200, said: str = "") -> Response:
    asked = _question(visit)
    question = notifications.ListInbox(unread_only=asked.nhom == "chua-doc", cursor=asked.cursor)
    found = visit.send(notifications.list_inbox, question)
    visit.means.unread.told(visit.caller.id, found.unread)
    return personal_page(visit, INBOX, "inbox.html", status=status, said=said, found=found, asked=asked, places=PLACES)
