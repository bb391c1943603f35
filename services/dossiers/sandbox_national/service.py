"""The stand-in for the national portal as a process's HTTP service, in the sandbox only.

``POST /login`` and ``POST /service`` are the calls of the real one. ``GET /`` tells what it holds, ``POST /faults``
with ``{"faults": ["down", …]}`` gives it faults for the calls to come.
"""

import json
from typing import Any, Final

from chassis.http import Request, Response, http, name_route
from chassis.service import SettingsOf
from services.dossiers.sandbox_national.office import Answer, Fault, Office
from services.dossiers.settings import DossiersSettings

USER: Final = "motcua"
PASSWORD: Final = "sandbox"  # noqa: S105  the stand-in lets everybody of the sandbox in
LOGIN_PATH: Final = "/login"
SERVICE_PATH: Final = "/service"

_office: Final = Office(USER, PASSWORD)


class SandboxNational:
    """Takes dossiers and their progress as the national portal does."""

    name = "sandbox_national"

    settings = SettingsOf(DossiersSettings)

    @http(address="MOTCUA_NATIONAL_SANDBOX_ADDRESS")
    def handle(self, request: Request) -> Response:
        return respond(request, _office)


def respond(request: Request, office: Office) -> Response:
    """The answer to one request."""
    body = _body(request)
    match request.method, request.path:
        case "POST", path if path == LOGIN_PATH:
            name_route(request, LOGIN_PATH)
            return _written(office.log_in(body))
        case "POST", path if path == SERVICE_PATH:
            name_route(request, SERVICE_PATH)
            return _written(office.answer(body))
        case "POST", "/faults":
            name_route(request, "/faults")
            try:
                office.faults.extend(Fault(fault) for fault in body.get("faults", ()))
            except ValueError as unknown:
                return _json({"problem": str(unknown), "faults": [fault.value for fault in Fault]}, 400)
            return _json({"faults": list(office.faults)})
        case "GET", "/":
            name_route(request, "/")
            return _json({code: held.record["TrangThaiHoSo"] for code, held in sorted(office.held.items())})
        case _:
            return _json({}, 404)


def _body(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(request.get_data() or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _written(answer: Answer) -> Response:
    if answer.cut or answer.slow:
        return _json({}, 504)  # Behind a proxy, which gives up before the caller does.
    if answer.body is None and answer.status == 200:
        return Response("<html>", mimetype="text/html")
    return _json(answer.body or {}, answer.status)


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/json")
