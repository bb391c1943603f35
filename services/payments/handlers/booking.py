"""What settlement writes into the books: transfers of the ledger, and receipts with their numbers."""

from collections.abc import Sequence

from chassis.ids import new_id
from chassis.records import load
from chassis.service import Work
from services.dossiers.contract import FeeItem
from services.payments import store
from services.payments.data import load_limits
from services.payments.domain import ledger, receipts
from services.payments.domain.ledger import Share, TransferKind
from services.payments.domain.words import amount_in_words

LIMITS = load_limits()


def items_of(row: store.Row) -> tuple[FeeItem, ...]:
    """The items of an obligation or receipt."""
    return tuple(load(FeeItem, item) for item in row.items)


def shares_of(obligation: store.Row) -> Sequence[Share]:
    """What of an obligation is for which fee head; free items take no part in the books."""
    return [Share(item.head, item.amount) for item in items_of(obligation) if item.amount]


def book(
    work: Work,
    kind: TransferKind,
    reference: str,
    entries: Sequence[ledger.Entry],
    obligation_id: str | None,
    payment_id: str | None,
    note: str = "",
) -> bool:
    """Book a transfer; False if one with this reference is there already."""
    return store.book(
        work.db,
        transfer_id=new_id(),
        kind=kind,
        reference=reference,
        entries=entries,
        obligation_id=obligation_id,
        payment_id=payment_id,
        actor=work.caller.id,
        at=work.now,
        note=note,
    )


def issue_receipt(work: Work, obligation: store.Row, payment: store.Row) -> str:
    """Issue the receipt of a payment, with the next number of its series; gives its id."""
    form = LIMITS.receipt_form(work.now)
    series = receipts.series_of(form, receipts.year_of(work.now))
    number = store.next_number(work.db, obligation.agency_code, form.form, series)
    receipts.number_text(number)
    receipt_id = new_id()
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
    )
    return receipt_id
