"""Signing in and out with a browser.

The way through is three pages: number and password, the code, and back. They carry along where the person was going
(``tiep``) and what they had typed (``kept``). The codes and passwords themselves are never written into a page again.
"""

import datetime as dt
from typing import Annotated

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import PortalError, text_of
from chassis.ids import new_id
from chassis.records import Ident, Rule, record
from gateway.devices import device_name
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, factor_code, read_fields, sentence_of
from gateway.web.kept import SECRET_FIELDS, WITH_KEPT, Packed, Path, go_on, own_path
from services.accounts import contract as accounts

area = Area("entry", Words("Đăng nhập", "Signing in"))

TITLE = Words("Đăng nhập", "Sign in")
AT_HOME = "/ho-so"
"""Where people go who were going nowhere in particular."""


@record
class SignInForm:
    """The first page as it is sent."""

    identity_number: Annotated[str, Rule(min=1, max=20)]
    password: Annotated[str, Rule(min=1, max=256)]
    tiep: Path = ""
    kept: Packed = ""


@record
class CodeForm:
    """The page of the code as it is sent; what of it is only shown again is not checked by anybody."""

    challenge_id: Ident
    code: Annotated[str, Rule(max=40)] = ""
    purpose: Annotated[str, Rule(choices=("sign_in", "registration"))] = "sign_in"
    way: accounts.CodeWay = accounts.CodeWay.SMS
    sent_to: Annotated[str, Rule(max=40)] = ""
    tiep: Path = ""
    kept: Packed = ""


@area.page("GET", "/dang-nhap", summary=TITLE)
def sign_in_form(visit: Visit) -> Response:
    """The empty form; who is signed in already goes on."""
    going_to = own_path(visit.request.args.get("tiep", ""))
    if visit.caller.is_citizen:
        return redirect(going_to or here(AT_HOME, visit.language), 303)
    return sign_in_page(visit, Filled({"tiep": going_to}))


@area.page("POST", "/dang-nhap", summary=TITLE, limit="sign-in", form_limit=WITH_KEPT)
def sign_in(visit: Visit) -> Response:
    """Number and password; next comes the code."""
    asked, filled = read_fields(visit.form, SignInForm, visit.language)
    if asked is None:
        return sign_in_page(visit, filled, status=422)
    question = accounts.StartSignIn(
        identity_number=asked.identity_number, password=asked.password, device_token=visit.browser.device
    )
    try:
        sent = visit.send(accounts.start_sign_in, question, key=visit.key or new_id())
    except PortalError as refused:
        return sign_in_page(visit, filled, status=refused.status, said=text_of(refused, visit.language))
    return code_page(visit, after(sent, "sign_in", asked.tiep, asked.kept))


@area.page("POST", "/ma-xac-thuc", summary=Words("Mã xác thực", "The code"), limit="sign-in", form_limit=WITH_KEPT)
def confirm(visit: Visit) -> Response:
    """The code; with a right one the browser carries the session, and the person goes on where they were going."""
    form, _ = read_fields(visit.form, CodeForm, visit.language)
    if form is None:
        return sign_in_page(visit, Filled(), status=422)
    code = factor_code(form.code)
    device = device_name(visit.request)
    try:
        if form.purpose == "registration":
            told = accounts.ConfirmRegistration(challenge_id=form.challenge_id, code=code, device=device)
            signed_in = visit.send(accounts.confirm_registration, told)
        else:
            shown = accounts.ConfirmSignIn(challenge_id=form.challenge_id, code=code, device=device)
            signed_in = visit.send(accounts.confirm_sign_in, shown)
    except PortalError as refused:
        return entered_before(visit) or code_page(
            visit, form, status=refused.status, said=sentence_of(refused, visit.language)
        )
    visit.browser.sign_in(signed_in, dt.datetime.now(dt.UTC))
    visit.browser.entered_by(form.challenge_id)
    return go_on(visit, signed_in.name, kept=form.kept, to=form.tiep, home=AT_HOME)


