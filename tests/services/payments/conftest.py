"""Fixtures of the tests of payments."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import keys
from chassis.testing import drop_templates, fresh_storage
from services.payments.agreement import examine
from tests.services.payments.world import World


@pytest.fixture
def world() -> Iterator[World]:
    clock: list[World] = []
    with fresh_storage("payments", lambda: clock[0].now) as storage:
        clock.append(World(storage))
        yield clock[0]
        if not clock[0].tampered:
            with storage.read() as db:
                assert list(examine(db)) == [], "the books do not agree after this test"


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    found = tmp_path / "keys"
    keys.generate(found)
    return found


@pytest.fixture(scope="session", autouse=True)
def _templates_dropped() -> Iterator[None]:
    yield
    drop_templates()
