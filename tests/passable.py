"""A directory for a whole system that a test starts."""

from pathlib import Path

import pytest


def passable(factory: pytest.TempPathFactory, name: str) -> Path:
    """A new directory into which the account of its PostgreSQL can pass, where the run has a directory of its own.

    pytest closes its directories to others; the database would then keep its files elsewhere, on a disk. Nobody can
    look around, and what is secret in a system's directory is closed by the system.
    """
    found = factory.mktemp(name)
    for directory in (found, factory.getbasetemp()):
        directory.chmod(0o711)
    return found
