"""Another telephone number, another e-mail address: each is proved by the code that it gets."""

import functools
from dataclasses import dataclass
from typing import Annotated, Any, Final

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import PortalError, text_of
from chassis.ids import new_id
from chassis.records import Ident, Rule, load, record
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, factor_code, read_fields, refused_form, sentence_of
from gateway.web.personal import DETAILS, personal_page
from gateway.web.proving import proved_lately
from gateway.web.refusals import belongs_here
from services.accounts import contract as accounts

area = Area("contacts", Words("Điện thoại, thư điện tử", "Telephone and e-mail"))


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


@dataclass(frozen=True, slots=True)
class Contact:
    """A way in which a person is reached, and how another one is proved."""

    field: str
    at: str
    words: Words
    template: str
    done: str
    form: type[Any]
    start: Method[Any, accounts.CodeSent]
    confirm: Method[Any, Any]
    home: str = DETAILS.address
    """The page that shows it once it is proved."""
    place: str = "account"

    def page(self, visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
        """The form that takes a new one."""
        return personal_page(
            visit, DETAILS, self.template, status=status, said=said, filled=filled, heading=self.words, address=self.at
        )

    def change(self, visit: Visit) -> Response:
        """A new one is given; next comes the code that it gets."""
        form, filled = read_fields(visit.form, self.form, visit.language)
        if form is None:
            return self.page(visit, filled, status=422)
        try:
            asked = load(self.start.request, {self.field: getattr(form, self.field)})
            sent = visit.send(self.start, asked, key=visit.key or new_id())
        except PortalError as refused:
            if not belongs_here(refused):
                raise
            filled, said = refused_form(filled, refused, visit.language)
            return self.page(visit, filled, status=refused.status, said=said)
        return self._code_page(visit, _after(sent))

    def prove(self, visit: Visit) -> Response:
        """The code is given; from then on the account has the new one."""
        form, _ = read_fields(visit.form, NewContactForm, visit.language)
        if form is None:
            return self.page(visit, status=422)
        try:
            shown = {"challenge_id": form.challenge_id, "code": factor_code(form.code)}
            visit.send(self.confirm, load(self.confirm.request, shown))
        except PortalError as refused:
            if not belongs_here(refused):
                raise
            said = sentence_of(refused, visit.language)
            return self._code_page(visit, form, status=refused.status, said=said)
        return redirect(here(self.home, visit.language, da=self.done), 303)

    def send_again(self, visit: Visit) -> Response:
        """Another code goes to the new one."""
        form, _ = read_fields(visit.form, NewContactForm, visit.language)
        if form is None:
            return self.page(visit, status=422)
        try:
            sent = visit.send(accounts.resend_code, accounts.ResendCode(challenge_id=form.challenge_id))
        except PortalError as refused:
            if not belongs_here(refused):
                raise
            return self._code_page(visit, form, status=refused.status, said=text_of(refused, visit.language))
        return self._code_page(visit, _after(sent), again=True)

    def _code_page(self, visit: Visit, form: NewContactForm, **facts: Any) -> Response:
        carried = {"challenge_id": form.challenge_id, "way": form.way.value, "sent_to": form.sent_to}
        shown: dict[str, Any] = {"status": 200, "said": "", "again": False, **facts}
        return visit.page(
            "code_entry.html", way=form.way.value, sent_to=form.sent_to, carried=carried, to=f"{self.at}/ma",
            resend=f"{self.at}/gui-lai", sure=True, place=self.place, other_language="", **shown,
        )  # fmt: skip


def _after(sent: accounts.CodeSent) -> NewContactForm:
    sent_to = sent.phone_masked or sent.email_masked
    return NewContactForm(challenge_id=sent.challenge_id, way=sent.way, sent_to=sent_to)


PHONE: Final = Contact(
    "phone",
    "/ca-nhan/dien-thoai",
    Words("Đổi số điện thoại", "Change the telephone"),
    "new_phone.html",
    "dien-thoai",
    PhoneForm,
    accounts.start_phone_change,
    accounts.confirm_phone_change,
)
EMAIL: Final = Contact(
    "email",
    "/ca-nhan/thu-dien-tu",
    Words("Thư điện tử", "E-mail address"),
    "new_email.html",
    "thu",
    EmailForm,
    accounts.start_email_change,
    accounts.confirm_email_change,
)


def steps(area: Area, one: Contact, auth: Auth) -> None:
    """The addresses to which the form of a contact, its code, and the wish for another code are sent."""
    sending = functools.partial(area.page, "POST", summary=one.words, auth=auth, limit="sign-in")
    sending(one.at)(proved_lately(one.change))
    sending(f"{one.at}/ma")(one.prove)
    sending(f"{one.at}/gui-lai")(one.send_again)


for _one in (PHONE, EMAIL):
    area.page("GET", _one.at, summary=_one.words, auth=Auth.CITIZEN)(_one.page)
    steps(area, _one, Auth.CITIZEN)
