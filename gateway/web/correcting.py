"""Đính chính: what the population register confirms is set right at once; the rest is asked for on a paper."""

from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.ids import new_id
from chassis.records import load
from gateway.rendering import here
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from gateway.web import given_files
from gateway.web.days import day_typed
from gateway.web.forms import Filled, refused_form, sentence_of
from gateway.web.personal import CORRECTIONS, personal_page
from gateway.web.proving import proved_lately
from gateway.web.refusals import belongs_here
from services.accounts import contract as accounts

area = Area("correcting", CORRECTIONS.name)

AT = CORRECTIONS.address
ASK = f"{AT}/de-nghi"
PAPER = Words("Giấy tờ chứng minh", "Paper that proves a correction")
OWN = ("full_name", "birth_date", "sex")
ALL = (*OWN, "identity_kind", "identity_number", "why")


@area.page("GET", AT, summary=CORRECTIONS.name, auth=Auth.CITIZEN)
def corrections(visit: Visit) -> Response:
    """The form, and what was corrected or asked for before."""
    return _page(visit, Filled(), on_paper=visit.request.args.get("cach", "") == "giay-to")


@area.page("POST", AT, summary=CORRECTIONS.name, auth=Auth.CITIZEN, limit="sign-in")
@proved_lately
def correct(visit: Visit) -> Response:
    """Set right what the register confirms; where it does not, the form to ask for it opens with what was typed."""
    filled = Filled({name: visit.form.get(name, "").strip() for name in OWN})
    try:
        visit.send(accounts.correct_account, load(accounts.CorrectAccount, _given(filled)))
    except PortalError as refused:
        on_paper = refused.code == accounts.CORRECTION_NEEDS_EVIDENCE.code
        return _refused(visit, filled, refused, on_paper=on_paper)
    return redirect(here(AT, visit.language, da="dinh-chinh"), 303)


@area.page("POST", ASK, summary=CORRECTIONS.name, auth=Auth.CITIZEN, limit="change")
@proved_lately
def ask(visit: Visit) -> Response:
    """Ask an officer; the paper that proves it comes next."""
    filled = Filled({name: visit.form.get(name, "").strip() for name in ALL})
    given = _given(filled)
    if "identity_number" not in given:
        given.pop("identity_kind", None)
    try:
        asked = load(accounts.AskCorrection, given)
        visit.send(accounts.ask_correction, asked, key=visit.key or new_id())
    except PortalError as refused:
        return _refused(visit, filled, refused, on_paper=True)
    return redirect(here(AT, visit.language, da="de-nghi-dinh-chinh"), 303)


@area.page("POST", f"{AT}/{{correction_id}}/giay-to", summary=PAPER, auth=Auth.CITIZEN, limit="file", transfer=Upload())
def attach(visit: Visit) -> Response:
    """Stream the paper into the store and name it in the request."""
    try:
        given_files.take(visit, accounts.attach_correction_evidence, correction_id=visit.path["correction_id"])
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        said = visit.given_file.told(sentence_of(refused, visit.language))
        return _page(visit, Filled(), status=refused.status, said=said)
    return redirect(here(AT, visit.language, da="giay-dinh-chinh"), 303)


def _given(filled: Filled) -> dict[str, Any]:
    """What was typed, as the records write it; what was left out stays as it is."""
    given: dict[str, Any] = {name: value for name, value in filled.values.items() if value}
    if "birth_date" in given:
        given["birth_date"] = day_typed(given["birth_date"])
    return given


def _refused(visit: Visit, filled: Filled, refused: PortalError, *, on_paper: bool) -> Response:
    if not belongs_here(refused):
        raise refused
    filled, said = refused_form(filled, refused, visit.language)
    status = 422 if isinstance(refused, Invalid) else refused.status
    return _page(visit, filled, on_paper=on_paper, status=status, said=said)


def _page(visit: Visit, filled: Filled, *, on_paper: bool = False, status: int = 200, said: str = "") -> Response:
    found = visit.send(accounts.list_corrections, accounts.ListCorrections()).corrections
    profile = visit.send(accounts.get_profile, accounts.GetProfile())
    return personal_page(
        visit, CORRECTIONS, "corrections.html", status=status, said=said, filled=filled, found=found,
        profile=profile, on_paper=on_paper, limit=visit.means.settings.paper_limit,
    )  # fmt: skip
