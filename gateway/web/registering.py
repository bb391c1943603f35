"""The page that opens an account: who somebody is, their own telephone, a password, and what they agree to."""

import dataclasses
import datetime as dt
from typing import Annotated

from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError, text_of
from chassis.ids import new_id
from chassis.records import Rule, load, record
from gateway.routing import Area, Words
from gateway.texts import person_sentence
from gateway.visits import Visit
from gateway.web.days import day_typed
from gateway.web.entry import after, code_page
from gateway.web.forms import Filled, read_fields
from gateway.web.kept import WITH_KEPT, own_path
from services.accounts import contract as accounts

area = Area("registering", Words("Đăng ký", "Registration"))

TITLE = Words("Đăng ký tài khoản", "Register an account")
PAPERS = ("cccd", "cmnd", "passport")


@record
class RegistrationForm:
    """The form as it is sent; what is wrong with a number or name, accounts says."""

    identity_kind: Annotated[str, Rule(choices=PAPERS)]
    identity_number: Annotated[str, Rule(min=1, max=20)]
    full_name: Annotated[str, Rule(min=1, max=100)]
    birth_date: dt.date
    phone: Annotated[str, Rule(min=1, max=20)]
    password: Annotated[str, Rule(min=1, max=256)]
    email: Annotated[str, Rule(max=254)] = ""
    tiep: Annotated[str, Rule(max=2000)] = ""
    agreed: Annotated[tuple[str, ...], Rule(max=20)] = ()


@area.page("GET", "/dang-ky", summary=TITLE)
def registration_form(visit: Visit) -> Response:
    """The empty form."""
    return _page(visit, Filled({"tiep": own_path(visit.request.args.get("tiep", "")), "identity_kind": "cccd"}))


@area.page("POST", "/dang-ky", summary=TITLE, limit="sign-in", form_limit=WITH_KEPT)
def register(visit: Visit) -> Response:
    """Open the account; next comes the code that its telephone gets."""
    agreed = visit.form.getlist("agreed")
    typed = visit.form.copy()
    typed.poplist("agreed")
    typed["birth_date"] = day_typed(typed.get("birth_date", ""))
    form, filled = read_fields(typed, RegistrationForm, visit.language)
    filled = Filled({**filled.values, "birth_date": visit.form.get("birth_date", "").strip()}, filled.wrong)
    if form is None:
        return _page(visit, _with_the_rest(visit, filled), agreed, status=422)
    question = accounts.StartRegistration(
        identity_kind=accounts.IdentityKind(form.identity_kind),
        identity_number=form.identity_number,
        full_name=form.full_name,
        birth_date=form.birth_date,
        phone=form.phone,
        password=form.password,
        email=form.email,
        consents=_choices(visit, agreed),
    )
    try:
        sent = visit.send(accounts.start_registration, question, key=visit.key or new_id())
    except PortalError as refused:
        wrong: dict[str, str] = {}
        if isinstance(refused, Invalid):
            wrong = {one.pointer.strip("/"): person_sentence(one, visit.language) for one in refused.problems}
        return _page(visit, Filled(filled.values, wrong), agreed, status=refused.status, said=_said(visit, refused))
    return code_page(visit, after(sent, "registration", form.tiep, ""))


def _with_the_rest(visit: Visit, filled: Filled) -> Filled:
    """The form that cannot be read as a whole, with what accounts hold against the rest of it as well."""
    known = {one.name for one in dataclasses.fields(accounts.CheckRegistration)} - set(filled.wrong)
    rest = {name: value for name, value in filled.values.items() if name in known and value}
    if "birth_date" in rest:
        rest["birth_date"] = day_typed(rest["birth_date"])
    wrong: dict[str, str] = {}
    try:
        visit.send(accounts.check_registration, load(accounts.CheckRegistration, rest))
    except Invalid as refused:
        wrong = {one.pointer.strip("/"): person_sentence(one, visit.language) for one in refused.problems}
    except PortalError:
        pass  # Nobody can say now; the rest is told when the form is sent again.
    both = {**wrong, **filled.wrong}
    order = (one.name for one in dataclasses.fields(RegistrationForm))
    return Filled(filled.values, {name: both[name] for name in (*order, *both) if name in both})


def _said(visit: Visit, refused: PortalError) -> str:
    if isinstance(refused, Invalid) and refused.problems:
        return ""
    return text_of(refused, visit.language)


def _choices(visit: Visit, agreed: list[str]) -> tuple[accounts.ConsentChoice, ...]:
    """What was ticked, in the words that the page showed."""
    language = "en" if visit.language == "en" else "vi"
    return tuple(
        accounts.ConsentChoice(purpose=purpose.purpose, version=purpose.words[-1].version, language=language)
        for purpose in _purposes(visit)
        if f"{purpose.purpose}:{purpose.words[-1].version}" in agreed
    )


def _purposes(visit: Visit) -> list[accounts.PurposeView]:
    """What may be agreed to; what the law asks for needs nobody's consent."""
    told = visit.send(accounts.list_consent_purposes, accounts.ListConsentPurposes())
    return [purpose for purpose in told.purposes if purpose.basis is accounts.PurposeBasis.CONSENT]


def _page(
    visit: Visit, filled: Filled, agreed: list[str] | None = None, *, status: int = 200, said: str = ""
) -> Response:
    return visit.page(
        "register.html",
        status=status,
        filled=filled,
        said=said,
        purposes=_purposes(visit),
        agreed=agreed or [],
        papers=PAPERS,
        other_language="/dang-ky" if visit.language == "en" else "/dang-ky?lang=en",
    )
