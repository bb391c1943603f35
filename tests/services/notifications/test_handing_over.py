"""Events go to those who subscribed: in order, at least once, with the bytes of the feed, whatever endpoints do."""

import datetime as dt
import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from chassis.callers import system
from chassis.testing import emitted, wait_until
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.domain.filters import Filter
from services.notifications.domain.handing_over import Answer, Told
from services.notifications.store import fed, handed_over
from services.notifications.tables import feed as feed_table
from services.notifications.tables import handovers as handovers_table
from services.notifications.tables import subscriptions as subscriptions_table
from tests.services.notifications.subscribing import BROKEN, GOOD, Agencies, Got, blocked, verified

GONE = Told(Answer.GONE, 410, "gone")


@pytest.fixture
def agencies(world: Any) -> Agencies:
    return Agencies(world)


def test_an_endpoint_gets_the_bytes_of_the_feed_signed(agencies: Agencies, world: Any) -> None:
    made = agencies.subscribe()
    event_id = agencies.happens()

    agencies.run()

    [got] = agencies.endpoints.got
    with world.storage.read() as db:
        stored = db.scalars(sa.select(feed_table.c.body)).one()
    assert got.body == stored.encode()
    assert (got.id, got.event["id"]) == (event_id, event_id)
    assert got.headers["Content-Type"] == "application/cloudevents+json; charset=UTF-8"
    world.now = dt.datetime.now(dt.UTC)  # the library goes by the clock of the machine
    again = contract.Redeliver(subscription_id=made.subscription.id, handover=agencies.log(made)[0].number)
    agencies.call(contract.redeliver, again)
    agencies.run()
    assert verified(made.secret, agencies.endpoints.got[-1])["id"] == event_id
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verified("whsec_" + "A" * 43 + "=", agencies.endpoints.got[-1])


def test_nothing_is_sent_before_the_endpoint_answered_its_challenge(agencies: Agencies) -> None:
    agencies.endpoints.post = lambda *_: GOOD  # type: ignore[method-assign]  # takes it, and echoes nothing
    made = agencies.subscribe(verified=False)
    event_id = agencies.happens()
    agencies.run()

    assert agencies.view(made).state == "unverified"
    assert [entry.state for entry in agencies.log(made) if entry.kind == "event"] == ["pending"]

    del agencies.endpoints.post  # type: ignore[method-assign]
    agencies.call(contract.verify_subscription, contract.VerifySubscription(subscription_id=made.subscription.id))
    agencies.run()

    assert agencies.view(made).state == "active"
    assert agencies.endpoints.ids() == [event_id]


def test_an_event_goes_to_those_whose_filter_it_fits(agencies: Agencies) -> None:
    agencies.subscribe("https://a.gov.vn/x", types=("motcua.dossier.received.v1",))
    agencies.subscribe("https://b.gov.vn/x", procedures=("1.012575",))
    agencies.subscribe("https://c.gov.vn/x", agencies=("H27.99",))
    received = agencies.happens(event_type=dossiers.dossier_received)
    of_procedure = agencies.happens(procedure_code="1.012575")
    elsewhere = agencies.happens(agency_code="H27.99.01", dossier="d-9")
    agencies.happens(agency_code="H28", dossier="d-8")

    agencies.run()

    assert agencies.endpoints.ids("https://a.gov.vn/x") == [received]
    assert agencies.endpoints.ids("https://b.gov.vn/x") == [of_procedure]
    assert agencies.endpoints.ids("https://c.gov.vn/x") == [elsewhere]


def test_a_failed_event_is_tried_again_by_the_schedule_with_its_id_and_holds_up_its_dossier_only(
    agencies: Agencies, world: Any
) -> None:
    made = agencies.subscribe()
    first, other = agencies.happens("d-1"), agencies.happens("d-2")
    second = agencies.happens("d-1")
    agencies.endpoints.answers = lambda got: BROKEN if got.id == first else GOOD

    agencies.run()
    assert sorted(agencies.endpoints.ids()) == sorted([first, other])
    world.pass_time(seconds=4)
    agencies.run()
    assert len(agencies.endpoints.got) == 2
    agencies.endpoints.answers = lambda _got: GOOD
    world.pass_time(seconds=2)
    agencies.run()

    assert agencies.endpoints.ids()[2:] == [first, second]
    entry = next(entry for entry in agencies.log(made) if entry.event_id == first)
    assert [(one.attempt, one.status) for one in entry.attempts] == [(1, 500), (2, 200)]


