"""Statements of hot paths: put together and planned once, and sent along with others where nobody needs their answer.

Planning a statement costs the database more than executing it where it looks up or writes a few rows, so a `Prepared`
is prepared there too, once on each connection, and from then on executed by its name (ADR 51).

A statement costs a round trip: two changes of process and half a millisecond of Python, often more than the database
needs for it. psycopg2 speaks PostgreSQL's simple protocol, where one message may hold several statements, which the
server runs in order and of which the last one's answer comes back.

Guarantees, for a connection on which `gather` was called (every `chassis.storage.Storage.work` does):

- Statements reach the server in the order of the calls: what was written with `later` goes before whatever is executed
  next on the connection, savepoints included, and at the latest with `commit`. So every read sees what was written
  before it.
- One that fails ends the transaction as it would have on its own; its error comes from the statement it went with. A
  write whose failure somebody answers to must therefore not be given to `later`.
- No value stands in a statement's text, so none reaches the log with an error.
- A connection knows what was prepared on it only after the message that said so was carried out; one whose server knows
  it no more, or prepared it before a table was changed, is closed (`chassis.database`), and the next begins anew.
- The transaction begins with the first statement and is committed with the last writes; the connection is one that the
  driver takes for one without transactions (`chassis.database.statement_by_statement`), which rolls back what is left.

On any other connection `later` executes at once.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg2
import sqlalchemy as sa
from sqlalchemy.engine.result import SimpleResultMetaData

Values = Mapping[str, Any]
Text = tuple[str, dict[str, Any]]

_PLACE: Final = re.compile(r"%\((\w+)\)s")
"""A value in psycopg2's notation."""


_NOT_PREPARED: Final = ("26000", "0A000")
"""No such statement; and one whose table was changed since."""


def is_gone(error: BaseException | None) -> bool:
    """Whether an error says that what was prepared on a connection is no longer good."""
    return getattr(error, "pgcode", None) in _NOT_PREPARED


_numbers = count(1)
_PREPARED: Final = "motcua-prepared"
"""Where a connection's `Known` lies among what SQLAlchemy keeps of it."""


class Known:
    """The names under which statements are prepared on one connection."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.new: dict[int, str] = {}
        self._said = 0

    def name(self, number: int) -> tuple[str, bool]:
        """A statement's name, and whether the server is still to be told of it.

        A name is never used for two tries: nobody can say whether a message that failed had come to it.
        """
        known = self.names.get(number) or self.new.get(number)
        if known is not None:
            return known, False
        self._said += 1
        self.new[number] = f"motcua_{number}_{self._said}"
        return self.new[number], True


class Prepared:
    """A statement put together once; its values are bound parameters of their names, or constants of the statement.

    A ``command`` is none that a database can prepare, as BEGIN.
    """

    def __init__(self, statement: sa.UpdateBase | sa.Select[Any] | sa.TextClause, *, command: bool = False) -> None:
        self._statement = statement
        self._command = command
        self._number = next(_numbers)
        self._dialect: sa.Dialect | None = None
        self._text = ""
        self._types: list[str] = []
        self._names: list[str] = []
        self._given: dict[str, Any] = {}
        self._ways: dict[str, Callable[[Any], Any]] = {}
        self._answered: SimpleResultMetaData | None = None

    def names_of(self, cursor: Any) -> SimpleResultMetaData:
        """The columns of the answer, looked at once."""
        if self._answered is None:
            self._answered = SimpleResultMetaData([column[0] for column in cursor.description])
        return self._answered

    def written(self, dialect: sa.Dialect, known: Known, values: Values, mark: str) -> Text:
        """The text with this mark before each name, and the values as the driver takes them; `KeyError` without one."""
        if self._dialect is not dialect:
            self._put_together(dialect)
        if self._command:
            return self._text, {}
        said: dict[str, Any] = {}
        for name in self._names:
            value = values[name] if name in values else self._given[name]
            way = self._ways.get(name)
            said[mark + name] = value if way is None else way(value)
        called, is_new = known.name(self._number)
        given = f"({', '.join(f'%({name})s' for name in said)})" if said else ""
        if not is_new:
            return f"EXECUTE {called}{given}", said
        types = f" ({', '.join(self._types)})" if said else ""
        return f"PREPARE {called}{types} AS {self._text};\nEXECUTE {called}{given}", said

    def _put_together(self, dialect: sa.Dialect) -> None:
        compiled = self._statement.compile(dialect=dialect)
        named = {name: bind for bind, name in compiled.bind_names.items()}
        self._given = {name: value for name, value in compiled.params.items() if not named[name].required}
        self._names = list(named)
        for name, bind in named.items():
            way = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if way is not None:
                self._ways[name] = way
        self._types = [_type(dialect, bind.type) for bind in named.values()]
        if "POSTCOMPILE" in str(compiled):
            raise TypeError("a list of values is written anew for each call; use an array")
        places = {name: f"${number}" for number, name in enumerate(self._names, start=1)}
        self._text = _PLACE.sub(lambda found: places[found[1]], str(compiled))
        self._dialect = dialect


def _type(dialect: sa.Dialect, of: sa.types.TypeEngine[Any]) -> str:
    """The database's name for the type of a value; where none was said, it finds out by itself."""
    if isinstance(of, sa.types.NullType):
        return "unknown"
    return dialect.type_compiler_instance.process(of.dialect_impl(dialect))


