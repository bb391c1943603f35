"""Random passwords, made once and kept in files that only their owner can read."""

import os
import secrets
import threading
from pathlib import Path

_making = threading.Lock()


def password(directory: Path, name: str) -> str:
    """The password ``name`` (``broker-catalog``): read from the directory, or made there. Hexadecimal, 192 bits."""
    path = directory / name
    with _making:
        if not path.exists():
            _make(directory, path)
    return path.read_text(encoding="ascii").strip()


def _make(directory: Path, path: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(24))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
