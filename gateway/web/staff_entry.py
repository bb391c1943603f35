"""Cán bộ đăng nhập: number, password and the authenticator's code on one page, then on to where one was going."""

import datetime as dt
from typing import Annotated

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import PortalError
from chassis.records import Rule, load, record
from gateway.devices import device_name
from gateway.rendering import here
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, read_fields, sentence_of
from gateway.web.kept import SECRET_FIELDS, WITH_KEPT, Packed, Path, go_on, own_path
from services.accounts import contract as accounts

area = Area("staff-entry", Words("Cán bộ đăng nhập", "Staff sign-in"))

TITLE = Words("Cán bộ đăng nhập", "Staff sign-in")
AT_THE_DESK = "/can-bo"
"""Where officers go who were going nowhere in particular."""


@record
class StaffForm:
    """The sign-in of staff as it is sent."""

    staff_number: Annotated[str, Rule(min=1, max=40)]
    password: Annotated[str, Rule(min=1, max=256)]
    totp_code: Annotated[str, Rule(max=20)]
    tiep: Path = ""
    kept: Packed = ""


@area.page("GET", "/can-bo/dang-nhap", summary=TITLE)
def sign_in_form(visit: Visit) -> Response:
    """The empty form; an officer who is signed in already goes on."""
    going_to = own_path(visit.request.args.get("tiep", ""))
    if visit.caller.is_staff:
        return redirect(going_to or here(AT_THE_DESK, visit.language), 303)
    return staff_page(visit, Filled({"tiep": going_to}))


@area.page("POST", "/can-bo/dang-nhap", summary=TITLE, limit="sign-in", form_limit=WITH_KEPT)
def sign_in(visit: Visit) -> Response:
    """All three at once; with the right ones the browser carries the session."""
    form, filled = read_fields(visit.form, StaffForm, visit.language)
    if form is None:
        return staff_page(visit, filled, status=422)
    asked = {
        "staff_number": form.staff_number,
        "password": form.password,
        "totp_code": "".join(form.totp_code.split()),
        "device": device_name(visit.request),
        "device_token": visit.browser.device,
    }
    try:
        signed_in = visit.send(accounts.staff_sign_in, load(accounts.StaffSignIn, asked))
    except PortalError as refused:
        return staff_page(visit, filled, status=refused.status, said=sentence_of(refused, visit.language))
    visit.browser.sign_in(signed_in, dt.datetime.now(dt.UTC))
    return go_on(visit, signed_in.name, kept=form.kept, to=form.tiep, home=AT_THE_DESK)


def staff_page(visit: Visit, filled: Filled, *, status: int = 200, said: str = "") -> Response:
    """The page; what was typed stays but for what is secret."""
    values = {name: value for name, value in filled.values.items() if name not in SECRET_FIELDS}
    return visit.page(
        "staff_sign_in.html",
        status=status,
        filled=Filled({**values, "tiep": own_path(values.get("tiep", ""))}, filled.wrong),
        said=said,
        ended=visit.browser.told_end(),
        other_language=here("/can-bo/dang-nhap", "vi" if visit.language == "en" else "en"),
    )
