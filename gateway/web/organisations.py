"""Doanh nghiệp, tổ chức: their accounts, who is a member with which role, and invitations."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, TypeVar

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.ids import new_id
from chassis.records import Rule, load, record
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.forms import Filled, read_fields, refused_form
from gateway.web.personal import ORGANISATIONS, personal_page
from gateway.web.proving import proved_lately
from gateway.web.refusals import refusal_of
from services.accounts import contract as accounts

area = Area("organisations", ORGANISATIONS.name)

AT = ORGANISATIONS.address
ONE = Words("Một tổ chức của tôi", "One of my organisations")

T = TypeVar("T")


@record
class OpenForm:
    """Which business."""

    tax_code: Annotated[str, Rule(min=1, max=20)]


@record
class InviteForm:
    """Whom to invite, as what."""

    identity_number: Annotated[str, Rule(min=1, max=20)]
    role: accounts.MemberRole


@record
class RoleForm:
    """The other role."""

    role: accounts.MemberRole


@record
class AnswerForm:
    """Whether somebody accepts."""

    accept: Annotated[str, Rule(choices=("yes", "no"))]


@area.page("GET", AT, summary=ORGANISATIONS.name, auth=Auth.CITIZEN)
def my_organisations(visit: Visit) -> Response:
    """Invitations that wait, one's organisations, and the form that opens another account."""
    return _list(visit)


@area.page("POST", AT, summary=ORGANISATIONS.name, auth=Auth.CITIZEN, limit="change")
@proved_lately
def open_account(visit: Visit) -> Response:
    """Open the account of a business as its legal representative."""
    form, filled = read_fields(visit.form, OpenForm, visit.language)
    if form is None:
        return _list(visit, filled, status=422)
    asked = accounts.RegisterOrganisation(tax_code="".join(form.tax_code.split()))
    refused = refusal_of(lambda: visit.send(accounts.register_organisation, asked, key=visit.key or new_id()))
    if refused is not None:
        filled, said = refused_form(filled, refused, visit.language)
        return _list(visit, filled, status=refused.status, said=said)
    return redirect(here(AT, visit.language, da="mo-to-chuc"), 303)


@area.page("POST", "/ca-nhan/loi-moi/{invitation_id}", summary=ORGANISATIONS.name, auth=Auth.CITIZEN, limit="change")
def answer(visit: Visit) -> Response:
    """Become a member, or decline."""
    form, filled = read_fields(visit.form, AnswerForm, visit.language)
    if form is None:
        return _list(visit, filled, status=422)
    accept = form.accept == "yes"
    asked = _named(accounts.AnswerInvitation, invitation_id=visit.path["invitation_id"], accept=accept)
    refused = refusal_of(lambda: visit.send(accounts.answer_invitation, asked))
    if refused is not None:
        _, said = refused_form(Filled(), refused, visit.language)
        return _list(visit, status=refused.status, said=said)
    return redirect(here(AT, visit.language, da="nhan-loi" if accept else "tu-choi"), 303)


@area.page("GET", f"{AT}/{{organisation_id}}", summary=ONE, auth=Auth.CITIZEN)
def one(visit: Visit) -> Response:
    """Its members, and who is invited."""
    return _one(visit)


@area.page("POST", f"{AT}/{{organisation_id}}/moi", summary=ONE, auth=Auth.CITIZEN, limit="change")
@proved_lately
def invite(visit: Visit) -> Response:
    """Invite a person by the number of their identity paper."""
    form, filled = read_fields(visit.form, InviteForm, visit.language)
    if form is None:
        return _one(visit, filled, status=422)
    asked = _named(
        accounts.InviteMember,
        organisation_id=visit.path["organisation_id"],
        identity_number=form.identity_number,
        role=form.role.value,
    )
    return _done(visit, filled, lambda: visit.send(accounts.invite_member, asked, key=visit.key or new_id()), "moi")


@area.page(
    "POST", f"{AT}/{{organisation_id}}/rut-loi-moi/{{invitation_id}}", summary=ONE, auth=Auth.CITIZEN, limit="change"
)
def take_back(visit: Visit) -> Response:
    """Take an invitation back that was not answered."""
    asked = _named(accounts.TakeBackInvitation, **visit.path)
    return _done(visit, Filled(), lambda: visit.send(accounts.take_back_invitation, asked), "rut-loi-moi")


@area.page("POST", f"{AT}/{{organisation_id}}/vai-tro/{{account_id}}", summary=ONE, auth=Auth.CITIZEN, limit="change")
@proved_lately
def change_role(visit: Visit) -> Response:
    """Give a member another role."""
    form, filled = read_fields(visit.form, RoleForm, visit.language)
    if form is None:
        return _one(visit, filled, status=422)
    asked = _named(accounts.ChangeMember, **visit.path, role=form.role.value)
    return _done(visit, Filled(), lambda: visit.send(accounts.change_member, asked), "vai-tro")


@area.page("POST", f"{AT}/{{organisation_id}}/bo/{{account_id}}", summary=ONE, auth=Auth.CITIZEN, limit="change")
@proved_lately
def remove(visit: Visit) -> Response:
    """Remove a member, or leave."""
    asked = _named(accounts.RemoveMember, **visit.path)
    refused = refusal_of(lambda: visit.send(accounts.remove_member, asked))
    if refused is not None:
        _, said = refused_form(Filled(), refused, visit.language)
        return _one(visit, status=refused.status, said=said)
    if asked.account_id == visit.caller.id:
        return redirect(here(AT, visit.language, da="roi"), 303)
    return redirect(here(f"{AT}/{asked.organisation_id}", visit.language, da="bo-thanh-vien"), 303)


def _named(cls: type[T], **given: object) -> T:
    """A request by what an address names; an id of a form that ids never have is nobody's."""
    try:
        return load(cls, given)
    except Invalid as wrong:
        if any(problem.pointer.endswith("_id") for problem in wrong.problems):
            raise ADDRESS_UNKNOWN() from None
        raise


def _done(visit: Visit, filled: Filled, command: Callable[[], object], done: str) -> Response:
    refused = refusal_of(command)
    if refused is not None:
        filled, said = refused_form(filled, refused, visit.language)
        return _one(visit, filled, status=refused.status, said=said)
    return redirect(here(f"{AT}/{visit.path['organisation_id']}", visit.language, da=done), 303)


def _list(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    found = visit.send(accounts.list_organisations, accounts.ListOrganisations())
    return personal_page(
        visit, ORGANISATIONS, "organisations.html", status=status, said=said, filled=filled, found=found
    )


def _one(visit: Visit, filled: Filled | None = None, *, status: int = 200, said: str = "") -> Response:
    now = dt.datetime.now(dt.UTC)
    asked = _named(accounts.ListMembers, organisation_id=visit.path["organisation_id"])
    members = visit.send(accounts.list_members, asked)
    mine = visit.send(accounts.list_organisations, accounts.ListOrganisations()).organisations
    own = next((held for held in mine if held.organisation_id == asked.organisation_id), None)
    if own is None:
        raise accounts.ORGANISATION_NOT_FOUND()
    return personal_page(
        visit,
        ORGANISATIONS,
        "organisation.html",
        status=status,
        said=said,
        filled=filled,
        heading=Words(own.name, own.name),
        address=f"{AT}/{own.organisation_id}",
        own=own,
        found=members,
        days_left={one.invitation_id: max(0, (one.expires_at - now).days) for one in members.invitations},
    )
