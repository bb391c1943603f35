"""What a page answers to somebody who must sign in first, or whose form was drawn for somebody else.

A page leads to the sign-in and back. A form is kept, so that nothing typed is lost: it is shown again after the
sign-in, or at once where nobody has to sign in for it. What is secret in it is never written into a page: it is typed
again. A dossier of somebody else for whom one may work is a press away (`gateway.web.as_another`).
"""

from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import NotFound, PortalError, Unauthenticated, text_of
from gateway.guarding import FORM_STALE
from gateway.problems import decorate, problem_facts, status_of
from gateway.rendering import here
from gateway.routing import Auth, Upload, Words
from gateway.visits import Visit
from gateway.web.as_another import as_another
from gateway.web.entry import entered_before, sign_in_page
from gateway.web.forms import Filled
from gateway.web.kept import again_page, keep, own_path, unpack
from gateway.web.staff_entry import staff_page

NOT_SENT = Words(
    "Biểu mẫu chưa được gửi: phiên đăng nhập của bạn đã kết thúc trong lúc trang đang mở.",
    "The form was not sent: your session ended while the page was open.",
)
NOT_TAKEN = Words(
    "Tệp chưa được nhận: phiên đăng nhập của bạn đã kết thúc trong lúc trang đang mở. Xin đăng nhập rồi chọn lại tệp.",
    "The file was not taken: your session ended while the page was open. Please sign in and choose the file again.",
)


def turned_away(visit: Visit, problem: PortalError) -> Response:
    """The way on for who cannot go on here; whoever is signed in and may not, is told so."""
    address = visit.request.full_path.rstrip("?")
    if problem.code == FORM_STALE.code and (further := entered_before(visit)) is not None:
        return further
    if isinstance(problem, NotFound):
        if (theirs := as_another(visit)) is None:
            raise problem
        return theirs
    if not isinstance(problem, Unauthenticated):
        return not_done(visit, problem, address)
    known = visit.caller.is_citizen or visit.caller.is_staff
    if visit.request.method != "POST":
        if known:
            raise problem
        return redirect(_door(visit, address), 303)
    takes_file = isinstance(visit.route.transfer, Upload)
    packed = "" if takes_file else keep(address, visit.form)
    if problem.code == FORM_STALE.code and (known or visit.route.auth is Auth.PUBLIC):
        if (theirs := as_another(visit)) is not None:
            return theirs
        kept = unpack(packed) if packed else None
        if kept is None:
            raise problem
        return again_page(visit, kept, visit.caller.name, status=403)
    filled = Filled({"kept": packed, "tiep": own_path(visit.request.path) if takes_file else ""})
    page = staff_page if visit.route.auth is Auth.STAFF else sign_in_page
    said = text_of(problem, visit.language)
    if problem.code == FORM_STALE.code:
        words = NOT_TAKEN if takes_file else NOT_SENT
        said = words.en if visit.language == "en" else words.vi
    return page(visit, filled, status=401, said=said)


def not_done(visit: Visit, problem: PortalError, address: str) -> Response:
    """A form that could not be carried out now: why, until when, and the form whole, to be sent again as the same one.

    It bears its key, so that what was done in spite of all is not done twice. A file is chosen anew.
    """
    takes_file = isinstance(visit.route.transfer, Upload)
    again = None if takes_file else unpack(keep(address, visit.form))
    response = visit.page(
        "problem.html",
        status=status_of(problem),
        trace=visit.trace,
        again=again,
        key=visit.key,
        back=own_path(visit.request.headers.get("Referer", "").partition(visit.request.host)[2]),
        **problem_facts(problem, visit.language),
        other_language="",
    )
    decorate(response, problem)
    return response


def _door(visit: Visit, address: str) -> str:
    door = "/can-bo/dang-nhap" if visit.route.auth is Auth.STAFF else "/dang-nhap"
    return here(door, visit.language) + ("&" if visit.language == "en" else "?") + urlencode({"tiep": address})
