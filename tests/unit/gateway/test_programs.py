"""Programs of agencies at the gateway: their keys, the feed they wait at, and the documents they go by."""

import hashlib
import json
import threading
import time
from typing import Any

import jsonschema
import pytest

from chassis.callers import CallerKind
from chassis.errors import SERVICE_AWAY
from gateway.waiting import FeedWatch
from services.notifications import contract
from tests.unit.gateway.fakes import House, a_house

KEY = "mck_test_" + "k" * 43
OWNER = contract.CredentialOwner(known=True, id="cred-1", agency_code="H27.12", name="Một cửa", scopes=("events",))
TEXT = '{"specversion":"1.0","id":"e-1","sequence":"00000000000000000007","z":"ữ"}'


def page(*texts: str, next_after: int = 7) -> contract.EventPage:
    return contract.EventPage(events=texts, next_after=next_after, more=False)


@pytest.fixture
def house() -> House:
    made = a_house()
    made.rpc.answer(contract.identify_credential, OWNER)
    made.rpc.answer(contract.list_events, page(TEXT))
    return made


def get(house: House, path: str = "/api/v1/events", key: str = KEY) -> Any:
    return house.client.get(path, headers={"Authorization": f"Bearer {key}"})


def test_a_program_comes_by_its_key_as_its_agency_and_the_key_itself_goes_nowhere(house: House) -> None:
    assert get(house).status_code == 200

    [asked] = house.rpc.calls_of(contract.identify_credential)
    [listed] = house.rpc.calls_of(contract.list_events)
    assert asked.request.key_hash == hashlib.sha256(KEY.encode()).hexdigest()
    assert listed.caller.kind is CallerKind.PROGRAM
    assert (listed.caller.id, listed.caller.agency, listed.caller.roles) == ("program.cred-1", "H27.12", ("events",))


def test_a_key_is_asked_for_once_a_second_so_one_that_was_taken_back_is_refused_within_it(house: House) -> None:
    assert [get(house).status_code for _ in range(3)] == [200, 200, 200]
    assert len(house.rpc.calls_of(contract.identify_credential)) == 1
    house.rpc.answer(contract.identify_credential, contract.CredentialOwner(known=False))
    house.clock.pass_by(0.9)

    refused = get(house)
    assert (refused.status_code, refused.json["code"]) == (401, "api-key.not-good")
    assert "khóa mới" in refused.json["detail"]
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


def test_keys_that_a_network_makes_up_are_soon_asked_of_nobody_while_a_good_one_from_there_goes_on() -> None:
    house = a_house(requests_per_minute=50)
    house.rpc.answer(contract.identify_credential, OWNER)
    house.rpc.answer(contract.list_events, page(TEXT))
    assert get(house).status_code == 200
    house.clock.pass_by(0.9)
    house.rpc.answer(contract.identify_credential, contract.CredentialOwner(known=False))

    codes = [get(house, key=f"mck_test_{number:043d}").status_code for number in range(12)]

    assert codes == [401] * 10 + [429] * 2
    assert len(house.rpc.calls_of(contract.identify_credential)) == 11
    held = get(house, key="mck_test_" + "x" * 43)
    assert (held.json["code"], 0 < int(held.headers["Retry-After"]) <= 60) == ("request.rate-exceeded", True)
    house.rpc.answer(contract.identify_credential, OWNER)
    assert get(house).status_code == 200
    house.clock.pass_by(60)
    assert get(house, key="mck_test_" + "x" * 43).status_code == 200


def test_who_is_refused_for_something_else_than_their_key_is_not_held_for_a_guesser() -> None:
    house = a_house(requests_per_minute=5)
    house.rpc.answer(contract.identify_credential, SERVICE_AWAY(retry_after=1))

    assert [get(house).status_code for _ in range(3)] == [503] * 3


def test_while_keys_cannot_be_asked_for_nobody_passes_by_one(house: House) -> None:
    house.rpc.answer(contract.identify_credential, SERVICE_AWAY(retry_after=1))

    assert get(house).status_code == 503
    assert house.rpc.calls_of(contract.list_events) == []


@pytest.mark.parametrize("path", ["/api/v1/desk/dossiers", "/api/v1/me", "/api/v1/agencies/H27/api-keys"])
def test_a_program_comes_to_nothing_that_is_for_people(house: House, path: str) -> None:
    assert get(house, path).status_code == 403


def test_the_feed_gives_the_texts_of_events_byte_for_byte(house: House) -> None:
    answer = get(house)

    assert answer.data == b'{"events":[%s],"next_after":7,"more":false}' % TEXT.encode()


def test_a_reader_may_ask_for_several_types(house: House) -> None:
    get(house, "/api/v1/events?after=3&types=motcua.dossier.received.v1&types=motcua.dossier.decided.v1")

    [listed] = house.rpc.calls_of(contract.list_events)
    assert listed.request.types == ("motcua.dossier.received.v1", "motcua.dossier.decided.v1")
    assert listed.request.after == 3


def test_who_waits_at_the_feed_is_woken_when_it_grows_and_all_of_them_cost_one_look() -> None:
    head, looks = [5], []

    def ask() -> int:
        looks.append(1)
        return head[0]

    watch = FeedWatch(ask)
    woken: list[bool] = []

    until = time.monotonic() + 10
    waiting = [threading.Thread(target=lambda: woken.append(watch.grows(5, until, lambda: False))) for _ in range(50)]
    for one in waiting:
        one.start()
    while len(looks) < 3:  # Each by itself would have looked three times by now.
        assert time.monotonic() < until, "nobody looks"
        time.sleep(0.01)
    looks_before, head[0] = len(looks), 6
    for one in waiting:
        one.join(5)

    assert woken == [True] * 50
    assert looks_before < len(waiting)


def test_a_wait_ends_with_its_time_and_when_the_process_stops() -> None:
    watch = FeedWatch(lambda: 5)

    assert not watch.grows(5, time.monotonic() + 0.05, lambda: False)
    assert not watch.grows(5, time.monotonic() + 60, lambda: True)


def test_the_asyncapi_document_names_every_event_and_only_schemas_that_are_published() -> None:
    house = a_house()
    document = json.loads(house.client.get("/asyncapi.json").data)
    published = [one.type for one in contract.PUBLIC_EVENTS]

    assert document["asyncapi"] == "3.0.0"
    assert [message["name"] for message in document["components"]["messages"].values()] == published
    for message in document["components"]["messages"].values():
        address = message["payload"]["schema"]["$ref"].removeprefix("https://motcua.example")
        schema = json.loads(house.client.get(address).data)
        assert schema["$id"].endswith(address)
        jsonschema.Draft202012Validator.check_schema(schema)
    for reference in references(document):
        if reference.startswith("#/"):
            assert resolved(document, reference), reference


def test_a_schema_that_is_not_published_is_not_there() -> None:
    assert a_house().client.get("/schemas/events/motcua.dossier.eaten.v1.json").status_code == 404


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in references(value)]
    return [found for value in node for found in references(value)] if isinstance(node, list) else []


def resolved(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document
