"""Databases for tests: copies of a migrated, empty one, and lent again where they can be made as they were.

To copy a template costs a third of a second of a processor, most of it for what PostgreSQL reads anew for a database
that it does not know; to empty the tables that a test wrote to costs a fiftieth. A database is lent again only if it is
as a new one to whoever gets it: its tables hold what migrations put there, its sequences stand where they stood,
nobody else is connected to it, nothing of its schema was changed, and the planner has no figures about its tables.
Otherwise it is dropped. Nothing here is used by a running service.
"""

import os
import time
import uuid
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis import migrations
from chassis.database import driver_url

LENT_AGAIN = 40
"""How often one is lent before it is dropped: what PostgreSQL keeps about tables grows with each emptying."""

Fill = Callable[[str], None]
"""Fills the migrated database that has this URL; once, for all who ask for it."""

_templates: dict[tuple[str, Fill | None], str] = {}
_spare: dict[tuple[str, Fill | None], list[str]] = {}
_lent: dict[str, int] = {}
_server: list[sa.Engine] = []

_AS_MADE = """
CREATE SCHEMA as_made;
CREATE SCHEMA as_made_rows;
CREATE TABLE as_made.changes (what text NOT NULL);
CREATE TABLE as_made.sequences (name text, start_value bigint, last_value bigint);

CREATE FUNCTION as_made.remember() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one name;
    is_written boolean;
BEGIN
    DELETE FROM as_made.sequences;
    INSERT INTO as_made.sequences
        SELECT format('%I.%I', schemaname, sequencename), start_value, last_value FROM pg_sequences;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE IF EXISTS as_made_rows.%I', one);
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO is_written;
        IF is_written THEN
            EXECUTE format('CREATE TABLE as_made_rows.%1$I AS TABLE public.%1$I', one);
        END IF;
    END LOOP;
    DELETE FROM as_made.changes;
END $$;

CREATE FUNCTION as_made.restore() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    one record;
    written text;
BEGIN
    IF EXISTS (SELECT FROM as_made.changes) THEN
        RETURN 'its schema was changed';
    END IF;
    IF EXISTS (SELECT FROM pg_statistic JOIN pg_class ON pg_class.oid = starelid
               WHERE relnamespace = 'public'::regnamespace) THEN
        RETURN 'the planner knows its tables';
    END IF;
    -- What refuses changes of history, also by TRUNCATE, is a trigger.
    SET LOCAL session_replication_role = replica;
    SELECT string_agg(oid::regclass::text, ', ') INTO written FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0;
    IF written IS NOT NULL THEN
        EXECUTE 'TRUNCATE ' || written || ' CASCADE';
    END IF;
    FOR one IN
        SELECT relname, string_agg(quote_ident(attname), ', ') AS columns
        FROM pg_class JOIN pg_attribute ON attrelid = format('public.%I', relname)::regclass
        WHERE relnamespace = 'as_made_rows'::regnamespace AND relkind = 'r'
            AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        GROUP BY relname
    LOOP
        EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM as_made_rows.%1$I',
                       one.relname, one.columns);
    END LOOP;
    PERFORM setval(name, coalesce(made.last_value, made.start_value), made.last_value IS NOT NULL)
        FROM as_made.sequences made
        JOIN pg_sequences now ON format('%I.%I', schemaname, sequencename) = name
        WHERE now.last_value IS DISTINCT FROM made.last_value;
    RETURN '';
END $$;

CREATE FUNCTION as_made.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO as_made.changes VALUES (tg_tag);
END $$;
CREATE EVENT TRIGGER as_made ON ddl_command_end EXECUTE FUNCTION as_made.note();
"""


def server_url() -> str:
    """The superuser URL of the PostgreSQL that tests may make databases in."""
    url = os.environ.get("MOTCUA_TEST_DATABASE_URL", "")
    if not url:
        raise RuntimeError("MOTCUA_TEST_DATABASE_URL is not set; run the tests by ./motcua test, which starts a server")
    return driver_url(url)


