"""Issues receipts and counter-receipts, in the transaction of the money that they are about.

Number and receipt are committed together or not at all, so a series has no gap. A receipt is never changed: what was
paid back is taken off by a counter-receipt, with its own number of the same series, that names it and says why.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from chassis.ids import new_id
from chassis.service import Work
from services.payments import contract, store
from services.payments.data import load_limits
from services.payments.domain import receipts
from services.payments.domain.ledger import Share
from services.payments.domain.receipts import CounterKind
from services.payments.domain.words import amount_in_words
from services.payments.store import collecting
from services.payments.store import issued as kept

LIMITS = load_limits()


@dataclass(frozen=True, slots=True)
class Issued:
    """What names a receipt; the number as it is printed."""

    id: str
    form: str
    series: str
    number: str


def issue(work: Work, obligation: store.Row, payment: store.Row) -> Issued:
    """Issue the receipt of a payment that settled its obligation."""
    receipt_id = new_id()
    form, series, number = _next(work, obligation.agency_code)
    collector = collecting.collector_of(work.db, obligation.agency_code)
    store.add_receipt(
        work.db,
        id=receipt_id,
        kind="issued",
        agency_code=obligation.agency_code,
        agency_name=obligation.agency_name,
        form=form.form,
        series=series,
        number=number,
        name=form.name,
        obligation_id=obligation.id,
        payment_id=payment.id,
        items=obligation.items,
        total=payment.amount,
        total_in_words=amount_in_words(payment.amount),
        issued_at=work.now,
        actor=work.caller.id,
        collector_name=collector.name if collector else "",
        tax_code=collector.tax_code if collector else "",
    )
    return Issued(receipt_id, form.form, series, receipts.number_text(number))


def counter(work: Work, payment_id: str, kind: CounterKind, shares: Sequence[Share], reason: str) -> str:
    """Issue a counter-receipt to the receipt in force of a payment; gives its id.

    ``shares`` is what was paid back by fee head: all that is left for a cancellation, less for an adjustment. To be
    called where the refund becomes certain, with the payment's obligation locked. `CannotCounter` if it does not fit.
    """
    of = in_force(work.db, payment_id)
    by_head = {share.head: share.amount for share in shares}
    left = _left(work.db, of)
    if beyond := sorted(head for head, amount in by_head.items() if amount > left.get(head, 0)):
        raise receipts.CannotCounter(f"the receipt does not prove as much of {', '.join(beyond)}")
    items = [{**item, "amount": by_head[item["head"]]} for item in of.items if by_head.get(item["head"])]
    return _counter(work, of, kind, items, reason)


def replace(work: Work, of: store.Row, reason: str) -> str:
    """Issue the receipt anew under another number, as the one before was wrong in its form; gives its id."""
    left = _left(work.db, of)
    items = [{**item, "amount": left[item["head"]]} for item in of.items if left[item["head"]]]
    return _counter(work, of, CounterKind.REPLACE, items, reason)


def _left(db: sa.Connection, of: store.Row) -> dict[str, int]:
    """What of a receipt still stands, by fee head."""
    left = {item["head"]: int(item["amount"]) for item in of.items}
    for other in kept.counters_of(db, of.id):
        for item in other.items:
            left[item["head"]] -= item["amount"]
    return left


def in_force(db: sa.Connection, payment_id: str) -> store.Row:
    """The receipt of a payment that counts now: the one first issued, or the last that replaced it."""
    found = kept.receipts_of_payment(db, payment_id)
    replaced = {row.counters for row in found if row.counter_kind == CounterKind.REPLACE}
    for row in found:
        if (row.kind == "issued" or row.counter_kind == CounterKind.REPLACE) and row.id not in replaced:
            return row
    raise LookupError("a payment that settled has a receipt")


def _counter(work: Work, of: store.Row, kind: CounterKind, items: Sequence[dict[str, object]], reason: str) -> str:
    before = [(CounterKind(row.counter_kind), row.total) for row in kept.counters_of(work.db, of.id)]
    total = sum(int(str(item["amount"])) for item in items)
    receipts.may_counter(of.total, before, kind, total)
    receipt_id = new_id()
    form, series, number = _next(work, of.agency_code)
    collector = collecting.collector_of(work.db, of.agency_code)
    store.add_receipt(
        work.db,
        id=receipt_id,
        kind="counter",
        agency_code=of.agency_code,
        agency_name=of.agency_name,
        form=form.form,
        series=series,
        number=number,
        name=receipts.COUNTER_NAMES[kind],
        obligation_id=of.obligation_id,
        payment_id=of.payment_id,
        items=items,
        total=total,
        total_in_words=amount_in_words(total),
        issued_at=work.now,
        counters=of.id,
        counter_kind=kind.value,
        reason=reason,
        actor=work.caller.id,
        collector_name=collector.name if collector else "",
        tax_code=collector.tax_code if collector else "",
    )
    obligation = store.find_obligation(work.db, of.obligation_id)
    if obligation is None:
        raise LookupError("a receipt is of an obligation")
    countered = contract.ReceiptCountered(
        obligation_id=obligation.id,
        dossier_id=obligation.dossier_id,
        dossier_code=obligation.dossier_code,
        procedure_code=obligation.procedure_code,
        procedure_name=obligation.procedure_name,
        agency_code=obligation.agency_code,
        payer_id=obligation.payer_id,
        amount=obligation.total,
        at=work.now,
        receipt_id=receipt_id,
        payment_id=of.payment_id,
        form=form.form,
        series=series,
        number=receipts.number_text(number),
        counters=of.id,
        kind=contract.CounterKind(kind.value),
        taken_back=0 if kind is CounterKind.REPLACE else total,
        reason=reason,
    )
    work.emit(contract.receipt_countered, obligation.id, countered)
    return receipt_id


def _next(work: Work, agency_code: str) -> tuple[receipts.Form, str, int]:
    form = form_at(work.now)
    series = receipts.series_of(form, receipts.year_of(work.now))
    number = store.next_number(work.db, agency_code, form.form, series)
    receipts.number_text(number)
    return form, series, number


def form_at(moment: dt.datetime) -> receipts.Form:
    """The form of receipts in force at a moment."""
    return LIMITS.receipt_form(moment)
