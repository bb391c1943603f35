"""Payments over HTTP: the provider always gets an answer in its own words."""

import json

import pytest

from chassis.errors import DEADLINE_PASSED, INVALID_REQUEST, SERVICE_AWAY
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
