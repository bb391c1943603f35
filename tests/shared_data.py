"""Data that is not part of the product and that some tests use where it lies beside the clone (or by MOTCUA_SHARED)."""

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[1].parent / "shared"


def shared(name: str) -> Path | None:
    """A file of the shared data, or None where there is none: the tests for it are then not collected."""
    path = Path(os.environ.get("MOTCUA_SHARED", "") or _BESIDE) / "data" / name
    return path if path.is_file() else None
