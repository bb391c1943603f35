"""Writes that nobody waits for, on a real PostgreSQL."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from chassis import statements
from chassis.callers import system
from chassis.errors import Unavailable
from chassis.statements import Prepared, ask, insert_later, later
from chassis.storage import Storage
from chassis.testing import fresh_storage

ME = system("tests")
NOON = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
things = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("what", JSONB),
    sa.Column("n", sa.Integer, server_default="7"),
)
rename = Prepared(things.update().where(things.c.id == sa.bindparam("old")).values(id=sa.bindparam("new")))


@pytest.fixture
def storage() -> Iterator[Storage]:
    with fresh_storage("statement_tests") as made:
        things.create(made.engine)
        yield made


def spoken(storage: Storage) -> list[str]:
    """The texts of the messages to the server from now on."""
    heard: list[str] = []
    sa.event.listen(storage.engine, "after_cursor_execute", lambda _db, _cursor, text, *_: heard.append(text))
    return heard


def write(storage: Storage, *ids: str, then: Callable[[], object] = lambda: None) -> None:
    with storage.work(ME) as work:
        for each in ids:
            insert_later(work.db, things, {"id": each, "what": {"of": "somebody"}})
        then()


def ids(db: sa.Connection) -> list[str]:
    return list(db.scalars(sa.select(things.c.id).order_by(things.c.id)))


def test_writes_go_in_one_message_at_the_end_and_mean_what_they_would_alone(storage):
    told = {"tên": 'Nguyễn "Văn" 100 % An', "%(id)s": [1, None]}
    with storage.work(ME) as work:
        heard = spoken(storage)
        insert_later(work.db, things, {"id": "a", "at": NOON, "what": told}, {"id": "b", "at": None, "what": None})
        later(work.db, rename, {"old": "b", "new": "c"})
        assert heard == []
    assert len(heard) == 1
    with storage.read() as db:
        first, second = db.execute(sa.select(things).order_by(things.c.id)).all()
    assert tuple(first) == ("a", NOON, told, 7)
    assert (second.id, second.at, second.n) == ("c", None, 7)


def test_a_read_sees_what_was_written_before_it_and_takes_it_along(storage):
    with storage.work(ME) as work:
        heard = spoken(storage)
        insert_later(work.db, things, {"id": "a"})
        assert ids(work.db) == ["a"]
        assert len(heard) == 1
        later(work.db, rename, {"old": "a", "new": "b"})
        chosen = things.update().where(things.c.id == sa.bindparam("which")).values(n=1).returning(things.c.id)
        assert work.db.execute(chosen, {"which": "b"}).scalars().all() == ["b"]


def test_a_write_waits_for_no_statement_of_many_rows_nor_for_one_of_a_driver_and_comes_before_it(storage):
    with storage.work(ME) as work:
        insert_later(work.db, things, {"id": "a"})
        work.db.execute(things.insert(), [{"id": "b"}, {"id": "c"}])
        later(work.db, rename, {"old": "c", "new": "d"})
        work.db.exec_driver_sql("DELETE FROM things WHERE id = 'c'")
        assert ids(work.db) == ["a", "b", "d"]


def test_what_waits_in_a_savepoint_is_undone_with_it(storage):
    with storage.work(ME) as work:
        insert_later(work.db, things, {"id": "kept"})
        undone = work.db.begin_nested()
        insert_later(work.db, things, {"id": "undone"})
        undone.rollback()
        assert ids(work.db) == ["kept"]


def test_a_transaction_that_fails_leaves_nothing_that_waited(storage):
    with pytest.raises(ZeroDivisionError):
        write(storage, "a", then=lambda: 1 // 0)
    with storage.read() as db:
        assert ids(db) == []


def test_a_write_that_fails_ends_the_transaction_and_tells_no_value(storage):
    with pytest.raises(sa.exc.IntegrityError) as failed:
        write(storage, "secret", "secret")
    assert "somebody" not in str(failed.value)
    with storage.read() as db:
        assert ids(db) == []


def test_without_a_unit_of_work_nothing_waits(storage):
    with storage.engine.begin() as db:
        heard = spoken(storage)
        insert_later(db, things, {"id": "a"})
        assert len(heard) == 1


def test_a_value_that_is_not_given_is_refused_at_the_latest_when_it_is_sent(storage):
    with pytest.raises(KeyError), storage.work(ME) as work:
        later(work.db, rename, {"old": "a"})


def test_a_column_that_python_would_fill_is_refused(storage):
    counted = sa.Table("counted", sa.MetaData(), sa.Column("id", sa.Text), sa.Column("n", sa.Integer, default=1))
    with pytest.raises(TypeError, match="n would be set"), storage.work(ME) as work:
        insert_later(work.db, counted, {"id": "a"})


def test_the_wait_ends_with_the_unit_of_work(storage):
    with storage.work(ME) as work:
        db = work.db
    assert db not in statements._waiting


named = Prepared(sa.select(things).where(things.c.id == sa.bindparam("of")))


def test_a_statement_is_prepared_once_on_a_connection_and_executed_by_name_from_then_on(storage):
    heard = spoken(storage)
    for _ in range(3):
        with storage.glance() as db:
            assert ask(db, named, {"of": "a"}).first() is None
    assert [text.split()[0] for text in heard] == ["PREPARE", "EXECUTE", "EXECUTE"]
    assert all("'a'" not in text for text in heard)


def test_a_statement_said_twice_in_one_message_is_prepared_before_it_is_executed(storage):
    with storage.work(ME) as work:
        insert_later(work.db, things, {"id": "a", "what": {}})
        insert_later(work.db, things, {"id": "b", "what": {}})
        found = ask(work.db, named, {"of": "b"}).one()
    assert (found.id, found.what, found.n) == ("b", {}, 7)


def test_what_was_prepared_in_a_message_that_failed_is_prepared_anew(storage):
    for _ in range(2):
        with pytest.raises(sa.exc.IntegrityError):
            write(storage, "twice", "twice")
    write(storage, "a", "b")
    with storage.read() as db:
        assert ids(db) == ["a", "b"]


@pytest.mark.parametrize("happens", ["DEALLOCATE ALL", "ALTER TABLE things ALTER COLUMN n TYPE bigint"])
def test_a_connection_whose_statements_are_no_longer_good_is_replaced(storage, happens):
    write(storage, "a")
    with storage.glance() as db:
        ask(db, named, {"of": "a"})
        db.exec_driver_sql(happens)
    with pytest.raises(Unavailable), storage.glance() as db:
        ask(db, named, {"of": "a"})
    with storage.glance() as db:
        assert ask(db, named, {"of": "a"}).one().id == "a"
