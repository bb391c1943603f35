"""Đính chính: citizens' requests to correct what their account says, decided by an officer who saw the evidence.

The list names nobody. A request is read in full for a purpose that is kept and that the person can read; what was shown
stands on that page alone.
"""

from typing import Final

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway import files
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.deeds import Attempt, Deed, Field, Kind, carry_out, scope_of
from services.accounts import contract as accounts

area = Area("correction-pages", Words("Đính chính thông tin của người dân", "Corrections of people's details"))

TITLE = Words("Đính chính thông tin của người dân", "Corrections of people's details")
ADDRESS = "/can-bo/dinh-chinh"
OPEN: Final = Deed(
    "mo",
    accounts.open_correction,
    Words("Xem đầy đủ", "Read it in full"),
    (
        Field(
            "why",
            Words("Xem để làm gì", "What for"),
            hint=Words("Ít nhất 10 chữ cái; người dân đọc được.", "At least 10 letters; the person reads it."),
        ),
    ),
)
DECIDE: Final = Deed(
    "quyet",
    accounts.decide_correction,
    Words("Quyết định", "Decide"),
    (
        Field(
            "accept",
            Words("Quyết định", "Decision"),
            Kind.YES_NO,
            choices=(("yes", Words("Chấp nhận, sửa tài khoản", "Accept")), ("no", Words("Không chấp nhận", "Refuse"))),
        ),
        Field("reason", Words("Lý do, người dân đọc được", "Reason, which the person reads"), Kind.LONG),
    ),
)


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def waiting(visit: Visit) -> Response:
    """Requests that wait, the oldest first."""
    return _list(visit)


@area.page("POST", ADDRESS + "/{correction_id}/mo", summary=OPEN.words, auth=Auth.STAFF, limit="change")
def read(visit: Visit) -> Response:
    """One request in full, once."""
    thing = visit.path["correction_id"]
    shown, attempt = carry_out(visit, OPEN, {"correction_id": thing}, thing)
    return _list(visit, attempt) if attempt is not None else _one(visit, shown)


@area.page("GET", ADDRESS + "/{correction_id}/giay-to", summary=TITLE, auth=Auth.STAFF, limit="file")
def evidence(visit: Visit) -> Response:
    """The paper that proves it; the look is kept."""
    try:
        asked = load(accounts.OpenCorrectionEvidence, {"correction_id": visit.path["correction_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    found = visit.send(accounts.open_correction_evidence, asked)
    return files.send(
        visit.means.objects,
        found.object_key,
        name="giay-to-chung-minh",
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
    )


@area.page("POST", ADDRESS + "/{correction_id}/quyet", summary=DECIDE.words, auth=Auth.STAFF, limit="change")
def decide(visit: Visit) -> Response:
    """Accept or refuse; a refused form leads back to the list, where it is shown again."""
    thing = visit.path["correction_id"]
    _, attempt = carry_out(visit, DECIDE, {"correction_id": thing}, thing)
    if attempt is not None:
        return _list(visit, attempt)
    return redirect(here(ADDRESS, visit.language, da=DECIDE.key), 303)


def _list(visit: Visit, attempt: Attempt | None = None) -> Response:
    after = visit.request.args.get("sau", "")
    try:
        asked = load(accounts.ListCorrectionRequests, {"after": after})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    found = visit.send(accounts.list_correction_requests, asked).requests
    return visit.page(
        "desk_corrections.html",
        status=attempt.status if attempt is not None else 200,
        found=found,
        more=found[-1].correction_id if len(found) == asked.limit else "",
        attempt=attempt,
        done="da" in visit.request.args,
        deed=OPEN,
        decide=DECIDE,
        scope_of=scope_of,
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en"),
    )


def _one(visit: Visit, shown: accounts.OpenedCorrection) -> Response:
    return visit.page("desk_correction.html", one=shown, deed=DECIDE, scope_of=scope_of, other_language="")
