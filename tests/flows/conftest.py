"""The whole system, started once for all flows: its own broker, databases and services, beside whatever else runs."""

import datetime as dt
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.demo.__main__ import Demo
from deploy.launcher.broker import local_url
from deploy.launcher.control import ask
from deploy.launcher.state import State
from deploy.portal_client import Person, own_tail
from tests.flows.lives import Life, invite_officer
from tests.flows.tapping import Heard, Tap
from tests.passable import passable
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
    has_provider: bool = False
    """Whether people can sign in by an electronic identity."""

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
def identity_provider() -> Iterator[Provider | None]:
    """A standard provider of electronic identities, which the system is told of when it starts; None: it has none."""
    try:
        made = Provider(installed())
    except pytest.skip.Exception:
        yield None
        return
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
    provider: Provider | None = request.getfixturevalue("identity_provider")
    state = passable(tmp_path_factory, "system")
    environ = {name: value for name, value in os.environ.items() if name not in ("AMQP_URL", "DATABASE_URL")}
    environ["MOTCUA_STATE"] = str(state)
    environ["MOTCUA_ERASURE_REFLECT_MINUTES"] = "0"
    # Thousands of requests come from one address and one agency.
    environ["MOTCUA_REQUESTS_PER_MINUTE"] = "100000"
    if provider is not None:
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

    try:
        # Inside, so that what did not come up in time is taken down as well.
        started = launcher("up", "--detach")
        assert started.returncode == 0, started.stdout + started.stderr
        found = State(state).read()
        yield System(str(found["address"]), state, launcher, has_provider=provider is not None)
    finally:
        launcher("down")


@dataclass(frozen=True)
class Told:
    """What was lived, and what the broker carried meanwhile."""

    state: Path
    story: Demo
    lives: tuple[Life, ...]
    heard: tuple[Heard, ...]

    def private(self) -> dict[str, str]:
        story = self.story
        found = {"identity number": story.identity, "telephone": story.phone, "e-mail address": story.email}
        for life in self.lives:
            found |= life.private()
        return found


@pytest.fixture(scope="session")
def told(system: System) -> Told:
    """A system in which people have lived."""
    if system.state is None or system.launcher is None:
        pytest.skip("what a system elsewhere keeps cannot be read from here")
    settings = ask(str(State(system.state).read()["socket"]), {"do": "settings", "service": "accounts"})
    port = int(settings["MOTCUA_AMQP_URL"].rpartition(":")[2].partition("/")[0])
    with Tap(local_url(system.state / "secrets", port)("motcua")) as tap:
        story = system.a_story()
        story.run()
        lives = live(system)
        number = random.randrange(10**6)
        officer = invite_officer(system.address, system.launcher, f"KT{number}", f"ho.moi{number}@xa.example.vn")
    return Told(system.state, story, (*lives, officer), tuple(tap.heard))


def live(system: System) -> tuple[Life, ...]:
    """Three people's lives with the portal."""

    def somebody(name: str, identity: str, born: str = "1990-05-17", email: str = "") -> Life:
        life = Life(system.address, name, identity, f"0985{own_tail()}", born, email)
        life.register()
        return life

    def days(number: int) -> str:
        return (dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date() + dt.timedelta(days=number)).isoformat()

    email = f"buoi.tran{random.randrange(10**9)}@example.vn"
    # The one whom the identity provider knows.
    owner = somebody("Trần Thị Bưởi", "042090000123", "1990-05-06", email)
    others = [somebody(name, f"001090{own_tail()}") for name in ("Lê Thị Na", "Hồ Văn Mít")]
    owner.add_email()
    owner.mistype()
    owner.invite(owner.open_business(), others[0])
    owner.delegate(others[1], days)
    if system.has_provider:
        owner.sign_in_by_provider("buoi")
    others[1].recover()
    return (owner, *others)
