"""The database's process that serves a connection, on this machine: how long it had a processor."""

from pathlib import Path

import sqlalchemy as sa


class Backend:
    """Says how many milliseconds it has worked so far, whatever else the machine does."""

    def __init__(self, db: sa.Connection) -> None:
        self._told = Path("/proc") / str(db.scalar(sa.func.pg_backend_pid())) / "schedstat"

    def worked(self) -> float:
        return int(self._told.read_text("ascii").split()[0]) / 1e6
