"""The store of papers and results: large bytes that travel neither over the broker nor through the database.

`Objects` is the port; `LocalObjects` keeps the objects in a directory that the service's processes share.

Guarantees: an object is visible whole or not at all, and is on the disk (fsync of file and directory) when `put`
returns; keys are random, hold nothing of a person or a file name, and cannot lead out of the directory; more than
``limit`` bytes are never written, whatever the sender announced; what does not have the digest that was announced is
refused. A process killed in the middle leaves a partial file that no key reaches; `LocalObjects.sweep` removes it.
Disk work runs in threads, so a slow disk does not hold up other requests.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, TypeVar, cast

from eventlet import tpool
from nameko.extensions import DependencyProvider

from chassis.errors import Invalid, NotFound, Unavailable, error
from chassis.records import record
from chassis.settings import ServiceSettings, need, settings_of

T = TypeVar("T")

CHUNK: Final = 64 * 1024

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")

OBJECT_TOO_LARGE = error(
    "file.too-large",
    Invalid,
    vi="Tệp lớn hơn mức cho phép ({limit:size}). Xin giảm dung lượng rồi tải lên lại.",
    en="The file is larger than allowed ({limit:size}). Please make it smaller and upload it again.",
)
OBJECT_EMPTY = error(
    "file.empty",
    Invalid,
    vi="Tệp tải lên không có nội dung. Xin chọn lại tệp.",
    en="The uploaded file is empty. Please choose the file again.",
)
OBJECT_DAMAGED = error(
    "file.digest-mismatch",
    Invalid,
    vi="Tệp bị thay đổi trên đường truyền. Xin tải lên lại.",
    en="The file was changed on its way here. Please upload it again.",
)
OBJECT_MISSING = error(
    "file.not-found",
    NotFound,
    vi="Không tìm thấy tệp. Xin tải lại trang rồi thử lại.",
    en="The file was not found. Please reload the page and try again.",
)
STORE_AWAY = error(
    "file.store-unavailable",
    Unavailable,
    vi="Kho tệp tạm thời không ghi được. Xin thử lại sau ít phút.",
    en="The file store cannot be written to for the moment. Please try again in a few minutes.",
)


@record
class Stored:
    """What was stored: the key to open it by, its size in bytes and its SHA-256 in hex."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as the store has it: its size, and when it was written to last, in seconds since 1970."""

    key: str
    size: int
    written: float


class Source(Protocol):
    """Anything that bytes can be read from; an empty read is the end."""

    def read(self, size: int = -1, /) -> bytes: ...


class Reading(Protocol):
    """The bytes of an object in chunks; `close` may be called early."""

    def __iter__(self) -> Iterator[bytes]: ...
    def __next__(self) -> bytes: ...
    def close(self) -> None: ...


class Objects(Protocol):
    """The port: what a service may ask of the store."""

    def put(self, stream: Source, limit: int, *, sha256: str = "", allow_empty: bool = False) -> Stored:
        """Store a stream of at most ``limit`` bytes; ``sha256`` (hex), if given, must be the digest of them."""
        ...

    def open(self, key: str) -> Reading:
        """The object's bytes, or `OBJECT_MISSING` at once."""
        ...

    def size(self, key: str) -> int:
        """The object's size in bytes, or `OBJECT_MISSING`."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        ...

    def file(self, key: str) -> BinaryIO:
        """The object as a file to move about in, for what reads formats; or `OBJECT_MISSING` at once."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; one that is not there is no error, so that a repeat is none either."""
        ...

    def sweep(self, older_than: float) -> int:
        """Remove what never became an object and was not written to for so many seconds; gives how many these were."""
        ...


def sha256_of_header(value: str) -> str:
    """The SHA-256 (hex) that a ``Content-Digest`` (RFC 9530) or ``Digest`` (RFC 3230) header announces, or ``""``."""
    for member in value.split(","):
        name, _, coded = member.strip().partition("=")
        if name.strip().lower() == "sha-256":
            try:
                raw = base64.b64decode(coded.strip().strip(":"), validate=True)
            except (ValueError, binascii.Error):
                raise OBJECT_DAMAGED() from None
            if len(raw) != 32:
                raise OBJECT_DAMAGED()
            return raw.hex()
    return ""


