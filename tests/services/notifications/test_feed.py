"""The agencies' feed: thin, without a gap, and nothing of other agencies."""

import json
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import restoring
from chassis.callers import ANONYMOUS, Caller, CallerKind, system
from chassis.errors import Forbidden, Invalid, Unauthenticated
from chassis.records import load
from chassis.testing import call_of, fresh_storage
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.handlers import feed
from services.notifications.tables import feed as feed_table
from tests.services.notifications import building

OFFICER = Caller(kind=CallerKind.STAFF, id="staff-1", agency=building.AGENCY, roles=("receiver",))
OPERATOR = Caller(kind=CallerKind.STAFF, id="staff-9", roles=("operator",))


def events(world: Any, caller: Caller = OFFICER, *, sandbox: bool = True, **asked: Any) -> contract.EventPageShown:
    """A page, each of its events read by the public schema."""
    call = call_of(contract.list_events, contract.ListEvents(**asked), caller=caller)
    page = feed.list_events(call, world.storage, sandbox=sandbox)
    found = tuple(load(contract.CloudEvent, json.loads(text)) for text in page.events)
    return contract.EventPageShown(events=found, next_after=page.next_after, more=page.more)


def test_an_event_of_the_feed_is_a_thin_cloud_event(world: Any) -> None:
    happened = world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))

    [event] = events(world).events

    assert event.specversion == "1.0"
    assert event.id == happened.id
    assert event.type == "motcua.dossier.received.v1"
    assert event.subject == building.CODE_OF_DOSSIER
    assert event.sequence == "1".zfill(20)
    assert event.data.link == f"https://motcua.test/api/v1/dossiers/{building.DOSSIER}"
    assert (event.data.status, event.data.version) == (2, 3)


def test_a_place_that_nobody_was_given_is_refused_and_the_last_one_is_not(world: Any) -> None:
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))

    assert events(world, after=1).next_after == 1
    with pytest.raises(Invalid) as refused:
        events(world, after=2)
    assert (refused.value.code, refused.value.params["head"]) == ("feed.place-beyond-end", 1)


def test_a_place_that_was_read_up_to_before_the_database_was_restored_is_not_given_again(world: Any) -> None:
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))

    with fresh_storage("dossiers") as other:
        restoring.carry_out(world.storage, "notifications", world.now, {"dossiers": other}, 500)
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))

    assert [int(one.sequence) for one in events(world, after=7).events] == [502]


def test_an_event_of_the_feed_holds_nothing_of_a_person(world: Any) -> None:
    for event_type, own in building.DOSSIER_EVENTS:
        world.happens(event_type, event_type.payload(**{**building.FACTS, **own}))
    with world.storage.read() as db:
        bodies = "".join(db.scalars(sa.select(feed_table.c.body)))

    for private in (building.APPLICANT, building.REASON["reason"], "Tờ khai", building.FACTS["procedure_name"]):
        assert private not in bodies


def test_every_event_of_a_dossier_has_a_public_type(world: Any) -> None:
    for event_type, own in building.DOSSIER_EVENTS:
        world.happens(event_type, event_type.payload(**{**building.FACTS, **own}))

    found = events(world, limit=500).events

    assert [int(event.sequence) for event in found] == list(range(1, len(building.DOSSIER_EVENTS) + 1))


def test_places_have_no_gap_when_a_transaction_fails(world: Any) -> None:
    payload = building.dossier_payload(dossiers.dossier_processing)
    world.happens(dossiers.dossier_processing, payload)
    event = world.happens(dossiers.dossier_processing, payload)
    with pytest.raises(Exception, match="feed_event_id_key"):
        world.happens(dossiers.dossier_processing, payload, event=event)

    world.happens(dossiers.dossier_processing, payload)

    assert [int(found.sequence) for found in events(world).events] == [1, 2, 3]


