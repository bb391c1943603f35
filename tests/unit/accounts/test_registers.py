"""The registers: the sandbox twins keep their table; the HTTP adapter trusts no answer that it did not understand."""

import datetime as dt
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chassis.settings import SettingsWrong, load_settings
from services.accounts.adapters.http_registers import HttpRegister
from services.accounts.adapters.registers import Claim, Finding, RegisterAway
from services.accounts.adapters.sandbox_registers import SandboxPopulationRegister, SandboxSubscriberRegister
from services.accounts.settings import AccountsSettings, registers_of


def a_claim(number: str = "042090000123") -> Claim:
    return Claim("cccd", number, "Trần Thị Bưởi", dt.date(1990, 5, 6))


@contextmanager
def register_that_answers(
    status: int, body: bytes, headers: dict[str, str] | None = None
) -> Iterator[tuple[str, list]]:
    asked: list[dict[str, str]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append({"authorization": self.headers["Authorization"], **json.loads(raw)})
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("finding", list(Finding))
def test_the_answer_of_a_register_is_its_finding(finding: Finding) -> None:
    with register_that_answers(200, json.dumps({"finding": finding}).encode()) as (url, asked):
        assert HttpRegister(url, "key").check_owner("+84912345678", a_claim()) is finding

    assert asked == [
        {
            "authorization": "Bearer key",
            "identity_kind": "cccd",
            "identity_number": "042090000123",
            "full_name": "Trần Thị Bưởi",
            "birth_date": "1990-05-06",
            "phone": "+84912345678",
        }
    ]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"not json"),
        (200, b"[]"),
        (200, b"[" * 4000),
        (200, b'{"finding": "maybe"}'),
        (200, b'{"finding": "match", "more": 1}'),
        (200, b" " * 10_000 + b'{"finding": "match"}'),
        (500, b'{"finding": "match"}'),
        (204, b""),
    ],
)
def test_an_answer_that_is_not_understood_lets_nobody_through(status: int, body: bytes) -> None:
    with register_that_answers(status, body) as (url, _), pytest.raises(RegisterAway):
        HttpRegister(url, "key").check(a_claim())


def test_a_redirect_is_not_followed() -> None:
    with register_that_answers(200, b'{"finding": "match"}') as (other, asked):
        with register_that_answers(307, b"", {"Location": other}) as (url, _), pytest.raises(RegisterAway):
            HttpRegister(url, "key").check(a_claim())

    assert asked == []


def test_a_register_that_nobody_runs_is_away() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(RegisterAway):
            HttpRegister(f"http://127.0.0.1:{unused.getsockname()[1]}", "key").check(a_claim())


def test_what_goes_wrong_names_no_person() -> None:
    with register_that_answers(500, b"") as (url, _), pytest.raises(RegisterAway) as away:
        HttpRegister(url, "key").check(a_claim())

    assert away.value.reason == "status 500"
    assert "042090000123" not in repr(a_claim())


def test_the_sandbox_twins_answer_by_the_last_four_digits() -> None:
    population, subscribers = SandboxPopulationRegister(), SandboxSubscriberRegister()

    assert population.check(a_claim()) is Finding.MATCH
    assert population.check(a_claim("042090000404")) is Finding.UNKNOWN
    assert population.check(a_claim("042090000409")) is Finding.MISMATCH
    assert subscribers.check_owner("+84912340409", a_claim()) is Finding.MISMATCH
    with pytest.raises(RegisterAway):
        population.check(a_claim("042090000503"))
    with pytest.raises(RegisterAway):
        subscribers.check_owner("+84912340503", a_claim())


def test_outside_the_sandbox_the_registers_must_be_named() -> None:
    environ = {"MOTCUA_AMQP_URL": "amqp://localhost"}
    with pytest.raises(SettingsWrong, match="MOTCUA_POPULATION_REGISTER_URL"):
        registers_of(load_settings(AccountsSettings, environ))

    named = {
        "MOTCUA_POPULATION_REGISTER_URL": "https://population.example",
        "MOTCUA_SUBSCRIBER_REGISTER_URL": "https://subscribers.example",
        "MOTCUA_BUSINESS_REGISTER_URL": "https://businesses.example",
    }
    assert isinstance(registers_of(load_settings(AccountsSettings, environ | named)).population, HttpRegister)
    sandbox = registers_of(load_settings(AccountsSettings, environ | {"MOTCUA_SANDBOX": "1"}))
    assert isinstance(sandbox.population, SandboxPopulationRegister)
