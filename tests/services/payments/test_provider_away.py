"""The provider is down: nobody is led to a dead page, nothing hangs, nothing is held, and the desk goes on."""

import http.server
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from chassis.errors import PortalError
from services.payments.adapters.provider import ProviderAway, Question
from services.payments.adapters.vnpay import Vnpay
from services.payments.contract import PROVIDER_AWAY
from tests.services.payments.world import ACCOUNT, SECRET


class Held(http.server.BaseHTTPRequestHandler):
    """Takes a request and says nothing until it is let go."""

    asked = threading.Event()
    let_go = threading.Event()

    def do_POST(self) -> None:
        type(self).asked.set()
        type(self).let_go.wait(20)
        self.send_response(503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def held(world) -> Iterator[type[Held]]:
    """The real adapter at a bank that takes requests and does not answer."""
    Held.asked.clear()
    Held.let_go.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Held)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/api"
    world.bank = Vnpay(replace(ACCOUNT, api_url=url), lambda: SECRET)
    yield Held
    Held.let_go.set()
    server.shutdown()
    server.server_close()


def open_transactions(world) -> int:
    """Sessions of this database, but for the one that looks, that are in a transaction, by PostgreSQL's own word."""
    with world.storage.engine.connect() as db:
        return int(
            db.scalar(
                sa.text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'"
                )
            )
        )


@pytest.mark.parametrize("doing", ["ask", "send_refunds"])
def test_while_the_bank_keeps_us_waiting_no_transaction_is_open_and_others_pay(world, held, doing):
    waiting = world.paid(8000) if doing == "send_refunds" else world.start(world.fee_due())
    if doing == "send_refunds":
        world.refund(waiting.payment.id)
    else:
        world.pass_time(minutes=2)
    timer = threading.Thread(target=getattr(world, doing))
    timer.start()
    assert held.asked.wait(15)

    assert world.storage.engine.pool.checkedout() == 0
    assert open_transactions(world) == 0
    other = world.fee_due(5000)
    world.pay_at_desk(other, 5000)
    assert world.again(other).state == "settled"

    held.let_go.set()
    timer.join(15)
    assert not timer.is_alive()
    assert world.state_of(waiting) == ("refunding" if doing == "send_refunds" else "redirected")


def down(world) -> None:
    """Five failures in a row, at once: nothing listens there."""
    world.bank = Vnpay(replace(ACCOUNT, api_url="http://127.0.0.1:9/api"), lambda: SECRET)
    for _ in range(5):
        with pytest.raises(ProviderAway):
            world.bank.ask(Question("x", world.now), world.now)


def test_who_wants_to_pay_is_told_what_else_can_be_done_and_can_do_it(world):
    due = world.fee_due(8000)
    down(world)
    assert world.bank.is_away

    begun = time.monotonic()
    with pytest.raises(PortalError) as refused:
        world.start(due)
    assert time.monotonic() - begun < 2

    assert refused.value.code == "payment.provider-unavailable"
    told = PROVIDER_AWAY.vi
    assert "chuyển khoản" in told
    assert "bộ phận một cửa" in told
    assert world.again(due).payments == ()
    world.pay_at_desk(due, 8000)
    assert world.again(due).state == "settled"


def test_who_is_at_the_bank_already_keeps_the_page(world):
    due = world.fee_due(8000)
    first = world.start(due)
    down(world)

    assert world.start(due).payment.id == first.payment.id


def test_an_open_circuit_costs_a_question_no_time(world):
    for _ in range(10):
        world.start(world.fee_due())
    world.pass_time(minutes=2)
    down(world)

    begun = time.monotonic()
    while world.ask():
        pass
    assert time.monotonic() - begun < 10
