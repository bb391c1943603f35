"""The sandbox bank over real HTTP, from the pay URL to the settled fee, in every outcome it can play."""

import datetime as dt
import html
import json
import re
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
from nameko.containers import ServiceContainer

from chassis import keys
from chassis.database import make_engine
from chassis.ids import new_id
from chassis.settings import ENVIRON, Address, load_settings
from chassis.storage import Storage, utc_now
from chassis.testing import call_of, fresh_database, reply_sealer, wait_until
from services.payments import contract, tables
from services.payments.adapters.provider import ProviderAway, Question, RefundOrder
from services.payments.adapters.vnpay import Vnpay
from services.payments.contract import RefundState
from services.payments.domain.vnpay import Verdict
from services.payments.domain.vnpay_refunds import RefundVerdict
from services.payments.handlers import enquiries, reading
from services.payments.sandbox_bank import merchants
from services.payments.sandbox_bank import refunding as bank_refunding
from services.payments.sandbox_bank.outcomes import MEANINGS, PAID, Outcome
from services.payments.sandbox_bank.service import SandboxBank
from services.payments.settings import PaymentsSettings, vnpay_account
from tests.services.payments.world import World


class Portal(World):
    """The world with the real adapter and the wall clock, reachable by the bank's callbacks."""

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage)
        self.now = utc_now()
        self.refuse_callbacks = 0
        self.callbacks: list[str] = []

    def take_callback(self, query: str) -> str:
        params = dict(urllib.parse.parse_qsl(query))
        if self.refuse_callbacks:
            self.refuse_callbacks -= 1
            answer = "99"
        else:
            answer = self.hear(params)
        self.callbacks.append(answer)
        return answer

    def pay(self, amount: int, outcome: str = "", choice: str = "pay") -> tuple[Any, Any, requests.Response]:
        """Walk the pages as a browser does; gives obligation, attempt and the bank's last answer."""
        due = self.fee_due(amount, dossier=new_id())
        started = self.start(due)
        page = requests.get(started.redirect_url, timeout=10)
        assert page.status_code == 200
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        (action,) = re.findall(r'<form method="post" action="([^"]*)"', page.text)
        chosen = outcome or re.findall(r'<option value="([^"]*)" selected', page.text)[0]
        url = urllib.parse.urljoin(started.redirect_url, html.unescape(action))
        answer = requests.post(url, form | {"choice": choice, "outcome": chosen}, timeout=10, allow_redirects=False)
        return due, started, answer

    def come_back(self, answer: requests.Response) -> Any:
        query = urllib.parse.urlsplit(answer.headers["Location"]).query
        request = contract.ReadReturn(provider=contract.Provider.VNPAY, params=dict(urllib.parse.parse_qsl(query)))
        return reading.read_return(call_of(contract.read_return, request), self.storage, self.bank)

    def state(self, due: Any) -> str:
        return str(self.again(due).state)


def serve(portal: Portal) -> ThreadingHTTPServer:
    class Ipn(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"RspCode": portal.take_callback(urllib.parse.urlsplit(self.path).query)}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ipn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    key_files = tmp_path_factory.mktemp("keys")
    keys.generate(key_files)
    with fresh_database("payments") as url:
        engine = make_engine(url, name="test-payments", pool_size=5)
        clock: list[Portal] = []
        portal = Portal(Storage(engine, lambda: clock[0].now, reply_sealer()))
        clock.append(portal)
        server = serve(portal)
        environ = {
            "MOTCUA_AMQP_URL": "amqp://guest:guest@127.0.0.1:1//",
            "MOTCUA_DATABASE_URL": url,
            "MOTCUA_KEYS_DIR": str(key_files),
            "MOTCUA_SANDBOX": "1",
            "MOTCUA_PUBLIC_URL": "http://portal.test",
            "MOTCUA_BANK_ADDRESS": "127.0.0.1:0",
            "MOTCUA_BANK_IPN_URL": f"http://127.0.0.1:{server.server_address[1]}/ipn",
        }
        container = ServiceContainer(SandboxBank, {ENVIRON: environ, "max_workers": 4})
        container.start()
        try:
            (http_server,) = [found for found in container.extensions if type(found).__name__ == "HttpServer"]
            environ["MOTCUA_BANK_ADDRESS"] = str(Address("127.0.0.1", http_server.port))
            account = vnpay_account(load_settings(PaymentsSettings, environ))
            portal.bank = Vnpay(account, lambda: merchants.secret_of(portal.storage, account.tmn_code))
            yield portal
        finally:
            container.stop()
            server.shutdown()
            server.server_close()
            engine.dispose()


