"""Says what is wrong on this machine or in this clone, and how to mend it."""

import os
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

from deploy.launcher import broker, postgres, pythons, rabbitmq, status
from deploy.launcher.foundation import NO_BROKER
from deploy.launcher.places import Places, postgres_account
from deploy.launcher.ports import PREFERRED, Ports, is_free
from deploy.launcher.progress import Problem
from deploy.launcher.state import READY, State

LEAST_SPACE = 1_000_000_000
GOOD, NOTE, BAD = "✓", "·", "✗"
Finding = tuple[str, str]


def examine(here: Places) -> int:
    """Print every finding; 1 if something is wrong."""
    wrong = 0
    for check in CHECKS:
        try:
            for mark, sentence in check(here):
                wrong += mark == BAD
                print(f"  {mark} {sentence}")
        except (Problem, OSError, subprocess.SubprocessError) as problem:
            wrong += 1
            print(f"  {BAD} {problem}")
    print(f"\n{wrong} found wrong (marked {BAD})." if wrong else "\nNothing is wrong.")
    return 1 if wrong else 0


def python(_: Places) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield GOOD, f"Python {version} runs the launcher, {pythons.supported_python()} makes .venv."


def environment(here: Places) -> Iterator[Finding]:
    version = pythons.version_of(here.python)
    if version is None:
        yield NOTE, "There is no .venv yet; ./motcua up makes it."
    elif version not in pythons.SUPPORTED:
        yield BAD, ".venv is of a Python that the portal does not run on: remove .venv, and run ./motcua up."
    elif not pythons.is_installed(here, pythons.RUNTIME):
        yield NOTE, ".venv is not what requirements.txt says now; the next ./motcua up mends that."
    else:
        checked = subprocess.run([here.python, "-m", "pip", "check"], capture_output=True, text=True, check=False)
        if checked.returncode:
            yield BAD, f"Libraries in .venv do not fit; remove it, and run ./motcua up.\n{checked.stdout.strip()}"
        else:
            yield GOOD, ".venv holds the locked libraries."


def messages(here: Places) -> Iterator[Finding]:
    if url := os.environ.get("AMQP_URL"):
        host, port = _place(url, 5672)
        reason = broker.answers(port, host)
        yield (
            (BAD, f"AMQP_URL: {reason}.") if reason else (GOOD, f"AMQP_URL names a broker that answers: {host}:{port}.")
        )
    elif found := rabbitmq.on_the_machine():
        yield GOOD, f"RabbitMQ of the machine is used, as a node of our own: {found.sbin}."
    elif found := rabbitmq.fetched(here):
        yield GOOD, f"RabbitMQ was fetched for this clone: {found.sbin}."
    elif shutil.which("apt-get"):
        yield NOTE, "There is no RabbitMQ yet; ./motcua up fetches Debian's, for this clone only."
    elif broker.docker_works():
        yield NOTE, "There is no RabbitMQ; ./motcua up runs it in Docker."
    else:
        yield BAD, NO_BROKER


def databases(here: Places) -> Iterator[Finding]:
    url = os.environ.get("DATABASE_URL")
    cluster = here.postgres(postgres_account()) / "data"
    if not url:
        made = (cluster / "PG_VERSION").exists()
        yield GOOD, f"PostgreSQL of our own keeps its data in {cluster}" + ("." if made else " (not made yet).")
    address = url or _running_database(here)
    if not address or not here.python.exists():
        return
    command = [
        str(postgres.psql(here)),
        "-XAt",
        "-c",
        "SHOW fsync",
        "-c",
        "SHOW full_page_writes",
        postgres.plain(address),
    ]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode:
        yield BAD, f"PostgreSQL does not answer: {asked.stderr.strip()}"
    elif asked.stdout.split() != ["on", "on"]:
        yield BAD, "PostgreSQL runs with fsync or full_page_writes off: a power cut can lose dossiers. Turn both on."
    else:
        yield GOOD, "PostgreSQL answers, and writes what it confirms (fsync on)."


def _running_database(here: Places) -> str:
    if State(here.state).read().get("phase") != READY:
        return ""
    port = Ports(here.state / "ports.json").remembered("postgres")
    cluster = postgres.Cluster(Path(), Path(), here.secrets, here.logs, port)
    return cluster.admin_url if port else ""


def addresses(here: Places) -> Iterator[Finding]:
    port = PREFERRED["gateway"]
    if State(here.state).held() or is_free(port):
        yield GOOD, f"Port {port} is for the portal."
    else:
        yield NOTE, f"Port {port} is taken by another program; the portal takes the next free one."


def space(here: Places) -> Iterator[Finding]:
    free = shutil.disk_usage(here.root).free
    text = f"{free / 1e9:.1f} GB are free on the disk."
    yield (GOOD, text) if free >= LEAST_SPACE else (BAD, f"{text} A full disk stops RabbitMQ: make room.")
    for path in (here.root, here.state):
        if path.exists() and not os.access(path, os.W_OK):
            yield BAD, f"{path} cannot be written: run ./motcua as its owner, or give it to you (chown)."


def files(here: Places) -> Iterator[Finding]:
    for path in here.secrets.glob("*"):
        if path.stat().st_mode & 0o077:
            yield BAD, f"{path} can be read by others: chmod 600 it."


def running(here: Places) -> Iterator[Finding]:
    state = State(here.state)
    if state.held():
        text, ready = status.status(here)
        yield (GOOD, "The system is up, and all is ready.") if ready else (BAD, f"Not all is ready:\n{text}")
    elif state.left_behind():
        yield BAD, "A launcher was killed and left processes running: ./motcua down ends them."
    else:
        yield NOTE, "The system is not up."


def _place(url: str, port: int) -> tuple[str, int]:
    place = urllib.parse.urlsplit(url)
    return place.hostname or "127.0.0.1", place.port or port


CHECKS: tuple[Callable[[Places], Iterator[Finding]], ...] = (
    python,
    environment,
    messages,
    databases,
    addresses,
    space,
    files,
    running,
)
