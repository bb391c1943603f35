"""Members of organisations who want to be told what their organisation is told."""

import datetime as dt
from typing import Annotated

from chassis.contracts import command, query
from chassis.errors import NotFound, error
from chassis.records import Ident, Rule, record
from services.notifications.contract.terms import SERVICE


@record
class ListFollowed:
    """The organisations of which the caller is a member, and which of them they follow."""


@record
class FollowedOrganisation:
    """One organisation; by which channels the member is told is their own choice, as for themselves."""

    organisation_id: Ident
    role: Annotated[str, Rule(max=40)]
    follows: bool
    changed_at: dt.datetime


@record
class FollowedOrganisations:
    """All of the caller's."""

    organisations: tuple[FollowedOrganisation, ...]


@record
class FollowOrganisation:
    """Follow an organisation of the caller's, or stop."""

    organisation_id: Ident
    follows: bool


NOT_A_MEMBER = error(
    "following.not-a-member",
    NotFound,
    vi="Bạn không phải thành viên của tổ chức này. Xin xem danh sách tổ chức của bạn.",
    en="You are not a member of this organisation. Please look at the list of yours.",
)

list_followed = query(SERVICE, "list_followed", ListFollowed, FollowedOrganisations)
follow_organisation = command(
    SERVICE, "follow_organisation", FollowOrganisation, FollowedOrganisations, natural="the last choice stands"
)
