"""The step of the papers: one file after another, each checked when it has come, and taken back as easily."""

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.ids import new_id
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from gateway.web import given_files
from gateway.web.forms import sentence_of
from gateway.web.steps import after, dossier_of, room, steps_of, whole
from services.dossiers import contract as dossiers

area = Area("giving", Words("Giấy tờ của hồ sơ", "Papers of a dossier"))

PAPERS = Words("Giấy tờ", "Papers")


@area.page("GET", "/ho-so/{dossier_id}/giay-to", summary=PAPERS, auth=Auth.CITIZEN)
def papers_step(visit: Visit) -> Response:
    """What has to be given, and what was given so far."""
    return papers_page(visit, dossier_of(visit))


@area.page(
    "POST",
    "/ho-so/{dossier_id}/giay-to/{paper_key}",
    summary=Words("Gửi một tệp", "Give a file"),
    auth=Auth.CITIZEN,
    limit="file",
    transfer=Upload(),
)
def give(visit: Visit) -> Response:
    """Stream one file into the store and add it to its paper; what is wrong with it is told beside the paper."""
    part, paper = visit.given_file, visit.path["paper_key"]
    known = {"dossier_id": visit.path["dossier_id"], "paper_key": paper, "file_name": part.name}
    try:
        view = given_files.take(visit, dossiers.attach_paper, visit.key or new_id(), **known)
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        said = part.told(sentence_of(refused, visit.language))
        return papers_page(visit, dossier_of(visit), status=refused.status, wrong={paper: said})
    return _back(visit, view)


@area.page(
    "POST",
    "/ho-so/{dossier_id}/bo-tep/{file_id}",
    summary=Words("Bỏ một tệp", "Take a file back"),
    auth=Auth.CITIZEN,
    limit="change",
)
def take_back(visit: Visit) -> Response:
    """Take a file off the dossier."""
    try:
        asked = load(dossiers.RemovePaper, {"dossier_id": visit.path["dossier_id"], "file_id": visit.path["file_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    try:
        return _back(visit, visit.send(dossiers.remove_paper, asked, key=visit.key or new_id()))
    except PortalError as refused:
        if refused.code != dossiers.PAPER_WOULD_BE_MISSING.code:
            raise
        view, said = dossier_of(visit), sentence_of(refused, visit.language)
        held = [paper.key for paper in view.papers if any(file.id == asked.file_id for file in paper.files)]
        return papers_page(visit, view, status=refused.status, wrong=dict.fromkeys(held, said))


def _back(visit: Visit, view: dossiers.DossierView) -> Response:
    """To the step of the papers; while something is to be supplemented, to the dossier, where that is asked."""
    stays = view.submitted_at is None or visit.caller.is_staff
    address = here(f"{room(visit)}/{view.id}/giay-to", visit.language) if stays else whole(visit, view)
    return redirect(address + "#giay-to", 303)


def papers_page(
    visit: Visit,
    view: dossiers.DossierView,
    *,
    status: int = 200,
    wrong: "dict[str, str] | None" = None,
    said: str = "",
) -> Response:
    """The page; ``said`` is what is wrong with the papers that an officer was given on paper."""
    address = f"{room(visit)}/{view.id}/giay-to"
    return visit.page(
        "filing_papers.html",
        status=status,
        view=view,
        wrong=wrong or {},
        said=said,
        typed=visit.form,
        steps=steps_of(visit, view, "giay-to"),
        room=room(visit),
        next_step=whole(visit, view)
        if view.code
        else here(f"{room(visit)}/{view.id}/{after(view, 'giay-to')}", visit.language),
        limit=visit.means.settings.paper_limit,
        place="desk" if visit.caller.is_staff else "mine",
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )
