"""The Python environment: ``.venv`` with exactly the locked libraries, each checked by its hash."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from deploy.launcher import errands
from deploy.launcher.places import Places
from deploy.launcher.progress import Problem, Progress, Step

SUPPORTED = ((3, 11), (3, 12), (3, 13))
SYSTEM = Path("/usr/bin")
"""Where the distribution's interpreters are, which it builds with optimisation."""
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def lock_hash(lock: Path) -> str:
    """What identifies the content of a lock: the SHA-256 of its lines, without comments and space at their ends."""
    lines = (line.partition(" #")[0].rstrip() for line in lock.read_text(encoding="utf-8").splitlines())
    content = "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))
    return hashlib.sha256(content.encode()).hexdigest()


def locked(lock: Path) -> list[str]:
    """The names of the distributions in a lock."""
    return re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", lock.read_text(encoding="utf-8"), re.MULTILINE)


def prepare(places: Places, progress: Progress, lock: str = RUNTIME) -> None:
    """Bring ``.venv`` to what a lock says. Does nothing if that very lock was installed before."""
    if is_installed(places, lock):
        return
    if version_of(places.python) not in SUPPORTED:
        with progress.step("Python environment .venv"):
            _make(places)
    with progress.step(f"libraries of {lock}") as step:
        _install(places, lock, step)
    # The development lock holds all of the runtime lock, with the same versions; the runtime lock alone says nothing
    # about what was there before it, so only then is the other forgotten.
    done = {lock: lock_hash(places.root / lock)}
    if lock == DEVELOPMENT:
        done[RUNTIME] = lock_hash(places.root / RUNTIME)
    _record(places).write_text(json.dumps(done, indent=1), encoding="ascii")


def is_installed(places: Places, lock: str) -> bool:
    """Whether ``.venv`` was made from that very lock."""
    return places.python.exists() and _read(_record(places)).get(lock) == lock_hash(places.root / lock)


def _record(places: Places) -> Path:
    return places.venv / "motcua-installed.json"


def version_of(python: Path) -> tuple[int, int] | None:
    """The version of an interpreter, None if it does not run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=20, check=True).stdout
        major, minor = answer.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def supported_python() -> Path:
    """An interpreter the portal runs on: this one, or one on the PATH.

    One that was built without optimisation, as pyenv does unless told otherwise, takes a fifth more of a processor for
    everything; the distribution's of the same version is taken instead, where it can make environments.
    """
    if sys.version_info[:2] in SUPPORTED:
        systems = SYSTEM / "python{}.{}".format(*sys.version_info[:2])
        return systems if not was_optimised() and makes_environments(systems) else Path(sys.executable)
    for version in reversed(SUPPORTED):
        found = shutil.which("python" + ".".join(map(str, version)))
        if found and version_of(Path(found)) == version:
            return Path(found)
    raise Problem("Một Cửa needs Python 3.11, 3.12 or 3.13 (Debian: apt-get install python3 python3-venv).")


def was_optimised() -> bool:
    """Whether this interpreter was built for speed: the distribution's are, others say so."""
    told = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return Path(sys.base_prefix) == SYSTEM.parent or "--enable-optimizations" in told


def makes_environments(python: Path) -> bool:
    """Whether an interpreter is there, and all that it needs to make environments (Debian packs that apart)."""
    asked: list[str | Path] = [python, "-c", "import ensurepip, venv"]
    try:
        return subprocess.run(asked, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _make(places: Places) -> None:
    shutil.rmtree(places.venv, ignore_errors=True)
    made = errands.run([supported_python(), "-m", "venv", places.venv])
    if made.returncode:
        shutil.rmtree(places.venv, ignore_errors=True)
        if "ensurepip" in made.stdout:
            raise Problem("Python here cannot make environments: install its venv part (apt-get install python3-venv).")
        raise Problem(f"The Python environment could not be made: {made.stdout.strip()}")


def _install(places: Places, lock: str, step: Step) -> None:
    total, found = len(locked(places.root / lock)), 0
    command: list[object] = [places.python, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", places.root / lock]
    log = places.logs / "pip.log"

    def count(line: str) -> None:
        nonlocal found
        if line.startswith(("Collecting ", "Requirement already")):
            found += 1
            step.note(f"{min(found, total)} of {total} found")
        elif line.startswith("Installing collected"):
            step.note("unpacking")

    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = errands.run(command, environ=environ, each_line=count)
    log.write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        last = [line for line in done.stdout.splitlines() if not line.startswith("WARNING")][-12:]
        raise Problem(f"The libraries could not be installed (whole story: {log}):\n" + "\n".join(last))


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
