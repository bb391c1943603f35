"""Xác thực lại: what is sensitive asks once more for password and code, and then goes on with what was typed.

A form whose service wants a fresh proof is kept in the pages of the proof and shown again afterwards. What is secret
in a form is kept nowhere: such a form's page is opened anew instead.
"""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Annotated

from werkzeug.wrappers import Response

from chassis.errors import PortalError, text_of
from chassis.records import Ident, Rule, record
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, factor_code, read_fields, refused_form, sentence_of
from gateway.web.kept import WITH_KEPT, Packed, Path, go_on, keep, own_path
from gateway.web.refusals import belongs_here, wants_proof
from services.accounts import contract as accounts

area = Area("proving", Words("Xác thực lại", "Proving once more who one is"))

TITLE = Words("Xác thực lại", "Prove that it is you")

Handler = Callable[[Visit], Response]


@record
class PasswordForm:
    """The first page as it is sent."""

    password: Annotated[str, Rule(min=1, max=256)]
    tiep: Path = ""
    kept: Packed = ""


@record
class ProofForm:
    """The page of the code as it is sent; what of it is only shown again is not checked by anybody."""

    challenge_id: Ident
    code: Annotated[str, Rule(max=40)] = ""
    way: accounts.CodeWay = accounts.CodeWay.SMS
    sent_to: Annotated[str, Rule(max=40)] = ""
    tiep: Path = ""
    kept: Packed = ""


def proved_lately(handler: Handler) -> Handler:
    """A page whose command may ask for a fresh proof: it is asked for, and what was typed is shown again after it."""

    @functools.wraps(handler)
    def guarded(visit: Visit) -> Response:
        try:
            return handler(visit)
        except PortalError as refused:
            if not wants_proof(refused):
                raise
            return ask_proof(visit, kept=keep(visit.request.full_path.rstrip("?"), visit.form))

    return guarded


def ask_proof(visit: Visit, *, kept: str = "", to: str = "") -> Response:
    """The page of the proof, from which one goes on to a kept form, or ``to`` a page."""
    return _password_page(visit, Filled({"kept": kept, "tiep": to}))


@area.page("GET", "/xac-thuc-lai", summary=TITLE, auth=Auth.SIGNED_IN)
def proof_form(visit: Visit) -> Response:
    """The empty form, for who goes on to a page."""
    return _password_page(visit, Filled({"tiep": own_path(visit.request.args.get("tiep", ""))}))


@area.page("POST", "/xac-thuc-lai", summary=TITLE, auth=Auth.SIGNED_IN, limit="sign-in", form_limit=WITH_KEPT)
def start(visit: Visit) -> Response:
    """The password; next comes the code."""
    form, filled = read_fields(visit.form, PasswordForm, visit.language)
    if form is None:
        return _password_page(visit, filled, status=422)
    try:
        sent = visit.send(accounts.start_step_up, accounts.StartStepUp(password=form.password))
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        filled, said = refused_form(filled, refused, visit.language)
        return _password_page(visit, filled, status=refused.status, said=said)
    return _code_page(visit, _after(sent, form.tiep, form.kept))


@area.page("POST", "/xac-thuc-lai/ma", summary=TITLE, auth=Auth.SIGNED_IN, limit="sign-in", form_limit=WITH_KEPT)
def confirm(visit: Visit) -> Response:
    """The code; with a right one it goes on with what was typed."""
    form, _ = read_fields(visit.form, ProofForm, visit.language)
    if form is None:
        return _password_page(visit, Filled(), status=422)
    shown = accounts.ConfirmStepUp(challenge_id=form.challenge_id, code=factor_code(form.code))
    try:
        proved = visit.send(accounts.confirm_step_up, shown)
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        return _code_page(visit, form, status=refused.status, said=sentence_of(refused, visit.language))
    visit.browser.carry(proved.access_token, proved.access_expires_at, dt.datetime.now(dt.UTC))
    return go_on(visit, visit.caller.name, kept=form.kept, to=form.tiep, home=_home(visit), proved=True)


@area.page("POST", "/xac-thuc-lai/gui-lai", summary=TITLE, auth=Auth.SIGNED_IN, limit="sign-in", form_limit=WITH_KEPT)
def resend(visit: Visit) -> Response:
    """Another code to the same telephone."""
    form, _ = read_fields(visit.form, ProofForm, visit.language)
    if form is None:
        return _password_page(visit, Filled(), status=422)
    try:
        sent = visit.send(accounts.resend_code, accounts.ResendCode(challenge_id=form.challenge_id))
    except PortalError as refused:
        return _code_page(visit, form, status=refused.status, said=text_of(refused, visit.language))
    return _code_page(visit, _after(sent, form.tiep, form.kept), again=True)


def _home(visit: Visit) -> str:
    return "/can-bo" if visit.caller.is_staff else "/ca-nhan"


def _after(sent: accounts.CodeSent, to: str, kept: str) -> ProofForm:
    sent_to = sent.phone_masked or sent.email_masked
    return ProofForm(challenge_id=sent.challenge_id, way=sent.way, sent_to=sent_to, tiep=own_path(to), kept=kept)


def _password_page(visit: Visit, filled: Filled, *, status: int = 200, said: str = "") -> Response:
    return visit.page("prove.html", status=status, filled=filled, said=said, place="account", other_language="")


def _code_page(visit: Visit, form: ProofForm, *, status: int = 200, said: str = "", again: bool = False) -> Response:
    way = "/xac-thuc-lai"
    carried = {
        "challenge_id": form.challenge_id, "way": form.way.value, "sent_to": form.sent_to,
        "tiep": form.tiep, "kept": form.kept,
    }  # fmt: skip
    return visit.page(
        "code_entry.html", status=status, way=form.way.value, sent_to=form.sent_to, carried=carried, said=said,
        again=again, to=f"{way}/ma", resend=f"{way}/gui-lai", sure=True, place="account", other_language="",
    )  # fmt: skip
