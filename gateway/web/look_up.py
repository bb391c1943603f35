"""The page "Tra cứu hồ sơ": code and four digits, and what may be told without signing in."""

from dataclasses import replace
from typing import Annotated

from werkzeug.wrappers import Response

from chassis.errors import NotFound, text_of
from chassis.records import Rule, record
from gateway.flows import tracking
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, read_form
from services.dossiers import contract as dossiers

_HYPHEN, _BLANKS = f"[{dossiers.HYPHENS}]", f"[{dossiers.BLANKS}]*"
_DAY, _NUMBER = rf"(?:\d{_BLANKS}){{6,8}}", rf"(?:\d{_BLANKS})+"
CODE = rf"[\w.{dossiers.BLANKS}]+{_HYPHEN}{_BLANKS}{_DAY}{_HYPHEN}{_BLANKS}{_NUMBER}"
"""The form of a dossier's code of any time, however its hyphens and blanks were typed."""


@record
class CodeAlone:
    """The form as somebody sends it who leaves the digits out."""

    code: Annotated[str, Rule(min=1, max=80, pattern=CODE)]
    fact: Annotated[str, Rule(max=0)] = ""


area = Area("look-up", Words("Tra cứu hồ sơ", "Track a dossier"))

TITLE = Words("Tra cứu hồ sơ", "Track a dossier")


@area.page("GET", "/tra-cuu", summary=TITLE)
def look_up_form(visit: Visit) -> Response:
    """The empty form; a code in the address (the QR of a receipt) is filled in, the digits never are."""
    return _page(visit, Filled({"code": visit.request.args.get("code", "")[:80]}))


@area.page("POST", "/tra-cuu", summary=TITLE, limit="look-up", changes=False)
def look_up(visit: Visit) -> Response:
    """The answer, or the form with what is wrong beside the field."""
    if not visit.request.form.get("fact", "").strip():
        return _by_code_alone(visit)
    question, filled = read_form(visit.request, dossiers.LookUpDossier, visit.language)
    if question is None:
        return _page(visit, filled, status=422)
    try:
        found = tracking.look_up(visit, question)
    except NotFound as nothing:
        return _page(visit, filled, status=404, nothing=text_of(nothing, visit.language))
    return _page(visit, filled, found=found)


def _by_code_alone(visit: Visit) -> Response:
    question, filled = read_form(visit.request, CodeAlone, visit.language)
    if question is None:
        return _page(visit, _of_a_dossier(filled, visit.language), status=422)
    degree = visit.send(dossiers.get_completion, dossiers.GetCompletion(code=question.code))
    return _page(visit, filled, degree=degree)


def _of_a_dossier(filled: Filled, language: str) -> Filled:
    """The same with what is wrong with the code of a dossier; elsewhere a code is that of a message."""
    if not (filled.values.get("code") and "code" in filled.wrong):
        return filled
    return replace(filled, wrong={**filled.wrong, "code": _WRITTEN[language == "en"]})


_WRITTEN = (
    "Mã hồ sơ ghi trên giấy tiếp nhận, ví dụ H27.30.12-260401-0001; xin gõ lại như trên giấy.",
    "The code stands on the receipt, such as H27.30.12-260401-0001; please type it as it stands there.",
)


def _page(
    visit: Visit,
    filled: Filled,
    *,
    status: int = 200,
    nothing: str = "",
    found: dossiers.LookUpView | None = None,
    degree: dossiers.CompletionView | None = None,
) -> Response:
    return visit.page(
        "look_up.html",
        status=status,
        filled=filled,
        nothing=nothing,
        found=found,
        degree=degree,
        place="look-up",
        other_language="/tra-cuu" + ("" if visit.language == "en" else "?lang=en"),
    )
