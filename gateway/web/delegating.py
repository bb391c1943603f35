"""Ủy quyền: let another person act for one, answer what was offered, end it, and the paper that proves it."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, TypeVar

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.ids import new_id
from chassis.records import Rule, load, record
from gateway import files
from gateway.flows import browsing, delegating
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI, day, here
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from gateway.web import given_files
from gateway.web.acting import in_force
from gateway.web.days import day_typed
from gateway.web.forms import Filled, read_fields, refused_form, sentence_of
from gateway.web.personal import DELEGATIONS, personal_page
from gateway.web.proving import proved_lately
from gateway.web.refusals import belongs_here, refusal_of
from services.accounts import contract as accounts
from services.catalog import contract as catalog

area = Area("delegating", DELEGATIONS.name)

AT = DELEGATIONS.address
PAPER = Words("Văn bản ủy quyền", "Paper of a delegation")
NAMED = 20
"""Of how many procedures a page tells the names, at most."""
_CODES = re.compile(r"[0-9A-Za-z.\-]+")

T = TypeVar("T")


@record
class OfferForm:
    """To whom, for what, between which days. The codes are read from what is written between anything."""

    delegate_identity_number: Annotated[str, Rule(min=1, max=20)]
    scope: Annotated[str, Rule(choices=("all", "some"))]
    valid_from: dt.date
    valid_to: dt.date
    procedures: Annotated[str, Rule(max=2500)] = ""


@record
class AnswerForm:
    """Whether somebody accepts."""

    accept: Annotated[str, Rule(choices=("yes", "no"))]


@area.page("GET", AT, summary=DELEGATIONS.name, auth=Auth.CITIZEN)
def my_delegations(visit: Visit) -> Response:
    """What one gave and received, and the form that gives another; a procedure in the address is filled in."""
    code = visit.request.args.get("thu-tuc", "")[:40]
    today = dt.datetime.now(HANOI).date()
    values = {"valid_from": day(today), "scope": ""}
    if _CODES.fullmatch(code):
        values |= {"procedures": code, "scope": "some"}
    return _page(visit, Filled(values))


@area.page("POST", AT, summary=DELEGATIONS.name, auth=Auth.CITIZEN, limit="change")
@proved_lately
def offer(visit: Visit) -> Response:
    """Offer it; it counts once the other has accepted."""
    typed = visit.form.copy()
    for name in ("valid_from", "valid_to"):
        typed[name] = day_typed(typed.get(name, ""))
    form, filled = read_fields(typed, OfferForm, visit.language)
    shown = {name: visit.form.get(name, "").strip() for name in ("valid_from", "valid_to")}
    filled = Filled({**filled.values, **shown}, filled.wrong)
    if form is None:
        return _page(visit, filled, status=422)
    codes = _CODES.findall(form.procedures) if form.scope == "some" else []
    if form.scope == "some" and not codes:
        none = Words("Xin ghi ít nhất một mã thủ tục.", "Please enter at least one code of a procedure.")
        said = none.en if visit.language == "en" else none.vi
        return _page(visit, Filled(filled.values, {"procedures": said}), status=422)
    asked = {
        "delegate_identity_number": form.delegate_identity_number,
        "procedures": codes,
        "valid_from": form.valid_from.isoformat(),
        "valid_to": form.valid_to.isoformat(),
    }
    key = visit.key or new_id()
    refused = refusal_of(lambda: delegating.offer(visit, load(accounts.OfferDelegation, asked), key=key))
    if refused is not None:
        filled, said = refused_form(filled, refused, visit.language)
        return _page(visit, _of_one_field(filled), status=refused.status, said=said)
    return redirect(here(AT, visit.language, da="uy-quyen"), 303)


@area.page("POST", f"{AT}/{{delegation_id}}/tra-loi", summary=DELEGATIONS.name, auth=Auth.CITIZEN, limit="change")
def answer(visit: Visit) -> Response:
    """Accept to act for somebody, or decline."""
    form, filled = read_fields(visit.form, AnswerForm, visit.language)
    if form is None:
        return _page(visit, filled, status=422)
    accept = form.accept == "yes"
    asked = _named(accounts.AnswerDelegation, delegation_id=visit.path["delegation_id"], accept=accept)
    refused = refusal_of(lambda: visit.send(accounts.answer_delegation, asked))
    if refused is not None:
        return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(AT, visit.language, da="nhan-uy-quyen" if accept else "tu-choi"), 303)


@area.page("POST", f"{AT}/{{delegation_id}}/cham-dut", summary=DELEGATIONS.name, auth=Auth.CITIZEN, limit="change")
def revoke(visit: Visit) -> Response:
    """End it; either side may."""
    asked = _named(accounts.RevokeDelegation, delegation_id=visit.path["delegation_id"])
    refused = refusal_of(lambda: visit.send(accounts.revoke_delegation, asked))
    if refused is not None:
        return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(AT, visit.language, da="cham-dut"), 303)


@area.page("POST", f"{AT}/{{delegation_id}}/van-ban", summary=PAPER, auth=Auth.CITIZEN, limit="file", transfer=Upload())
def attach(visit: Visit) -> Response:
    """Stream the paper into the store and name it in the delegation."""
    try:
        given_files.take(visit, accounts.attach_evidence, delegation_id=visit.path["delegation_id"])
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        return _page(visit, status=refused.status, said=visit.given_file.told(sentence_of(refused, visit.language)))
    return redirect(here(AT, visit.language, da="van-ban"), 303)


@area.page("GET", f"{AT}/{{delegation_id}}/van-ban", summary=PAPER, auth=Auth.CITIZEN, limit="file")
def read(visit: Visit) -> Response:
    """The paper as a download, for either side."""
    asked = _named(accounts.OpenEvidence, delegation_id=visit.path["delegation_id"])
    leave = visit.send(accounts.open_evidence, asked)
    return files.send(
        visit.means.objects,
        leave.object_key,
        name="van-ban-uy-quyen",
        media_type=leave.media_type,
        size=leave.size,
        sha256=leave.sha256,
    )


def _named(cls: type[T], **given: object) -> T:
    try:
        return load(cls, given)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _of_one_field(filled: Filled) -> Filled:
    """What is wrong with single codes, beside the one field in which all are written."""
    wrong: dict[str, str] = {}
    for name, sentence in filled.wrong.items():
        field = "procedures" if name.startswith("procedures/") else name
        said = wrong.get(field, "")
        wrong[field] = said if sentence in said else f"{said} {sentence}".strip()
    return Filled(filled.values, wrong)


def names_of(visit: Visit, delegations: Iterable[accounts.DelegationView]) -> dict[str, str]:
    """What the procedures of delegations are called, as far as the catalogue can tell: a page does without."""
    codes = dict.fromkeys(code for one in delegations for code in one.procedures)
    names: dict[str, str] = {}
    for code in list(codes)[:NAMED]:
        with contextlib.suppress(PortalError):
            names[code] = browsing.procedure(visit.means, catalog.GetProcedure(code=code)).name
    return names


def _page(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    found = visit.send(accounts.list_delegations, accounts.ListDelegations())
    today = dt.datetime.now(HANOI).date()
    return personal_page(
        visit,
        DELEGATIONS,
        "delegations.html",
        status=status,
        said=said,
        filled=filled,
        found=found,
        names=names_of(visit, (*found.received, *found.given)),
        in_force=lambda one: in_force(one, today),
        limit=visit.means.settings.paper_limit,
    )
