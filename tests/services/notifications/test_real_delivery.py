"""Outside the sandbox: events over the real broker end at a real HTTP gateway and a real mail server, once."""

import dataclasses
import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import ANONYMOUS
from chassis.database import make_engine
from chassis.errors import Forbidden
from chassis.sealing import Sealer
from chassis.testing import fresh_database, wait_until
from services.accounts import contract as accounts
from services.notifications import contract
from services.notifications.handlers import reporting
from services.notifications.service import NotificationsService
from services.notifications.tables import contacts, messages
from tests.services.chassis.bus import environ, remote_of, running
from tests.services.notifications import building
from tests.services.notifications.test_mail_and_push import MailServer
from tests.services.notifications.test_notifications_service import Gateway, Running, _forget_queues

SECRET = "a secret of two"


class SmsGateway:
    """Keeps messages by their id, as a real one does; breaks when told to."""

    def __init__(self) -> None:
        self.broken = False
        self.asked = 0
        self.kept: dict[str, dict[str, Any]] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked += 1
                got = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not outer.broken:
                    outer.kept[got["id"]] = got
                self.send_response(503 if outer.broken else 202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/messages"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@dataclasses.dataclass
class World:
    """The service outside the sandbox, and everything around it."""

    service: Running
    first: SmsGateway
    second: SmsGateway
    mail: MailServer

    def state(self, channel: str) -> list[str]:
        with self.service.engine.connect() as db:
            return list(db.scalars(sa.select(messages.c.state).where(messages.c.channel == channel)))

    def password_changes(self) -> dict[str, Any]:
        changed = accounts.PasswordChanged(account_id=building.APPLICANT, way="changed", at=dt.datetime.now(dt.UTC))
        return self.service.arrives("accounts", "account", "password_changed", changed)


@pytest.fixture
def real(keys_dir: Path, amqp_url: str, tmp_path: Path) -> Iterator[World]:
    _forget_queues(amqp_url)
    first, second, mail = SmsGateway(), SmsGateway(), MailServer(tmp_path)
    told = {
        "MOTCUA_SMS_URL": first.url,
        "MOTCUA_SMS2_URL": second.url,
        "MOTCUA_SMS_REPORT_SECRET": SECRET,
        "MOTCUA_SMTP_HOST": "127.0.0.1",
        "MOTCUA_SMTP_PORT": str(mail.port),
        "MOTCUA_SMTP_SENDER": "portal@motcua.test",
        "MOTCUA_SMTP_STARTTLS": "no",
    }
    with fresh_database("notifications") as url:
        settings = {**environ(keys_dir, url), **told}
        with running(NotificationsService, settings), running(Gateway, settings) as gateway:
            engine = make_engine(url, name="test", pool_size=2)
            yield World(Running(remote_of(gateway), engine, Sealer(keys_dir), amqp_url), first, second, mail)
            engine.dispose()
    _forget_queues(amqp_url)
    for each in (first, second):
        each.server.shutdown()
        each.server.server_close()
    mail.process.kill()
    mail.process.wait()


@pytest.mark.timeout(120)
def test_a_security_notice_goes_by_sms_and_mail_once_and_its_signed_report_makes_it_delivered(real: World) -> None:
    opened = real.service.arrives("accounts", "account", "account_opened", building.account(real.service.sealer))
    # Events of different accounts and devices are handled side by side; who is not known yet has no mailbox.
    wait_until(lambda: real.service.count(contacts) == 1, what="the contact", within=30)
    body = real.password_changes()
    for _ in range(5):
        real.service.repeat("accounts", body)
        real.service.repeat("accounts", opened)
    wait_until(lambda: real.first.kept and real.mail.mails(), what="the message at both", within=30)
    wait_until(lambda: real.state("sms") == real.state("email") == ["sent"], what="both recorded", within=30)

    [sms] = real.first.kept.values()
    [mail] = real.mail.mails()
    assert (sms["to"], mail["To"], real.first.asked, real.second.asked) == (building.PHONE, building.EMAIL, 1, 0)

    stamp, told = int(dt.datetime.now(dt.UTC).timestamp()), json.dumps({"id": sms["id"], "status": "delivered"})
    signed = reporting.signature(SECRET, "r-1", stamp, told)
    asked = contract.ReportDelivery(provider="sms-1", report_id="r-1", timestamp=stamp, signature=signed, body=told)
    for provider in ("sms-2", "nobody"):
        forged = dataclasses.replace(asked, provider=provider)
        with pytest.raises(Forbidden):
            real.service.remote.call(contract.report_delivery, forged, caller=ANONYMOUS)
    assert real.state("sms") == ["sent"]
    real.service.remote.call(contract.report_delivery, asked, caller=ANONYMOUS)
    assert real.state("sms") == ["delivered"]


@pytest.mark.timeout(120)
def test_while_one_gateway_is_broken_the_other_takes_every_code_and_each_once(real: World) -> None:
    real.first.broken = True
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)
    for number in range(12):
        asked = building.code_request(
            real.service.sealer, code=f"48291{number % 10}", expires_at=expires, challenge=f"c-{number}"
        )
        real.service.arrives("accounts", "challenge", "code_requested", asked)

    wait_until(lambda: real.state("sms") == ["sent"] * 12, what="all codes taken", within=60)

    assert (len(real.second.kept), real.second.asked, real.first.kept) == (12, 12, {})