def test_an_event_that_is_never_taken_is_given_up_after_three_days_and_its_successors_go_on(
    agencies: Agencies, world: Any
) -> None:
    made = agencies.subscribe()
    bad, after_it = agencies.happens("d-1"), agencies.happens("d-1")
    agencies.endpoints.answers = lambda got: BROKEN if got.id == bad else GOOD
    began = world.now
    while not agencies.log(made, state=contract.HandoverState.FAILED):
        agencies.happens("d-2")  # the endpoint itself is well
        agencies.run()
        world.pass_time(minutes=30)
        assert world.now - began < dt.timedelta(days=5)

    agencies.run()

    assert world.now - began >= dt.timedelta(hours=75)
    assert agencies.endpoints.ids().count(bad) == 10
    assert after_it in agencies.endpoints.ids()
    assert agencies.view(made).state == "active"


def test_a_subscriber_that_was_down_for_a_day_gets_everything_in_order_without_a_human(
    agencies: Agencies, world: Any
) -> None:
    made = agencies.subscribe()
    happened: dict[str, list[str]] = {f"d-{number}": [] for number in range(7)}
    agencies.endpoints.answers = lambda _got: BROKEN
    came_back = world.now + dt.timedelta(days=1)
    number = 0
    while world.now < came_back:
        dossier = f"d-{number % 7}"
        happened[dossier].append(agencies.happens(dossier))
        number += 1
        agencies.run()
        world.pass_time(minutes=10)
    tried = len(agencies.endpoints.got)
    agencies.endpoints.got.clear()
    agencies.endpoints.answers = lambda _got: GOOD
    for _ in range(20):
        world.pass_time(minutes=1)
        agencies.run()

    assert tried < 250  # a bounded pace, whatever piles up
    assert len(agencies.endpoints.got) == number == 144
    for dossier, ids in happened.items():
        arrived = [got.id for got in agencies.endpoints.got if got.event["data"]["link"].endswith(f"/{dossier}")]
        assert arrived == ids
    assert agencies.view(made).state == "active"


def test_an_endpoint_that_fails_for_three_days_is_paused_told_and_gets_everything_when_resumed(
    agencies: Agencies, world: Any
) -> None:
    made = agencies.subscribe(caller=agencies.program_made_by("staff-7"))
    event_id = agencies.happens()
    agencies.endpoints.answers = lambda _got: BROKEN
    while agencies.view(made).state == "active":
        agencies.run()
        world.pass_time(minutes=15)
    view = agencies.view(made)
    tried = len(agencies.endpoints.got)
    world.pass_time(days=1)
    agencies.run()

    assert (view.state, view.reason, view.waiting) == ("paused", "failing", 1)
    assert len(agencies.endpoints.got) == tried
    assert [told.reason for told in emitted(world.storage, contract.subscription_paused)] == ["failing"]
    assert [(row.person, row.channel) for row in world.rows(matter="subscription.paused")] == [("staff-7", "inbox")]

    agencies.endpoints.answers = lambda _got: GOOD
    agencies.call(contract.resume_subscription, contract.ResumeSubscription(subscription_id=made.subscription.id))
    agencies.run()
    assert agencies.endpoints.ids()[tried:] == [event_id]


def test_an_endpoint_that_says_it_is_gone_is_paused_at_once(agencies: Agencies) -> None:
    made = agencies.subscribe()
    agencies.happens()
    agencies.endpoints.answers = lambda _got: GONE

    agencies.run()

    assert (agencies.view(made).state, agencies.view(made).reason) == ("paused", "gone")
    assert len(agencies.endpoints.got) == 1


