"""An ended session is refused by every gateway process at once: over a real broker, by two gateways' real HTTP."""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from chassis import topology
from chassis.broadcasts import Broadcast
from chassis.callers import Caller, CallerKind, system
from chassis.http import HttpServer
from chassis.publishing import drop
from chassis.sealing import Sealer
from chassis.service import Database
from chassis.storage import Storage
from chassis.testing import fresh_database, wait_until
from chassis.tokens import TokenIssuer
from gateway.revocations import Revocations
from gateway.service import Gateway
from services.accounts.handlers.sessions import end_session, open_session
from services.accounts.service import AccountsService
from tests.services.chassis import bus

EVERYWHERE_WITHIN = 1.0
"""Seconds from the commit of a session's end until no gateway lets its tokens through."""


@dataclass
class Portal:
    """Accounts and two gateway processes' worth of containers."""

    storage: Storage
    gateways: list[Any]
    keys_dir: Path

    def sign_in(self) -> tuple[str, str]:
        """A session and an access token of it."""
        with self.storage.work(Caller(kind=CallerKind.ANONYMOUS, network="203.0.113.7")) as work:
            issuer = TokenIssuer(self.keys_dir, "http://127.0.0.1:8000")
            made = open_session(
                work, Sealer(self.keys_dir), issuer, "a-1", "citizen", "An", assurance=1, device="Firefox · Linux"
            )
        return made.session_id, made.access_token

    def end(self, session_id: str) -> None:
        with self.storage.work(system("test")) as work:
            end_session(work, session_id, "signed-out")

    def status(self, gateway: Any, token: str) -> int:
        [server] = [e for e in gateway.subextensions if isinstance(e, HttpServer)]
        url = f"http://127.0.0.1:{server.port}/api/v1/me/sessions"
        return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code

    def statuses(self, token: str) -> list[int]:
        return [self.status(gateway, token) for gateway in self.gateways]


@pytest.fixture
def portal(keys_dir: Path, tmp_path: Path) -> Iterator[Portal]:
    # Another follower, so that the relay finds a queue also while no gateway listens.
    topology.declare(os.environ["MOTCUA_TEST_AMQP_URL"], {"accounts": (), "notifications": ("accounts",)})
    with fresh_database("accounts") as url, contextlib.ExitStack() as stack:
        settings = {**bus.environ(keys_dir, url), "MOTCUA_SANDBOX": "1"}
        front = {**settings, "MOTCUA_HTTP_ADDRESS": "127.0.0.1:0", "MOTCUA_OBJECTS_DIR": str(tmp_path)}
        service = stack.enter_context(bus.running(AccountsService, settings))
        [database] = [d for d in service.dependencies if isinstance(d, Database)]
        gateways = [stack.enter_context(bus.running(Gateway, front)) for _ in range(2)]
        yield Portal(database.get_dependency(None), gateways, keys_dir)


def test_a_session_that_is_ended_is_refused_by_every_gateway_within_a_second(
    portal: Portal, record_property: Any
) -> None:
    taken = []
    for _ in range(20):
        session, token = portal.sign_in()
        assert portal.statuses(token) == [200, 200]

        portal.end(session)
        began = time.monotonic()
        wait_until(lambda t=token: portal.statuses(t) == [401, 401], within=5, what="refused everywhere")  # type: ignore[misc]
        taken.append(time.monotonic() - began)

    record_property("seconds_until_refused_everywhere", sorted(taken))
    assert max(taken) < EVERYWHERE_WITHIN, sorted(taken)


def test_what_ended_while_a_gateway_heard_nothing_is_never_let_through_by_it(portal: Portal) -> None:
    session, token = portal.sign_in()
    assert portal.statuses(token) == [200, 200]
    deaf = portal.gateways[0]
    [broadcast] = [d for d in deaf.dependencies if isinstance(d, Broadcast) and isinstance(d.listener, Revocations)]
    heard = broadcast.listener.heard
    broadcast.listener.heard = lambda _event: None  # what is published now does not reach this process

    portal.end(session)
    wait_until(lambda: portal.status(portal.gateways[1], token) == 401, what="the other one has heard")
    drop(broadcast.queue_consumer._live)
    broadcast.listener.heard = heard
    wait_until(lambda: not broadcast.queue_consumer.is_connected, what="the lost connection is noticed")

    answers = []
    wait_until(lambda: answers.append(portal.status(deaf, token)) or answers[-1] == 401, what="refused")  # type: ignore[func-returns-value]
    assert set(answers) <= {401, 503}, answers


def test_a_gateway_that_starts_later_refuses_what_had_ended_before(
    portal: Portal, keys_dir: Path, tmp_path: Path
) -> None:
    session, token = portal.sign_in()
    portal.end(session)
    front = {
        **bus.environ(keys_dir),
        "MOTCUA_SANDBOX": "1",
        "MOTCUA_HTTP_ADDRESS": "127.0.0.1:0",
        "MOTCUA_OBJECTS_DIR": str(tmp_path),
    }
    with bus.running(Gateway, front) as late:
        assert portal.status(late, token) == 401
        assert portal.status(late, portal.sign_in()[1]) == 200
