"""The chain of a history: whatever is changed, taken out or put in shows, and at its place."""

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from services.dossiers.domain.history import GENESIS, Entry, Kind, Link, breaks, entry_of, hash_of, moment

AT = dt.datetime(2026, 8, 10, 2, 0, tzinfo=dt.UTC)
ACTION: dict[str, Any] = {
    "dossier_id": "d-1", "seq": 7, "at": AT, "action": "receive", "from_state": 1, "to_state": 2, "actor_kind": "staff",
    "actor_name": "An", "actor_agency": "H27", "reason_code": "", "reason": "", "legal_basis": "", "note": "",
    "actor_id": "s-1", "details": {"due": "x"}, "trace": "t",
}  # fmt: skip
LOOK: dict[str, Any] = {
    "dossier_id": "d-1", "id": "l-1", "at": AT, "look": "opened", "actor_name": "An", "agency_code": "H27",
    "fields": ["phone"], "why": "tiếp nhận", "applicant_id": "c-1", "actor_id": "s-1",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "row"), [(Kind.ACTION, ACTION), (Kind.LOOK, LOOK)])
def test_whatever_a_row_says_is_in_its_hash(kind: Kind, row: dict[str, Any]) -> None:
    hashes = {hash_of(entry_of(kind, row), 1, GENESIS)}
    for name, value in row.items():
        other = AT + dt.timedelta(microseconds=1) if name == "at" else {"a": 1} if name == "details" else f"{value}x"
        hashes.add(hash_of(entry_of(kind, {**row, name: other}), 1, GENESIS))

    assert len(hashes) == 1 + len(row)


def test_anybody_makes_the_hash_anew_by_hand_from_what_is_shown() -> None:
    # Published and kept for good: an old chain has to hold by the same bytes for as long as there are dossiers.
    inner = '{"actor_id":"s-1","applicant_id":"c-1","id":"l-1"}'
    whole = (
        '{"at":"2026-08-10T02:00:00.000000+00:00","dossier_id":"d-1",'
        f'"inner":"{hashlib.sha256(inner.encode()).hexdigest()}","kind":"look","previous":"{GENESIS}","seq":1,'
        '"shown":{"actor_name":"An","agency_code":"H27","fields":["phone"],"look":"opened","why":"tiếp nhận"}}'
    )

    assert hash_of(entry_of(Kind.LOOK, LOOK), 1, GENESIS) == hashlib.sha256(whole.encode()).hexdigest()


def test_the_place_the_entry_before_and_the_kind_are_in_the_hash_and_the_zone_of_a_time_is_not() -> None:
    entry = entry_of(Kind.ACTION, ACTION)
    others = [(entry, 2, GENESIS), (entry, 1, "f" * 64), (replace(entry, kind=Kind.LOOK), 1, GENESIS)]

    assert len({hash_of(entry, 1, GENESIS), *(hash_of(*one) for one in others)}) == 4
    assert entry.ref == "7"
    assert entry_of(Kind.LOOK, LOOK).ref == "l-1"
    local = AT.astimezone(dt.timezone(dt.timedelta(hours=7)))
    assert moment(AT) == moment(local) == "2026-08-10T02:00:00.000000+00:00"


def a_chain(length: int = 4) -> tuple[list[Link], list[Entry]]:
    entries = [
        Entry("d-1", Kind.LOOK if n == 2 else Kind.ACTION, str(n), f"at {n}", {"what": n}, "inner")
        for n in range(1, length + 1)
    ]
    links: list[Link] = []
    for n, entry in enumerate(entries, 1):
        previous = links[-1].hash if links else GENESIS
        links.append(Link(n, entry.kind, entry.ref, previous, hash_of(entry, n, previous)))
    return links, entries


def found(links: list[Link], entries: list[Entry]) -> list[tuple[int, str]]:
    return [(one.seq, one.en) for one in breaks(links, entries)]


@pytest.mark.parametrize("length", [0, 1, 4])
def test_a_chain_that_nobody_touched_is_sound_in_whatever_order_its_rows_are_read(length: int) -> None:
    links, entries = a_chain(length)

    assert found(links, entries[::-1]) == []


@pytest.mark.parametrize("place", [1, 2, 4])
def test_what_was_done_to_one_entry_is_found_at_its_place(place: int) -> None:
    links, entries = a_chain()
    entry = entries[place - 1]
    others = [one for one in entries if one is not entry]
    changed = replace(entry, shown={"what": "else"})
    beside = f"{entry.kind.value} {entry.ref} was put in beside the chain"

    assert found(links, [*others, changed]) == [(place, "its content was changed")]
    assert found(links, others) == [(place, "its content was deleted")]
    assert found(links, [*others, replace(entry, ref="9")])[0] == (place, "its content was deleted")
    cut = [link for link in links if link.seq != place]
    gap = [(place, f"entries from {place} on were taken out")] if place < 4 else []
    assert found(cut, others) == gap
    assert found(cut, entries) == [*gap, (5 if place < 4 else 4, beside)]


def test_an_entry_that_was_written_anew_with_its_hash_breaks_the_next_one() -> None:
    links, entries = a_chain()
    changed = replace(entries[1], shown={"what": "else"})
    anew = replace(links[1], hash=hash_of(changed, 2, links[1].previous))

    assert found([links[0], anew, *links[2:]], [entries[0], changed, *entries[2:]]) == [
        (3, "the entry before it was replaced")
    ]


def test_a_chain_that_does_not_begin_at_the_beginning_is_none() -> None:
    links, entries = a_chain(1)
    other = replace(links[0], previous="f" * 64, hash=hash_of(entries[0], 1, "f" * 64))

    assert found([other], entries) == [(1, "the entry before it was replaced")]


def test_an_entry_that_was_put_in_is_named() -> None:
    links, entries = a_chain()
    more = replace(entries[0], kind=Kind.LOOK)

    assert found(links, [*entries, more]) == [(5, "look 1 was put in beside the chain")]
