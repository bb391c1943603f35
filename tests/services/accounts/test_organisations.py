"""Businesses and their members: opened by the representative, joined by invitation, acted for by signed token."""

from typing import Any

import pytest

from chassis import audit
from chassis.errors import Invalid, PortalError
from chassis.testing import emitted
from services.accounts import contract
from services.accounts.audit import Act
from services.accounts.contract import MemberRole
from services.accounts.domain.tax_code import check_digit

TAX_CODE = "0100109106"
OTHER = {"identity_number": "042090000456", "phone": "0912345679", "full_name": "Lê Văn Cam"}


def magic(digits: str) -> str:
    """A tax code that the sandbox's register answers for with one of its findings."""
    return next(
        f"{nine}{check_digit(nine)}" for n in range(99) if check_digit(nine := f"01{digits}{n:03d}") is not None
    )


def refusal(attempt: Any) -> PortalError:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value


def code_of(attempt: Any) -> str:
    refused = refusal(attempt)
    return refused.problems[0].code if isinstance(refused, Invalid) else refused.code


def opened(world: Any, who: Any, code: str = TAX_CODE) -> contract.OrganisationView:
    request = contract.RegisterOrganisation(tax_code=code)
    found: contract.OrganisationView = world.do(
        who, contract.register_organisation, request, world.sealer, world.registers
    )
    return found


def mine(world: Any, who: Any) -> contract.OrganisationList:
    found: contract.OrganisationList = world.do(who, contract.list_organisations, contract.ListOrganisations())
    return found


def invite(world: Any, who: Any, organisation: str, role: MemberRole, number: str = OTHER["identity_number"]) -> Any:
    request = contract.InviteMember(organisation_id=organisation, identity_number=number, role=role)
    return world.do(who, contract.invite_member, request, world.sealer)


def joined(world: Any, owner: Any, organisation: str, role: MemberRole) -> Any:
    """Another person, a member by now."""
    member = world.register(**OTHER)
    invite(world, owner, organisation, role)
    (waiting,) = mine(world, member).invitations
    request = contract.AnswerInvitation(invitation_id=waiting.invitation_id, accept=True)
    world.do(member, contract.answer_invitation, request)
    return member


def act_for(world: Any, who: Any, principal: str) -> Any:
    return world.do(who, contract.act_for, contract.ActFor(principal_id=principal), world.tokens)


def members(world: Any, who: Any, organisation: str) -> dict[str, MemberRole]:
    found = world.do(who, contract.list_members, contract.ListMembers(organisation_id=organisation))
    return {member.account_id: member.role for member in found.members}


def change(world: Any, who: Any, organisation: str, account: str, role: MemberRole) -> Any:
    request = contract.ChangeMember(organisation_id=organisation, account_id=account, role=role)
    return world.do(who, contract.change_member, request)


def remove(world: Any, who: Any, organisation: str, account: str) -> None:
    world.do(who, contract.remove_member, contract.RemoveMember(organisation_id=organisation, account_id=account))


def test_the_representative_opens_the_account_and_is_its_owner(world: Any) -> None:
    who = world.register()

    view = opened(world, who, " 0100 109 106 ")

    assert (view.tax_code, view.role) == (TAX_CODE, MemberRole.OWNER)
    assert [found.organisation_id for found in mine(world, who).organisations] == [view.organisation_id]
    state = emitted(world.storage, contract.account_opened)[-1]
    assert (state.account_id, state.kind, state.display_name) == (view.organisation_id, "organisation", view.name)
    context = contract.account_context(view.organisation_id)
    assert world.sealer.unseal(contract.CONTACT, state.phone_sealed, context) == "+84912345678"
    assert code_of(lambda: opened(world, who)) == "organisation.exists"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("0100109107", "tax-code.wrong"),
        (magic("0404"), "tax-code.not-in-register"),
        (magic("0409"), "tax-code.not-representative"),
        (magic("0503"), "business-register.unavailable"),
    ],
)
def test_nobody_else_opens_it(world: Any, code: str, said: str) -> None:
    assert code_of(lambda w=world: opened(w, w.register(), code)) == said


def test_the_business_register_cannot_be_searched_through_us(world: Any) -> None:
    who = world.register()
    for _ in range(5):
        code_of(lambda: opened(world, who, magic("0409")))

    assert code_of(lambda: opened(world, who)) == "code.too-many"


def test_opening_and_inviting_need_a_fresh_proof(world: Any) -> None:
    who = world.register()
    organisation = opened(world, who).organisation_id
    world.pass_time(minutes=11)
    who = world.refresh(who.refresh_token)

    assert code_of(lambda: opened(world, who, "0100233488")) == "session.step-up-needed"
    assert code_of(lambda: invite(world, who, organisation, MemberRole.FILER)) == "session.step-up-needed"


