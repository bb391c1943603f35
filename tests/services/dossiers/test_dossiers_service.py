"""The service as it runs: called over the broker, following the events of others."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Producer

from chassis import topology
from chassis.callers import Caller
from chassis.contracts import EventType, methods_of
from chassis.errors import Conflict
from chassis.ids import new_id
from chassis.records import dump
from chassis.remote import Remote, RpcClient
from chassis.service import Database
from chassis.testing import fresh_database, wait_until
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.policy import TABLE_OF_METHODS
from services.dossiers.service import DossiersService
from services.dossiers.store import known
from tests.services.chassis import bus
from tests.services.dossiers.world import AGENCY, EXTRACT, PERSON, World, a_procedure


class Gateway:
    """Somebody who calls."""

    name = "dossiers-test-gateway"
    remote = RpcClient()


SOURCES = ("accounts", "catalog", "payments")


def _forget_queues(amqp_url: str) -> None:
    """The broker is shared by all tests, and what others left in our queues is not ours."""
    with Connection(amqp_url) as connection:
        for source in SOURCES:
            connection.channel().queue_delete(topology.event_queue("dossiers", source).name)


def _tell(event_type: EventType[Any], aggregate_id: str, payload: Any) -> None:
    """Publish an event as its source's relay would."""
    body = {
        "id": new_id(),
        "type": event_type.name,
        "source": event_type.service,
        "aggregate": event_type.aggregate,
        "aggregate_id": aggregate_id,
        "version": 1,
        "time": dt.datetime.now(dt.UTC).isoformat(),
        "actor": "test",
        "trace": "",
        "payload": dump(payload),
    }
    with Connection(os.environ["MOTCUA_TEST_AMQP_URL"]) as connection:
        producer = Producer(connection.channel())
        producer.publish(body, routing_key=f"dossiers.{event_type.service}", serializer="json", delivery_mode=2)


@pytest.fixture
def running(keys_dir: Path, tmp_path: Path) -> Iterator[tuple[World, Remote]]:
    with fresh_database("dossiers") as url:
        settings = {**bus.environ(keys_dir, url), "MOTCUA_OBJECTS_DIR": str(tmp_path)}
        _forget_queues(settings["MOTCUA_AMQP_URL"])
        topology.declare(settings["MOTCUA_AMQP_URL"], {"dossiers": SOURCES})
        with bus.running(DossiersService, settings) as service, bus.running(Gateway, settings) as gateway:
            [database] = [d for d in service.dependencies if isinstance(d, Database)]
            yield World(database.get_dependency(None), tmp_path, keys_dir), bus.remote_of(gateway)
        _forget_queues(settings["MOTCUA_AMQP_URL"])


def test_every_method_of_the_contract_is_served_and_has_a_policy() -> None:
    names = {method.name for method in methods_of(contract.SERVICE)}

    assert all(callable(getattr(DossiersService, name)) for name in names)
    assert names == set(TABLE_OF_METHODS)


def test_a_dossier_is_filed_over_the_broker_once_the_others_told_what_it_needs(running: tuple[World, Remote]) -> None:
    world, remote = running

    def call(method: Any, caller: Caller = PERSON, **fields: Any) -> Any:
        return remote.call(method, method.request(**fields), caller=caller, key=new_id() if method.changes else "")

    _tell(catalog.agency_published, AGENCY, world.agency(AGENCY))
    _tell(catalog.procedure_published, EXTRACT, a_procedure())
    _tell(accounts.account_opened, PERSON.id, world.account(PERSON))

    def known_by_now() -> bool:
        with world.storage.read() as db:
            return all(
                (known.agency(db, AGENCY), known.applicant(db, PERSON.id), known.procedure_version(db, EXTRACT, 1))
            )

    wait_until(known_by_now, what="knowing what the others told")
    draft = call(contract.create_draft, procedure_code=EXTRACT, agency_code=AGENCY)
    for paper in ("declaration", "identity"):
        stored = world.stored()
        call(contract.attach_paper, dossier_id=draft.id, paper_key=paper, file_name=f"{paper}.pdf", **stored)
    seen = world.hash_of(draft.id)
    submitted = call(contract.submit_dossier, dossier_id=draft.id, content_hash=seen)

    assert submitted.code.startswith(f"{AGENCY}-")
    assert call(contract.look_up_dossier, code=submitted.code, fact="1234").state == 1
    with pytest.raises(Conflict):
        call(contract.submit_dossier, dossier_id=draft.id, content_hash=seen)
    timeline = call(contract.get_timeline, dossier_id=draft.id)
    assert [item.action for item in timeline.items] == ["submit"]
