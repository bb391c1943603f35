"""Thông báo: written and taken off by operators and administrators of agencies; pages show them while they hold."""

import datetime as dt
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import agency_choice
from gateway.web.agency_choice import Picked
from gateway.web.attempting import Attempt, attempt, typed
from gateway.web.days import moment_typed
from services.catalog import contract as catalog

area = Area("announcing-pages", Words("Thông báo", "Announcements"))

TITLE = Words("Thông báo", "Announcements")
ADDRESS = "/can-bo/thong-bao"


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def announcements(visit: Visit) -> Response:
    """What was announced, and the form for the next."""
    return _page(visit)


@area.page("POST", ADDRESS, summary=TITLE, auth=Auth.STAFF, limit="change")
def announce(visit: Visit) -> Response:
    """Announce something; what is wrong stands beside its field."""
    asked: dict[str, Any] = typed(visit, "severity", "title_vi", "title_en", "text_vi", "text_en")
    for field in ("begins", "ends"):
        day, hour = visit.form.get(f"{field}_day", ""), visit.form.get(f"{field}_hour", "").strip()
        asked[f"{field}_at"] = moment_typed(day, hour or "00:00") if day.strip() else ""
    picked = agency_choice.picks(visit, "agency_code")
    wrong = agency_choice.wrongs(visit, picked)
    done = attempt(visit, catalog.write_announcement, {**asked, **agency_choice.codes(picked)}, wrong)
    if done.reply is None:
        return _page(visit, done, picked["agency_code"])
    return redirect(here(ADDRESS, visit.language, da="dang"), 303)


@area.page("POST", f"{ADDRESS}/{{announcement_id}}/go", summary=TITLE, auth=Auth.STAFF, limit="change")
def take_off(visit: Visit) -> Response:
    """Take one off the pages."""
    done = attempt(visit, catalog.end_announcement, {"announcement_id": visit.path["announcement_id"]})
    if done.reply is None:
        return _page(visit, done)
    return redirect(here(ADDRESS, visit.language, da="go"), 303)


def _page(visit: Visit, tried: "Attempt[Any] | None" = None, picked: Picked | None = None) -> Response:
    listed = visit.send(catalog.list_written_announcements, catalog.ListWrittenAnnouncements())
    operates = any(held.role == "operator" for held in visit.caller.reach())
    return visit.page(
        "announcements.html",
        status=tried.status if tried else 200,
        listed=listed,
        said=tried.said if tried else "",
        wrong=tried.wrong if tried else {},
        typed=visit.form,
        operates=operates,
        own="" if operates else agency_choice.written(visit, visit.caller.agency),
        picked=picked,
        near=agency_choice.of_caller(visit),
        severities=tuple(catalog.Severity),
        now=dt.datetime.now(dt.UTC),
        done=visit.request.args.get("da", ""),
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en"),
    )
