"""The page of an electronic form: to fill it in and have it checked, with and without JavaScript. It keeps nothing."""

import datetime as dt
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.flows import browsing, filling
from gateway.guarding import only_from_here
from gateway.problems import ADDRESS_UNKNOWN, WRONG_MEDIA
from gateway.reading import declared_length
from gateway.rendering import HANOI, here
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web.eform_fields import Painter, answers_of, reshaped
from services.catalog import contract as catalog
from services.catalog.contract.forms import Checked, Context, check, communes_on

area = Area("form-pages", Words("Mẫu điện tử", "Electronic forms"))

EFORM_LIMIT = 400_000
"""Largest form that is read, in bytes: longer than any answers that the check lets pass."""
TITLE = Words("Một mẫu điện tử", "An electronic form")


@area.page("GET", "/thu-tuc/{code}/mau/{form}", summary=TITLE)
def form_page(visit: Visit) -> Response:
    """The empty form. Nothing is wrong with it before somebody has filled something in."""
    shown = _shown(visit)
    return _page(visit, shown, {}, tell=False)


@area.page("POST", "/thu-tuc/{code}/mau/{form}", summary=TITLE, changes=False)
def form_checked(visit: Visit) -> Response:
    """The form as it was filled in: checked, with another row, or with the fields that now belong to it."""
    shown = _shown(visit)
    posted = _posted(visit.request)
    answers = answers_of(shown.plan, posted)
    add, remove = posted.get("_add", ""), posted.get("_remove", "")
    if add or remove:
        reshaped(shown.plan, answers, add, remove)
    asked_for_check = not (add or remove or "_refresh" in posted)
    return _page(visit, shown, answers, tell=asked_for_check, case=posted.get("_case", ""))


def _shown(visit: Visit) -> catalog.FormView:
    try:
        question = load(catalog.GetForm, {"code": visit.path["code"], "form": visit.path["form"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return filling.form(visit.means, question)


def _posted(request: Request) -> "MultiDict[str, str]":
    only_from_here(request)
    declared_length(request, EFORM_LIMIT)
    if request.mimetype != "application/x-www-form-urlencoded":
        raise WRONG_MEDIA(accepted="application/x-www-form-urlencoded")
    request.max_form_memory_size = EFORM_LIMIT
    return request.form


def _page(visit: Visit, shown: catalog.FormView, answers: dict[str, Any], *, tell: bool, case: str = "") -> Response:
    today = dt.datetime.now(HANOI).date()
    form = shown.form
    case = case if case in form.cases or not form.cases else form.cases[0]
    context = Context(today=today, case=case, communes=communes_on(today))
    checked: Checked = check(shown.plan, answers, context)
    procedure = browsing.procedure(visit.means, catalog.GetProcedure(code=shown.procedure_code))
    painter = Painter(shown.plan, checked, visit.language, today, tell)
    address = f"/thu-tuc/{shown.procedure_code}/mau/{form.key}"
    return visit.page(
        "eform.html",
        status=422 if tell and not checked.is_whole else 200,
        shown=shown,
        form=form,
        procedure=procedure,
        cases=[(known.key, known.name) for known in procedure.cases if known.key in form.cases],
        case=case,
        today=today,
        sections=painter.sections(answers),
        checked=checked if tell else None,
        named=painter.named,
        address=here(address, visit.language),
        plan_address=f"/api/v1/procedures/{shown.procedure_code}/forms/{form.key}",
        place="procedures",
        other_language=address if visit.language == "en" else f"{address}?lang=en",
    )
