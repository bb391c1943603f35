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
BINH = citizen("binh")


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

    def on_behalf(dossier: Any) -> list[str]:
        timeline = company.call(contract.get_timeline, PERSON, dossier_id=dossier.id)
        return [item.on_behalf for item in timeline.items]

    assert on_behalf(own) == [""]
    assert on_behalf(others) == ["delegate"]


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


def test_a_delegation_of_everything_reaches_every_procedure(company: World) -> None:
    delegate = acting(BINH, PERSON, "delegate")

    assert company.draft(CAR, delegate).applicant_id == PERSON.id
