"""Bộ phận một cửa: what waits for an officer, narrowed, and found by its code or the applicant's name."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.records import Rule, load, record
from gateway.flows import browsing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.reading import readable
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.desk_acts import TASKS
from gateway.web.desk_places import APPROVER, PROCESSOR, SUPERVISOR, first_place
from gateway.web.forms import sentence_of
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
WITHIN: Mapping[str, tuple[int, Words]] = {
    "0": (0, Words("Hôm nay", "Today")),
    "2": (2, Words("Trong 2 ngày tới", "Within 2 days")),
    "7": (7, Words("Trong 7 ngày tới", "Within 7 days")),
}
"""Until when something is due, in days from today."""


@record
class QueueQuestion:
    """What of a queue is shown."""

    viec: dossiers.Queue | None = None
    thu_tuc: Annotated[str, Rule(max=40)] = ""
    nguoi: Annotated[str, Rule(max=64)] = ""
    han: Annotated[str, Rule(choices=("", *WITHIN))] = ""
    co_quan: Annotated[str, Rule(max=40)] = ""
    cursor: dossiers.Cursor = ""


@area.page("GET", "/can-bo", summary=TITLE, auth=Auth.STAFF)
def queue(visit: Visit) -> Response:
    """One queue, what is due first at its head."""
    first = first_place(visit.caller)
    if first != "/can-bo" and not visit.request.args.get("viec"):
        # Editors and operators have no queue of dossiers: their own place is the first they see.
        return redirect(here(first, visit.language), 303)
    names = QueueQuestion.__dataclass_fields__
    given = {name.replace("-", "_"): value for name, value in visit.request.args.items()}
    read = MultiDict({name: value for name, value in given.items() if name in names and value})
    asked, _left_out = readable(read, QueueQuestion)
    return _queue_page(visit, asked)


@area.page("POST", "/can-bo/tim", summary=Words("Tìm hồ sơ", "Find a dossier"), auth=Auth.STAFF, limit="look-up")
def find(visit: Visit) -> Response:
    """By the whole code, or by how the applicant's name begins: a form, so that no name stands in an address."""
    text = visit.form.get("q", "").strip()
    by_code = any(sign.isdigit() for sign in text)
    wanted = {"code" if by_code else "applicant": text, "cursor": visit.form.get("cursor", "")}
    found, said, status = dossiers.DossierPage(items=()), "", 200
    try:
        found = visit.send(dossiers.find_dossiers, load(dossiers.FindDossiers, wanted))
    except PortalError as refused:
        if refused.status in (401, 403, 404):
            raise
        said, status = sentence_of(refused, visit.language), refused.status
    return visit.page("desk_found.html", status=status, found=found, text=text, said=said, **_lists())


def _queue_page(visit: Visit, asked: QueueQuestion) -> Response:
    roles = {held.role for held in visit.caller.reach()}
    shown = asked.viec or _first_queue(roles)
    wanted: dict[str, Any] = {"queue": shown.value, "procedure_code": asked.thu_tuc, "cursor": asked.cursor}
    wanted["agency_code"] = asked.co_quan
    wanted["held_by"] = visit.caller.id if asked.nguoi == "toi" else asked.nguoi
    if asked.han:
        last = dt.datetime.now(HANOI).date() + dt.timedelta(days=WITHIN[asked.han][0] + 1)
        wanted["due_before"] = dt.datetime.combine(last, dt.time(), HANOI).isoformat()
    try:
        question = load(dossiers.ListAgencyDossiers, wanted)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    found = visit.send(dossiers.list_agency_dossiers, question)
    people: tuple[dossiers.ProcessorView, ...] = ()
    if roles & {PROCESSOR, APPROVER, SUPERVISOR}:
        people = visit.send(dossiers.list_processors, dossiers.ListProcessors()).items
    narrowed = {"thu-tuc": asked.thu_tuc, "nguoi": asked.nguoi, "han": asked.han, "co-quan": asked.co_quan}
    return visit.page(
        "desk.html",
        found=found,
        asked=asked,
        shown=shown,
        narrowed=narrowed,
        people=people,
        names={one.id: one.name for one in people},
        watches=bool(roles & {APPROVER, SUPERVISOR}),
        within=WITHIN,
        only=browsing.agency_name(visit.means, asked.co_quan) if asked.co_quan else "",
        other_language=here("/can-bo", "vi" if visit.language == "en" else "en", viec=shown.value, **narrowed),
        **_lists(),
    )


def _first_queue(roles: set[str]) -> dossiers.Queue:
    """Where a role's own work begins."""
    if "receiver" in roles or not roles & {PROCESSOR, APPROVER}:
        return dossiers.Queue.TO_RECEIVE
    return dossiers.Queue.PROCESSING


def _lists() -> dict[str, Any]:
    """What every list of dossiers is drawn with."""
    return {
        "queues": QUEUES,
        "tasks": TASKS,
        "now": dt.datetime.now(dt.UTC),
        "today": dt.datetime.now(HANOI).date(),
        "soon": SOON,
        "place": "desk",
    }
