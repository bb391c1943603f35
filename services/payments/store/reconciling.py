"""Queries and writes of reconciliation."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.payments.domain.reconciling import UNNUMBERED, Key, Kind, Line, Match, Side
from services.payments.store import Row
from services.payments.tables import (
    differences,
    payments,
    reconciled_payments,
    reconciliations,
    refunds,
    repairs,
    suspense,
)

_p, _s, _r, _k, _d = payments.c, suspense.c, refunds.c, reconciled_payments.c, differences.c


Booked = tuple[Line, dt.datetime]
"""A line of ours, and when it was booked."""


def settled_lines(
    db: sa.Connection, provider: str, first: dt.datetime, last: dt.datetime, txn_refs: Sequence[str]
) -> Iterable[Booked]:
    """Payments of a provider that settled within a time, or that have one of these references."""
    wanted = sa.select(_p.txn_ref, _p.transaction_no, _p.amount, _p.settled_at).where(
        _p.provider == provider,
        _p.settled_at.is_not(None),
        # What was credited out of suspense is money that came by another order.
        _p.suspense_id.is_(None),
        sa.or_(sa.and_(_p.settled_at >= first, _p.settled_at < last), _p.txn_ref.in_(txn_refs)),
    )
    for row in db.execute(wanted):
        yield Line(row.txn_ref, row.transaction_no or UNNUMBERED, row.amount), row.settled_at


def suspended_lines(
    db: sa.Connection, provider: str, first: dt.datetime, last: dt.datetime, numbers: Sequence[str]
) -> Iterable[Booked]:
    """Money of a provider that went to suspense within a time, or has one of these numbers; what a repair put there is
    told by `repaired`."""
    by_repair = sa.exists().where(repairs.c.suspense_id == _s.id)
    wanted = sa.select(_s.txn_ref, _s.transaction_no, _s.amount, _s.arrived_at).where(
        _s.provider == provider,
        ~by_repair,
        sa.or_(
            sa.and_(_s.arrived_at >= first, _s.arrived_at < last),
            sa.and_(_s.transaction_no != "", _s.transaction_no.in_(numbers)),
        ),
    )
    return ((Line(row.txn_ref, row.transaction_no, row.amount), row.arrived_at) for row in db.execute(wanted))


def refund_lines(
    db: sa.Connection, provider: str, first: dt.datetime, last: dt.datetime, numbers: Sequence[str]
) -> Iterable[Booked]:
    """Refunds that a provider paid within a time, or that have one of these numbers, by the reference of the order."""
    credited = suspense.alias()
    wanted = (
        sa.select(
            _r.provider_no,
            _r.request_id,
            _r.amount,
            sa.func.coalesce(_s.txn_ref, credited.c.txn_ref, _p.txn_ref),
            _r.settled_at,
        )
        .outerjoin(payments, _p.id == _r.payment_id)
        .outerjoin(suspense, _s.id == _r.suspense_id)
        .outerjoin(credited, credited.c.id == _p.suspense_id)
        .where(
            _r.way == "provider",
            _r.state == "settled",
            sa.func.coalesce(_s.provider, _p.provider) == provider,
            sa.or_(
                sa.and_(_r.settled_at >= first, _r.settled_at < last),
                sa.and_(_r.provider_no != "", _r.provider_no.in_(numbers)),
            ),
        )
    )
    for number, request_id, amount, txn_ref, at in db.execute(wanted):
        yield Line(txn_ref, number or UNNUMBERED + request_id, amount, Side.REFUND), at


def repaired(db: sa.Connection, provider: str, txn_refs: Sequence[str]) -> Mapping[Key, int]:
    """What repairs added to the lines of these references, đồng (less, if negative)."""
    wanted = (
        sa.select(_d.side, _d.txn_ref, _d.transaction_no, sa.func.sum(repairs.c.amount))
        .join(repairs, repairs.c.difference_id == _d.id)
        .where(_d.provider == provider, repairs.c.state == "confirmed", _d.txn_ref.in_(txn_refs))
        .group_by(_d.side, _d.txn_ref, _d.transaction_no)
    )
    return {(Side(side), ref, number): int(amount) for side, ref, number, amount in db.execute(wanted)}


def repaired_on(db: sa.Connection, provider: str, day: dt.date) -> frozenset[Key]:
    """The lines of a day that were repaired."""
    wanted = sa.select(_d.side, _d.txn_ref, _d.transaction_no).where(
        _d.provider == provider, _d.day == day, _d.state == "repaired"
    )
    return frozenset((Side(row.side), row.txn_ref, row.transaction_no) for row in db.execute(wanted))


def matched_elsewhere(db: sa.Connection, provider: str, day: dt.date) -> frozenset[Key]:
    """Lines that the files of other days had."""
    wanted = sa.select(_k.side, _k.txn_ref, _k.transaction_no).where(
        _k.provider == provider, _k.kind == "matched", _k.day.between(day - dt.timedelta(3), day + dt.timedelta(3))
    )
    found = db.execute(wanted.where(_k.day != day))
    return frozenset((Side(row.side), row.txn_ref, row.transaction_no) for row in found)


def keep(db: sa.Connection, provider: str, day: dt.date, matches: Iterable[Match], at: dt.datetime) -> None:
    """How each payment stands now. One that a file has belongs to the day of that file from then on."""
    rows = [
        {
            "provider": provider,
            "side": match.side.value,
            "txn_ref": match.txn_ref,
            "transaction_no": match.transaction_no,
            "day": day,
            "kind": match.kind.value,
            "ours": match.ours,
            "theirs": match.theirs,
            "matched_at": at if match.kind is Kind.MATCHED else None,
            "found_at": at,
        }
        for match in matches
    ]
    if not rows:
        return
    fresh = insert(reconciled_payments)
    changed = {name: fresh.excluded[name] for name in ("side", "day", "kind", "ours", "theirs", "matched_at")}
    key = ["provider", "txn_ref", "transaction_no"]
    db.execute(fresh.on_conflict_do_update(index_elements=key, set_=changed), rows)


def note(db: sa.Connection, provider: str, match: Match, words: str) -> None:
    """What asking the provider came to."""
    of = (_k.provider == provider, _k.txn_ref == match.txn_ref, _k.transaction_no == match.transaction_no)
    db.execute(reconciled_payments.update().where(*of).values(note=words))


def agreed(db: sa.Connection, difference: Row, at: dt.datetime) -> None:
    """What was repaired agrees with the file from now on."""
    of = (
        _k.provider == difference.provider,
        _k.txn_ref == difference.txn_ref,
        _k.transaction_no == difference.transaction_no,
    )
    values = {"kind": Kind.MATCHED.value, "ours": difference.theirs or 0, "matched_at": at}
    db.execute(reconciled_payments.update().where(*of).values(**values))


def has_newer_run(db: sa.Connection, provider: str, day: dt.date) -> bool:
    """Whether the file of a later day was compared."""
    newer = sa.exists().where(reconciliations.c.provider == provider, reconciliations.c.day > day)
    return bool(db.scalar(sa.select(newer)))


def notes_of(db: sa.Connection, found: Sequence[Row]) -> Mapping[tuple[str, str, str], str]:
    """What asking the provider came to, by provider, reference and number."""
    keys = sa.tuple_(_k.provider, _k.txn_ref, _k.transaction_no)
    wanted = sa.select(_k.provider, _k.txn_ref, _k.transaction_no, _k.note).where(
        keys.in_([(row.provider, row.txn_ref, row.transaction_no) for row in found])
    )
    return {(row.provider, row.txn_ref, row.transaction_no): row.note for row in db.execute(wanted)}


def add_run(db: sa.Connection, **values: object) -> None:
    db.execute(reconciliations.insert().values(**values))


def still_open(db: sa.Connection, provider: str) -> Sequence[Row]:
    """Payments of all days on which the two sides do not agree, oldest first."""
    wanted = sa.select(reconciled_payments).where(_k.provider == provider, _k.kind != "matched")
    return db.execute(wanted.order_by(_k.day, _k.txn_ref, _k.transaction_no)).all()
