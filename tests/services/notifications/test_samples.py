"""The sample subscribers of docs/integrating.md do what they are there for: each event once, whatever comes again."""

import contextlib
import datetime as dt
import http.server
import ipaddress
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chassis.callers import system
from chassis.testing import call_of, wait_until
from services.notifications import contract
from services.notifications.adapters.agency_queues import queue_of
from services.notifications.adapters.webhooks import Webhooks
from services.notifications.domain import signatures
from services.notifications.handlers import feed, handovers
from services.notifications.store import subscribed
from tests.node import installed, node
from tests.services.notifications.subscribing import PROGRAM, Agencies
from tests.services.notifications.test_agency_queues import House, code, house  # noqa: F401  # fixtures

PAGE = Path(__file__).parents[3] / "docs" / "integrating.md"
PACKAGE = Path(__file__).with_name("amqp_package")
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


def samples() -> dict[str, str]:
    """Each sample of the page, by the name in the comment above it."""
    text = PAGE.read_text("utf-8")
    return dict(re.findall(r"<!-- sample: (\S+) -->\n```\w+\n(.*?)```", text, re.DOTALL))


class Sample:
    """A sample that runs, and the lines it has said."""

    def __init__(self, directory: Path, name: str, environ: dict[str, str]) -> None:
        script = directory / name
        script.write_text(samples()[name], "utf-8")
        self.output = directory / f"{name}.out"
        runs = [sys.executable, str(script)] if name.endswith(".py") else [node(), str(script)]
        with open(self.output, "ab") as out:
            plain = {"PATH": os.environ["PATH"], "STATE": str(directory / f"{name}.state"), **environ}
            self.process = subprocess.Popen(runs, stdout=out, stderr=out, env=plain, cwd=directory)

    def ids(self) -> list[str]:
        return [line.split()[0] for line in self.output.read_text("utf-8").splitlines() if line]

    def place(self) -> int:
        """How far a reader of the feed has noted that it is; what it said after that it would say again."""
        state = self.output.with_suffix(".state")
        if not state.exists():
            return 0
        if state.read_bytes().startswith(b"SQLite"):
            with contextlib.closing(sqlite3.connect(state)) as db:
                return int(db.execute("SELECT max(after) FROM place").fetchone()[0] or 0)
        return int(json.loads(state.read_text("utf-8"))["after"])

    def said(self, wanted: list[str], *, in_order: bool = True) -> None:
        """Wait until it has said these ids, each once."""

        def all_there() -> bool:
            assert self.process.poll() is None, self.output.read_text("utf-8")
            return len(self.ids()) >= len(wanted)

        wait_until(all_there, within=30, what=f"{len(wanted)} events")
        assert (self.ids() if in_order else sorted(self.ids())) == (wanted if in_order else sorted(wanted))


@contextmanager
def running(directory: Path, name: str, **environ: str) -> Iterator[Sample]:
    if name.endswith(".mjs") and not shutil.which(node()):
        pytest.skip("there is no Node.js")
    sample = Sample(directory, name, environ)
    try:
        yield sample
    finally:
        sample.process.kill()
        sample.process.wait()


@pytest.fixture
def agencies(world: Any) -> Agencies:
    return Agencies(world)


def test_the_page_has_samples_for_all_three_ways() -> None:
    assert set(samples()) == {
        "feed.py", "feed.mjs", "webhook.py", "webhook.mjs", "amqp_reader.py", "amqp_reader.mjs",
    }  # fmt: skip


@contextmanager
def a_portal(world: Any) -> Iterator[str]:
    """The feed over HTTP, as the gateway gives it."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            assert self.headers["Authorization"] == "Bearer mck_test_x"
            request = contract.ListEvents(after=int(asked["after"][0]), limit=3)
            call = call_of(contract.list_events, request, caller=PROGRAM)
            page = feed.list_events(call, world.storage, sandbox=True)
            frame = f'{{"events":[{",".join(page.events)}],"next_after":{page.next_after},"more":false}}'
            body = frame.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("name", ["feed.py", "feed.mjs"])
def test_a_reader_of_the_feed_gets_every_event_once_also_when_it_was_stopped_between(
    name: str, agencies: Agencies, world: Any, tmp_path: Path
) -> None:
    ids = [agencies.happens(f"d-{number % 3}") for number in range(8)]
    with a_portal(world) as address:
        environ = {"PORTAL": address, "API_KEY": "mck_test_x"}
        with running(tmp_path, name, **environ) as sample:
            sample.said(ids)
            wait_until(lambda: sample.place() >= len(ids), within=30, what="its note of how far it is")
        ids += [agencies.happens("d-1") for _ in range(4)]
        with running(tmp_path, name, **environ) as sample:
            sample.said(ids)


@pytest.mark.parametrize("name", ["webhook.py", "webhook.mjs"])
def test_an_endpoint_answers_the_challenge_and_keeps_each_event_once(
    name: str, agencies: Agencies, world: Any, tmp_path: Path
) -> None:
    world.now = dt.datetime.now(dt.UTC)  # the sample goes by the clock of the machine
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/events"
    made = agencies.subscribe(url, verified=False)
    poster = Webhooks(allowed=LOOPBACK, insecure=True)
    agencies.endpoints = poster  # type: ignore[assignment]
    with running(tmp_path, name, PORT=str(port), WEBHOOK_SECRET=made.secret) as sample:
        wait_until(
            lambda: (
                poster.post(
                    url, {"webhook-id": "x", "webhook-timestamp": "0", "webhook-signature": "v1,x"}, b"{}"
                ).status
            )
        )
        agencies.run()
        assert agencies.view(made).state == "active"
        ids = [agencies.happens(f"d-{number % 3}") for number in range(6)]
        agencies.run()
        again = contract.Redeliver(subscription_id=made.subscription.id, since=world.now - dt.timedelta(days=1))
        assert agencies.call(contract.redeliver, again).count == 6
        agencies.run()
        sample.said(ids, in_order=False)
        body = json.dumps({"id": "forged", "type": "motcua.dossier.received.v1", "subject": "x"}).encode()
        wrong = signatures.headers(["whsec_" + "A" * 43 + "="], "forged", int(world.now.timestamp()), body)
        assert poster.post(url, wrong, body).status == 401
        old = signatures.headers([made.secret], "old", int(world.now.timestamp()) - 600, body)
        assert poster.post(url, old, body).status == 401
    assert len(agencies.log(made, state=contract.HandoverState.DELIVERED)) == 13


@pytest.mark.parametrize("name", ["amqp_reader.py", "amqp_reader.mjs"])
def test_a_reader_of_the_queue_gets_every_event_once(
    name: str,
    house: House,  # noqa: F811
    agencies: Agencies,
    world: Any,
    code: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    url = house.add(code)
    if name.endswith(".mjs"):
        (tmp_path / "node_modules").symlink_to(installed(PACKAGE, "amqp-package") / "node_modules")
    with running(tmp_path, name, AMQP_URL=url, QUEUE=queue_of(code)) as sample:
        house.run()
        sample.said(sample.ids() or [])
        ids = [agencies.happens("d-1", agency_code=code) for _ in range(6)]
        house.run()
        wait_until(lambda: len(sample.ids()) == 7, within=30, what="the ping and six events")
        with world.storage.work(system("test")) as work:
            row = subscribed.account_of(work.db, code)
            assert handovers.replay(work, row, world.now.replace(year=2000)) == 6
        ids.append(agencies.happens("d-1", agency_code=code))
        house.run()
        wait_until(lambda: len(sample.ids()) == 8, within=30, what="one more")

        assert sample.ids()[1:] == ids
