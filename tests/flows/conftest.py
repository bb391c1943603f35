"""The whole system, started once for all flows: its own broker, databases and services, beside whatever else runs."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.demo.__main__ import Demo
from deploy.launcher.state import State
from deploy.portal_client import Person
from tests.services.accounts.test_provider_sign_in import RETURN, Provider, installed

ROOT = Path(__file__).parents[2]
START_WITHIN = 180.0
"""Seconds for the whole system to be ready on a busy machine; usually it takes ten."""


Launcher = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class System:
    """A running system, known by the portal's address; ``state`` is where it keeps things, if it was started here."""

    address: str
    state: Path | None = None
    launcher: Launcher | None = None
    """Runs a command of ``./motcua`` on it."""

    def a_story(self) -> Demo:
        """The demonstration, not begun; it knows the officers that the sandbox shows."""
        story = Demo(self.address)
        story.know_staff(None)
        return story

    def a_citizen(self) -> Demo:
        """Somebody who has just registered and is signed in, as the demonstration does it."""
        person = self.a_story()
        person.read_procedure()
        person.register()
        person.confirm()
        return person

    def anybody(self) -> Person:
        """Somebody who is not signed in."""
        return Person(self.address)


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[Provider]:
    """A standard provider of electronic identities, which the system is told of when it starts."""
    made = Provider(installed())
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[System]:
    """A running system; ``MOTCUA_TEST_PORTAL`` names one that is up already."""
    given = os.environ.get("MOTCUA_TEST_PORTAL", "")
    if given:
        yield System(given.rstrip("/"))
        return
    provider: Provider = request.getfixturevalue("identity_provider")
    state = tmp_path_factory.mktemp("system")
    environ = {name: value for name, value in os.environ.items() if name not in ("AMQP_URL", "DATABASE_URL")}
    environ["MOTCUA_STATE"] = str(state)
    environ["MOTCUA_ERASURE_REFLECT_MINUTES"] = "0"
    environ |= {"MOTCUA_IDENTITY_PROVIDER": provider.issuer, "MOTCUA_IDENTITY_RETURN": RETURN}
    environ |= {"MOTCUA_IDENTITY_CLIENT": "motcua", "MOTCUA_IDENTITY_SECRET": "a secret of the tests"}

    def launcher(command: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "motcua"), command, *options],
            cwd=ROOT,
            env=environ,
            timeout=START_WITHIN,
            capture_output=True,
            text=True,
            check=False,
        )

    started = launcher("up", "--detach")
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        found = State(state).read()
        yield System(str(found["address"]), state, launcher)
    finally:
        launcher("down")
