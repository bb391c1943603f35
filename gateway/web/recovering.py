"""Quên mật khẩu: a code to the telephone of the account, and with it another password.

The pages say the same whether there is such an account or not.
"""

from typing import Annotated

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import PortalError
from chassis.ids import new_id
from chassis.records import Ident, Rule, record
from gateway.rendering import here
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, factor_code, read_fields, refused_form
from gateway.web.kept import SECRET_FIELDS
from services.accounts import contract as accounts

area = Area("recovering", Words("Quên mật khẩu", "Forgotten password"))

TITLE = Words("Quên mật khẩu", "Forgotten password")
START, SET = "/quen-mat-khau", "/quen-mat-khau/dat-lai"


@record
class StartForm:
    """Whose password it is."""

    identity_number: Annotated[str, Rule(min=1, max=20)]


@record
class SetForm:
    """The code and the new password as they are sent."""

    challenge_id: Ident
    code: Annotated[str, Rule(min=1, max=40)]
    new_password: Annotated[str, Rule(min=1, max=256)]
    factor_code: Annotated[str, Rule(max=40)] = ""


@area.page("GET", START, summary=TITLE)
def start_form(visit: Visit) -> Response:
    """The empty form."""
    return _start_page(visit)


@area.page("POST", START, summary=TITLE, limit="sign-in")
def start(visit: Visit) -> Response:
    """The number; a code is sent if there is an account, and the next page comes in any case."""
    form, filled = read_fields(visit.form, StartForm, visit.language)
    if form is None:
        return _start_page(visit, filled, status=422)
    asked = accounts.StartRecovery(identity_number=form.identity_number, device_token=visit.browser.device)
    try:
        sent = visit.send(accounts.start_recovery, asked, key=visit.key or new_id())
    except PortalError as refused:
        filled, said = refused_form(filled, refused, visit.language)
        return _start_page(visit, filled, status=refused.status, said=said)
    return _set_page(visit, Filled({"challenge_id": sent.challenge_id}))


@area.page("POST", SET, summary=TITLE, limit="sign-in")
def set_password(visit: Visit) -> Response:
    """The code with the new password; then one signs in with it."""
    form, filled = read_fields(visit.form, SetForm, visit.language)
    if form is None:
        return _set_page(visit, filled, status=422)
    asked = accounts.ConfirmRecovery(
        challenge_id=form.challenge_id,
        code=factor_code(form.code),
        new_password=form.new_password,
        factor_code=factor_code(form.factor_code),
    )
    try:
        visit.send(accounts.confirm_recovery, asked)
    except PortalError as refused:
        filled, said = refused_form(filled, refused, visit.language)
        needed = refused.code == accounts.SECOND_FACTOR_NEEDED.code
        if needed:
            filled, said = Filled(filled.values, {"factor_code": said}), ""
        return _set_page(visit, filled, status=refused.status, said=said)
    return redirect(here("/dang-nhap", visit.language, da="mat-khau"), 303)


def _start_page(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    return visit.page(
        "recover.html",
        status=status,
        filled=filled or Filled(),
        said=said,
        place="entry",
        other_language=here(START, "vi" if visit.language == "en" else "en"),
    )


def _set_page(visit: Visit, filled: Filled, *, status: int = 200, said: str = "") -> Response:
    values = {name: value for name, value in filled.values.items() if name not in SECRET_FIELDS}
    return visit.page(
        "recover_set.html",
        status=status,
        filled=Filled(values, filled.wrong),
        said=said,
        place="entry",
        other_language="",
    )
