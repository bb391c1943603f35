"""Who may do what: every method has a row, and nobody learns of what belongs to others."""

from types import SimpleNamespace

import pytest

from chassis.callers import ANONYMOUS, Acting, Caller, CallerKind
from chassis.contracts import methods_of
from chassis.errors import Forbidden, NotFound, Unauthenticated
from services.payments import contract, policy
from services.payments.policy import Who

OWED = SimpleNamespace(payer_id="buoi", agency_code="H27.12.34", procedure_code="2.000635")
PAYER = Caller(kind=CallerKind.CITIZEN, id="buoi")
STRANGER = Caller(kind=CallerKind.CITIZEN, id="cuc")
RECEIVER = Caller(kind=CallerKind.STAFF, id="s1", agency="H27.12.34", roles=("receiver",))
PROCESSOR = Caller(kind=CallerKind.STAFF, id="s2", agency="H27.12.34", roles=("processor",))
ELSEWHERE = Caller(kind=CallerKind.STAFF, id="s3", agency="H27.12.99", roles=("receiver",))
NOWHERE = Caller(kind=CallerKind.STAFF, id="s4", roles=("receiver",))

METHODS = list(methods_of("payments"))
GUARDED = [method for method in METHODS if policy.TABLE.get(method.name) is not Who.ANYONE]


def test_every_method_has_a_row_and_no_row_is_left_over():
    assert {method.name for method in METHODS} == set(policy.TABLE)


@pytest.mark.parametrize("method", GUARDED, ids=lambda method: method.name)
@pytest.mark.parametrize("caller", [STRANGER, ELSEWHERE, NOWHERE], ids=lambda caller: caller.id)
def test_what_belongs_to_others_is_not_found_as_what_does_not_exist(method, caller):
    with pytest.raises(NotFound) as of_others:
        policy.check(caller, method, OWED)
    with pytest.raises(NotFound) as of_nobody:
        policy.check(caller, method, None)

    assert of_others.value.to_wire() == of_nobody.value.to_wire()


@pytest.mark.parametrize("method", GUARDED, ids=lambda method: method.name)
def test_who_is_not_signed_in_is_told_to_sign_in(method):
    with pytest.raises(Unauthenticated):
        policy.sign_in_needed(ANONYMOUS, method)


def test_only_the_payer_is_led_to_the_bank():
    policy.check(PAYER, contract.start_payment, OWED)
    with pytest.raises(NotFound):
        policy.check(RECEIVER, contract.start_payment, OWED)


def test_only_receivers_of_the_agency_take_cash():
    policy.check(RECEIVER, contract.pay_at_desk, OWED)
    with pytest.raises(Forbidden):
        policy.check(PROCESSOR, contract.pay_at_desk, OWED)
    with pytest.raises(NotFound):
        policy.check(PAYER, contract.pay_at_desk, OWED)


def test_staff_of_the_agency_read_what_is_owed_to_it():
    policy.check(PROCESSOR, contract.get_obligation, OWED)
    policy.check(PAYER, contract.get_receipt, OWED)


@pytest.mark.parametrize(
    ("role", "pays", "reads"),
    [("owner", True, True), ("filer", True, True), ("delegate", True, True), ("viewer", False, True)],
)
def test_who_acts_for_the_payer_may_pay_unless_they_may_only_look(role: str, pays: bool, reads: bool) -> None:
    for_payer = Caller(kind=CallerKind.CITIZEN, id="cuc", acting=Acting(principal="buoi", role=role))

    assert policy.may(for_payer, contract.start_payment, OWED) is pays
    assert policy.may(for_payer, contract.get_obligation, OWED) is reads


def test_who_acts_for_somebody_else_is_not_themselves_meanwhile() -> None:
    away = Caller(kind=CallerKind.CITIZEN, id="buoi", acting=Acting(principal="cuc", role="owner"))

    assert not policy.may(away, contract.get_obligation, OWED)
