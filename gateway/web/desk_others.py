"""Two lists of the desk: what other agencies ask ours (lấy ý kiến), and the register of what came (sổ theo dõi)."""

import datetime as dt

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway import files
from gateway.flows import browsing, official, printing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.deeds import Attempt, carry_out, scope_of
from gateway.web.desk_acts import ANSWER
from gateway.web.desk_places import READERS
from services.dossiers import contract as dossiers

area = Area("desk-lists", Words("Ý kiến và sổ theo dõi", "Opinions and the register"))

OPINIONS = Words("Cơ quan khác hỏi ý kiến", "Questions from other agencies")
REGISTER = Words("Sổ theo dõi hồ sơ", "Register of dossiers")


@area.page("GET", "/can-bo/y-kien", summary=OPINIONS, auth=Auth.STAFF)
def opinions(visit: Visit) -> Response:
    """What waits for an answer, the first due first; also what was answered, if asked for."""
    return _opinions(visit)


@area.page("POST", "/can-bo/y-kien/{dossier_id}/{consultation_id}", summary=OPINIONS, auth=Auth.STAFF, limit="change")
def answer(visit: Visit) -> Response:
    """Answer as the agency that was asked; it sees the question and the dossier's code, nothing of the applicant."""
    thing = visit.path["consultation_id"]
    known = {"dossier_id": visit.path["dossier_id"], "consultation_id": thing}
    _, attempt = carry_out(visit, ANSWER, known, thing)
    if attempt is not None:
        return _opinions(visit, attempt)
    return redirect(here("/can-bo/y-kien", visit.language, da=ANSWER.key), 303)


@area.page("GET", "/can-bo/so", summary=REGISTER, auth=Auth.STAFF)
def register(visit: Visit) -> Response:
    """A page of the book of a year."""
    own = _agencies(visit)
    asked = _question(visit, own, visit.request.args.get("cursor", ""), 50)
    shown = [*own, *([asked.agency_code] if asked.agency_code not in own else [])]
    return visit.page(
        "desk_register.html",
        found=visit.send(dossiers.get_register, asked),
        asked=asked,
        agencies=[(code, browsing.agency_name(visit.means, code)) for code in shown],
        other_language=here(
            "/can-bo/so",
            "vi" if visit.language == "en" else "en",
            nam=asked.year,
            **{"co-quan": visit.request.args.get("co-quan", "")},
        ),
    )


@area.page("GET", "/can-bo/so.pdf", summary=REGISTER, auth=Auth.STAFF, limit="file")
def register_pdf(visit: Visit) -> Response:
    """The whole book, or one of its parts."""
    own = _agencies(visit)
    part = _question(visit, own, "", 100).part
    made = official.register(lambda cursor: visit.send(dossiers.get_register, _question(visit, own, cursor, 100)), part)
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


def _agencies(visit: Visit) -> list[str]:
    found = [held.agency for held in visit.caller.reach() if held.role in READERS]
    return list(dict.fromkeys(found)) or [visit.caller.agency]


def _question(visit: Visit, own: list[str], cursor: str, limit: int) -> dossiers.GetRegister:
    args, this_year = visit.request.args, dt.datetime.now(HANOI).year
    year, part = args.get("nam", ""), args.get("phan", "")
    wanted = {
        "agency_code": args.get("co-quan") or own[0],
        "year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else this_year,
        "part": int(part) if part.isascii() and part.isdigit() and len(part) < 7 else 0,
        "cursor": cursor,
        "limit": limit,
    }
    try:
        return load(dossiers.GetRegister, wanted)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _opinions(visit: Visit, attempt: Attempt | None = None) -> Response:
    everything = "ca-cu" in visit.request.args
    scope = dossiers.ConsultationScope.ALL if everything else dossiers.ConsultationScope.OPEN
    found = visit.send(dossiers.list_consultations, dossiers.ListConsultations(scope=scope, limit=100)).items
    return visit.page(
        "desk_opinions.html",
        status=attempt.status if attempt is not None else 200,
        found=found,
        everything=everything,
        attempt=attempt,
        done="da" in visit.request.args,
        deed=ANSWER,
        scope_of=scope_of,
        now=dt.datetime.now(dt.UTC),
        other_language=here("/can-bo/y-kien", "vi" if visit.language == "en" else "en"),
    )
