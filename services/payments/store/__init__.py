"""Queries and writes of payments. Who changes a payment locks its obligation first: one order of locks for all."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.tables import idempotency
from services.payments.domain.ledger import Entry, TransferKind
from services.payments.domain.refunds import OPEN as REFUND_OPEN
from services.payments.domain.states import OPEN, State
from services.payments.tables import (
    ledger_entries,
    ledger_transfers,
    obligations,
    payment_steps,
    payments,
    provider_events,
    receipt_series,
    receipts,
    refunds,
    suspense,
)

Row = sa.Row[Any]

# What every payment runs through is put together once: to build a statement costs as much as to run it.
_one_obligation = sa.select(obligations).where(obligations.c.id == sa.bindparam("wanted_id"))
_this_obligation = obligations.update().where(obligations.c.id == sa.bindparam("changed_id"))
_one_payment = sa.select(payments).where(payments.c.id == sa.bindparam("wanted_id"))
_this_payment = payments.update().where(payments.c.id == sa.bindparam("changed_id"))
_by_ref = (payments.c.provider == sa.bindparam("wanted_provider"), payments.c.txn_ref == sa.bindparam("wanted_ref"))
_payment_by_ref = sa.select(payments).where(*_by_ref)
_obligation_by_ref = sa.select(obligations).where(
    obligations.c.id == sa.select(payments.c.obligation_id).where(*_by_ref).scalar_subquery()
)
_by_transaction = sa.select(payments.c.id).where(
    payments.c.provider == sa.bindparam("wanted_provider"),
    payments.c.transaction_no == sa.bindparam("wanted_no"),
    payments.c.transaction_no != "",
)
_suspended = sa.select(suspense.c.id).where(
    suspense.c.provider == sa.bindparam("wanted_provider"),
    suspense.c.transaction_no == sa.bindparam("wanted_no"),
    suspense.c.transaction_no != "",
)
_open_payments = (
    sa.select(payments)
    .where(payments.c.obligation_id == sa.bindparam("wanted_id"), payments.c.state.in_([*OPEN]))
    .order_by(payments.c.id.desc())
    .with_for_update()
)
_last_step = sa.select(sa.func.coalesce(sa.func.max(payment_steps.c.seq), 0)).where(
    payment_steps.c.payment_id == sa.bindparam("of_payment")
)
_fresh_transfer = (
    insert(ledger_transfers).on_conflict_do_nothing(index_elements=["reference"]).returning(ledger_transfers.c.id)
)
_counted = insert(receipt_series).values(last_number=1)
_next_number = _counted.on_conflict_do_update(
    index_elements=["agency_code", "form", "series"], set_={"last_number": receipt_series.c.last_number + 1}
).returning(receipt_series.c.last_number)
_one_event = sa.select(provider_events).where(provider_events.c.id == sa.bindparam("wanted_id")).with_for_update()
_this_event = provider_events.update().where(provider_events.c.id == sa.bindparam("changed_id"))
_next_step = payment_steps.insert().values(seq=_last_step.scalar_subquery() + 1)


# Obligations


def find_obligation(db: sa.Connection, obligation_id: str, *, lock: bool = False) -> Row | None:
    """One obligation; locked, it stays as it is until the transaction ends."""
    wanted = _one_obligation.with_for_update() if lock else _one_obligation
    return db.execute(wanted, {"wanted_id": obligation_id}).first()


def lock_obligation_of(db: sa.Connection, provider: str, txn_ref: str) -> Row | None:
    """The obligation of the attempt that a provider knows by this reference, locked."""
    return db.execute(
        _obligation_by_ref.with_for_update(), {"wanted_provider": provider, "wanted_ref": txn_ref}
    ).first()


def obligations_of(db: sa.Connection, dossier_id: str, *, lock: bool = False) -> Sequence[Row]:
    """All obligations of a dossier, newest first."""
    wanted = sa.select(obligations).where(obligations.c.dossier_id == dossier_id)
    wanted = wanted.order_by(obligations.c.dossier_version.desc())
    return db.execute(wanted.with_for_update() if lock else wanted).all()


def add_obligation(db: sa.Connection, **values: object) -> None:
    db.execute(obligations.insert(), values)


def change_obligation(db: sa.Connection, obligation_id: str, **values: object) -> None:
    db.execute(_this_obligation, {"changed_id": obligation_id, **values})


def owes(db: sa.Connection, payer_id: str) -> bool:
    """Whether something is due from a person."""
    due = sa.exists().where(obligations.c.payer_id == payer_id, obligations.c.state == "due")
    return bool(db.scalar(sa.select(due)))


def pays(db: sa.Connection, payer_id: str) -> bool:
    """Whether the outcome of a payment of a person is open: it may still become paid, or is being paid back."""
    theirs = sa.select(obligations.c.id).where(obligations.c.payer_id == payer_id)
    moving = sa.exists().where(payments.c.obligation_id.in_(theirs), payments.c.state.in_((*OPEN, State.REFUNDING)))
    going_back = sa.exists().where(refunds.c.obligation_id.in_(theirs), refunds.c.state.in_([*REFUND_OPEN]))
    return bool(db.scalar(sa.select(sa.or_(moving, going_back))))


def _hold(db: sa.Connection, *which: sa.ColumnElement[bool]) -> None:
    """Lock obligations, the newest first like those of one dossier, before their attempts or the rows are changed."""
    db.execute(sa.select(obligations.c.id).where(*which).order_by(obligations.c.id.desc()).with_for_update())


def change_payer(db: sa.Connection, dossier_id: str, former_id: str, payer_id: str) -> None:
    """Whoever owes for a dossier is known by another id from now on."""
    theirs = (obligations.c.dossier_id == dossier_id, obligations.c.payer_id == former_id)
    _hold(db, *theirs)
    db.execute(obligations.update().where(*theirs).values(payer_id=payer_id))


def forget_payer(db: sa.Connection, payer_id: str) -> int:
    """Erase what the books do not need of a person's payments; gives how many obligations are kept."""
    _hold(db, obligations.c.payer_id == payer_id)
    theirs = sa.select(obligations.c.id).where(obligations.c.payer_id == payer_id)
    db.execute(payments.update().where(payments.c.obligation_id.in_(theirs)).values(redirect_url=""))
    db.execute(idempotency.delete().where(idempotency.c.caller == payer_id))
    return int(db.scalar(sa.select(sa.func.count()).where(obligations.c.payer_id == payer_id)) or 0)


