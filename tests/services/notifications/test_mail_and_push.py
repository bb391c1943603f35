"""Mails go to a real mail server, template messages to a real HTTP server, and every answer of theirs is understood."""

import email
import email.policy
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from chassis.callers import ANONYMOUS
from chassis.errors import Conflict, Invalid, NotFound
from chassis.testing import call_of, wait_until
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.adapters.sandbox_sms import SandboxMail
from services.notifications.adapters.smtp import Smtp
from services.notifications.adapters.zns import Zns
from services.notifications.domain.providers import Parcel, Result, Verdict
from services.notifications.handlers import sandbox, unsubscribing
from tests.services.notifications import building
from tests.services.notifications.test_preferences import choose, happens, shown

SENDER = "portal@motcua.test"


def parcel(address: str, **changes: Any) -> Parcel:
    values = {"title": "Kết quả <b>của bạn</b>", "body": "Hồ sơ của “Trần & Con” <script>alert(1)</script> đã xong."}
    return Parcel("m-1", "dossier.approved", address, **{**values, **changes})


class MailServer:
    """The server in its process, and the mails that it took."""

    def __init__(self, room: Path) -> None:
        self._kept = room / "mails"
        place = room / "port"
        arguments = [sys.executable, "-m", "tests.services.notifications.mail_server", str(place), str(self._kept)]
        self.process = subprocess.Popen(arguments)
        wait_until(lambda: place.exists() and bool(place.read_text()), what="the mail server")
        self.port = int(place.read_text())

    def relay(self) -> Smtp:
        return Smtp("127.0.0.1", self.port, SENDER, tls=False)

    def mails(self) -> list[EmailMessage]:
        lines = self._kept.read_text("utf-8").splitlines() if self._kept.exists() else []
        parse = email.message_from_string
        return [parse(json.loads(line)["data"], policy=email.policy.default) for line in lines]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    made = MailServer(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()


def parts(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def test_a_mail_has_a_plain_and_a_safe_html_part_with_the_same_words(server: MailServer) -> None:
    assert server.relay().send(parcel("an@example.vn")).result is Result.TAKEN

    [mail] = server.mails()
    plain, html = parts(mail)
    assert "“Trần & Con” <script>alert(1)</script> đã xong." in plain
    assert "“Trần &amp; Con” &lt;script&gt;alert(1)&lt;/script&gt; đã xong." in html
    assert "<script" not in html
    assert "<b>" not in html
    assert mail["Subject"] == "Kết quả <b>của bạn</b>"
    assert mail["Message-ID"] == "<m-1@motcua.test>"
    assert mail["List-Unsubscribe"] is None


def test_pages_of_the_portal_are_links_and_no_other_address_is(server: MailServer) -> None:
    body = (
        "• H27 https://motcua.test/can-bo/ho-so/d-1?lang=en\nXem https://motcua.test.example/x và https://la.example/y"
    )
    server.relay().send(parcel("an@example.vn", body=body, portal="https://motcua.test"))

    [mail] = server.mails()
    _, html = parts(mail)
    address = "https://motcua.test/can-bo/ho-so/d-1?lang=en"
    assert f'<p>• H27 <a href="{address}">{address}</a></p>' in html
    assert html.count("<a href") == 1


def test_a_title_can_add_no_header(server: MailServer) -> None:
    server.relay().send(parcel("an@example.vn", title="Xin chào\r\nBcc: all@example.vn"))

    [mail] = server.mails()
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Xin chào Bcc: all@example.vn"


@pytest.mark.parametrize(
    ("address", "result"),
    [("nobody@x.vn", Result.REFUSED), ("full@x.vn", Result.LATER), ("dead@x.vn", Result.UNSURE)],
)
def test_what_the_server_says_of_a_mailbox_decides(server: MailServer, address: str, result: Result) -> None:
    attempt = server.relay().send(parcel(address))

    assert attempt.result is result
    assert address not in attempt.detail


def test_a_server_that_is_away_took_nothing() -> None:
    attempt = Smtp("127.0.0.1", 9, SENDER, tls=False).send(parcel("an@example.vn"))

    assert (attempt.result, attempt.verdict) == (Result.LATER, Verdict.BAD)


def test_a_message_goes_through_the_server_and_one_click_in_it_switches_such_mails_off(
    world: Any, server: MailServer
) -> None:
    world.providers["email"] = [server.relay()]
    world.account_opens()
    happens(world, dossiers.dossier_decided)
    world.send()

    [mail] = server.mails()
    address = str(mail["List-Unsubscribe"]).strip("<>").replace(" ", "")
    assert mail["To"] == building.EMAIL
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert building.CODE_OF_DOSSIER in "".join(parts(mail))
    assert address.startswith("https://motcua.test/huy-nhan-thu/")
    plain, html = parts(mail)
    assert plain.rstrip().endswith(address)
    assert f'href="{address}"' in html
    assert building.APPLICANT not in address

    token = urlsplit(address).path.rpartition("/")[2]
    view = told(world, token)
    assert (view.topic, view.email_masked, view.wanted, view.may_stop) == ("result", "a***@example.vn", True, True)
    click(world, token)
    assert told(world, token).wanted is False
    happens(world, dossiers.dossier_decided)
    assert shown(world, "result")["email"] == (False, True)
    assert len(world.rows(channel="email")) == 1


def in_the_sandbox(world: Any, **asked: str) -> list[str]:
    call = call_of(contract.list_sandbox_messages, contract.ListSandboxMessages(**asked), caller=ANONYMOUS)
    shown = sandbox.list_sandbox_messages(call, world.storage, world.sealer, sandbox=True)
    return [message.text for message in shown.messages if message.matter == "dossier.approved"]


def test_in_the_sandbox_a_mail_is_read_by_its_address_and_its_link_switches_such_mails_off(world: Any) -> None:
    world.providers["email"] = [SandboxMail(world.storage, world.sealer)]
    world.account_opens()
    happens(world, dossiers.dossier_decided)
    world.send()

    [mail] = in_the_sandbox(world, email=f" {building.EMAIL.title()} ")
    assert in_the_sandbox(world, phone=building.EMAIL) == [mail]
    assert in_the_sandbox(world, email="somebody.else@example.vn") == []
    assert mail in in_the_sandbox(world, email=building.EMAIL, phone=building.PHONE)
    assert len(in_the_sandbox(world, email=building.EMAIL, phone=building.PHONE)) == 1 + len(
        in_the_sandbox(world, phone=building.PHONE)
    )

    address = mail.split()[-1]
    assert address.startswith("https://motcua.test/huy-nhan-thu/")
    click(world, urlsplit(address).path.rpartition("/")[2])
    assert shown(world, "result")["email"] == (False, True)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "sandbox.address-needed"),
        ({"email": "0912345678"}, "sandbox.address-needed"),
        ({"email": "  "}, "sandbox.address-needed"),
        ({"phone": "12"}, "phone.not-understood"),
        ({"phone": "12", "email": "an@example.vn"}, "phone.not-understood"),
    ],
)
def test_whose_messages_are_asked_for_must_be_said_right(world: Any, asked: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        in_the_sandbox(world, **asked)

    assert refused.value.code == code


def click(world: Any, token: str) -> None:
    call = call_of(contract.unsubscribe, contract.Unsubscribe(token=token), caller=ANONYMOUS)
    unsubscribing.unsubscribe(call, world.storage, world.sealer)


def told(world: Any, token: str) -> contract.UnsubscriptionView:
    call = call_of(contract.read_unsubscription, contract.ReadUnsubscription(token=token), caller=ANONYMOUS)
    return unsubscribing.read_unsubscription(call, world.storage, world.sealer)


def test_of_whom_nothing_is_kept_any_more_no_address_switches_anything(world: Any) -> None:
    token = unsubscribing.link_for(world.sealer, "", "somebody-erased", "result", "en").rpartition("/")[2]

    for ask in (click, told):
        with pytest.raises(NotFound):
            ask(world, token.partition("?")[0])


def test_a_click_does_not_take_the_last_way_away_and_an_invented_one_does_nothing(world: Any) -> None:
    world.account_opens()
    choose(world, "result", sms=False)
    token = unsubscribing.link_for(world.sealer, "", building.APPLICANT, "result").rpartition("/")[2]

    assert told(world, token).may_stop is False
    with pytest.raises(Conflict):
        click(world, token)
    for wrong in (token[:-4] + "AAAA", "v1.x.y.z", "nothing"):
        with pytest.raises(NotFound):
            click(world, wrong)


def test_a_mailbox_that_does_not_exist_is_a_loss_and_goes_no_further_where_an_sms_went(
    world: Any, server: MailServer
) -> None:
    world.providers["email"] = [server.relay()]
    world.account_opens(email_sealed=world.sealer.seal("contact", "nobody@x.vn", f"account:{building.APPLICANT}"))
    happens(world, dossiers.dossier_decided)
    world.send()

    assert [row.state for row in world.rows(channel="email")] == ["failed"]
    assert len(world.rows(matter="dossier.approved")) == 3


class Network:
    """A social network that answers what a test tells it to."""

    def __init__(self) -> None:
        self.status, self.answer = 200, b'{"error": 0, "data": {"msg_id": "z-7"}}'
        self.got: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                outer.got[-1]["token"] = self.headers["access_token"]
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(outer.answer)))
                self.end_headers()
                self.wfile.write(outer.answer)

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/message/template"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_network_gets_its_template_and_the_facts_and_not_the_words(network: Network) -> None:
    asked = parcel("+84912345678", facts=(("dossier_code", "H27-1"),))

    attempt = Zns(network.url, "token", {"dossier.approved": "12345"}).send(asked)

    assert (attempt.result, attempt.reference) == (Result.TAKEN, "z-7")
    assert network.got == [
        {
            "phone": "84912345678",
            "template_id": "12345",
            "template_data": {"dossier_code": "H27-1"},
            "tracking_id": "m-1",
            "token": "token",
        }
    ]


