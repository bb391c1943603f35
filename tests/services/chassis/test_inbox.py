"""The inbox, on a real PostgreSQL: once, in order, and never lost."""

import json
import random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis import dead_letters, parking, tables, workings
from chassis.callers import Caller, CallerKind, Holding
from chassis.contracts import event
from chassis.envelopes import Event, open_envelope
from chassis.errors import Forbidden, NotFound
from chassis.ids import new_id
from chassis.inbox import Inbox, Outcome
from chassis.records import record
from chassis.storage import Storage, Work, utc_now
from chassis.testing import call_of, emitted, event_of, fresh_storage


@record
class Moved:
    """A foreign event of these tests."""

    to: int


@record
class Noted:
    """What the consumer emits for each event it handled."""

    to: int


MOVED = event("inbox_source", "moved", Moved, aggregate="piece")
OTHER = event("inbox_source", "other", Moved, aggregate="piece")
NOTED = event("inbox_consumer", "noted", Noted, aggregate="note")


def message(version: int, *, kind: str = "moved", piece: str = "p1", payload: Any = None) -> bytes:
    return json.dumps(
        {
            "id": new_id(),
            "type": kind,
            "source": "inbox_source",
            "aggregate": "piece",
            "aggregate_id": piece,
            "version": version,
            "time": utc_now().isoformat(),
            "actor": "test",
            "trace": "t",
            "payload": {"to": version} if payload is None else payload,
        }
    ).encode()


class Consumer:
    """A consumer whose handler notes each event, and fails as often as it is told to."""

    def __init__(self, storage: Storage, delays: tuple[float, ...] = (0.0, 0.0)) -> None:
        self.storage = storage
        self.failures = 0
        self.lates: list[bool] = []
        self.inbox = Inbox(
            storage,
            "inbox_consumer",
            "inbox_source",
            {"moved": MOVED, "other": OTHER},
            {"moved": self.handle},
            retry_delays=delays,
        )

    def handle(self, happened: Event[Moved], work: Work) -> None:
        work.emit(NOTED, happened.aggregate_id, Noted(to=happened.payload.to))
        if self.failures:
            self.failures -= 1
            raise RuntimeError("on purpose")
        self.lates.append(happened.late)

    def noted(self) -> list[int]:
        return [note.to for note in emitted(self.storage, NOTED)]

    def parked(self) -> list[tuple[str, str]]:
        with self.storage.read() as db:
            return [
                tuple(row) for row in db.execute(sa.select(tables.inbox_parked.c.state, tables.inbox_parked.c.reason))
            ]

    def tries(self) -> list[tuple[int, str, int]]:
        parked = tables.inbox_parked.c
        with self.storage.read() as db:
            return [tuple(row) for row in db.execute(sa.select(parked.id, parked.state, parked.attempts))]

    def make_due(self) -> None:
        with self.storage.engine.begin() as db:
            db.execute(tables.inbox_parked.update().values(next_at=sa.func.now()))

    def sweep_until_quiet(self) -> None:
        for _ in range(50):
            self.make_due()
            before = self.tries()
            self.inbox.sweep()
            if self.tries() == before:
                return
        raise AssertionError("the inbox did not come to rest")


@pytest.fixture
def consumer():
    with fresh_storage("inbox_consumer") as storage:
        yield Consumer(storage)


def test_an_event_delivered_ten_times_has_its_effect_once(consumer):
    body = message(1)

    outcomes = [consumer.inbox.receive(body) for _ in range(10)]

    assert outcomes == [Outcome.HANDLED] + [Outcome.DUPLICATE] * 9
    assert consumer.noted() == [1]


def test_an_event_that_comes_too_early_waits_for_its_predecessor(consumer):
    assert consumer.inbox.receive(message(2)) is Outcome.WAITING
    assert consumer.parked() == [("waiting", "gap")]

    consumer.inbox.receive(message(1))

    assert consumer.noted() == [1, 2]
    assert consumer.parked() == []


