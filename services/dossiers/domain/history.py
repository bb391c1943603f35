"""The history of a dossier as a hash chain: what one entry says, and which entries fit together.

An entry is an action on the dossier or a look of staff at it. It holds the SHA-256 (hex) of the canonical JSON (RFC
8785 for the strings, whole numbers and lists that it is made of: sorted keys, no blanks, UTF-8) of its own content and
of its predecessor's hash, so an entry that is changed, taken out or put in later breaks the chain there. What people
may read of it is ``shown``; the rest (ids of staff, details for officers) goes in by its own digest, ``inner``. So with
what is shown anybody can compute the whole chain anew, without the rest.
"""

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

GENESIS: Final = "0" * 64
"""What the first entry has for its predecessor's hash."""
FORM: Final = 1
"""Which columns make up an entry; a further form would be for entries made from then on."""


class Kind(enum.StrEnum):
    """What an entry tells of."""

    ACTION = "action"
    LOOK = "look"


_SHOWN: Final = {
    Kind.ACTION: (
        "action", "from_state", "to_state", "actor_kind", "actor_name", "actor_agency",
        "reason_code", "reason", "legal_basis", "note",
    ),
    Kind.LOOK: ("look", "actor_name", "agency_code", "fields", "why"),
}  # fmt: skip
_INNER: Final = {
    Kind.ACTION: ("seq", "actor_id", "details", "trace"),
    Kind.LOOK: ("id", "applicant_id", "actor_id"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is hashed of one action or look, but for its place in the chain."""

    dossier_id: str
    kind: Kind
    ref: str
    at: str
    shown: Mapping[str, Any]
    inner: str


@dataclass(frozen=True, slots=True)
class Link:
    """The place of an entry in the chain of its dossier, as it is kept."""

    seq: int
    kind: Kind
    ref: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and why."""

    seq: int
    vi: str
    en: str


def entry_of(kind: Kind, row: Mapping[Any, Any]) -> Entry:
    """The entry of a row of ``actions`` or ``looks``."""
    return Entry(
        dossier_id=row["dossier_id"],
        kind=kind,
        ref=str(row["seq"] if kind is Kind.ACTION else row["id"]),
        at=moment(row["at"]),
        shown={name: row[name] for name in _SHOWN[kind]},
        inner=_digest({name: row[name] for name in _INNER[kind]}),
    )


def moment(at: dt.datetime) -> str:
    """A time as it goes into a hash: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def hash_of(entry: Entry, seq: int, previous: str) -> str:
    """The hash of an entry at its place."""
    return _digest(
        {
            "dossier_id": entry.dossier_id,
            "seq": seq,
            "kind": entry.kind.value,
            "at": entry.at,
            "shown": dict(entry.shown),
            "inner": entry.inner,
            "previous": previous,
        }
    )


def breaks(links: Sequence[Link], entries: Iterable[Entry]) -> tuple[Break, ...]:
    """Every place where the kept chain and the rows that it was made of do not fit; none if all is sound.

    ``links`` are in order; ``entries`` are of all rows there are. Behind a changed row the chain is followed on from
    what is kept, so that each changed row is named.
    """
    by_ref = {(entry.kind, entry.ref): entry for entry in entries}
    found: list[Break] = []
    last, head = 0, GENESIS
    for link in links:
        if link.seq != last + 1:
            found.append(Break(last + 1, f"mất mục từ số {last + 1}", f"entries from {last + 1} on were taken out"))
        elif link.previous != head:
            found.append(Break(link.seq, "mục trước đó đã bị thay", "the entry before it was replaced"))
        entry = by_ref.pop((link.kind, link.ref), None)
        if entry is None:
            found.append(Break(link.seq, "nội dung đã bị xóa", "its content was deleted"))
        elif hash_of(entry, link.seq, link.previous) != link.hash:
            found.append(Break(link.seq, "nội dung đã bị sửa", "its content was changed"))
        last, head = link.seq, link.hash
    for entry in by_ref.values():
        named = f"{entry.kind.value} {entry.ref}"
        found.append(Break(last + 1, f"{named} được chèn ngoài chuỗi", f"{named} was put in beside the chain"))
    return tuple(found)


def _digest(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
