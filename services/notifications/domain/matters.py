"""Matters: what people are told about, on which event, by which channels (việc cần thông báo)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.notifications.domain.desk import DESK


@dataclass(frozen=True, slots=True)
class Later:
    """When a matter is told that is not told at once: some hours ``before`` a moment that the event names, or after it.

    What would be told before now is not told at all: it would say nothing new.
    """

    hours: int
    before: str = ""

    def due_at(self, payload: Mapping[str, object], now: dt.datetime) -> dt.datetime | None:
        """When to tell it; None if that is past."""
        if not self.before:
            return now + dt.timedelta(hours=self.hours)
        moment = payload.get(self.before)
        if not isinstance(moment, str):
            return None
        due = dt.datetime.fromisoformat(moment) - dt.timedelta(hours=self.hours)
        return due if due > now else None


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of the table of matters. ``facts`` are all that its templates may name.

    ``when`` narrows the event to payloads with these values; ``urgent`` messages go before all others; the words of a
    ``secret`` one are sealed at rest and erased once nobody needs them. ``consent`` names the purpose without which
    nothing but the inbox is told. ``topic`` is under what people choose its channels. ``still`` names what must be so
    when a message is sent (see `domain.needed`): one that reminds of what is done meanwhile does not go out.
    """

    name: str
    event: str
    facts: frozenset[str]
    channels: tuple[str, ...]
    when: Mapping[str, object]
    urgent: bool = False
    secret: bool = False
    consent: str = ""
    topic: str = ""
    still: str = ""
    later: Later | None = None

    def needs_consent(self, channel: str) -> bool:
        """Whether this channel is used only for whoever agreed to it."""
        return bool(self.consent) and channel != "inbox"

    def fits(self, event: str, payload: Mapping[str, object]) -> bool:
        """Whether this is what to tell; who has no account is told only in words that are for them."""
        if payload.get("reader") == DESK and self.when.get("reader") != DESK:
            return False
        return event == self.event and all(payload.get(key) == value for key, value in self.when.items())


def matter_of(matters: Iterable[Matter], event: str, payload: Mapping[str, object]) -> Matter | None:
    """What to tell at once on an event; None if nobody is told of it. The first row that fits counts."""
    return next((matter for matter in matters if matter.later is None and matter.fits(event, payload)), None)


def later_matters_of(matters: Iterable[Matter], event: str, payload: Mapping[str, object]) -> list[Matter]:
    """What to tell some time before or after what an event tells of."""
    return [matter for matter in matters if matter.later is not None and matter.fits(event, payload)]
