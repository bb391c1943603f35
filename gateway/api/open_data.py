"""Open data as files: streamed part by part, so that neither gateway nor catalog ever holds one whole."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from chassis.callers import ANONYMOUS
from gateway.files import disposition
from gateway.flows import browsing
from gateway.routing import Area, Auth, Download, Handler, Reuse, Words
from gateway.visits import Visit
from services.catalog import contract as catalog

area = Area("open-data", Words("Dữ liệu mở", "Open data"))

PART_WITHIN = 20.0
"""Seconds for one part; the caller waits for the bytes of a long answer, not for its begin."""
NAMES = {
    catalog.OpenDataSet.PROCEDURES: Words("thủ tục hành chính", "procedures"),
    catalog.OpenDataSet.AGENCIES: Words("cơ quan", "agencies"),
    catalog.OpenDataSet.UNITS: Words("đơn vị hành chính", "administrative units"),
}


def giving(dataset: catalog.OpenDataSet, ending: str) -> Handler:
    """The handler of one file."""
    form = catalog.OpenDataForm.CSV if ending == "csv" else catalog.OpenDataForm.JSON

    def give(visit: Visit) -> Response:
        held = browsing.read(visit.means, catalog.get_revision, catalog.GetRevision())
        made = catalog.open_file(ending, _reading(visit, dataset, form))
        # Passed through: werkzeug would else read all of it to know how long it is.
        response = Response(made, content_type=catalog.MEDIA_TYPES[ending], direct_passthrough=True)
        # Weak: the same data, by the revision of the catalogue, whatever release of the portal wrote it.
        response.set_etag(f"{dataset.value}-{ending}-{held.reply.revision}", weak=True)
        response.last_modified = held.reply.changed_at
        response.headers["Content-Disposition"] = disposition(f"{dataset.value}.{ending}")
        response.headers["Link"] = f'<{catalog.LICENCE_URL}>; rel="license"'
        response.make_conditional(visit.request)
        return response

    return give


def _reading(
    visit: Visit, dataset: catalog.OpenDataSet, form: catalog.OpenDataForm
) -> Callable[[str], catalog.OpenDataPart]:
    rpc = visit.means.rpc

    def read_part(cursor: str) -> catalog.OpenDataPart:
        asked = catalog.GetOpenData(dataset=dataset, form=form, cursor=cursor)
        return rpc.call(catalog.get_open_data, asked, caller=ANONYMOUS, timeout=PART_WITHIN)

    return read_part


for one, words in NAMES.items():
    for which in catalog.MEDIA_TYPES:
        area.route(
            "GET",
            f"/api/v1/open-data/{one.value}.{which}",
            catalog.get_open_data,
            auth=Auth.PUBLIC,
            reuse=Reuse.PUBLIC,
            supplied=("dataset", "form", "cursor"),
            transfer=Download(catalog.MEDIA_TYPES[which].partition(";")[0]),
            operation=f"open_{one.value}_{which}",
            limit="file",
            summary=Words(f"Dữ liệu mở: {words.vi} ({which})", f"Open data: {words.en} ({which})"),
            notes=Words(
                "Giấy phép CC BY 4.0. JSON giữ trọn mọi phiên bản đã công bố; CSV là bản đang có hiệu lực.",
                "Licence CC BY 4.0. JSON keeps every version ever published; CSV has those in force.",
            ),
        )(giving(one, which))
