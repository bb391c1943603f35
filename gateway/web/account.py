"""Tài khoản của tôi: who I am here, where I am signed in, and the way out."""

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from services.accounts import contract as accounts

area = Area("account", Words("Tài khoản của tôi", "My account"))

TITLE = Words("Tài khoản của tôi", "My account")


@area.page("GET", "/ca-nhan", summary=TITLE, auth=Auth.CITIZEN)
def my_account(visit: Visit) -> Response:
    """The account, its numbers masked, and every device on which it is signed in."""
    return visit.page(
        "account.html",
        profile=visit.send(accounts.get_profile, accounts.GetProfile()),
        sessions=visit.send(accounts.list_sessions, accounts.ListSessions()).sessions,
        place="account",
        other_language=here("/ca-nhan", "vi" if visit.language == "en" else "en"),
    )


@area.page("POST", "/ca-nhan/thiet-bi/{session_id}/ket-thuc", summary=TITLE, auth=Auth.CITIZEN, limit="change")
def end_session(visit: Visit) -> Response:
    """End the session on one device; it is in force everywhere at once."""
    try:
        asked = load(accounts.EndSession, {"session_id": visit.path["session_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    visit.send(accounts.end_session, asked)
    return redirect(here("/ca-nhan", visit.language) + "#thiet-bi", 303)


@area.page("POST", "/ca-nhan/thiet-bi/ket-thuc-het", summary=TITLE, auth=Auth.CITIZEN, limit="change")
def end_others(visit: Visit) -> Response:
    """End all sessions but this one."""
    visit.send(accounts.end_other_sessions, accounts.EndOtherSessions())
    return redirect(here("/ca-nhan", visit.language) + "#thiet-bi", 303)
