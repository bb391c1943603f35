"""Lời mời cán bộ: who was invited sets their own password and authenticator, which nobody else ever knew.

The invitation is pasted into a form and travels in bodies only: an address would be kept in histories and logs.
"""

import segno
from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import PortalError
from chassis.records import load
from gateway.rendering import here
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web.attempting import attempt
from gateway.web.forms import Filled, sentence_of
from services.accounts import contract as accounts

area = Area("invitation-pages", Words("Lời mời cán bộ", "Invitations of staff"))

TITLE = Words("Nhận lời mời cán bộ", "Accept an invitation")
ADDRESS = "/can-bo/loi-moi"


@area.page("GET", ADDRESS, summary=TITLE)
def invitation(visit: Visit) -> Response:
    """Where the invitation is given."""
    return _asking(visit)


@area.page("POST", ADDRESS, summary=TITLE, limit="sign-in")
def opened(visit: Visit) -> Response:
    """Whose account it is, the secret for the authenticator, and the form for password and code."""
    token = "".join(visit.form.get("token", "").split())
    try:
        view = visit.send(accounts.open_invitation, load(accounts.OpenInvitation, {"token": token}))
    except PortalError as refused:
        return _asking(visit, refused.status, _sentence(visit, refused))
    return _choosing(visit, view, token)


@area.page("POST", f"{ADDRESS}/nhan", summary=TITLE, limit="sign-in")
def accepted(visit: Visit) -> Response:
    """Set both; a wrong code leaves the form, with the same secret, to be tried again."""
    token = visit.form.get("token", "")
    password, again = visit.form.get("password", ""), visit.form.get("again", "")
    try:
        view = visit.send(accounts.open_invitation, load(accounts.OpenInvitation, {"token": token}))
    except PortalError as refused:
        return _asking(visit, refused.status, _sentence(visit, refused))
    if password != again:
        said = "The two passwords differ." if visit.language == "en" else "Hai lần gõ mật khẩu khác nhau."
        return _choosing(visit, view, token, 422, {"again": said})
    code = "".join(visit.form.get("totp_code", "").split())
    asked = {"token": token, "password": password, "totp_code": code}
    try:
        done = attempt(visit, accounts.accept_invitation, asked)
    except PortalError as refused:
        return _choosing(visit, view, token, refused.status, {}, sentence_of(refused, visit.language))
    if done.reply is None:
        return _choosing(visit, view, token, done.status, dict(done.wrong), "" if done.wrong else done.said)
    return redirect(here("/can-bo/dang-nhap", visit.language, moi="xong"), 303)


def _sentence(visit: Visit, refused: PortalError) -> str:
    """What is wrong with an invitation; one of a wrong form is a wrong one."""
    return sentence_of(refused if refused.status != 422 else accounts.INVITATION_WRONG(), visit.language)


def _asking(visit: Visit, status: int = 200, said: str = "") -> Response:
    other = here(ADDRESS, "vi" if visit.language == "en" else "en")
    return visit.page("invitation.html", status=status, said=said, view=None, other_language=other)


def _choosing(
    visit: Visit,
    view: accounts.InvitationView,
    token: str,
    status: int = 200,
    wrong: "dict[str, str] | None" = None,
    said: str = "",
) -> Response:
    drawn = segno.make(view.totp_uri, error="m").svg_inline(scale=4, border=2, svgclass="qr", lineclass=None)
    return visit.page(
        "invitation.html",
        status=status,
        said=said,
        view=view,
        token=token,
        qr=Markup(drawn),  # noqa: S704  drawn here, from squares only
        filled=Filled({}, wrong or {}),
        other_language="",
    )