# Payments


def find_payment(db: sa.Connection, payment_id: str) -> Row | None:
    return db.execute(_one_payment, {"wanted_id": payment_id}).first()


def find_payment_by_ref(db: sa.Connection, provider: str, txn_ref: str, *, lock: bool = False) -> Row | None:
    """The attempt that a provider knows by this reference."""
    wanted = _payment_by_ref.with_for_update() if lock else _payment_by_ref
    return db.execute(wanted, {"wanted_provider": provider, "wanted_ref": txn_ref}).first()


def is_transaction_known(db: sa.Connection, provider: str, transaction_no: str) -> bool:
    """Whether an attempt was settled by this transaction of the provider."""
    wanted = {"wanted_provider": provider, "wanted_no": transaction_no}
    return db.execute(_by_transaction, wanted).first() is not None


def is_suspended(db: sa.Connection, provider: str, transaction_no: str) -> bool:
    """Whether money of this transaction of the provider lies, or lay, in suspense."""
    wanted = {"wanted_provider": provider, "wanted_no": transaction_no}
    return db.execute(_suspended, wanted).first() is not None


def payments_of(db: sa.Connection, obligation_ids: Sequence[str]) -> Sequence[Row]:
    """All attempts for some obligations, newest first."""
    wanted = sa.select(payments).where(payments.c.obligation_id.in_(obligation_ids))
    return db.execute(wanted.order_by(payments.c.id.desc())).all()


def open_payments(db: sa.Connection, obligation_id: str) -> Sequence[Row]:
    """The attempts for an obligation that may still become paid, newest first, locked."""
    return db.execute(_open_payments, {"wanted_id": obligation_id}).all()


def add_payment(db: sa.Connection, **values: object) -> None:
    db.execute(payments.insert(), values)


def change_payment(db: sa.Connection, payment_id: str, **values: object) -> None:
    db.execute(_this_payment, {"changed_id": payment_id, **values})


def changed_payment(db: sa.Connection, payment_id: str, **values: object) -> Row:
    """The attempt after a change."""
    return db.execute(_this_payment.returning(payments), {"changed_id": payment_id, **values}).one()


def add_step(db: sa.Connection, payment_id: str, **values: object) -> None:
    """Append to the history of an attempt, whose obligation the transaction has locked."""
    db.execute(_next_step, {"of_payment": payment_id, "payment_id": payment_id, **values})


