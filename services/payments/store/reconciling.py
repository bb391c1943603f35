"""Queries and writes of reconciliation."""

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.payments.domain.reconciling import Kind, Line, Match
from services.payments.store import Row
from services.payments.tables import ledger_entries, ledger_transfers, payments, reconciled_payments, reconciliations

_p, _t, _e, _k = payments.c, ledger_transfers.c, ledger_entries.c, reconciled_payments.c


def settled_lines(
    db: sa.Connection, provider: str, first: dt.datetime, last: dt.datetime, txn_refs: Sequence[str]
) -> Iterable[Line]:
    """Payments of a provider that settled within a time, or that have one of these references."""
    wanted = sa.select(_p.txn_ref, _p.transaction_no, _p.amount).where(
        _p.provider == provider,
        _p.settled_at.is_not(None),
        # What was credited out of suspense is money that came by another order.
        _p.suspense_id.is_(None),
        sa.or_(sa.and_(_p.settled_at >= first, _p.settled_at < last), _p.txn_ref.in_(txn_refs)),
    )
    return (Line(row.txn_ref, row.transaction_no, row.amount) for row in db.execute(wanted))


def suspended_lines(
    db: sa.Connection, provider: str, first: dt.datetime, last: dt.datetime, theirs: Sequence[Line]
) -> Iterable[Line]:
    """Money of a provider that went to suspense within a time, or is one of these; its reference holds its number."""
    head = f"suspended:{provider}:"
    wanted = (
        sa.select(_t.reference, _p.txn_ref, sa.func.sum(_e.amount).label("amount"))
        .join(ledger_entries, sa.and_(_e.transfer_id == _t.id, _e.account == "clearing"))
        .outerjoin(payments, _p.id == _t.payment_id)
        .where(
            _t.kind == "suspended",
            _t.reference.startswith(head, autoescape=True),
            sa.or_(
                sa.and_(_t.at >= first, _t.at < last),
                _t.reference.in_([head + line.transaction_no for line in theirs]),
            ),
        )
        .group_by(_t.id, _p.txn_ref)
    )
    known = {line.transaction_no: line.txn_ref for line in theirs}
    for row in db.execute(wanted):
        number = row.reference.removeprefix(head)
        yield Line(row.txn_ref or known.get(number, ""), number, int(row.amount))


def matched_elsewhere(db: sa.Connection, provider: str, day: dt.date) -> frozenset[tuple[str, str]]:
    """Payments that the files of other days had, by reference and number."""
    wanted = sa.select(_k.txn_ref, _k.transaction_no).where(
        _k.provider == provider, _k.kind == "matched", _k.day.between(day - dt.timedelta(3), day + dt.timedelta(3))
    )
    return frozenset((row.txn_ref, row.transaction_no) for row in db.execute(wanted.where(_k.day != day)))


def keep(db: sa.Connection, provider: str, day: dt.date, matches: Iterable[Match], at: dt.datetime) -> None:
    """How each payment stands now. One that a file has belongs to the day of that file from then on."""
    rows = [
        {
            "provider": provider,
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
    changed = {name: fresh.excluded[name] for name in ("day", "kind", "ours", "theirs", "matched_at")}
    key = ["provider", "txn_ref", "transaction_no"]
    db.execute(fresh.on_conflict_do_update(index_elements=key, set_=changed), rows)


def note(db: sa.Connection, provider: str, match: Match, words: str) -> None:
    """What asking the provider came to."""
    of = (_k.provider == provider, _k.txn_ref == match.txn_ref, _k.transaction_no == match.transaction_no)
    db.execute(reconciled_payments.update().where(*of).values(note=words))


def add_run(db: sa.Connection, **values: object) -> None:
    db.execute(reconciliations.insert().values(**values))


def still_open(db: sa.Connection, provider: str) -> Sequence[Row]:
    """Payments of all days on which the two sides do not agree, oldest first."""
    wanted = sa.select(reconciled_payments).where(_k.provider == provider, _k.kind != "matched")
    return db.execute(wanted.order_by(_k.day, _k.txn_ref, _k.transaction_no)).all()
