"""Làm việc cho ai: for whom one's session goes on, oneself, an organisation or a person who delegated it."""

import dataclasses
import datetime as dt
from typing import Annotated

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.callers import Acting
from chassis.errors import PortalError, text_of
from chassis.records import Rule, record
from gateway.identity import subject_of
from gateway.rendering import HANOI, here
from gateway.routing import Area, Auth
from gateway.visits import Visit
from gateway.web.forms import read_fields
from gateway.web.kept import WITH_KEPT, Packed, Path, again_page, own_path, unpack
from gateway.web.personal import ACTING, personal_page
from gateway.web.refusals import belongs_here
from services.accounts import contract as accounts

area = Area("acting-for", ACTING.name)

AT_HOME = "/ho-so"


@record
class ActForm:
    """For whom; empty for oneself. Then on to where one was going, or to a form that was sent as of somebody else."""

    principal_id: Annotated[str, Rule(max=64)] = ""
    tiep: Path = ""
    kept: Packed = ""


@area.page("GET", ACTING.address, summary=ACTING.name, auth=Auth.CITIZEN)
def choose(visit: Visit) -> Response:
    """Everybody for whom one can work, with what one may do for them."""
    return _page(visit, own_path(visit.request.args.get("tiep", "")))


@area.page("POST", ACTING.address, summary=ACTING.name, auth=Auth.CITIZEN, limit="change", form_limit=WITH_KEPT)
def act_for(visit: Visit) -> Response:
    """Go on for somebody, or for oneself again: lists and what is filed are theirs from then on."""
    form, _ = read_fields(visit.form, ActForm, visit.language)
    form = form or ActForm()
    try:
        told = visit.send(accounts.act_for, accounts.ActFor(principal_id=form.principal_id))
    except PortalError as refused:
        if not belongs_here(refused):
            raise
        return _page(visit, own_path(form.tiep), status=refused.status, said=text_of(refused, visit.language))
    visit.browser.carry(told.access_token, told.access_expires_at, dt.datetime.now(dt.UTC))
    kept = unpack(form.kept) if form.kept else None
    if kept is not None:
        acting = next((one for one in parties_of(visit) if one.principal == told.principal_id), None)
        visit.caller = dataclasses.replace(visit.caller, acting=acting)
        visit.browser.subject = subject_of(visit.caller)
        return again_page(visit, kept, told.principal_name or visit.caller.name, changed=True)
    return redirect(own_path(form.tiep) or here(AT_HOME, visit.language), 303)


def parties_of(visit: Visit) -> tuple[Acting, ...]:
    """For whom accounts let the caller act today, and in what; a delegation at a time."""
    today = dt.datetime.now(HANOI).date()
    organisations = visit.send(accounts.list_organisations, accounts.ListOrganisations()).organisations
    received = visit.send(accounts.list_delegations, accounts.ListDelegations()).received
    return (
        *(Acting(principal=one.organisation_id, name=one.name, role=one.role.value) for one in organisations),
        *(
            Acting(principal=one.principal_id, name=one.principal_name, role="delegate", procedures=one.procedures)
            for one in received
            if in_force(one, today)
        ),
    )


def in_force(given: accounts.DelegationView, today: dt.date) -> bool:
    """Whether somebody can act by a delegation today."""
    accepted = given.state is accounts.DelegationState.ACCEPTED
    return accepted and given.valid_from <= today <= given.valid_to


def _page(visit: Visit, going_to: str, *, status: int = 200, said: str = "") -> Response:
    today = dt.datetime.now(HANOI).date()
    organisations = visit.send(accounts.list_organisations, accounts.ListOrganisations()).organisations
    received = visit.send(accounts.list_delegations, accounts.ListDelegations()).received
    principals = {one.principal_id: one for one in received if in_force(one, today)}
    return personal_page(
        visit,
        ACTING,
        "acting.html",
        status=status,
        said=said,
        organisations=organisations,
        principals=tuple(principals.values()),
        going_to=going_to,
    )