def test_events_without_a_handler_count_for_the_order(consumer):
    assert consumer.inbox.receive(message(1, kind="other")) is Outcome.IGNORED
    assert consumer.inbox.receive(message(2)) is Outcome.HANDLED


def test_an_event_without_a_handler_waits_for_its_turn_and_counts_once(consumer):
    third = message(3, kind="other")
    assert consumer.inbox.receive(third) is Outcome.WAITING
    assert consumer.inbox.receive(message(4)) is Outcome.WAITING
    assert consumer.inbox.receive(message(1)) is Outcome.HANDLED

    second = message(2, kind="other")
    assert consumer.inbox.receive(second) is Outcome.IGNORED

    assert consumer.noted() == [1, 4]
    assert consumer.parked() == []
    assert {consumer.inbox.receive(second), consumer.inbox.receive(third)} == {Outcome.DUPLICATE}


def test_events_without_a_handler_are_accounted_for_together_each_where_it_is_the_next_of_its_own(consumer):
    early, copied = message(3, kind="other", piece="early"), message(1, kind="other", piece="copied")
    consumer.inbox.receive(copied)
    consumer.inbox.receive(message(1, kind="other", piece="on"))
    first, on = message(1, kind="other", piece="first"), message(2, kind="other", piece="on")

    passed = consumer.inbox.pass_over([open_envelope(body) for body in (early, copied, first, on)])

    assert passed == {open_envelope(first).id, open_envelope(on).id}
    assert consumer.inbox.receive(early) is Outcome.WAITING
    assert consumer.inbox.receive(copied) is Outcome.DUPLICATE
    assert [consumer.inbox.receive(message(2, piece="first")), consumer.inbox.receive(message(3, piece="on"))] == [
        Outcome.HANDLED,
        Outcome.HANDLED,
    ]


def test_what_waits_for_an_event_that_is_passed_over_with_others_goes_on(consumer):
    assert consumer.inbox.receive(message(2)) is Outcome.WAITING

    consumer.inbox.pass_over([open_envelope(message(1, kind="other", piece=piece)) for piece in ("p0", "p1")])

    assert consumer.noted() == [2]


def test_two_events_of_one_aggregate_are_never_passed_over_together(consumer):
    with pytest.raises(ValueError, match="one aggregate"):
        consumer.inbox.pass_over([open_envelope(message(version, kind="other")) for version in (1, 2)])


def test_a_failing_handler_leaves_no_effect_and_is_tried_again(consumer):
    consumer.failures = 1

    assert consumer.inbox.receive(message(1)) is Outcome.RETRY
    assert consumer.noted() == []
    consumer.sweep_until_quiet()

    assert consumer.noted() == [1]
    assert consumer.parked() == []


def test_another_copy_of_an_event_that_waits_for_a_retry_changes_nothing(consumer):
    consumer.failures = 1
    body = message(1)
    consumer.inbox.receive(body)

    assert consumer.inbox.receive(body) is Outcome.DUPLICATE
    consumer.sweep_until_quiet()

    assert consumer.noted() == [1]


def test_successors_wait_for_an_event_that_is_retried(consumer):
    consumer.failures = 1
    consumer.inbox.receive(message(1))

    assert consumer.inbox.receive(message(2)) is Outcome.WAITING
    consumer.sweep_until_quiet()

    assert consumer.noted() == [1, 2]


def test_after_its_last_try_an_event_is_dead_and_its_successors_go_on(consumer):
    consumer.failures = 3
    consumer.inbox.receive(message(1))
    consumer.inbox.receive(message(2))

    consumer.sweep_until_quiet()

    assert consumer.parked() == [("dead", "failed")]
    assert consumer.noted() == [2]


