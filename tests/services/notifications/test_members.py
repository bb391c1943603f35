"""Members of an organisation who follow it are told what it is told, by their own channels, while they are members."""

import datetime as dt
from typing import Any

import pytest

from chassis.callers import Caller, CallerKind
from chassis.errors import NotFound
from chassis.testing import call_of
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.handlers import members
from tests.services.notifications import building
from tests.services.notifications.test_preferences import happens

MEMBER = Caller(kind=CallerKind.CITIZEN, id="member-1", session="s-1", assurance=1)


def joins(world: Any, *, active: bool = True, at: dt.datetime | None = None) -> None:
    """The applicant of these tests is an organisation, of which somebody becomes a member or ceases to be one."""
    state = accounts.MemberState(
        organisation_id=building.APPLICANT,
        account_id=MEMBER.id,
        role=accounts.MemberRole.FILER,
        active=active,
        at=at or world.now,
    )
    world.happens(accounts.organisation_member_changed, state)


def follow(world: Any, *, follows: bool = True) -> contract.FollowedOrganisations:
    asked = contract.FollowOrganisation(organisation_id=building.APPLICANT, follows=follows)
    return members.follow_organisation(call_of(contract.follow_organisation, asked, caller=MEMBER), world.storage)


def told(world: Any) -> list[str]:
    return [row.person for row in world.rows(matter="dossier.received", channel="inbox")]


def test_a_member_who_follows_is_told_and_one_who_does_not_is_not(world: Any) -> None:
    joins(world)
    happens(world, dossiers.dossier_received)
    assert told(world) == [building.APPLICANT]

    [one] = follow(world).organisations
    assert (one.organisation_id, one.role, one.follows) == (building.APPLICANT, "filer", True)
    happens(world, dossiers.dossier_received)
    assert told(world)[1:] == [building.APPLICANT, MEMBER.id]

    follow(world, follows=False)
    happens(world, dossiers.dossier_received)
    assert told(world)[3:] == [building.APPLICANT]


def test_who_leaves_is_told_nothing_more_and_cannot_follow_again(world: Any) -> None:
    joins(world)
    follow(world)
    world.pass_time(minutes=1)
    joins(world, active=False)
    joins(world, at=world.now - dt.timedelta(minutes=1))  # an older word that comes late
    happens(world, dossiers.dossier_received)

    assert told(world) == [building.APPLICANT]
    with pytest.raises(NotFound):
        follow(world)


def test_payments_of_the_organisation_are_told_too(world: Any) -> None:
    joins(world)
    follow(world)
    event_type, own = building.PAYMENT_EVENTS[0]
    world.happens(event_type, event_type.payload(**{**building.PAYMENT, **own}))

    inbox = world.rows(matter="payment.requested", channel="inbox")
    assert {row.person for row in inbox} == {building.APPLICANT, MEMBER.id}
