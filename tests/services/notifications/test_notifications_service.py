"""The service as it runs: events come over the broker, messages go out by the timer, calls are answered."""

import dataclasses
import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from kombu import Connection, Producer

from chassis import topology
from chassis.callers import ANONYMOUS, Caller, CallerKind, Holding
from chassis.contracts import events_of, methods_of
from chassis.database import make_engine
from chassis.errors import Unauthenticated
from chassis.events import Subscribe
from chassis.ids import new_id
from chassis.records import dump
from chassis.remote import Remote, RpcClient
from chassis.sealing import Sealer
from chassis.testing import fresh_database, wait_until
from chassis.workings import GetWorkings
from services.dossiers import contract as dossiers
from services.notifications import contract, rules
from services.notifications.domain.feed import TYPES
from services.notifications.service import NotificationsService
from services.notifications.tables import feed, sandbox_outbox
from tests.services.chassis.bus import environ, remote_of, running
from tests.services.notifications import building


@dataclasses.dataclass
class Running:
    """The started service, and somebody who calls it."""

    remote: Remote
    engine: sa.Engine
    sealer: Sealer
    broker: str

    def arrives(self, source: str, aggregate: str, name: str, payload: Any) -> dict[str, Any]:
        """Put an event into the service's queue as its source's relay would."""
        body = {
            "id": new_id(),
            "type": name,
            "source": source,
            "aggregate": aggregate,
            "aggregate_id": new_id(),
            "version": 1,
            "time": dt.datetime.now(dt.UTC).isoformat(),
            "actor": "test",
            "trace": "trace-1",
            "payload": dump(payload),
        }
        self.repeat(source, body)
        return body

    def repeat(self, source: str, body: dict[str, Any]) -> None:
        with Connection(self.broker) as connection:
            producer = Producer(connection.channel())
            producer.publish(body, routing_key=f"notifications.{source}", serializer="json", delivery_mode=2)

    def count(self, table: sa.Table) -> int:
        with self.engine.connect() as db:
            return int(db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


class Gateway:
    """Somebody who calls."""

    name = "notifications-test-gateway"
    remote = RpcClient()


def _forget_queues(amqp_url: str) -> None:
    """The broker is shared by all tests, and what others left in our queues is not ours."""
    with Connection(amqp_url) as connection:
        for source in ("accounts", "dossiers", "payments"):
            connection.channel().queue_delete(topology.event_queue("notifications", source).name)


@pytest.fixture
def service(keys_dir: Path, amqp_url: str) -> Iterator[Running]:
    _forget_queues(amqp_url)
    with fresh_database("notifications") as url:
        settings = {**environ(keys_dir, url), "MOTCUA_SANDBOX": "1"}
        with running(NotificationsService, settings), running(Gateway, settings) as gateway:
            engine = make_engine(url, name="test", pool_size=2)
            yield Running(remote_of(gateway), engine, Sealer(keys_dir), amqp_url)
            engine.dispose()
    _forget_queues(amqp_url)


def test_every_method_of_the_contract_is_served() -> None:
    for method in methods_of(contract.SERVICE):
        assert callable(getattr(NotificationsService, method.name))


def test_every_event_that_is_told_or_fed_is_followed() -> None:
    followed = {
        entry.event_type.address
        for method in vars(NotificationsService).values()
        for entry in getattr(method, "nameko_entrypoints", ())
        if isinstance(entry, Subscribe)
    }
    fed = {f"dossiers.{name}" for name in TYPES}
    told = {matter.event for matter in rules.matters_on(dt.date(2026, 11, 24))} - {""}

    # What notifications themselves did is told where it is done.
    assert followed >= fed | {name for name in told if not name.startswith("notifications.")}
    # A rating is the person's word about a service, how they are told and that an account takes a dossier over is the
    # portal's own affair, an erasure concerns no dossier: agencies are told of none of them.
    of_dossiers = {event.address for event in events_of(dossiers.SERVICE) if event.aggregate == "dossier"}
    own = {dossiers.service_rated.address, dossiers.applicant_changed.address, dossiers.contact_left.address}
    assert fed == of_dossiers - own


def test_a_code_is_on_the_telephone_a_moment_after_it_was_asked_for(service: Running) -> None:
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)
    asked = building.code_request(service.sealer, code="482913", expires_at=expires)
    began = time.monotonic()

    service.arrives("accounts", "challenge", "code_requested", asked)

    wait_until(lambda: service.count(sandbox_outbox) == 1, what="the message in the outbox")
    assert time.monotonic() - began < 3
    wanted = contract.ListSandboxMessages(phone=building.PHONE)
    shown = service.remote.call(contract.list_sandbox_messages, wanted, caller=ANONYMOUS)
    assert "482913" in shown.messages[0].text


def test_an_event_that_is_delivered_ten_times_has_one_effect(service: Running) -> None:
    opened = service.arrives("accounts", "account", "account_opened", building.account(service.sealer))
    payload = building.dossier_payload(dossiers.dossier_received)
    body = service.arrives("dossiers", "dossier", "dossier_received", payload)
    for _ in range(9):
        service.repeat("dossiers", body)
        service.repeat("accounts", opened)
    refused = building.dossier_payload(dossiers.dossier_refused)
    service.arrives("dossiers", "dossier", "dossier_refused", refused)

    wait_until(lambda: service.count(feed) == 2, what="both events in the feed")
    wait_until(lambda: service.count(sandbox_outbox) == 2, what="both messages in the outbox")
    assert service.count(feed) == 2


def test_operators_look_into_the_service_and_others_do_not(service: Running) -> None:
    held = (Holding(role="operator", agency="H27"),)
    operator = Caller(kind=CallerKind.STAFF, id="stf-1", agency="H27", assurance=2, roles=("operator",), holdings=held)

    found = service.remote.call(contract.get_workings, GetWorkings(), caller=operator)

    assert found.service == contract.SERVICE
    assert {waiting.what for waiting in found.waiting} == {"outbox", "waiting", "retry", "dead"}
    with pytest.raises(Unauthenticated):
        service.remote.call(contract.get_workings, GetWorkings(), caller=ANONYMOUS)