def test_a_replayed_dead_event_is_handled_once_and_known_to_be_late(consumer):
    consumer.failures = 3
    body = message(1)
    consumer.inbox.receive(body)
    consumer.sweep_until_quiet()
    consumer.inbox.receive(message(2))

    with consumer.storage.engine.begin() as db:
        [letter] = dead_letters.listed(db)
        assert dead_letters.replay(db, letter["id"]) == 1
    consumer.inbox.sweep()
    consumer.inbox.receive(body)

    assert consumer.noted() == [2, 1]
    assert consumer.lates == [False, True]
    assert consumer.parked() == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{ not json", "unreadable"),
        (b'"a string"', "unreadable"),
        (message(1, kind="invented"), "unknown-type"),
        (message(1, payload={"to": "north"}), "schema"),
        (message(1, payload={}), "schema"),
    ],
)
def test_what_cannot_be_understood_is_parked_as_dead_at_once(consumer, body, reason):
    assert consumer.inbox.receive(body) is Outcome.DEAD
    assert consumer.parked() == [("dead", reason)]
    assert consumer.inbox.receive(message(2) if b'"version"' in body else message(1)) is Outcome.HANDLED


def test_a_version_that_no_row_can_hold_is_no_event_and_holds_up_nobody(consumer):
    for version in (2**31 - 1, 2**40):
        assert consumer.inbox.receive(message(version, kind="other", piece="far")) is Outcome.DEAD
    assert consumer.inbox.receive(message(1)) is Outcome.HANDLED


def test_a_field_that_a_newer_release_added_is_left_out_not_refused(consumer):
    assert consumer.inbox.receive(message(1, payload={"to": 7, "colour": "red"})) is Outcome.HANDLED
    assert consumer.noted() == [7]


def test_a_gap_that_is_never_filled_ends_as_a_dead_letter_that_a_human_can_release(consumer):
    consumer.inbox.receive(message(3))
    with consumer.storage.engine.begin() as db:
        long_ago = sa.func.now() - sa.text("interval '1 hour'")
        db.execute(tables.inbox_parked.update().values(parked_at=long_ago, next_at=long_ago))
    consumer.inbox.sweep()
    assert consumer.parked() == [("dead", "gap")]

    with consumer.storage.engine.begin() as db:
        [letter] = dead_letters.listed(db)
        assert dead_letters.accept_gap(db, letter["id"]) == 1
    consumer.inbox.sweep()

    assert consumer.noted() == [3]


def test_a_dropped_letter_is_gone_and_an_unreadable_one_is_never_replayed(consumer):
    consumer.inbox.receive(b"{ not json")
    with consumer.storage.engine.begin() as db:
        [letter] = dead_letters.listed(db)
        assert dead_letters.replay(db, letter["id"]) == 0
        assert dead_letters.body_of(db, letter["id"]) == "{ not json"
        assert dead_letters.drop(db, letter["id"]) == 1
        assert dead_letters.listed(db) == []


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), failing=st.integers(0, 2), passed_over=st.sets(st.integers(1, 6)))
def test_shuffled_repeated_and_failing_deliveries_end_as_the_ordered_ones_do(seed, failing, passed_over):
    chance = random.Random(seed)
    bodies = [
        message(v, piece=piece, kind="other" if v in passed_over else "moved")
        for piece in ("a", "b")
        for v in range(1, 7)
    ]
    deliveries = bodies * 2
    chance.shuffle(deliveries)
    with fresh_storage("inbox_consumer") as storage:
        consumer = Consumer(storage)
        consumer.failures = failing
        for body in deliveries:
            consumer.inbox.receive(body)
        consumer.sweep_until_quiet()

        with storage.read() as db:
            by_piece: dict[str, list[int]] = {}
            for row in db.execute(sa.select(tables.outbox).order_by(tables.outbox.c.seq)):
                by_piece.setdefault(row.aggregate_id, []).append(row.payload["to"])
        handled = [v for v in range(1, 7) if v not in passed_over]
        assert by_piece == ({"a": handled, "b": handled} if handled else {})
        assert consumer.parked() == []


# Operators


def an_operator(**given: Any) -> Caller:
    held = Holding(role=given.pop("role", "operator"), agency="H27", deputy_for=given.pop("deputy_for", ""))
    facts = {"kind": CallerKind.STAFF, "id": "stf-1", "agency": "H27", "assurance": 2, "holdings": (held,), **given}
    return Caller(**facts)


