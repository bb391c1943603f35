"""Chênh lệch đối soát: where a payment provider's file and our books do not agree, and its repair by two people."""

from typing import Final

from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.desk_money import Thing, agency_of, money_page
from gateway.web.money_deeds import DECIDE_REPAIR, PROPOSE_REPAIR
from services.payments import contract as payments

area = Area("difference-pages", Words("Chênh lệch đối soát", "Differences"))

TITLE = Words("Chênh lệch đối soát", "Differences with payment providers")
ADDRESS = "/can-bo/chenh-lech"
DIFFERENCE: Final = Thing(
    ADDRESS,
    "difference_id",
    payments.get_difference,
    "difference.html",
    lambda _visit, _agency, found: {"one": found, "propose": PROPOSE_REPAIR, "decide": DECIDE_REPAIR},
)


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
    return DIFFERENCE.page(visit)


@area.page(
    "POST", ADDRESS + "/{difference_id}/dieu-chinh", summary=PROPOSE_REPAIR.words, auth=Auth.STAFF, limit="change"
)
def propose(visit: Visit) -> Response:
    """Propose to bring the books to what the provider's file says."""
    return DIFFERENCE.carry_out(visit, PROPOSE_REPAIR)


@area.page(
    "POST",
    ADDRESS + "/{difference_id}/dieu-chinh/{repair_id}",
    summary=DECIDE_REPAIR.words,
    auth=Auth.STAFF,
    limit="change",
)
def decide(visit: Visit) -> Response:
    """Confirm a repair, or refuse it."""
    return DIFFERENCE.carry_out(visit, DECIDE_REPAIR, "repair_id")
