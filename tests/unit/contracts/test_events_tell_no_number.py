"""What services tell each other names people by ids: numbers and contacts travel sealed, masked or as a keyed index."""

import dataclasses
import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.contracts import EventType

PERSONAL = re.compile(r"(^|_)(answers|identity|phone|email|contact|number|code|otp|secret|password)(_|$)")
SAFE = re.compile(r"_(sealed|masked|index|kind|code|id)$")
PLAIN = {
    "code": "of a procedure, a dossier, an agency",
    "number": "of a receipt's series",
    "staff_number": "the office's own, not the state's",
    "contact": "which of the two was changed: a phone or an address",
    "tracking_number": "of a postal parcel",
}


def events_of(service: str) -> list[EventType[Any]]:
    contract = importlib.import_module(f"services.{service}.contract")
    return [found for found in vars(contract).values() if isinstance(found, EventType)]


def fields_of(record: type, seen: frozenset[type] = frozenset()) -> Iterator[str]:
    """The names of all fields of a record, and of the records in it."""
    if record in seen:
        return
    for field in dataclasses.fields(record):
        yield field.name
        for inner in records_in(field.type):
            yield from fields_of(inner, seen | {record})


def records_in(kind: Any) -> Iterator[type]:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        yield kind
    for argument in getattr(kind, "__args__", ()):
        yield from records_in(argument)


@pytest.mark.parametrize("service", ["accounts", "dossiers", "payments"])
def test_no_event_about_people_has_a_place_for_a_number_in_the_clear(service: str) -> None:
    events = events_of(service)
    assert events

    open_places = {
        f"{event.address}: {name}"
        for event in events
        for name in fields_of(event.payload)
        if PERSONAL.search(name) and not SAFE.search(name) and name not in PLAIN
    }
    assert open_places == set()


def test_a_place_for_a_number_would_be_seen() -> None:
    names = {name for event in events_of("dossiers") for name in fields_of(event.payload)}

    assert {"file_name", "paper_key", "reason"} <= names  # the walk reaches the records inside
    for wrong in ("phone", "applicant_phone", "identity_number", "answers", "email"):
        assert PERSONAL.search(wrong)
        assert not SAFE.search(wrong)
        assert wrong not in PLAIN
