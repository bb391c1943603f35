"""AMQP for agencies, at a real broker: each reads its own queue and nothing else, and nothing is lost on the way."""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import amqp
import pytest
import sqlalchemy as sa
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from chassis.publishing import drop, open_connection
from chassis.settings import Url
from chassis.testing import wait_until
from services.notifications import agency_console
from services.notifications.adapters.agency_queues import EXCHANGE, AgencyQueues, queue_of, side_by_side
from services.notifications.adapters.broker_admin import BrokerAdmin
from services.notifications.contract import PING_TYPE
from services.notifications.domain.handing_over import Message
from services.notifications.handlers.handing_over import Dispatcher
from services.notifications.settings import NotificationsSettings
from services.notifications.tables import feed as feed_table
from services.notifications.tables import subscriptions
from tests.services.notifications.subscribing import Agencies


@pytest.fixture
def agencies(world: Any) -> Agencies:
    return Agencies(world)


@pytest.fixture
def code() -> str:
    return f"H27.{uuid.uuid4().int % 10**8}"


class House:
    """The console, and what its customers hold."""

    def __init__(self, world: Any, keys_dir: Any) -> None:
        self.agencies_url = os.environ["MOTCUA_TEST_AGENCIES_AMQP_URL"]
        settings = NotificationsSettings(
            amqp_url=Url(os.environ["MOTCUA_TEST_AMQP_URL"]),
            database_url=Url(world.storage.engine.url.render_as_string(hide_password=False)),
            keys_dir=keys_dir,
            sandbox=True,
            agencies_amqp_url=Url(self.agencies_url),
        )
        self.admin = BrokerAdmin(os.environ["MOTCUA_TEST_BROKER_ADMIN_URL"])
        self.desk = agency_console.Desk(settings, self.admin)
        self.desk.storage = world.storage
        self.queues = AgencyQueues(self.agencies_url)
        self.world = world
        self.dispatcher = Dispatcher(dice=lambda: 0.0)

    def add(self, code: str, **asked: Any) -> str:
        """The URL of the agency's account."""
        said = self.desk.add(code, "thử", asked.get("types", ()), asked.get("procedures", ()))
        [line] = [line for line in said.splitlines() if line.startswith("AMQP account")]
        account, _, password = line.partition(":")[2].strip().partition(" / ")
        host = self.agencies_url.rpartition("@")[2]
        return f"amqp://{account}:{password}@{host}"

    def run(self, queues: Any = None) -> None:
        for _ in range(20):
            before = self.dispatcher.attempts
            self.dispatcher.run(self.world.storage, self.world.sealer, None, queues or self.queues)  # type: ignore[arg-type]
            self.dispatcher.wait(10)
            if self.dispatcher.attempts == before:
                return


@pytest.fixture
def house(world: Any, keys_dir: Any, code: str) -> Iterator[House]:
    made = House(world, keys_dir)
    yield made
    made.desk.revoke(code)


def read(url: str, queue: str, *, within: float = 5.0) -> list[amqp.Message]:
    """Everything in a queue, taken and acknowledged."""
    connection = open_connection(url)
    try:
        channel = connection.channel()
        found: list[amqp.Message] = []

        def take() -> bool:
            message = channel.basic_get(queue)
            if message is None:
                return bool(found)
            found.append(message)
            channel.basic_ack(message.delivery_tag)
            return False

        try:
            wait_until(take, within=within)
        except AssertionError:
            return []
        return found
    finally:
        drop(connection)


def test_an_agency_reads_the_bytes_of_the_feed_in_order_from_its_own_queue(
    house: House, agencies: Agencies, world: Any, code: str
) -> None:
    url = house.add(code)
    ids = [agencies.happens(f"d-{number % 3}", agency_code=code) for number in range(10)]
    agencies.happens("d-9", agency_code="H99")
    house.run()

    ping, *messages = read(url, queue_of(code))

    assert JSONFormat().read(CloudEvent, ping.body).get_type() == PING_TYPE
    assert [message.properties["message_id"] for message in messages] == ids
    with world.storage.read() as db:
        stored = db.scalars(
            sa.select(feed_table.c.body).where(feed_table.c.agency_code == code).order_by("position")
        ).all()
    assert [message.body.encode() for message in messages] == [text.encode() for text in stored]
    assert {message.properties["content_type"] for message in messages} == {"application/cloudevents+json"}


