"""The home page: what this is, the two doors, search, suggested groups, look-up; whole also while services are away."""

from werkzeug.wrappers import Response

from chassis.errors import Unavailable
from gateway.flows import browsing
from gateway.routing import Area, Words
from gateway.visits import Visit
from gateway.web.forms import Filled
from services.catalog.contract import LifeEvent, Tab

area = Area("home", Words("Trang chủ", "Home"))


@area.page("GET", "/", summary=Words("Trang chủ", "Home"))
def home(visit: Visit) -> Response:
    """The first thing a visitor sees."""
    tab = tab_of(visit.request.args.get("tab", ""))
    groups: tuple[LifeEvent, ...] = ()
    try:
        groups = browsing.life_events(visit.means, tab).items
    except Unavailable:
        # The page does not depend on them: search and look-up say themselves what is away.
        groups = ()
    here_tab = "" if tab is Tab.CITIZEN else f"tab={tab}"
    other = "&".join(part for part in (here_tab, "" if visit.language == "en" else "lang=en") if part)
    return visit.page(
        "home.html", tab=tab, groups=groups, filled=Filled(), other_language="/" + ("?" + other if other else "")
    )


def tab_of(text: str) -> Tab:
    """The tab that an address names; the citizens' one where it names none that exists."""
    return Tab.BUSINESS if text == Tab.BUSINESS else Tab.CITIZEN