def test_who_reads_while_events_are_added_misses_none(world: Any) -> None:
    payload = building.dossier_payload(dossiers.dossier_processing)
    writers = [
        threading.Thread(target=lambda: [world.happens(dossiers.dossier_processing, payload) for _ in range(10)])
        for _ in range(3)
    ]
    seen: list[int] = []
    after = 0
    for writer in writers:
        writer.start()
    while len(seen) < 30 and (any(writer.is_alive() for writer in writers) or events(world, after=after).events):
        page = events(world, after=after, limit=4)
        seen += [int(event.sequence) for event in page.events]
        after = page.next_after
    for writer in writers:
        writer.join(10)

    assert seen == list(range(1, 31))


def test_an_agency_sees_its_own_events_and_moves_past_those_of_others(world: Any) -> None:
    other = building.dossier_payload(dossiers.dossier_processing, agency_code="H27.99.99")
    world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))
    for _ in range(3):
        world.happens(dossiers.dossier_processing, other)

    page = events(world)

    assert [event.data.agency_code for event in page.events] == [building.AGENCY]
    assert (page.next_after, page.more) == (4, False)
    assert len(events(world, OPERATOR).events) == 4


def test_a_page_says_whether_more_is_there(world: Any) -> None:
    for _ in range(3):
        world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))

    first = events(world, limit=2)
    last = events(world, after=first.next_after, limit=2)

    assert (len(first.events), first.more, first.next_after) == (2, True, 2)
    assert (len(last.events), last.more, last.next_after) == (1, False, 3)


def test_the_feed_is_for_agencies_only(world: Any) -> None:
    with pytest.raises(Unauthenticated):
        events(world, ANONYMOUS)
    for caller in (Caller(kind=CallerKind.CITIZEN, id="a-1"), system("dossiers")):
        with pytest.raises(Forbidden):
            events(world, caller)


def test_what_is_stored_is_what_goes_out(world: Any) -> None:
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))
    with world.storage.read() as db:
        body = json.loads(db.scalars(sa.select(feed_table.c.body)).one())

    assert set(body) == set(contract.CloudEvent.__dataclass_fields__)
    assert body["dataschema"] == "https://motcua.test/schemas/events/dossier-notice.v1.json"
    assert set(body["data"]) == set(contract.DossierNotice.__dataclass_fields__)


PROGRAM = Caller(kind=CallerKind.PROGRAM, id="key-1", agency="H27", roles=("events",))


def test_a_program_sees_the_events_of_its_agency_and_those_under_it(world: Any) -> None:
    for agency in ("H27", "H27.12", "H27.12.34", "H2", "H270", "H28.27"):
        payload = building.dossier_payload(dossiers.dossier_processing, agency_code=agency)
        world.happens(dossiers.dossier_processing, payload)

    assert [e.data.agency_code for e in events(world, PROGRAM).events] == ["H27", "H27.12", "H27.12.34"]
    assert [e.data.agency_code for e in events(world, PROGRAM, agencies=("H27.12",)).events] == ["H27.12", "H27.12.34"]


def test_nobody_asks_for_agencies_beyond_their_reach(world: Any) -> None:
    for asked in ("H28", "H2", "H270"):
        with pytest.raises(Invalid):
            events(world, PROGRAM, agencies=("H27.12", asked))


def test_a_reader_may_ask_for_types_and_procedures_only(world: Any) -> None:
    payload = building.dossier_payload(dossiers.dossier_processing)
    world.happens(dossiers.dossier_processing, payload)
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))
    other = building.dossier_payload(dossiers.dossier_received, procedure_code="1.012575")
    world.happens(dossiers.dossier_received, other)

    received = events(world, types=("motcua.dossier.received.v1",))
    of_one = events(world, types=("motcua.dossier.received.v1",), procedures=("1.012575",))

    assert [int(event.sequence) for event in received.events] == [2, 3]
    assert [int(event.sequence) for event in of_one.events] == [3]
    assert of_one.next_after == 3


def test_a_program_without_the_scope_reads_no_events(world: Any) -> None:
    with pytest.raises(Forbidden):
        events(world, Caller(kind=CallerKind.PROGRAM, id="key-2", agency="H27", roles=("subscriptions",)))


def test_what_is_not_real_is_not_in_the_feed_of_a_live_portal(world: Any) -> None:
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))

    page = events(world, sandbox=False)

    assert (page.events, page.next_after) == ((), 1)
    assert events(world).events[0].environment == "sandbox"
