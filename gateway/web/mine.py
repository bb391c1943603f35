"""Hồ sơ của tôi: the list of a person's dossiers, and one of them with all that can be known and done."""

from collections.abc import Callable
from typing import Annotated

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.ids import new_id
from chassis.records import Rule, load, record
from gateway import files
from gateway.problems import ADDRESS_UNKNOWN
from gateway.reading import readable
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import giving_up
from gateway.web.fees import fees_of
from gateway.web.forms import read_fields, sentence_of
from gateway.web.standing import mark_of
from gateway.web.steps import dossier_of, first_open
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments

area = Area("mine", Words("Hồ sơ của tôi", "My dossiers"))

LIST = Words("Hồ sơ của tôi", "My dossiers")
ONE = Words("Một hồ sơ của tôi", "One of my dossiers")
GROUPS: dict[str, tuple[int, ...]] = {
    "nhap": (0,),
    "cho-toi": (5, 6),
    "dang-xu-ly": (1, 2, 4),
    "xong": (3, 7, 8, 9, 10),
}
"""The filters of the list, by what they mean to a person; numbers are the national states (QĐ 985/QĐ-BTTTT)."""


@record
class ListQuestion:
    """What of the list is shown."""

    nhom: Annotated[str, Rule(choices=("", *GROUPS))] = ""
    q: Annotated[str, Rule(max=100)] = ""
    thu_tuc: Annotated[str, Rule(max=40)] = ""
    cursor: dossiers.Cursor = ""


MESSAGES = 100
"""How many of a person's messages are looked through for those about a dossier."""
QUESTION = frozenset(("nhom", "q", "thu_tuc", "cursor"))


@record
class SayForm:
    """A word that goes with a command."""

    note: Annotated[str, Rule(max=2000)] = ""


@record
class RatingForm:
    """What somebody thinks of how their dossier was handled."""

    rating: dossiers.Rating
    comment: Annotated[str, Rule(max=1000)] = ""


@area.page("GET", "/ho-so", summary=LIST, auth=Auth.CITIZEN)
def my_dossiers(visit: Visit) -> Response:
    """The list, newest first, or what of it was asked for: a group, a procedure, words."""
    given = {name: value.strip() for name, value in visit.request.args.items() if name in QUESTION}
    asked, _left_out = readable(MultiDict(given), ListQuestion)
    described = {"states": list(GROUPS.get(asked.nhom, ())), "text": asked.q, "procedure_code": asked.thu_tuc}
    question = load(dossiers.ListMyDossiers, {**described, "cursor": asked.cursor})
    found = visit.send(dossiers.list_my_dossiers, question)
    kept = {"nhom": asked.nhom, "q": asked.q, "thu_tuc": asked.thu_tuc}
    return visit.page(
        "my_dossiers.html",
        found=found,
        asked=asked,
        kept=kept,
        groups=tuple(GROUPS),
        done=visit.request.args.get("da", "") == giving_up.DONE,
        place="mine",
        other_language=here("/ho-so", "vi" if visit.language == "en" else "en", **kept),
    )


@area.page("GET", "/ho-so/{dossier_id}", summary=ONE, auth=Auth.CITIZEN)
def my_dossier(visit: Visit) -> Response:
    """One dossier, whole; a draft goes on where it was left."""
    view = dossier_of(visit)
    if not view.code:
        return redirect(here(f"/ho-so/{view.id}/{first_open(view)}", visit.language), 303)
    return _page(visit, view)


@area.page("POST", "/ho-so/{dossier_id}/bo-sung", summary=ONE, auth=Auth.CITIZEN, limit="change")
def supplement(visit: Visit) -> Response:
    """Send in what was asked for."""
    view, note = dossier_of(visit), _note(visit)
    asked = dossiers.SupplementDossier(dossier_id=view.id, note=note, expected_version=view.version)
    return _carried_out(visit, view, lambda key: visit.send(dossiers.supplement_dossier, asked, key=key), "bo-sung")


