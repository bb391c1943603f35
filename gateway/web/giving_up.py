"""Bỏ bản nháp: a person gives up a draft of theirs, an officer one of the desk; from the list in which it stands."""

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.ids import new_id
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.steps import AT_THE_DESK, MINE, room
from services.dossiers import contract as dossiers

area = Area("giving-up", Words("Bỏ bản nháp", "Discarding a draft"))

TITLE = Words("Bỏ bản nháp", "Discard the draft")
DONE = "bo-nhap"
"""What the list is told in its address afterwards."""


@area.page("POST", MINE + "/{dossier_id}/bo", summary=TITLE, auth=Auth.CITIZEN, limit="change")
@area.page("POST", AT_THE_DESK + "/{dossier_id}/bo", summary=TITLE, auth=Auth.STAFF, limit="change")
def discard(visit: Visit) -> Response:
    """Delete it with its files, and go back to the list."""
    asked = {"dossier_id": visit.path["dossier_id"], "reason": visit.form.get("reason", "").strip()[:500]}
    try:
        request = load(dossiers.DiscardDraft, asked)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    visit.send(dossiers.discard_draft, request, key=visit.key or new_id())
    return redirect(here(room(visit), visit.language, da=DONE), 303)