def claim_questions(db: sa.Connection, now: dt.datetime, until: dt.datetime, limit: int) -> Sequence[Row]:
    """Attempts to ask the provider about now, by their ids; nobody else gets them before ``until``."""
    due = (
        sa.select(payments.c.id)
        .where(payments.c.next_ask_at <= now)
        .order_by(payments.c.next_ask_at, payments.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = (
        payments.update()
        .where(payments.c.id == due.c.id)
        .values(next_ask_at=until, asks=payments.c.asks + 1)
        .returning(payments)
    )
    return sorted(db.execute(claimed), key=lambda row: str(row.id))


# Messages of providers


def keep_provider_event(db: sa.Connection, **values: object) -> None:
    db.execute(provider_events.insert(), values)


def find_provider_event(db: sa.Connection, event_id: str) -> Row | None:
    """A message, locked, so that it is judged by one at a time."""
    return db.execute(_one_event, {"wanted_id": event_id}).first()


def unjudged_events(db: sa.Connection, before: dt.datetime, limit: int) -> Sequence[str]:
    """Messages that came before a moment and whose judging was cut short."""
    wanted = sa.select(provider_events.c.id).where(
        provider_events.c.judged_at.is_(None), provider_events.c.received_at < before
    )
    return db.execute(wanted.order_by(provider_events.c.received_at).limit(limit)).scalars().all()


def judge_provider_event(
    db: sa.Connection, event_id: str, *, at: dt.datetime, answer: str, payment_id: str | None
) -> None:
    values = {"judged_at": at, "answer": answer, "payment_id": payment_id}
    db.execute(_this_event, {"changed_id": event_id, **values})


# Ledger


def book(
    db: sa.Connection,
    *,
    transfer_id: str,
    kind: TransferKind,
    reference: str,
    entries: Sequence[Entry],
    obligation_id: str | None,
    payment_id: str | None,
    actor: str,
    at: dt.datetime,
    note: str = "",
) -> bool:
    """Book a transfer; False, and nothing is booked, if one with this reference is there already."""
    values = {
        "id": transfer_id,
        "kind": kind.value,
        "reference": reference,
        "obligation_id": obligation_id,
        "payment_id": payment_id,
        "note": note,
        "actor": actor,
        "at": at,
    }
    if db.execute(_fresh_transfer, values).first() is None:
        return False
    lines = [
        {
            "transfer_id": transfer_id,
            "line": line,
            "account": entry.account.value,
            "agency_code": entry.agency_code,
            "head": entry.head,
            "amount": entry.amount,
        }
        for line, entry in enumerate(entries, start=1)
    ]
    db.execute(ledger_entries.insert(), lines)
    return True


def balances(db: sa.Connection) -> Mapping[tuple[str, str, str], int]:
    """The balance of every account: (kind, agency, head) to đồng, debit positive."""
    line = ledger_entries.c
    sums = sa.select(line.account, line.agency_code, line.head, sa.func.sum(line.amount)).group_by(
        line.account, line.agency_code, line.head
    )
    return {(account, agency, head): int(total) for account, agency, head, total in db.execute(sums)}


# Receipts


def next_number(db: sa.Connection, agency_code: str, form: str, series: str) -> int:
    """The next number of a series; it is given back if the transaction fails, and others wait until it ends."""
    of = {"agency_code": agency_code, "form": form, "series": series}
    return int(db.execute(_next_number, of).scalar_one())


def add_receipt(db: sa.Connection, **values: object) -> None:
    db.execute(receipts.insert(), values)


def find_receipt(db: sa.Connection, receipt_id: str) -> Row | None:
    """One receipt with what it is for and how it was paid."""
    wanted = (
        sa.select(
            receipts,
            obligations.c.dossier_id,
            obligations.c.dossier_code,
            obligations.c.procedure_code,
            obligations.c.procedure_name,
            obligations.c.payer_id,
            payments.c.provider,
        )
        .join(obligations, obligations.c.id == receipts.c.obligation_id)
        .join(payments, payments.c.id == receipts.c.payment_id)
    )
    return db.execute(wanted.where(receipts.c.id == receipt_id)).first()


def receipt_ids(db: sa.Connection, obligation_ids: Sequence[str]) -> Mapping[str, str]:
    """The receipt of each obligation that has one."""
    wanted = sa.select(receipts.c.obligation_id, receipts.c.id).where(
        receipts.c.obligation_id.in_(obligation_ids), receipts.c.kind == "issued"
    )
    return {row.obligation_id: row.id for row in db.execute(wanted)}
