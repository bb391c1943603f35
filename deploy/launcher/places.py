"""Where things are: everything that the launcher makes stands under ``.motcua/`` in the clone, besides ``.venv/``.

One exception: PostgreSQL refuses to run as root. Started by root, it runs as the unprivileged user ``nobody``, who may
be unable to reach a clone (``/root`` is closed to others). Its files then stand in ``/var/lib/motcua/<clone>``.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.launcher.progress import Problem


@dataclass(frozen=True)
class Account:
    """A user of the machine."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """The clone and the directory of what it has running; ``data`` is where broker and databases are, if elsewhere."""

    root: Path
    state: Path
    data: Path | None = None

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def secrets(self) -> Path:
        return self.state / "secrets"

    @property
    def keys(self) -> Path:
        return self.state / "keys"

    @property
    def key_shares(self) -> Path:
        return self.state / "key-shares"

    @property
    def objects(self) -> Path:
        return self.state / "objects"

    @property
    def broker(self) -> Path:
        return (self.data or self.state) / "broker"

    @property
    def fetched(self) -> Path:
        """What was fetched to run here only (RabbitMQ). Shared by ``up`` and ``test``."""
        return self.root / ".motcua" / "fetched"

    @property
    def audit(self) -> Path:
        """Signed heads of the audit trails; outside the databases that they vouch for."""
        return self.state / "audit"

    @property
    def accounts(self) -> Path:
        return self.state / "sandbox-accounts.json"

    def make(self) -> None:
        """Make the directories. The state directory is closed to others: passwords and people's papers are in it."""
        for path in (self.logs, self.secrets, self.objects, self.broker, self.audit):
            path.mkdir(parents=True, exist_ok=True)
        self.secrets.chmod(0o700)
        self.objects.chmod(0o700)

    def postgres(self, account: Account | None) -> Path:
        """PostgreSQL's directory; outside the clone if the account that has to run it cannot get there."""
        within = self.data or self.state
        inside = within / "postgres"
        if account is None or reachable(within, account):
            return inside
        key = hashlib.sha256(str(self.state).encode()).hexdigest()[:12]
        return Path("/var/lib/motcua") / f"{self.root.name}-{key}"

    def wipe(self) -> None:
        """Forget everything: data, secrets, logs. What was fetched stays."""
        postgres = self.postgres(postgres_account())
        shutil.rmtree(postgres, ignore_errors=True)
        if postgres.parent != self.state:
            with contextlib.suppress(OSError):  # Other clones may have theirs beside it.
                postgres.parent.rmdir()
        for path in self.state.glob("*"):
            if path == self.fetched or path.name == "test":
                continue
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def places(root: Path, environ: Mapping[str, str]) -> Places:
    """The places of this clone. ``MOTCUA_STATE`` names another directory for a second system beside the first."""
    given = environ.get("MOTCUA_STATE")
    return Places(root, Path(given).expanduser().resolve() if given else root / ".motcua")


def postgres_account() -> Account | None:
    """Whom PostgreSQL has to run as: nobody in particular, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("nobody", "daemon"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Problem("PostgreSQL cannot run as root, and there is no user 'nobody': start ./motcua as an ordinary user.")


def reachable(path: Path, account: Account) -> bool:
    """Whether an account may pass through every directory that leads to a path (by the permission bits)."""
    for directory in (path, *path.parents):
        try:
            status = directory.stat()
        except FileNotFoundError:
            continue
        shift = 6 if status.st_uid == account.uid else 3 if status.st_gid == account.gid else 0
        if not status.st_mode >> shift & 1:
            return False
    return True
