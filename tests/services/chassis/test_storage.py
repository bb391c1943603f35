"""The unit of work, on a real PostgreSQL."""

import threading
import time
from typing import Annotated

import psycopg2.extensions
import pytest
import sqlalchemy as sa

from chassis import housekeeping, metrics, outbox, replies, tables
from chassis.callers import system
from chassis.contracts import Call, command, event, query
from chassis.errors import Conflict, Invalid, Unavailable
from chassis.providers import outbox_health
from chassis.records import Rule, record
from chassis.sealing import SealBroken
from chassis.storage import AlreadyDone, Storage, Work, fingerprint
from chassis.testing import call_of, emitted, fresh_storage, in_the_clear


@record
class Add:
    """A request of these tests."""

    amount: Annotated[int, Rule(min=0)]


@record
class Added:
    """A reply and event of these tests."""

    total: int


@record
class Put:
    """A request whose place is not part of what is asked."""

    content: str
    place: str


ADD = command("storage_tests", "add", Add, Added)
PEEK = query("storage_tests", "peek", Add, Added)
ADDED = event("storage_tests", "added", Added, aggregate="sum")


@pytest.fixture
def storage():
    with fresh_storage("storage_tests") as made:
        yield made


def carry_out(storage: Storage, call: Call[Add], after: object = None) -> Added:
    with storage.command(call) as work:
        reply = Added(total=call.request.amount)
        work.emit(ADDED, "sum-1", reply)
        if callable(after):
            after(work)
        return work.done(reply)


def keys(storage: Storage) -> int:
    with storage.read() as db:
        return db.execute(sa.select(sa.func.count()).select_from(tables.idempotency)).scalar_one()


def test_a_glance_is_no_transaction_and_leaves_none_behind(storage: Storage) -> None:
    with storage.glance() as db:
        before = db.execute(sa.text("SELECT transaction_timestamp()")).scalar_one()
        assert db.execute(sa.text("SELECT transaction_timestamp()")).scalar_one() > before
        process = db.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    with storage.read() as db:
        assert db.execute(sa.text("SELECT pg_backend_pid()")).scalar_one() == process
        assert db.execute(sa.text("SHOW transaction_isolation")).scalar_one() == "repeatable read"
        assert db.execute(sa.text("SHOW transaction_read_only")).scalar_one() == "on"
    carry_out(storage, call_of(ADD, Add(amount=3)))
    assert emitted(storage, ADDED) == [Added(total=3)]


def test_a_repeated_command_gets_the_first_reply_and_has_no_second_effect(storage):
    carry_out(storage, call_of(ADD, Add(amount=3), key="once"))

    with pytest.raises(AlreadyDone) as done:
        carry_out(storage, call_of(ADD, Add(amount=3), key="once"))

    assert done.value.reply == Added(total=3)
    assert emitted(storage, ADDED) == [Added(total=3)]


def test_a_key_used_for_other_content_is_refused(storage):
    carry_out(storage, call_of(ADD, Add(amount=3), key="once"))

    with pytest.raises(Invalid) as refused:
        carry_out(storage, call_of(ADD, Add(amount=4), key="once"))

    assert refused.value.code == "request.idempotency-key-reused"


def test_a_repeat_may_differ_in_the_fields_set_apart(storage):
    put = command("storage_tests", "put", Put, Added, apart=("place",))
    with storage.command(call_of(put, Put(content="x", place="here"), key="once")) as work:
        work.done(Added(total=1))

    with pytest.raises(AlreadyDone) as done, storage.command(call_of(put, Put(content="x", place="there"), key="once")):
        raise AssertionError("the body must not be entered")
    assert done.value.reply == Added(total=1)

    with pytest.raises(Invalid), storage.command(call_of(put, Put(content="y", place="here"), key="once")):
        raise AssertionError("the body must not be entered")


def test_a_command_without_a_key_is_refused(storage):
    with pytest.raises(Invalid) as refused:
        carry_out(storage, call_of(ADD, Add(amount=3), key=""))

    assert refused.value.code == "request.idempotency-key-missing"


def test_a_failed_command_leaves_no_key_no_effect_and_no_event(storage):
    def fail(_work: Work) -> None:
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        carry_out(storage, call_of(ADD, Add(amount=3), key="once"), fail)

    assert keys(storage) == 0
    assert emitted(storage, ADDED) == []
    assert carry_out(storage, call_of(ADD, Add(amount=3), key="once")) == Added(total=3)


