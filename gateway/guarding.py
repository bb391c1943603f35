"""Forms that change something are taken only from our own pages, as drawn for who is signed in.

Three checks, each enough by itself against another site's page: the browser says where the form comes from
(``Sec-Fetch-Site``, else ``Origin``), it sends its cookies with no form of another site (``SameSite``), and the form
holds a token that only our page could draw. Source: OWASP ASVS 5.0, V3.5.
"""

import re
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from chassis.errors import Unauthenticated, error
from gateway.browsers import FORM_FIELD, KEY_FIELD
from gateway.multipart import FilePart
from gateway.problems import FROM_ELSEWHERE, WRONG_MEDIA
from gateway.reading import declared_length
from gateway.routing import Upload
from gateway.visits import Visit

_KEY = re.compile(r"[\x21-\x7e]{1,64}")
FORM = "application/x-www-form-urlencoded"

FORM_STALE = error(
    "request.form-stale",
    Unauthenticated,
    vi="Chưa có gì được gửi: phiên đăng nhập lúc mở trang này đã kết thúc, hoặc nay là tài khoản khác. "
    "Xin tải lại trang, xem lại rồi gửi.",
    en="Nothing was sent: the session in which this page was opened has ended, or another account is signed in now. "
    "Please load the page again, look it over and send it.",
)


def only_from_here(request: Request) -> None:
    """Refuse a form that another site's page sent (``Sec-Fetch-Site``; ``Origin`` for browsers without it)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise FROM_ELSEWHERE()
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise FROM_ELSEWHERE()


def take_form(visit: Visit) -> None:
    """Read the form of a guarded page into the visit; `FORM_STALE` when its token is not this browser's.

    Of a form with a file, the fields before the file are read, and the file is left for the handler to stream.
    """
    request, route = visit.request, visit.route
    only_from_here(request)
    if isinstance(route.transfer, Upload):
        visit.file = FilePart(request)
        posted = visit.file.fields
    else:
        declared_length(request, route.form_limit)
        if request.mimetype != FORM:
            raise WRONG_MEDIA(accepted=FORM)
        request.max_form_memory_size = route.form_limit
        posted = MultiDict(request.form.items(multi=True))
    hidden = (FORM_FIELD, KEY_FIELD)
    visit.form = MultiDict((name, value) for name, value in posted.items(multi=True) if name not in hidden)
    token, key = posted.get(FORM_FIELD, ""), posted.get(KEY_FIELD, "")
    visit.key = key if _KEY.fullmatch(key) else ""
    if not visit.browser.is_ours(token):
        raise FORM_STALE()
