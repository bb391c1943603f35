"""Biên tập danh mục: editions of procedures, written by one person and approved by another, then published."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import FieldProblem, Invalid, NotFound, PortalError
from chassis.ids import new_id
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN, status_of
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.texts import person_sentence
from gateway.visits import Visit
from gateway.web.attempting import Attempt, attempt, typed, whole_number
from gateway.web.days import day_typed
from gateway.web.forms import sentence_of
from gateway.web.record_words import PARTS
from gateway.web.refusals import belongs_here
from services.catalog import contract as catalog

area = Area("editing-pages", Words("Biên tập danh mục", "Editing the catalogue"))

TITLE = Words("Biên tập thủ tục", "Editing procedures")
ADDRESS = "/can-bo/bien-tap"
SHOWN_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Act:
    """One act on an edition, by the last word of its address; ``action`` is how the service names it."""

    action: str
    method: Method[Any, Any]
    words: Words
    done: Words
    field: str
    label: Words
    needed: bool = False
    grave: bool = False


ACTS: Mapping[str, Act] = {
    "trinh": Act(
        "submit", catalog.submit_edition, Words("Trình thẩm định", "Submit for review"),
        Words("Đã trình thẩm định.", "Submitted for review."), "note", Words("Lời nhắn", "Note"),
    ),
    "duyet": Act(
        "approve", catalog.approve_edition, Words("Duyệt", "Approve"),
        Words("Đã duyệt. Bản này có thể công bố.", "Approved. It can be published."), "note", Words("Ghi chú", "Note"),
    ),
    "tra-lai": Act(
        "return", catalog.return_edition, Words("Trả lại người soạn", "Return to its editors"),
        Words("Đã trả lại kèm nhận xét.", "Returned with remarks."), "remarks", Words("Nhận xét", "Remarks"),
        needed=True, grave=True,
    ),
    "cong-bo": Act(
        "publish", catalog.publish_edition, Words("Công bố", "Publish"),
        Words("Đã công bố thành phiên bản mới.", "Published as a new version."), "valid_from",
        Words("Có hiệu lực từ ngày", "In force from"), needed=True,
    ),
    "bo": Act(
        "discard", catalog.discard_edition, Words("Bỏ bản này", "Discard it"),
        Words("Đã bỏ bản biên tập.", "The edition is discarded."), "reason", Words("Lý do", "Reason"),
        needed=True, grave=True,
    ),
}  # fmt: skip


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def editions(visit: Visit) -> Response:
    """All editions, the last changed first, and the form that starts one."""
    return _list_page(visit)


@area.page("POST", ADDRESS, summary=Words("Bắt đầu bản biên tập", "Start an edition"), auth=Auth.STAFF, limit="change")
def start(visit: Visit) -> Response:
    """Begin an edition; where one is open already, that is where its page leads."""
    asked: dict[str, Any] = typed(visit, "code", "note")
    if visit.form.get("tu") != "moi" and "code" in asked:
        try:
            known = visit.send(catalog.list_versions, load(catalog.ListVersions, {"code": asked["code"]}))
            asked["from_version"] = known.items[0].version
        except NotFound as refused:
            return _list_page(visit, Attempt(None, refused.status, sentence_of(refused, visit.language)))
        except Invalid:
            pass  # The command says what is wrong with the code.
    try:
        made = visit.send(catalog.start_edition, load(catalog.StartEdition, asked), key=visit.key or new_id())
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        open_one = str(refused.params.get("edition", "")) if refused.code == catalog.EDITION_OPEN.code else ""
        said = sentence_of(refused, visit.language)
        return _list_page(visit, Attempt(None, status_of(refused), said, {"edition": open_one}))
    return redirect(here(f"{ADDRESS}/{made.id}", visit.language), 303)


@area.page("GET", f"{ADDRESS}/{{edition_id}}", summary=TITLE, auth=Auth.STAFF)
def edition(visit: Visit) -> Response:
    """One edition: what is wrong with it, what it changes, who did what, and what can be done."""
    return edition_page(visit, edition_of(visit))


@area.page("POST", f"{ADDRESS}/{{edition_id}}/{{act}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def act(visit: Visit) -> Response:
    """Do one act on what was seen; an edition that changed meanwhile is left as it is."""
    key = visit.path["act"]
    view = edition_of(visit)
    asked: dict[str, Any] = {"edition_id": view.id, "expected_version": whole_number(visit.form.get("version", ""))}
    if key == "lay-goc":
        return _taken_as_base(visit, view, asked)
    wanted = ACTS.get(key)
    if wanted is None:
        raise ADDRESS_UNKNOWN()
    asked |= typed(visit, wanted.field, *(("previous_until",) if key == "cong-bo" else ()))
    for name in ("valid_from", "previous_until"):
        if name in asked:
            asked[name] = day_typed(asked[name])
    done: Attempt[Any] = attempt(visit, wanted.method, asked)
    if done.reply is None:
        return edition_page(visit, edition_of(visit), failed=key, tried=done)
    if isinstance(done.reply, catalog.Publication) and done.reply.warnings:
        return edition_page(visit, done.reply.edition, warned=_worded(done.reply.warnings), done=key)
    return redirect(here(f"{ADDRESS}/{view.id}", visit.language, da=key), 303)


def _taken_as_base(visit: Visit, view: catalog.Edition, asked: dict[str, Any]) -> Response:
    """Say that the content was compared with the newest version, which came in between."""
    newest = visit.send(catalog.list_versions, catalog.ListVersions(code=view.code)).items[0].version
    done = attempt(visit, catalog.change_edition, {**asked, "content": dict(view.content), "base_version": newest})
    if done.reply is None:
        return edition_page(visit, edition_of(visit), failed="lay-goc", tried=done)
    return redirect(here(f"{ADDRESS}/{view.id}", visit.language, da="lay-goc"), 303)


def edition_of(visit: Visit) -> catalog.Edition:
    """The edition that the address names; an id of a form that ids never have is no edition's."""
    try:
        return visit.send(catalog.get_edition, load(catalog.GetEdition, {"edition_id": visit.path["edition_id"]}))
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def problems_of(visit: Visit, edition_id: str) -> catalog.EditionCheck:
    """What is wrong with an edition, each with a sentence."""
    found = visit.send(catalog.check_edition, catalog.CheckEdition(edition_id=edition_id))
    return replace(found, problems=_worded(found.problems), warnings=_worded(found.warnings))