def test_an_agency_can_do_nothing_but_read_its_own_queue(house: House, code: str) -> None:
    url = house.add(code)
    other = f"{code}9"
    house.queues.declare(other)
    connection = open_connection(url)
    refused = []
    attempts = {
        "read another's queue": lambda c: c.basic_get(queue_of(other)),
        "declare a queue": lambda c: c.queue_declare(f"agency.{code}.more", durable=True, auto_delete=False),
        "declare an exchange": lambda c: c.exchange_declare("mine", "topic"),
        "bind to everything": lambda c: c.queue_bind(queue_of(code), EXCHANGE, "#"),
        "bind to another's": lambda c: c.queue_bind(queue_of(code), EXCHANGE, f"{other.replace('.', '-')}.#"),
        "delete its queue": lambda c: c.queue_delete(queue_of(code)),
        "purge its queue": lambda c: c.queue_purge(queue_of(other)),
    }
    for what, attempt in attempts.items():
        channel = connection.channel()
        try:
            attempt(channel)
        except amqp.exceptions.AccessRefused:
            refused.append(what)
    channel = connection.channel()
    channel.confirm_select()
    with pytest.raises(amqp.exceptions.AccessRefused):
        channel.basic_publish_confirm(amqp.Message("forged"), EXCHANGE, f"{code.replace('.', '-')}.x")
    drop(connection)
    house.queues.delete(other)

    assert refused == list(attempts)


def test_even_let_at_the_exchange_an_agency_binds_to_nothing_of_another(house: House, code: str) -> None:
    """The second lock: topic rights hold where ordinary rights were widened by mistake."""
    url = house.add(code)
    account = queue_of(code)
    house.admin._call("PUT", f"permissions/agencies/{account}", {"configure": "^$", "write": ".*", "read": ".*"})
    connection = open_connection(url)

    for key in ("#", "*.received-v1", "H99.#", f"{code.replace('.', '-')}x.#"):
        with pytest.raises(amqp.exceptions.AccessRefused):
            connection.channel().queue_bind(account, EXCHANGE, key)
    connection.channel().queue_bind(account, EXCHANGE, f"{code.replace('.', '-')}.received-v1")
    drop(connection)


def test_revoking_closes_the_connection_of_the_account_at_once_and_the_key_holds_no_longer(
    house: House, code: str
) -> None:
    connection = open_connection(house.add(code))
    channel = connection.channel()
    channel.basic_get(queue_of(code))

    house.desk.revoke(code)

    def closed() -> bool:
        try:
            connection.drain_events(timeout=0.1)
        except TimeoutError:
            return False
        except (OSError, amqp.exceptions.AMQPError):
            return True
        return False

    wait_until(closed, what="the end of the connection")
    drop(connection)
    assert not house.admin.has_account(code)
    assert f"{code}  key" not in house.desk.listed()


@given(st.lists(st.sampled_from("abcd"), max_size=60))
def test_messages_go_side_by_side_in_order_and_of_one_dossier_one_at_a_time(lines: list[str]) -> None:
    messages = [Message("t", str(number), line, b"") for number, line in enumerate(lines)]

    parts = list(side_by_side(messages))

    assert [each for part in parts for each in part] == messages
    assert all(part and len({each.line for each in part}) == len(part) for part in parts)


def test_a_full_queue_takes_no_more_loses_nothing_and_goes_on_when_it_is_read(
    house: House, agencies: Agencies, world: Any, code: str
) -> None:
    url = house.add(code)
    house.run()
    read(url, queue_of(code))
    ids = [agencies.happens("d-1", agency_code=code) for _ in range(25)]
    small = AgencyQueues(house.agencies_url, full=10)

    house.run(small)
    with world.storage.read() as db:
        row = db.execute(sa.select(subscriptions).where(subscriptions.c.agency_code == code)).one()
    first = read(url, queue_of(code))
    for _ in range(4):
        world.pass_time(seconds=90)
        house.run(small)
        first += read(url, queue_of(code))

    assert row.failures == 1
    assert [message.properties["message_id"] for message in first] == ids


def test_a_broker_that_was_away_for_a_day_gets_everything_in_order(
    house: House, agencies: Agencies, world: Any, code: str
) -> None:
    url = house.add(code)
    house.run()
    read(url, queue_of(code))
    away = AgencyQueues("amqp://nobody:nothing@127.0.0.1:1/agencies")
    ids = []
    for _ in range(24):
        ids.append(agencies.happens("d-1", agency_code=code))
        house.run(away)
        world.pass_time(hours=1)
    for _ in range(3):
        world.pass_time(minutes=2)
        house.run()

    assert [message.properties["message_id"] for message in read(url, queue_of(code))] == ids


def test_a_changed_password_lets_nobody_in_by_the_one_before(house: House, code: str) -> None:
    before = house.add(code)
    said = house.desk.rotate(code, 24)
    [line] = [line for line in said.splitlines() if line.startswith("AMQP account")]
    password = line.rpartition(" / ")[2]

    with pytest.raises((OSError, amqp.exceptions.AMQPError)):
        open_connection(before)
    host = before.rpartition("@")[2]
    drop(open_connection(f"amqp://{queue_of(code)}:{password}@{host}"))
