"""Finds a RabbitMQ server to run: one on the machine, or Debian's packages unpacked for this clone alone.

Nothing is installed on the machine: apt-get only fetches, and the packages are unpacked under ``.motcua/fetched``. So
it takes no root, and leaves no service, no system user and no package behind.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.launcher import errands
from deploy.launcher.places import Places
from deploy.launcher.progress import Problem, Progress, Step

USUAL_PLACES = (
    "usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin",
    "opt/rabbitmq/sbin",
    "usr/local/opt/rabbitmq/sbin",
    "opt/homebrew/opt/rabbitmq/sbin",
    "usr/local/sbin",
)
FETCHED_PLACES = "usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin"
ERLANG = "usr/lib/erlang"


@dataclass(frozen=True)
class Server:
    """A RabbitMQ server that can be run. ``unpacked`` is where its packages were unpacked, if that was done here."""

    sbin: Path
    unpacked: Path | None = None

    @property
    def path(self) -> str:
        """The search path for its scripts."""
        usual = os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin")
        return f"{self.unpacked / ERLANG / 'bin'}:{usual}" if self.unpacked else usual

    def environ(self) -> dict[str, str]:
        """What its programs need to find their parts."""
        environ = {"PATH": self.path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        if self.unpacked:
            libraries = sorted({str(found.parent) for found in self.unpacked.glob("usr/lib/*-linux-*/*.so*")})
            libraries += sorted({str(found.parent) for found in self.unpacked.glob("lib/*-linux-*/*.so*")})
            if libraries:
                environ["LD_LIBRARY_PATH"] = ":".join(libraries)
        return environ

    def program(self, name: str) -> str:
        """Where a program of Erlang (``epmd``) is."""
        found = shutil.which(name, path=self.path)
        if not found and (inside := sorted(Path("/usr/lib/erlang").glob(f"erts-*/bin/{name}"))):
            found = str(inside[-1])
        if not found:
            raise Problem(f"RabbitMQ is at {self.sbin}, but Erlang's {name} is not to be found: is Erlang installed?")
        return found


def on_the_machine() -> Server | None:
    """A server installed on the machine. Debian's wrappers are passed by: they insist on the user ``rabbitmq``."""
    for pattern in USUAL_PLACES:
        for directory in sorted(Path("/").glob(pattern), reverse=True):
            if os.access(directory / "rabbitmq-server", os.X_OK):
                return Server(directory)
    return None


def fetched(places: Places) -> Server | None:
    """What was fetched before, if all of it is there."""
    unpacked = places.fetched / "rabbitmq"
    for sbin in unpacked.glob(FETCHED_PLACES):
        if (unpacked / "complete").exists():
            return Server(sbin, unpacked)
    return None


def find(places: Places, progress: Progress) -> Server | None:
    """A server to run, fetched if need be; None if there is none and none can be fetched."""
    found = on_the_machine() or fetched(places)
    if found or not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return found
    with progress.step("RabbitMQ: fetching Debian's packages, for this directory only") as step:
        try:
            _fetch(places.fetched / "rabbitmq", step, places.logs / "apt.log")
        except subprocess.CalledProcessError:
            progress.say(f"    apt-get could not fetch it (see {places.logs / 'apt.log'})")
            return None
    return fetched(places)


def _fetch(target: Path, step: Step, log: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    apt = target / "apt"
    for directory in ("lists/partial", "cache/archives/partial", "packages"):
        (apt / directory).mkdir(parents=True)
    options = {
        "Dir::State::Lists": apt / "lists",
        "Dir::Cache": apt / "cache",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::State::extended_states": apt / "extended_states",
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    command = ["apt-get", "-q", *(part for name, value in options.items() for part in ("-o", f"{name}={value}"))]
    step.note("reading the lists of packages")
    _run([*command, "update"], log)
    plan = _run([*command, "-s", "--no-install-recommends", "install", "rabbitmq-server"], log)
    packages = needed(plan)
    step.note(f"fetching {len(packages)} packages")
    _run([*command, "download", *packages], log, directory=apt / "packages")
    step.note("unpacking")
    for package in sorted((apt / "packages").glob("*.deb")):
        _run(["dpkg-deb", "-x", str(package), str(target)], log)
    _relocate(target / ERLANG)
    shutil.rmtree(apt)
    (target / "complete").touch()


def needed(plan: str) -> list[str]:
    """What to fetch of what apt-get would install: Erlang, RabbitMQ and libraries; nothing of the system's own."""
    names = re.findall(r"^Inst (\S+) ", plan, re.MULTILINE)
    return [name for name in names if name.startswith(("erlang-", "rabbitmq-server", "lib"))]


def _relocate(erlang: Path) -> None:
    """Debian's ``erl`` knows only ``/usr/lib/erlang``."""
    script = erlang / "bin" / "erl"
    text = script.read_text(encoding="utf-8")
    script.write_text(re.sub(r"ROOTDIR=\"?/usr/lib/erlang\"?", f"ROOTDIR='{erlang}'", text), encoding="utf-8")


def _run(command: Sequence[str], log: Path, directory: Path | None = None) -> str:
    done = errands.run(command, directory=directory)
    with open(log, "a", encoding="utf-8") as kept:
        kept.write(f"$ {' '.join(command)}\n{done.stdout}")
    done.check_returncode()
    return done.stdout
