"""Editorial work on the catalogue: editions of procedures, for staff who write and staff who review."""

from dataclasses import replace

from werkzeug.wrappers import Response

from chassis.errors import FieldProblem
from gateway.routing import Area, Auth, Words
from gateway.texts import field_sentence
from gateway.visits import Visit
from services.catalog import contract as catalog

area = Area("catalogue-editing", Words("Biên tập danh mục thủ tục", "Editing the catalogue"))

VERSION = "expected_version"
ROOM = "/api/v1/catalogue/editions"
ERRORS = (
    catalog.EDITION_NOT_FOUND,
    catalog.EDITION_STALE,
    catalog.EDITION_STATE,
    catalog.EDITOR_ROLE_MISSING,
)


@area.route(
    "POST",
    ROOM,
    catalog.start_edition,
    auth=Auth.STAFF,
    status=201,
    shows_version="version",
    summary=Words("Bắt đầu bản biên tập", "Start an edition"),
    errors=(catalog.EDITION_OPEN, catalog.VERSION_NOT_FOUND, catalog.PROCEDURE_NOT_FOUND, catalog.EDITOR_ROLE_MISSING),
)
def start_edition(visit: Visit) -> Response:
    """Begin an edition and say where it is."""
    made = visit.call()
    return visit.answer(made, location=f"{ROOM}/{made.id}")


area.passes(
    "GET",
    ROOM,
    catalog.list_editions,
    auth=Auth.STAFF,
    summary=Words("Các bản biên tập", "Editions"),
    errors=(catalog.CURSOR_WRONG, catalog.EDITOR_ROLE_MISSING),
)
area.passes(
    "GET",
    f"{ROOM}/{{edition_id}}",
    catalog.get_edition,
    auth=Auth.STAFF,
    shows_version="version",
    summary=Words("Một bản biên tập", "One edition"),
    errors=(catalog.EDITION_NOT_FOUND, catalog.EDITOR_ROLE_MISSING),
)
area.passes(
    "PUT",
    f"{ROOM}/{{edition_id}}",
    catalog.change_edition,
    auth=Auth.STAFF,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Sửa bản biên tập", "Change an edition"),
    errors=(*ERRORS, catalog.VERSION_NOT_FOUND),
)


@area.route(
    "GET",
    f"{ROOM}/{{edition_id}}/problems",
    catalog.check_edition,
    auth=Auth.STAFF,
    summary=Words("Mọi chỗ chưa đúng của bản biên tập", "Everything that is wrong with an edition"),
    errors=(catalog.EDITION_NOT_FOUND, catalog.EDITOR_ROLE_MISSING),
)
def check_edition(visit: Visit) -> Response:
    """What is wrong, each with a sentence; those about the form of a value are the gateway's."""
    found = visit.call()
    return visit.answer(replace(found, problems=_worded(found.problems), warnings=_worded(found.warnings)))


def _worded(problems: tuple[catalog.EditionProblem, ...]) -> tuple[catalog.EditionProblem, ...]:
    def worded(problem: catalog.EditionProblem) -> catalog.EditionProblem:
        told = FieldProblem(problem.pointer, problem.code, problem.params)
        return replace(problem, vi=field_sentence(told, "vi"), en=field_sentence(told, "en"))

    return tuple(problem if problem.vi else worded(problem) for problem in problems)


area.passes(
    "GET",
    f"{ROOM}/{{edition_id}}/differences",
    catalog.compare_edition,
    auth=Auth.STAFF,
    summary=Words("Bản biên tập khác phiên bản đã công bố ở đâu", "What an edition changes"),
    errors=(
        catalog.EDITION_NOT_FOUND,
        catalog.EDITION_INVALID,
        catalog.NOTHING_TO_COMPARE,
        catalog.VERSION_NOT_FOUND,
        catalog.EDITOR_ROLE_MISSING,
    ),
)
area.passes(
    "GET",
    f"{ROOM}/{{edition_id}}/history",
    catalog.get_edition_history,
    auth=Auth.STAFF,
    summary=Words("Ai đã làm gì với bản biên tập", "Who did what to an edition"),
    errors=(catalog.EDITION_NOT_FOUND, catalog.EDITOR_ROLE_MISSING),
)
for path, method, summary, errors in (
    ("submission", catalog.submit_edition, Words("Trình thẩm định", "Submit for review"), (catalog.EDITION_INVALID,)),
    ("return", catalog.return_edition, Words("Trả lại kèm nhận xét", "Return with remarks"), ()),
    (
        "approval",
        catalog.approve_edition,
        Words("Duyệt, bởi người không soạn", "Approve, by who did not write it"),
        (catalog.EDITOR_CANNOT_APPROVE, catalog.EDITION_INVALID),
    ),
    (
        "publication",
        catalog.publish_edition,
        Words("Công bố thành phiên bản tiếp theo", "Publish as the next version"),
        (catalog.EDITION_OUTDATED, catalog.DAY_PAST, catalog.TRANSITION_WRONG, catalog.EDITION_INVALID),
    ),
    ("discard", catalog.discard_edition, Words("Bỏ bản biên tập", "Discard an edition"), ()),
):
    area.passes(
        "POST",
        f"{ROOM}/{{edition_id}}/{path}",
        method,
        auth=Auth.STAFF,
        version_field=VERSION,
        shows_version="" if path == "publication" else "version",
        summary=summary,
        errors=(*ERRORS, *errors),
    )
area.passes(
    "POST",
    "/api/v1/procedures/{code}/withdrawal",
    catalog.withdraw_version,
    auth=Auth.STAFF,
    summary=Words("Bãi bỏ một phiên bản", "Withdraw a version"),
    errors=(
        catalog.PROCEDURE_NOT_FOUND,
        catalog.VERSION_NOT_FOUND,
        catalog.VERSION_ENDED,
        catalog.DAY_PAST,
        catalog.EDITOR_ROLE_MISSING,
    ),
)
