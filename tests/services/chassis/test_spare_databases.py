"""A database that a test had is another's only if nothing shows it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from chassis import spare_databases, tables
from chassis.database import make_engine
from chassis.testing import fresh_storage

SERVICE = "storage_tests"
PARKED = sa.insert(tables.inbox_parked).values(source="s", type="t", body=b"", state="dead", reason="r")
ACT = {column.name: "x" for column in tables.audit.c} | {"seq": 1, "at": sa.func.now(), "outcome": "done", "facts": {}}


@pytest.fixture
def name() -> str:
    return spare_databases.borrow(SERVICE)


def engine_of(name: str) -> sa.Engine:
    return make_engine(spare_databases.url_of(name), name="test", pool_size=2)


def lent_next() -> str:
    """Which one the next borrower gets."""
    name = spare_databases.borrow(SERVICE)
    assert spare_databases.give_back(SERVICE, name, engine_of(name)) == ""
    return name


def do(engine: sa.Engine, *statements: sa.Executable) -> None:
    with engine.begin() as db:
        for statement in statements:
            db.execute(statement)


def test_what_was_written_is_gone_also_what_nobody_may_remove_and_numbers_begin_anew(name: str) -> None:
    engine = engine_of(name)
    removed_by_nobody = sa.text("TRUNCATE audit")
    do(
        engine,
        PARKED,
        PARKED,
        sa.insert(tables.audit).values(ACT),
        sa.text("UPDATE schema_version SET version_num = 'x'"),
    )
    with pytest.raises(sa.exc.DBAPIError):
        do(engine, removed_by_nobody)

    assert spare_databases.give_back(SERVICE, name, engine) == ""
    assert spare_databases.borrow(SERVICE) == name

    engine = engine_of(name)
    with engine.begin() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(tables.inbox_parked)) == 0
        assert db.scalar(sa.select(sa.func.count()).select_from(tables.audit)) == 0
        assert db.scalar(sa.text("SELECT count(*) FROM schema_version WHERE version_num <> 'x'")) > 0
        assert db.scalar(PARKED.returning(tables.inbox_parked.c.id)) == 1
        db.execute(sa.insert(tables.audit).values(ACT))
        with pytest.raises(sa.exc.DBAPIError):
            db.execute(removed_by_nobody)
        db.rollback()
    assert spare_databases.give_back(SERVICE, name, engine) == ""


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("CREATE INDEX more ON outbox (type)", "its schema was changed"),
        ("ALTER TABLE audit DISABLE TRIGGER ALL", "its schema was changed"),
        ("ANALYZE schema_version", "the planner knows its tables"),
    ],
)
def test_a_database_that_was_made_another_is_dropped(name: str, statement: str, why: str) -> None:
    engine = engine_of(name)
    do(engine, sa.text(statement))

    assert spare_databases.give_back(SERVICE, name, engine) == why
    assert lent_next() != name


@pytest.mark.parametrize(
    ("keep", "why"),
    [
        (lambda engine: engine.connect(), "a connection was not given back"),
        (lambda engine: engine_of(engine.url.database).connect(), "somebody else is connected"),
    ],
)
def test_a_database_that_somebody_is_connected_to_is_dropped(
    name: str, keep: Callable[[sa.Engine], sa.Connection], why: str
) -> None:
    engine = engine_of(name)
    kept = keep(engine)

    assert spare_databases.give_back(SERVICE, name, engine) == why

    kept.invalidate()
    kept.close()
    assert lent_next() != name


def test_a_database_is_not_lent_for_ever(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert spare_databases.give_back(SERVICE, name, engine_of(name)) == ""
    assert lent_next() == name
    monkeypatch.setattr(spare_databases, "LENT_AGAIN", 3)

    assert spare_databases.borrow(SERVICE) == name
    assert spare_databases.give_back(SERVICE, name, engine_of(name)).startswith("it was lent")
    assert lent_next() != name


def test_who_borrows_has_the_statements_of_the_one_before_and_nothing_else_of_theirs() -> None:
    heard: list[str] = []
    asked = sa.select(tables.outbox.c.seq).where(tables.outbox.c.type == "what two borrowers ask")
    with fresh_storage(SERVICE) as one, one.engine.connect() as db:
        sa.event.listen(one.engine, "before_cursor_execute", lambda _db, _cursor, text, *_: heard.append(text))
        before = db.execute(asked).context.compiled
        server = db.scalar(sa.text("SELECT pg_backend_pid()"))
    told = len(heard)
    with fresh_storage(SERVICE) as other, other.engine.connect() as db:
        assert db.execute(asked).context.compiled is before
        assert db.scalar(sa.text("SELECT pg_backend_pid()")) != server
        assert db.dialect is other.engine.dialect
    assert len(heard) == told > 0
