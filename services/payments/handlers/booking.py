"""What is written into the books: transfers of the ledger."""

from collections.abc import Sequence

from chassis.ids import new_id
from chassis.records import load
from chassis.service import Work
from services.dossiers.contract import FeeItem
from services.payments import store
from services.payments.data import load_limits
from services.payments.domain import ledger
from services.payments.domain.ledger import Share, TransferKind

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
