"""Another telephone number, another e-mail address: each is proved by the code that it gets."""

from collections.abc import Callable
from typing import Annotated, Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import PortalError, text_of
from chassis.ids import new_id
from chassis.records import Ident, Rule, record
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, factor_code, read_fields, refused_form, sentence_of
from gateway.web.personal import DETAILS, personal_page
from gateway.web.proving import proved_lately
from gateway.web.refusals import belongs_here
from services.accounts import contract as accounts

area = Area("contacts", Words("Điện thoại, thư điện tử", "Telephone and e-mail"))

PHONE = Words("Đổi số điện thoại", "Change the telephone")
EMAIL = Words("Thư điện tử", "E-mail address")
PHONE_AT, EMAIL_AT = "/ca-nhan/dien-thoai", "/ca-nhan/thu-dien-tu"


@record
class PhoneForm:
    """The new number as it is sent."""

    phone: Annotated[str, Rule(min=1, max=20)]


@record
class EmailForm:
    """The address as it is sent."""

    email: Annotated[str, Rule(min=3, max=254)]


@record
class NewContactForm:
    """The page of the code as it is sent; what of it is only shown again is not checked by anybody."""

    challenge_id: Ident
    code: Annotated[str, Rule(max=40)] = ""
    way: accounts.CodeWay = accounts.CodeWay.SMS
    sent_to: Annotated[str, Rule(max=120)] = ""


@area.page("GET", PHONE_AT, summary=PHONE, auth=Auth.CITIZEN)
def phone_form(visit: Visit) -> Response:
    """The empty form."""
    return _phone_page(visit)


@area.page("POST", PHONE_AT, summary=PHONE, auth=Auth.CITIZEN, limit="sign-in")
@proved_lately
def change_phone(visit: Visit) -> Response:
    """The number; next comes the code that it gets."""
    form, filled = read_fields(visit.form, PhoneForm, visit.language)
    if form is None:
        return _phone_page(visit, filled, status=422)
    return _started(
        visit,
        filled,
        lambda: visit.send(
            accounts.start_phone_change, accounts.StartPhoneChange(phone=form.phone), key=visit.key or new_id()
        ),
        _phone_page,
        PHONE_AT,
    )


@area.page("POST", f"{PHONE_AT}/ma", summary=PHONE, auth=Auth.CITIZEN, limit="sign-in")
def confirm_phone(visit: Visit) -> Response:
    """The code; from then on the account has the new number."""

    def send(form: NewContactForm) -> None:
        shown = accounts.ConfirmPhoneChange(challenge_id=form.challenge_id, code=factor_code(form.code))
        visit.send(accounts.confirm_phone_change, shown)

    return _confirmed(visit, send, _phone_page, PHONE_AT, "dien-thoai")


@area.page("POST", f"{PHONE_AT}/gui-lai", summary=PHONE, auth=Auth.CITIZEN, limit="sign-in")
def resend_to_phone(visit: Visit) -> Response:
    """Another code to the new number."""
    return _resent(visit, _phone_page, PHONE_AT)


@area.page("GET", EMAIL_AT, summary=EMAIL, auth=Auth.CITIZEN)
def email_form(visit: Visit) -> Response:
    """The empty form."""
    return _email_page(visit)


@area.page("POST", EMAIL_AT, summary=EMAIL, auth=Auth.CITIZEN, limit="sign-in")
@proved_lately
def change_email(visit: Visit) -> Response:
    """The address; next comes the code that it gets."""
    form, filled = read_fields(visit.form, EmailForm, visit.language)
    if form is None:
        return _email_page(visit, filled, status=422)
    return _started(
        visit,
        filled,
        lambda: visit.send(
            accounts.start_email_change, accounts.StartEmailChange(email=form.email), key=visit.key or new_id()
        ),
        _email_page,
        EMAIL_AT,
    )


@area.page("POST", f"{EMAIL_AT}/ma", summary=EMAIL, auth=Auth.CITIZEN, limit="sign-in")
def confirm_email(visit: Visit) -> Response:
    """The code; from then on the account has the address."""

    def send(form: NewContactForm) -> None:
        shown = accounts.ConfirmEmailChange(challenge_id=form.challenge_id, code=factor_code(form.code))
        visit.send(accounts.confirm_email_change, shown)

    return _confirmed(visit, send, _email_page, EMAIL_AT, "thu")


@area.page("POST", f"{EMAIL_AT}/gui-lai", summary=EMAIL, auth=Auth.CITIZEN, limit="sign-in")
def resend_to_email(visit: Visit) -> Response:
    """Another code to the address."""
    return _resent(visit, _email_page, EMAIL_AT)


ShowForm = Callable[..., Response]


def _started(visit: Visit, filled: Filled, send: Callable[[], accounts.CodeSent], show: ShowForm, at: str) -> Response:
    try:
        sent = send()
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        filled, said = refused_form(filled, refused, visit.language)
        return show(visit, filled, status=refused.status, said=said)
    return _code_page(visit, _after(sent), at)


def _confirmed(visit: Visit, send: Callable[[NewContactForm], None], show: ShowForm, at: str, done: str) -> Response:
    form, _ = read_fields(visit.form, NewContactForm, visit.language)
    if form is None:
        return show(visit, status=422)
    try:
        send(form)
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        return _code_page(visit, form, at, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(DETAILS.address, visit.language, da=done), 303)


def _resent(visit: Visit, show: ShowForm, at: str) -> Response:
    form, _ = read_fields(visit.form, NewContactForm, visit.language)
    if form is None:
        return show(visit, status=422)
    try:
        sent = visit.send(accounts.resend_code, accounts.ResendCode(challenge_id=form.challenge_id))
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        return _code_page(visit, form, at, status=refused.status, said=text_of(refused, visit.language))
    return _code_page(visit, _after(sent), at, again=True)


def _after(sent: accounts.CodeSent) -> NewContactForm:
    sent_to = sent.phone_masked or sent.email_masked
    return NewContactForm(challenge_id=sent.challenge_id, way=sent.way, sent_to=sent_to)


def _code_page(visit: Visit, form: NewContactForm, at: str, **facts: Any) -> Response:
    carried = {"challenge_id": form.challenge_id, "way": form.way.value, "sent_to": form.sent_to}
    shown: dict[str, Any] = {"status": 200, "said": "", "again": False, **facts}
    return visit.page(
        "code_entry.html", way=form.way.value, sent_to=form.sent_to, carried=carried, to=f"{at}/ma",
        resend=f"{at}/gui-lai", sure=True, place="account", other_language="", **shown,
    )  # fmt: skip


def _phone_page(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    return personal_page(
        visit, DETAILS, "new_phone.html", status=status, said=said, filled=filled, heading=PHONE, address=PHONE_AT
    )


def _email_page(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    return personal_page(
        visit, DETAILS, "new_email.html", status=status, said=said, filled=filled, heading=EMAIL, address=EMAIL_AT
    )
