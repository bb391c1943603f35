"""The API's document and its viewer, served from here alone: no other site is asked for anything."""

import functools
import hashlib
from pathlib import Path

from werkzeug.http import quote_etag
from werkzeug.wrappers import Response

from chassis.errors import declared_errors
from gateway.event_documents import asyncapi_bytes, schema_bytes
from gateway.headers import also_varies_by
from gateway.problems import ADDRESS_UNKNOWN, known_codes, status_of, title_of
from gateway.rendering import assets, assets_tag
from gateway.routing import UNLIMITED, Area, Reuse, Words
from gateway.visits import JSON, Visit

area = Area("documents", Words("Tài liệu", "Documents"))

VIEWER_FILES = ("swagger-ui.css", "swagger-ui-bundle.js")


@functools.cache
def viewer_file(name: str) -> bytes:
    """A file of the viewer that comes with the requirements."""
    from swagger_ui_bundle import swagger_ui_path

    return (Path(swagger_ui_path) / name).read_bytes()


@area.page("GET", "/openapi.json", summary=Words("Mô tả OpenAPI", "The OpenAPI document"), reuse=Reuse.PUBLIC)
def openapi_document(visit: Visit) -> Response:
    """The document in 3.1, or in 3.0 for readers that know no newer one (``?version=3.0``)."""
    version = "3.0.3" if visit.request.args.get("version", "").startswith("3.0") else "3.1.0"
    return reusable(visit, visit.means.document(version), "application/json; charset=utf-8")


@area.page("GET", "/asyncapi.json", summary=Words("Mô tả AsyncAPI", "The AsyncAPI document"), reuse=Reuse.PUBLIC)
def asyncapi_document(visit: Visit) -> Response:
    """What events agencies get, and by which ways."""
    return reusable(visit, asyncapi_bytes(visit.means.settings.public_url), "application/json; charset=utf-8")


@area.page(
    "GET", "/schemas/events/{name}", summary=Words("Lược đồ của một sự kiện", "The schema of an event"),
    reuse=Reuse.PUBLIC,
)  # fmt: skip
def event_schema(visit: Visit) -> Response:
    """A JSON Schema, at an address that never means anything else."""
    found = schema_bytes(visit.path["name"], visit.means.settings.public_url)
    if found is None:
        raise ADDRESS_UNKNOWN()
    return reusable(visit, found, "application/schema+json; charset=utf-8")


@area.page("GET", "/docs", summary=Words("Trang xem tài liệu API", "Viewer of the API document"))
def docs(visit: Visit) -> Response:
    """The viewer."""
    return visit.page("docs.html")


@area.page(
    "GET",
    "/docs/{name}",
    summary=Words("Tệp của trang xem", "Files of the viewer"),
    reuse=Reuse.PUBLIC,
    limit=UNLIMITED,
)
def docs_file(visit: Visit) -> Response:
    """One of the viewer's two files."""
    name = visit.path["name"]
    if name not in VIEWER_FILES:
        raise ADDRESS_UNKNOWN()
    media = "text/css; charset=utf-8" if name.endswith(".css") else "text/javascript; charset=utf-8"
    return reusable(visit, viewer_file(name), media)


@area.page(
    "GET",
    "/static/{tag}/{name}",
    summary=Words("Tệp tĩnh", "Static files"),
    reuse=Reuse.FOR_EVER,
    limit=UNLIMITED,
)
def static_file(visit: Visit) -> Response:
    """A static file; an address of another release gets today's file, but may not keep it."""
    asset = assets().get(visit.path["name"])
    if asset is None:
        raise ADDRESS_UNKNOWN()
    packed = bool(asset.packed) and visit.request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if packed else asset.body, content_type=asset.media_type)
    if asset.packed:
        also_varies_by(response, "Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if visit.path["tag"] != assets_tag():
        response.headers["Cache-Control"] = "no-store"
    return response


@area.page("GET", "/favicon.ico", summary=Words("Biểu tượng", "Icon"), reuse=Reuse.PUBLIC, limit=UNLIMITED)
def favicon(_visit: Visit) -> Response:
    """The mark, for browsers that do not read the page first."""
    asset = assets()["mark.svg"]
    return Response(asset.body, content_type=asset.media_type)


@area.page("GET", "/robots.txt", summary=Words("Cho máy tìm kiếm", "For search engines"), reuse=Reuse.PUBLIC)
def robots(_visit: Visit) -> Response:
    """Public pages may be found by search engines; the API and look-ups are not for them."""
    return Response("User-agent: *\nDisallow: /api/\nDisallow: /tra-cuu\nDisallow: /payments/\n", mimetype="text/plain")


@area.page("GET", "/problems/{code}", summary=Words("Giải thích một mã lỗi", "What an error code means"))
def problem_page(visit: Visit) -> Response:
    """What the ``type`` of a problem leads to."""
    declared = declared_errors().get(visit.path["code"])
    if declared is None:
        raise ADDRESS_UNKNOWN()
    status = status_of(declared())
    return visit.page(
        "code.html",
        declared=declared,
        status_code=status,
        title=title_of(status, visit.language),
        vi=declared.text("vi", {}),
        en=declared.text("en", {}),
        retryable=declared.cls.retryable,
        other_language=f"/problems/{declared.code}" + ("" if visit.language == "en" else "?lang=en"),
    )


@area.page("GET", "/problems", summary=Words("Mọi mã lỗi", "All error codes"))
def problem_codes(visit: Visit) -> Response:
    """All codes with their sentences."""
    known = declared_errors()
    rows = [(known[code], status_of(known[code]()), known[code].text(visit.language, {})) for code in known_codes()]
    return visit.page("codes.html", rows=rows)


def reusable(visit: Visit, body: bytes, media_type: str, tag: str = "") -> Response:
    """An answer that is the same for everybody: with a strong ETag, or 304 for who has it already."""
    tag = tag or hashlib.sha256(body).hexdigest()[:32]
    response = Response(body, content_type=media_type)
    response.headers["ETag"] = quote_etag(tag)
    response.make_conditional(visit.request)
    return response


@area.page(
    "GET",
    "/sandbox/accounts",
    summary=Words("Tài khoản cán bộ thử nghiệm", "Staff accounts of the sandbox"),
    sandbox_only=True,
)
def sandbox_accounts(visit: Visit) -> Response:
    """The made-up officers with their passwords and authenticator secrets, as the loader of accounts wrote them.

    Only a sandbox has this address: everything in it is for everybody to try.
    """
    try:
        written = Path(visit.means.settings.sandbox_accounts).read_text("utf-8")
    except OSError:
        raise ADDRESS_UNKNOWN() from None
    return Response(written, content_type=JSON)
