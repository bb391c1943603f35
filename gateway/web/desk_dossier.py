"""One dossier on the desk: what was declared, the papers, whose turn it is, and every act that its reader may do."""

import datetime as dt
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Forbidden, Invalid, NotFound, PortalError, Unavailable
from chassis.ids import new_id
from chassis.records import load
from gateway import files, headers
from gateway.flows import filling
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from gateway.web import agency_choice, desk_money, given_files, money_deeds
from gateway.web.deeds import Attempt, Deed, Kind, attempt_of, carry_out, scope_of
from gateway.web.desk_acts import ACTS, ANSWER, MEETING_ACTS, OPINION_ACTS, REASONS_OF, REVEAL, TAKE_BACK, offered
from gateway.web.desk_contact import CORRECT, SAID
from gateway.web.desk_forms import asked_amount, asked_quantity, concerns, is_assessed, known_of
from gateway.web.eform_fields import Painter
from gateway.web.steps import dossier_of, first_open, procedure_of
from services.catalog import contract as catalog
from services.catalog.contract.forms import Context, check, communes_on
from services.dossiers import contract as dossiers
from services.payments import contract as payments

area = Area("desk-dossier", Words("Một hồ sơ ở Bộ phận một cửa", "One dossier at the desk"))

TITLE = Words("Một hồ sơ ở Bộ phận một cửa", "One dossier at the desk")
SHOWN = Words("Xem tệp PDF cạnh tờ khai", "A PDF beside the form")
RESULT = "ket-qua"
"""The form that attaches the result: it takes a file, so it is no deed."""
CHOSEN = (Kind.ONE, Kind.LIST, Kind.MANY, Kind.TICK, Kind.YES_NO, Kind.PART)
"""Fields in which nothing is typed."""
DONE: dict[str, Words] = {
    **{key: act.words for key, act in (*ACTS.items(), *MEETING_ACTS.items(), *OPINION_ACTS.items())},
    CORRECT.key: CORRECT.words,
    RESULT: Words("Đính kèm kết quả", "Attach the result"),
    "nop": Words("Nộp hồ sơ", "File the dossier"),
    **{key: deed.words for key, deed in money_deeds.DEEDS.items()},
}
"""What was done, by what stands in the address afterwards."""


@area.page("GET", "/can-bo/ho-so/{dossier_id}", summary=TITLE, auth=Auth.STAFF)
def dossier(visit: Visit) -> Response:
    """One dossier; a draft of the desk goes on where it was left."""
    view = dossier_of(visit)
    if not view.code:
        return redirect(here(f"/can-bo/lap/{view.id}/{first_open(view)}", visit.language), 303)
    return dossier_page(visit, view)


@area.page("POST", "/can-bo/ho-so/{dossier_id}/{act}", summary=TITLE, auth=Auth.STAFF, limit="change")
def act(visit: Visit) -> Response:
    """Do one act; what the law asks for and was not given is told, and nothing typed is lost."""
    deed = ACTS.get(visit.path["act"])
    if deed is None:
        raise ADDRESS_UNKNOWN()
    view = dossier_of(visit)
    return _carried_out(visit, view, deed, known_of(deed, view, visit.form))


@area.page(
    "POST",
    "/can-bo/ho-so/{dossier_id}/lich-hen/{appointment_id}/{act}",
    summary=Words("Lịch hẹn của hồ sơ", "An appointment"),
    auth=Auth.STAFF,
    limit="change",
)
def meeting(visit: Visit) -> Response:
    """Move an appointment, or write down what became of it."""
    deed = MEETING_ACTS.get(visit.path["act"])
    if deed is None:
        raise ADDRESS_UNKNOWN()
    view, thing = dossier_of(visit), visit.path["appointment_id"]
    return _carried_out(visit, view, deed, {**known_of(deed, view, visit.form), "appointment_id": thing}, thing)