def part_of(pointer: str) -> str:
    """In which part of the record something at a pointer stands; empty for what no part has."""
    steps = pointer.strip("/").split("/")
    name = steps[1] if steps[0] == "content" and len(steps) > 1 else steps[0]
    return next((key for key, (_, fields) in PARTS.items() if name in fields), "")


def edition_page(
    visit: Visit,
    view: catalog.Edition,
    *,
    failed: str = "",
    tried: "Attempt[Any] | None" = None,
    warned: tuple[catalog.EditionProblem, ...] = (),
    done: str = "",
) -> Response:
    """The page of one edition."""
    differences: catalog.Differences | None = None
    not_compared = ""
    if view.base_version is not None:
        try:
            differences = visit.send(catalog.compare_edition, catalog.CompareEdition(edition_id=view.id))
        except PortalError as refused:
            if refused.code not in (catalog.EDITION_INVALID.code, catalog.NOTHING_TO_COMPARE.code):
                raise
            not_compared = sentence_of(refused, visit.language)
    found = problems_of(visit, view.id)
    done = done or visit.request.args.get("da", "")
    address = f"{ADDRESS}/{view.id}"
    return visit.page(
        "edition.html",
        status=tried.status if tried else 200,
        view=view,
        parts=PARTS,
        found=found,
        counts={key: sum(part_of(one.pointer) == key for one in found.problems) for key in PARTS},
        part_of=part_of,
        differences=differences,
        not_compared=not_compared,
        history=visit.send(catalog.get_edition_history, catalog.GetEditionHistory(edition_id=view.id)),
        acts={key: one for key, one in ACTS.items() if one.action in view.actions},
        failed=failed,
        said=tried.said if tried else "",
        wrong=tried.wrong if tried else {},
        typed=visit.form,
        warned=warned,
        done=ACTS[done].done if done in ACTS else (_BASE_TAKEN if done == "lay-goc" else None),
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


_BASE_TAKEN = Words("Đã lấy phiên bản mới nhất làm gốc.", "The newest version is its base now.")


def _list_page(visit: Visit, said: "Attempt[Any] | None" = None) -> Response:
    args = visit.request.args
    wanted = {name: args[source] for name, source in (("state", "trang-thai"), ("code", "ma")) if args.get(source)}
    found = attempt(visit, catalog.list_editions, {**wanted, "cursor": args.get("cursor", "")})
    tried = said or found
    return visit.page(
        "editions.html",
        status=tried.status,
        found=found.reply,
        states=tuple(catalog.EditionState),
        asked=wanted,
        said=tried.said,
        wrong=tried.wrong,
        typed=visit.form,
        may_write="catalog_editor" in {held.role for held in visit.caller.reach()},
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en"),
    )


def _worded(problems: tuple[catalog.EditionProblem, ...]) -> tuple[catalog.EditionProblem, ...]:
    def worded(problem: catalog.EditionProblem) -> catalog.EditionProblem:
        told = FieldProblem(problem.pointer, problem.code, problem.params)
        return replace(problem, vi=person_sentence(told, "vi"), en=person_sentence(told, "en"))

    return tuple(problem if problem.vi else worded(problem) for problem in problems[:SHOWN_PROBLEMS])
