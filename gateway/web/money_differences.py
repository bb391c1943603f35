"""Chênh lệch đối soát: where a payment provider's file and our books do not agree, and its repair by two people."""

from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.deeds import Attempt
from gateway.web.desk_money import agency_of, money_deed, money_page
from gateway.web.money_deeds import DECIDE_REPAIR, PROPOSE_REPAIR
from services.payments import contract as payments

area = Area("difference-pages", Words("Chênh lệch đối soát", "Differences"))

TITLE = Words("Chênh lệch đối soát", "Differences with payment providers")
ADDRESS = "/can-bo/chenh-lech"


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def differences(visit: Visit) -> Response:
    """Those that wait, oldest first; also those that are closed, if asked for."""
    agency, args = agency_of(visit), visit.request.args
    wanted = {"agency_code": agency, "closed": "ca-cu" in args, "cursor": args.get("cursor", "")}
    if args.get("ngay"):
        wanted["day"] = args["ngay"]
    try:
        asked = load(payments.ListDifferences, wanted)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    found = visit.send(payments.list_differences, asked)
    return money_page(visit, "differences.html", ADDRESS, agency, found=found, asked=asked)


@area.page("GET", ADDRESS + "/{difference_id}", summary=TITLE, auth=Auth.STAFF)
def difference(visit: Visit) -> Response:
    """One of them, with what was proposed."""
    return _one(visit)


@area.page(
    "POST", ADDRESS + "/{difference_id}/dieu-chinh", summary=PROPOSE_REPAIR.words, auth=Auth.STAFF, limit="change"
)
def propose(visit: Visit) -> Response:
    """Propose to bring the books to what the provider's file says."""
    known = {"difference_id": visit.path["difference_id"]}
    return money_deed(visit, PROPOSE_REPAIR, known, lambda attempt: _one(visit, attempt), _address(visit))


@area.page(
    "POST",
    ADDRESS + "/{difference_id}/dieu-chinh/{repair_id}",
    summary=DECIDE_REPAIR.words,
    auth=Auth.STAFF,
    limit="change",
)
def decide(visit: Visit) -> Response:
    """Confirm a repair, or refuse it."""
    thing = visit.path["repair_id"]
    known = {"difference_id": visit.path["difference_id"], "repair_id": thing}
    return money_deed(visit, DECIDE_REPAIR, known, lambda attempt: _one(visit, attempt), _address(visit), thing)


def _address(visit: Visit) -> str:
    return f"{ADDRESS}/{visit.path['difference_id']}"


def _one(visit: Visit, attempt: Attempt | None = None) -> Response:
    agency = agency_of(visit)
    try:
        asked = load(payments.GetDifference, {"difference_id": visit.path["difference_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return money_page(
        visit,
        "difference.html",
        _address(visit),
        agency,
        attempt,
        one=visit.send(payments.get_difference, asked),
        propose=PROPOSE_REPAIR,
        decide=DECIDE_REPAIR,
    )
