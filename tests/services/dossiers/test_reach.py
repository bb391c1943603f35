"""A role reaches the dossiers of its agency and those under it, of its procedures, also for a deputy; no further."""

import dataclasses
from typing import Any

import pytest

from chassis.callers import Caller, CallerKind, Holding
from chassis.errors import Forbidden, NotFound
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.contract import Queue
from tests.services.dossiers.world import AGENCY, CAR, EXTRACT, OTHER_AGENCY, World

PROVINCE, REGION = "H27", "H"


def holder(*holdings: Holding, agency: str = PROVINCE, name: str = "han") -> Caller:
    roles = tuple(sorted({held.role for held in holdings}))
    facts: dict[str, Any] = {"id": f"staff-{name}", "name": "Võ Thị Hân", "agency": agency, "roles": roles}
    return Caller(kind=CallerKind.STAFF, holdings=holdings, **facts)


def receiver(agency: str, *procedures: str, deputy_for: str = "") -> Holding:
    return Holding(role="receiver", agency=agency, procedures=procedures, deputy_for=deputy_for)


@pytest.fixture
def province(world: World) -> World:
    """The commune is under a province, which is told of last, and that under a region."""
    for code, parent in ((AGENCY, PROVINCE), (PROVINCE, REGION)):
        agency = dataclasses.replace(world.agency(code), parent_code=parent)
        world.told(catalog.agency_published, code, agency, version=2)
    return world


def listed(world: World, caller: Caller) -> set[str]:
    page = world.call(contract.list_agency_dossiers, caller, queue=Queue.ALL)
    return {line.id for line in page.items}


@pytest.mark.parametrize("agency", [AGENCY, PROVINCE, REGION])
def test_a_role_held_above_reaches_what_is_under_it(province: World, agency: str) -> None:
    dossier, caller = province.submitted(), holder(receiver(agency), agency=agency)

    assert listed(province, caller) == {dossier.id}
    assert province.call(contract.receive_dossier, caller, dossier_id=dossier.id).state == 2


@pytest.mark.parametrize(
    ("held", "asked", "shown"),
    [
        (PROVINCE, AGENCY, True),
        (PROVINCE, PROVINCE, True),
        (PROVINCE, REGION, True),
        (AGENCY, PROVINCE, True),
        (PROVINCE, OTHER_AGENCY, False),
        (OTHER_AGENCY, AGENCY, False),
    ],
)
def test_a_list_of_one_agency_holds_what_of_it_a_role_reaches(
    province: World, held: str, asked: str, shown: bool
) -> None:
    dossier, caller = province.submitted(), holder(receiver(held), agency=held)

    page = province.call(contract.list_agency_dossiers, caller, queue=Queue.ALL, agency_code=asked)

    assert [line.id for line in page.items] == ([dossier.id] if shown else [])


@pytest.mark.parametrize("agency", [OTHER_AGENCY, "H27.30.12.1", "H2"])
def test_a_role_held_elsewhere_or_below_does_not_know_of_it(province: World, agency: str) -> None:
    dossier, caller = province.submitted(), holder(receiver(agency), agency=AGENCY)

    assert listed(province, caller) == set()
    with pytest.raises(NotFound):
        province.call(contract.get_dossier, caller, dossier_id=dossier.id)


def test_an_agency_that_moves_takes_its_dossiers_along(province: World) -> None:
    dossier = province.submitted()
    moved = dataclasses.replace(province.agency(AGENCY), parent_code="H30")
    province.told(catalog.agency_published, AGENCY, moved, version=3)

    assert listed(province, holder(receiver("H30"))) == {dossier.id}
    assert listed(province, holder(receiver(PROVINCE))) == set()


def test_a_role_for_some_procedures_reaches_no_other(province: World) -> None:
    extract, car = province.submitted(EXTRACT), province.submitted(CAR)
    caller = holder(receiver(PROVINCE, CAR))

    assert listed(province, caller) == {car.id}
    assert listed(province, holder(receiver(PROVINCE, CAR), receiver(AGENCY, EXTRACT))) == {extract.id, car.id}
    with pytest.raises(NotFound):
        province.call(contract.receive_dossier, caller, dossier_id=extract.id)


def test_a_role_held_elsewhere_adds_nothing_to_the_one_that_reaches(province: World) -> None:
    dossier = province.processing()
    caller = holder(receiver(AGENCY), Holding(role="approver", agency=OTHER_AGENCY))

    with pytest.raises(Forbidden):
        province.call(contract.decide_dossier, caller, dossier_id=dossier.id, outcome=contract.Outcome.APPROVED)


def test_a_deputy_acts_under_their_own_name_and_the_timeline_says_so(province: World) -> None:
    deputy = holder(
        Holding(role="processor", agency=AGENCY), receiver(AGENCY, deputy_for="staff-absent"), agency=AGENCY
    )
    dossier = province.submitted()
    province.call(contract.receive_dossier, deputy, dossier_id=dossier.id)
    province.call(contract.start_processing, deputy, dossier_id=dossier.id)

    steps = province.call(contract.get_timeline, deputy, dossier_id=dossier.id).items

    assert [(step.action, step.actor_name, step.as_deputy) for step in steps[-2:]] == [
        ("receive", "Võ Thị Hân", True),
        ("start", "Võ Thị Hân", False),
    ]


def register(world: World, caller: Caller, agency: str, year: int = 2026) -> contract.RegisterPage:
    found: contract.RegisterPage = world.call(contract.get_register, caller, agency_code=agency, year=year)
    return found


def test_an_empty_register_names_the_desks_whose_one_the_officer_may_see(province: World) -> None:
    province.received()
    above, apart = holder(receiver(PROVINCE)), holder(receiver(OTHER_AGENCY), agency=OTHER_AGENCY)

    empty = register(province, above, PROVINCE)
    assert (empty.items, [one.agency_code for one in empty.elsewhere]) == ((), [AGENCY])
    assert empty.elsewhere[0].agency_name.startswith("Ủy ban")
    # What is not within reach, or has no dossier of that year, is not named; nor is any beside a book that has some.
    assert register(province, apart, OTHER_AGENCY).elsewhere == ()
    assert register(province, above, PROVINCE, 2025).elsewhere == ()
    assert register(province, above, AGENCY).elsewhere == ()


def test_an_empty_register_names_no_desk_for_procedures_that_are_not_the_officers(province: World) -> None:
    province.received()

    assert register(province, holder(receiver(PROVINCE, CAR)), PROVINCE).elsewhere == ()
    assert len(register(province, holder(receiver(PROVINCE, EXTRACT)), PROVINCE).elsewhere) == 1
