"""One fresh world for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import keys
from chassis.testing import drop_templates, fresh_storage
from tests.services.dossiers.world import World


@pytest.fixture(scope="session", autouse=True)
def _templates() -> Iterator[None]:
    yield
    drop_templates()


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    keys.generate(directory)
    return directory


@pytest.fixture
def world(tmp_path: Path, keys_dir: Path) -> Iterator[World]:
    made: list[World] = []
    with fresh_storage("dossiers", clock=lambda: made[0].now) as storage:
        made.append(World(storage, tmp_path, keys_dir))
        made[0].know()
        yield made[0]
