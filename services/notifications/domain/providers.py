"""What a provider of a channel is asked and answers: the port that adapters implement."""

import enum
from dataclasses import dataclass, field
from typing import Protocol


class Result(enum.StrEnum):
    """How an attempt to hand a message over ended."""

    TAKEN = "taken"  # the provider answers for it from now on
    LATER = "later"  # it did not take it now, and said so
    UNSURE = "unsure"  # no answer in time: it may have taken it
    REFUSED = "refused"  # it never will


class Verdict(enum.StrEnum):
    """What an attempt says about the provider itself."""

    GOOD = "good"  # it does its work
    NEITHER = "neither"  # it is slowed down, or the trouble is the one telephone's
    BAD = "bad"  # it is away or broken: some of these in a row, and it is not asked for a while
    DEAD = "dead"  # nothing will go until somebody acts: the balance is used up, the token is refused


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way. ``id`` stays the same over all attempts, so that a provider can drop repeats.

    ``facts`` are the placeholders' values where a provider keeps the words itself; ``unsubscribe`` an address at which
    who does not want such mails says so, empty where they may not be switched off. ``portal``: the portal's address,
    which a mail links to where its words name a page.
    """

    id: str
    matter: str
    address: str = field(repr=False)
    title: str = field(repr=False)
    body: str = field(repr=False)
    attempt: int = 1
    language: str = "vi"
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    unsubscribe: str = field(default="", repr=False)
    portal: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The outcome of one attempt. ``detail`` is a word or two for the operator, without personal data.

    ``no_such_number``: the provider says that nobody can be reached there. ``wait``: seconds for which it asked to be
    left alone; 0 if it did not.
    """

    result: Result
    detail: str = ""
    reference: str = ""
    verdict: Verdict = Verdict.GOOD
    no_such_number: bool = False
    wait: float = 0.0


class Provider(Protocol):
    """Hands messages of one channel over. `send` waits at most its own time limit and never raises for an outage."""

    @property
    def name(self) -> str: ...

    def send(self, parcel: Parcel) -> Attempt: ...
