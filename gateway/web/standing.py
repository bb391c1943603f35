"""How a dossier stands, in a few bytes: for a page that asks again whether anything changed since it was drawn."""

import hashlib

from werkzeug.http import quote_etag
from werkzeug.wrappers import Response

from chassis.records import dump
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit, json_response
from gateway.web.steps import dossier_of
from services.dossiers import contract as dossiers

area = Area("standing", Words("Tình trạng của hồ sơ", "How a dossier stands"))


@area.page(
    "GET", "/ho-so/{dossier_id}/tinh-trang", auth=Auth.CITIZEN,
    summary=Words("Tình trạng của hồ sơ, để hỏi lại", "How a dossier stands, to be asked again"),
)  # fmt: skip
def standing(visit: Visit) -> Response:
    """The state in words, and a tag that is another one when anything of the dossier is."""
    view = dossier_of(visit)
    response = json_response({"said": view.state_en if visit.language == "en" else view.state_vi})
    response.headers["ETag"] = quote_etag(mark_of(view))
    response.make_conditional(visit.request)
    return response


def mark_of(view: dossiers.DossierView) -> str:
    """What a page remembers of the dossier that it was drawn from."""
    late = view.turn.late if view.turn is not None else None
    known = (view.version, int(view.state), late, dump(view.fee) if view.fee is not None else None)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:24]