def looked(consumer, caller=None, **asked):
    method = workings.looking("inbox_consumer")
    call = call_of(method, workings.GetWorkings(**asked), caller=caller or an_operator())
    return workings.look(call, consumer.storage, "inbox_consumer")


def replayed(consumer, letter, caller=None):
    method = workings.replaying("inbox_consumer")
    asked = workings.ReplayLetter(letter=str(letter), why="Đã sửa lỗi")
    return workings.replay(call_of(method, asked, caller=caller or an_operator()), consumer.storage)


def acts(consumer):
    with consumer.storage.read() as db:
        return [(row.act, row.why) for row in db.execute(sa.select(tables.audit).order_by(tables.audit.c.seq))]


def test_an_operator_sees_what_waits_and_a_replay_is_handled_once_and_recorded(consumer):
    consumer.failures = 3
    body = message(1)
    consumer.inbox.receive(body)
    consumer.sweep_until_quiet()
    consumer.inbox.receive(message(3, piece="p2"))

    shown = looked(consumer)
    counts = {one.what: one.count for one in shown.waiting}
    assert counts == {"outbox": 0, "waiting": 1, "retry": 0, "dead": 1}
    [letter] = shown.letters
    assert (letter.type, letter.about, letter.version, letter.reason) == ("moved", "piece/p1", 1, "failed")
    assert '"payload"' in looked(consumer, letter=letter.id).body

    replayed(consumer, letter.id)
    with pytest.raises(NotFound):
        replayed(consumer, letter.id)
    consumer.inbox.sweep()
    consumer.inbox.receive(body)

    assert consumer.noted() == [1]
    assert not looked(consumer).letters
    assert acts(consumer) == [("dead-letter.read", ""), ("dead-letter.replayed", "Đã sửa lỗi")]


def test_what_cannot_be_read_is_not_replayed_and_nothing_is_recorded(consumer):
    consumer.inbox.receive(b"{ not json")
    [letter] = looked(consumer).letters

    with pytest.raises(NotFound) as refused:
        replayed(consumer, letter.id)

    assert refused.value.code == workings.LETTER_UNREADABLE.code
    assert acts(consumer) == []


@pytest.mark.parametrize(
    "caller",
    [
        an_operator(role="agency_administrator"),
        an_operator(assurance=1),
        an_operator(deputy_for="stf-2"),
        an_operator(kind=CallerKind.CITIZEN),
    ],
    ids=["another role", "without a second factor", "a deputy", "a citizen"],
)
def test_nobody_else_looks_or_replays(consumer, caller):
    consumer.inbox.receive(b"{ not json")
    with pytest.raises(Forbidden):
        looked(consumer, caller)
    with pytest.raises(Forbidden):
        replayed(consumer, 1, caller)


def test_a_count_ends_at_its_bound_and_says_so(consumer, monkeypatch):
    monkeypatch.setattr(workings, "COUNTED", 1)
    consumer.inbox.receive(message(2, piece="p1"))
    consumer.inbox.receive(message(2, piece="p2"))

    [waiting] = [one for one in looked(consumer).waiting if one.what == "waiting"]
    assert (waiting.count, waiting.more) == (1, True)


def test_what_is_dead_of_a_thing_that_is_erased_goes_with_it_and_nobody_can_replay_it(consumer):
    consumer.inbox._delays = ()
    consumer.failures = 2
    for piece in ("p1", "p2"):
        assert consumer.inbox.receive(message(1, piece=piece)) is Outcome.DEAD

    with consumer.storage.work(Caller(kind=CallerKind.SYSTEM, id="test")) as work:
        gone = parking.forget(work.db, event_of(MOVED, "p1", Moved(to=2), version=2))

    assert gone == 1
    with consumer.storage.read() as db:
        kept = db.execute(sa.select(tables.inbox_parked.c.aggregate_id, tables.inbox_parked.c.state)).all()
    assert [tuple(row) for row in kept] == [("p2", "dead")]
