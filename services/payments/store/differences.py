"""Queries and writes of differences with providers and of their repairs.

Order of locks: the obligation, then the difference, then its repair.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from services.payments.domain.reconciling import Key, Side
from services.payments.store import Row
from services.payments.tables import differences, obligations, payments, refunds, repairs, suspense

_d, _f = differences.c, repairs.c
_open = _d.state.in_(("open", "proposed"))


def find(db: sa.Connection, difference_id: str, *, lock: bool = False) -> Row | None:
    wanted = sa.select(differences).where(_d.id == difference_id)
    return db.execute(wanted.with_for_update() if lock else wanted).first()


def unclosed(db: sa.Connection, provider: str, day: dt.date, txn_refs: Sequence[str]) -> Mapping[Key, Row]:
    """The differences of a day, and those of these references, that nobody has repaired; locked."""
    wanted = sa.select(differences).where(
        _d.provider == provider, _open, sa.or_(_d.day == day, _d.txn_ref.in_(txn_refs))
    )
    found = db.execute(wanted.order_by(_d.id).with_for_update())
    return {(Side(row.side), row.txn_ref, row.transaction_no): row for row in found}


def add(db: sa.Connection, **values: object) -> None:
    db.execute(differences.insert(), values)


def change(db: sa.Connection, difference_id: str, **values: object) -> None:
    db.execute(differences.update().where(_d.id == difference_id).values(**values))


def page(
    db: sa.Connection, agency_codes: Sequence[str], day: dt.date | None, closed: bool, after: str, limit: int
) -> Sequence[Row]:
    """Differences of some agencies, oldest first, with the dossier each is about."""
    wanted = (
        sa.select(differences, obligations.c.dossier_code)
        .outerjoin(obligations, obligations.c.id == _d.obligation_id)
        .where(_d.agency_code.in_(agency_codes), _d.id > after)
    )
    if day is not None:
        wanted = wanted.where(_d.day == day)
    if not closed:
        wanted = wanted.where(_open)
    return db.execute(wanted.order_by(_d.id).limit(limit)).all()


def one(db: sa.Connection, difference_id: str) -> Row | None:
    """A difference with the dossier it is about."""
    wanted = sa.select(differences, obligations.c.dossier_code).outerjoin(
        obligations, obligations.c.id == _d.obligation_id
    )
    return db.execute(wanted.where(_d.id == difference_id)).first()


def all_unclosed(db: sa.Connection, provider: str) -> Mapping[Key, Row]:
    """The differences of all days that nobody has repaired."""
    found = db.execute(sa.select(differences).where(_d.provider == provider, _open))
    return {(Side(row.side), row.txn_ref, row.transaction_no): row for row in found}


def count_unclosed(db: sa.Connection) -> int:
    """How many differences wait for people."""
    return int(db.scalar(sa.select(sa.func.count()).select_from(differences).where(_open)) or 0)


# What a line is about


def payment_of(db: sa.Connection, provider: str, txn_ref: str, transaction_no: str) -> Row | None:
    """Attempt, obligation and agency of a payment: by its reference, else by its number in suspense."""
    by_ref: sa.Select[Any] = (
        sa.select(_p.id.label("payment_id"), _p.obligation_id, obligations.c.agency_code)
        .join(obligations, obligations.c.id == _p.obligation_id)
        .where(_p.provider == provider, _p.txn_ref == txn_ref)
    )
    by_number: sa.Select[Any] = sa.select(_s.payment_id, _s.obligation_id, _s.agency_code).where(
        _s.provider == provider, _s.transaction_no == transaction_no, _s.transaction_no != ""
    )
    return db.execute(by_ref).first() or db.execute(by_number).first()


def refund_of(db: sa.Connection, txn_ref: str, amount: int, transaction_no: str) -> Row | None:
    """The refund of an order that a line speaks of: by its number, else one of its amount; newest first."""
    wanted = (
        sa.select(refunds)
        .outerjoin(payments, _p.id == _r.payment_id)
        .outerjoin(suspense, _s.id == sa.func.coalesce(_r.suspense_id, _p.suspense_id))
        .where(_r.way == "provider", sa.func.coalesce(_s.txn_ref, _p.txn_ref) == txn_ref)
        .where(sa.or_(_r.provider_no == transaction_no, sa.and_(_r.provider_no == "", _r.amount == amount)))
        .order_by((_r.provider_no == transaction_no).desc(), _r.id.desc())
    )
    return db.execute(wanted.limit(1)).first()


_p, _s, _r = payments.c, suspense.c, refunds.c


# Repairs


def add_repair(db: sa.Connection, **values: object) -> None:
    db.execute(repairs.insert(), values)


def find_repair(db: sa.Connection, repair_id: str) -> Row | None:
    """A repair, locked."""
    return db.execute(sa.select(repairs).where(_f.id == repair_id).with_for_update()).first()


def change_repair(db: sa.Connection, repair_id: str, **values: object) -> None:
    db.execute(repairs.update().where(_f.id == repair_id).values(**values))


def lapse(db: sa.Connection, difference_id: str, at: dt.datetime) -> None:
    """What was proposed for a difference is void: it is another one now, or none."""
    waiting = repairs.update().where(_f.difference_id == difference_id, _f.state == "proposed")
    db.execute(waiting.values(state="lapsed", decided_at=at))


def repairs_of(db: sa.Connection, difference_ids: Sequence[str]) -> Sequence[Row]:
    """The proposals for some differences, oldest first."""
    return db.execute(sa.select(repairs).where(_f.difference_id.in_(difference_ids)).order_by(_f.id)).all()


def claimed_of(db: sa.Connection, difference: Row) -> int:
    """What repairs of the same line claim from the provider, đồng; negative: what is owed to it."""
    wanted = (
        sa.select(sa.func.coalesce(sa.func.sum(_f.claimed), 0))
        .join(differences, _d.id == _f.difference_id)
        .where(
            _d.provider == difference.provider,
            _d.side == difference.side,
            _d.txn_ref == difference.txn_ref,
            _d.transaction_no == difference.transaction_no,
            _f.state == "confirmed",
        )
    )
    return int(db.scalar(wanted) or 0)