def test_one_black_hole_delays_nobody(agencies: Agencies, world: Any) -> None:
    agencies.subscribe("https://ho-den.gov.vn/x")
    agencies.subscribe()
    with blocked(agencies, "https://ho-den.gov.vn/x"):
        ids = [agencies.happens(f"d-{number}") for number in range(30)]
        began = time.monotonic()

        def all_arrived() -> bool:
            agencies.dispatcher.run(world.storage, world.sealer, agencies.endpoints, None)
            return len(agencies.endpoints.ids()) == 30

        wait_until(all_arrived, within=8)
        assert time.monotonic() - began < 5
        assert sorted(agencies.endpoints.ids()) == sorted(ids)
        assert agencies.endpoints.ids("https://ho-den.gov.vn/x") == []
    agencies.dispatcher.wait(10)


def test_no_connection_and_no_lock_is_held_while_an_endpoint_is_slow(agencies: Agencies, world: Any) -> None:
    held: list[int] = []
    agencies.subscribe()
    agencies.happens()

    def answers(_got: Got) -> Told:
        held.append(world.storage.engine.pool.checkedout())
        return GOOD

    agencies.endpoints.answers = answers
    agencies.run()

    assert held == [0]


def test_what_a_process_had_in_hand_when_it_died_is_sent_again_under_the_same_id(
    agencies: Agencies, world: Any
) -> None:
    agencies.subscribe()
    event_id = agencies.happens()
    with world.storage.work(system("test")) as work:  # claimed, sent, and then the process was killed
        [ready] = handed_over.ready(work.db, work.now)
        assert handed_over.claim(work.db, ready, work.now, dt.timedelta(seconds=60), 8)

    agencies.run()
    assert agencies.endpoints.got == []
    world.pass_time(seconds=61)
    agencies.run()

    assert agencies.endpoints.ids() == [event_id]


