"""The life of a message, its retries, and the providers that are not the sandbox's."""

import datetime as dt
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.settings import SettingsWrong, load_settings
from services.notifications.adapters.http_sms import HttpSms
from services.notifications.adapters.smtp import Smtp
from services.notifications.contract import MessageState
from services.notifications.domain.graph import FORMATS
from services.notifications.domain.phones import normal_phone
from services.notifications.domain.providers import Parcel, Result
from services.notifications.domain.retries import Schedule
from services.notifications.domain.states import NEXT, UNDER_WAY, Happening, State, after, happening_of
from services.notifications.settings import NotificationsSettings

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
PARCEL = Parcel("m-1", "dossier.received", "+84912345678", "Tiêu đề", "Nội dung")


def test_the_states_of_the_domain_are_those_of_the_contract() -> None:
    assert {state.value for state in State} == {state.value for state in MessageState}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("happening", Happening)
def test_what_is_not_in_the_table_cannot_happen(state: State, happening: Happening) -> None:
    if (state, happening) in NEXT:
        assert after(state, happening) is NEXT[state, happening]
    else:
        with pytest.raises(ValueError, match="cannot be"):
            after(state, happening)


def test_out_of_an_end_leads_only_the_report_that_the_telephone_has_it() -> None:
    ended = set(State) - UNDER_WAY - {State.SENT, State.READ}
    out = {(happening, to) for (state, happening), to in NEXT.items() if state in ended and to is not state}

    assert out == {(Happening.REPORTED_DELIVERED, State.DELIVERED)}


@pytest.mark.parametrize("state", set(State) - {State.READ})
def test_every_state_knows_what_a_report_means_in_it_and_a_second_one_changes_nothing(state: State) -> None:
    for happening in (Happening.REPORTED_DELIVERED, Happening.REPORTED_UNDELIVERED):
        once = after(state, happening)
        assert after(once, happening) is once
    assert after(after(state, Happening.REPORTED_DELIVERED), Happening.REPORTED_UNDELIVERED) is State.DELIVERED


@pytest.mark.parametrize("form", FORMATS)
def test_every_edge_of_the_table_is_drawn_once(form: str) -> None:
    drawn = FORMATS[form]()

    arrows = {"text": "  → ", "mermaid": " --> ", "dot": " -> "}[form]
    beginnings = drawn.count("[*] -->") if form == "mermaid" else 0
    assert drawn.count(arrows) - beginnings == len(NEXT)
    assert all(name in drawn for name in [*State, *Happening])


def test_an_attempt_that_may_be_made_again_postpones_and_the_last_one_exhausts() -> None:
    assert happening_of(Result.LATER, retry=True) is Happening.POSTPONED
    assert happening_of(Result.LATER, retry=False) is Happening.EXHAUSTED
    assert happening_of(Result.REFUSED, retry=True) is Happening.REFUSED
    assert happening_of(Result.TAKEN, retry=False) is Happening.TAKEN


@given(st.lists(st.integers(1, 10_000), max_size=10), st.floats(0, 1), st.floats(0, 1))
def test_every_schedule_ends_and_never_goes_back_in_time(delays: list[int], jitter: float, dice: float) -> None:
    schedule = Schedule(tuple(sorted(delays)), jitter, lease=30)

    times = [schedule.next_at(attempt, NOW, dice) for attempt in range(1, schedule.attempts + 1)]

    assert times[-1] is None
    assert all(later is not None and later > NOW for later in times[:-1])


@pytest.mark.parametrize("raw", ["0912345678", "+84912345678", "0912 345 678", "84912345678", "0912.345.678"])
def test_a_telephone_number_is_found_however_it_is_written(raw: str) -> None:
    assert normal_phone(raw) == "+84912345678"


@pytest.mark.parametrize("raw", ["", "abc", "+4915112345678", "123"])
def test_what_is_no_vietnamese_number_is_not_guessed_at(raw: str) -> None:
    assert normal_phone(raw) is None


def test_the_words_and_the_address_of_a_parcel_are_not_shown_by_repr() -> None:
    shown = repr(PARCEL)

    assert PARCEL.address not in shown
    assert PARCEL.body not in shown


def test_outside_the_sandbox_the_service_does_not_start_without_a_gateway() -> None:
    environ = {"MOTCUA_AMQP_URL": "amqp://guest:guest@127.0.0.1:5672//"}

    with pytest.raises(SettingsWrong, match="MOTCUA_SMS_URL"):
        load_settings(NotificationsSettings, environ)
    assert load_settings(NotificationsSettings, {**environ, "MOTCUA_SANDBOX": "1"}).sandbox


class Gateway:
    """A gateway that answers what a test tells it to."""

    def __init__(self) -> None:
        self.status, self.answer = 200, b'{"reference": "gw-7"}'
        self.got: list[tuple[dict[str, Any], str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                outer.got.append((json.loads(self.rfile.read(size)), self.headers["Authorization"]))
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(outer.answer)))
                self.end_headers()
                self.wfile.write(outer.answer)

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/messages"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_gateway_gets_the_message_under_its_id(gateway: Gateway) -> None:
    attempt = HttpSms(gateway.url, "token", "MOTCUA").send(PARCEL)

    assert (attempt.result, attempt.reference) == (Result.TAKEN, "gw-7")
    assert gateway.got == [({"id": "m-1", "from": "MOTCUA", "to": "+84912345678", "text": "Nội dung"}, "Bearer token")]


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, Result.TAKEN),
        (202, Result.TAKEN),
        (301, Result.LATER),
        (400, Result.REFUSED),
        (401, Result.LATER),
        (402, Result.LATER),
        (404, Result.REFUSED),
        (410, Result.REFUSED),
        (429, Result.LATER),
        (500, Result.LATER),
        (503, Result.LATER),
    ],
)
def test_the_gateways_status_decides(gateway: Gateway, status: int, result: Result) -> None:
    gateway.status, gateway.answer = status, b"not json"

    attempt = HttpSms(gateway.url, "token", "MOTCUA").send(PARCEL)

    assert attempt.result is result
    assert PARCEL.address not in attempt.detail


def test_a_gateway_that_is_away_is_asked_again_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"

        assert HttpSms(address, "token", "MOTCUA").send(PARCEL).result is Result.LATER


def test_a_mail_relay_that_is_away_is_asked_again_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))

        attempt = Smtp("127.0.0.1", taken.getsockname()[1], "portal@example.vn", tls=False).send(PARCEL)

    assert attempt.result is Result.LATER
