"""What a process asks of the broker before it consumes."""

from dataclasses import dataclass
from typing import Any

from chassis.consuming import Consuming


@dataclass(frozen=True)
class Provider:
    queue: str
    prefetch: int


def test_every_queue_is_consumed_with_its_own_bound_whichever_comes_last() -> None:
    said: list[tuple[str, object]] = []

    class Consumer:
        def __init__(self, queues: list[Any], **_terms: Any) -> None:
            self.queue = queues[0]

        def qos(self, prefetch_count: int) -> None:
            said.append(("bound", prefetch_count))

        def consume(self) -> None:
            said.append(("consume", self.queue))

    class Accepting(Consuming):
        accept = ("json",)
        prefetch_count = 5

    consuming = Accepting()
    consuming._providers = [Provider("rpc", 10), Provider("dead", 1)]

    for consumer in consuming.get_consumers(Consumer, None):
        consumer.consume()

    assert said == [("bound", 10), ("consume", "rpc"), ("bound", 1), ("consume", "dead")]
