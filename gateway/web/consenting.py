"""Đồng ý dùng dữ liệu: what data is used for and on which basis, and what one has said to it."""

from typing import Annotated, TypeVar

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import Rule, load, record
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth
from gateway.visits import Visit
from gateway.web.forms import read_fields, sentence_of
from gateway.web.personal import CONSENTS, personal_page
from gateway.web.refusals import refusal_of
from services.accounts import contract as accounts

area = Area("consenting", CONSENTS.name)

AT = CONSENTS.address

T = TypeVar("T")


@record
class GiveForm:
    """The words that the page showed."""

    version: Annotated[str, Rule(pattern=r"[1-9]\d{0,3}")]


@area.page("GET", AT, summary=CONSENTS.name, auth=Auth.CITIZEN)
def consents(visit: Visit) -> Response:
    """Each purpose in its words, where one stands with it, and what one has said before."""
    return _page(visit)


@area.page("POST", f"{AT}/{{purpose}}/dong-y", summary=CONSENTS.name, auth=Auth.CITIZEN, limit="change")
def give(visit: Visit) -> Response:
    """Agree to a purpose in the words that the page showed."""
    form, _ = read_fields(visit.form, GiveForm, visit.language)
    if form is None:
        raise ADDRESS_UNKNOWN()
    described = {"purpose": visit.path["purpose"], "version": int(form.version), "language": visit.language}
    asked = _named(accounts.GiveConsent, described)
    refused = refusal_of(lambda: visit.send(accounts.give_consent, asked))
    if refused is not None:
        return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(AT, visit.language, da="dong-y"), 303)


@area.page("POST", f"{AT}/{{purpose}}/rut", summary=CONSENTS.name, auth=Auth.CITIZEN, limit="change")
def withdraw(visit: Visit) -> Response:
    """Withdraw the consent to a purpose."""
    asked = _named(accounts.WithdrawConsent, {"purpose": visit.path["purpose"]})
    refused = refusal_of(lambda: visit.send(accounts.withdraw_consent, asked))
    if refused is not None:
        return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(AT, visit.language, da="rut-dong-y"), 303)


def _named(cls: type[T], given: object) -> T:
    try:
        return load(cls, given)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _page(visit: Visit, *, status: int = 200, said: str = "") -> Response:
    purposes = visit.send(accounts.list_consent_purposes, accounts.ListConsentPurposes()).purposes
    mine = {one.purpose: one for one in visit.send(accounts.list_consents, accounts.ListConsents()).consents}
    cursor = visit.request.args.get("cursor", "")
    asked = _named(accounts.ListConsentHistory, {"cursor": cursor, "limit": 20})
    history = visit.send(accounts.list_consent_history, asked)
    titles = {(one.purpose, text.version): text for one in purposes for text in one.words}
    return personal_page(
        visit, CONSENTS, "consents.html", status=status, said=said, purposes=purposes, mine=mine, history=history,
        titles=titles,
    )  # fmt: skip
