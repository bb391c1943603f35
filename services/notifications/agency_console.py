"""Programs of agencies at the operator's console: ``python -m services.notifications.agency_console``.

::

    add CODE [--name NAME] [--type TYPE …] [--procedure CODE …]    API key, AMQP account, queue, a test event, samples
    list                                                           who has keys and subscriptions, and how they stand
    rotate CODE [--hours 24]                                       another API key and AMQP password
    revoke CODE                                                    keys, account and subscriptions end at once

It is ``./motcua agency``. Keys and passwords are shown this once. Guarantees: what is done here is in the audit trail;
each command may be given again after it failed half-way; revoking closes the connections of the account.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from chassis import audit
from chassis.callers import system
from chassis.database import make_engine
from chassis.errors import PortalError, told_at_a_console
from chassis.ids import new_id
from chassis.sealing import Sealer
from chassis.settings import SettingsWrong, Url, load_settings, need, setting, web_url
from chassis.storage import Storage, Work
from services.notifications.adapters.agency_queues import AgencyQueues, queue_of
from services.notifications.adapters.broker_admin import BrokerAdmin, BrokerRefused
from services.notifications.contract import Scope, SubscriptionState, Way
from services.notifications.handlers import credentials, handovers, subscriptions
from services.notifications.settings import NotificationsSettings
from services.notifications.store import fed, handed_over, subscribed

CONSOLE: Final = system("console")
SCOPES: Final = (Scope.EVENTS, Scope.SUBSCRIPTIONS)

SAMPLE: Final = """\
{name} may now follow its events.

API key (shown this once):   {key}
AMQP account (shown once):   {account} / {password}
Queue:                       {queue} in the virtual host agencies at {host}
A test event waits in the queue.

  curl -H 'Authorization: Bearer {key}' '{portal}/api/v1/events?after=0&wait=20'

  # pip install kombu
  from kombu import Connection, Queue
  def handle(body, message):
      print(message.properties["message_id"], message.body)   # drop an id that you have worked through
      message.ack()
  with Connection("amqp://{account}:{password}@{host}/agencies") as broker:
      queue = Queue("{queue}", no_declare=True, durable=True)
      with broker.Consumer(queue, callbacks=[handle], accept=["application/cloudevents+json", "application/json"]):
          while True:
              broker.drain_events()

