"""The public catalogue: procedures, agencies, life events and fields; held in memory, with ETag and 304."""

import functools
import time

from werkzeug.wrappers import Response

from chassis.http_errors import BUSY
from gateway import files, headers
from gateway.catalogue import Held
from gateway.flows import browsing, printing
from gateway.flows.press import LONGEST_WAIT
from gateway.routing import Area, Auth, Download, Reuse, Words
from gateway.visits import JSON, Visit
from services.catalog import contract as catalog

area = Area("catalogue", Words("Thủ tục hành chính", "Procedures"))


def answer(visit: Visit, held: Held) -> Response:
    """What is held, or 304 for who has it already."""
    response = Response(held.body, content_type=JSON)
    response.set_etag(held.tag)
    if held.stale:
        # The catalog is away; this is the last that was known (RFC 9211).
        response.headers["Cache-Status"] = "motcua; hit; detail=stale"
    else:
        visit.still_holds = functools.partial(visit.means.catalogue.still_holds, held)
    return response


def read(visit: Visit) -> Response:
    """Answer a catalogue question."""
    if visit.route.method is None:
        raise TypeError(f"{visit.route.path} stands for no method")
    return answer(visit, browsing.read(visit.means, visit.route.method, visit.ask()))


@area.route(
    "GET",
    "/api/v1/procedures",
    catalog.search_procedures,
    query=browsing.FindProcedures,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    operation="find_procedures",
    summary=Words("Tìm thủ tục", "Find procedures"),
    errors=(catalog.LIFE_EVENT_UNKNOWN, catalog.FIELD_UNKNOWN, catalog.AGENCY_NOT_FOUND, catalog.CURSOR_WRONG),
    notes=Words(
        "Có q thì tìm theo từ khóa, kết quả sát nhất đứng trước; không có q thì liệt kê theo tên. Gõ không dấu, "
        "gõ Telex hay VNI chưa bật bộ gõ, gõ sai, viết tắt hay nói thường ngày đều hiểu; câu trả lời nói đã hiểu thế "
        "nào. facets=true đếm kết quả theo từng tiêu chí, mỗi tiêu chí không tính bộ lọc của chính nó.",
        "With q it searches, best first; without, it lists by name. Text without accents, raw Telex or VNI keystrokes, "
        "slips, abbreviations and everyday words are understood; the answer says how. facets=true counts what was "
        "found by each filter's values, each without its own filter.",
    ),
)
def find_procedures(visit: Visit) -> Response:
    """Search by keyword, or list by what is chosen."""
    return answer(visit, browsing.find(visit.means, browsing.FindProcedures(**visit.parts)))


@area.route(
    "GET",
    "/api/v1/suggestions",
    catalog.suggest_procedures,
    query=browsing.Suggest,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Gợi ý khi đang gõ", "Suggestions while typing"),
    limit="suggest",
    notes=Words(
        "Gọi sau mỗi phím cũng được: thủ tục, cụm từ, nhóm sự kiện và lĩnh vực có thể là điều người gõ muốn tìm.",
        "May be asked at every key: procedures, phrases, groups and fields that the writer may mean.",
    ),
)
def suggest_procedures(visit: Visit) -> Response:
    """A few suggestions."""
    asked = browsing.Suggest(**visit.parts)
    question = catalog.SuggestProcedures(text=asked.q, tab=asked.tab, limit=asked.limit)
    return answer(visit, browsing.read(visit.means, catalog.suggest_procedures, question))


@area.route(
    "GET",
    "/api/v1/procedures/{code}",
    catalog.get_procedure,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Một thủ tục", "One procedure"),
    errors=(
        catalog.PROCEDURE_NOT_FOUND,
        catalog.VERSION_NOT_FOUND,
        catalog.NOT_IN_FORCE,
        catalog.NOT_RECORDED,
        catalog.PROCEDURE_WITHDRAWN,
        catalog.VERSION_OR_DATE,
    ),
)
def get_procedure(visit: Visit) -> Response:
    """The version asked for. What it says never changes; until when it holds and who offers it may."""
    return read(visit)


area.passes(
    "GET",
    "/api/v1/procedures/{code}/fee-quote",
    catalog.quote_fees,
    auth=Auth.PUBLIC,
    summary=Words("Tính phí, lệ phí trước khi nộp hồ sơ", "What a filing will cost"),
    errors=(
        catalog.PROCEDURE_NOT_FOUND,
        catalog.VERSION_NOT_FOUND,
        catalog.NOT_IN_FORCE,
        catalog.NOT_RECORDED,
        catalog.PROCEDURE_WITHDRAWN,
    ),
    notes=Words(
        "units=ban-sao:3 nêu số lượng; claims=mien-2 nêu diện miễn, giảm. amount null: chưa biết, không phải miễn phí.",
        "units=ban-sao:3 says how many; claims=mien-2 claims a relief. An amount of null is not known, and not free.",
    ),
)


