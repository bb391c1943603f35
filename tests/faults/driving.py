"""Load from outside, and what it was answered: the one who asks keeps its own book, apart from what is tested."""

import http.client
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import eventlet

from chassis.testing import wait_until

ANSWERED_WITHIN = 10.0
"""Seconds within which every HTTP request is answered, whatever is broken."""
PATIENCE = 30.0
"""Seconds after which the driver gives up on an answer altogether."""


@dataclass
class Book:
    """Every key that was asked for and what was answered: the entry, or nothing yet."""

    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    refused: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def ask(address: tuple[str, int], book: Book, key: str, asked: dict[str, Any]) -> bool:
    """One request under a key; whether it was answered with an entry."""
    book.asked.add(key)
    began = time.monotonic()
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
    try:
        connection.request("POST", "/entries", json.dumps(asked), {"Idempotency-Key": key})
        response = connection.getresponse()
        body = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError) as broken:
        book.wrong.append(f"no whole answer: {broken!r}")
        return False
    finally:
        book.slowest = max(book.slowest, time.monotonic() - began)
        connection.close()
    if response.status == 201:
        if book.written.setdefault(key, body) != body:
            book.wrong.append(f"key {key} was answered twice, differently")
        return True
    if response.status in (503, 409) and response.getheader("Retry-After"):
        book.refused += 1
    else:
        book.wrong.append(f"answered {response.status}: {body}")
    return False


class Load:
    """Callers that each write one entry after another; what was not answered is asked again under the same key."""

    def __init__(self, address: tuple[str, int], book: Book, callers: int, pace: float) -> None:
        self._address = address
        self._book = book
        self._pace = pace
        self._stopping = False
        self._threads = [eventlet.spawn(self._write, f"account-{uuid.uuid4().hex[:8]}") for _ in range(callers)]

    def _write(self, account: str) -> None:
        while not self._stopping:
            key = uuid.uuid4().hex
            while not ask(self._address, self._book, key, {"account": account}) and not self._stopping:
                eventlet.sleep(0.2)
            eventlet.sleep(self._pace)

    def goes_on(self, by: int = 20, within: float = 40.0) -> None:
        """Wait until so many more entries were answered."""
        wanted = len(self._book.written) + by
        wait_until(lambda: len(self._book.written) >= wanted, within=within, what=f"{by} more entries being written")

    def is_refused(self, by: int = 1, within: float = 20.0) -> None:
        """Wait until so many more requests were answered with a refusal for now."""
        wanted = self._book.refused + by
        wait_until(lambda: self._book.refused >= wanted, within=within, what="requests being refused for now")

    def stop(self) -> None:
        self._stopping = True
        for thread in self._threads:
            thread.wait()


@contextmanager
def load(address: tuple[str, int], book: Book, callers: int = 4, pace: float = 0.02) -> Iterator[Load]:
    driven = Load(address, book, callers, pace)
    try:
        yield driven
    finally:
        driven.stop()
