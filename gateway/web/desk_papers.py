"""What the desk prints about a dossier: the official papers on A4 and A5, the control slip, the form, the mandate."""

from urllib.parse import quote

import segno
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway import files
from gateway.flows import browsing, official, printing, receipting
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.steps import dossier_of
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.payments import contract as payments

area = Area("desk-papers", Words("In giấy tờ của hồ sơ", "Printing papers of a dossier"))

SLIP = Words("Biên nhận nộp hồ sơ", "Slip of filing")
PAPER = Words("In một giấy tờ đã phát hành", "Print an issued paper")


@area.page("GET", "/can-bo/ho-so/{dossier_id}/giay/{paper_id}.pdf", summary=PAPER, auth=Auth.STAFF, limit="file")
def paper(visit: Visit) -> Response:
    """On A4, as the forms of the law are drawn."""
    return _sent(_issued(visit))


@area.page("GET", "/can-bo/ho-so/{dossier_id}/giay/{paper_id}/a5.pdf", summary=PAPER, auth=Auth.STAFF, limit="file")
def paper_a5(visit: Visit) -> Response:
    """The very paper on half the size (TT 01/2018/TT-VPCP điều 9)."""
    return _sent(printing.halved(_issued(visit)))


@area.page("GET", "/can-bo/ho-so/{dossier_id}/bien-nhan", summary=SLIP, auth=Auth.STAFF)
def filed_slip(visit: Visit) -> Response:
    """What was handed in and when, to give to who came before the agency has received it; its code leads to the
    look-up and says nothing but the dossier's code."""
    view = dossier_of(visit)
    if view.receipt is None:
        raise ADDRESS_UNKNOWN()
    address = f"{visit.means.settings.public_url.rstrip('/')}/tra-cuu?code={quote(view.code)}"
    return visit.page(
        "desk_slip.html",
        view=view,
        code=segno.make_qr(address, error="m").svg_data_uri(scale=5, border=2),
        other_language=here(f"/can-bo/ho-so/{view.id}/bien-nhan", "vi" if visit.language == "en" else "en"),
    )


@area.page(
    "GET",
    "/can-bo/ho-so/{dossier_id}/phieu-kiem-soat.pdf",
    summary=Words("In phiếu kiểm soát", "Print the control slip"),
    auth=Auth.STAFF,
    limit="file",
)
def control_slip(visit: Visit) -> Response:
    """Every step so far."""
    view = dossier_of(visit)
    timeline = visit.send(dossiers.get_timeline, dossiers.GetTimeline(dossier_id=view.id))
    return _sent(official.control_slip(visit.means, view, timeline))


@area.page(
    "GET",
    "/can-bo/ho-so/{dossier_id}/to-khai.pdf",
    summary=Words("In tờ khai đã điền", "Print the form as it is filled in"),
    auth=Auth.STAFF,
    limit="file",
)
def filled_form(visit: Visit) -> Response:
    """The electronic form with its answers."""
    view = dossier_of(visit)
    if not view.form_key:
        raise ADDRESS_UNKNOWN()
    question = catalog.GetProcedure(code=view.procedure_code, version=view.procedure_version)
    return _sent(printing.filled(browsing.procedure(visit.means, question), view.form_key, view))


@area.page(
    "GET",
    "/can-bo/ho-so/{dossier_id}/uy-quyen",
    summary=Words("Văn bản ủy quyền của hồ sơ", "The paper of the delegation it was filed by"),
    auth=Auth.STAFF,
    limit="file",
)
def mandate(visit: Visit) -> Response:
    """The person reads who opened it."""
    view = dossier_of(visit)
    leave = visit.send(dossiers.get_mandate, dossiers.GetMandate(dossier_id=view.id))
    return files.send_leave(visit.means.objects, leave)


@area.page(
    "GET",
    "/can-bo/bien-lai/{receipt_id}.pdf",
    summary=Words("In biên lai", "Print a receipt"),
    auth=Auth.STAFF,
    limit="file",
)
def receipt(visit: Visit) -> Response:
    """As it stands now; its QR code leads to the check of receipts."""
    try:
        asked = load(payments.GetReceipt, {"receipt_id": visit.path["receipt_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    return _sent(receipting.printed(visit, visit.send(payments.get_receipt, asked)))


def _issued(visit: Visit) -> printing.Printed:
    view = dossier_of(visit)
    listed = visit.send(dossiers.list_official_papers, dossiers.ListOfficialPapers(dossier_id=view.id))
    return official.printed(visit.means, official.issued_paper(listed, visit.path["paper_id"]))


def _sent(made: printing.Printed) -> Response:
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)
