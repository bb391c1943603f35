"""Góp ý: anybody says something without an account, and reads the answer by a code; agencies and operators answer."""

from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, NotFound
from chassis.records import load
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import agency_choice
from gateway.web.agency_choice import Picked
from gateway.web.attempting import Attempt, attempt, typed
from gateway.web.forms import sentence_of
from services.catalog import contract as catalog

area = Area("feedback-pages", Words("Góp ý", "Feedback"))

TITLE = Words("Góp ý", "Feedback")
ADDRESS, DESK = "/gop-y", "/can-bo/gop-y"


@area.page("GET", ADDRESS, summary=TITLE)
def form(visit: Visit) -> Response:
    """The form; about an agency or procedure where a link says so."""
    args = visit.request.args
    about = agency_choice.written(visit, args.get("co-quan", ""))
    return _form(visit, {"agency_code": about, "procedure_code": args.get("thu-tuc", "")})


@area.page("POST", ADDRESS, summary=TITLE, limit="sign-in")
def send(visit: Visit) -> Response:
    """Keep it; the page that follows shows the code."""
    asked = typed(visit, "text", "procedure_code")
    values = {**asked, **typed(visit, "agency_code")}
    if visit.form.get("trang", ""):
        # A field that people do not see and machines fill in.
        return redirect(here(ADDRESS, visit.language), 303)
    picked = agency_choice.picks(visit, "agency_code")
    wrong = agency_choice.wrongs(visit, picked)
    try:
        done = attempt(visit, catalog.send_feedback, {**asked, **agency_choice.codes(picked)}, wrong)
    except NotFound as refused:
        said = sentence_of(refused, visit.language)
        return _form(visit, values, Attempt(None, 422, said, {"agency_code": said}))
    if done.reply is None:
        return _form(visit, values, done, picked["agency_code"])
    return visit.page("feedback_sent.html", sent=done.reply, place="feedback", other_language="")


@area.page("GET", f"{ADDRESS}/tra-loi", summary=Words("Trả lời góp ý", "The answer to feedback"), limit="look-up")
def answer(visit: Visit) -> Response:
    """The answer, by the code."""
    code = "".join(visit.request.args.get("ma", "").upper().split())
    view: catalog.FeedbackView | None = None
    said = ""
    if code:
        try:
            view = visit.send(catalog.get_feedback, load(catalog.GetFeedback, {"code": code}))
        except (Invalid, NotFound):
            said = sentence_of(catalog.FEEDBACK_NOT_FOUND(), visit.language)
    return visit.page(
        "feedback_answer.html",
        status=404 if said else 200,
        code=code[:20],
        view=view,
        said=said,
        place="feedback",
        other_language=here(f"{ADDRESS}/tra-loi", "vi" if visit.language == "en" else "en", ma=code[:20]),
    )


@area.page("GET", DESK, summary=TITLE, auth=Auth.STAFF)
def received(visit: Visit) -> Response:
    """What was said to the caller's agencies."""
    return _desk(visit)


@area.page("POST", f"{DESK}/{{feedback_id}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def reply(visit: Visit) -> Response:
    """Answer one."""
    asked = {"feedback_id": visit.path["feedback_id"], **typed(visit, "answer")}
    done = attempt(visit, catalog.answer_feedback, asked)
    if done.reply is None:
        return _desk(visit, done, visit.path["feedback_id"])
    return redirect(here(DESK, visit.language, da="tra-loi"), 303)


def _form(
    visit: Visit, values: dict[str, str], tried: "Attempt[Any] | None" = None, picked: Picked | None = None
) -> Response:
    return visit.page(
        "feedback.html",
        status=tried.status if tried else 200,
        values=values,
        picked=picked,
        near=agency_choice.near(visit, *([picked.code] if picked else [])),
        said=tried.said if tried else "",
        wrong=tried.wrong if tried else {},
        place="feedback",
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en"),
    )


def _desk(visit: Visit, tried: "Attempt[Any] | None" = None, failed: str = "") -> Response:
    args = visit.request.args
    asked: dict[str, Any] = {"cursor": args.get("cursor", "")}
    if args.get("trang-thai", "cho") == "cho":
        asked["state"] = catalog.FeedbackState.SENT.value
    found = attempt(visit, catalog.list_feedback, asked)
    shown = tried or found
    return visit.page(
        "feedback_desk.html",
        status=shown.status,
        found=found.reply,
        waiting="state" in asked,
        said=shown.said,
        failed=failed,
        typed=visit.form,
        done=args.get("da", "") == "tra-loi",
        other_language=here(DESK, "vi" if visit.language == "en" else "en"),
    )
