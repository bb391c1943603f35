"""Failures as RFC 9457 problems: the one place where an error becomes a status, a sentence and JSON.

Guarantee: `problem_response` never fails and never shows what is inside an unexpected exception. ``type`` is a stable
address under the public URL where a person can read what the code means; ``instance`` is the request's trace id, by
which the log is found; ``errors`` names each wrong field by JSON pointer with a sentence of its own.
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from werkzeug.wrappers import Response

from chassis.errors import (
    KEY_MISSING,
    Invalid,
    NotFound,
    PortalError,
    TooMany,
    declared_errors,
    error,
    text_of,
)
from chassis.objects import OBJECT_TOO_LARGE
from chassis.tokens import SIGN_IN_AGAIN
from gateway.texts import field_sentence, person_sentence

MEDIA_TYPE = "application/problem+json; charset=utf-8"


class BadRequest(PortalError):
    """The HTTP request itself cannot be understood."""

    kind: ClassVar[str] = "bad-request"
    status: ClassVar[int] = 400


class WrongVerb(PortalError):
    """The address exists, but not for this HTTP method; the answer lists those that do in ``Allow``."""

    kind: ClassVar[str] = "wrong-verb"
    status: ClassVar[int] = 405


class TooLarge(PortalError):
    """The body is larger than this address accepts."""

    kind: ClassVar[str] = "too-large"
    status: ClassVar[int] = 413


class WrongMedia(PortalError):
    """The body comes in a media type this address does not read."""

    kind: ClassVar[str] = "wrong-media"
    status: ClassVar[int] = 415


class PreconditionRequired(PortalError):
    """The change must say on which version it was decided (RFC 6585)."""

    kind: ClassVar[str] = "precondition-required"
    status: ClassVar[int] = 428


ADDRESS_UNKNOWN = error(
    "request.address-unknown",
    NotFound,
    vi="Không có gì ở địa chỉ này. Hãy kiểm tra lại đường dẫn hoặc về trang chủ.",
    en="There is nothing at this address. Check the link, or go to the home page.",
)
WRONG_VERB = error(
    "request.wrong-verb",
    WrongVerb,
    vi="Địa chỉ này không nhận phương thức {verb}; chỉ nhận: {allowed}.",
    en="This address does not take the method {verb}; it takes: {allowed}.",
)
NOT_JSON = error(
    "request.not-json",
    BadRequest,
    vi="Nội dung gửi lên không phải JSON hợp lệ (UTF-8, không trùng khóa). Hãy sửa rồi gửi lại.",
    en="The body is not valid JSON (UTF-8, no repeated keys). Please correct it and send it again.",
)
MALFORMED = error(
    "request.malformed",
    BadRequest,
    vi="Không đọc được yêu cầu HTTP này. Hãy kiểm tra tiêu đề và nội dung rồi gửi lại.",
    en="This HTTP request cannot be read. Check its headers and body and send it again.",
)
HEADER_WRONG = error(
    "request.header-wrong",
    BadRequest,
    vi="Tiêu đề {header} không đúng dạng. {hint_vi}",
    en="The header {header} does not have the right form. {hint_en}",
)
WRONG_MEDIA = error(
    "request.wrong-media-type",
    WrongMedia,
    vi="Địa chỉ này chỉ nhận nội dung kiểu {accepted}.",
    en="This address only reads content of type {accepted}.",
)
TOO_LARGE = error(
    "request.too-large",
    TooLarge,
    vi="Nội dung gửi lên lớn hơn mức cho phép ({limit:size}). Hãy chọn tệp nhỏ hơn, giảm dung lượng hoặc chia nhỏ.",
    en="What was sent is larger than allowed ({limit:size}). Choose a smaller file, reduce it or send it in parts.",
)
FORM_SENT_BEFORE = error(
    "request.form-sent-before",
    Invalid,
    vi="Bạn đã gửi trang này một lần với nội dung khác. Nội dung mới còn nguyên dưới đây; xin bấm gửi lần nữa.",
    en="You sent this page once before with other content. The new content is all here below; please send it again.",
)
"""What `KEY_REUSED` is called where a person meets it: they know of no keys."""
LENGTH_MISSING = error(
    "request.length-missing",
    BadRequest,
    vi="Yêu cầu thiếu tiêu đề Content-Length nên không biết được dung lượng.",
    en="The request has no Content-Length, so its size is not known.",
)
VERSION_MISSING = error(
    "request.if-match-missing",
    PreconditionRequired,
    vi="Hãy gửi kèm If-Match với ETag của bản bạn đang xem, để không ghi đè thay đổi của người khác.",
    en="Send If-Match with the ETag of the version you are looking at, so that nobody's change is overwritten.",
)
RATE_EXCEEDED = error(
    "request.rate-exceeded",
    TooMany,
    vi="Bạn gửi quá nhiều yêu cầu trong thời gian ngắn. Xin đợi {seconds} giây rồi thử lại.",
    en="Too many requests in a short time. Please wait {seconds} seconds and try again.",
)
FROM_ELSEWHERE = error(
    "request.from-elsewhere",
    NotFound,
    vi="Biểu mẫu này phải được gửi từ chính trang của cổng. Hãy mở lại trang rồi thử lại.",
    en="This form must be sent from the portal's own page. Open the page again and retry.",
)

STATUS_BY_CODE: Mapping[str, int] = {
    # The draft of the Idempotency-Key header asks for 400 here, while the services know it as an invalid request.
    KEY_MISSING.code: 400,
    LENGTH_MISSING.code: 411,
    OBJECT_TOO_LARGE.code: 413,
    FROM_ELSEWHERE.code: 403,
}
"""Statuses that differ from the one of the error's class; everything else follows ``PortalError.status``."""

_TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Yêu cầu không đọc được", "Bad request"),
    401: ("Cần đăng nhập", "Sign-in needed"),
    403: ("Không được phép", "Not allowed"),
    404: ("Không tìm thấy", "Not found"),
    405: ("Phương thức không dùng được ở đây", "Method not allowed"),
    406: ("Không có dạng trả lời phù hợp", "Not acceptable"),
    408: ("Gửi quá chậm", "Request too slow"),
    409: ("Trạng thái hiện tại không cho phép", "Conflict with the current state"),
    410: ("Không còn nữa", "Gone"),
    411: ("Thiếu dung lượng nội dung", "Length required"),
    412: ("Đã có bản mới hơn", "Changed in the meantime"),
    413: ("Nội dung quá lớn", "Content too large"),
    415: ("Kiểu nội dung không được nhận", "Unsupported media type"),
    422: ("Thông tin chưa đúng", "Some information is not right"),
    423: ("Đang được dùng ở nơi khác", "Locked"),
    428: ("Thiếu phiên bản đang sửa", "Version required"),
    429: ("Quá nhiều yêu cầu", "Too many requests"),
    460: ("Sai mã kiểm tra", "Checksum mismatch"),
    500: ("Lỗi hệ thống", "Internal error"),
    501: ("Không hỗ trợ", "Not implemented"),
    503: ("Tạm thời chưa phục vụ được", "Temporarily unavailable"),
}

RETRY_SECONDS = 5
"""What ``Retry-After`` says when something is away and nobody knows for how long."""


def status_of(problem: PortalError) -> int:
    """The HTTP status of an error."""
    return STATUS_BY_CODE.get(problem.code, problem.status)


def title_of(status: int, language: str) -> str:
    """A short name of a status for people."""
    vi, en = _TITLES.get(status, _TITLES[500])
    return en if language == "en" else vi


def problem_body(problem: PortalError, *, language: str, trace: str, public_url: str) -> dict[str, Any]:
    """The members of the problem object."""
    status = status_of(problem)
    body: dict[str, Any] = {
        "type": f"{public_url.rstrip('/')}/problems/{problem.code}",
        "title": title_of(status, language),
        "status": status,
        "detail": text_of(problem, language),
        "instance": trace,
        "code": problem.code,
    }
    if problem.problems:
        body["errors"] = [
            {"pointer": found.pointer, "code": found.code, "detail": field_sentence(found, language)}
            for found in problem.problems
        ]
    return body


def retry_after_of(problem: PortalError) -> int | None:
    """Seconds after which a repeat makes sense; None where repeating unchanged is of no use."""
    if problem.retry_after is not None:
        return problem.retry_after
    return RETRY_SECONDS if problem.retryable else None


def problem_facts(problem: PortalError, language: str) -> dict[str, Any]:
    """What the page of a problem says: what happened, how long to wait, and by which code to ask for help."""
    status = status_of(problem)
    return {
        "status_code": status,
        "title": title_of(status, language),
        "code": problem.code,
        "detail": text_of(problem, language),
        "wrong": list(dict.fromkeys(person_sentence(one, language) for one in problem.problems)),
        "wait": retry_after_of(problem),
    }


def problem_response(problem: PortalError, *, language: str, trace: str, public_url: str) -> Response:
    """An error as ``application/problem+json``, with ``Retry-After`` and ``WWW-Authenticate`` where they belong."""
    body = problem_body(problem, language=language, trace=trace, public_url=public_url)
    response = Response(json.dumps(body, ensure_ascii=False), status=body["status"], content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = language
    decorate(response, problem)
    return response


def decorate(response: Response, problem: PortalError) -> None:
    """Headers that an error brings, whatever form its body has."""
    wait = retry_after_of(problem)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    if response.status_code == 401:
        detail = ', error="invalid_token"' if problem.code in (SIGN_IN_AGAIN.code, "api-key.not-good") else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="motcua"{detail}'
    allowed = problem.params.get("allowed")
    if response.status_code == 405 and isinstance(allowed, str):
        response.headers["Allow"] = allowed


def known_codes() -> list[str]:
    """Every error code that has a page, sorted."""
    return sorted(declared_errors())
