"""What must hold whatever was broken: nothing lost, nothing twice, nothing left over, every request answered."""

from typing import Any

import sqlalchemy as sa

from chassis import tables
from chassis.testing import wait_until
from tests.faults.audit_service import broken, effects
from tests.faults.driving import ANSWERED_WITHIN, Book
from tests.faults.grounds import Grounds
from tests.faults.ledger_service import confirmations, entries

QUIET_WITHIN = 45.0
"""Seconds after the last fault within which every event has had its effects."""


def rows(grounds: Grounds, service: str, statement: sa.Select[Any]) -> list[Any]:
    with grounds.engine(service).connect() as db:
        return list(db.execute(statement))


def count(grounds: Grounds, service: str, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    return int(rows(grounds, service, sa.select(sa.func.count()).select_from(table).where(*where))[0][0])


def unpublished(grounds: Grounds, service: str) -> int:
    return count(grounds, service, tables.outbox, tables.outbox.c.published_at.is_(None))


def newest(grounds: Grounds, service: str) -> int:
    """The place in the outbox of what the service wrote last."""
    return int(rows(grounds, service, sa.select(sa.func.max(tables.outbox.c.seq)))[0][0])


def is_published(grounds: Grounds, service: str, upto: int) -> bool:
    """Whether everything that was written up to a place in the outbox has been published."""
    waiting = tables.outbox.c.published_at.is_(None)
    return not count(grounds, service, tables.outbox, waiting, tables.outbox.c.seq <= upto)


def forget_dead(grounds: Grounds) -> None:
    """Delete what a test that failed has left dead, so that the next one begins well."""
    with grounds.engine("audit").begin() as db:
        db.execute(tables.inbox_parked.delete().where(tables.inbox_parked.c.state == "dead"))
        db.execute(broken.delete())


def check(grounds: Grounds, book: Book) -> None:
    """Wait until all is quiet, and compare the caller's book with both databases."""
    assert not book.wrong, book.wrong[:5]
    assert book.slowest <= ANSWERED_WITHIN, f"a request was answered after {book.slowest:.1f} s"
    await_quiet(grounds)
    _entries_match(grounds, book)
    _effects_match(grounds)
    _versions_have_no_gap(grounds)


def await_quiet(grounds: Grounds) -> None:
    """Wait until every event was published and had its effects."""
    try:
        wait_until(lambda: not loose_ends(grounds), QUIET_WITHIN, "quiet")
    except AssertionError as never:
        raise AssertionError(f"{never}; left are {loose_ends(grounds)}") from None


def loose_ends(grounds: Grounds) -> dict[str, int]:
    """What is not done yet, by name; empty when every event was published and had its effects."""
    try:
        written = count(grounds, "ledger", entries)
        found = {
            "unpublished by ledger": unpublished(grounds, "ledger"),
            "unpublished by audit": unpublished(grounds, "audit"),
            "parked in audit": count(grounds, "audit", tables.inbox_parked),
            "parked in ledger": count(grounds, "ledger", tables.inbox_parked),
            "without effect": max(0, written - count(grounds, "audit", effects)),
            "without confirmation": max(0, written - count(grounds, "ledger", confirmations)),
        }
    except sa.exc.OperationalError:
        return {"databases away": 1}
    return {name: number for name, number in found.items() if number}


def _entries_match(grounds: Grounds, book: Book) -> None:
    by_key: dict[str, list[str]] = {}
    for row in rows(grounds, "ledger", sa.select(entries)):
        by_key.setdefault(row.key, []).append(row.id)
    twice = {key for key, found in by_key.items() if len(found) > 1}
    assert not twice, f"commands carried out twice: {sorted(twice)[:5]}"
    lost = {key for key, answer in book.written.items() if by_key.get(key) != [answer["id"]]}
    assert not lost, f"answered, but not (or other than) written: {sorted(lost)[:5]}"
    asked_by_us = {key for key in by_key if not key.startswith("test-")}
    assert asked_by_us <= book.asked, "entries that nobody asked for"


def _effects_match(grounds: Grounds) -> None:
    written = sorted(row.id for row in rows(grounds, "ledger", sa.select(entries.c.id)))
    seen = sorted(row.entry_id for row in rows(grounds, "audit", sa.select(effects.c.entry_id)))
    confirmed = sorted(row.entry_id for row in rows(grounds, "ledger", sa.select(confirmations.c.entry_id)))
    assert seen == written, f"{len(written)} entries have {len(seen)} effects, {len(set(seen))} of them different"
    assert confirmed == written, f"{len(written)} entries have {len(confirmed)} confirmations"


def _versions_have_no_gap(grounds: Grounds) -> None:
    statement = sa.select(tables.outbox.c.aggregate_id, tables.outbox.c.version).order_by(tables.outbox.c.seq)
    streams: dict[str, list[int]] = {}
    for row in rows(grounds, "ledger", statement):
        streams.setdefault(row.aggregate_id, []).append(row.version)
    for account, versions in streams.items():
        assert versions == list(range(1, len(versions) + 1)), f"versions of {account}: {versions[:20]}"
    in_order: dict[str, list[int]] = {}
    for row in rows(grounds, "audit", sa.select(effects).where(effects.c.late.is_(False)).order_by(effects.c.seq)):
        in_order.setdefault(row.account, []).append(row.version)
    for account, versions in in_order.items():
        assert versions == sorted(versions), f"effects of {account} out of order: {versions[:20]}"
