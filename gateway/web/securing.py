"""Mật khẩu và đăng nhập hai lớp: another password; an authenticator with its recovery codes.

What is shown here is shown once: neither the authenticator's secret nor a recovery code is kept by a page or asked for
again, and the answers that hold them are not to be stored.
"""

from typing import Annotated

import segno
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import PortalError
from chassis.records import Rule, record
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, factor_code, read_fields, refused_form
from gateway.web.personal import PASSWORD, SECOND_FACTOR, personal_page
from gateway.web.proving import ask_proof, proved_lately
from gateway.web.refusals import belongs_here, wants_proof
from services.accounts import contract as accounts

area = Area("securing", Words("Mật khẩu, đăng nhập hai lớp", "Password and second factor"))


@record
class PasswordForm:
    """The new password as it is sent."""

    new_password: Annotated[str, Rule(min=1, max=256)]


@record
class FactorForm:
    """What the authenticator shows, as it is sent."""

    code: Annotated[str, Rule(max=40)] = ""


@area.page("GET", PASSWORD.address, summary=PASSWORD.name, auth=Auth.CITIZEN)
def password_form(visit: Visit) -> Response:
    """The empty form."""
    return _password_page(visit)


@area.page("POST", PASSWORD.address, summary=PASSWORD.name, auth=Auth.CITIZEN, limit="sign-in")
def change_password(visit: Visit) -> Response:
    """Set another password. It is never kept: who must prove who they are first, types it after that."""
    form, filled = read_fields(visit.form, PasswordForm, visit.language)
    if form is None:
        return _password_page(visit, filled, status=422)
    try:
        visit.send(accounts.change_password, accounts.ChangePassword(new_password=form.new_password))
    except PortalError as refused:
        if wants_proof(refused):
            return ask_proof(visit, to=here(PASSWORD.address, visit.language))
        if not belongs_here(refused):
            raise
        filled, said = refused_form(filled, refused, visit.language)
        return _password_page(visit, filled, status=refused.status, said=said)
    return redirect(here(PASSWORD.address, visit.language, da="mat-khau"), 303)


@area.page("GET", SECOND_FACTOR.address, summary=SECOND_FACTOR.name, auth=Auth.CITIZEN)
def second_factor(visit: Visit) -> Response:
    """Whether an authenticator is in use, and how many recovery codes are left."""
    return _factor_page(visit)


@area.page("POST", f"{SECOND_FACTOR.address}/them", summary=SECOND_FACTOR.name, auth=Auth.CITIZEN, limit="sign-in")
@proved_lately
def offer(visit: Visit) -> Response:
    """A secret to be put into the authenticator, as QR code and to be typed; each offer replaces the one before."""
    try:
        offered = visit.send(accounts.offer_second_factor, accounts.OfferSecondFactor())
    except PortalError as refused:
        return _refused(visit, refused)
    grouped = " ".join(offered.secret[at : at + 4] for at in range(0, len(offered.secret), 4))
    picture = segno.make_qr(offered.otpauth_uri, error="m").svg_data_uri(scale=5, border=3)
    return personal_page(
        visit, SECOND_FACTOR, "second_factor_offer.html", offered=True, picture=picture, secret=grouped
    )


@area.page("POST", f"{SECOND_FACTOR.address}/xac-nhan", summary=SECOND_FACTOR.name, auth=Auth.CITIZEN, limit="sign-in")
def confirm(visit: Visit) -> Response:
    """Show that the authenticator has the secret; the recovery codes come, this once."""
    form, _ = read_fields(visit.form, FactorForm, visit.language)
    typed = accounts.ConfirmSecondFactor(code=factor_code(form.code if form is not None else ""))
    try:
        given = visit.send(accounts.confirm_second_factor, typed)
    except PortalError as refused:
        if wants_proof(refused):
            return ask_proof(visit, to=here(SECOND_FACTOR.address, visit.language))
        if not belongs_here(refused):
            raise
        _, said = refused_form(Filled(), refused, visit.language)
        said = said or _DIGITS[visit.language == "en"]
        return personal_page(
            visit, SECOND_FACTOR, "second_factor_offer.html", status=refused.status, said=said, offered=False
        )
    return personal_page(visit, SECOND_FACTOR, "recovery_codes.html", codes=given.codes)


_DIGITS = ("Mã gồm 6 chữ số đang hiện trên ứng dụng.", "The code has the 6 digits that the application shows.")


@area.page("POST", f"{SECOND_FACTOR.address}/ma-khoi-phuc", summary=SECOND_FACTOR.name, auth=Auth.CITIZEN)
@proved_lately
def renew_codes(visit: Visit) -> Response:
    """New recovery codes; those before stop working."""
    try:
        given = visit.send(accounts.renew_recovery_codes, accounts.RenewRecoveryCodes())
    except PortalError as refused:
        return _refused(visit, refused)
    return personal_page(visit, SECOND_FACTOR, "recovery_codes.html", codes=given.codes)


@area.page("POST", f"{SECOND_FACTOR.address}/bo", summary=SECOND_FACTOR.name, auth=Auth.CITIZEN, limit="change")
@proved_lately
def remove(visit: Visit) -> Response:
    """Stop using the authenticator."""
    try:
        visit.send(accounts.remove_second_factor, accounts.RemoveSecondFactor())
    except PortalError as refused:
        return _refused(visit, refused)
    return redirect(here(SECOND_FACTOR.address, visit.language, da="bo-hai-lop"), 303)


def _refused(visit: Visit, refused: PortalError) -> Response:
    if not belongs_here(refused):
        raise refused
    _, said = refused_form(Filled(), refused, visit.language)
    return _factor_page(visit, status=refused.status, said=said)


def _factor_page(visit: Visit, *, status: int = 200, said: str = "") -> Response:
    profile = visit.send(accounts.get_profile, accounts.GetProfile())
    return personal_page(visit, SECOND_FACTOR, "second_factor.html", status=status, said=said, profile=profile)


def _password_page(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    return personal_page(visit, PASSWORD, "password.html", status=status, said=said, filled=filled)
