"""A service says that it is ready when what it keeps in memory is there, and not before."""

import threading
import uuid
from pathlib import Path

import pytest

from chassis import health, warming
from chassis.service import Storage, Warmed
from chassis.testing import fresh_database, wait_until
from tests.services.chassis import bus


class Kept:
    """Ready when it is let; the first attempt fails."""

    def __init__(self) -> None:
        self.attempts = 0
        self.go_on = threading.Event()

    def warm(self, storage: Storage) -> None:
        assert isinstance(storage, Storage)
        self.attempts += 1
        if self.attempts == 1:
            raise OSError("for a test")
        assert self.go_on.wait(20)


def test_a_service_is_unready_until_what_it_keeps_is_warm_and_a_failed_attempt_is_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "AGAIN_AFTER", 0.01)
    kept, name = Kept(), "t" + uuid.uuid4().hex[:10]
    service = type("Keeping", (), {"name": name, "kept": Warmed(lambda: kept)})

    def reasons() -> list[str]:
        health.CHECKS._last = None
        return [one for one in health.CHECKS.readiness()[1]["reasons"] if one.startswith(f"{name}.kept")]  # type: ignore[attr-defined]

    with (
        bus.keys_dir(tmp_path / "keys") as keys,
        fresh_database("warming_tests") as url,
        bus.running(service, bus.environ(keys, url)),
    ):
        wait_until(lambda: kept.attempts == 2, what="the second attempt")
        assert reasons() == [f"{name}.kept: starting: what is kept in memory is being read"]

        kept.go_on.set()
        wait_until(lambda: not reasons(), what="readiness")

    assert not reasons()
