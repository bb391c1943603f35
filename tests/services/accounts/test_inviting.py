"""Who is invited into an organisation: nobody who is a member, nobody twice, and no answer changes a member's role."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import Invalid, PortalError
from chassis.ids import new_id
from chassis.sealing import mask_identity
from chassis.testing import wait_until
from services.accounts import acting_store, contract
from services.accounts.contract import IDENTITY, MemberRole
from tests.services.accounts.conftest import PERSON
from tests.services.accounts.test_organisations import (
    OTHER,
    change,
    code_of,
    invite,
    joined,
    listed,
    members,
    mine,
    opened,
    remove,
    take_back,
)
from tests.services.accounts.test_races import outcomes


def add_invitation(world: Any, db: sa.Connection, organisation: str, number: str, role: MemberRole) -> str:
    invitation = new_id()
    acting_store.add_invitation(
        db,
        id=invitation,
        organisation_id=organisation,
        identity_index=world.sealer.index(IDENTITY, number),
        identity_masked=mask_identity(number),
        role=role,
        invited_by="acc-0",
        invited_at=world.now,
        ends_at=world.now + dt.timedelta(days=1),
    )
    return invitation


def waiting(world: Any, organisation: str, number: str, role: MemberRole) -> contract.AnswerInvitation:
    """The answer that accepts an invitation which is there whatever is refused today, as from earlier times."""
    with world.storage.work(world.anonymous) as work:
        invitation = add_invitation(world, work.db, organisation, number, role)
    return contract.AnswerInvitation(invitation_id=invitation, accept=True)


def while_another(
    world: Any, organisation: str, change_it: Callable[[sa.Connection], None], attempt: Callable[[], Any]
) -> str:
    """How an attempt is refused that begins while another change of it is under way; empty if it is not."""

    def said() -> str:
        try:
            attempt()
        except PortalError as refused:
            return refused.problems[0].code if isinstance(refused, Invalid) else refused.code
        return ""

    with ThreadPoolExecutor(1) as threads, world.storage.work(world.anonymous) as work:
        acting_store.hold_organisation(work.db, organisation)
        change_it(work.db)
        found = threads.submit(said)
        wait_until(lambda: found.done() or waits_for_a_lock(world), what="the attempt waits or is over")
    return found.result()


def waits_for_a_lock(world: Any) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with world.storage.read() as db:
        return bool(db.scalar(sa.text(waiting)))


@pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.VIEWER])
def test_an_owner_cannot_invite_themselves_whatever_the_role(world: Any, role: MemberRole) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id

    attempt = (world, owner, organisation, role, PERSON["identity_number"])
    assert code_of(lambda: invite(*attempt)) == "organisation.invited-is-member"

    assert mine(world, owner).invitations == listed(world, owner, organisation).invitations == ()


def test_who_is_a_member_is_not_invited_and_who_left_is_again(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    member = joined(world, owner, organisation, MemberRole.MANAGER)

    attempt = (world, owner, organisation, MemberRole.VIEWER)
    assert code_of(lambda: invite(*attempt)) == "organisation.invited-is-member"
    remove(world, member, organisation, member.subject_id)

    assert invite(*attempt).role is MemberRole.VIEWER


@pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.VIEWER])
def test_no_answer_changes_the_role_of_the_last_owner(world: Any, role: MemberRole) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    accept = waiting(world, organisation, PERSON["identity_number"], role)

    said = code_of(lambda: world.do(owner, contract.answer_invitation, accept))

    assert said == "organisation.member-already"
    assert members(world, owner, organisation) == {owner.subject_id: MemberRole.OWNER}
    decline = contract.AnswerInvitation(invitation_id=accept.invitation_id, accept=False)
    assert world.do(owner, contract.answer_invitation, decline).invitations == ()
    assert members(world, owner, organisation) == {owner.subject_id: MemberRole.OWNER}


def test_of_two_invitations_accepted_at_once_one_counts(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    member = world.register(**OTHER)
    lower = waiting(world, organisation, OTHER["identity_number"], MemberRole.VIEWER)

    def accept_the_higher(db: sa.Connection) -> None:
        acting_store.put_member(db, organisation, member.subject_id, MemberRole.OWNER, world.now)

    said = while_another(
        world, organisation, accept_the_higher, lambda: world.do(member, contract.answer_invitation, lower)
    )

    assert said == "organisation.member-already"
    assert members(world, owner, organisation)[member.subject_id] is MemberRole.OWNER


def test_owners_who_lower_each_other_at_once_leave_one(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    other = joined(world, owner, organisation, MemberRole.OWNER)
    both = (owner, other)

    def lower(at: int) -> None:
        change(world, both[at % 2], organisation, both[1 - at % 2].subject_id, MemberRole.VIEWER)

    found = outcomes(lower)

    roles = sorted(members(world, owner, organisation).values())
    assert (roles, "done" in found) == ([MemberRole.OWNER, MemberRole.VIEWER], True)


def test_a_person_is_invited_once_until_they_answer_or_it_is_taken_back(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    first = invite(world, owner, organisation, MemberRole.VIEWER)

    attempt = (world, owner, organisation, MemberRole.FILER)
    assert code_of(lambda: invite(*attempt)) == "organisation.invited-already"
    [left] = listed(world, owner, organisation).invitations
    assert left.invitation_id == first.invitation_id
    take_back(world, owner, organisation, first.invitation_id)

    assert invite(*attempt).role is MemberRole.FILER


def test_an_invitation_that_ended_hinders_no_other_nor_does_one_of_another_organisation(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    waiting(world, opened(world, owner, "0100233488").organisation_id, OTHER["identity_number"], MemberRole.FILER)
    invite(world, owner, organisation, MemberRole.VIEWER)
    world.pass_time(days=14)
    again = world.confirm_sign_in(world.start_sign_in(PERSON["identity_number"]).challenge_id, world.last_code())
    proof = world.start_step_up(again)
    world.confirm_step_up(again, proof.challenge_id, world.last_code())

    assert invite(world, again, organisation, MemberRole.VIEWER)


def test_a_person_invited_by_two_at_once_is_invited_once(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id

    def invite_too(db: sa.Connection) -> None:
        add_invitation(world, db, organisation, OTHER["identity_number"], MemberRole.FILER)

    said = while_another(world, organisation, invite_too, lambda: invite(world, owner, organisation, MemberRole.VIEWER))

    assert said == "organisation.invited-already"
    assert [one.role for one in listed(world, owner, organisation).invitations] == [MemberRole.FILER]
