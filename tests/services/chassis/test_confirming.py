"""Confirmed messages: what counts as confirmed is in a queue, and of what is not none counts that came after it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.confirming import ConfirmedPublisher, Parcel, Unroutable
from chassis.publishing import PublishFailed, drop, open_connection


@dataclass
class Place:
    """A queue that takes what is for ``key`` and holds at most three messages."""

    publisher: ConfirmedPublisher
    channel: Any
    queue: str

    def parcels(self, *keys: str) -> list[Parcel]:
        return [Parcel(b"{}", key, f"m-{number}") for number, key in enumerate(keys)]

    def send(self, parcels: list[Parcel]) -> tuple[int, PublishFailed | None]:
        return self.publisher.publish_all(parcels, exchange="amq.topic")

    def ids(self) -> list[str]:
        found = []
        while (message := self.channel.basic_get(self.queue, no_ack=True)) is not None:
            found.append(message.properties["message_id"])
        return found


@pytest.fixture
def place(amqp_url: str) -> Iterator[Place]:
    connection, queue = open_connection(amqp_url), f"publishing.{uuid.uuid4().hex[:8]}"
    channel = connection.channel()
    bounds = {"x-max-length": 3, "x-overflow": "reject-publish"}
    channel.queue_declare(queue, auto_delete=False, exclusive=True, arguments=bounds)
    channel.queue_bind(queue, "amq.topic", queue)
    publisher = ConfirmedPublisher(amqp_url)
    yield Place(publisher, channel, queue)
    publisher.close()
    drop(connection)


def test_messages_that_go_side_by_side_are_all_confirmed_and_lie_in_order(place: Place) -> None:
    assert place.send(place.parcels(*[place.queue] * 3)) == (3, None)

    assert place.ids() == ["m-0", "m-1", "m-2"]


def test_what_no_queue_takes_is_told_and_what_came_after_it_does_not_count(place: Place) -> None:
    count, failure = place.send(place.parcels(place.queue, "nowhere", place.queue))

    assert count == 1
    assert isinstance(failure, Unroutable)
    assert place.send(place.parcels(place.queue)) == (1, None), "the connection is as good as before"


def test_what_a_full_queue_refuses_does_not_count_and_goes_when_there_is_room(place: Place) -> None:
    parcels = place.parcels(*[place.queue] * 5)

    count, failure = place.send(parcels)

    assert (count, str(failure)) == (3, "the broker refused it")
    assert place.ids() == ["m-0", "m-1", "m-2"]
    assert place.send(parcels[3:]) == (2, None)
    assert place.ids() == ["m-3", "m-4"]


def test_after_the_connection_was_lost_the_next_messages_go_over_another_one(place: Place) -> None:
    assert place.send(place.parcels(place.queue)) == (1, None)
    drop(place.publisher._connection)

    count, failure = place.send(place.parcels(place.queue))
    assert count == 0
    assert isinstance(failure, PublishFailed)
    assert place.send(place.parcels(place.queue)) == (1, None)
