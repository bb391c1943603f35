"""Cách nhận tin: by which channels a person is told of what, when it may ring, in which language, for which
organisations too."""

from typing import Annotated

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.records import Rule, load, record
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth
from gateway.visits import Visit
from gateway.web.days import hour_typed
from gateway.web.forms import Filled, read_fields, refused_form, sentence_of
from gateway.web.personal import BEING_TOLD, personal_page
from gateway.web.refusals import refusal_of
from services.accounts import contract as accounts
from services.notifications import contract as notifications

area = Area("being-told", BEING_TOLD.name)

AT = BEING_TOLD.address


@record
class QuietForm:
    """From when until when nothing that can wait rings."""

    quiet_from: notifications.ClockTime
    quiet_to: notifications.ClockTime


@record
class LanguageForm:
    """The language of messages."""

    language: Annotated[str, Rule(choices=("vi", "en"))]


@record
class FollowForm:
    """Whether to be told what an organisation is told."""

    follows: Annotated[str, Rule(choices=("yes", "no"))]


@area.page("GET", AT, summary=BEING_TOLD.name, auth=Auth.CITIZEN)
def preferences(visit: Visit) -> Response:
    """What was chosen, and what can be."""
    return _page(visit)


@area.page("POST", f"{AT}/kenh", summary=BEING_TOLD.name, auth=Auth.CITIZEN, limit="change")
def choose_channels(visit: Visit) -> Response:
    """Keep the ticks. Each topic is told by itself, so that a refusal of one holds up no other."""
    ticked = set(visit.form.getlist("wanted"))
    wrong: dict[str, str] = {}
    status = 200
    for topic in visit.send(notifications.read_preferences, notifications.ReadPreferences()).topics:
        changed = tuple(
            notifications.ChannelChoice(channel=one.channel, wanted=not one.wanted)
            for one in topic.channels
            if one.may_change and one.wanted != (f"{topic.topic}:{one.channel}" in ticked)
        )
        if not changed:
            continue
        chosen = notifications.ChoosePreferences(topic=topic.topic, channels=changed)
        refused = _choose(visit, chosen)
        if refused is not None:
            status = refused.status
            wrong[f"topic-{topic.topic}"] = sentence_of(refused, visit.language)
    if wrong:
        return _page(visit, Filled({}, wrong), status=status)
    return redirect(here(AT, visit.language, da="nhan-tin"), 303)


def _choose(visit: Visit, chosen: notifications.ChoosePreferences) -> PortalError | None:
    return refusal_of(lambda: visit.send(notifications.choose_preferences, chosen))


@area.page("POST", f"{AT}/gio-yen-tinh", summary=BEING_TOLD.name, auth=Auth.CITIZEN, limit="change")
def choose_quiet_hours(visit: Visit) -> Response:
    """Keep the quiet hours; the same time twice is none."""
    typed = MultiDict((name, hour_typed(said)) for name, said in visit.form.items())
    form, filled = read_fields(typed, QuietForm, visit.language)
    if form is None:
        return _page(visit, filled, status=422)
    chosen = notifications.ChooseQuietHours(quiet_from=form.quiet_from, quiet_to=form.quiet_to)
    refused = refusal_of(lambda: visit.send(notifications.choose_quiet_hours, chosen))
    if refused is not None:
        filled, said = refused_form(filled, refused, visit.language)
        return _page(visit, filled, status=refused.status, said=said)
    return redirect(here(AT, visit.language, da="nhan-tin"), 303)


@area.page("POST", f"{AT}/ngon-ngu", summary=BEING_TOLD.name, auth=Auth.CITIZEN, limit="change")
def choose_language(visit: Visit) -> Response:
    """Keep the language of messages; that of the pages is chosen at the top of each."""
    form, filled = read_fields(visit.form, LanguageForm, visit.language)
    if form is None:
        return _page(visit, filled, status=422)
    visit.send(notifications.choose_language, notifications.ChooseLanguage(language=form.language))
    return redirect(here(AT, visit.language, da="nhan-tin"), 303)


@area.page("POST", f"{AT}/to-chuc/{{organisation_id}}", summary=BEING_TOLD.name, auth=Auth.CITIZEN, limit="change")
def follow(visit: Visit) -> Response:
    """Be told what an organisation is told, or not any more."""
    form, filled = read_fields(visit.form, FollowForm, visit.language)
    if form is None:
        return _page(visit, filled, status=422)
    try:
        described = {"organisation_id": visit.path["organisation_id"], "follows": form.follows == "yes"}
        asked = load(notifications.FollowOrganisation, described)
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    refused = refusal_of(lambda: visit.send(notifications.follow_organisation, asked))
    if refused is not None:
        return _page(visit, status=refused.status, said=sentence_of(refused, visit.language))
    return redirect(here(AT, visit.language, da="nhan-tin") + "#to-chuc", 303)


def _page(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    chosen = visit.send(notifications.read_preferences, notifications.ReadPreferences())
    followed = visit.send(notifications.list_followed, notifications.ListFollowed()).organisations
    names: dict[str, str] = {}
    if followed:
        mine = visit.send(accounts.list_organisations, accounts.ListOrganisations()).organisations
        names = {one.organisation_id: one.name for one in mine}
    ticked = set(visit.form.getlist("wanted")) if "wanted" in visit.form else None
    return personal_page(
        visit,
        BEING_TOLD,
        "being_told.html",
        status=status,
        said=said,
        filled=filled,
        chosen=chosen,
        ticked=ticked,
        channels=tuple(notifications.MessageChannel),
        followed=[one for one in followed if one.organisation_id in names],
        names=names,
    )