@pytest.fixture(autouse=True)
def _now(portal: Portal) -> None:
    portal.now = utc_now()
    portal.callbacks.clear()


def bank_order(portal: Portal, started: Any) -> Any:
    (order,) = [row for row in portal.rows(tables.bank_orders) if row.txn_ref == started.payment.txn_ref]
    return order


def test_the_page_shows_what_is_paid_in_vietnamese(portal):
    started = portal.start(portal.fee_due(8000, dossier=new_id()))

    page = requests.get(started.redirect_url, timeout=10)

    assert "8.000 đồng" in page.text
    assert '<html lang="vi">' in page.text
    assert "Thanh toán" in page.text
    assert "Hủy" in page.text
    assert "form-action 'self' http://portal.test;" in page.headers["Content-Security-Policy"]


def test_a_payment_is_settled_when_the_browser_comes_back(portal):
    due, _, answer = portal.pay(8000)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("http://portal.test/payments/vnpay/return?")
    shown = portal.come_back(answer)
    assert (shown.genuine, shown.state, shown.final) == (True, "paid", True)
    assert portal.state(due) == "settled"
    assert portal.callbacks == ["00"]


def test_a_button_pressed_twice_pays_once(portal):
    _, started, answer = portal.pay(8000)
    form = {"tmn_code": "MOTCUA01", "txn_ref": started.payment.txn_ref, "choice": "pay"}
    url = urllib.parse.urljoin(started.redirect_url, "/paymentv2/pay")

    again = requests.post(url, form, timeout=10, allow_redirects=False)

    assert again.headers["Location"] == answer.headers["Location"]
    assert portal.callbacks == ["00"]


@pytest.mark.parametrize(
    ("amount", "outcome", "choice", "state"),
    [
        (8051, "", "pay", "failed"),
        (8024, "", "pay", "cancelled"),
        (8000, "", "cancel", "cancelled"),
        (8000, "refused", "pay", "failed"),
    ],
)
def test_what_is_refused_or_cancelled_leaves_the_fee_due(portal, amount, outcome, choice, state):
    due, started, answer = portal.pay(amount, outcome, choice)

    assert portal.come_back(answer).state == state
    assert portal.state_of(started) == state
    assert portal.state(due) == "due"


def test_a_callback_that_comes_twice_counts_once(portal):
    due, _, _ = portal.pay(8002)
    wait_until(lambda: len(portal.callbacks) == 2, what="the second callback")

    assert portal.callbacks == ["00", "02"]
    assert portal.state(due) == "settled"


def test_a_callback_that_was_not_confirmed_is_sent_again(portal):
    portal.refuse_callbacks = 1
    due, _, answer = portal.pay(8000)
    assert not portal.come_back(answer).final

    with portal.storage.engine.begin() as db:
        db.execute(tables.bank_calls.update().where(tables.bank_calls.c.due_at.is_not(None)).values(due_at=utc_now()))
    wait_until(lambda: portal.state(due) == "settled", what="the callback that is sent again")

    assert portal.callbacks == ["99", "00"]


def test_a_forged_callback_is_refused_and_takes_no_money(portal):
    due, started, answer = portal.pay(8097)
    wait_until(lambda: portal.callbacks, what="the forged callback")

    assert portal.callbacks[0] == "97"
    assert not portal.come_back(answer).genuine
    assert portal.state_of(started) == "redirected"
    portal.now += enquiries.GRACE
    asked = portal.bank.ask(Question(started.payment.txn_ref, started.payment.created_at), portal.now)
    assert asked.report.verdict is Verdict.FAILED
    assert portal.state(due) == "due"


