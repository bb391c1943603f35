"""How a command reaches the launcher that runs the system: one line of JSON each way over a Unix socket."""

import contextlib
import json
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.launcher.progress import Problem

LONGEST = 100
"""Bytes of a path that every system takes for a Unix socket (Linux: 107)."""


def socket_path(directory: Path) -> Path:
    """Where the socket is to be; in a directory of its own elsewhere if the clone's path is too long."""
    path = directory / "control.sock"
    if len(str(path).encode()) <= LONGEST:
        return path
    return Path(tempfile.mkdtemp(prefix="motcua-")) / "control.sock"


class Server:
    """Answers commands, one thread each. What a handler raises as a Problem goes back as its sentence."""

    def __init__(self, path: Path, handle: Callable[[dict[str, Any]], Any]) -> None:
        self.path = path
        self._handle = handle
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen(8)
        threading.Thread(target=self._accept, name="control", daemon=True).start()

    def close(self) -> None:
        self._socket.close()
        self.path.unlink(missing_ok=True)
        if self.path.parent.name.startswith("motcua-"):
            self.path.parent.rmdir()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), name="control", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream:
            try:
                answer = {"answer": self._handle(json.loads(stream.readline()))}
            except Problem as problem:
                answer = {"problem": str(problem)}
            except Exception as error:  # noqa: BLE001  whoever asked is told, and the system goes on
                answer = {"problem": f"The launcher could not do that: {error!r}"}
            with contextlib.suppress(OSError):  # Who asked may have gone.
                stream.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")


def ask(path: str, command: dict[str, Any], timeout: float = 90) -> Any:
    """Give a command to the launcher; raises a Problem with its sentence if it could not be done."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout)
            connection.connect(path)
            with connection.makefile("rwb") as stream:
                stream.write(json.dumps(command).encode() + b"\n")
                stream.flush()
                line = stream.readline()
    except OSError as error:
        raise Problem(f"The running launcher does not answer ({error}); ./motcua down ends what it left.") from error
    answer = json.loads(line or b'{"problem": "The launcher ended before it answered."}')
    if "problem" in answer:
        raise Problem(answer["problem"])
    return answer["answer"]
