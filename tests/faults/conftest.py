"""One broker, one database server and one set of processes for all fault tests; each test leaves them well."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults import driving, oracle
from tests.faults.driving import Book, Load
from tests.faults.grounds import Grounds


@dataclass
class World:
    """What a fault test has: the grounds it breaks, and the book of what was asked and answered."""

    grounds: Grounds
    book: Book = field(default_factory=Book)

    def load(self, callers: int = 4) -> AbstractContextManager[Load]:
        """Callers that write entries for as long as this is open."""
        return driving.load(self.grounds.front_address, self.book, callers)

    def check(self) -> None:
        """Nothing lost, nothing twice, nothing left over, everything answered in time."""
        oracle.check(self.grounds, self.book)


@pytest.fixture(scope="session")
def the_world() -> Iterator[World]:
    # On a disk, also where a run has its files in memory: what is killed here comes back from what it wrote.
    state = Path(tempfile.mkdtemp(prefix="faults-", dir=os.environ.get("MOTCUA_TEST_STATE")))
    grounds = Grounds(state)
    try:
        grounds.start()
        yield World(grounds)
    finally:
        grounds.stop()
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture
def world(the_world: World) -> World:
    """The world, all well."""
    oracle.forget_dead(the_world.grounds)
    the_world.grounds.await_ready()
    the_world.book.slowest = 0.0
    the_world.book.wrong.clear()
    return the_world