class LocalObjects:
    """Objects as files of one directory, spread over 256 sub-directories."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._partial = directory / "partial"

    def put(self, stream: Source, limit: int, *, sha256: str = "", allow_empty: bool = False) -> Stored:
        if sha256 and not _SHA256.fullmatch(sha256):
            raise OBJECT_DAMAGED()
        key = secrets.token_hex(16)
        partial = self._partial / key
        out: BinaryIO = _on_disk(self._begin, partial)
        try:
            digest, size = hashlib.sha256(), 0
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise OBJECT_TOO_LARGE(limit=limit)
                _on_disk(_append, out, digest, chunk)
            if not size and not allow_empty:
                raise OBJECT_EMPTY()
            if sha256 and digest.hexdigest() != sha256:
                raise OBJECT_DAMAGED()
            _on_disk(self._finish, out, partial, self._path(key))
        except BaseException:
            # Also when the green thread is killed: nothing may stay behind of what was not finished.
            out.close()
            with contextlib.suppress(OSError):
                partial.unlink()
            raise
        return Stored(key=key, size=size, sha256=digest.hexdigest())

    def open(self, key: str) -> Reading:
        return _Chunks(self._opened(key))

    def size(self, key: str) -> int:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            raise OBJECT_MISSING() from None

    def exists(self, key: str) -> bool:
        return bool(_KEY.fullmatch(key)) and self._path(key).is_file()

    def delete(self, key: str) -> None:
        if _KEY.fullmatch(key):
            with contextlib.suppress(FileNotFoundError):
                self._path(key).unlink()

    def file(self, key: str) -> BinaryIO:
        try:
            return open(self._path(key), "rb")
        except FileNotFoundError:
            raise OBJECT_MISSING() from None

    def take(self, path: Path, key: str) -> None:
        """Make a file of this directory's the object of a key, on the disk when this returns. Run it in a thread."""
        with open(path, "rb") as whole:
            self._finish(whole, path, self._path(key))

    def sweep(self, older_than: float = 86_400.0) -> int:
        """Remove partial files that nobody has written to for so many seconds; returns how many there were."""
        removed = 0
        for path in list(self._partial.glob("*")):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - older_than:
                    path.unlink()
                    removed += 1
        return removed

    def listing(self) -> Iterator[Listed]:
        """Every object, in no certain order; one that comes or goes meanwhile may or may not be among them."""
        for directory in sorted(self._directory.glob("[0-9a-f][0-9a-f]")):
            for entry in os.scandir(directory):
                if _KEY.fullmatch(entry.name):
                    with contextlib.suppress(FileNotFoundError):
                        seen = entry.stat()
                        yield Listed(entry.name, seen.st_size, seen.st_mtime)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise OBJECT_MISSING()
        return self._directory / key[:2] / key

    def _opened(self, key: str) -> BinaryIO:
        try:
            return open(self._path(key), "rb", buffering=0)
        except FileNotFoundError:
            raise OBJECT_MISSING() from None

    def _begin(self, partial: Path) -> BinaryIO:
        self._partial.mkdir(exist_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(handle, "wb", buffering=0)

    def _finish(self, out: BinaryIO, partial: Path, final: Path) -> None:
        os.fsync(out.fileno())
        out.close()
        if not final.parent.exists():
            final.parent.mkdir(exist_ok=True)
            _sync_directory(self._directory)
        partial.rename(final)
        _sync_directory(final.parent)


def _on_disk(work: Callable[..., T], *arguments: object) -> T:
    """Run disk work in a thread; a full or failing disk is `STORE_AWAY` to the caller and a cause in our log."""
    try:
        return cast(T, tpool.execute(work, *arguments))
    except OSError as broken:
        raise STORE_AWAY() from broken


def _append(out: BinaryIO, digest: Any, chunk: bytes) -> None:
    digest.update(chunk)
    rest = memoryview(chunk)
    while rest:
        rest = rest[out.write(rest) :]


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Chunks:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk: bytes = tpool.execute(self._file.read, CHUNK)
        if not chunk:
            self._file.close()
            raise StopIteration
        return chunk

    def close(self) -> None:
        self._file.close()


class ObjectStore(DependencyProvider):
    """Injects the service's `Objects`; without MOTCUA_OBJECTS_DIR the service does not start."""

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        self._objects = LocalObjects(need(settings.objects_dir, "MOTCUA_OBJECTS_DIR"))

    def get_dependency(self, worker_ctx: Any) -> Objects:
        return self._objects
