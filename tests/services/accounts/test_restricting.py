"""Restriction: in force at once, told to everybody who holds something, until the person lifts it."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.callers import Acting, Caller
from chassis.errors import Forbidden
from chassis.testing import call_of, emitted
from services.accounts import contract
from services.accounts.handlers import restricting


def say(world: Any, who: Caller, method: Any) -> contract.RestrictionView:
    call = call_of(method, method.request(), caller=who)
    found: contract.RestrictionView = getattr(restricting, method.name)(call, world.storage)
    return found


@pytest.fixture
def person(world: Any) -> Caller:
    found: Caller = world.caller_of(world.register())
    return found


def test_a_restriction_holds_until_it_is_lifted_and_both_are_told_once(world: Any, person: Caller) -> None:
    assert not say(world, person, contract.get_restriction).restricted

    restricted = say(world, person, contract.restrict_account)
    again = say(world, person, contract.restrict_account)
    assert restricted == again == say(world, person, contract.get_restriction)
    assert restricted.since == world.now
    say(world, person, contract.lift_restriction)
    say(world, person, contract.lift_restriction)

    told = emitted(world.storage, contract.account_restricted)
    assert [(one.account_id, one.restricted) for one in told] == [(person.id, True), (person.id, False)]


@pytest.mark.parametrize("method", [contract.restrict_account, contract.lift_restriction], ids=lambda m: m.name)
def test_it_needs_a_fresh_proof_in_ones_own_name(world: Any, person: Caller, method: Any) -> None:
    with pytest.raises(Forbidden) as refused:
        say(world, replace(person, acting=Acting(principal="x", role="owner")), method)
    assert refused.value.code == "personal-data.own-name"

    world.pass_time(minutes=11)
    with pytest.raises(Forbidden) as stale:
        say(world, person, method)
    assert stale.value.code == "session.step-up-needed"
