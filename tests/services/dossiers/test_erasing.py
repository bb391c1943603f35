"""Erasure in dossiers: open ones stand in its way, drafts go with their files, what was closed opens for no officer."""

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import system
from chassis.errors import Conflict, NotFound
from chassis.tables import inbox_parked
from chassis.testing import park_dead
from services.accounts import contract as accounts
from services.dossiers import contract
from services.dossiers.handlers import restricting
from services.dossiers.store import known
from services.dossiers.tables import applicants, dossiers, files
from tests.services.dossiers.world import PERSON, REASONS, RECEIVER, World, citizen


def asked(world: World) -> list[str]:
    payload = accounts.ErasureAsked(
        erasure_id="e-1", account_id=PERSON.id, asked_at=world.now, answer_by=world.now, carried_out_from=world.now
    )
    world.told(accounts.erasure_asked, PERSON.id, payload, version=2)
    return [obstacle.value for obstacle in world.events(contract.erasure_answered)[-1].obstacles]


def ended(world: World) -> None:
    payload = accounts.ErasureEnded(erasure_id="e-1", account_id=PERSON.id, refused=True, at=world.now)
    world.told(accounts.erasure_ended, PERSON.id, payload, version=3)


def erased(world: World, *object_keys: str) -> tuple[accounts.KeptData, ...]:
    payload = accounts.AccountErased(erasure_id="e-1", account_id=PERSON.id, at=world.now, object_keys=object_keys)
    world.told(accounts.account_erased, PERSON.id, payload, version=4)
    kept: tuple[accounts.KeptData, ...] = world.events(contract.data_erased)[-1].kept
    return kept


def count(world: World, table: sa.Table) -> int:
    with world.storage.read() as db:
        return int(db.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def closed(world: World) -> contract.DossierView:
    filed = world.submitted()
    refused: contract.DossierView = world.call(contract.refuse_dossier, RECEIVER, dossier_id=filed.id, **REASONS)
    return refused


def test_a_dossier_that_is_handled_stands_in_the_way_and_a_draft_does_not(world: World) -> None:
    world.draft()
    assert asked(world) == []

    world.submitted(caller=citizen("binh"))
    assert asked(world) == []
    ended(world)
    world.submitted()
    assert asked(world) == ["open-dossier"]


def test_what_was_closed_does_not_stand_in_the_way(world: World) -> None:
    closed(world)

    assert asked(world) == []


def test_from_the_question_to_its_end_nothing_new_is_begun(world: World) -> None:
    draft = world.draft()
    asked(world)

    for attempt in (world.draft, lambda: world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "dossier.applicant-leaving"

    ended(world)
    assert world.submitted().code


def test_who_is_filing_at_this_moment_is_waited_for(world: World) -> None:
    answered: list[list[str]] = []
    with world.storage.work(system("filing")) as work:
        known.applicant_who_files(work.db, PERSON.id)
        asking = threading.Thread(target=lambda: answered.append(asked(world)))
        asking.start()
        asking.join(0.5)
        assert answered == []

    asking.join(10)

    assert answered == [[]]


def test_drafts_go_with_their_files_and_so_does_what_is_known_of_the_person(world: World) -> None:
    draft = world.draft()
    world.attach(draft.id, "declaration")
    with world.storage.read() as db:
        key = db.scalar(sa.select(files.c.object_key))
    evidence = world.objects.put(Bytes(b"giay to"), 100).key

    assert erased(world, evidence) == ()

    assert (count(world, dossiers), count(world, files)) == (0, 0)
    assert not world.objects.exists(str(key))
    assert not world.objects.exists(evidence)
    with world.storage.read() as db:
        assert PERSON.id not in set(db.scalars(sa.select(applicants.c.account_id)))


class Bytes:
    """Something to read from."""

    def __init__(self, body: bytes) -> None:
        self._rest = body

    def read(self, size: int = -1) -> bytes:
        found, self._rest = self._rest[: len(self._rest) if size < 0 else size], b""
        return found


def test_what_was_filed_is_kept_and_opens_for_no_officer(world: World) -> None:
    dossier = closed(world)
    listed: Any = world.call(contract.list_agency_dossiers, RECEIVER)
    assert [line.id for line in listed.items] == [dossier.id]

    assert erased(world) == (accounts.KeptData.DOSSIERS,)

    assert count(world, dossiers) == 1
    assert world.call(contract.list_agency_dossiers, RECEIVER).items == ()
    with pytest.raises(NotFound):
        world.seen(dossier.id, RECEIVER)
    with pytest.raises(NotFound):
        world.call(contract.look_up_dossier, PERSON, code=dossier.code, fact="1234")


def restricted(world: World, *, on: bool, minutes: int = 0, version: int = 2) -> None:
    told = accounts.AccountRestricted(account_id=PERSON.id, restricted=on, at=world.now + dt.timedelta(minutes=minutes))
    world.told(accounts.account_restricted, PERSON.id, told, version=version)


def test_while_data_is_restricted_officers_open_nothing_that_is_closed_and_nothing_is_begun(world: World) -> None:
    dossier = closed(world)
    draft = world.draft()

    restricted(world, on=True)

    with pytest.raises(NotFound):
        world.seen(dossier.id, RECEIVER)
    with pytest.raises(NotFound):
        world.call(contract.look_up_dossier, PERSON, code=dossier.code, fact="1234")
    assert world.seen(dossier.id).id == dossier.id
    for attempt in (world.draft, lambda: world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "dossier.applicant-restricted"

    restricted(world, on=False, minutes=1, version=3)

    assert world.seen(dossier.id, RECEIVER).id == dossier.id
    assert world.call(contract.look_up_dossier, PERSON, code=dossier.code, fact="1234").code == dossier.code
    assert world.submitted().code


def test_a_dossier_that_is_handled_goes_on_and_is_put_away_once_it_is_closed(world: World) -> None:
    filed = world.submitted()
    restricted(world, on=True)
    assert world.seen(filed.id, RECEIVER).id == filed.id

    world.call(contract.refuse_dossier, RECEIVER, dossier_id=filed.id, **REASONS)
    assert restricting.put_away_closed(world.storage) == 1

    with pytest.raises(NotFound):
        world.seen(filed.id, RECEIVER)


def test_an_older_word_about_a_restriction_changes_nothing(world: World) -> None:
    closed(world)
    restricted(world, on=False)

    restricted(world, on=True, minutes=-5, version=3)

    assert world.draft().id


def test_what_could_not_be_handled_of_the_person_goes_with_them_so_that_nothing_brings_them_back(world: World) -> None:
    park_dead(world.storage, "accounts", "account", PERSON.id)

    erased(world)

    assert count(world, inbox_parked) == 0