def test_money_without_a_callback_is_found_by_asking(portal):
    due, _, answer = portal.pay(8091)
    assert not portal.come_back(answer).final
    portal.now += 2 * enquiries.GRACE

    wait_until(lambda: portal.ask() == 0, what="all questions asked")

    assert portal.state(due) == "settled"
    assert portal.callbacks == []


def test_a_silent_bank_says_nothing_to_questions(portal):
    _, started, _ = portal.pay(8099)

    with pytest.raises(ProviderAway):
        portal.bank.ask(Question(started.payment.txn_ref, started.payment.created_at), portal.now)


def test_money_of_a_wrong_amount_lies_in_suspense(portal):
    before = portal.balances().get("suspense", 0)
    due, started, _ = portal.pay(8004)

    assert portal.callbacks == ["04"]
    assert portal.balances()["suspense"] - before == -9004
    assert portal.state(due) == "due"
    assert bank_order(portal, started).taken == 9004
    stop_calling(portal, started)


def test_late_money_is_not_visible_before_its_time_and_then_lies_in_suspense(portal):
    before = portal.balances().get("suspense", 0)
    due, started, _ = portal.pay(8011)
    question = Question(started.payment.txn_ref, started.payment.created_at)
    assert portal.callbacks == []
    assert portal.bank.ask(question, portal.now).report.verdict is Verdict.NOT_FOUND
    portal.now = started.payment.expires_at + 2 * enquiries.GRACE
    wait_until(lambda: portal.ask() == 0, what="all questions asked")
    assert portal.state_of(started) == "expired"

    with portal.storage.engine.begin() as db:
        calls = tables.bank_calls
        db.execute(calls.update().where(calls.c.txn_ref == started.payment.txn_ref).values(due_at=utc_now()))
    wait_until(lambda: portal.callbacks, what="the late callback")

    assert portal.callbacks == ["00"]
    assert portal.state_of(started) == "expired"
    assert portal.state(due) == "due"
    assert portal.balances()["suspense"] - before == -8011


def stop_calling(portal: Portal, started: Any) -> None:
    calls = tables.bank_calls
    with portal.storage.engine.begin() as db:
        db.execute(calls.update().where(calls.c.txn_ref == started.payment.txn_ref).values(due_at=None))


def refund_order(portal: Portal, started: Any, amount: int, *, full: bool) -> RefundOrder:
    number = bank_order(portal, started).seq + 14_000_000
    attempt = started.payment
    return RefundOrder(
        new_id().replace("-", ""), attempt.txn_ref, str(number), amount, full, attempt.created_at, "Hoàn lệ phí"
    )


def test_refunds_are_signed_counted_and_never_more_than_was_taken(portal):
    due, started, _ = portal.pay(8000)
    assert portal.state(due) == "settled"

    def refund(amount: int, *, full: bool) -> RefundVerdict:
        return portal.bank.refund(refund_order(portal, started, amount, full=full), portal.now).report.verdict

    assert refund(3000, full=False) is RefundVerdict.DONE
    assert refund(6000, full=False) is RefundVerdict.REFUSED
    assert refund(5000, full=True) is RefundVerdict.REFUSED
    assert refund(5000, full=False) is RefundVerdict.DONE


def test_a_refund_request_that_comes_again_pays_nothing_again(portal):
    _, started, _ = portal.pay(8000)
    order = refund_order(portal, started, 3000, full=False)

    said = [portal.bank.refund(order, portal.now).report for _ in range(2)]

    assert [report.verdict for report in said] == [RefundVerdict.DONE, RefundVerdict.PENDING]
    assert said[1].code == "code:94"
    assert len(portal.rows(tables.bank_refunds)) == len({row.seq for row in portal.rows(tables.bank_refunds)})


