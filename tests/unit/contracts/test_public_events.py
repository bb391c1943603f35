"""What agencies' programs were promised of events holds: every text that ever went out, every schema, every type."""

import copy
import json
from typing import Any

import jsonschema
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from services.notifications.contract import NOTICE_SCHEMA, PUBLIC_EVENTS
from services.notifications.domain import feed
from tests.unit.contracts import recording
from tests.unit.contracts.compatibility import breaks

RECORD = "python -m tests.unit.contracts.recording"
TYPES = [one.type for one in PUBLIC_EVENTS]


def published(name: str) -> Any:
    return json.loads((recording.ROOM / "schemas" / name).read_text("utf-8"))


def ever_published() -> list[tuple[str, str]]:
    """Every text that was ever recorded, with its type."""
    files = sorted((recording.ROOM / "events").glob("*.jsonl"))
    return [(file.stem, line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_the_registry_names_the_types_that_go_out_and_no_others() -> None:
    assert sorted(feed.TYPES.values()) == sorted(TYPES)
    assert len({one.word for one in PUBLIC_EVENTS}) == len(TYPES)
    assert feed.NOTICE_SCHEMA == NOTICE_SCHEMA


@pytest.mark.parametrize("name", [file.name for file in sorted((recording.ROOM / "schemas").glob("*.json"))])
def test_no_schema_that_was_published_was_broken_or_withdrawn(name: str) -> None:
    now = recording.schemas().get(name)

    assert now is not None, f"{name} was published and is gone"
    assert list(breaks(published(name), now)) == []


def test_what_is_published_now_is_recorded() -> None:
    recorded = {name: published(name) for name in recording.schemas()}
    document = json.loads((recording.ROOM / "asyncapi.json").read_text("utf-8"))

    assert recorded == recording.schemas(), f"something was added: {RECORD}"
    assert document == recording.asyncapi(recording.PORTAL), f"the document changed: {RECORD}"
    assert set(recording.texts()) <= set(ever_published()), f"texts changed: {RECORD}"


@pytest.mark.parametrize(("event_type", "text"), ever_published(), ids=lambda value: value[:60])
def test_every_event_that_was_ever_published_is_valid_by_the_schema_of_today(event_type: str, text: str) -> None:
    schema = recording.schemas()[f"{event_type}.json"]
    event = json.loads(text)

    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(event)
    notice = recording.schemas()[NOTICE_SCHEMA.rpartition("/")[2]]
    jsonschema.Draft202012Validator(notice).validate(event["data"])


@pytest.mark.parametrize(("event_type", "text"), ever_published(), ids=lambda value: value[:60])
def test_every_event_is_read_by_the_library_of_cloudevents(event_type: str, text: str) -> None:
    found = JSONFormat().read(CloudEvent, text.encode())

    assert found.get_specversion() == "1.0"
    assert found.get_type() == event_type
    assert found.get_id() == json.loads(text)["id"]
    assert found.get_data() == json.loads(text)["data"]


BREAKING: dict[str, Any] = {
    "a field is gone": lambda s: s["properties"]["data"]["properties"].pop("status"),
    "a field may be missing": lambda s: s["required"].remove("id"),
    "a field of data may be missing": lambda s: s["properties"]["data"]["required"].remove("version"),
    "a number becomes a text": lambda s: s["properties"]["data"]["properties"]["status"].update(type="string"),
    "a field may be null": lambda s: s["properties"]["id"].update(type=["string", "null"]),
    "the type means something else": lambda s: s["properties"]["type"].update(const="motcua.dossier.other.v1"),
    "a text may be longer": lambda s: s["properties"]["subject"].update(maxLength=9000),
    "a text has another form": lambda s: s["properties"]["sequence"].update(pattern=r"\d+"),
    "a number may be larger": lambda s: s["properties"]["data"]["properties"]["status"].update(maximum=99),
    "another value of a choice": lambda s: s["properties"]["specversion"].update(enum=["1.0", "2.0"]),
    "a limit is dropped": lambda s: s["properties"]["data"]["properties"]["status"].pop("maximum"),
}
HARMLESS: dict[str, Any] = {
    "a field is added": lambda s: s["properties"].update(more={"type": "string"}),
    "a field is added to data": lambda s: s["properties"]["data"]["properties"].update(more={"type": "integer"}),
    "an optional field is always there": lambda s: s["required"].append("environment"),
    "a text is shorter": lambda s: s["properties"]["subject"].update(maxLength=10),
    "words are changed": lambda s: s.update(title="khác"),
}


@pytest.mark.parametrize("what", BREAKING)
def test_a_change_that_would_break_a_subscriber_is_found(what: str) -> None:
    old = recording.schemas()["motcua.dossier.received.v1.json"]
    new = copy.deepcopy(old)
    BREAKING[what](new)

    assert list(breaks(old, new)), what


@pytest.mark.parametrize("what", HARMLESS)
def test_a_change_that_breaks_nobody_is_let_pass(what: str) -> None:
    old = recording.schemas()["motcua.dossier.received.v1.json"]
    new = copy.deepcopy(old)
    HARMLESS[what](new)

    assert list(breaks(old, new)) == [], what
