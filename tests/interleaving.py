"""Has two units of work meet in one certain order: the first stands still at a point, and the second comes as far as
it can. No time is waited for: either the second has ended, or the database says that it waits for a lock."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.storage import Storage
from chassis.testing import wait_until

_WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Run(threading.Thread):
    """One of them, with what it gave or raised."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._act = act
        self.outcome: Any = None
        self.start()

    def run(self) -> None:
        try:
            self.outcome = self._act()
        except Exception as failed:  # noqa: BLE001  told to the test, which says what is right
            self.outcome = failed


def waits_for_a_lock(storage: Storage) -> int:
    """How many transactions in this database wait for another."""
    with storage.glance() as db:
        return int(db.scalar(_WAITING) or 0)


def interleaved(
    patching: pytest.MonkeyPatch,
    storage: Storage,
    module: Any,
    name: str,
    first: Callable[[], Any],
    second: Callable[[], Any],
) -> tuple[Any, Any]:
    """What both gave or raised, where the second begins when the first has just come out of ``module.name``, and the
    first goes on when the second has ended or waits."""
    real, reached, may_go_on = getattr(module, name), threading.Event(), threading.Event()

    def standing_still(*arguments: Any, **named: Any) -> Any:
        found = real(*arguments, **named)
        if threading.current_thread() is one and not reached.is_set():
            reached.set()
            assert may_go_on.wait(10)
        return found

    with patching.context() as patched:
        patched.setattr(module, name, standing_still)
        began = threading.Event()
        one = Run(lambda: began.wait(10) and first())
        began.set()
        wait_until(lambda: reached.is_set() or not one.is_alive(), what="the first coming to its point")
        assert reached.is_set(), f"the first did not come to {name}: {one.outcome!r}"
        other = Run(second)
        wait_until(lambda: not other.is_alive() or waits_for_a_lock(storage), what="the second ending or waiting")
        may_go_on.set()
        one.join(10)
        other.join(10)
    assert not one.is_alive()
    assert not other.is_alive()
    return one.outcome, other.outcome
