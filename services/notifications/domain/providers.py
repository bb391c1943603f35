"""What a provider of a channel is asked and answers: the port that adapters implement."""

import enum
from dataclasses import dataclass, field
from typing import Protocol


class Result(enum.StrEnum):
    """How an attempt to hand a message over ended."""

    TAKEN = "taken"  # the provider answers for it from now on
    LATER = "later"  # it did not take it now, or we cannot know whether it did
    REFUSED = "refused"  # it never will


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way. ``id`` stays the same over all attempts, so that a provider can drop repeats."""

    id: str
    matter: str
    address: str = field(repr=False)
    title: str = field(repr=False)
    body: str = field(repr=False)
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """The outcome of one attempt. ``detail`` is a word or two for the operator, without personal data."""

    result: Result
    detail: str = ""
    reference: str = ""


class Provider(Protocol):
    """Hands messages of one channel over. `send` waits at most its own time limit and never raises for an outage."""

    @property
    def name(self) -> str: ...

    def send(self, parcel: Parcel) -> Attempt: ...