@pytest.mark.parametrize(
    ("status", "answer", "result", "verdict"),
    [
        (200, b'{"error": -118}', Result.REFUSED, Verdict.GOOD),
        (200, b'{"error": -115}', Result.LATER, Verdict.DEAD),
        (200, b'{"error": -32}', Result.LATER, Verdict.NEITHER),
        (200, b"[]", Result.UNSURE, Verdict.BAD),
        (500, b"", Result.LATER, Verdict.BAD),
        (401, b"", Result.LATER, Verdict.DEAD),
    ],
)
def test_the_networks_answer_decides(
    network: Network, status: int, answer: bytes, result: Result, verdict: Verdict
) -> None:
    network.status, network.answer = status, answer

    attempt = Zns(network.url, "token", {"dossier.approved": "12345"}).send(parcel("+84912345678"))

    assert (attempt.result, attempt.verdict) == (result, verdict)


def test_who_wants_push_messages_gets_them_and_what_has_no_template_comes_by_sms(world: Any, network: Network) -> None:
    world.providers["push"] = [Zns(network.url, "token", {"dossier.received": "12345"})]
    world.account_opens()
    choose(world, "filing", push=True, sms=False)
    happens(world, dossiers.dossier_received)
    happens(world, dossiers.dossier_refused)
    world.send()

    assert [got["template_id"] for got in network.got] == ["12345"]
    assert network.got[0]["template_data"]["dossier_code"] == building.CODE_OF_DOSSIER
    (refused,) = world.rows(matter="dossier.not-received", channel="push")
    assert refused.state == "failed"
    assert [row.channel for row in world.rows(matter="dossier.not-received") if row.instead_of] == ["email"]