def test_an_invitation_waits_for_its_person_alone_and_is_answered_once(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    known = invite(world, owner, organisation, MemberRole.FILER)
    stranger = world.register(identity_number="042090000789", phone="0912345670")
    accept = contract.AnswerInvitation(invitation_id=known.invitation_id, accept=True)
    assert code_of(lambda: world.do(stranger, contract.answer_invitation, accept)) == "organisation.invitation-gone"

    member = world.register(**OTHER)
    assert world.do(member, contract.answer_invitation, accept).invitations == ()

    assert members(world, member, organisation) == {
        owner.subject_id: MemberRole.OWNER,
        member.subject_id: MemberRole.FILER,
    }
    assert code_of(lambda: world.do(member, contract.answer_invitation, accept)) == "organisation.invitation-gone"
    assert OTHER["identity_number"] not in world.everything_stored()


def test_an_invitation_can_be_declined_and_ends(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    declined = invite(world, owner, organisation, MemberRole.VIEWER)
    member = world.register(**OTHER)
    no = contract.AnswerInvitation(invitation_id=declined.invitation_id, accept=False)
    assert world.do(member, contract.answer_invitation, no).organisations == ()
    late = invite(world, owner, organisation, MemberRole.VIEWER)
    world.pass_time(days=14)
    again = world.confirm_sign_in(world.start_sign_in(OTHER["identity_number"]).challenge_id, world.last_code())

    yes = contract.AnswerInvitation(invitation_id=late.invitation_id, accept=True)
    assert code_of(lambda: world.do(again, contract.answer_invitation, yes)) == "organisation.invitation-gone"


def take_back(world: Any, who: Any, organisation: str, invitation: str) -> None:
    request = contract.TakeBackInvitation(organisation_id=organisation, invitation_id=invitation)
    world.do(who, contract.take_back_invitation, request)


def listed(world: Any, who: Any, organisation: str) -> contract.MemberList:
    found: contract.MemberList = world.do(
        who, contract.list_members, contract.ListMembers(organisation_id=organisation)
    )
    return found


def test_an_invitation_that_was_taken_back_tells_its_person_so_and_nobody_else(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    invited = invite(world, owner, organisation, MemberRole.VIEWER)
    member = world.register(**OTHER)

    take_back(world, owner, organisation, invited.invitation_id)
    take_back(world, owner, organisation, invited.invitation_id)

    assert listed(world, owner, organisation).invitations == mine(world, member).invitations == ()
    yes = contract.AnswerInvitation(invitation_id=invited.invitation_id, accept=True)
    said = refusal(lambda: world.do(member, contract.answer_invitation, yes))
    assert said.code == "organisation.invitation-taken-back"
    assert code_of(lambda: world.do(owner, contract.answer_invitation, yes)) == "organisation.invitation-gone"
    assert [one.account_id for one in listed(world, owner, organisation).members] == [owner.subject_id]
    with world.storage.read() as db:
        rows = db.execute(audit.audit.select().where(audit.audit.c.act == Act.ORGANISATION_CHANGED)).all()
    assert [row.facts["what"] for row in rows if row.facts["what"].startswith("invit")] == [
        "invited", "invitation-taken-back",
    ]  # fmt: skip


def test_who_may_give_a_role_takes_its_invitation_back_and_who_gave_it_does_until_it_is_answered(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    of_owner = invite(world, owner, organisation, MemberRole.OWNER, "001090000099")
    manager = joined(world, owner, organisation, MemberRole.MANAGER)
    of_manager = invite(world, manager, organisation, MemberRole.FILER, "001090000098")

    shown = {one.invitation_id: one.may_take_back for one in listed(world, manager, organisation).invitations}
    assert shown == {of_owner.invitation_id: False, of_manager.invitation_id: True}
    attempt = (world, manager, organisation, of_owner.invitation_id)
    assert code_of(lambda: take_back(*attempt)) == "organisation.role-missing"
    change = contract.ChangeMember(organisation_id=organisation, account_id=manager.subject_id, role=MemberRole.VIEWER)
    world.do(owner, contract.change_member, change)
    take_back(world, manager, organisation, of_manager.invitation_id)
    [left] = listed(world, owner, organisation).invitations
    assert (left.invitation_id, left.may_take_back) == (of_owner.invitation_id, True)


def test_what_was_answered_cannot_be_taken_back_nor_what_another_organisation_gave(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    member = world.register(**OTHER)
    invited = invite(world, owner, organisation, MemberRole.FILER)
    yes = contract.AnswerInvitation(invitation_id=invited.invitation_id, accept=True)
    world.do(member, contract.answer_invitation, yes)

    attempt = (world, owner, organisation, invited.invitation_id)
    assert code_of(lambda: take_back(*attempt)) == "organisation.invitation-answered"
    assert code_of(lambda: take_back(world, owner, organisation, "inv-9")) == "organisation.invitation-not-found"
    assert code_of(lambda: take_back(world, owner, "org-9", invited.invitation_id)) == "organisation.not-found"


def test_an_organisation_cannot_flood_people_with_invitations(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    for number in range(20):
        invite(world, owner, organisation, MemberRole.VIEWER, f"0420900010{number:02d}")

    assert code_of(lambda: invite(world, owner, organisation, MemberRole.VIEWER)) == "organisation.too-many-invitations"


def test_managers_rule_those_below_them_only(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    manager = joined(world, owner, organisation, MemberRole.MANAGER)

    assert invite(world, manager, organisation, MemberRole.FILER, "042090000777")
    for forbidden in (
        lambda: invite(world, manager, organisation, MemberRole.MANAGER, "042090000777"),
        lambda: change(world, manager, organisation, owner.subject_id, MemberRole.VIEWER),
        lambda: remove(world, manager, organisation, owner.subject_id),
        lambda: change(world, manager, organisation, manager.subject_id, MemberRole.OWNER),
    ):
        assert code_of(forbidden) == "organisation.role-missing"


@pytest.mark.parametrize(
    ("role", "given"),
    [
        (MemberRole.OWNER, set(MemberRole)),
        (MemberRole.MANAGER, {MemberRole.FILER, MemberRole.VIEWER}),
        (MemberRole.FILER, set()),
    ],
)
def test_the_list_of_members_says_which_roles_its_reader_may_give(
    world: Any, role: MemberRole, given: set[MemberRole]
) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    who = owner if role is MemberRole.OWNER else joined(world, owner, organisation, role)

    found = world.do(who, contract.list_members, contract.ListMembers(organisation_id=organisation))

    assert set(found.may_give) == given


def test_who_is_no_member_learns_nothing(world: Any) -> None:
    organisation = opened(world, world.register()).organisation_id
    stranger = world.register(**OTHER)

    for act in (
        lambda: members(world, stranger, organisation),
        lambda: invite(world, stranger, organisation, MemberRole.VIEWER),
        lambda: remove(world, stranger, organisation, stranger.subject_id),
        lambda: act_for(world, stranger, organisation),
        lambda: act_for(world, stranger, "none"),
    ):
        assert code_of(act) == "organisation.not-found"


def test_an_organisation_keeps_an_owner(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    other = joined(world, owner, organisation, MemberRole.MANAGER)
    assert code_of(lambda: remove(world, owner, organisation, owner.subject_id)) == "organisation.last-owner"
    assert (
        code_of(lambda: change(world, owner, organisation, owner.subject_id, MemberRole.VIEWER))
        == "organisation.last-owner"
    )

    change(world, owner, organisation, other.subject_id, MemberRole.OWNER)
    remove(world, owner, organisation, owner.subject_id)

    assert members(world, other, organisation) == {other.subject_id: MemberRole.OWNER}


def test_the_token_of_who_acts_for_an_organisation_says_so_and_refreshes_keep_to_it(world: Any) -> None:
    owner = world.register()
    view = opened(world, owner)

    acting = world.caller_of(act_for(world, owner, view.organisation_id))

    assert (acting.id, acting.party) == (owner.subject_id, view.organisation_id)
    assert (acting.acting.role, acting.acting.name) == ("owner", view.name)
    assert world.caller_of(world.refresh(owner.refresh_token)).party == view.organisation_id
    assert world.caller_of(act_for(world, owner, "")).party == owner.subject_id


@pytest.mark.parametrize("what", ["removed", "leaves", "changed"])
def test_who_may_not_act_so_any_more_loses_the_sessions_in_which_they_do(world: Any, what: str) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    member = joined(world, owner, organisation, MemberRole.FILER)
    act_for(world, member, organisation)

    if what == "changed":
        change(world, owner, organisation, member.subject_id, MemberRole.VIEWER)
    else:
        remove(world, owner if what == "removed" else member, organisation, member.subject_id)

    assert [told.reason for told in emitted(world.storage, contract.session_revoked)] == ["acting-ended"]
    with pytest.raises(PortalError) as refused:
        world.refresh(member.refresh_token)
    assert (refused.value.code, refused.value.params["why"]) == ("session.over", "acting-ended")
    assert world.refresh(owner.refresh_token)


def test_members_are_told_by_events_without_their_names(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    member = joined(world, owner, organisation, MemberRole.FILER)
    remove(world, member, organisation, member.subject_id)

    told = emitted(world.storage, contract.organisation_member_changed)

    assert [(t.account_id, t.role, t.active) for t in told] == [
        (owner.subject_id, MemberRole.OWNER, True),
        (member.subject_id, MemberRole.FILER, True),
        (member.subject_id, MemberRole.FILER, False),
    ]


def test_a_business_that_is_reached_at_its_owners_telephone_moves_with_it(world: Any) -> None:
    owner = world.register()
    organisation = opened(world, owner).organisation_id
    started = world.start_phone_change(owner, "0987654321")

    world.confirm_phone_change(owner, started.challenge_id, world.last_code())

    states = [told for told in emitted(world.storage, contract.account_changed) if told.account_id == organisation]
    context = contract.account_context(organisation)
    assert [world.sealer.unseal(contract.CONTACT, told.phone_sealed, context) for told in states] == ["+84987654321"]


def test_nobody_signs_in_or_recovers_a_password_as_an_organisation(world: Any) -> None:
    opened(world, world.register())
    world.pass_time(seconds=61)
    sent = len(world.codes())

    world.start_recovery(TAX_CODE)
    world.send_recovery_codes()

    assert len(world.codes()) == sent
    assert code_of(lambda: world.start_sign_in(TAX_CODE)) == "sign-in.wrong"