@lru_cache(maxsize=512)
def _inserting(table: sa.Table, names: tuple[str, ...], rows: int) -> Prepared:
    unsaid = [column.name for column in table.columns if column.default is not None and column.name not in names]
    if unsaid:
        raise TypeError(f"{table.name}: {', '.join(unsaid)} would be set by Python, which does not happen here")
    sets = [
        {name: sa.bindparam(f"{name}__{row}", type_=table.c[name].type, required=True) for name in names}
        for row in range(rows)
    ]
    return Prepared(sa.insert(table).values(sets))


def bound(table: sa.Table, *names: str) -> dict[str, sa.BindParameter[Any]]:
    """A value to be given by name for each of these columns: what an insert that is put together once is made of."""
    return {name: sa.bindparam(name, type_=table.c[name].type, required=True) for name in names}


def insert_later(db: sa.Connection, table: sa.Table, *rows: Values) -> None:
    """Add rows, all with the same columns."""
    if rows:
        names = tuple(rows[0])
        values = {f"{name}__{number}": row[name] for number, row in enumerate(rows) for name in names}
        later(db, _inserting(table, names, len(rows)), values)


_waiting: WeakKeyDictionary[sa.Connection, list[tuple[Prepared, Values]]] = WeakKeyDictionary()


def later(db: sa.Connection, statement: Prepared, values: Values) -> None:
    """Have the statement executed, before anything else that is executed on this connection from now on."""
    waiting = _waiting.get(db)
    if waiting is None:
        changed(db, statement, values)
    else:
        waiting.append((statement, values))


def ask(db: sa.Connection, statement: Prepared, values: Values) -> sa.Result[Any]:
    """Execute the statement now, after what waits. Rows have the types of the driver, not those of SQLAlchemy."""
    with _sent(db, statement, values) as cursor:
        return sa.engine.IteratorResult(statement.names_of(cursor), iter(cursor.fetchall()))


def changed(db: sa.Connection, statement: Prepared, values: Values) -> int:
    """Execute the statement now, after what waits; how many rows it changed."""
    with _sent(db, statement, values) as cursor:
        return int(cursor.rowcount)


@contextmanager
def _sent(db: sa.Connection, statement: Prepared, values: Values) -> Iterator[Any]:
    """The driver's cursor on which a statement and all that waits was executed.

    SQLAlchemy's way there and back costs more than such a statement does: it looks into the result anew each time.
    """
    waiting = _waiting.get(db)
    if waiting:
        _waiting[db] = []
    text, said = _together(db, [*(waiting or ()), (statement, values)])
    driver = db.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor:
        try:
            cursor.execute(text, said)
        except psycopg2.Error as failed:
            raise _as_sqlalchemy(db, text, failed) from failed
        except BaseException:  # told to stop while it waited: the answer is still to come on this connection
            db.invalidate()
            raise
        db.dispatch.after_cursor_execute(db, cursor, text, said, None, False)
        yield cursor


def _as_sqlalchemy(db: sa.Connection, text: str, failed: Any) -> BaseException:
    """What SQLAlchemy would raise; a connection that is no longer good is taken out of the pool, as it would do."""
    gone = is_gone(failed) or db.dialect.is_disconnect(failed, db.connection, None)
    if gone:
        db.invalidate(failed)
    return sa.exc.DBAPIError.instance(
        text, None, failed, psycopg2.Error, hide_parameters=True, connection_invalidated=gone, dialect=db.dialect
    )


_BEGIN: Final = Prepared(sa.text("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"), command=True)
_COMMIT: Final = Prepared(sa.text("COMMIT"), command=True)


def gather(db: sa.Connection) -> None:
    """Begin a transaction with the first statement of this connection; writes wait for company until `commit`."""
    _waiting[db] = [(_BEGIN, {})]


def commit(db: sa.Connection) -> None:
    """Send what still waits, and commit with it; from now on nothing waits any more."""
    waiting = _waiting.pop(db)
    if waiting != [(_BEGIN, {})]:  # else nothing was said at all
        db.exec_driver_sql(*_together(db, [*waiting, (_COMMIT, {})]))


def forget_rest(db: sa.Connection) -> None:
    """The transaction ends without its changes."""
    _waiting.pop(db, None)


def listen(engine: sa.Engine) -> None:
    """Have statements of this engine take along what waits."""
    sa.event.listen(engine, "before_cursor_execute", _take_along, retval=True)
    sa.event.listen(engine, "after_cursor_execute", _carried_out)


def _known(db: sa.Connection) -> Known:
    known = db.info.get(_PREPARED)
    if known is None:
        known = db.info[_PREPARED] = Known()
    return known


def _carried_out(db: sa.Connection, *_: object) -> None:
    known = db.info.get(_PREPARED)
    if known is not None and known.new:
        known.names.update(known.new)
        known.new.clear()


def _together(db: sa.Connection, waiting: Sequence[tuple[Prepared, Values]]) -> Text:
    known = _known(db)
    known.new.clear()
    texts, said = [], {}
    for number, (statement, values) in enumerate(waiting):
        text, own = statement.written(db.dialect, known, values, f"w{number}_")
        texts.append(text)
        said.update(own)
    return ";\n".join(texts), said


def _take_along(
    db: sa.Connection, _cursor: object, text: str, values: Any, context: Any, many: bool
) -> tuple[str, Any]:
    waiting = _waiting.get(db)
    if not waiting:
        return text, values
    _waiting[db] = []
    before, said = _together(db, waiting)
    alone = many or not isinstance(values, dict) or context.execution_options.get("stream_results")
    if alone:
        db.exec_driver_sql(before, said)
        return text, values
    return f"{before};\n{text}", {**said, **values}
