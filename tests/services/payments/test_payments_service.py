"""The service as it runs: a fee comes over the broker, is paid at the sandbox bank, and everybody hears of it."""

import datetime as dt
import os
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from kombu import Connection, Producer

from chassis import topology
from chassis.callers import ANONYMOUS, Caller, CallerKind
from chassis.contracts import methods_of
from chassis.ids import new_id
from chassis.records import dump
from chassis.remote import Remote, RpcClient
from chassis.service import Database
from chassis.storage import Storage
from chassis.testing import emitted, fresh_database, wait_until
from services.payments import contract, policy
from services.payments.contract import Provider
from services.payments.sandbox_bank.service import SandboxBank
from services.payments.service import PaymentsService
from tests.services.chassis.bus import environ, remote_of, running
from tests.services.payments.world import World

PAYER = Caller(kind=CallerKind.CITIZEN, id="buoi", network="203.0.113.7")


class Gateway:
    """Somebody who calls."""

    name = "payments-test-gateway"
    remote = RpcClient()


class Told(World):
    """Tells payments of dossiers over the broker instead of by its handlers."""

    def __init__(self, storage: Storage, broker: str) -> None:
        super().__init__(storage)
        self.now = dt.datetime.now(dt.UTC)
        self._broker = broker

    def deliver(self, event_type: Any, dossier: str, version: int, payload: Any) -> None:
        body = {
            "id": new_id(),
            "type": event_type.name,
            "source": event_type.service,
            "aggregate": event_type.aggregate,
            "aggregate_id": dossier,
            "version": 1,
            "time": self.now.isoformat(),
            "actor": "test",
            "trace": "trace-1",
            "payload": dump(payload),
        }
        with Connection(self._broker) as connection:
            producer = Producer(connection.channel())
            producer.publish(body, routing_key="payments.dossiers", serializer="json", delivery_mode=2)

    def obligation_of(self, dossier: str) -> Any:
        return wait_until(lambda: self.obligations(dossier), what="the obligation")[0]


@pytest.fixture
def served(keys_dir: Path) -> Iterator[tuple[Told, Remote]]:
    broker = os.environ["MOTCUA_TEST_AMQP_URL"]
    with Connection(broker) as connection:
        # The broker is shared by all tests, and what others left in our queue is not ours.
        connection.channel().queue_delete(topology.event_queue("payments", "dossiers").name)
    topology.declare(broker, {"payments": ("dossiers",)})
    with fresh_database("payments") as url:
        settings = {**environ(keys_dir, url), "MOTCUA_SANDBOX": "1", "MOTCUA_BANK_ADDRESS": "127.0.0.1:0"}
        # Nobody takes the bank's own callbacks here: the test carries them, as the gateway would.
        settings["MOTCUA_BANK_IPN_URL"] = "http://127.0.0.1:9/ipn"
        with running(SandboxBank, settings) as bank:
            (http_server,) = [found for found in bank.extensions if type(found).__name__ == "HttpServer"]
            settings = {**settings, "MOTCUA_BANK_ADDRESS": f"127.0.0.1:{http_server.port}"}
            with running(PaymentsService, settings) as service, running(Gateway, settings) as gateway:
                [database] = [d for d in service.dependencies if isinstance(d, Database)]
                yield Told(database.get_dependency(None), broker), remote_of(gateway)


def test_every_method_of_the_contract_is_served_and_has_a_policy():
    names = {method.name for method in methods_of(contract.SERVICE)}

    assert all(callable(getattr(PaymentsService, name)) for name in names)
    assert names == set(policy.TABLE)


def test_a_fee_is_asked_for_paid_and_receipted_over_the_broker(served):
    told, remote = served
    due = told.fee_due(8000)
    key = new_id()
    request = contract.StartPayment(obligation_id=due.id)
    started = remote.call(contract.start_payment, request, caller=PAYER, key=key)
    assert remote.call(contract.start_payment, request, caller=PAYER, key=key) == started

    page = requests.get(started.redirect_url, timeout=10)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)) | {"choice": "pay"}
    url = urllib.parse.urljoin(started.redirect_url, "/paymentv2/pay")
    back = requests.post(url, form, timeout=10, allow_redirects=False).headers["Location"]
    params = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))
    callback = contract.HandleCallback(provider=Provider.VNPAY, params=params)
    assert remote.call(contract.handle_callback, callback, caller=ANONYMOUS).code == "00"
    assert remote.call(contract.handle_callback, callback, caller=ANONYMOUS).code == "02"

    shown = remote.call(
        contract.read_return, contract.ReadReturn(provider=Provider.VNPAY, params=params), caller=ANONYMOUS
    )
    assert (shown.genuine, shown.state, shown.message_vi) == (
        True,
        "paid",
        "Chúng tôi đã nhận đủ tiền. Khoản này đã nộp xong.",
    )
    receipt = remote.call(contract.get_receipt, contract.GetReceipt(receipt_id=shown.receipt_id), caller=PAYER)
    assert receipt.total_in_words == "Tám nghìn đồng"
    for event_type in (contract.payment_requested, contract.payment_settled, contract.receipt_issued):
        assert [event.obligation_id for event in emitted(told.storage, event_type)] == [due.id]
