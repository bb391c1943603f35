"""Queries of receipts and of their counter-receipts."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from services.payments.domain.receipts import missing_numbers as missing
from services.payments.store import Row
from services.payments.tables import obligations, payments, receipt_corrections, receipt_series, receipts

_r, _k = receipts.c, receipt_corrections.c


def receipts_of_payment(db: sa.Connection, payment_id: str) -> Sequence[Row]:
    """The receipt of a payment with all that came to it, oldest first."""
    return db.execute(sa.select(receipts).where(_r.payment_id == payment_id).order_by(_r.id)).all()


def counters_of(db: sa.Connection, receipt_id: str) -> Sequence[Row]:
    """The counter-receipts that name a receipt, oldest first."""
    return db.execute(sa.select(receipts).where(_r.counters == receipt_id).order_by(_r.id)).all()


def find_by_code(db: sa.Connection, code: str) -> Row | None:
    """The receipt that this code is printed on."""
    return db.execute(sa.select(receipts).where(_r.look_up == code)).first()


# The register


def register(db: sa.Connection, agency_code: str, year: int, cursor: str, limit: int) -> Sequence[Row]:
    """Receipts of an agency issued in a year of Vietnam, by series and number, after a place."""
    countered = receipts.alias("countered")
    wanted = (
        sa.select(
            receipts,
            obligations.c.dossier_code,
            payments.c.provider,
            countered.c.series.label("countered_series"),
            countered.c.number.label("countered_number"),
        )
        .join(obligations, obligations.c.id == _r.obligation_id)
        .join(payments, payments.c.id == _r.payment_id)
        .outerjoin(countered, countered.c.id == _r.counters)
        .where(_r.agency_code == agency_code)
        .where(sa.extract("year", sa.func.timezone("Asia/Ho_Chi_Minh", _r.issued_at)) == year)
        .order_by(_r.form, _r.series, _r.number)
        .limit(limit)
    )
    if cursor:
        form, series, number = cursor.rsplit(",", 2)
        after = sa.tuple_(sa.literal(form), sa.literal(series), sa.literal(int(number)))
        wanted = wanted.where(sa.tuple_(_r.form, _r.series, _r.number) > after)
    return db.execute(wanted).all()


def place_of(row: Row) -> str:
    """Where a page ends."""
    return f"{row.form},{row.series},{row.number}"


def missing_numbers(db: sa.Connection, agency_code: str = "") -> Iterator[str]:
    """Numbers that were given in a series and that no receipt has, and receipts beyond the last number given."""
    series = sa.select(receipt_series)
    if agency_code:
        series = series.where(receipt_series.c.agency_code == agency_code)
    for one in db.execute(series.order_by("agency_code", "form", "series")).all():
        of = (_r.agency_code == one.agency_code, _r.form == one.form, _r.series == one.series)
        count, last = db.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(_r.number), 0)).where(*of)
        ).one()
        if count == last == one.last_number:
            continue
        numbers = db.scalars(sa.select(_r.number).where(*of)).all()
        for number in missing(numbers, max(last, one.last_number)):
            yield f"{one.series} {number:08d}"
        if last > one.last_number:
            yield f"{one.series} > {one.last_number:08d}"


# Replacement by two people


def add_correction(db: sa.Connection, **values: object) -> None:
    db.execute(receipt_corrections.insert().values(**values))


def decide_correction(db: sa.Connection, correction_id: str, **values: object) -> None:
    db.execute(receipt_corrections.update().where(_k.id == correction_id).values(**values))


def _corrections() -> sa.Select[Any]:
    return sa.select(receipt_corrections, _r.series, _r.number).join(receipts, _r.id == _k.receipt_id)


def find_correction(db: sa.Connection, correction_id: str) -> Row | None:
    return db.execute(_corrections().where(_k.id == correction_id)).first()


def open_correction(db: sa.Connection, receipt_id: str) -> bool:
    """Whether a request about a receipt waits."""
    waiting = sa.exists().where(_k.receipt_id == receipt_id, _k.decided_at.is_(None))
    return bool(db.scalar(sa.select(waiting)))


def open_corrections(db: sa.Connection, agency_code: str) -> Sequence[Row]:
    """Requests of an agency that nobody has decided, oldest first."""
    return db.execute(
        _corrections().where(_r.agency_code == agency_code, _k.decided_at.is_(None)).order_by(_k.id)
    ).all()


def with_counters(db: sa.Connection, batch: int) -> Iterator[tuple[Row, Sequence[tuple[str, int]]]]:
    """Every receipt with kind and total of those that name it, in the order of ids, some at a time."""
    last = ""
    while rows := db.execute(sa.select(receipts).where(_r.id > last).order_by(_r.id).limit(batch)).all():
        named = sa.select(_r.counters, _r.counter_kind, _r.total).where(_r.counters.in_([row.id for row in rows]))
        of: dict[str, list[tuple[str, int]]] = {}
        for counters, kind, total in db.execute(named.order_by(_r.id)):
            of.setdefault(counters, []).append((kind, total))
        for row in rows:
            yield row, of.get(row.id, [])
        last = rows[-1].id
