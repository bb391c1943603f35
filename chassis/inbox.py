"""The inbox."""
import dataclasses
import datetime as dt
from typing import Generic, TypeVar
from chassis.contracts import EventType
Pay = TypeVar("Pay")


@dataclasses.dataclass(frozen=True)
class Event(Generic[Pay]):
    """An event as a subscriber gets it; ``late`` means later ones of its aggregate were handled before it."""

    id: str
    type: EventType[Pay]
    aggregate_id: str
    version: int
    time: dt.datetime
    actor: str
    trace: str
    payload: Pay
    late: bool = False
