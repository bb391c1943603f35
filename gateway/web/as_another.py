"""A dossier of somebody else for whom one may work: who comes to it as the wrong party is told whose it is, and is one
press away from it. To everybody else it stays as unknown as any."""

from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.records import load
from gateway.routing import Auth, Upload
from gateway.visits import Visit
from gateway.web.acting import parties_of
from gateway.web.kept import keep, own_path
from services.dossiers import contract as dossiers


def as_another(visit: Visit) -> Response | None:
    """The page with the press, for who may see the dossier of this address as somebody else than they are now; a form
    that was sent comes along. None where there is no such party, or while that cannot be known."""
    if visit.route.auth is not Auth.CITIZEN or not visit.caller.is_citizen or "dossier_id" not in visit.path:
        return None
    try:
        parties = parties_of(visit)
        if not parties and visit.caller.acting is None:
            return None
        asked = load(dossiers.FindParty, {"dossier_id": visit.path["dossier_id"]})
        found = visit.send(dossiers.find_party, dossiers.FindParty(dossier_id=asked.dossier_id, parties=parties))
    except (Invalid, PortalError):
        return None
    if found.principal_id == visit.caller.party:
        return None
    own = found.principal_id == visit.caller.id
    sent = visit.request.method == "POST" and not isinstance(visit.route.transfer, Upload)
    return visit.page(
        "as_another.html",
        status=404,
        principal_id="" if own else found.principal_id,
        whose=visit.caller.name if own else next(x.name for x in parties if x.principal == found.principal_id),
        own=own,
        now=visit.caller.acting.name if visit.caller.acting is not None else "",
        going_to=own_path(visit.request.full_path.rstrip("?") if visit.request.method == "GET" else _whole(visit)),
        kept=keep(visit.request.full_path.rstrip("?"), visit.form) if sent else "",
        place="mine",
        other_language="",
    )


def _whole(visit: Visit) -> str:
    return f"/ho-so/{visit.path['dossier_id']}" + ("?lang=en" if visit.language == "en" else "")
