"""Payments over HTTP: the provider always gets an answer in its own words."""

import json

import pytest

from chassis.errors import DEADLINE_PASSED, INVALID_REQUEST, SERVICE_AWAY
from services.dossiers import contract as dossiers
from services.payments import contract as payments
from tests.unit.gateway.fakes import House

IPN = "/api/v1/payments/vnpay/ipn?vnp_TxnRef=ref-1&vnp_Amount=800000&vnp_OrderInfo=Nop+le+phi&vnp_SecureHash=ab"


def test_the_provider_is_answered_in_its_own_words(house: House) -> None:
    house.rpc.answer(payments.handle_callback, payments.CallbackAnswer(code="02", message="Order already confirmed"))

    answer = house.client.get(IPN)

    assert answer.status_code == 200
    assert json.loads(answer.data) == {"RspCode": "02", "Message": "Order already confirmed"}
    params = house.rpc.made[0].request.params
    assert params == {
        "vnp_TxnRef": "ref-1",
        "vnp_Amount": "800000",
        "vnp_OrderInfo": "Nop le phi",
        "vnp_SecureHash": "ab",
    }
    assert house.rpc.made[0].request.network == "127.0.0.1"


@pytest.mark.parametrize("failure", [SERVICE_AWAY(), DEADLINE_PASSED(), INVALID_REQUEST()])
def test_the_provider_is_asked_to_come_again_when_its_message_was_not_taken(house: House, failure: Exception) -> None:
    house.rpc.answer(payments.handle_callback, failure)

    answer = house.client.get(IPN)

    assert answer.status_code == 200
    assert json.loads(answer.data)["RspCode"] == "99"


def test_paying_needs_a_key(house: House) -> None:
    answer = house.client.post("/api/v1/obligations/obl-1/attempts", json={}, headers=house.as_citizen())

    assert answer.status_code == 400


@pytest.mark.parametrize("somebody", ["citizen", "officer"])
def test_payments_of_a_dossier_that_one_may_not_see_are_as_unknown_as_the_dossier(house: House, somebody: str) -> None:
    house.rpc.answer(payments.list_dossier_payments, payments.DossierPayments(dossier_id="dos-2", obligations=()))
    house.rpc.answer(dossiers.get_deadline, dossiers.DOSSIER_NOT_FOUND())
    headers = house.as_citizen() if somebody == "citizen" else house.as_officer()

    answer = house.client.get("/api/v1/dossiers/dos-2/payments", headers=headers)

    assert answer.status_code == 404
    assert json.loads(answer.data)["code"] == dossiers.DOSSIER_NOT_FOUND.code


def test_a_dossier_of_ones_own_that_owes_nothing_owes_nothing(house: House) -> None:
    house.rpc.answer(payments.list_dossier_payments, payments.DossierPayments(dossier_id="dos-1", obligations=()))
    house.rpc.answer(
        dossiers.get_deadline,
        dossiers.DeadlineView(dossier_id="dos-1", due_at=None, rule_set="", steps=()),
    )

    answer = house.client.get("/api/v1/dossiers/dos-1/payments", headers=house.as_citizen())

    assert answer.status_code == 200
    assert json.loads(answer.data) == {"dossier_id": "dos-1", "obligations": []}
