"""Officers open the paper of the delegation by which a dossier was filed, and of no other; the person reads it."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit
from chassis.errors import Forbidden, NotFound
from chassis.ids import new_id
from services.accounts import contract as accounts
from services.dossiers import contract
from services.dossiers.tables import mandates
from tests.services.dossiers.test_acting import BINH, acting
from tests.services.dossiers.world import (
    CAR,
    EXTRACT,
    OTHER_AGENCY,
    PERSON,
    PROCESSOR,
    RECEIVER,
    World,
    citizen,
    officer,
)

DELEGATE = acting(BINH, PERSON, "delegate")


def granted(world: World, **changes: Any) -> str:
    """Accounts tells of a delegation that was accepted a moment ago; gives where its paper is."""
    key = str(changes.get("evidence_key", new_id()))
    facts: dict[str, Any] = {
        "delegation_id": new_id(),
        "principal_id": PERSON.id,
        "delegate_id": BINH.id,
        "procedures": (),
        "valid_from": dt.date(2026, 8, 1),
        "valid_to": dt.date(2026, 8, 31),
        "at": world.now - dt.timedelta(hours=1),
        "evidence_key": key,
        "evidence_type": "application/pdf",
        "evidence_size": 77,
        "evidence_sha256": "a" * 64,
    }
    payload = accounts.DelegationGranted(**{**facts, **changes})
    world.told(accounts.delegation_granted, payload.delegation_id, payload)
    return key


def opened(world: World, dossier: contract.DossierView, caller: Any = RECEIVER) -> contract.FileGrant:
    found: contract.FileGrant = world.call(contract.get_mandate, caller, dossier_id=dossier.id)
    return found


def test_an_officer_opens_the_paper_and_the_person_reads_that_they_did(world: World) -> None:
    key = granted(world)
    dossier = world.submitted(caller=DELEGATE)

    leave = opened(world, dossier)

    assert (leave.object_key, leave.size, leave.media_type) == (key, 77, "application/pdf")
    [look] = world.call(contract.list_looks, PERSON).items
    assert (look.dossier_id, look.by_name) == (dossier.id, RECEIVER.name)
    with world.storage.read() as db:
        row = db.execute(audit.audit.select().where(audit.audit.c.act == "dossier.mandate-opened")).one()
    assert (row.actor, row.about, row.object) == (RECEIVER.id, PERSON.id, dossier.id)


def test_it_is_the_one_that_held_when_the_dossier_was_filed(world: World) -> None:
    key, somebody = granted(world), citizen("else")
    world.told(accounts.account_opened, somebody.id, world.account(somebody))
    for other in (
        {"delegate_id": somebody.id},
        {"principal_id": somebody.id},
        {"procedures": (CAR,)},
        {"valid_to": dt.date(2026, 8, 9)},
        {"valid_from": dt.date(2026, 8, 11)},
        {"at": world.now + dt.timedelta(hours=1)},
        {"evidence_size": 0, "evidence_key": ""},
    ):
        granted(world, **other)
    dossier = world.submitted(EXTRACT, caller=DELEGATE)
    granted(world, at=world.now + dt.timedelta(days=2))

    assert opened(world, dossier, PROCESSOR).object_key == key


@pytest.mark.parametrize("case", ["filed by themselves", "without a paper", "unknown"])
def test_where_there_is_none_the_officer_is_told_what_to_do(world: World, case: str) -> None:
    if case == "without a paper":
        granted(world, evidence_size=0, evidence_key="", evidence_sha256="", evidence_type="")
    elif case == "filed by themselves":
        granted(world)
    dossier = world.submitted(caller=PERSON if case == "filed by themselves" else DELEGATE)

    with pytest.raises(NotFound) as refused:
        opened(world, dossier)
    assert refused.value.code == contract.MANDATE_NOT_FOUND.code


def test_nobody_else_opens_it(world: World) -> None:
    granted(world)
    dossier = world.submitted(caller=DELEGATE)

    with pytest.raises(NotFound):
        opened(world, dossier, officer("receiver", agency=OTHER_AGENCY, name="elsewhere"))
    for caller in (PERSON, DELEGATE, officer("supervisor", name="supervisor")):
        with pytest.raises(Forbidden):
            opened(world, dossier, caller)


@pytest.mark.parametrize("who", [PERSON, BINH], ids=["principal", "delegate"])
def test_it_goes_with_the_account_of_either_side(world: World, who: Any) -> None:
    granted(world)
    erased = accounts.AccountErased(erasure_id=new_id(), account_id=who.id, at=world.now, object_keys=())
    world.told(accounts.account_erased, who.id, erased)

    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(mandates)) == 0