More, with deduplication, in Python and Node: docs/integrating.md.
"""


@dataclass(frozen=True, kw_only=True)
class ConsoleSettings:
    """What the console alone is told: no service holds this password."""

    broker_admin_url: Url = setting(
        "MOTCUA_BROKER_ADMIN_URL", default=Url(""), parse=web_url, help="the broker's management API"
    )


class Desk:
    """What the console works with."""

    def __init__(self, settings: NotificationsSettings, admin: BrokerAdmin | None) -> None:
        url = need(settings.database_url, "MOTCUA_DATABASE_URL")
        keys_dir = need(settings.keys_dir, "MOTCUA_KEYS_DIR")
        self.settings = settings
        self.admin = admin
        self.sealer = Sealer(keys_dir)
        self.storage = Storage(make_engine(url, name="agency-console", pool_size=2), sealer=self.sealer)

    @property
    def queues(self) -> AgencyQueues | None:
        url = self.settings.agencies_amqp_url
        return AgencyQueues(url) if url and self.admin is not None else None

    def add(self, code: str, name: str, types: Sequence[str], procedures: Sequence[str]) -> str:
        """Everything an agency's program needs; a queue only where there is a broker for it."""
        password = secrets.token_urlsafe(24)
        account = ""
        if (queues := self.queues) is not None and self.admin is not None:
            self.admin.prepare(unquote(urlsplit(self.settings.agencies_amqp_url).username or ""))
            queues.declare(code)
            account = self.admin.put_account(code, password)
        with self.storage.work(CONSOLE) as work:
            made = credentials.make(work, code, name, SCOPES, sandbox=self.settings.sandbox)
            if account:
                self._follow(work, code, name, types, procedures)
        if not account:
            return (
                f"API key (shown this once): {made.key}\n"
                "There is no AMQP account: MOTCUA_AGENCIES_AMQP_URL and MOTCUA_BROKER_ADMIN_URL name no broker.\n"
            )
        return SAMPLE.format(
            name=name,
            key=made.key,
            account=account,
            password=password,
            queue=queue_of(code),
            host=broker_address(self.settings),
            portal=self.settings.public_url,
        )

    def _follow(self, work: Work, code: str, name: str, types: Sequence[str], procedures: Sequence[str]) -> None:
        """The subscription of an agency's queue, made or set anew, with a test event."""
        subscriptions.check_filter(code, (code,), types)
        values = {"name": name, "agencies": [code], "types": list(types), "procedures": list(procedures)}
        values["changed_at"] = work.now  # type: ignore[assignment]  # columns of several types
        head = fed.hold_head(work.db)
        row = subscribed.account_of(work.db, code)
        if row is None:
            subscription_id = new_id()
            subscribed.add_subscription(
                work.db,
                {
                    **values,
                    "id": subscription_id,
                    "agency_code": code,
                    "way": Way.AMQP.value,
                    "state": SubscriptionState.ACTIVE.value,
                    "sandbox": self.settings.sandbox,
                    "begins_after": head,
                    "created_at": work.now,
                    "created_by": work.caller.id,
                },
            )
            row = subscribed.subscription(work.db, subscription_id)
        else:
            subscribed.change_subscription(work.db, row.id, **values)
            handed_over.drop_unfitting(work.db, row.id, work.now)
        assert row is not None
        audit.record(work, "subscription.made", thing=row.id, facts={"agency": code, "way": "amqp"})
        handovers.ping(work, row)

    def rotate(self, code: str, hours: int) -> str:
        """Another key beside each that holds, and another password: who is connected stays so until they part."""
        with self.storage.work(CONSOLE) as work:
            changed = credentials.rotate_all(work, code, hours)
            said = [f"API key {made.credential.name} (shown this once): {made.key}" for made in changed]
        if self.admin is not None and self.admin.has_account(code):
            password = secrets.token_urlsafe(24)
            said.append(f"AMQP account (shown once): {self.admin.put_account(code, password)} / {password}")
        return "\n".join(said) + "\n" if said else f"{code} has neither a key nor an account.\n"

    def revoke(self, code: str) -> str:
        """End everything of an agency's programs. What was in its queue is gone with it; the feed has it all."""
        with self.storage.work(CONSOLE) as work:
            keys = subscribed.end_credentials_of(work.db, code, work.now)
            ended = 0
            for row in subscribed.subscriptions_of(work.db, (code,)):
                if row.agency_code == code and row.state != SubscriptionState.ENDED:
                    subscriptions.end(work, row)
                    ended += 1
            audit.record(work, "agency.revoked", thing=code, facts={"keys": keys, "subscriptions": ended})
        left = 0
        if self.admin is not None:
            self.admin.delete_account(code)
            if (queues := self.queues) is not None:
                left = queues.delete(code)
        return f"{code}: {keys} keys and {ended} subscriptions ended; its queue, with {left} messages, is gone.\n"

    def listed(self) -> str:
        """Keys and subscriptions of all agencies, a line each."""
        with self.storage.read() as db:
            rows = subscribed.subscriptions_of(db, None)
            waiting = subscribed.waiting_of(db, [row.id for row in rows])
            keys = subscribed.all_credentials(db, self.storage.now())
        lines = [f"{key.agency_code}  key …{key.hint}  {','.join(key.scopes)}  {key.name}" for key in keys]
        for row in rows:
            state = f"{row.state}{f' ({row.reason})' if row.reason else ''}"
            failing = f", failing since {row.failing_since:%Y-%m-%d %H:%M} UTC" if row.failing_since else ""
            where = row.url or queue_of(row.agency_code)
            lines.append(
                f"{row.agency_code}  {row.way}  {state}  {waiting.get(row.id, 0)} waiting{failing}  {where}  {row.name}"
            )
        return "\n".join(lines) + "\n" if lines else "No agency has a key or a subscription.\n"


def broker_address(settings: NotificationsSettings) -> str:
    """Where agencies reach the broker: as the operator says, else where we do."""
    parts = urlsplit(settings.agencies_amqp_url)
    return settings.agencies_amqp_address or f"{parts.hostname}:{parts.port or 5672}"


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="motcua agency", description="Programs of agencies that follow events.")
    add = made.add_subparsers(dest="command", required=True).add_parser
    one = add("add", help="API key, AMQP account, queue, a test event and sample code")
    one.add_argument("code")
    one.add_argument("--name", default="", help="what to call it")
    one.add_argument("--type", action="append", default=[], help="only events of this type")
    one.add_argument("--procedure", action="append", default=[], help="only events of this procedure")
    add("list", help="who has keys and subscriptions, and how they stand")
    one = add("rotate", help="another API key and AMQP password")
    one.add_argument("code")
    one.add_argument("--hours", type=int, default=24, help="for how long the former keys still hold")
    one = add("revoke", help="keys, account and subscriptions end at once")
    one.add_argument("code")
    return made


def main(arguments: Sequence[str]) -> int:
    asked = parser().parse_args(arguments)
    try:
        settings = load_settings(NotificationsSettings, os.environ)
        admin_url = load_settings(ConsoleSettings, os.environ).broker_admin_url
        desk = Desk(settings, BrokerAdmin(admin_url) if admin_url else None)
        match asked.command:
            case "add":
                said = desk.add(asked.code, asked.name or asked.code, asked.type, asked.procedure)
            case "rotate":
                said = desk.rotate(asked.code, asked.hours)
            case "revoke":
                said = desk.revoke(asked.code)
            case _:
                said = desk.listed()
    except SettingsWrong as wrong:
        print("\n".join(wrong.problems), file=sys.stderr)
        return 2
    except PortalError as refused:
        print(told_at_a_console(refused), file=sys.stderr)
        return 1
    except BrokerRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    sys.stdout.write(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
