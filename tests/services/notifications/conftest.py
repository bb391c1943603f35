"""A small world for notifications: a real database, real keys, the sandbox provider, and a clock that tests move."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import keys
from chassis.callers import ANONYMOUS, Caller, CallerKind, system
from chassis.contracts import EventType
from chassis.envelopes import Event
from chassis.sealing import Sealer
from chassis.storage import Storage
from chassis.testing import call_of, emitted, event_of, fresh_storage
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.adapters.sandbox_sms import SECOND, SandboxMail, SandboxPush, SandboxSms
from services.notifications.handlers import desk, desk_mail, erasing, following, inbox, reporting, sandbox
from services.notifications.handlers.feed import Portal
from services.notifications.handlers.sending import Courier
from services.notifications.tables import messages
from tests.services.notifications import building

PORTAL = Portal("https://motcua.test", sandbox=True)
CITIZEN = Caller(kind=CallerKind.CITIZEN, id=building.APPLICANT, session="s-1", assurance=1)

SECURITY = (
    accounts.contact_changed,
    accounts.password_changed,
    accounts.second_factor_changed,
    accounts.device_added,
    accounts.data_exported,
    accounts.account_corrected,
    accounts.correction_refused,
)

ACTING = (accounts.delegation_granted, accounts.delegation_revoked, accounts.organisation_member_changed)


ERASING = (accounts.erasure_asked, accounts.erasure_ended, accounts.account_erased)
AT_THE_DESK = (dossiers.contact_left, dossiers.applicant_changed)


BY_TYPE: dict[Any, Any] = {
    accounts.email_code_requested: following.on_email_code_requested,
    accounts.staff_contact_changed: lambda event, work, _: desk_mail.on_staff_contact(event, work),
    dossiers.duty_digest: lambda event, work, sealer: desk_mail.on_duty_digest(event, work, sealer, PORTAL.url),
}


class World:
    """Feeds events to the handlers as the inbox would, and sends what is due when told to."""

    def __init__(self, storage: Storage, keys_dir: Path) -> None:
        self.storage = storage
        self.sealer = Sealer(keys_dir)
        self.now = building.NOW
        self.paused: list[float] = []
        self.courier = Courier(dice=lambda: 0.0)
        self.providers: dict[str, Any] = {
            "sms": [
                SandboxSms(storage, self.sealer, pause=self.paused.append),
                SandboxSms(storage, self.sealer, pause=self.paused.append, name=SECOND),
            ],
            "push": [SandboxPush(storage, self.sealer)],
            "email": [SandboxMail(storage, self.sealer)],
        }

    def pass_time(self, **span: float) -> None:
        self.now += dt.timedelta(**span)

    def happens(self, event_type: EventType[Any], payload: Any, *, event: Event[Any] | None = None) -> Event[Any]:
        """Handle an event in a transaction of its own; ``event`` gives one that came before."""
        event = event or dataclasses.replace(event_of(event_type, "aggregate", payload), time=self.now)
        with self.storage.work(system("test")) as work:
            if event_type in BY_TYPE:
                BY_TYPE[event_type](event, work, self.sealer)
            elif event_type in ACTING:
                following.on_acting_event(event, work, self.sealer)
            elif event_type in ERASING:
                getattr(erasing, f"on_{event_type.name}")(event, work, self.sealer)
            elif event_type == accounts.account_restricted:
                following.on_account_restricted(event, work, self.sealer)
            elif event_type in AT_THE_DESK:
                getattr(desk, f"on_{event_type.name}")(event, work)
            elif event_type == accounts.consent_changed:
                following.on_consent_changed(event, work)
            elif event_type in SECURITY:
                following.on_security_event(event, work, self.sealer)
            elif event_type.service == "accounts" and event_type.aggregate == "challenge":
                following.on_code_requested(event, work, self.sealer)
            elif event_type.service == "accounts":
                following.on_account(event, work, self.sealer)
            elif hasattr(payload, "tell"):
                following.on_event_for_staff(event, work, self.sealer, PORTAL)
            elif event_type.service == "dossiers":
                following.on_dossier_event(event, work, self.sealer, PORTAL)
            else:
                following.on_payment_event(event, work, self.sealer)
        return event

    def account_opens(self, *, agrees: bool = True, **changes: Any) -> None:
        self.happens(accounts.account_opened, building.account(self.sealer, **changes))
        if agrees:
            self.says(given=True)

    def says(self, *, given: bool, at: dt.datetime | None = None) -> None:
        """The applicant agrees to be told more by telephone, or takes that back."""
        said = accounts.ConsentChanged(
            account_id=building.APPLICANT,
            purpose=accounts.ConsentPurpose.PROGRESS_MESSAGES,
            given=given,
            version=1,
            at=at or self.now,
        )
        self.happens(accounts.consent_changed, said)

    def code_is_asked(self, code: str, **changes: Any) -> Event[Any]:
        wanted = {"expires_at": self.now + dt.timedelta(minutes=5), **changes}
        return self.happens(accounts.code_requested, building.code_request(self.sealer, code=code, **wanted))

    def send(self) -> int:
        taken = self.courier.send_due(self.storage, self.sealer, self.providers, portal="https://motcua.test")
        self.courier.wait(10)
        return taken

    def reports_come(self) -> int:
        """Have the sandbox's provider report what is due."""
        return reporting.deliver_sandbox_reports(self.storage, self.sealer)

    def sms(self, phone: str = building.PHONE) -> list[contract.SandboxMessage]:
        call = call_of(contract.list_sandbox_messages, contract.ListSandboxMessages(phone=phone), caller=ANONYMOUS)
        return list(sandbox.list_sandbox_messages(call, self.storage, self.sealer, sandbox=True).messages)

    def inbox(self, caller: Caller = CITIZEN, **asked: Any) -> contract.InboxPage:
        return inbox.list_inbox(call_of(contract.list_inbox, contract.ListInbox(**asked), caller=caller), self.storage)

    def emitted(self, event_type: EventType[Any]) -> list[Any]:
        return emitted(self.storage, event_type)

    def rows(self, **wanted: Any) -> list[Any]:
        with self.storage.read() as db:
            return list(db.execute(sa.select(messages).filter_by(**wanted).order_by(messages.c.id)))

    def everything_stored(self) -> str:
        """All rows of all tables as one text."""
        with self.storage.read() as db:
            names = sa.inspect(db).get_table_names()
            rows = {name: db.scalars(sa.text(f'SELECT to_jsonb(t)::text FROM "{name}" t')).all() for name in names}
        return json.dumps(rows, ensure_ascii=False)


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.generate(made)
    return made


@pytest.fixture
def world(keys_dir: Path) -> Iterator[World]:
    time: list[World] = []
    with fresh_storage("notifications", clock=lambda: time[0].now) as storage:
        time.append(World(storage, keys_dir))
        yield time[0]
        time[0].courier.wait(10)
