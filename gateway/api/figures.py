"""How agencies keep their word, for everybody, as data and as a table; and the ratings that people give."""

import dataclasses
from typing import Final

from werkzeug.wrappers import Response

from gateway.files import disposition
from gateway.routing import Area, Auth, Download, Reuse, Words
from gateway.visits import Visit
from gateway.web.documents import reusable
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers

area = Area("figures", Words("Số liệu công khai", "Public figures"))

_COLUMNS: Final = [field.name for field in dataclasses.fields(dossiers.FigureLine)]

area.passes(
    "GET",
    "/api/v1/figures",
    dossiers.get_figures,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Số liệu giải quyết hồ sơ", "Figures of how dossiers are handled"),
    notes=Words(
        "Đếm từ lịch sử hồ sơ. Tỷ lệ tính theo phần nghìn; không có số liệu thì để trống.",
        "Counted from the history of dossiers. Shares are in thousandths, and null where there is nothing to share.",
    ),
)


@area.route(
    "GET",
    "/api/v1/open-data/figures.csv",
    dossiers.get_figures,
    operation="open_figures_csv",
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    transfer=Download("text/csv"),
    limit="file",
    summary=Words("Dữ liệu mở: số liệu giải quyết hồ sơ (csv)", "Open data: figures of how dossiers are handled (csv)"),
    notes=Words("Giấy phép CC BY 4.0.", "Licence CC BY 4.0."),
)
def open_figures(visit: Visit) -> Response:
    """The lines of the figures; a cell that could be a formula begins with an apostrophe."""
    found = visit.call()
    lines = ([getattr(line, name) for name in _COLUMNS] for line in found.lines or (found.total,))
    rows = (catalog.csv_row([found.first, found.last, *cells]) for cells in lines)
    table = "".join(["\ufeff", catalog.csv_row(["first", "last", *_COLUMNS]), *rows])
    response = reusable(visit, table.encode(), catalog.MEDIA_TYPES["csv"])
    response.headers["Content-Disposition"] = disposition("figures.csv")
    return response


area.passes(
    "POST",
    "/api/v1/dossiers/{dossier_id}/rating",
    dossiers.rate_dossier,
    auth=Auth.CITIZEN,
    status=201,
    summary=Words("Đánh giá việc giải quyết hồ sơ", "Rate how the dossier was handled"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.RATED_TOO_EARLY, dossiers.RATED_BEFORE),
)
