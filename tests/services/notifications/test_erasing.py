"""Whoever is erased is told for the last time where they were reached, and then not known any more."""

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.tables import inbox_parked
from chassis.testing import call_of, park_dead
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.handlers import preferring
from services.notifications.store import listeners, reached
from services.notifications.tables import consents, contacts, messages
from tests.interleaving import interleaved
from tests.services.notifications import building
from tests.services.notifications.conftest import CITIZEN


def asked(world: Any) -> None:
    payload = accounts.ErasureAsked(
        erasure_id="e-1",
        account_id=building.APPLICANT,
        asked_at=world.now,
        answer_by=world.now,
        carried_out_from=world.now,
    )
    world.happens(accounts.erasure_asked, payload)


def erased(world: Any) -> None:
    payload = accounts.AccountErased(erasure_id="e-1", account_id=building.APPLICANT, at=world.now)
    world.happens(accounts.account_erased, payload)


def test_a_request_is_told_at_once_and_nothing_here_stands_in_its_way(world: Any) -> None:
    world.account_opens()

    asked(world)
    world.send()

    assert [told.matter for told in world.sms()] == ["account.erasure-asked"]
    (said,) = world.emitted(contract.erasure_answered)
    assert (said.erasure_id, said.obstacles) == ("e-1", ())


def test_the_end_of_a_request_is_told_in_the_words_of_what_happened(world: Any) -> None:
    world.account_opens()

    for refused in (True, False):
        ended = accounts.ErasureEnded(erasure_id="e-1", account_id=building.APPLICANT, refused=refused, at=world.now)
        world.happens(accounts.erasure_ended, ended)
    world.send()

    assert sorted(told.matter for told in world.sms()) == ["account.erasure-cancelled", "account.erasure-refused"]


def test_the_last_message_arrives_and_everything_else_is_gone(world: Any) -> None:
    world.account_opens()
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))
    world.send()

    erased(world)
    world.send()

    assert [told.matter for told in world.sms()] == ["account.erased"]
    with world.storage.read() as db:
        rows = {table.name: db.execute(table.select()).all() for table in (contacts, consents, messages)}
    assert (rows["contacts"], rows["consents"]) == ([], [])
    (last,) = rows["messages"]
    assert (last.person, last.state, last.address_sealed) == ("erasure:e-1", "sent", "")
    stored = json.loads(world.everything_stored())
    # Events of its own name the account for the others; the agencies' feed and counters of versions are no part of it.
    left = {name: found for name, found in stored.items() if name not in ("outbox", "feed", "event_stream")}
    assert building.APPLICANT not in json.dumps(left)
    (told,) = world.emitted(contract.data_erased)
    assert (told.erasure_id, told.kept) == ("e-1", ())


def test_the_last_message_goes_out_at_night_too_and_once(world: Any) -> None:
    world.account_opens()
    world.now = dt.datetime(2026, 11, 24, 20, 30, tzinfo=dt.UTC)  # half past three in Vietnam
    all_day = contract.ChooseQuietHours(quiet_from="00:00", quiet_to="23:59")
    preferring.choose_quiet_hours(call_of(contract.choose_quiet_hours, all_day, caller=CITIZEN), world.storage)

    payload = accounts.AccountErased(erasure_id="e-1", account_id=building.APPLICANT, at=world.now)
    event = world.happens(accounts.account_erased, payload)
    world.send()
    world.happens(accounts.account_erased, payload, event=event)
    world.send()

    assert [told.matter for told in world.sms()] == ["account.erased"]


def test_somebody_of_whom_nothing_is_known_is_erased_too(world: Any) -> None:
    erased(world)

    assert len(world.emitted(contract.data_erased)) == 1
    assert world.rows() == []


def test_what_could_not_be_handled_of_the_person_goes_with_them_so_that_nothing_brings_them_back(world: Any) -> None:
    world.account_opens()
    park_dead(world.storage, "accounts", "account", "aggregate")  # as the world names what its events are of

    erased(world)

    with world.storage.read() as db:
        assert db.execute(inbox_parked.select()).all() == []


def test_whoever_is_erased_while_they_are_told_of_something_has_no_message_after_it(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account_opens()
    happened = building.dossier_payload(dossiers.dossier_received)

    outcomes = interleaved(
        monkeypatch,
        world.storage,
        listeners,
        "listeners",
        lambda: world.happens(dossiers.dossier_received, happened),
        lambda: erased(world),
    )

    assert not [one for one in outcomes if isinstance(one, Exception)]
    with world.storage.read() as db:
        assert db.scalars(sa.select(messages.c.id).where(messages.c.person == building.APPLICANT)).all() == []


def test_whoever_is_told_of_something_while_they_are_erased_has_no_message_after_it(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account_opens()
    happened = building.dossier_payload(dossiers.dossier_received)

    outcomes = interleaved(
        monkeypatch,
        world.storage,
        reached,
        "forget_person",
        lambda: erased(world),
        lambda: world.happens(dossiers.dossier_received, happened),
    )

    assert not [one for one in outcomes if isinstance(one, Exception)]
    with world.storage.read() as db:
        assert db.scalars(sa.select(messages.c.id).where(messages.c.person == building.APPLICANT)).all() == []