@pytest.mark.parametrize(
    ("ending", "end", "sent", "went_back"),
    [
        (Outcome.SUCCESS, RefundState.SETTLED, 1, 1),
        (Outcome.REFUND_REFUSED, RefundState.REFUSED, 1, 0),
        (Outcome.REFUND_SLOW, RefundState.SETTLED, 1, 1),
        (Outcome.REFUND_REFUSED_LATE, RefundState.REFUSED, 1, 0),
        (Outcome.REFUND_SILENT, RefundState.SETTLED, 1, 1),
        (Outcome.REFUND_LOST, RefundState.SETTLED, 2, 1),
    ],
)
def test_a_refund_comes_to_its_end_whatever_the_bank_does(portal, monkeypatch, ending, end, sent, went_back):
    monkeypatch.setattr(bank_refunding, "TAKES", dt.timedelta(seconds=1))
    _, started, _ = portal.pay(8000 + int(MEANINGS[ending].ending or 0))
    before = len([row for row in portal.rows(tables.bank_refunds) if row.ends_as == "00"])
    refund = portal.refund(started.payment.id)

    def is_over() -> bool:
        portal.send_refunds()
        portal.pass_time(hours=1)
        return portal.refund_now(refund).state not in (RefundState.APPROVED, RefundState.SENT, RefundState.UNKNOWN)

    wait_until(is_over, 30, "the refund to be over")

    assert portal.refund_now(refund).state == end
    assert portal.state_of(started) == ("refunded" if end == RefundState.SETTLED else "paid")
    (row,) = [row for row in portal.rows(tables.refunds) if row.id == refund.id]
    assert row.tries == sent
    assert len([row for row in portal.rows(tables.bank_refunds) if row.ends_as == "00"]) - before == went_back


@pytest.mark.parametrize(
    ("change", "code"),
    [({"vnp_Amount": "100"}, "70"), ({"vnp_TmnCode": "OTHER001"}, "72"), ({"vnp_SecureHash": ""}, "70")],
)
def test_a_pay_url_that_was_changed_is_refused(portal, change, code):
    url = urllib.parse.urlsplit(portal.start(portal.fee_due(8000, dossier=new_id())).redirect_url)
    query = dict(urllib.parse.parse_qsl(url.query)) | change

    page = requests.get(url._replace(query=urllib.parse.urlencode(query)).geturl(), timeout=10)

    assert page.status_code == 400
    assert f"(mã {code})" in page.text


def test_enquiries_are_answered_once_and_only_if_signed(portal):
    _, started, _ = portal.pay(8000)
    url = urllib.parse.urljoin(started.redirect_url, "/merchant_webapi/api/transaction")
    fields = {"vnp_Command": "querydr", "vnp_TmnCode": "MOTCUA01", "vnp_RequestId": "r1", "vnp_TxnRef": "x"}

    unsigned = requests.post(url, json=fields, timeout=10).json()

    assert unsigned["vnp_ResponseCode"] == "97"
    assert requests.post(url, data=b"[", timeout=10).status_code == 400
    assert requests.post(url, json={**fields, "vnp_Command": "pay"}, timeout=10).json()["vnp_ResponseCode"] == "02"


def test_the_bank_explains_its_magic_amounts(portal):
    started = portal.start(portal.fee_due(8000, dossier=new_id()))

    page = requests.get(urllib.parse.urljoin(started.redirect_url, "/"), timeout=10).text

    for outcome in Outcome:
        assert html.escape(MEANINGS[outcome].vi, quote=False) in html.unescape(page)


def test_what_the_bank_took_is_what_we_booked(portal):
    stored = portal.rows(tables.bank_orders)
    taken = sum(row.taken for row in stored if row.outcome in PAID)
    went_back = sum(row.amount for row in portal.rows(tables.refunds) if row.state == "settled")

    assert portal.balances().get("clearing", 0) == taken - went_back


def test_the_secret_is_made_once_and_is_long(portal):
    first = merchants.secret_of(portal.storage, "MOTCUA02")

    assert merchants.secret_of(portal.storage, "MOTCUA02") == first
    assert len(first) == 64
