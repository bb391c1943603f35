"""The policy of accounts has a row for each method, and lets nobody pass who is not in it."""

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind, system
from chassis.contracts import command, methods_of
from chassis.errors import Forbidden, PortalError, Unauthenticated
from chassis.records import Nothing
from services.accounts import contract, policy
from services.accounts.policy import Who

CITIZEN = Caller(kind=CallerKind.CITIZEN, id="a-1", session="s-1", assurance=1)
STAFF = Caller(kind=CallerKind.STAFF, id="s-1", session="s-2", assurance=2)

DOSSIERS = system("dossiers")
GATEWAY = system("gateway")
EVERYBODY = (ANONYMOUS, CITIZEN, STAFF, DOSSIERS, GATEWAY)


def test_every_method_of_the_contract_has_a_row_and_no_row_is_without_one() -> None:
    assert {method.name for method in methods_of(contract.SERVICE)} == set(policy.TABLE)


@pytest.mark.parametrize("method", list(methods_of(contract.SERVICE)), ids=lambda method: method.name)
@pytest.mark.parametrize("caller", EVERYBODY, ids=lambda caller: caller.id)
def test_the_table_decides(method: object, caller: Caller) -> None:
    may = {Who.ANYONE: EVERYBODY, Who.SIGNED_IN: (CITIZEN, STAFF), Who.GATEWAY: (GATEWAY,)}
    allowed = caller in may[policy.TABLE[method.name]]  # type: ignore[attr-defined]
    try:
        policy.check(caller, method)  # type: ignore[arg-type]
        passed = True
    except PortalError:
        passed = False

    assert passed == allowed


def test_nobody_passes_to_a_method_without_a_row() -> None:
    unlisted = command("accounts-test", "unlisted", Nothing, Nothing)

    with pytest.raises(Unauthenticated):
        policy.check(ANONYMOUS, unlisted)
    with pytest.raises(Forbidden):
        policy.check(CITIZEN, unlisted)
