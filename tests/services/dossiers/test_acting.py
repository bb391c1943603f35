"""Dossiers of an organisation, and of a person who lets another act for them."""

import dataclasses
from typing import Any

import pytest

from chassis.callers import Acting, Caller
from chassis.errors import Forbidden, NotFound
from services.accounts import contract as accounts
from services.dossiers import contract
from tests.services.dossiers.world import CAR, EXTRACT, PERSON, World, citizen

COMPANY = citizen("company")
BINH = dataclasses.replace(citizen("binh"), name="Trần Thị Bình")


def acting(person: Caller, principal: Caller, role: str, *procedures: str) -> Caller:
    return dataclasses.replace(person, acting=Acting(principal=principal.id, role=role, procedures=procedures))


@pytest.fixture
def company(world: World) -> World:
    state = dataclasses.replace(
        world.account(COMPANY),
        kind=accounts.AccountKind.ORGANISATION,
        identity_kind=accounts.IdentityKind.TAX_CODE,
        display_name="Công ty thử nghiệm",
        identity_masked="0100109106",
    )
    world.told(accounts.account_opened, COMPANY.id, state)
    return world


def codes(world: World, caller: Caller) -> list[str]:
    page: Any = world.call(contract.list_my_dossiers, caller)
    return [line.id for line in page.items]


@pytest.mark.parametrize("role", ["owner", "manager", "filer"])
def test_what_a_member_files_belongs_to_the_organisation(company: World, role: str) -> None:
    member = acting(PERSON, COMPANY, role)

    dossier = company.submitted(caller=member)

    assert (dossier.applicant_id, dossier.applicant_name) == (COMPANY.id, "Công ty thử nghiệm")
    colleague = acting(BINH, COMPANY, "viewer")
    assert codes(company, colleague) == [dossier.id]
    assert company.call(contract.get_dossier, colleague, dossier_id=dossier.id).id == dossier.id
    for alone in (PERSON, BINH):
        assert codes(company, alone) == []
        with pytest.raises(NotFound):
            company.call(contract.get_dossier, alone, dossier_id=dossier.id)


def test_who_may_only_look_changes_nothing(company: World) -> None:
    draft = company.draft(caller=acting(PERSON, COMPANY, "filer"))
    viewer = acting(BINH, COMPANY, "viewer")

    for attempt in (
        lambda: company.draft(caller=viewer),
        lambda: company.call(contract.save_draft, viewer, dossier_id=draft.id, answers={}),
        lambda: company.call(contract.submit_dossier, viewer, dossier_id=draft.id),
        lambda: company.attach(draft.id, "declaration", caller=viewer),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_the_history_says_as_what_somebody_acted(company: World) -> None:
    own = company.submitted()
    others = company.submitted(caller=acting(BINH, PERSON, "delegate", EXTRACT))

    def on_behalf(dossier: Any) -> list[tuple[str, str, str]]:
        timeline = company.call(contract.get_timeline, PERSON, dossier_id=dossier.id)
        return [(item.on_behalf, item.actor_name, item.on_behalf_of) for item in timeline.items]

    assert on_behalf(own) == [("", "", "")]
    assert on_behalf(others) == [("delegate", BINH.name, PERSON.name)]


def test_the_history_that_can_be_checked_names_who_acted_for_the_principal(company: World) -> None:
    dossier = company.submitted(caller=acting(BINH, PERSON, "delegate", EXTRACT))

    history = company.call(contract.get_history, PERSON, dossier_id=dossier.id)

    assert [entry.shown["actor_name"] for entry in history.entries] == [BINH.name]
    assert history.sound


def test_a_delegate_files_for_the_principal_within_the_scope(company: World) -> None:
    delegate = acting(BINH, PERSON, "delegate", EXTRACT)

    dossier = company.submitted(caller=delegate)

    assert dossier.applicant_id == PERSON.id
    assert codes(company, PERSON) == codes(company, delegate) == [dossier.id]
    assert codes(company, BINH) == []


def test_outside_the_scope_nothing_of_the_principal_exists_for_a_delegate(company: World) -> None:
    delegate = acting(BINH, PERSON, "delegate", EXTRACT)
    other = company.draft(CAR)

    with pytest.raises(Forbidden) as refused:
        company.draft(CAR, delegate)
    assert refused.value.code == "dossier.not-delegated"
    with pytest.raises(NotFound):
        company.call(contract.get_dossier, delegate, dossier_id=other.id)
    assert codes(company, delegate) == []


def seen_as(world: World, caller: Caller, dossier_id: str, *parties: Caller) -> str:
    """As whom the caller is told that they see a dossier, of these for whom they may act."""
    named = tuple(one.acting for one in parties if one.acting is not None)
    found: contract.PartyFound = world.call(contract.find_party, caller, dossier_id=dossier_id, parties=named)
    return found.principal_id


def test_who_comes_as_the_wrong_party_is_told_as_whom_they_see_a_dossier(company: World) -> None:
    own, of_it = company.draft(), company.draft(caller=acting(PERSON, COMPANY, "filer"))
    as_member, as_delegate = acting(PERSON, COMPANY, "viewer"), acting(PERSON, BINH, "delegate")

    assert seen_as(company, PERSON, of_it.id, as_delegate, as_member) == COMPANY.id
    assert seen_as(company, as_member, own.id, as_member) == PERSON.id
    assert seen_as(company, as_member, of_it.id, as_member) == COMPANY.id


def test_to_who_sees_it_as_nobody_a_dossier_is_as_unknown_as_none(company: World) -> None:
    other = company.draft(CAR)
    in_another_procedure = acting(BINH, PERSON, "delegate", EXTRACT)

    for unseen in (other.id, "no-such-dossier"):
        with pytest.raises(NotFound) as refused:
            seen_as(company, BINH, unseen, in_another_procedure, acting(BINH, COMPANY, "owner"))
        assert refused.value.code == "dossier.not-found"


def test_a_delegation_of_everything_reaches_every_procedure(company: World) -> None:
    delegate = acting(BINH, PERSON, "delegate")

    assert company.draft(CAR, delegate).applicant_id == PERSON.id
