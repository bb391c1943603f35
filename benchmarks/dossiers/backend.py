"""What the database does for a list: how long its process had a processor, and by which plan it went."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from chassis import statements
from chassis.statements import Prepared
from services.dossiers.store import queues


class Backend:
    """Says how many milliseconds it has worked so far, whatever else the machine does."""

    def __init__(self, db: sa.Connection) -> None:
        self._told = Path("/proc") / str(db.scalar(sa.func.pg_backend_pid())) / "schedstat"

    def worked(self) -> float:
        return int(self._told.read_text("ascii").split()[0]) / 1e6


class Explaining:
    """A connection that keeps the plan, with what was read, of the last statement that was executed through it."""

    def __init__(self, db: sa.Connection) -> None:
        self._db = db
        self.plan: dict[str, Any] = {}

    @property
    def pages(self) -> int:
        """Pages that the plan touched."""
        return int(self.plan["Shared Hit Blocks"] + self.plan["Shared Read Blocks"])

    def execute(self, statement: Any, values: Any = None) -> Any:
        made = statement.compile(dialect=self._db.dialect)
        self._explain(str(made), made.construct_params(values))
        return self._db.execute(statement, values)

    def scalars(self, statement: Any, values: Any = None) -> Any:
        return self.execute(statement, values).scalars()

    def ask(self, statement: Prepared, values: Any) -> Any:
        """The plan is that which the server has settled on, after the five times that it plans for the values."""
        for _ in range(6):
            found = statements.ask(self._db, statement, values)
        text, said = statement.written(self._db.dialect, statements._known(self._db), values, "")
        if not text.startswith("EXECUTE "):
            raise AssertionError("the statement is not known to the server")
        self._explain(text, said)
        return found

    def _explain(self, text: str, said: Any) -> None:
        explained = self._db.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}", said)
        self.plan = explained.scalar_one()[0]["Plan"]


@contextmanager
def lists_explained() -> Iterator[None]:
    """What lists ask over an `Explaining` is explained."""
    plain = queues.ask

    def ask(db: Any, statement: Prepared, values: Any) -> Any:
        return db.ask(statement, values) if isinstance(db, Explaining) else plain(db, statement, values)

    queues.ask = ask
    try:
        yield
    finally:
        queues.ask = plain
