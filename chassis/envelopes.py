"""What an event is: on the wire, and as a subscriber gets it."""

import dataclasses
import datetime as dt
from typing import Annotated, Final, Generic, TypeVar

from chassis.contracts import EventType
from chassis.records import Json, Rule, load, record
from chassis.wire_json import decode

Pay = TypeVar("Pay")


@dataclasses.dataclass(frozen=True)
class Event(Generic[Pay]):
    """An event as a subscriber gets it; ``late`` says that later ones of its aggregate were handled before it."""

    id: str
    type: EventType[Pay]
    aggregate_id: str
    version: int
    time: dt.datetime
    actor: str
    trace: str
    payload: Pay
    late: bool = False


LAST_VERSION: Final = 2**31 - 2
"""The last version of which the next can be kept too: one event that no row could hold would hold up those accounted
for together with it."""


@record
class Envelope:
    """An event on the wire: what is the same for all types, around the payload of its own type."""

    id: Annotated[str, Rule(min=1, max=64)]
    type: Annotated[str, Rule(min=1, max=100)]
    source: Annotated[str, Rule(min=1, max=64)]
    aggregate: Annotated[str, Rule(min=1, max=64)]
    aggregate_id: Annotated[str, Rule(min=1, max=128)]
    version: Annotated[int, Rule(min=1, max=LAST_VERSION)]
    time: dt.datetime
    actor: Annotated[str, Rule(max=100)]
    trace: Annotated[str, Rule(max=64)]
    payload: Json


def open_envelope(body: bytes) -> Envelope:
    """The envelope in a message; `ValueError` or `Invalid` when the bytes are no event."""
    return load(Envelope, decode(body), tolerant=True)
