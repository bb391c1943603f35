"""The life of a message, as one table: what may happen to it in each state, and what it is then.

``queued`` is where it waits, for its first attempt or the next; ``sent``, ``failed``, ``given_up`` and ``read`` can be
seen by people. Nothing leads out of ``failed`` and ``given_up``: to try again is a new message.
"""

import enum

from services.notifications.domain.providers import Result


class State(enum.StrEnum):
    """Where a message stands; the values are those of the contract."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    READ = "read"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class Happening(enum.StrEnum):
    """What happens to a message."""

    CLAIMED = "claimed"
    TAKEN = "taken"
    REFUSED = "refused"
    POSTPONED = "postponed"
    EXHAUSTED = "exhausted"
    EXPIRED = "expired"
    UNWANTED = "unwanted"
    OPENED = "opened"


NEXT: dict[tuple[State, Happening], State] = {
    (State.QUEUED, Happening.CLAIMED): State.SENDING,
    (State.QUEUED, Happening.EXPIRED): State.GIVEN_UP,
    (State.SENDING, Happening.CLAIMED): State.SENDING,  # the lease of a process that died ran out
    (State.SENDING, Happening.TAKEN): State.SENT,
    (State.SENDING, Happening.REFUSED): State.FAILED,
    (State.SENDING, Happening.POSTPONED): State.QUEUED,
    (State.SENDING, Happening.EXHAUSTED): State.GIVEN_UP,
    (State.SENDING, Happening.EXPIRED): State.GIVEN_UP,
    (State.SENDING, Happening.UNWANTED): State.GIVEN_UP,  # the consent that it needs was withdrawn
    (State.SENT, Happening.OPENED): State.READ,
    (State.READ, Happening.OPENED): State.READ,
}

FINAL = frozenset({State.FAILED, State.GIVEN_UP})


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