def test_a_command_that_records_no_reply_is_a_defect_and_rolled_back(storage):
    with pytest.raises(TypeError, match=r"work\.done"), storage.command(call_of(ADD, Add(amount=1))) as work:
        work.emit(ADDED, "sum-1", Added(total=1))

    assert emitted(storage, ADDED) == []


def test_a_query_cannot_open_a_command(storage):
    with pytest.raises(TypeError, match="query"), storage.command(call_of(PEEK, Add(amount=1))):
        raise AssertionError("the body must not be entered")


def test_a_repeat_during_the_first_waits_and_then_gets_its_reply(storage):
    entered, outcome = threading.Event(), []

    def first() -> None:
        def slow(_work: Work) -> None:
            entered.set()
            time.sleep(0.3)  # the length of the first command, not a wait for a condition

        carry_out(storage, call_of(ADD, Add(amount=3), key="once"), slow)

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(5)
    try:
        carry_out(storage, call_of(ADD, Add(amount=3), key="once"))
    except AlreadyDone as done:
        outcome.append(done.reply)
    thread.join(5)

    assert outcome == [Added(total=3)]
    assert emitted(storage, ADDED) == [Added(total=3)]


def test_a_repeat_that_waits_too_long_is_told_that_the_first_still_runs(storage):
    call = call_of(ADD, Add(amount=3), key="once")
    with storage.command(call) as work:
        with pytest.raises(Conflict) as told:
            carry_out(storage, call)
        work.done(Added(total=3))

    assert told.value.code == "request.still-running"


def test_the_reply_is_kept_sealed_and_its_fingerprint_with_it(storage):
    secret = Added(total=987_654_321)
    with storage.command(call_of(ADD, Add(amount=123_456_789), key="once")) as work:
        work.done(secret)

    told = ["123456789", "987654321", fingerprint(Add(amount=123_456_789))]
    assert in_the_clear(storage.engine, told) == []


@pytest.mark.parametrize("changed", [{"caller": "other"}, {"key": "other"}, {"method": "other"}])
def test_a_kept_reply_does_not_open_in_the_row_of_another_call(storage, changed):
    call = call_of(ADD, Add(amount=3), key="once")
    carry_out(storage, call)
    with storage.engine.begin() as db:
        row = db.execute(sa.select(tables.idempotency)).one()
    place = {"caller": row.caller, "method": row.method, "key": row.key}

    assert replies.unseal(storage.sealer, row.sealed, **place).reply == {"total": 3}
    with pytest.raises(SealBroken):
        replies.unseal(storage.sealer, row.sealed, **place | changed)


def keep_as_earlier_code_did(storage: Storage, call: Call[Add]) -> None:
    with storage.engine.begin() as db:
        db.execute(
            tables.idempotency.insert().values(
                caller=call.caller.id,
                method=call.method.name,
                key=call.key,
                fingerprint=fingerprint(call.request),
                reply={"total": 987_654_321},
            )
        )


@pytest.mark.parametrize("sealed", [False, True])
def test_a_reply_that_earlier_code_kept_in_the_clear_is_given_as_before_and_after_it_is_sealed(storage, sealed):
    first = call_of(ADD, Add(amount=3), key="once")
    keep_as_earlier_code_did(storage, first)
    assert in_the_clear(storage.engine, ["987654321"])
    if sealed:
        assert housekeeping.seal_replies(storage, "storage_tests") == 1
        assert housekeeping.seal_replies(storage, "storage_tests") == 0
        assert in_the_clear(storage.engine, ["987654321", fingerprint(first.request)]) == []

    with pytest.raises(AlreadyDone) as done:
        carry_out(storage, first)
    with pytest.raises(Invalid) as refused:
        carry_out(storage, call_of(ADD, Add(amount=4), key="once"))

    assert done.value.reply == Added(total=987_654_321)
    assert refused.value.code == "request.idempotency-key-reused"


def test_a_storage_without_keys_carries_out_no_command(storage):
    with pytest.raises(TypeError, match="sealer"):
        carry_out(Storage(storage.engine), call_of(ADD, Add(amount=3)))


