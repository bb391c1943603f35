"""The connection to the database."""

import os
import socket

import eventlet
import psycopg2
import pytest
import sqlalchemy as sa

from chassis.database import is_outage
from chassis.testing import fresh_database, fresh_storage, wait_until


def test_a_socket_number_that_another_still_waits_for_can_become_ours():
    ours, _theirs = socket.socketpair()

    def wait_for_it() -> str:
        # Caught here: what a woken waiter does not catch goes through the hub to the main green thread.
        try:
            ours.recv(1)
        except EOFError:
            return "closed"
        return "read"

    waiting = eventlet.spawn(wait_for_it)
    eventlet.sleep(0)
    number = ours.fileno()
    os.close(number)  # behind eventlet's back, as a library in C does

    with fresh_storage("database_tests") as storage, storage.read() as db:
        assert db.connection.dbapi_connection.fileno() >= 0
        assert db.execute(sa.text("SELECT 1")).scalar_one() == 1

    assert waiting.wait() == "closed"
    ours.detach()


def test_a_wait_that_the_hub_forgot_is_taken_up_again():
    with fresh_storage("database_tests") as storage, storage.read() as db:
        number = db.connection.dbapi_connection.fileno()
        slow = eventlet.spawn(lambda: db.execute(sa.text("SELECT pg_sleep(0.5), 7")).one()[1])
        wait_until(lambda: eventlet.hubs.get_hub().listeners["read"].get(number), what="the wait")
        eventlet.hubs.get_hub().poll.unregister(number)  # what a lost registration looks like

        assert slow.wait() == 7


def test_a_connection_whose_maker_is_killed_while_it_connects_is_closed():
    server = eventlet.listen(("127.0.0.1", 0))
    port = server.getsockname()[1]
    connecting = eventlet.spawn(psycopg2.connect, host="127.0.0.1", port=port, dbname="x", user="x", password="x")
    client, _ = server.accept()
    assert client.recv(1000)  # It has asked, and waits for our answer.

    connecting.kill()

    with eventlet.Timeout(5):
        assert client.recv(1000) == b""


def test_a_connection_that_the_server_closed_is_replaced_before_it_is_used():
    with fresh_storage("database_tests") as storage:
        with storage.read() as db:
            socket_of_it = db.connection.dbapi_connection.fileno()
            process = db.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        other = sa.create_engine(storage.engine.url, poolclass=sa.NullPool)
        with other.connect() as db:
            db.execute(sa.text(f"SELECT pg_terminate_backend({process})"))
        select = eventlet.patcher.original("select")
        closed = select.poll()
        closed.register(socket_of_it, select.POLLIN)  # a socket can be written to until its end is known
        wait_until(lambda: closed.poll(0), what="the end of the connection")

        with storage.read() as db:
            assert db.execute(sa.text("SELECT pg_backend_pid()")).scalar_one() != process


def test_a_sound_connection_is_used_again_without_asking_the_server(monkeypatch):
    def refuse(_connection: object) -> bool:
        raise AssertionError("the server was asked")

    with fresh_storage("database_tests") as storage:
        monkeypatch.setattr(storage.engine.dialect, "do_ping", refuse)
        with storage.read() as db:
            process = db.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with storage.glance() as db:
            assert db.execute(sa.text("SELECT pg_backend_pid()")).scalar_one() == process


def failure_of(engine: sa.Engine, statement: str) -> sa.exc.SQLAlchemyError:
    with pytest.raises(sa.exc.SQLAlchemyError) as failed, engine.connect() as db:
        db.execute(sa.text(statement))
    return failed.value


def test_a_database_that_is_gone_is_told_from_a_statement_that_is_wrong():
    with fresh_database("database_tests") as url:
        engine = sa.create_engine(url)
        assert not is_outage(failure_of(engine, "SELEKT"))
        nowhere = sa.create_engine(sa.make_url(url).set(port=1))
        assert is_outage(failure_of(nowhere, "SELECT 1"))
        engine.dispose()
