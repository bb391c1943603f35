"""The official papers about a dossier, and the register of a desk: as data, and as PDF to print."""

from werkzeug.wrappers import Response

from gateway import files
from gateway.flows import official, printing
from gateway.routing import Area, Auth, Download, Words
from gateway.visits import Visit
from services.dossiers import contract as dossiers

area = Area("official-papers", Words("Giấy tờ của bộ phận một cửa", "Papers of the one-stop desk"))

area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}/official-papers",
    dossiers.list_official_papers,
    auth=Auth.SIGNED_IN,
    summary=Words("Giấy tờ đã phát hành về hồ sơ", "The papers issued about the dossier"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
)


@area.route(
    "GET",
    "/api/v1/dossiers/{dossier_id}/official-papers/{paper_id}.pdf",
    dossiers.list_official_papers,
    operation="get_official_paper",
    transfer=Download(printing.PDF),
    auth=Auth.SIGNED_IN,
    limit="file",
    summary=Words("Tải một giấy tờ đã phát hành", "Download an issued paper"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.OFFICIAL_PAPER_NOT_FOUND),
    notes=Words(
        "PDF khổ A4 theo mẫu của TT 03/2025/TT-VPCP; mã QR dẫn tới trang tra cứu. Cùng một giấy luôn cho cùng một tệp.",
        "An A4 PDF by the forms of TT 03/2025/TT-VPCP; its QR code leads to the look-up. One paper is always one file.",
    ),
)
def get_official_paper(visit: Visit) -> Response:
    """For whoever may read the dossier: one of its papers, as it was issued."""
    found = official.issued_paper(visit.call(), visit.path["paper_id"])
    return _sent(official.printed(visit.means, found))


@area.route(
    "GET",
    "/api/v1/dossiers/{dossier_id}/official-papers/{paper_id}/a5.pdf",
    dossiers.list_official_papers,
    operation="get_official_paper_a5",
    transfer=Download(printing.PDF),
    auth=Auth.SIGNED_IN,
    limit="file",
    summary=Words("Tải một giấy tờ đã phát hành, khổ A5", "Download an issued paper on A5"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.OFFICIAL_PAPER_NOT_FOUND),
    notes=Words("TT 01/2018/TT-VPCP điều 9: in khổ A5.", "TT 01/2018/TT-VPCP điều 9: printed on A5."),
)
def get_official_paper_a5(visit: Visit) -> Response:
    """The very paper, on half the size."""
    found = official.issued_paper(visit.call(), visit.path["paper_id"])
    return _sent(printing.halved(official.printed(visit.means, found)))


@area.route(
    "GET",
    "/api/v1/dossiers/{dossier_id}/control-slip.pdf",
    dossiers.get_timeline,
    operation="get_control_slip",
    transfer=Download(printing.PDF),
    auth=Auth.SIGNED_IN,
    limit="file",
    summary=Words("Tải phiếu kiểm soát quá trình giải quyết", "Download the control slip"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
)
def get_control_slip(visit: Visit) -> Response:
    """Every step so far, made from the history."""
    timeline = visit.call()
    view = visit.send(dossiers.get_dossier, dossiers.GetDossier(dossier_id=timeline.dossier_id))
    return _sent(official.control_slip(visit.means, view, timeline))


area.passes(
    "GET",
    "/api/v1/desk/register",
    dossiers.get_register,
    auth=Auth.STAFF,
    summary=Words("Sổ theo dõi hồ sơ", "The register of dossiers"),
)


@area.route(
    "GET",
    "/api/v1/desk/register.pdf",
    dossiers.get_register,
    operation="get_register_pdf",
    supplied=("cursor", "limit"),
    transfer=Download(printing.PDF),
    auth=Auth.STAFF,
    limit="file",
    summary=Words("Tải sổ theo dõi hồ sơ", "Download the register"),
    errors=(dossiers.REGISTER_TOO_LONG,),
    notes=Words(
        "Sổ có hơn 1.000 số được in thành nhiều phần: thêm part=1, part=2…; lỗi trả về cho biết có bao nhiêu phần.",
        "A book of more than 1,000 numbers is printed in parts: add part=1, part=2…; the error tells how many.",
    ),
)
def get_register_pdf(visit: Visit) -> Response:
    """The whole book of a year, or one of its parts."""
    part = int(visit.request.args.get("part") or 0)  # A number: the call has checked it.
    return _sent(official.register(lambda cursor: visit.call(cursor=cursor, limit=100), part))


def _sent(made: printing.Printed) -> Response:
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)
