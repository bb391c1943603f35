"""The life of a message, as one table: what may happen to it in each state, and what it is then.

``queued`` is where it waits, for its first attempt, the next, or the end of quiet hours. ``failed``, ``undelivered``,
``given_up`` and ``cancelled`` lead nowhere but to ``delivered``: a report may still say that the telephone has it. To
try again is a new message. Reports come late, twice and in any order, so each state says what a report means in it.
"""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notifications.domain.providers import Result


class State(enum.StrEnum):
    """Where a message stands; the values are those of the contract."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


class Happening(enum.StrEnum):
    """What happens to a message."""

    CLAIMED = "claimed"
    TAKEN = "taken"
    REFUSED = "refused"
    POSTPONED = "postponed"
    HELD = "held"
    EXHAUSTED = "exhausted"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    UNWANTED = "unwanted"
    OVER = "over"
    REPORTED_DELIVERED = "reported-delivered"
    REPORTED_UNDELIVERED = "reported-undelivered"
    OPENED = "opened"
    CLOSED = "closed"


NEXT: Final[Mapping[tuple[State, Happening], State]] = MappingProxyType(
    {
        (State.QUEUED, Happening.CLAIMED): State.SENDING,
        (State.QUEUED, Happening.EXPIRED): State.GIVEN_UP,
        (State.QUEUED, Happening.SUPERSEDED): State.CANCELLED,
        (
            State.QUEUED,
            Happening.REPORTED_DELIVERED,
        ): State.DELIVERED,  # only the answer was lost
        (State.QUEUED, Happening.REPORTED_UNDELIVERED): State.QUEUED,  # an earlier attempt; the next one is due anyway
        (State.SENDING, Happening.CLAIMED): State.SENDING,  # the lease of a process that died ran out
        (State.SENDING, Happening.TAKEN): State.SENT,
        (State.SENDING, Happening.REFUSED): State.FAILED,
        (State.SENDING, Happening.POSTPONED): State.QUEUED,
        (State.SENDING, Happening.HELD): State.QUEUED,  # quiet hours have begun
        (State.SENDING, Happening.EXHAUSTED): State.GIVEN_UP,
        (State.SENDING, Happening.EXPIRED): State.GIVEN_UP,
        (State.SENDING, Happening.UNWANTED): State.CANCELLED,  # its person does not want it any more
        (State.SENDING, Happening.OVER): State.CANCELLED,  # what it reminds of is done
        (State.SENDING, Happening.REPORTED_DELIVERED): State.DELIVERED,  # the report overtook the answer
        (State.SENDING, Happening.REPORTED_UNDELIVERED): State.UNDELIVERED,
        (State.SENT, Happening.REPORTED_DELIVERED): State.DELIVERED,
        (State.SENT, Happening.REPORTED_UNDELIVERED): State.UNDELIVERED,
        (State.SENT, Happening.OPENED): State.READ,
        (State.SENT, Happening.CLOSED): State.SENT,
        (State.READ, Happening.OPENED): State.READ,
        (State.READ, Happening.CLOSED): State.SENT,
        (State.DELIVERED, Happening.REPORTED_DELIVERED): State.DELIVERED,
        (State.DELIVERED, Happening.REPORTED_UNDELIVERED): State.DELIVERED,  # older, or of another attempt
        (State.UNDELIVERED, Happening.REPORTED_DELIVERED): State.DELIVERED,  # the telephone was on again
        (State.UNDELIVERED, Happening.REPORTED_UNDELIVERED): State.UNDELIVERED,
        (State.FAILED, Happening.REPORTED_DELIVERED): State.DELIVERED,
        (State.FAILED, Happening.REPORTED_UNDELIVERED): State.FAILED,
        (State.GIVEN_UP, Happening.REPORTED_DELIVERED): State.DELIVERED,
        (State.GIVEN_UP, Happening.REPORTED_UNDELIVERED): State.GIVEN_UP,
        (State.CANCELLED, Happening.REPORTED_DELIVERED): State.DELIVERED,
        (State.CANCELLED, Happening.REPORTED_UNDELIVERED): State.CANCELLED,
    }
)

UNDER_WAY: Final = frozenset({State.QUEUED, State.SENDING})
"""A message that will be handed over, or is being."""
LOST: Final = frozenset({State.FAILED, State.GIVEN_UP, State.UNDELIVERED})
"""It did not reach its person: an alarm, and another channel is tried."""


def after(state: State, happening: Happening) -> State:
    """The state that follows, or ValueError where this cannot happen."""
    try:
        return NEXT[state, happening]
    except KeyError:
        raise ValueError(f"a message that is {state} cannot be {happening}") from None


def happening_of(result: Result, retry: bool) -> Happening:
    """What an attempt's result means for the message; ``retry``: whether another attempt is left."""
    if result is Result.TAKEN:
        return Happening.TAKEN
    if result is Result.REFUSED:
        return Happening.REFUSED
    return Happening.POSTPONED if retry else Happening.EXHAUSTED