@area.route(
    "GET",
    "/api/v1/procedures/{code}/forms/{form}.pdf",
    catalog.get_procedure,
    operation="get_blank_form",
    transfer=Download(printing.PDF),
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Tải mẫu để trống", "Download a blank form"),
    errors=(
        catalog.PROCEDURE_NOT_FOUND,
        catalog.VERSION_NOT_FOUND,
        catalog.NOT_IN_FORCE,
        catalog.NOT_RECORDED,
        catalog.PROCEDURE_WITHDRAWN,
        catalog.VERSION_OR_DATE,
        catalog.FORM_NOT_FOUND,
    ),
    notes=Words(
        "PDF khổ A4 để in và điền tay. Cùng một phiên bản luôn cho cùng một tệp.",
        "An A4 PDF to print and fill in by hand. One version always gives the same file.",
    ),
)
def get_blank_form(visit: Visit) -> Response:
    """The form of the version asked for; one that is named by its number never changes.

    While others are printed the request waits for its turn without a worker; one that waited in vain, or found no room,
    hears when to come again.
    """
    question = visit.ask()
    version, key = browsing.procedure(visit.means, question), visit.path["form"]
    until = visit.begun(time.monotonic) + LONGEST_WAIT
    if (is_made := printing.waits_for(version, key)) is not None:
        if time.monotonic() < until and printing.PRESS.has_room():
            visit.later = lambda stopping: printing.PRESS.turn_comes(is_made, until, stopping)
        raise BUSY(retry_after=5)
    made = printing.blank(version, key)
    response = files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)
    if question.version is not None:
        response.headers["Cache-Control"] = headers.REUSE[Reuse.FOR_EVER]
    response.make_conditional(visit.request)
    return response


@area.route(
    "GET",
    "/api/v1/procedures/{code}/differences",
    catalog.compare_versions,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Hai phiên bản khác nhau ở đâu", "What two versions say otherwise"),
    errors=(catalog.PROCEDURE_NOT_FOUND, catalog.VERSION_NOT_FOUND),
)
def compare_versions(visit: Visit) -> Response:
    """What two published versions say never changes, so neither does this."""
    return answer(visit, browsing.read(visit.means, catalog.compare_versions, visit.ask(), immutable=True))


for path, method, summary, errors in (
    (
        "/api/v1/procedures/{code}/versions",
        catalog.list_versions,
        Words("Các phiên bản của một thủ tục", "The versions of a procedure"),
        (catalog.PROCEDURE_NOT_FOUND,),
    ),
    (
        "/api/v1/procedures/{code}/service-level",
        catalog.get_service_level,
        Words("Mức độ dịch vụ trực tuyến của một cơ quan, và vì sao", "How far an agency provides it online, and why"),
        (
            catalog.PROCEDURE_NOT_FOUND,
            catalog.AGENCY_NOT_FOUND,
            catalog.NOT_IN_FORCE,
            catalog.NOT_RECORDED,
            catalog.PROCEDURE_WITHDRAWN,
            catalog.NOT_PROVIDED,
            catalog.LEVEL_NOT_RECORDED,
            catalog.NO_LEVELS,
        ),
    ),
    (
        "/api/v1/agencies",
        catalog.list_agencies,
        Words("Các cơ quan", "Agencies"),
        (catalog.CURSOR_WRONG, catalog.PROCEDURE_NOT_FOUND, catalog.AGENCY_NOT_FOUND),
    ),
    ("/api/v1/agencies/{code}", catalog.get_agency, Words("Một cơ quan", "One agency"), (catalog.AGENCY_NOT_FOUND,)),
    ("/api/v1/life-events", catalog.list_life_events, Words("Nhóm sự kiện", "Life events"), ()),
    ("/api/v1/fields", catalog.list_fields, Words("Lĩnh vực", "Fields"), ()),
    ("/api/v1/menu", catalog.get_menu, Words("Thông tin và dịch vụ", "Information and services"), ()),
):
    area.route("GET", path, method, auth=Auth.PUBLIC, reuse=Reuse.PUBLIC, summary=summary, errors=errors)(read)