def url_of(database: str) -> str:
    """The superuser URL of a database."""
    return sa.make_url(server_url()).set(database=database).render_as_string(hide_password=False)


def make(service: str, fill: Fill | None = None) -> str:
    """The name of a new database of the service: migrated, and empty but for what ``fill`` put there."""
    name = f"test_{service}_{uuid.uuid4().hex[:12]}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{_template(service, fill)}"')
    return name


def drop(name: str) -> None:
    """Drop a database, whoever is connected to it."""
    _lent.pop(name, None)
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def borrow(service: str, fill: Fill | None = None) -> str:
    """The name of a database as from `make`, maybe one that was given back; to be given back to `give_back`."""
    spare = _spare.get((service, fill))
    name = spare.pop() if spare else make(service, fill)
    _lent[name] = _lent.get(name, 0) + 1
    return name


def give_back(service: str, name: str, engine: sa.Engine, fill: Fill | None = None) -> str:
    """Make a borrowed database as it was, or drop it: then it is said why. ``engine`` is the borrower's, used up."""
    often = _lent[name] >= LENT_AGAIN
    why = f"it was lent {_lent[name]} times" if often else _restore(engine)
    engine.dispose()
    if why:
        drop(name)
    else:
        _spare.setdefault((service, fill), []).append(name)
    return why


def drop_all() -> None:
    """Drop templates and what is spare; for the end of a test session."""
    for spare in _spare.values():
        while spare:
            drop(spare.pop())
    while _templates:
        drop(_templates.popitem()[1])
    while _server:
        _server.pop().dispose()


def _restore(engine: sa.Engine) -> str:
    """Make the database as it was made; says why not if it cannot be."""
    try:
        with engine.connect() as db:
            if why := _somebody_else(engine, db):
                return why
            why = str(db.scalar(sa.text("SELECT as_made.restore()")))
            db.rollback() if why else db.commit()
            return why
    except sa.exc.SQLAlchemyError as error:
        return f"{type(error).__name__}"


def _somebody_else(engine: sa.Engine, db: sa.Connection) -> str:
    """Whether others are connected than the engine's idle connections and this one, also after a moment."""
    pool = engine.pool
    assert isinstance(pool, sa.QueuePool)
    if pool.checkedout() != 1:
        return "a connection was not given back"
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
    )
    for pause in (0.0, 0.01, 0.05):
        time.sleep(pause)  # The server hears of a closed connection a moment later.
        if db.scalar(others) == pool.checkedin() + 1:
            return ""
        db.rollback()  # Within a transaction the server gives the same answer.
    return "somebody else is connected"


def _template(service: str, fill: Fill | None = None) -> str:
    """A database to copy, made once for each process."""
    if (service, fill) not in _templates:
        name = f"template_{service}_{uuid.uuid4().hex[:12]}"
        if fill is None:
            _administer(f'CREATE DATABASE "{name}"')
            _migrate(service, url_of(name))
        else:
            _administer(f'CREATE DATABASE "{name}" TEMPLATE "{_template(service)}"')
            fill(url_of(name))
            _run(url_of(name), "SELECT as_made.remember()")
        _templates[service, fill] = name
    return _templates[service, fill]


def _migrate(service: str, url: str) -> None:
    _run(url, *(f"CREATE EXTENSION IF NOT EXISTS {extension}" for extension in ("unaccent", "pg_trgm")))
    engine = sa.create_engine(url, poolclass=NullPool)
    migrations.upgrade(service, engine)
    engine.dispose()
    _run(url, _AS_MADE, "SELECT as_made.remember()")


def _run(url: str, *statements: str) -> None:
    with sa.create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def _administer(statement: str) -> None:
    if not _server:
        _server.append(sa.create_engine(server_url(), isolation_level="AUTOCOMMIT"))
    with _server[0].connect() as connection:
        connection.execute(sa.text(statement))
