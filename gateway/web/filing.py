"""Filing a dossier on pages: where it begins, how the result is to come, and the check before it goes.

Every step is saved when it is left, and each can be come back to from any device. What is filed at the end is exactly
what the last page showed: its content hash goes along, and a dossier that another tab or person changed is refused.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import FieldProblem, Invalid, NotFound, PortalError, text_of
from chassis.ids import new_id
from chassis.records import Rule, load, record
from gateway.flows import browsing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Words
from gateway.texts import person_sentence
from gateway.visits import Visit
from gateway.web import terms
from gateway.web.eform_fields import Painter
from gateway.web.filling_in import form_of
from gateway.web.forms import read_fields, sentence_of
from gateway.web.steps import (
    dossier_of,
    first_open,
    go_on,
    offer_of,
    open_steps,
    procedure_of,
    step_page,
    to_dossier,
    whole,
)
from services.catalog import contract as catalog
from services.catalog.contract.forms import Context, check, communes_on
from services.dossiers import contract as dossiers

area = Area("filing", Words("Nộp hồ sơ", "Filing"))

BEGIN = Words("Nộp hồ sơ", "File a dossier")
WAY = Words("Lệ phí và cách nhận kết quả", "Fee and way of return")
CHECK = Words("Kiểm tra và nộp", "Check and file")
STEPS_OPEN = Words("Hồ sơ chưa được nộp: còn bước chưa xong.", "Nothing was filed: a step is still open.")


@record
class BeginForm:
    """Where and in which case somebody files."""

    agency_code: Annotated[str, Rule(min=1, max=40)]
    case: Annotated[str, Rule(max=300)] = ""


@record
class WayForm:
    """How the result is to come, and what is claimed not to be owed (any number of them: `_claim` reads them all)."""

    return_way: dossiers.ReturnWay
    claim: Annotated[str, Rule(max=200)] = ""


@record
class FileForm:
    """The content that the person saw and agreed to."""

    content_hash: Annotated[str, Rule(pattern=r"[0-9a-f]{64}")]


@area.page("GET", "/thu-tuc/{code}/nop", summary=BEGIN, auth=Auth.CITIZEN)
def begin_form(visit: Visit) -> Response:
    """Where to file, in which case, and what one will need."""
    return _begin_page(visit, _procedure(visit))


@area.page("POST", "/thu-tuc/{code}/nop", summary=BEGIN, auth=Auth.CITIZEN, limit="change")
def begin(visit: Visit) -> Response:
    """Begin the draft and go to its first step."""
    shown = _procedure(visit)
    form, filled = read_fields(visit.form, BeginForm, visit.language)
    if form is None:
        said = next(iter(filled.wrong.values()), "")
        return _begin_page(visit, shown, filled.values, status=422, said=said)
    wanted = dossiers.CreateDraft(procedure_code=shown.code, agency_code=form.agency_code, case=form.case)
    try:
        made = visit.send(dossiers.create_draft, wanted, key=visit.key or new_id())
    except PortalError as refused:
        if refused.status == 401:
            raise
        return _begin_page(
            visit, shown, filled.values, status=refused.status, said=sentence_of(refused, visit.language)
        )
    return redirect(here(f"/ho-so/{made.id}/{first_open(made)}", visit.language), 303)


@area.page("GET", "/ho-so/{dossier_id}/nhan-ket-qua", summary=WAY, auth=Auth.CITIZEN)
def way_step(visit: Visit) -> Response:
    """What it costs and how the result comes."""
    view = dossier_of(visit)
    return _way_page(visit, view) if "save_draft" in view.actions else to_dossier(visit, view)


@area.page("POST", "/ho-so/{dossier_id}/nhan-ket-qua", summary=WAY, auth=Auth.CITIZEN, limit="change")
def save_way(visit: Visit) -> Response:
    """Keep the choice."""
    view = dossier_of(visit)
    form, filled = read_fields(visit.form, WayForm, visit.language)
    if form is None:
        return _way_page(visit, view, status=422, said=next(iter(filled.wrong.values()), ""))
    try:
        view = _claim(visit, view)
    except PortalError as refused:
        if refused.status == 401:
            raise
        return _way_page(visit, view, status=refused.status, said=sentence_of(refused, visit.language))
    saved = dossiers.SaveDraft(dossier_id=view.id, answers=dict(view.answers), return_way=form.return_way)
    try:
        view = visit.send(dossiers.save_draft, saved, key=visit.key or new_id())
    except PortalError as refused:
        if refused.status == 401:
            raise
        return _way_page(visit, view, status=refused.status, said=sentence_of(refused, visit.language))
    return go_on(visit, view, "nhan-ket-qua")


def _claim(visit: Visit, view: dossiers.DossierView) -> dossiers.DossierView:
    """The dossier with what is claimed on the page; nothing is asked of the service where nothing changes."""
    chosen = sorted({value for value in visit.form.getlist("claim") if ":" in value})
    if chosen == sorted(_claimed(view)):
        return view
    parts = [name.partition(":") for name in chosen]
    described = {"dossier_id": view.id, "claims": [{"head": head, "relief": relief} for head, _, relief in parts]}
    # The page's own key is that of the step's other command; to claim the same again changes nothing.
    return visit.send(dossiers.claim_reliefs, load(dossiers.ClaimReliefs, described), key=new_id())


def _claimed(view: dossiers.DossierView) -> list[str]:
    return [f"{claim.head}:{claim.relief}" for claim in view.fee_claims]


def _quote(visit: Visit, view: dossiers.DossierView) -> catalog.FeeQuote | None:
    """What it will cost with what is claimed; None while the catalogue cannot tell: the step goes on without."""
    known = {"code": view.procedure_code, "version": view.procedure_version, "case": view.case}
    claims = [f"{one.head}:{one.relief}" for one in view.fee_claims if one.percent]
    asked = {**known, "channel": view.channel.value, "claims": claims}
    try:
        return visit.send(catalog.quote_fees, load(catalog.QuoteFees, asked))
    except PortalError:
        return None


PARTS = {
    "procedure": ("Phiên bản của thủ tục", "Version of the procedure"),
    "case": ("Trường hợp", "Case"),
    "fee_claims": ("Đề nghị miễn, giảm", "Claims to a fee exemption or reduction"),
    "answers": ("Nội dung khai", "What you declare"),
    "papers": ("Giấy tờ kèm theo", "Papers"),
}
"""What the parts of a content are called, where they have no name of their own."""


@area.page("GET", "/ho-so/{dossier_id}/kiem-tra", summary=CHECK, auth=Auth.CITIZEN)
def check_step(visit: Visit) -> Response:
    """Everything that will be filed."""
    view = dossier_of(visit)
    return to_dossier(visit, view) if view.code else _check_page(visit, view)


@area.page("POST", "/ho-so/{dossier_id}/nop", summary=CHECK, auth=Auth.CITIZEN, limit="change")
def submit(visit: Visit) -> Response:
    """File what the page showed; if that is not what the dossier holds by now, or a step is open, show it as it is."""
    form, _ = read_fields(visit.form, FileForm, visit.language)
    if form is None:
        raise ADDRESS_UNKNOWN()
    view = dossier_of(visit)
    # What is filed already is not looked at again: sent twice, the form is answered as the first time.
    if not view.code and open_steps(visit, view):
        return _check_page(visit, view, status=422, said=STEPS_OPEN.en if visit.language == "en" else STEPS_OPEN.vi)
    asked = dossiers.SubmitDossier(dossier_id=view.id, content_hash=form.content_hash)
    try:
        filed = visit.send(dossiers.submit_dossier, asked, key=visit.key or new_id())
    except PortalError as refused:
        if refused.status in (401, 404) or refused.retryable:
            raise
        view = dossier_of(visit)
        differs = refused.code == dossiers.CONTENT_CHANGED.code
        said = text_of(refused, visit.language) if differs else sentence_of(refused, visit.language)
        return _check_page(visit, view, status=refused.status, said=said, problems=refused.problems if differs else ())
    return redirect(whole(visit, filed, da="nop"), 303)


def _procedure(visit: Visit) -> catalog.ProcedureVersion:
    try:
        return browsing.procedure(visit.means, load(catalog.GetProcedure, {"code": visit.path["code"]}))
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _begin_page(
    visit: Visit,
    shown: catalog.ProcedureVersion,
    values: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    said: str = "",
) -> Response:
    today = dt.datetime.now(HANOI).date()
    offers = [offer for offer in shown.offers if offer.files_online and offer.holds(today)]
    try:
        agencies = browsing.agencies_offering(visit.means, shown.code)
    except NotFound:
        agencies = {}
    address = f"/thu-tuc/{shown.code}/nop"
    return visit.page(
        "filing_begin.html",
        status=status,
        said=said,
        shown=shown,
        offers=offers,
        agencies=agencies,
        cases={case.key: case.name for case in shown.cases},
        values=dict(values or {}),
        terms=terms,
        address=here(address, visit.language),
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


def _way_page(visit: Visit, view: dossiers.DossierView, *, status: int = 200, said: str = "") -> Response:
    shown = procedure_of(visit, view)
    return step_page(
        visit, view, "nhan-ket-qua", "filing_way.html", status=status, said=said, shown=shown,
        offer=offer_of(shown, view), terms=terms, quote=_quote(visit, view), claimed=_claimed(view),
        chosen=visit.form.get("return_way", view.return_way.value if view.return_way else ""),
        ticked=visit.form.getlist("claim") if visit.form else _claimed(view),
    )  # fmt: skip


def _check_page(
    visit: Visit,
    view: dossiers.DossierView,
    *,
    status: int = 200,
    said: str = "",
    problems: Sequence[FieldProblem] = (),
) -> Response:
    sections: object = ()
    named: Mapping[str, str] = {}
    if view.form_key:
        shown = form_of(visit, view)
        today = dt.datetime.now(HANOI).date()
        answers = dict(view.answers)
        checked = check(shown.plan, answers, Context(today=today, case=view.case, communes=communes_on(today)))
        painter = Painter(shown.plan, checked, visit.language, today, tell=False)
        sections, named = painter.sections(answers), painter.named
    return step_page(
        visit,
        view,
        "kiem-tra",
        "filing_check.html",
        status=status,
        said=said,
        changed=_changed(visit, view, named, problems),
        sections=sections,
        open_steps=open_steps(visit, view),
    )


def _changed(
    visit: Visit, view: dossiers.DossierView, named: Mapping[str, str], problems: Sequence[FieldProblem]
) -> tuple[str, ...]:
    """What is not as it was seen, each as the page calls it."""
    papers = {f"/papers/{paper.key}": paper.name for paper in view.papers}
    found = []
    for one in problems:
        first = one.pointer.strip("/").partition("/")[0]
        own = named.get(one.pointer.removeprefix("/answers")) if first == "answers" else papers.get(one.pointer)
        what = own or PARTS.get(first, PARTS["answers"])[visit.language == "en"]
        found.append(f"{what}: {person_sentence(one, visit.language)}")
    return tuple(dict.fromkeys(found))
