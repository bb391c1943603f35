"""Anchors of histories (mốc lịch sử): one root over the heads of many chains, so that no chain can be written anew.

An anchor is a Merkle tree (as in RFC 6962: SHA-256, leaves and nodes told apart by their first byte) over the heads
that have changed since the one before, in the order of the dossiers' ids, and a link to that one. What is published
names no dossier and nobody; with the kept heads anybody who runs the check makes the same root from them.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

GENESIS: Final = "0" * 64
"""What the first anchor has for its predecessor's digest."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the history of a dossier had come, and its hash there."""

    dossier_id: str
    length: int
    head: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What an anchor states; it is signed so."""

    number: int
    day: dt.date
    made_at: dt.datetime
    dossiers: int
    root: str
    previous: str

    def content(self) -> dict[str, Any]:
        """As it is signed and hashed."""
        return {
            "number": self.number,
            "day": self.day.isoformat(),
            "made_at": self.made_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "dossiers": self.dossiers,
            "root": self.root,
            "previous": self.previous,
        }

    def digest(self) -> str:
        """What the next anchor has for its predecessor."""
        return digest_of(self.content())


def digest_of(content: Mapping[str, Any]) -> str:
    """The digest of what an anchor states."""
    canonical = json.dumps(dict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def leaf(head: Head) -> bytes:
    """The leaf of a head."""
    return hashlib.sha256(b"\x00" + f"{head.dossier_id}:{head.length}:{head.head}".encode()).digest()


def root_of(heads: Iterable[Head]) -> str:
    """The root over some heads in their order; that of no heads is the hash of nothing. Needs memory for their
    logarithm only, so a million is no matter."""
    waiting: list[tuple[int, bytes]] = []
    for head in heads:
        height, node = 0, leaf(head)
        while waiting and waiting[-1][0] == height:
            height, node = height + 1, _joined(waiting.pop()[1], node)
        waiting.append((height, node))
    if not waiting:
        return hashlib.sha256(b"").hexdigest()
    _, node = waiting.pop()
    while waiting:
        node = _joined(waiting.pop()[1], node)
    return node.hex()


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
