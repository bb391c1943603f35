"""Bộ phận một cửa: officers see what waits for them, and handle one dossier after the other."""

import datetime as dt
from collections.abc import Mapping

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.ids import new_id
from chassis.objects import Stored
from chassis.records import load
from gateway import files
from gateway.flows import filling
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from gateway.web.desk_acts import BY_KEY, TASKS, offered, request_of
from gateway.web.eform_fields import Painter
from gateway.web.forms import sentence_of
from gateway.web.steps import dossier_of, procedure_of
from services.catalog import contract as catalog
from services.catalog.contract.forms import Context, check, communes_on
from services.dossiers import contract as dossiers

area = Area("desk-pages", Words("Bộ phận một cửa", "One-stop desk"))

TITLE = Words("Bộ phận một cửa", "One-stop desk")
QUEUES: Mapping[dossiers.Queue, Words] = {
    dossiers.Queue.TO_RECEIVE: Words("Chờ tiếp nhận", "To receive"),
    dossiers.Queue.TO_PROCESS: Words("Chờ chuyển xử lý", "To be processed"),
    dossiers.Queue.PROCESSING: Words("Đang xử lý", "In process"),
    dossiers.Queue.UNASSIGNED: Words("Chưa phân công", "Held by nobody"),
    dossiers.Queue.WAITING: Words("Chờ người nộp", "Waiting for the applicant"),
    dossiers.Queue.TO_CONFIRM: Words("Xin rút", "Withdrawals"),
    dossiers.Queue.TO_RETURN: Words("Chờ trả kết quả", "To be returned"),
    dossiers.Queue.LATE: Words("Quá hạn", "Late"),
    dossiers.Queue.CLOSED: Words("Đã kết thúc", "Closed"),
    dossiers.Queue.ALL: Words("Tất cả", "All"),
}
SOON = dt.timedelta(days=1)
"""How long before its time a dossier is shown as soon due."""


@area.page("GET", "/can-bo", summary=TITLE, auth=Auth.STAFF)
def queue(visit: Visit) -> Response:
    """One queue, what is due first at its head."""
    args = visit.request.args
    wanted = {"queue": args.get("viec", "to_receive"), "procedure_code": args.get("thu-tuc", "")}
    try:
        question = load(dossiers.ListAgencyDossiers, {**wanted, "cursor": args.get("cursor", "")})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    found = visit.send(dossiers.list_agency_dossiers, question)
    other = "vi" if visit.language == "en" else "en"
    return visit.page(
        "desk.html",
        found=found,
        asked=question,
        queues=QUEUES,
        tasks=TASKS,
        now=dt.datetime.now(dt.UTC),
        soon=SOON,
        place="desk",
        other_language=here("/can-bo", other, viec=question.queue.value),
    )


@area.page("GET", "/can-bo/ho-so/{dossier_id}", summary=TITLE, auth=Auth.STAFF)
def dossier(visit: Visit) -> Response:
    """One dossier: what was declared, the papers, what happened, and what can be done."""
    return _page(visit, dossier_of(visit))


@area.page("POST", "/can-bo/ho-so/{dossier_id}/{act}", summary=TITLE, auth=Auth.STAFF, limit="change")
def act(visit: Visit) -> Response:
    """Do one act; what the law asks for and was not given is told, and nothing typed is lost."""
    wanted = BY_KEY.get(visit.path["act"])
    if wanted is None:
        raise ADDRESS_UNKNOWN()
    view = dossier_of(visit)
    try:
        request = load(wanted.method.request, request_of(wanted, view, visit.form))
        visit.send(wanted.method, request, key=visit.key or new_id())
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        said = sentence_of(refused, visit.language)
        return _page(visit, dossier_of(visit), status=refused.status, said=said, failed=wanted.key)
    return redirect(here(f"/can-bo/ho-so/{view.id}", visit.language, da=wanted.key), 303)


@area.page("POST", "/can-bo/ket-qua/{dossier_id}", summary=TITLE, auth=Auth.STAFF, limit="file", transfer=Upload())
def result(visit: Visit) -> Response:
    """Attach the result; it replaces the one before."""
    part = visit.given_file

    def attach(stored: Stored) -> dossiers.DossierView:
        described = {
            "dossier_id": visit.path["dossier_id"],
            "object_key": stored.key,
            "file_name": part.name,
            "media_type": part.media_type,
            "size": stored.size,
            "sha256": stored.sha256,
            "number": visit.form.get("number", "").strip(),
        }
        return visit.send(dossiers.attach_result, load(dossiers.AttachResult, described), key=visit.key or new_id())

    try:
        view = files.keep(visit.means.objects, part, visit.means.settings.paper_limit, attach)
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        return _page(visit, dossier_of(visit), status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(f"/can-bo/ho-so/{view.id}", visit.language, da="ket-qua"), 303)


@area.page("GET", "/can-bo/ho-so/{dossier_id}/tep/{file_id}", summary=TITLE, auth=Auth.STAFF, limit="file")
def file(visit: Visit) -> Response:
    """A file of the dossier; who opened it stands in the dossier's history."""
    try:
        asked = load(dossiers.GetFile, {"dossier_id": visit.path["dossier_id"], "file_id": visit.path["file_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return files.send_leave(visit.means.objects, visit.send(dossiers.get_file, asked))


def _page(visit: Visit, view: dossiers.DossierView, *, status: int = 200, said: str = "", failed: str = "") -> Response:
    shown = procedure_of(visit, view)
    acts = offered(view)
    reasons: tuple[dossiers.ReasonView, ...] = ()
    if any(one.reasons for one in acts):
        reasons = visit.send(dossiers.list_reasons, dossiers.ListReasons()).reasons
    fees = [fee for fee in shown.fees if is_assessed(fee, view)]
    owed = [fee for fee in shown.fees if concerns(fee, view) and fee.rule is not catalog.FeeRule.FREE]
    done = visit.request.args.get("da", "")
    return visit.page(
        "desk_dossier.html",
        status=status,
        view=view,
        said=said,
        failed=failed,
        typed=visit.form,
        done=BY_KEY[done].words if done in BY_KEY else None,
        acts=acts,
        reasons=reasons,
        fees=fees,
        owed=owed,
        sections=_declared(visit, view),
        timeline=visit.send(dossiers.get_timeline, dossiers.GetTimeline(dossier_id=view.id)),
        place="desk",
        other_language=here(f"/can-bo/ho-so/{view.id}", "vi" if visit.language == "en" else "en"),
    )


def is_assessed(fee: catalog.Fee, view: dossiers.DossierView) -> bool:
    """Whether an officer finds the amount of a fee of this dossier: the record fixes it otherwise."""
    fixed = fee.rule in (catalog.FeeRule.FIXED, catalog.FeeRule.FREE)
    return concerns(fee, view) and not fee.optional and not fixed


def concerns(fee: catalog.Fee, view: dossiers.DossierView) -> bool:
    """Whether a fee is one of this dossier's case and way."""
    return view.case in (fee.cases or (view.case,)) and view.channel in (fee.channels or (view.channel,))


def _declared(visit: Visit, view: dossiers.DossierView) -> object:
    """The form as it was filled in, to be read."""
    if not view.form_key:
        return ()
    question = catalog.GetForm(code=view.procedure_code, form=view.form_key, version=view.procedure_version)
    shown = filling.form(visit.means, question)
    today, answers = dt.datetime.now(HANOI).date(), dict(view.answers)
    checked = check(shown.plan, answers, Context(today=today, case=view.case, communes=communes_on(today)))
    return Painter(shown.plan, checked, visit.language, today, tell=False).sections(answers)
