"""Tài khoản của cán bộ: the work e-mail address of a member of staff, which mails go there, in which language."""

from dataclasses import dataclass
from typing import Annotated, Final

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.records import Rule, record
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.contacts import Contact, steps
from gateway.web.forms import Filled, read_fields, sentence_of
from gateway.web.refusals import refusal_of
from services.accounts import contract as accounts
from services.notifications import contract as notifications

TITLE = Words("Tài khoản của tôi", "My account")
ADDRESS = "/can-bo/tai-khoan"

area = Area("staff-account", TITLE)

DONE: Final = {
    "thu": Words(
        "Đã xác nhận địa chỉ. Từ sáng làm việc tới, thư được gửi tới đó.",
        "The address is confirmed. Mails go there from the next working morning on.",
    ),
    "bo-thu": Words(
        "Đã bỏ địa chỉ. Không có thư nào được gửi nữa.", "The address is removed. No mail is sent any more."
    ),
    "lua-chon": Words("Đã lưu lựa chọn.", "Your choice is kept."),
}


@record
class EmailForm:
    """The address as it is sent; empty: the one that an administrator wrote down."""

    email: Annotated[str, Rule(max=254)] = ""


@record
class LanguageForm:
    """The language of mails."""

    language: Annotated[str, Rule(choices=("vi", "en"))]


@dataclass(frozen=True, slots=True)
class WorkEmail(Contact):
    """The work e-mail address: its form stands on the page of the account."""

    def page(self, visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
        return _page(visit, filled, status=status, said=said)


EMAIL: Final = WorkEmail(
    "email",
    f"{ADDRESS}/thu-dien-tu",
    Words("Thư công vụ", "Work e-mail"),
    "staff_account.html",
    "thu",
    EmailForm,
    accounts.start_email_change,
    accounts.confirm_email_change,
    home=ADDRESS,
    place="desk",
)

steps(area, EMAIL, Auth.STAFF)


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def account(visit: Visit) -> Response:
    """Who one is here, where mails go, and which."""
    return _page(visit)


@area.page("POST", f"{ADDRESS}/thu-dien-tu/bo", summary=TITLE, auth=Auth.STAFF, limit="change")
def remove_email(visit: Visit) -> Response:
    """Be reached by mail no more."""
    refused = refusal_of(lambda: visit.send(accounts.remove_work_email, accounts.RemoveWorkEmail()))
    if refused is not None:
        return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(ADDRESS, visit.language, da="bo-thu"), 303)


@area.page("POST", f"{ADDRESS}/thu", summary=TITLE, auth=Auth.STAFF, limit="change")
def choose_mails(visit: Visit) -> Response:
    """Keep the ticks; each mail is told by itself."""
    ticked = set(visit.form.getlist("wanted"))
    for topic in visit.send(notifications.read_preferences, notifications.ReadPreferences()).topics:
        changed = tuple(
            notifications.ChannelChoice(channel=one.channel, wanted=not one.wanted)
            for one in topic.channels
            if one.may_change and one.wanted != (topic.topic in ticked)
        )
        if not changed:
            continue
        chosen = notifications.ChoosePreferences(topic=topic.topic, channels=changed)
        refused = refusal_of(lambda chosen=chosen: visit.send(notifications.choose_preferences, chosen))  # type: ignore[misc]
        if refused is not None:
            return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(ADDRESS, visit.language, da="lua-chon"), 303)


@area.page("POST", f"{ADDRESS}/ngon-ngu", summary=TITLE, auth=Auth.STAFF, limit="change")
def choose_language(visit: Visit) -> Response:
    """Keep the language of mails; that of the pages is chosen at the top of each."""
    form, filled = read_fields(visit.form, LanguageForm, visit.language)
    if form is None:
        return _page(visit, filled, status=422)
    visit.send(notifications.choose_language, notifications.ChooseLanguage(language=form.language))
    return redirect(here(ADDRESS, visit.language, da="lua-chon"), 303)


def _page(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    return visit.page(
        "staff_account.html",
        status=status,
        said=said,
        filled=filled or Filled(),
        profile=visit.send(accounts.get_profile, accounts.GetProfile()),
        chosen=visit.send(notifications.read_preferences, notifications.ReadPreferences()),
        roles=accounts.ROLE_NAMES,
        done=DONE.get(visit.request.args.get("da", "")) if status == 200 else None,
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en"),
    )
