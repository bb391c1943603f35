"""Lists of procedures and the page of one: everything the catalogue says, readable."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from chassis.callers import Channel
from chassis.errors import Invalid, Unavailable
from chassis.records import load
from gateway.flows import browsing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.reading import readable
from gateway.rendering import HANOI
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web import terms
from services.catalog import contract as catalog

area = Area("procedure-pages", Words("Thủ tục", "Procedures"))


@area.page("GET", "/thu-tuc", summary=Words("Thông tin và dịch vụ", "Information and services"))
def procedures(visit: Visit) -> Response:
    """Search results, or the list by field, agency and level."""
    args = visit.request.args
    asked = MultiDict((name, value) for name, value in args.items(multi=True) if name != "lang")
    wanted, left_out = readable(asked, browsing.FindProcedures)
    found = browsing.find(visit.means, wanted).reply
    try:
        fields = browsing.fields(visit.means).items
        groups = browsing.life_events(visit.means, wanted.tab or catalog.Tab.CITIZEN).items
    except Unavailable:
        fields, groups = (), ()
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return visit.page(
        "procedures.html",
        wanted=wanted,
        found=found,
        fields=fields,
        group=next((group for group in groups if group.key == wanted.life_event), None),
        kept=kept,
        left_out=left_out,
        terms=terms,
        place="procedures",
        other_language=_other("/thu-tuc", kept, visit.language),
    )


@area.page("GET", "/thu-tuc/{code}", summary=Words("Một thủ tục", "One procedure"))
def procedure(visit: Visit) -> Response:
    """One procedure, whole."""
    given = {name: visit.request.args.get(name) for name in ("version", "at") if visit.request.args.get(name)}
    plain: dict[str, object] = {"code": visit.path["code"], **given}
    if str(plain.get("version", "")).isdigit():
        plain["version"] = int(str(plain["version"]))
    try:
        question = load(catalog.GetProcedure, plain)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    shown = browsing.procedure(visit.means, question)
    today = dt.datetime.now(HANOI).date()
    offers = [offer for offer in shown.offers if offer.holds(question.at or today)]
    agencies: Mapping[str, catalog.Agency] = {}
    try:
        agencies = browsing.agencies_offering(visit.means, shown.code)
    except Unavailable:
        # Agencies are then shown by their codes.
        agencies = {}
    told = {part.vi.partition(":")[0] for part in shown.open_parts}
    doubts = [doubt for doubt in shown.provenance.doubts if doubt.partition(":")[0] not in told]
    return visit.page(
        "procedure.html",
        doubts=doubts,
        shown=shown,
        offers=offers,
        past=shown.valid_to is not None and shown.valid_to <= today,
        agencies=agencies,
        cases={case.key: case.name for case in shown.cases},
        channels=tuple(Channel),
        terms=terms,
        place="procedures",
        other_language=_other(f"/thu-tuc/{shown.code}", {str(k): str(v) for k, v in given.items()}, visit.language),
    )


def _other(path: str, query: Mapping[str, str], language: str) -> str:
    """The address of this page in the other language."""
    whole = dict(query) if language == "en" else {**query, "lang": "en"}
    return path + ("?" + urlencode(whole) if whole else "")