@area.page("POST", "/ho-so/{dossier_id}/rut", summary=ONE, auth=Auth.CITIZEN, limit="change")
def withdraw(visit: Visit) -> Response:
    """Take the dossier back."""
    view, note = dossier_of(visit), _note(visit)
    asked = dossiers.WithdrawDossier(dossier_id=view.id, reason=note, expected_version=view.version)
    return _carried_out(visit, view, lambda key: visit.send(dossiers.withdraw_dossier, asked, key=key), "rut")


@area.page("POST", "/ho-so/{dossier_id}/nop-tien/{obligation_id}", summary=ONE, auth=Auth.CITIZEN, limit="change")
def pay(visit: Visit) -> Response:
    """Begin to pay online and go to the bank's page. Pressed twice, it is one attempt."""
    view = dossier_of(visit)
    try:
        described = {"obligation_id": visit.path["obligation_id"], "language": visit.language}
        asked = load(payments.StartPayment, described)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    try:
        started = visit.send(payments.start_payment, asked, key=visit.key or new_id())
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        return _page(visit, view, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(started.redirect_url, 303)


@area.page("POST", "/ho-so/{dossier_id}/danh-gia", summary=ONE, auth=Auth.CITIZEN, limit="change")
def rate(visit: Visit) -> Response:
    """Say what one thinks of how the dossier was handled; once, when the result has been returned."""
    view = dossier_of(visit)
    form, filled = read_fields(visit.form, RatingForm, visit.language)
    if form is None:
        return _page(visit, view, status=422, said=next(iter(filled.wrong.values()), ""))
    asked = dossiers.RateDossier(dossier_id=view.id, rating=form.rating, comment=form.comment)
    return _carried_out(visit, view, lambda key: visit.send(dossiers.rate_dossier, asked, key=key), "danh-gia")


@area.page("GET", "/ho-so/{dossier_id}/tep/{file_id}", summary=ONE, auth=Auth.CITIZEN, limit="file")
def file(visit: Visit) -> Response:
    """One file of the dossier as a download: a paper that was given, or the result."""
    try:
        asked = load(dossiers.GetFile, {"dossier_id": visit.path["dossier_id"], "file_id": visit.path["file_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return files.send_leave(visit.means.objects, visit.send(dossiers.get_file, asked))


def _note(visit: Visit) -> str:
    form, _ = read_fields(visit.form, SayForm, visit.language)
    return form.note if form is not None else ""


def _carried_out(visit: Visit, view: dossiers.DossierView, command: Callable[[str], object], done: str) -> Response:
    try:
        command(visit.key or new_id())
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        return _page(visit, dossier_of(visit), status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(f"/ho-so/{view.id}", visit.language, da=done), 303)


def _page(visit: Visit, view: dossiers.DossierView, *, status: int = 200, said: str = "") -> Response:
    timeline = visit.send(dossiers.get_timeline, dossiers.GetTimeline(dossier_id=view.id))
    deadline = visit.send(dossiers.get_deadline, dossiers.GetDeadline(dossier_id=view.id))
    owed, away = fees_of(visit, view.id)
    told = _told_about(visit, view.id)
    done = visit.request.args.get("da", "")
    return visit.page(
        "my_dossier.html",
        status=status,
        view=view,
        mark=mark_of(view),
        said=said,
        done=done if done in ("nop", "bo-sung", "rut", "danh-gia") else "",
        timeline=timeline,
        deadline=deadline,
        owed=owed,
        told=told,
        payments_away=away,
        place="mine",
        other_language=here(f"/ho-so/{view.id}", "vi" if visit.language == "en" else "en"),
    )


def _told_about(visit: Visit, dossier_id: str) -> list[notifications.InboxMessage]:
    """What this person was told about a dossier, among their newest messages; nothing while nobody can be asked."""
    try:
        newest = visit.send(notifications.list_inbox, notifications.ListInbox(limit=MESSAGES)).messages
    except PortalError as refused:
        if refused.status == 401:
            raise
        return []
    return [message for message in newest if message.dossier_id == dossier_id]
