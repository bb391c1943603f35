"""Thông tin và dịch vụ: procedures by field, agency, level and life event, and the ways to everything else."""

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from chassis.errors import Unavailable
from gateway.flows import browsing
from gateway.reading import readable
from gateway.rendering import here
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web import terms
from services.catalog import contract as catalog

area = Area("services-menu", Words("Thông tin và dịch vụ", "Information and services"))

TITLE = Words("Thông tin và dịch vụ", "Information and services")
FORMS = Words("Biểu mẫu", "Forms")
PROCEDURES_A_PAGE = 10
"""Of the list of forms: each procedure is read whole."""


@area.page("GET", "/danh-muc", summary=TITLE)
def menu(visit: Visit) -> Response:
    """The menu, with how many procedures each entry leads to."""
    found: catalog.Menu | None = None
    try:
        found = browsing.read(visit.means, catalog.get_menu, catalog.GetMenu()).reply
    except Unavailable:
        # The other ways are there all the same.
        found = None
    return visit.page(
        "services_menu.html",
        found=found,
        levels={level.value: words for level, words in terms.LEVELS.items()},
        place="procedures",
        other_language=here("/danh-muc", "vi" if visit.language == "en" else "en"),
    )


@area.page("GET", "/bieu-mau", summary=FORMS)
def forms(visit: Visit) -> Response:
    """Forms of procedures: to be filled in here, or by hand; by keyword where one is given."""
    given = {name: visit.request.args[name] for name in ("q", "cursor") if visit.request.args.get(name)}
    wanted, _left_out = readable(MultiDict({**given, "limit": str(PROCEDURES_A_PAGE)}), browsing.FindProcedures)
    found = browsing.find(visit.means, wanted).reply
    whole = [browsing.procedure(visit.means, catalog.GetProcedure(code=item.code)) for item in found.items]
    return visit.page(
        "forms_list.html",
        wanted=wanted,
        found=found,
        lines=[(one, [paper for paper in one.papers if paper.form or paper.template]) for one in whole],
        place="procedures",
        other_language=here("/bieu-mau", "vi" if visit.language == "en" else "en", q=wanted.q),
    )