def test_what_comes_while_an_endpoint_is_looked_at_for_the_last_time_does_not_wait_for_the_next_run(
    agencies: Agencies, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agencies.subscribe()
    first = agencies.happens("d-1")
    claim, later = handed_over.claim, []

    def looks(*asked: Any) -> Any:
        claimed = claim(*asked)
        if not claimed and not later:  # committed after this look, and told of before the endpoint is let go
            later.append(agencies.happens("d-2"))
            agencies.dispatcher.run(world.storage, world.sealer, agencies.endpoints, None)
        return claimed

    monkeypatch.setattr(handed_over, "claim", looks)
    agencies.dispatcher.run(world.storage, world.sealer, agencies.endpoints, None)
    agencies.dispatcher.wait(10)

    assert agencies.endpoints.ids() == [first, *later]


def test_what_came_back_together_is_recorded_for_each(agencies: Agencies, world: Any) -> None:
    made = agencies.subscribe()
    ids = [agencies.happens(f"d-{number}") for number in range(8)]
    together = threading.Barrier(8)

    def answers(_got: Got) -> Told:
        together.wait(10)
        return GOOD

    agencies.endpoints.answers = answers
    agencies.run()

    assert sorted(agencies.endpoints.ids()) == sorted(ids)
    entries = [entry for entry in agencies.log(made) if entry.kind == "event"]
    assert {entry.state for entry in entries} == {contract.HandoverState.DELIVERED}
    assert [[each.status for each in entry.attempts] for entry in entries] == [[200]] * 8


def test_an_event_is_taken_into_the_feed_while_a_subscription_to_it_is_being_ended(
    agencies: Agencies, world: Any
) -> None:
    made = agencies.subscribe()
    ended = contract.EndSubscription(subscription_id=made.subscription.id)
    with world.storage.work(system("test")) as work:
        place = fed.next_position(work.db)
        ending = threading.Thread(target=agencies.call, args=(contract.end_subscription, ended))
        ending.start()  # it holds the subscription, and waits for the head of the feed
        wait_until(lambda: _waits_for_a_lock(world), within=10, what="the end of the subscription to wait")
        event = {
            "position": place, "event_id": "e-1", "type": "t", "dossier_id": "d", "agency_code": "H27",
            "procedure_code": "p", "body": "{}", "added_at": work.now, "sandbox": True,
        }  # fmt: skip
        handed_over.append(work.db, event)
    ending.join(10)

    [entry] = [entry for entry in _rows(world) if entry.event_id == "e-1"]
    assert (entry.state, agencies.view(made).state) == ("dropped", "ended")


def _waits_for_a_lock(world: Any) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with world.storage.read() as db:
        return bool(db.scalar(sa.text(waiting)))


def _rows(world: Any) -> Any:
    with world.storage.read() as db:
        return db.execute(sa.select(handovers_table)).all()


def test_an_answer_that_comes_after_the_lease_changes_nothing(agencies: Agencies, world: Any) -> None:
    made = agencies.subscribe()
    agencies.happens()

    def answers(_got: Got) -> Told:
        with world.storage.work(system("test")) as work:  # another process took it over meanwhile
            work.db.execute(handovers_table.update().values(attempts=handovers_table.c.attempts + 1))
        return BROKEN

    agencies.endpoints.answers = answers
    agencies.dispatcher.run(world.storage, world.sealer, agencies.endpoints, None)
    agencies.dispatcher.wait(10)

    entry = next(entry for entry in agencies.log(made) if entry.kind == "event")
    assert entry.state == "pending"
    assert agencies.view(made).failures == 0


def test_while_a_secret_is_changed_both_sign_and_a_day_later_the_new_one_alone(agencies: Agencies, world: Any) -> None:
    made = agencies.subscribe()
    rotate = contract.RotateSecret(subscription_id=made.subscription.id)
    renewed = agencies.call(contract.rotate_secret, rotate)
    world.now = dt.datetime.now(dt.UTC)
    agencies.state_is(made, former_until=world.now + dt.timedelta(hours=24))
    agencies.happens()
    agencies.run()
    [during] = agencies.endpoints.got
    agencies.state_is(made, former_until=world.now - dt.timedelta(seconds=1))
    agencies.happens()
    agencies.run()
    after = agencies.endpoints.got[-1]

    assert verified(made.secret, during) == verified(renewed.secret, during)
    assert verified(renewed.secret, after)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verified(made.secret, after)


def test_a_changed_filter_holds_at_once_also_for_what_waits(agencies: Agencies) -> None:
    made = agencies.subscribe()
    agencies.call(contract.pause_subscription, contract.PauseSubscription(subscription_id=made.subscription.id))
    agencies.happens("d-1")
    received = agencies.happens("d-2", dossiers.dossier_received)
    agencies.run()
    change = contract.ChangeSubscription(
        subscription_id=made.subscription.id, name="thử", types=("motcua.dossier.received.v1",)
    )
    agencies.call(contract.change_subscription, change)
    agencies.call(contract.resume_subscription, contract.ResumeSubscription(subscription_id=made.subscription.id))
    agencies.happens("d-3")
    agencies.run()

    assert agencies.endpoints.ids() == [received]
    assert [entry.state for entry in agencies.log(made) if entry.kind == "event"] == ["delivered", "dropped"]


def test_a_new_address_has_to_answer_a_challenge_before_it_gets_anything(agencies: Agencies) -> None:
    made = agencies.subscribe()
    change = contract.ChangeSubscription(subscription_id=made.subscription.id, name="thử", url="https://moi.gov.vn/x")

    assert agencies.call(contract.change_subscription, change).state == "unverified"
    event_id = agencies.happens()
    agencies.run()

    assert agencies.endpoints.ids("https://moi.gov.vn/x") == [event_id]


def test_an_event_of_the_sandbox_never_reaches_a_live_subscription_whatever_its_filter(
    agencies: Agencies, world: Any
) -> None:
    made = agencies.subscribe()
    agencies.state_is(made, sandbox=False)
    agencies.happens()
    agencies.run()
    since = contract.Redeliver(subscription_id=made.subscription.id, since=world.now - dt.timedelta(days=1))

    assert agencies.call(contract.redeliver, since).count == 0
    agencies.run()
    assert agencies.endpoints.got == []


def test_everything_since_a_time_is_handed_over_again_with_the_same_ids_and_bytes(
    agencies: Agencies, world: Any
) -> None:
    made = agencies.subscribe()
    agencies.happens("d-1")
    world.pass_time(hours=1)
    since = world.now
    later = [agencies.happens("d-1"), agencies.happens("d-2")]
    agencies.run()
    before = {got.id: got.body for got in agencies.endpoints.got}
    agencies.endpoints.got.clear()
    again = contract.Redeliver(subscription_id=made.subscription.id, since=since)

    assert agencies.call(contract.redeliver, again).count == 2
    agencies.run()
    assert sorted(agencies.endpoints.ids()) == sorted(later)
    assert all(before[got.id] == got.body for got in agencies.endpoints.got)


def test_a_new_subscription_may_begin_in_the_past_and_gets_each_event_once(agencies: Agencies, world: Any) -> None:
    agencies.happens("d-1")
    world.pass_time(hours=1)
    since = world.now
    ids = [agencies.happens("d-1") for _ in range(3)]

    agencies.subscribe(since=since)
    agencies.run()

    assert agencies.endpoints.ids() == ids


def test_a_ping_comes_by_the_way_of_the_subscription_and_stands_in_no_feed(agencies: Agencies, world: Any) -> None:
    made = agencies.subscribe()

    agencies.call(contract.ping_subscription, contract.PingSubscription(subscription_id=made.subscription.id))
    agencies.run()

    assert [got.event["type"] for got in agencies.endpoints.got] == [contract.PING_TYPE]
    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(feed_table)) == 0


