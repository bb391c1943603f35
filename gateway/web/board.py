"""Bảng theo dõi: what is late, soon late or held by nobody, and giving it to somebody, for who watches over it."""

from collections.abc import Mapping

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.attempting import attempt, whole_number
from gateway.web.desk import QUEUES
from gateway.web.desk_acts import TASKS
from services.dossiers import contract as dossiers

area = Area("board-page", Words("Bảng theo dõi", "Board"))

TITLE = Words("Bảng theo dõi", "Board")
ADDRESS = "/can-bo/bang-theo-doi"
PARTIES: Mapping[dossiers.Responsible, Words] = {
    dossiers.Responsible.APPLICANT: Words("Người nộp hồ sơ", "The applicant"),
    dossiers.Responsible.RECEIVER: Words("Cán bộ tiếp nhận", "Who receives"),
    dossiers.Responsible.PROCESSOR: Words("Cán bộ thụ lý", "Processor"),
    dossiers.Responsible.APPROVER: Words("Người phê duyệt", "Who approves"),
    dossiers.Responsible.CONSULTED: Words("Cơ quan được hỏi ý kiến", "An agency that was asked"),
}
AT_ONCE = 50
"""Dossiers of the list to give from."""


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def board(visit: Visit) -> Response:
    """The counts, and below them the list that was chosen."""
    args = visit.request.args
    return _page(visit, {name: args.get(name, "") for name in ("xem", "thu-tuc", "nguoi", "cursor", "da")})


@area.page("POST", ADDRESS, summary=TITLE, auth=Auth.STAFF, limit="change")
def assign(visit: Visit) -> Response:
    """Give the chosen dossiers to one processor; those that could not be given say why."""
    chosen = [one.rpartition(":") for one in visit.form.getlist("chon")]
    asked = {
        "dossiers": [{"dossier_id": id_, "expected_version": whole_number(version)} for id_, _, version in chosen],
        "assignee_id": visit.form.get("assignee_id", ""),
        "note": visit.form.get("note", "").strip(),
    }
    shown = {name: visit.form.get(name, "") for name in ("xem", "thu-tuc", "nguoi", "cursor")}
    if not chosen or not asked["assignee_id"]:
        missing = (
            ("Hãy chọn ít nhất một hồ sơ.", "Choose at least one dossier.")
            if not chosen
            else ("Hãy chọn người xử lý.", "Choose who is to process.")
        )
        return _page(visit, shown, status=422, said=missing[visit.language == "en"])
    done = attempt(visit, dossiers.assign_dossiers, asked)
    if done.reply is None:
        return _page(visit, shown, status=done.status, said=done.said)
    if all(one.assigned for one in done.reply.items):
        del shown["cursor"]
        return redirect(here(ADDRESS, visit.language, **shown, da=done.reply.assigned), 303)
    return _page(visit, shown, status=409, outcomes=done.reply)


def _page(
    visit: Visit,
    given: Mapping[str, str],
    *,
    status: int = 200,
    said: str = "",
    outcomes: dossiers.AssignmentOutcomes | None = None,
) -> Response:
    try:
        asked = load(dossiers.GetBoard, {"procedure_code": given["thu-tuc"]})
        shown = visit.send(dossiers.get_board, asked)
        unheld = next((one.count for one in shown.queues if one.queue is dossiers.Queue.UNASSIGNED), 0)
        first = dossiers.Queue.UNASSIGNED if unheld and not given["nguoi"] else dossiers.Queue.LATE
        question = load(
            dossiers.ListAgencyDossiers,
            {
                "queue": given["xem"] or (dossiers.Queue.ALL if given["nguoi"] else first),
                "procedure_code": given["thu-tuc"],
                "held_by": given["nguoi"],
                "cursor": given["cursor"],
                "limit": AT_ONCE,
            },
        )
        found = visit.send(dossiers.list_agency_dossiers, question)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    failed = {one.dossier_id: one for one in outcomes.items if not one.assigned} if outcomes else {}
    done = given.get("da", "") or (str(outcomes.assigned) if outcomes and outcomes.assigned else "")
    return visit.page(
        "board.html",
        status=status,
        board=shown,
        found=found,
        asked=question,
        said=said,
        failed=failed,
        done=done if done.isdigit() else "",
        chosen=frozenset(visit.form.getlist("chon")),
        typed=visit.form,
        names={one.staff_id: one.name for one in shown.people},
        queues=QUEUES,
        parties=PARTIES,
        tasks=TASKS,
        counted=counted,
        now=shown.as_of,
        other_language=here(
            ADDRESS,
            "vi" if visit.language == "en" else "en",
            **{name: given[name] for name in ("xem", "thu-tuc", "nguoi")},
        ),
    )


def counted(count: int, more: bool) -> str:
    """A bounded count as it is read: 12, or 100+ where there are more than were counted."""
    return f"{count}+" if more else str(count)
