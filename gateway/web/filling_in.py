"""The step of the form: an electronic form, saved as it stands, with what the account fills in by itself."""

import contextlib
import datetime as dt

from werkzeug.wrappers import Response

from chassis.errors import Invalid, Unavailable
from chassis.ids import new_id
from gateway.flows import filling
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.eform_fields import Painter, answers_of, reshaped
from gateway.web.forms import sentence_of
from gateway.web.saved_meanwhile import SEEN, differing, mark_of
from gateway.web.steps import dossier_of, go_on, step_page, to_dossier
from services.catalog import contract as catalog
from services.catalog.contract.forms import Context, check, communes_on
from services.dossiers import contract as dossiers

area = Area("filling-in", Words("Điền mẫu", "Filling in"))

FORM_LIMIT = 400_000
"""Largest form that is read, in bytes."""
FILL_IN = Words("Điền mẫu", "Fill in the form")


@area.page("GET", "/ho-so/{dossier_id}/khai", summary=FILL_IN, auth=Auth.CITIZEN)
def form_step(visit: Visit) -> Response:
    """The form as it is saved; an answer that is not there yet is not called wrong."""
    view = dossier_of(visit)
    if "save_draft" not in view.actions:
        return to_dossier(visit, view)
    return _form_page(visit, view, dict(view.answers), tell="sai" in visit.request.args)


@area.page(
    "POST", "/ho-so/{dossier_id}/khai", summary=FILL_IN, auth=Auth.CITIZEN, limit="change", form_limit=FORM_LIMIT
)
def save_form(visit: Visit) -> Response:
    """Save what was filled in, whatever is wrong with it; then on, or back to what is wrong.

    What was saved elsewhere since the page was opened is not written over before the person was told.
    """
    view = dossier_of(visit)
    plan = form_of(visit, view).plan
    answers = answers_of(plan, visit.form)
    add, remove = visit.form.get("_add", ""), visit.form.get("_remove", "")
    if add or remove:
        reshaped(plan, answers, add, remove)
    changed = _saved_meanwhile(visit, view, answers)
    if changed:
        return _form_page(visit, view, answers, tell=False, status=412, changed=changed)
    saved = dossiers.SaveDraft(dossier_id=view.id, answers=answers)
    try:
        view = visit.send(dossiers.save_draft, saved, key=visit.key or new_id())
    except Invalid as refused:
        return _form_page(visit, view, answers, tell=True, status=422, said=sentence_of(refused, visit.language))
    if add or remove or "_refresh" in visit.form:
        return _form_page(visit, view, answers if add else dict(view.answers), tell=False)
    if view.problems and "_later" not in visit.form:
        return _form_page(visit, view, dict(view.answers), tell=True, status=422)
    return go_on(visit, view, "khai")


def form_of(visit: Visit, view: dossiers.DossierView) -> catalog.FormView:
    if not view.form_key:
        raise ADDRESS_UNKNOWN()
    question = catalog.GetForm(code=view.procedure_code, form=view.form_key, version=view.procedure_version)
    return filling.form(visit.means, question)


def _form_page(
    visit: Visit,
    view: dossiers.DossierView,
    answers: "dict[str, object]",
    *,
    tell: bool,
    status: int = 200,
    said: str = "",
    changed: tuple[str, ...] = (),
) -> Response:
    shown, context = form_of(visit, view), _context(view)
    today = context.today
    checked = check(shown.plan, answers, context)
    locked = _locked(visit, shown)
    painter = Painter(shown.plan, checked, visit.language, today, tell, frozenset(locked))
    if tell:
        # What the service says counts: it also sees what is masked here.
        painter.wrong = {one.pointer: one.en if visit.language == "en" else one.vi for one in reversed(view.problems)}
    return step_page(
        visit,
        view,
        "khai",
        "filing_form.html",
        status=status,
        said=said,
        form=shown.form,
        sections=painter.sections(answers),
        named=painter.named,
        problems=view.problems if tell else (),
        today=today,
        seen=mark_of(view.answers),
        seen_as=SEEN,
        changed=changed,
    )


def _context(view: dossiers.DossierView) -> Context:
    today = dt.datetime.now(HANOI).date()
    return Context(today=today, case=view.case, communes=communes_on(today))


def _locked(visit: Visit, shown: catalog.FormView) -> tuple[str, ...]:
    """The fields that are the account's; without accounts the page only does not show which they are."""
    with contextlib.suppress(Unavailable):
        return filling.prefill(visit, shown).locked
    return ()


def _saved_meanwhile(visit: Visit, view: dossiers.DossierView, answers: "dict[str, object]") -> tuple[str, ...]:
    """The fields of which the draft holds by now something else than the page that was sent knew, or says."""
    now = mark_of(view.answers)
    if visit.form.get(SEEN, now) == now:
        return ()
    shown = form_of(visit, view)
    locked = _locked(visit, shown)
    differ = differing(shown.plan, _context(view), view.answers, answers)
    return tuple(pointer for pointer in differ if pointer not in locked)
