"""Anchors of histories (mốc lịch sử): one root over the heads of many chains, so that no chain can be written anew.

An anchor is a Merkle tree (as in RFC 6962: SHA-256, leaves and nodes told apart by their first byte) over the heads
that have changed since the one before, in the order of the dossiers' ids, and a link to that one. What is published
names no dossier and nobody; with the kept heads anybody who runs the check makes the same root from them, and with the
path from their head to the root everybody sees that a published anchor is over the history of their dossier.
"""

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


TILE: Final = 1024
"""How many heads a tile of the tree is over, the last one fewer; a power of two."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A node of the tree, over `TILE` heads, and the first dossier of these."""

    first_id: str
    node: str


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
    return _root(map(leaf, heads)).hex()


def tiles_of(heads: Iterable[Head]) -> Iterator[Tile]:
    """The tiles of a tree: what is kept of it, so that a path is found without all of its heads."""
    each = iter(heads)
    while some := list(itertools.islice(each, TILE)):
        yield Tile(some[0].dossier_id, _root(map(leaf, some)).hex())


def root_over(tiles: Iterable[Tile]) -> str:
    """The root over tiles: that over all their heads, as RFC 6962 splits at powers of two."""
    return _root(bytes.fromhex(tile.node) for tile in tiles).hex()


def path_of(place: int, tiles: Sequence[Tile], heads: Sequence[Head]) -> tuple[str, ...]:
    """The path from the head at a place (from 0) to the root: what it is joined with, the nearest first. ``heads`` are
    those of its tile."""
    within = _path(place % TILE, [leaf(head) for head in heads])
    above = _path(place // TILE, [bytes.fromhex(tile.node) for tile in tiles])
    return tuple(node.hex() for node in (*within, *above))


def root_by(head: Head, place: int, size: int, path: Sequence[str]) -> str | None:
    """The root to which a path leads from a head at a place among ``size``; None if it is no such path (RFC 9162,
    2.1.3.2)."""
    node, last = leaf(head), size - 1
    if not 0 <= place <= last:
        return None
    for other in map(bytes.fromhex, path):
        if not last:
            return None
        if place % 2 or place == last:
            node = _joined(other, node)
            while not place % 2 and place:
                place, last = place // 2, last // 2
        else:
            node = _joined(node, other)
        place, last = place // 2, last // 2
    return None if last else node.hex()


def _root(nodes: Iterable[bytes]) -> bytes:
    waiting: list[tuple[int, bytes]] = []
    for each in nodes:
        height, node = 0, each
        while waiting and waiting[-1][0] == height:
            height, node = height + 1, _joined(waiting.pop()[1], node)
        waiting.append((height, node))
    if not waiting:
        return hashlib.sha256(b"").digest()
    _, node = waiting.pop()
    while waiting:
        node = _joined(waiting.pop()[1], node)
    return node


def _path(place: int, nodes: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(nodes) <= 1:
        return []
    half = 1 << (len(nodes) - 1).bit_length() - 1
    if place < half:
        return [*_path(place, nodes[:half]), _root(nodes[half:])]
    return [*_path(place - half, nodes[half:]), _root(nodes[:half])]


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
