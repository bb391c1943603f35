"""Problem documents (RFC 9457): how every error is told over HTTP, in Vietnamese or English.

The one place where an error becomes a status, a sentence and a document. Nothing but the error's code, facts and
declared sentences is in it.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from chassis.errors import PortalError, text_of

_TITLES: Final = {
    "not-found": ("Không tìm thấy", "Not found"),
    "conflict": ("Chưa thực hiện được", "Not possible now"),
    "stale": ("Đã có thay đổi mới hơn", "Changed meanwhile"),
    "invalid": ("Thông tin chưa đúng", "Not valid"),
    "unauthenticated": ("Cần đăng nhập", "Sign in first"),
    "forbidden": ("Không có quyền", "Not allowed"),
    "too-many": ("Quá nhiều yêu cầu", "Too many requests"),
    "unavailable": ("Tạm ngừng", "Unavailable"),
    "too-large": ("Quá lớn", "Too large"),
    "too-slow": ("Quá chậm", "Too slow"),
    "no-such-method": ("Không hỗ trợ", "Not supported"),
}


def problem(wrong: PortalError, language: str = "vi", trace: str = "", public_url: str = "") -> Response:
    """An error as problem document (RFC 9457) in the reader's language; ``trace`` leads to it in the log.

    Its type is an address under the portal's own, where the error is described.
    """
    english = language == "en"
    body: dict[str, object] = {
        "type": f"{public_url}/problems/{wrong.code}",
        "title": _TITLES.get(wrong.kind, ("Lỗi hệ thống", "Internal error"))[english],
        "status": wrong.status,
        "detail": text_of(wrong, language),
        "code": wrong.code,
    }
    if trace:
        body["instance"] = trace
    if wrong.problems:
        body["errors"] = [found.to_wire() for found in wrong.problems]
    response = Response(
        json.dumps(
            body,
            ensure_ascii=False,
        ),
        status=wrong.status,
        content_type="application/problem+json",
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = "en" if english else "vi"
    if wrong.retry_after is not None:
        response.headers["Retry-After"] = str(wrong.retry_after)
    return response


def language_of(environ: Mapping[str, Any]) -> str:
    """``vi`` or ``en``, as the reader prefers; Vietnamese if nothing else is asked for."""
    wanted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", "")[:200], LanguageAccept)
    return wanted.best_match(("vi", "en"), "vi") or "vi"
