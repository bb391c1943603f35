"""Tài khoản của tôi: the room's first page, who I am here, and where I am signed in."""

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.personal import DETAILS, DEVICES, HOME, MENU, personal_page
from services.accounts import contract as accounts

area = Area("account", Words("Tài khoản của tôi", "My account"))

TITLE = Words("Tài khoản của tôi", "My account")


@area.page("GET", HOME, summary=TITLE, auth=Auth.CITIZEN)
def my_account(visit: Visit) -> Response:
    """Who one is, and the way to everything that belongs to the account."""
    return visit.page(
        "account.html",
        profile=visit.send(accounts.get_profile, accounts.GetProfile()),
        menu=MENU,
        place="account",
        other_language=here(HOME, "vi" if visit.language == "en" else "en"),
    )


@area.page("GET", DETAILS.address, summary=DETAILS.name, auth=Auth.CITIZEN)
def my_details(visit: Visit) -> Response:
    """The account, its numbers masked, with the way to change each."""
    profile = visit.send(accounts.get_profile, accounts.GetProfile())
    return personal_page(visit, DETAILS, "details.html", profile=profile)


@area.page("GET", DEVICES.address, summary=DEVICES.name, auth=Auth.CITIZEN)
def my_devices(visit: Visit) -> Response:
    """Every device on which the account is signed in."""
    sessions = visit.send(accounts.list_sessions, accounts.ListSessions()).sessions
    return personal_page(visit, DEVICES, "devices.html", sessions=sessions)


@area.page("POST", "/ca-nhan/thiet-bi/{session_id}/ket-thuc", summary=DEVICES.name, auth=Auth.CITIZEN, limit="change")
def end_session(visit: Visit) -> Response:
    """End the session on one device; it is in force everywhere at once."""
    try:
        asked = load(accounts.EndSession, {"session_id": visit.path["session_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    visit.send(accounts.end_session, asked)
    return redirect(here(DEVICES.address, visit.language, da="thiet-bi"), 303)


@area.page("POST", "/ca-nhan/thiet-bi/ket-thuc-het", summary=DEVICES.name, auth=Auth.CITIZEN, limit="change")
def end_others(visit: Visit) -> Response:
    """End all sessions but this one."""
    visit.send(accounts.end_other_sessions, accounts.EndOtherSessions())
    return redirect(here(DEVICES.address, visit.language, da="thiet-bi"), 303)