@area.page(
    "POST",
    "/can-bo/ho-so/{dossier_id}/y-kien/{consultation_id}",
    summary=ANSWER.words,
    auth=Auth.STAFF,
    limit="change",
)
def answer(visit: Visit) -> Response:
    """Write down the answer of an agency that came on paper."""
    view, thing = dossier_of(visit), visit.path["consultation_id"]
    return _carried_out(visit, view, ANSWER, {"dossier_id": view.id, "consultation_id": thing}, thing)


@area.page(
    "POST",
    "/can-bo/ho-so/{dossier_id}/y-kien/{consultation_id}/rut",
    summary=TAKE_BACK.words,
    auth=Auth.STAFF,
    limit="change",
)
def take_back(visit: Visit) -> Response:
    """Do without the answer, with the reason."""
    view, thing = dossier_of(visit), visit.path["consultation_id"]
    known = {**known_of(TAKE_BACK, view, visit.form), "consultation_id": thing}
    return _carried_out(visit, view, TAKE_BACK, known, thing)


@area.page("POST", "/can-bo/xem-thong-tin/{dossier_id}", summary=REVEAL.words, auth=Auth.STAFF, limit="change")
def reveal(visit: Visit) -> Response:
    """Show masked data once, on this page alone; the applicant reads who looked and why."""
    view = dossier_of(visit)
    shown, attempt = carry_out(visit, REVEAL, {"dossier_id": view.id})
    return dossier_page(visit, view, attempt=attempt, shown=shown)


@area.page("POST", "/can-bo/lien-he/{dossier_id}", summary=CORRECT.words, auth=Auth.STAFF, limit="change")
def correct_contact(visit: Visit) -> Response:
    """Correct the telephone of who has no account, or what is told there."""
    view = dossier_of(visit)
    return _carried_out(visit, view, CORRECT, {"dossier_id": view.id})


@area.page("POST", "/can-bo/ket-qua/{dossier_id}", summary=TITLE, auth=Auth.STAFF, limit="file", transfer=Upload())
def result(visit: Visit) -> Response:
    """Attach the result; it replaces the one before."""
    known = {
        "dossier_id": visit.path["dossier_id"],
        "file_name": visit.given_file.name,
        "number": visit.form.get("number", "").strip(),
    }
    try:
        view = given_files.take(visit, dossiers.attach_result, visit.key or new_id(), **known)
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        return dossier_page(visit, dossier_of(visit), attempt=attempt_of(visit, refused, RESULT))
    return redirect(here(f"/can-bo/ho-so/{view.id}", visit.language, da=RESULT), 303)


@area.page("GET", "/can-bo/ho-so/{dossier_id}/tep/{file_id}", summary=TITLE, auth=Auth.STAFF, limit="file")
def file(visit: Visit) -> Response:
    """A file of the dossier; who opened it stands in the dossier's history."""
    return files.send_leave(visit.means.objects, _leave(visit))


@area.page("GET", "/can-bo/ho-so/{dossier_id}/xem/{file_id}", summary=SHOWN, auth=Auth.STAFF, limit="file")
def shown_file(visit: Visit) -> Response:
    """A PDF for the frame beside the form; what is active, or is no PDF, is handed over to be kept, as elsewhere."""
    leave = _leave(visit)
    if leave.media_type == files.PDF and leave.active is False:
        return files.show(visit.means.objects, leave)
    return files.send_leave(visit.means.objects, leave)


@area.page(
    "POST",
    "/can-bo/ho-so/{dossier_id}/thu/{obligation_id}",
    summary=money_deeds.TAKE_CASH.words,
    auth=Auth.STAFF,
    limit="change",
)
def take_cash(visit: Visit) -> Response:
    """Take cash for what is owed: the amount that the officer saw, into an open box."""
    view, thing = dossier_of(visit), visit.path["obligation_id"]
    amount = visit.form.get("amount", "")
    known = {"obligation_id": thing, "amount": int(amount) if amount.isascii() and amount.isdigit() else amount}
    return _carried_out(visit, view, money_deeds.TAKE_CASH, known, thing)