def test_an_ended_subscription_gets_nothing_more_and_its_secret_is_gone(agencies: Agencies, world: Any) -> None:
    made = agencies.subscribe()
    agencies.call(contract.end_subscription, contract.EndSubscription(subscription_id=made.subscription.id))
    agencies.happens()
    agencies.run()

    assert agencies.endpoints.got == []
    with world.storage.read() as db:
        assert db.scalars(sa.select(subscriptions_table.c.secret_sealed)).all() == [""]


CODES = st.sampled_from(["H27", "H27.1", "H27.12", "H27.12.3", "H28", "H2", "H270.1"])
TYPES = st.sampled_from(["motcua.dossier.received.v1", "motcua.dossier.decided.v1"])
PROCEDURES = st.sampled_from(["2.000635", "1.012575"])


@given(
    st.builds(
        Filter,
        agencies=st.lists(CODES, max_size=2).map(tuple),
        types=st.lists(TYPES, max_size=1).map(tuple),
        procedures=st.lists(PROCEDURES, max_size=1).map(tuple),
        sandbox=st.booleans(),
    ),
    CODES,
    TYPES,
    PROCEDURES,
    st.booleans(),
)
def test_the_database_fits_events_to_filters_as_the_domain_does(
    wanted: Filter, agency: str, event_type: str, procedure: str, sandbox: bool
) -> None:
    fits = wanted.fits(agency=agency, event_type=event_type, procedure=procedure, sandbox=sandbox)

    assert _in_sql(wanted, agency, event_type, procedure, sandbox) == fits


_engines: list[Any] = []


@pytest.fixture(autouse=True)
def _engine(world: Any) -> None:
    _engines[:] = [world.storage.engine]


def _in_sql(wanted: Filter, agency: str, event_type: str, procedure: str, sandbox: bool) -> bool:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with _engines[0].connect() as db:
        with db.begin() as transaction:
            db.execute(
                subscriptions_table.insert().values(
                    id="s", agency_code="H27", way="webhook", name="n", state="active", agencies=list(wanted.agencies),
                    types=list(wanted.types), procedures=list(wanted.procedures), sandbox=wanted.sandbox,
                    begins_after=0, created_at=moment, created_by="t", changed_at=moment,
                )
            )  # fmt: skip
            event = {
                "position": 1, "event_id": "e", "type": event_type, "dossier_id": "d", "agency_code": agency,
                "procedure_code": procedure, "body": "{}", "added_at": moment, "sandbox": sandbox,
            }  # fmt: skip
            handed_over.append(db, event)
            found = db.scalar(sa.select(sa.func.count()).select_from(handovers_table))
            assert db.scalar(sa.select(sa.func.count()).select_from(feed_table)) == 1
            transaction.rollback()
    return bool(found)
