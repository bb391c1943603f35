"""An agency's program on a running system: what ``./motcua agency add`` gives it works, by every way."""

import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

import amqp
import jsonschema
import pytest

from chassis.publishing import drop, open_connection
from chassis.testing import wait_until
from tests.flows.conftest import System

pytestmark = pytest.mark.flows

AGENCY = "H27"


@dataclass(frozen=True)
class Program:
    """What the console printed."""

    address: str
    key: str
    amqp_url: str
    queue: str

    def get(self, path: str) -> Any:
        asked = urllib.request.Request(self.address + path, headers={"Authorization": f"Bearer {self.key}"})
        with urllib.request.urlopen(asked, timeout=40) as answer:
            return json.load(answer)

    def all_events(self) -> list[Any]:
        found, after, more = [], 0, True
        while more:
            page = self.get(f"/api/v1/events?after={after}&limit=500")
            found += page["events"]
            after, more = page["next_after"], page["more"]
        return found

    def everything_in_the_queue(self) -> list[Any]:
        connection = open_connection(self.amqp_url)
        try:
            channel = connection.channel()
            found = []
            while (message := channel.basic_get(self.queue)) is not None:
                found.append(json.loads(message.body))
                channel.basic_ack(message.delivery_tag)
            return found
        finally:
            drop(connection)


@pytest.fixture
def program(system: System) -> Any:
    if system.launcher is None:
        pytest.skip("the console is where the system is")
    added = system.launcher("agency", "add", AGENCY, "--name", "Chương trình thử")
    assert added.returncode == 0, added.stdout + added.stderr
    [key] = re.findall(r"API key \(shown this once\): +(\S+)", added.stdout)
    [url] = re.findall(r'Connection\("(\S+)"\)', added.stdout)
    yield Program(system.address, key, url, f"agency.{AGENCY}")
    system.launcher("agency", "revoke", AGENCY)


@pytest.mark.timeout(300)
def test_a_program_follows_a_dossier_by_feed_and_queue_with_valid_events_and_is_cut_off_when_revoked(
    system: System, program: Program
) -> None:
    before = len(program.all_events())
    system.a_story().run()

    events = wait_until(lambda: (e := program.all_events())[before:] and e[before:], within=30, what="events")
    schemas: dict[str, Any] = {}
    for event in program.all_events():
        kind = event["type"]
        schemas.setdefault(kind, program.get(f"/schemas/events/{kind}.json"))
        jsonschema.Draft202012Validator(schemas[kind]).validate(event)
        assert event["environment"] == "sandbox"
    assert [int(e["sequence"]) for e in events] == sorted({int(e["sequence"]) for e in events})
    assert "motcua.dossier.result-returned.v1" in {event["type"] for event in program.all_events()[before:]}

    ours = program.all_events()[before:]
    queued: list[Any] = []

    def all_queued() -> bool:
        queued.extend(program.everything_in_the_queue())
        return len(queued) == len(ours) + 1

    wait_until(all_queued, within=20, what="the same events in the queue")
    assert queued[0]["type"] == "motcua.subscription.ping.v1"
    assert queued[1:] == ours

    head = int(ours[-1]["sequence"])
    began = time.monotonic()
    page = program.get(f"/api/v1/events?after={head}&wait=2")
    assert page["events"] == [] and time.monotonic() - began > 1.5  # noqa: PT018

    assert system.launcher is not None
    assert system.launcher("agency", "revoke", AGENCY).returncode == 0
    with pytest.raises(urllib.error.HTTPError, match="401"):
        wait_until(lambda: program.get("/api/v1/events") and False, within=3)
    with pytest.raises((OSError, amqp.exceptions.AMQPError)):
        open_connection(program.amqp_url)
