"""The policy of accounts has a row for each method, and lets nobody pass who is not in it."""

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind, Holding, system
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
    may = {
        Who.ANYONE: EVERYBODY,
        Who.SIGNED_IN: (CITIZEN, STAFF),
        Who.PERSON: (CITIZEN,),
        Who.MEMBER: (STAFF,),
        Who.GATEWAY: (GATEWAY,),
        Who.ADMINISTRATOR: (),
        Who.OPERATOR: (),
        Who.AUDITOR: (),
    }
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


def administrator(**changes: object) -> Caller:
    plain = {"kind": CallerKind.STAFF, "id": "s-2", "agency": "H27", "roles": ("agency_administrator",)}
    return Caller(**{**plain, "assurance": 2, **changes})  # type: ignore[arg-type]


def test_staff_are_administered_by_administrators_in_their_own_right_with_a_second_factor() -> None:
    policy.check(administrator(), contract.add_staff)

    as_deputy = Holding(role="agency_administrator", agency="H27", deputy_for="s-9")
    for wrong in (administrator(assurance=1), administrator(roles=("receiver",)), administrator(holdings=(as_deputy,))):
        with pytest.raises(Forbidden):
            policy.check(wrong, contract.add_staff)
