"""Papers that arrive in parts, by tus 1.0.0 (https://tus.io/protocols/resumable-upload), and papers used again.

Core protocol with the extensions creation, expiration, checksum and termination; any stock client works: it is given
the address of a paper's uploads, an access token in its headers, and sends ``filename`` and ``filetype`` as metadata.
When the last byte has come, the dossiers service reads the file through and takes it in, or says what is wrong with it.
"""

import base64
import binascii
import contextlib
from collections.abc import Callable
from email.utils import format_datetime

from werkzeug.wrappers import Request, Response

from chassis.errors import NotFound, PortalError, Stale, error
from chassis.objects import OBJECT_MISSING, OBJECT_TOO_LARGE
from chassis.parts import ALGORITHMS, PART_MISSING, Parts
from gateway.api.dossiers import EDIT_ERRORS, FILE_ERRORS, VERSION
from gateway.problems import HEADER_WRONG, WRONG_MEDIA
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from services.dossiers import contract as dossiers

area = Area("uploads", Words("Tải giấy tờ lên", "Uploading papers"))

TUS = "1.0.0"
PATCH_TYPE = "application/offset+octet-stream"
ALWAYS = (("Tus-Resumable", TUS), ("Tus-Version", TUS))
"""What every answer carries."""


def offered(paper_limit: int) -> dict[str, str]:
    """What OPTIONS tells a client."""
    return {
        "Tus-Resumable": TUS,
        "Tus-Version": TUS,
        "Tus-Extension": "creation,expiration,checksum,termination",
        "Tus-Max-Size": str(paper_limit),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


class Gone(PortalError):
    """What was there has ended."""

    kind = "gone"
    status = 410


PROTOCOL_UNKNOWN = error(
    "upload.protocol-unknown",
    Stale,
    vi="Địa chỉ này dùng giao thức tus phiên bản {version}. Xin gửi đầu mục Tus-Resumable: {version}.",
    en="This address speaks version {version} of the tus protocol. Please send the header Tus-Resumable: {version}.",
)
UPLOAD_OVER = error(
    "upload.over",
    Gone,
    vi="Lần tải lên này đã kết thúc mà không được nhận vào hồ sơ. Xin bắt đầu tải lại tệp.",
    en="This upload ended without being taken into the dossier. Please begin to upload the file again.",
)

_TUS_NOTES = Words(
    "Theo giao thức tus 1.0.0: gửi từng phần, đứt thì hỏi lại vị trí (HEAD) và gửi tiếp (PATCH).",
    "By the tus protocol 1.0.0: send in parts; after a break ask for the offset (HEAD) and go on (PATCH).",
)


def spoken(handler: Callable[[Visit], Response]) -> Callable[[Visit], Response]:
    """Only for who speaks the protocol."""

    def handle(visit: Visit) -> Response:
        if visit.request.headers.get("Tus-Resumable") != TUS:
            raise PROTOCOL_UNKNOWN(version=TUS)
        return handler(visit)

    handle.__doc__ = handler.__doc__
    return handle


@area.route(
    "POST",
    "/api/v1/dossiers/{dossier_id}/papers/{paper_key}/uploads",
    dossiers.begin_upload,
    auth=Auth.SIGNED_IN,
    status=204,
    supplied=("part_key", "file_name", "media_type", "size"),
    limit="file",
    always=ALWAYS,
    options=offered,
    summary=Words("Bắt đầu tải một tệp lên từng phần", "Begin to upload a file in parts"),
    errors=(*EDIT_ERRORS, *FILE_ERRORS, dossiers.TOO_MANY_UPLOADS, PROTOCOL_UNKNOWN),
    notes=_TUS_NOTES,
)
@spoken
def begin(visit: Visit) -> Response:
    """Make an empty part and announce it; what is refused leaves nothing."""
    size = _number(visit.request, "Upload-Length")
    limit = visit.means.settings.paper_limit
    if size > limit:
        raise OBJECT_TOO_LARGE(limit=limit)
    told = metadata(visit.request)
    key = _parts(visit).begin()
    try:
        made = visit.call(
            part_key=key,
            size=size,
            file_name=told.get("filename", "") or "tep-dinh-kem",
            media_type=told.get("filetype", "").lower() or "application/octet-stream",
        )
    except PortalError:
        # Also when the service may have taken it: nobody was told of the upload, and without its part it just expires.
        _parts(visit).discard(key)
        raise
    response = Response(status=201)
    response.headers["Location"] = f"{visit.means.settings.public_url}/api/v1/uploads/{made.id}"
    response.headers["Upload-Expires"] = format_datetime(made.expires_at, usegmt=True)
    return response


@area.route(
    "HEAD",
    "/api/v1/uploads/{upload_id}",
    dossiers.get_upload,
    auth=Auth.SIGNED_IN,
    status=204,
    limit="file",
    always=ALWAYS,
    options=offered,
    summary=Words("Đã nhận được bao nhiêu byte", "How many bytes have come"),
    errors=(PART_MISSING, UPLOAD_OVER, PROTOCOL_UNKNOWN),
    notes=_TUS_NOTES,
)
@spoken
def offset(visit: Visit) -> Response:
    """Where to go on. A whole file that is not in the dossier yet, as something was away, is taken in now."""
    upload = visit.call()
    end = _offset(visit, upload)
    if end == upload.size:
        _finish(visit, upload)
    response = Response(status=200)
    response.headers["Upload-Length"] = str(upload.size)
    return _told(response, upload, end)


@area.route(
    "PATCH",
    "/api/v1/uploads/{upload_id}",
    dossiers.finish_upload,
    auth=Auth.SIGNED_IN,
    status=204,
    supplied=("object_key", "size", "sha256"),
    transfer=Upload(),
    limit="file",
    always=ALWAYS,
    options=offered,
    summary=Words("Gửi tiếp một phần của tệp", "Send a further part of the file"),
    errors=(*EDIT_ERRORS, *FILE_ERRORS, PART_MISSING, UPLOAD_OVER, PROTOCOL_UNKNOWN),
    notes=_TUS_NOTES,
)
@spoken
def append(visit: Visit) -> Response:
    """Add a part; with the last one the file is checked and taken into the dossier."""
    request = visit.request
    if request.mimetype != PATCH_TYPE:
        raise WRONG_MEDIA(accepted=PATCH_TYPE)
    at = _number(request, "Upload-Offset")
    upload = visit.send(dossiers.get_upload, dossiers.GetUpload(upload_id=visit.parts["upload_id"]))
    end = _offset(visit, upload)
    length = request.content_length or 0
    if at + length > upload.size:
        raise OBJECT_TOO_LARGE(limit=upload.size)
    if at != end or end < upload.size:
        algorithm, digest = _checksum(request)
        end = _parts(visit).append(upload.part_key, at, request.stream, algorithm=algorithm, digest=digest)
    if end == upload.size:
        _finish(visit, upload)
    return _told(Response(status=204), upload, end)


@area.route(
    "DELETE",
    "/api/v1/uploads/{upload_id}",
    dossiers.drop_upload,
    auth=Auth.SIGNED_IN,
    status=204,
    limit="file",
    always=ALWAYS,
    options=offered,
    summary=Words("Bỏ một lần tải lên", "Give up an upload"),
    errors=(PART_MISSING, PROTOCOL_UNKNOWN),
    notes=_TUS_NOTES,
)
@spoken
def drop(visit: Visit) -> Response:
    """Forget the upload and its bytes; a file that is in the dossier already stays there."""
    upload = visit.call()
    if upload.state is not dossiers.UploadState.TAKEN:
        _parts(visit).discard(upload.part_key)
        visit.means.objects.delete(upload.part_key)
    return visit.answer(upload)


def _finish(visit: Visit, upload: dossiers.UploadView) -> None:
    if upload.state is dossiers.UploadState.TAKEN:
        return
    whole = _parts(visit).finish(upload.part_key)
    asked = dossiers.FinishUpload(upload_id=upload.id, object_key=whole.key, size=whole.size, sha256=whole.sha256)
    try:
        visit.send(dossiers.finish_upload, asked)
    except PortalError as refused:
        if not refused.retryable:
            visit.means.objects.delete(whole.key)
        raise


def _offset(visit: Visit, upload: dossiers.UploadView) -> int:
    if upload.state is dossiers.UploadState.TAKEN:
        return upload.size
    if upload.state is not dossiers.UploadState.RECEIVING:
        raise UPLOAD_OVER()
    try:
        return _parts(visit).offset(upload.part_key)
    except NotFound:  # A store that is away is another matter: the upload goes on later.
        raise UPLOAD_OVER() from None


def _told(response: Response, upload: dossiers.UploadView, end: int) -> Response:
    response.headers["Upload-Offset"] = str(end)
    response.headers["Cache-Control"] = "no-store"
    if upload.state is dossiers.UploadState.RECEIVING:
        response.headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return response


def metadata(request: Request) -> dict[str, str]:
    """``Upload-Metadata``: words with base64 values, divided by commas."""
    found = {}
    for pair in filter(None, (part.strip() for part in request.headers.get("Upload-Metadata", "").split(","))):
        name, _, coded = pair.partition(" ")
        with contextlib.suppress(ValueError, binascii.Error):
            found[name] = base64.b64decode(coded, validate=True).decode("utf-8")
    return found


def _checksum(request: Request) -> tuple[str, bytes]:
    told = request.headers.get("Upload-Checksum", "")
    if not told:
        return "", b""
    algorithm, _, coded = told.partition(" ")
    if algorithm not in ALGORITHMS:
        raise _wrong("Upload-Checksum", ", ".join(ALGORITHMS))
    try:
        return algorithm, base64.b64decode(coded, validate=True)
    except (ValueError, binascii.Error):
        raise _wrong("Upload-Checksum", "base64") from None


def _number(request: Request, header: str) -> int:
    told = request.headers.get(header, "").strip()
    if not (told.isascii() and told.isdigit() and len(told) <= 15):
        raise _wrong(header, "0, 1, 2…")
    return int(told)


def _wrong(header: str, hint: str) -> PortalError:
    return HEADER_WRONG(header=header, hint_vi=f"Hãy dùng: {hint}.", hint_en=f"Use: {hint}.")


def _parts(visit: Visit) -> Parts:
    if visit.means.parts is None:
        raise OBJECT_MISSING()
    return visit.means.parts


area.passes(
    "GET",
    "/api/v1/me/papers",
    dossiers.list_my_papers,
    auth=Auth.CITIZEN,
    summary=Words("Giấy tờ và kết quả tôi đã có", "Papers and results that I have"),
)
area.passes(
    "POST",
    "/api/v1/dossiers/{dossier_id}/papers/{paper_key}/reuse",
    dossiers.reuse_paper,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    version_optional=True,
    shows_version="version",
    summary=Words("Dùng lại giấy tờ đã có", "Use a paper again"),
    errors=(*EDIT_ERRORS, *FILE_ERRORS, dossiers.FILE_NOT_FOUND),
)
