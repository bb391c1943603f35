"""Shows the logs under ``.motcua/logs``."""

import sys
import time
from pathlib import Path

from deploy.launcher.places import Places
from deploy.launcher.progress import Problem

SHOWN = 40


def show(places: Places, names: list[str], *, follow: bool, lines: int = SHOWN) -> None:
    """Print the last lines of logs; with ``follow``, go on with what is added until interrupted."""
    files = _files(places, names)
    width = max(len(file.stem) for file in files)
    offsets = {}
    for file in files:
        text = file.read_bytes()
        offsets[file] = len(text)
        for line in text.decode("utf-8", "replace").splitlines()[-lines:]:
            _print(file, width, line, len(files) > 1)
    while follow:
        time.sleep(0.3)
        for file in files:
            offsets[file] = _more(file, offsets[file], width, len(files) > 1)


def _more(file: Path, offset: int, width: int, named: bool) -> int:
    """Print the whole lines that were added; gives where to go on. A file that became shorter begins anew."""
    if not file.exists() or (size := file.stat().st_size) == offset:
        return offset
    with open(file, "rb") as log:
        log.seek(offset if size > offset else 0)
        added = log.read()
        whole = added[: added.rfind(b"\n") + 1]
        for line in whole.decode("utf-8", "replace").splitlines():
            _print(file, width, line, named)
        return log.tell() - len(added) + len(whole)


def _files(places: Places, names: list[str]) -> list[Path]:
    found = (file for file in places.logs.glob("*.log") if not file.stem.rpartition(".")[2].isdigit())
    present = sorted(found, key=lambda file: file.stem)
    files = present
    if names:
        files = [file for file in present if file.stem in names or file.stem.rpartition("-")[0] in names]
    if not files:
        known = ", ".join(file.stem for file in present) or "none yet"
        raise Problem(f"There is no such log. There are: {known}.")
    return files


def _print(file: Path, width: int, line: str, named: bool) -> None:
    sys.stdout.write(f"{file.stem:<{width}} | {line}\n" if named else line + "\n")
    sys.stdout.flush()
