"""Đăng nhập bằng danh tính điện tử: away to the identity provider, and back.

The form answers with a page that goes on by itself: a browser holds the target of a form to the policy of the page it
came from, and the provider is another site. What ties the return to this browser lies in a cookie of its own.
"""

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
from gateway.web.entry import AT_HOME, sign_in_page
from gateway.web.forms import Filled, read_fields, sentence_of
from gateway.web.kept import Path, own_path
from services.accounts import contract as accounts

area = Area("identity-entry", Words("Danh tính điện tử", "Electronic identity"))

TITLE = Words("Đăng nhập bằng danh tính điện tử", "Sign in by electronic identity")
START, BACK = "/dang-nhap/danh-tinh", "/sign-in/return"


@record
class StartForm:
    """Where somebody goes after the sign-in."""

    tiep: Path = ""


@record
class Came:
    """What the provider's page sent along; the address is anybody's to write."""

    state: Annotated[str, Rule(max=64)] = ""
    code: Annotated[str, Rule(max=2000)] = ""
    iss: Annotated[str, Rule(max=300)] = ""


@area.page("POST", START, summary=TITLE, limit="sign-in")
def start(visit: Visit) -> Response:
    """The page that leads to the provider."""
    form, _ = read_fields(visit.form, StartForm, visit.language)
    going_to = own_path(form.tiep) if form is not None else ""
    try:
        begun = visit.send(accounts.start_provider_sign_in, accounts.StartProviderSignIn())
    except PortalError as refused:
        return _sign_in(visit, refused, going_to)
    left = max(1, int((begun.expires_at - dt.datetime.now(dt.UTC)).total_seconds()))
    visit.browser.leave_for_identity(begun.binding, going_to, left)
    return visit.page("identity_leave.html", address=begun.authorization_url, other_language="")


@area.page("GET", BACK, summary=TITLE, limit="sign-in")
def come_back(visit: Visit) -> Response:
    """Back from the provider; signed in if it vouched for who left from this browser."""
    binding, going_to = visit.browser.back_from_identity()
    given = {name: visit.request.args.get(name, "") for name in ("state", "code", "iss")}
    try:
        came = load(Came, given)
        if not (binding and came.state and came.code):
            raise accounts.PROVIDER_REFUSED()
        shown = accounts.ConfirmProviderSignIn(
            state=came.state, code=came.code, iss=came.iss, binding=binding,
            device=device_name(visit.request), device_token=visit.browser.device,
        )  # fmt: skip
        signed_in = visit.send(accounts.confirm_provider_sign_in, shown)
    except PortalError as refused:
        return _sign_in(visit, refused, going_to)
    visit.browser.sign_in(signed_in, dt.datetime.now(dt.UTC))
    return redirect(own_path(going_to) or here(AT_HOME, visit.language), 303)


def _sign_in(visit: Visit, refused: PortalError, going_to: str) -> Response:
    said = sentence_of(refused, visit.language)
    return sign_in_page(visit, Filled({"tiep": going_to}), status=refused.status, said=said)