@area.page(
    "POST",
    "/can-bo/ho-so/{dossier_id}/hoan/{payment_id}",
    summary=money_deeds.ASK_REFUND.words,
    auth=Auth.STAFF,
    limit="change",
)
def ask_refund(visit: Visit) -> Response:
    """Ask that a payment be paid back."""
    view, thing = dossier_of(visit), visit.path["payment_id"]
    known = {"payment_id": thing, "shares": desk_money.shares(visit.form)}
    return _carried_out(visit, view, money_deeds.ASK_REFUND, known, thing)


def _leave(visit: Visit) -> dossiers.FileGrant:
    try:
        asked = load(dossiers.GetFile, {"dossier_id": visit.path["dossier_id"], "file_id": visit.path["file_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return visit.send(dossiers.get_file, asked)


def _carried_out(
    visit: Visit, view: dossiers.DossierView, deed: Deed, known: dict[str, Any], thing: str = ""
) -> Response:
    _, attempt = carry_out(visit, deed, known, thing)
    if attempt is not None:
        return dossier_page(visit, dossier_of(visit), attempt=attempt)
    return redirect(here(f"/can-bo/ho-so/{view.id}", visit.language, da=deed.key), 303)


def dossier_page(
    visit: Visit,
    view: dossiers.DossierView,
    *,
    attempt: Attempt | None = None,
    shown: dossiers.RevealedView | None = None,
) -> Response:
    """The page, with the form that was refused as it was typed, or with what was asked to be shown."""
    acts = offered(view)
    procedure = procedure_of(visit, view)
    timeline = visit.send(dossiers.get_timeline, dossiers.GetTimeline(dossier_id=view.id))
    done = visit.request.args.get("da", "")
    framed = frozenset(file.id for paper in view.papers for file in paper.files if _shows(file))
    page = visit.page(
        "desk_dossier.html",
        status=attempt.status if attempt is not None else 200,
        view=view,
        framed=framed,
        attempt=attempt,
        past=_past(view, attempt, acts),
        shown=shown,
        done=DONE.get(done),
        acts=acts,
        options=_options(visit, view, acts),
        meeting_acts=[deed for deed in MEETING_ACTS.values() if deed.method.name in view.actions],
        answer=ANSWER if "consult_agency" in view.actions else None,
        take_back=TAKE_BACK if TAKE_BACK.method.name in view.actions else None,
        contact=CORRECT if view.contact_use is not None else None,
        contact_said=SAID[view.contact_use] if view.contact_use is not None else None,
        reveal=REVEAL if _handles(visit) else None,
        scope_of=scope_of,
        typed=attempt.values if attempt is not None else MultiDict(),
        fees=[fee for fee in procedure.fees if is_assessed(fee, view)],
        quantities={fee.head: asked_quantity(fee, view) for fee in procedure.fees},
        amounts={fee.head: asked_amount(fee, view) for fee in procedure.fees},
        owed=[fee for fee in procedure.fees if concerns(fee, view) and fee.rule is not catalog.FeeRule.FREE],
        money=_money(visit, view),
        money_deeds=money_deeds,
        is_cashier=desk_money.takes_cash(visit, view.agency_code),
        papers=_issued(visit, view),
        sections=_declared(visit, view),
        timeline=timeline,
        by_delegation=any(item.on_behalf == "delegate" for item in timeline.items),
        deadline=visit.send(dossiers.get_deadline, dossiers.GetDeadline(dossier_id=view.id)),
        place="desk",
        other_language=here(f"/can-bo/ho-so/{view.id}", "vi" if visit.language == "en" else "en"),
    )
    if framed:
        headers.let_frame(page, bank=visit.means.settings.bank_url)
    return page


def _shows(file: dossiers.FileView) -> bool:
    """Whether a file is shown beside the form in a frame: a PDF that was scanned and in which nothing is active."""
    return file.media_type == files.PDF and file.active is False and file.scan is dossiers.ScanState.CLEAN


def _past(view: dossiers.DossierView, attempt: Attempt | None, acts: tuple[Deed, ...]) -> list[tuple[Words, str]]:
    """An act that was refused and is not offered any more, since the dossier has moved on: its name, then what was
    typed for it, by field. Empty while its form is on the page."""
    if attempt is None:
        return []
    known = [*ACTS.values(), *MEETING_ACTS.values(), *OPINION_ACTS.values()]
    meant = [deed for deed in known if attempt.scope == deed.key or attempt.scope.startswith(deed.key + "-")]
    here_now = {act.key for act in acts}
    here_now |= {
        scope_of(deed, one.id)
        for deed in MEETING_ACTS.values()
        for one in view.appointments
        if deed.method.name in view.actions and one.state.value == "arranged"
    }
    waiting = [one.id for one in view.consultations if one.state is dossiers.ConsultationState.ASKED]
    for deed, command in ((ANSWER, "consult_agency"), (TAKE_BACK, TAKE_BACK.method.name)):
        if command in view.actions:
            here_now |= {scope_of(deed, one) for one in waiting}
    if not meant or attempt.scope in here_now:
        return []
    deed = max(meant, key=lambda one: len(one.key))
    labels = {one.name: one.words for one in deed.fields if one.kind not in CHOSEN}
    chosen = {one.name for one in deed.fields if one.kind in CHOSEN}
    said = [(name, text.strip()) for name, text in attempt.values.items(multi=True) if name not in chosen]
    # Fields that the page draws itself have names of their own; of those, sentences are what somebody typed.
    return [(deed.words, "")] + [
        (labels.get(name, deed.words), text) for name, text in said if text and (name in labels or " " in text)
    ]


def _handles(visit: Visit) -> bool:
    """Whether who looks handles dossiers at all; the service says whether this one."""
    return any(held.role in ("receiver", "processor", "approver") for held in visit.caller.reach())


def _options(visit: Visit, view: dossiers.DossierView, acts: tuple[Deed, ...]) -> dict[str, dict[str, Any]]:
    """The choices of the forms' lists, by act and field; asked for only where a form has such a list."""
    names = {(act.key, one.name) for act in acts for one in act.fields}
    english = visit.language == "en"
    found: dict[str, dict[str, Any]] = {act.key: {} for act in acts}
    if any(name == "reason_code" for _, name in names):
        reasons = visit.send(dossiers.list_reasons, dossiers.ListReasons()).reasons
        for key, about in REASONS_OF.items():
            if key in found:
                found[key]["reason_code"] = [
                    (one.code, one.en if english else one.vi) for one in reasons if about in one.acts
                ]
    if any(name == "assignee_id" for _, name in names):
        listed = visit.send(dossiers.list_processors, dossiers.ListProcessors(dossier_id=view.id)).items
        people = [(one.id, one.name) for one in listed if one.id != view.assignee_id]
        for key, name in names:
            if name == "assignee_id":
                found[key]["assignee_id"] = people
    if "lay-y-kien" in found:
        found["lay-y-kien"]["agency_code"] = agency_choice.near(visit, view.agency_code)
    return found


def _money(visit: Visit, view: dossiers.DossierView) -> tuple[payments.ObligationView, ...] | None:
    """What is and was owed; None while payments cannot be asked. What is not this reader's to see is not shown."""
    try:
        question = payments.ListDossierPayments(dossier_id=view.id)
        return visit.send(payments.list_dossier_payments, question).obligations
    except Unavailable:
        return None
    except (NotFound, Forbidden):
        return ()


def _issued(visit: Visit, view: dossiers.DossierView) -> tuple[dossiers.IssuedPaper, ...]:
    return visit.send(dossiers.list_official_papers, dossiers.ListOfficialPapers(dossier_id=view.id)).items


def _declared(visit: Visit, view: dossiers.DossierView) -> object:
    """The form as it was filled in, to be read."""
    if not view.form_key:
        return ()
    question = catalog.GetForm(code=view.procedure_code, form=view.form_key, version=view.procedure_version)
    shown = filling.form(visit.means, question)
    today, answers = dt.datetime.now(HANOI).date(), dict(view.answers)
    checked = check(shown.plan, answers, Context(today=today, case=view.case, communes=communes_on(today)))
    return Painter(shown.plan, checked, visit.language, today, tell=False).sections(answers)
