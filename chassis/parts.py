"""Files that arrive in parts: bytes are added at the end until the file is whole, across requests and restarts.

Guarantees: what `Parts.append` says is there is on the disk; two senders at once cannot mix their bytes, the second
hears `PART_BUSY`; a part that does not have the digest announced for it leaves nothing behind; a connection that breaks
leaves what came. Nothing is held in memory but one chunk. A whole file becomes an object of the same key.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from eventlet import tpool
from nameko.extensions import DependencyProvider

from chassis.errors import Conflict, NotFound, PortalError, error
from chassis.objects import CHUNK, STORE_AWAY, LocalObjects, Source, Stored
from chassis.settings import ServiceSettings, need, settings_of

_KEY: Final = re.compile(r"[0-9a-f]{32}")
ALGORITHMS: Final = ("sha1", "sha256")


class Locked(PortalError):
    """Somebody else is at it just now."""

    kind = "locked"
    status = 423


class ChecksumWrong(PortalError):
    """A part does not have the digest that was announced."""

    kind = "checksum-wrong"
    status = 460


PART_MISSING = error(
    "upload.part-not-found",
    NotFound,
    vi="Lần tải lên này không còn. Xin bắt đầu tải lại tệp.",
    en="This upload is not there any more. Please begin to upload the file again.",
)
PART_BUSY = error(
    "upload.busy",
    Locked,
    vi="Tệp này đang được tải lên ở một kết nối khác. Xin đợi vài giây rồi tiếp tục.",
    en="This file is being uploaded over another connection. Please wait a few seconds, then go on.",
)
OFFSET_WRONG = error(
    "upload.offset-mismatch",
    Conflict,
    vi="Phần gửi lên không nối tiếp phần đã nhận ({offset} byte). Xin hỏi lại vị trí rồi gửi tiếp từ đó.",
    en="This part does not follow on what was received ({offset} bytes). Please ask for the offset and go on there.",
)
CHECKSUM_WRONG = error(
    "upload.checksum-mismatch",
    ChecksumWrong,
    vi="Phần gửi lên bị thay đổi trên đường truyền. Xin gửi lại phần này.",
    en="This part was changed on its way here. Please send it again.",
)


class Parts:
    """Files on their way in, beside the objects that they will be."""

    def __init__(self, objects: LocalObjects, directory: Path) -> None:
        self._objects = objects
        self._directory = directory / "parts"

    def begin(self) -> str:
        """An empty file; returns its key."""
        key = secrets.token_hex(16)
        self._directory.mkdir(exist_ok=True)
        os.close(os.open(self._directory / key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return key

    def offset(self, key: str) -> int:
        """How many bytes there are; of a file that became an object, all."""
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            if self._objects.exists(key):
                return self._objects.size(key)
            raise PART_MISSING() from None

    def append(self, key: str, offset: int, stream: Source, *, algorithm: str = "", digest: bytes = b"") -> int:
        """Add what the stream has, from ``offset`` on, which must be the end; returns the new end.

        ``digest`` is that of the stream's bytes by ``algorithm``, one of `ALGORITHMS`.
        """
        with self._alone(key) as handle:
            end = os.fstat(handle).st_size
            if end != offset:
                raise OFFSET_WRONG(offset=end)
            told: Any = hashlib.new(algorithm, usedforsecurity=False) if algorithm else None
            try:
                while chunk := stream.read(CHUNK):
                    if told is not None:
                        told.update(chunk)
                    _in_thread(_write, handle, chunk, end)
                    end += len(chunk)
            finally:
                # Also when the connection broke: what came need not be sent again. A part with a digest is all or none.
                if told is not None and told.digest() != digest:
                    _in_thread(os.ftruncate, handle, offset)
                _in_thread(os.fsync, handle)
            if told is not None and told.digest() != digest:
                raise CHECKSUM_WRONG()
            return end

    def finish(self, key: str) -> Stored:
        """Make a whole file an object of the same key; doing it again gives the same."""
        try:
            with self._alone(key):
                _in_thread(self._objects.take, self._path(key), key)
        except PortalError as gone:
            # It may have become an object before.
            if gone.code != PART_MISSING.code or not self._objects.exists(key):
                raise
        digest: str = _in_thread(_digest_of, self._objects.file(key))
        return Stored(key=key, size=self._objects.size(key), sha256=digest)

    def discard(self, key: str) -> None:
        """Forget the part; one that is not there is no error."""
        with contextlib.suppress(FileNotFoundError, PortalError):
            self._path(key).unlink()

    def sweep(self, older_than: float) -> int:
        """Remove parts that nobody has written to for so many seconds; returns how many there were."""
        removed = 0
        for path in list(self._directory.glob("*")):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - older_than:
                    path.unlink()
                    removed += 1
        return removed

    @contextlib.contextmanager
    def _alone(self, key: str) -> Iterator[int]:
        """The file, open for writing, while nobody else in any process has it."""
        try:
            handle = os.open(self._path(key), os.O_WRONLY)
        except FileNotFoundError:
            raise PART_MISSING() from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield handle
        except BlockingIOError:
            raise PART_BUSY(retry_after=2) from None
        finally:
            os.close(handle)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise PART_MISSING()
        return self._directory / key


def _in_thread(work: Any, *arguments: Any) -> Any:
    try:
        return tpool.execute(work, *arguments)
    except OSError as broken:
        raise STORE_AWAY() from broken


def _write(handle: int, chunk: bytes, at: int) -> None:
    rest = memoryview(chunk)
    while rest:
        written = os.pwrite(handle, rest, at)
        at, rest = at + written, rest[written:]


def _digest_of(file: Any) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class PartStore(DependencyProvider):
    """Injects the service's `Parts`, beside its objects."""

    def setup(self) -> None:
        directory = need(settings_of(self.container.config, ServiceSettings).objects_dir, "MOTCUA_OBJECTS_DIR")
        self._parts = Parts(LocalObjects(directory), directory)

    def get_dependency(self, worker_ctx: Any) -> Parts:
        return self._parts
