"""Phí, lệ phí of a dossier: every sum that is or was due, attempts to pay it, transfers, receipts, refunds."""

import io
from typing import Any, TypeVar

import segno
from werkzeug.wrappers import Response

from chassis.errors import Forbidden, Invalid, NotFound, PortalError, Unavailable, text_of
from chassis.records import load
from gateway import files
from gateway.flows import printing, receipting
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.standing import mark_of
from gateway.web.steps import dossier_of
from services.dossiers import contract as dossiers
from services.payments import contract as payments

area = Area("fees", Words("Phí, lệ phí của tôi", "My fees"))

FEES = Words("Phí, lệ phí của hồ sơ", "Fees of a dossier")
TRANSFER = Words("Chuyển khoản bằng mã VietQR", "Transfer by VietQR code")
SVG, PNG = "image/svg+xml", "image/png"

R = TypeVar("R")


@area.page("GET", "/ho-so/{dossier_id}/phi", summary=FEES, auth=Auth.CITIZEN)
def fees(visit: Visit) -> Response:
    """All sums of the dossier, what is due first."""
    return fees_page(visit, dossier_of(visit))


@area.page("GET", "/ho-so/{dossier_id}/chuyen-khoan/{obligation_id}", summary=TRANSFER, auth=Auth.CITIZEN)
def transfer(visit: Visit) -> Response:
    """Where to transfer what, with a code that a bank's application reads."""
    view = dossier_of(visit)
    try:
        found = _transfer(visit)
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        return _no_transfer(visit, view, refused)
    address = f"/ho-so/{view.id}/chuyen-khoan/{found.obligation_id}"
    return visit.page(
        "transfer.html",
        view=view,
        mark=mark_of(view),
        transfer=found,
        place="mine",
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


@area.page(
    "GET", "/ho-so/{dossier_id}/chuyen-khoan/{obligation_id}/vietqr.svg", summary=TRANSFER, auth=Auth.CITIZEN,
    limit="file",
)  # fmt: skip
def transfer_drawn(visit: Visit) -> Response:
    """The code, for the page."""
    return _drawn(_transfer(visit), "svg", SVG)


@area.page(
    "GET", "/ho-so/{dossier_id}/chuyen-khoan/{obligation_id}/vietqr.png", summary=TRANSFER, auth=Auth.CITIZEN,
    limit="file",
)  # fmt: skip
def transfer_picture(visit: Visit) -> Response:
    """The code as a picture to keep: a telephone cannot photograph its own screen."""
    return _drawn(_transfer(visit), "png", PNG)


@area.page(
    "GET", "/ho-so/{dossier_id}/bien-lai/{receipt_id}", summary=Words("Tải biên lai", "Download a receipt"),
    auth=Auth.CITIZEN, limit="file",
)  # fmt: skip
def receipt(visit: Visit) -> Response:
    """A receipt as PDF, as it stands now."""
    made = receipting.printed(visit, visit.send(payments.get_receipt, _asked(visit, payments.GetReceipt, "receipt_id")))
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


def fees_of(visit: Visit, dossier_id: str) -> tuple[tuple[payments.ObligationView, ...], bool]:
    """What a dossier owes or owed, newest first; and whether nobody could be asked."""
    try:
        question = payments.ListDossierPayments(dossier_id=dossier_id)
        return visit.send(payments.list_dossier_payments, question).obligations, False
    except Unavailable:
        return (), True
    except (NotFound, Forbidden):
        # Payments have not heard of the dossier, or it is not for this person to pay.
        return (), False


def fees_page(visit: Visit, view: dossiers.DossierView, *, status: int = 200, said: str = "") -> Response:
    """The page of all sums."""
    owed, away = fees_of(visit, view.id)
    address = f"/ho-so/{view.id}/phi"
    return visit.page(
        "dossier_fees.html",
        status=status,
        view=view,
        mark=mark_of(view),
        owed=sorted(owed, key=lambda one: one.state is not payments.ObligationState.DUE),
        payments_away=away,
        said=said,
        place="mine",
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


def _no_transfer(visit: Visit, view: dossiers.DossierView, refused: PortalError) -> Response:
    """Why nothing is to be transferred, and the way back to what is due."""
    address = f"/ho-so/{view.id}/chuyen-khoan/{visit.path['obligation_id']}"
    return visit.page(
        "transfer_refused.html",
        status=refused.status,
        view=view,
        said=text_of(refused, visit.language),
        place="mine",
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


def _transfer(visit: Visit) -> payments.TransferView:
    return visit.send(payments.get_transfer, _asked(visit, payments.GetTransfer, "obligation_id"))


def _asked(visit: Visit, cls: type[R], name: str) -> R:
    described: dict[str, Any] = {name: visit.path[name]}
    try:
        return load(cls, described)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _drawn(found: payments.TransferView, kind: str, media_type: str) -> Response:
    drawn = io.BytesIO()
    segno.make_qr(found.qr, error="m").save(drawn, kind=kind, scale=8, border=4)
    return files.send_table(drawn.getvalue(), name=f"{found.purpose}.{kind}", media_type=media_type)
