"""Việc về tiền: what of an agency's money waits for people, and every way out of it, each on the word of two."""

from collections.abc import Mapping
from typing import Any, Final

from werkzeug.wrappers import Response

from chassis.errors import PortalError
from chassis.records import load
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.deeds import Attempt, Deed, keyed, scope_of
from gateway.web.desk_money import Thing, agency_of, money_page
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

area = Area("money-work", Words("Việc về tiền", "Money to handle"))

TITLE = Words("Việc về tiền", "Money to handle")
REFUND = Words("Một khoản hoàn tiền", "One refund")
SUSPENSE = Words("Một khoản tiền treo", "One sum in suspense")
ADDRESS = "/can-bo/tien"
REFUND_ACTS: Final[Mapping[str, Deed]] = keyed(DECIDE_REFUND, PAY_OUT, PROPOSE_CLOSING)
SUSPENSE_ACTS: Final[Mapping[str, Deed]] = keyed(REFUND_SUSPENSE, CREDIT_SUSPENSE)


def _of_refund(visit: Visit, agency: str, found: payments.RefundView) -> Mapping[str, Any]:
    closings = visit.send(payments.list_closings, payments.ListClosings(agency_code=agency)).items
    return {
        "refund": found,
        "closings": [one for one in closings if one.refund_id == found.id],
        "acts": REFUND_ACTS,
        "decide_closing": DECIDE_CLOSING,
    }


REFUNDS: Final = Thing(f"{ADDRESS}/hoan", "refund_id", payments.get_refund, "refund.html", _of_refund)
SUMS: Final = Thing(
    f"{ADDRESS}/treo",
    "suspense_id",
    payments.get_suspense,
    "suspense.html",
    lambda _visit, _agency, found: {"item": found, "acts": SUSPENSE_ACTS, "decide_credit": DECIDE_CREDIT},
)
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
    return REFUNDS.page(visit)


@area.page("POST", ADDRESS + "/hoan/{refund_id}/{act}", summary=REFUND, auth=Auth.STAFF, limit="change")
def act_on_refund(visit: Visit) -> Response:
    """Decide it, tell that it was paid out, or propose to end it by hand."""
    return REFUNDS.carry_out(visit, REFUND_ACTS.get(visit.path["act"]))


@area.page(
    "POST",
    ADDRESS + "/hoan/{refund_id}/ket-thuc/{closing_id}",
    summary=DECIDE_CLOSING.words,
    auth=Auth.STAFF,
    limit="change",
)
def decide_closing(visit: Visit) -> Response:
    """Agree to an end by hand, or not."""
    return REFUNDS.carry_out(visit, DECIDE_CLOSING, "closing_id")


@area.page("GET", ADDRESS + "/treo/{suspense_id}", summary=SUSPENSE, auth=Auth.STAFF)
def suspense(visit: Visit) -> Response:
    """One sum in suspense, and the ways out."""
    return SUMS.page(visit)


@area.page("POST", ADDRESS + "/treo/{suspense_id}/{act}", summary=SUSPENSE, auth=Auth.STAFF, limit="change")
def act_on_suspense(visit: Visit) -> Response:
    """Ask that it go back to who paid it, or be taken for what a dossier owes."""
    deed = SUSPENSE_ACTS.get(visit.path["act"])
    if deed is not CREDIT_SUSPENSE:
        return SUMS.carry_out(visit, deed)
    owed = _due(visit, visit.form.get("code", "").strip())
    if not owed:
        said = OWES_NOTHING.en if visit.language == "en" else OWES_NOTHING.vi
        return SUMS.page(visit, Attempt(scope_of(deed), visit.form, 422, "", {"obligation_id": said}))
    return SUMS.carry_out(visit, deed, obligation_id=owed)


@area.page(
    "POST",
    ADDRESS + "/treo/{suspense_id}/ghi-co/{credit_id}",
    summary=DECIDE_CREDIT.words,
    auth=Auth.STAFF,
    limit="change",
)
def decide_credit(visit: Visit) -> Response:
    """Agree to a credit, or not."""
    return SUMS.carry_out(visit, DECIDE_CREDIT, "credit_id")


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
