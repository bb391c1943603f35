"""Việc về tiền: what of an agency's money waits for people, and every way out of it, each on the word of two."""

from collections.abc import Mapping
from typing import Any, Final

from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.deeds import Attempt, Deed, keyed, scope_of
from gateway.web.desk_money import agency_of, money_deed, money_page
from gateway.web.money_deeds import (
    CREDIT_SUSPENSE,
    DECIDE_CLOSING,
    DECIDE_CREDIT,
    DECIDE_REFUND,
    PAY_OUT,
    PROPOSE_CLOSING,
    REFUND_SUSPENSE,
)
from services.dossiers import contract as dossiers
from services.payments import contract as payments

area = Area("money-work", Words("Việc về tiền", "Money that waits"))

TITLE = Words("Việc về tiền", "Money that waits")
REFUND = Words("Một khoản hoàn tiền", "One refund")
SUSPENSE = Words("Một khoản tiền treo", "One sum in suspense")
ADDRESS = "/can-bo/tien"
REFUND_ACTS: Final[Mapping[str, Deed]] = keyed(DECIDE_REFUND, PAY_OUT, PROPOSE_CLOSING)
SUSPENSE_ACTS: Final[Mapping[str, Deed]] = keyed(REFUND_SUSPENSE, CREDIT_SUSPENSE)
OWES_NOTHING = Words(
    "Không thấy hồ sơ nào mang mã này mà còn đúng một khoản chờ nộp. Xin kiểm tra lại mã.",
    "No dossier with this code has exactly one sum waiting to be paid. Please check the code.",
)


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def work(visit: Visit) -> Response:
    """Attempts without an end, refunds under way, money in suspense, proposals to end refunds by hand."""
    agency = agency_of(visit)
    return money_page(
        visit,
        "money_work.html",
        ADDRESS,
        agency,
        work=visit.send(payments.list_money_work, payments.ListMoneyWork(agency_code=agency)),
        closings=visit.send(payments.list_closings, payments.ListClosings(agency_code=agency)).items,
    )


@area.page("GET", ADDRESS + "/hoan/{refund_id}", summary=REFUND, auth=Auth.STAFF)
def refund(visit: Visit) -> Response:
    """One refund, and what can be done with it."""
    return _refund(visit)


@area.page("POST", ADDRESS + "/hoan/{refund_id}/{act}", summary=REFUND, auth=Auth.STAFF, limit="change")
def act_on_refund(visit: Visit) -> Response:
    """Decide it, tell that it was paid out, or propose to end it by hand."""
    deed = REFUND_ACTS.get(visit.path["act"])
    if deed is None:
        raise ADDRESS_UNKNOWN()
    known = {"refund_id": visit.path["refund_id"]}
    return money_deed(visit, deed, known, lambda attempt: _refund(visit, attempt), _refund_address(visit))


@area.page(
    "POST",
    ADDRESS + "/hoan/{refund_id}/ket-thuc/{closing_id}",
    summary=DECIDE_CLOSING.words,
    auth=Auth.STAFF,
    limit="change",
)
def decide_closing(visit: Visit) -> Response:
    """Agree to an end by hand, or not."""
    thing = visit.path["closing_id"]
    known = {"refund_id": visit.path["refund_id"], "closing_id": thing}
    return money_deed(
        visit, DECIDE_CLOSING, known, lambda attempt: _refund(visit, attempt), _refund_address(visit), thing
    )


@area.page("GET", ADDRESS + "/treo/{suspense_id}", summary=SUSPENSE, auth=Auth.STAFF)
def suspense(visit: Visit) -> Response:
    """One sum in suspense, and the ways out."""
    return _suspense(visit)


@area.page("POST", ADDRESS + "/treo/{suspense_id}/{act}", summary=SUSPENSE, auth=Auth.STAFF, limit="change")
def act_on_suspense(visit: Visit) -> Response:
    """Ask that it go back to who paid it, or be taken for what a dossier owes."""
    deed = SUSPENSE_ACTS.get(visit.path["act"])
    if deed is None:
        raise ADDRESS_UNKNOWN()
    known: dict[str, Any] = {"suspense_id": visit.path["suspense_id"]}
    if deed is CREDIT_SUSPENSE:
        owed = _due(visit, visit.form.get("code", "").strip())
        if not owed:
            said = OWES_NOTHING.en if visit.language == "en" else OWES_NOTHING.vi
            return _suspense(visit, Attempt(scope_of(deed), visit.form, 422, "", {"obligation_id": said}))
        known["obligation_id"] = owed
    return money_deed(visit, deed, known, lambda attempt: _suspense(visit, attempt), _suspense_address(visit))


@area.page(
    "POST",
    ADDRESS + "/treo/{suspense_id}/ghi-co/{credit_id}",
    summary=DECIDE_CREDIT.words,
    auth=Auth.STAFF,
    limit="change",
)
def decide_credit(visit: Visit) -> Response:
    """Agree to a credit, or not."""
    thing = visit.path["credit_id"]
    known = {"suspense_id": visit.path["suspense_id"], "credit_id": thing}
    return money_deed(
        visit, DECIDE_CREDIT, known, lambda attempt: _suspense(visit, attempt), _suspense_address(visit), thing
    )


def _due(visit: Visit, code: str) -> str:
    """The one obligation that waits to be paid for a dossier; empty if there is none, or several."""
    try:
        found = visit.send(dossiers.find_dossiers, load(dossiers.FindDossiers, {"code": code})).items
        owed = [
            one.id
            for line in found
            for one in visit.send(
                payments.list_dossier_payments, payments.ListDossierPayments(dossier_id=line.id)
            ).obligations
            if one.state is payments.ObligationState.DUE
        ]
    except PortalError as refused:
        if refused.retryable:
            raise
        return ""
    return owed[0] if len(owed) == 1 else ""


def _refund_address(visit: Visit) -> str:
    return f"{ADDRESS}/hoan/{visit.path['refund_id']}"


def _suspense_address(visit: Visit) -> str:
    return f"{ADDRESS}/treo/{visit.path['suspense_id']}"


def _refund(visit: Visit, attempt: Attempt | None = None) -> Response:
    agency = agency_of(visit)
    try:
        asked = load(payments.GetRefund, {"refund_id": visit.path["refund_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    found = visit.send(payments.get_refund, asked)
    closings = visit.send(payments.list_closings, payments.ListClosings(agency_code=agency)).items
    return money_page(
        visit,
        "refund.html",
        _refund_address(visit),
        agency,
        attempt,
        refund=found,
        closings=[one for one in closings if one.refund_id == found.id],
        acts=REFUND_ACTS,
        decide_closing=DECIDE_CLOSING,
    )


def _suspense(visit: Visit, attempt: Attempt | None = None) -> Response:
    agency = agency_of(visit)
    try:
        asked = load(payments.GetSuspense, {"suspense_id": visit.path["suspense_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return money_page(
        visit,
        "suspense.html",
        _suspense_address(visit),
        agency,
        attempt,
        item=visit.send(payments.get_suspense, asked),
        acts=SUSPENSE_ACTS,
        decide_credit=DECIDE_CREDIT,
    )