def test_versions_of_an_aggregate_have_no_gap_also_after_a_rollback(storage):
    for amount in (1, 2):
        carry_out(storage, call_of(ADD, Add(amount=amount)))
    with pytest.raises(ZeroDivisionError):
        carry_out(storage, call_of(ADD, Add(amount=9)), lambda _: 1 / 0)
    carry_out(storage, call_of(ADD, Add(amount=3)))

    with storage.read() as db:
        versions = list(db.execute(sa.select(tables.outbox.c.version).order_by(tables.outbox.c.seq)).scalars())
    assert versions == [1, 2, 3]


def test_events_that_wait_to_be_published_are_counted_until_they_are(storage):
    def counted() -> float:
        outbox_health(storage, "storage_tests")
        return metrics.OUTBOX_UNPUBLISHED.labels("storage_tests")._value.get()

    assert counted() == 0
    carry_out(storage, call_of(ADD, Add(amount=1), key="k-1"))
    time.sleep(0.01)
    assert counted() == 1
    assert 0 < metrics.OUTBOX_OLDEST_SECONDS.labels("storage_tests")._value.get() < 60
    with storage.work(system("storage_tests")) as work:
        outbox.mark_published(work.db, [row.seq for row in outbox.unpublished(work.db, 10)])
    assert counted() == 0


def test_reading_cannot_write(storage):
    with pytest.raises(sa.exc.InternalError, match="read-only"), storage.read() as db:
        db.execute(tables.inbox.insert().values(event_id="x", source="y", type="z"))


def test_a_statement_that_runs_too_long_is_an_unavailability_not_a_hang(storage):
    began = time.monotonic()
    with pytest.raises(Unavailable), storage.read() as db:
        db.execute(sa.text("SELECT pg_sleep(30)"))

    assert time.monotonic() - began < 4.5


def test_units_of_work_of_every_kind_keep_their_isolation_on_one_connection():
    says = sa.text("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")
    with fresh_storage("storage_tests") as storage:
        kinds = (storage.glance, storage.read, lambda: storage.work(system("tests")))
        found = []
        for nth in (0, 1, 0, 2, 0, 0, 1, 2, 1, 0):
            with kinds[nth]() as unit:
                db = unit.db if isinstance(unit, Work) else unit
                found.append((nth, tuple(db.execute(says).one())))
    assert set(found) == {
        (0, ("read committed", "off")),
        (1, ("repeatable read", "on")),
        (2, ("read committed", "off")),
    }


def test_a_statement_that_fails_in_a_glance_leaves_the_connection_fit_for_others(storage):
    with pytest.raises(sa.exc.DBAPIError), storage.glance() as db:
        db.execute(sa.text("SELECT 1 / 0"))
    with storage.glance() as db:
        assert db.scalar(sa.text("SELECT 1")) == 1
    carry_out(storage, call_of(ADD, Add(amount=1)))
    assert [one.total for one in emitted(storage, ADDED)] == [1]


def test_what_is_written_in_a_glance_is_committed_by_itself(storage):
    with storage.glance() as db:
        db.execute(sa.text("CREATE TABLE lasting (id int)"))
        with pytest.raises(sa.exc.DBAPIError):
            db.execute(sa.text("SELECT 1 / 0"))
    with storage.read() as db:
        assert db.scalar(sa.text("SELECT count(*) FROM lasting")) == 0


def test_a_unit_of_work_that_fails_leaves_its_connection_without_a_transaction(storage):
    def fail(how: str) -> None:
        with storage.work(system("tests")) as work:
            work.db.execute(sa.text("CREATE TABLE undone (id int)"))
            work.db.execute(sa.text(how))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail("SELECT 1")
    with pytest.raises(sa.exc.DBAPIError):
        fail("SELECT 1 / 0")
    with storage.glance() as db:
        assert db.connection.driver_connection.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_IDLE
        assert db.scalar(sa.text("SELECT to_regclass('undone')")) is None


def test_a_unit_of_work_whose_connection_is_lost_is_an_outage_and_leaves_the_others_fit(storage):
    with pytest.raises(Unavailable), storage.work(system("tests")) as work:
        work.db.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    carry_out(storage, call_of(ADD, Add(amount=1)))
    assert [one.total for one in emitted(storage, ADDED)] == [1]
