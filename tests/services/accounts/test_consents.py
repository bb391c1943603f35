"""Consents: a ledger in which everything is kept, and of which the last word counts."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import Acting
from chassis.errors import Conflict, Forbidden, Invalid
from chassis.testing import call_of, emitted
from services.accounts import contract
from services.accounts.contract import ConsentPurpose
from services.accounts.handlers import consents

PURPOSE = ConsentPurpose.PROGRESS_MESSAGES
AGREED = (contract.ConsentChoice(purpose=PURPOSE, version=1),)


def ask(world: Any, who: Any, method: Any, request: Any, **changes: Any) -> Any:
    caller = replace(world.caller_of(who), **changes)
    return getattr(consents, method.name)(call_of(method, request, caller=caller), world.storage)


def give(world: Any, who: Any, purpose: ConsentPurpose = PURPOSE, version: int = 1, **changes: Any) -> Any:
    return ask(world, who, contract.give_consent, contract.GiveConsent(purpose=purpose, version=version), **changes)


def withdraw(world: Any, who: Any, purpose: ConsentPurpose = PURPOSE) -> Any:
    return ask(world, who, contract.withdraw_consent, contract.WithdrawConsent(purpose=purpose))


def standing(world: Any, who: Any, **changes: Any) -> dict[ConsentPurpose, bool]:
    found = ask(world, who, contract.list_consents, contract.ListConsents(), **changes)
    return {one.purpose: one.given for one in found.consents}


def history(world: Any, who: Any, **asked: Any) -> Any:
    return ask(world, who, contract.list_consent_history, contract.ListConsentHistory(**asked))


def test_silence_at_registration_is_no_consent(world: Any) -> None:
    person = world.register()

    assert not any(standing(world, person).values())
    assert history(world, person).items == ()
    assert emitted(world.storage, contract.consent_changed) == []


def test_registration_keeps_what_was_agreed_to_in_which_words(world: Any) -> None:
    person = world.register(consents=AGREED)

    assert standing(world, person)[PURPOSE]
    (entry,) = history(world, person).items
    words = consents.purposes_at(world.now)[PURPOSE].words[-1]
    assert (entry.channel, entry.version, entry.sha256) == ("registration", 1, words.sha256)
    (told,) = emitted(world.storage, contract.consent_changed)
    assert (told.purpose, told.given) == (PURPOSE, True)


@pytest.mark.parametrize(
    ("choices", "pointer", "code"),
    [
        ((contract.ConsentChoice(purpose=PURPOSE, version=2),), "/consents/0/version", "consent.words-changed"),
        (
            (contract.ConsentChoice(purpose=ConsentPurpose.PUBLIC_SERVICES, version=1),),
            "/consents/0/purpose",
            "consent.not-needed",
        ),
        (AGREED * 2, "/consents/1/purpose", "consent.not-needed"),
    ],
)
def test_registration_refuses_what_cannot_be_agreed_to(world: Any, choices: Any, pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.start_registration(consents=choices)

    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [(pointer, code)]


def test_what_is_withdrawn_can_be_given_again_and_all_of_it_is_kept(world: Any) -> None:
    person = world.register()

    given, withdrawn, again = give(world, person), withdraw(world, person), give(world, person)

    assert [view.given for view in (given, withdrawn, again)] == [True, False, True]
    assert [entry.act.value for entry in history(world, person).items] == ["given", "withdrawn", "given"]
    assert [told.given for told in emitted(world.storage, contract.consent_changed)] == [True, False, True]


def test_the_same_said_twice_is_said_once(world: Any) -> None:
    person = world.register()

    withdraw(world, person)
    give(world, person)
    give(world, person)
    withdraw(world, person)
    withdraw(world, person)

    assert len(history(world, person).items) == 2


def test_words_that_are_not_in_force_cannot_be_agreed_to(world: Any) -> None:
    person = world.register()

    with pytest.raises(Conflict) as refused:
        give(world, person, version=7)

    assert refused.value.code == "consent.words-changed"


@pytest.mark.parametrize("say", [give, withdraw])
def test_what_the_law_requires_is_neither_given_nor_withdrawn(world: Any, say: Any) -> None:
    person = world.register()

    with pytest.raises(Conflict) as refused:
        say(world, person, ConsentPurpose.ACCOUNT_SECURITY)

    assert refused.value.code == "consent.not-needed"


def test_the_history_comes_in_pages_that_miss_nothing(world: Any) -> None:
    person = world.register()
    for _ in range(3):
        give(world, person)
        withdraw(world, person)

    first = history(world, person, limit=4)
    second = history(world, person, limit=4, cursor=first.next_cursor)

    assert (len(first.items), len(second.items), second.next_cursor) == (4, 2, "")
    assert first.items + second.items == history(world, person).items


def test_an_owner_speaks_for_their_business_and_a_delegate_for_nobody(world: Any) -> None:
    person = world.register()
    business = Acting(principal="business", role="owner")

    give(world, person, acting=business)

    assert standing(world, person, acting=business)[PURPOSE]
    assert not standing(world, person)[PURPOSE]
    for role in ("delegate", "filer", "viewer"):
        with pytest.raises(Forbidden):
            give(world, person, acting=Acting(principal="somebody", role=role))


def test_everything_said_is_in_the_audit_trail(world: Any) -> None:
    person = world.register(consents=AGREED)
    withdraw(world, person)

    with world.storage.read() as db:
        rows = db.execute(
            sa.text("SELECT act, about, actor, object FROM audit WHERE act LIKE 'consent.%' ORDER BY seq")
        )
        found = [tuple(row) for row in rows]
    who = person.subject_id
    assert found == [("consent.given", who, who, PURPOSE.value), ("consent.withdrawn", who, who, PURPOSE.value)]


@pytest.mark.parametrize("change", ["UPDATE consents SET act = 'given'", "DELETE FROM consents", "TRUNCATE consents"])
def test_the_database_refuses_to_change_the_ledger(world: Any, change: str) -> None:
    world.register(consents=AGREED)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), world.storage.engine.begin() as db:
        db.execute(sa.text(change))