@area.page(
    "POST", "/ma-xac-thuc/gui-lai", summary=Words("Gửi lại mã", "Another code"), limit="sign-in", form_limit=WITH_KEPT
)
def resend(visit: Visit) -> Response:
    """Another code to the same telephone; the one before stops working."""
    form, _ = read_fields(visit.form, CodeForm, visit.language)
    if form is None:
        return sign_in_page(visit, Filled(), status=422)
    try:
        sent = visit.send(accounts.resend_code, accounts.ResendCode(challenge_id=form.challenge_id))
    except PortalError as refused:
        return code_page(visit, form, status=refused.status, said=text_of(refused, visit.language))
    return code_page(visit, after(sent, form.purpose, form.tiep, form.kept), again=True)


@area.page("GET", "/dang-xuat", summary=Words("Đăng xuất", "Sign out"))
def sign_out_form(visit: Visit) -> Response:
    """A button, since leaving is a change and no link does it."""
    return visit.page("sign_out.html", other_language=_other("/dang-xuat", visit.language))


@area.page("POST", "/dang-xuat", summary=Words("Đăng xuất", "Sign out"), auth=Auth.SIGNED_IN)
def sign_out(visit: Visit) -> Response:
    """End the session and forget it here, even while accounts cannot be reached: the cookies go in any case."""
    try:
        visit.send(accounts.sign_out, accounts.SignOut())
    finally:
        visit.browser.sign_out()
    return redirect(here("/", visit.language), 303)


def entered_before(visit: Visit) -> Response | None:
    """The way on for whoever presses a second time and has come in by the first press; None for anybody else."""
    if visit.route.path not in ("/ma-xac-thuc", "/ma-xac-thuc/gui-lai") or not visit.caller.is_citizen:
        return None
    form, _ = read_fields(visit.form, CodeForm, visit.language)
    if form is None or not visit.browser.has_entered_by(form.challenge_id):
        return None
    return go_on(visit, visit.caller.name, kept=form.kept, to=form.tiep, home=AT_HOME)


def sign_in_page(visit: Visit, filled: Filled, *, status: int = 200, said: str = "") -> Response:
    """The first page; what was typed stays but for the password."""
    values = {name: value for name, value in filled.values.items() if name not in SECRET_FIELDS}
    going_to = own_path(values.get("tiep", ""))
    return visit.page(
        "sign_in.html",
        status=status,
        filled=Filled({**values, "tiep": going_to}, filled.wrong),
        said=said,
        ended=visit.browser.told_end(),
        done=visit.request.args.get("da", "") == "mat-khau",
        provider=bool(visit.means.settings.identity_provider),
        other_language=_other("/dang-nhap", visit.language, going_to),
    )


def code_page(visit: Visit, form: CodeForm, *, status: int = 200, said: str = "", again: bool = False) -> Response:
    """The page that asks for the code."""
    carried = {
        "challenge_id": form.challenge_id, "purpose": form.purpose, "way": form.way.value, "sent_to": form.sent_to,
        "tiep": form.tiep, "kept": form.kept,
    }  # fmt: skip
    return visit.page(
        "code_entry.html", status=status, way=form.way.value, sent_to=form.sent_to, carried=carried, said=said,
        again=again, to="/ma-xac-thuc", resend="/ma-xac-thuc/gui-lai", sure=False, place="entry", other_language="",
    )  # fmt: skip


def after(sent: accounts.CodeSent, purpose: str, going_to: str, kept: str) -> CodeForm:
    """The page of the code that was just sent."""
    return CodeForm(
        challenge_id=sent.challenge_id,
        purpose=purpose,
        way=sent.way,
        sent_to=sent.phone_masked or sent.email_masked,
        tiep=own_path(going_to),
        kept=kept,
    )


def _other(path: str, language: str, going_to: str = "") -> str:
    return here(path, "vi" if language == "en" else "en", tiep=going_to)
