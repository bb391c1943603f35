"""The object store: whole objects or none."""

import base64
import errno
import hashlib
import io
import os
import time
from pathlib import Path

import eventlet
import pytest

from chassis import objects
from chassis.errors import PortalError
from chassis.objects import CHUNK, LocalObjects, Objects, sha256_of_header


@pytest.fixture
def store(tmp_path: Path) -> LocalObjects:
    return LocalObjects(tmp_path)


def files_in(store: LocalObjects) -> list[Path]:
    return [path for path in store._directory.rglob("*") if path.is_file()]


def code_of(caught: pytest.ExceptionInfo[PortalError]) -> str:
    return caught.value.code


class Breaking:
    """A sender that is lost in the middle."""

    def __init__(self, wrong: BaseException) -> None:
        self.sent = 0
        self.wrong = wrong

    def read(self, size: int = -1, /) -> bytes:
        self.sent += 1
        if self.sent > 2:
            raise self.wrong
        return b"x" * size


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 7])
def test_what_was_put_is_read_again(store: LocalObjects, size: int) -> None:
    data = os.urandom(size)

    stored = store.put(io.BytesIO(data), size)

    assert b"".join(store.open(stored.key)) == data
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(data).hexdigest())
    assert store.size(stored.key) == size
    assert store.exists(stored.key)


def test_the_local_store_is_a_store() -> None:
    kind: type[Objects] = LocalObjects
    assert kind is LocalObjects


def test_keys_are_random_and_the_same_bytes_get_two(store: LocalObjects) -> None:
    one, other = store.put(io.BytesIO(b"x"), 9), store.put(io.BytesIO(b"x"), 9)

    assert one.key != other.key
    assert one.sha256 == other.sha256


def test_more_than_the_limit_is_refused_and_leaves_nothing(store: LocalObjects) -> None:
    with pytest.raises(PortalError) as caught:
        store.put(io.BytesIO(b"x" * (3 * CHUNK)), 2 * CHUNK)

    assert (code_of(caught), caught.value.params) == ("file.too-large", {"limit": 2 * CHUNK})
    assert files_in(store) == []


def test_an_endless_sender_is_stopped_at_the_limit(store: LocalObjects) -> None:
    class Endless:
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return b"x" * size

    sender = Endless()
    with pytest.raises(PortalError):
        store.put(sender, 10 * CHUNK)

    assert sender.given <= 11 * CHUNK


def test_an_empty_object_is_refused_unless_allowed(store: LocalObjects) -> None:
    with pytest.raises(PortalError) as caught:
        store.put(io.BytesIO(), 9)

    assert code_of(caught) == "file.empty"
    assert store.put(io.BytesIO(), 9, allow_empty=True).size == 0


def test_what_has_not_the_announced_digest_is_refused_and_leaves_nothing(store: LocalObjects) -> None:
    right = hashlib.sha256(b"hello").hexdigest()
    assert store.put(io.BytesIO(b"hello"), 9, sha256=right).sha256 == right

    before = files_in(store)
    for wrong in ("0" * 64, "not a digest", right.upper()):
        with pytest.raises(PortalError) as caught:
            store.put(io.BytesIO(b"hello"), 9, sha256=wrong)
        assert code_of(caught) == "file.digest-mismatch"
    assert files_in(store) == before


# A Timeout made with seconds would start here, and end whichever test runs when they are over.
@pytest.mark.parametrize("wrong", [ConnectionError("gone"), eventlet.Timeout(), KeyboardInterrupt()])
def test_a_sender_that_is_lost_leaves_nothing(store: LocalObjects, wrong: BaseException) -> None:
    with pytest.raises(type(wrong)) as lost:
        store.put(Breaking(wrong), 99 * CHUNK)

    assert lost.value is wrong
    assert files_in(store) == []


def test_an_object_is_not_visible_before_it_is_whole(store: LocalObjects) -> None:
    seen: list[list[str]] = []

    class Watching(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            seen.append([path.parent.name for path in files_in(store)])
            return super().read(size)

    store.put(Watching(b"x" * 2 * CHUNK), 9 * CHUNK)

    assert {name for names in seen for name in names} == {"partial"}


def test_a_full_disk_is_told_as_unavailable(store: LocalObjects, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(objects, "_append", full)
    with pytest.raises(PortalError) as caught:
        store.put(io.BytesIO(b"x"), 9)

    assert (code_of(caught), caught.value.retryable) == ("file.store-unavailable", True)
    assert files_in(store) == []


@pytest.mark.parametrize("key", ["", "x", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "0" * 32])
def test_what_is_no_key_of_ours_opens_nothing(store: LocalObjects, key: str) -> None:
    assert not store.exists(key)
    store.delete(key)
    for look in (store.open, store.size):
        with pytest.raises(PortalError) as caught:
            look(key)
        assert code_of(caught) == "file.not-found"


def test_deleting_twice_is_deleting_once(store: LocalObjects) -> None:
    key = store.put(io.BytesIO(b"x"), 9).key

    store.delete(key)
    store.delete(key)

    assert not store.exists(key)


def test_a_reader_that_stops_early_closes_the_file(store: LocalObjects) -> None:
    reading = store.open(store.put(io.BytesIO(b"x" * 3 * CHUNK), 9 * CHUNK).key)

    assert len(next(reading)) == CHUNK
    reading.close()
    with pytest.raises(ValueError, match="closed"):
        next(reading)


def test_leftovers_of_killed_processes_are_swept_and_running_uploads_are_not(store: LocalObjects) -> None:
    store.put(io.BytesIO(b"x"), 9)
    old, new = store._partial / "old", store._partial / "new"
    for path in (old, new):
        path.write_bytes(b"part")
    os.utime(old, (time.time() - 90_000,) * 2)

    assert store.sweep() == 1
    assert [path.name for path in store._partial.iterdir()] == ["new"]


def test_other_work_goes_on_while_objects_are_written(store: LocalObjects) -> None:
    ticks = []

    def tick() -> None:
        while True:
            ticks.append(1)
            eventlet.sleep(0)

    other = eventlet.spawn(tick)
    store.put(io.BytesIO(b"x" * 20 * CHUNK), 99 * CHUNK)
    other.kill()

    assert len(ticks) >= 20


def test_an_announced_digest_is_read_from_either_header_form() -> None:
    raw = hashlib.sha256(b"hello").digest()
    coded = base64.b64encode(raw).decode()

    assert sha256_of_header(f"sha-256=:{coded}:") == raw.hex()
    assert sha256_of_header(f"md5=x, SHA-256={coded}") == raw.hex()
    assert sha256_of_header("") == sha256_of_header("md5=abc") == ""
    for wrong in ("sha-256=:zz:", "sha-256=:AAAA:"):
        with pytest.raises(PortalError):
            sha256_of_header(wrong)
