"""Money that arrives and that nothing waits for: kept apart, booked once, and followed until people cleared it."""

from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Work
from services.payments import store
from services.payments.domain import ledger
from services.payments.domain.ledger import TransferKind
from services.payments.domain.vnpay import Report
from services.payments.handlers import booking
from services.payments.store import refunding as kept

log = get_log(__name__)


EXTRA = "extra:"


def is_extra(item: store.Row) -> bool:
    """Whether this is only a part of what the provider took for its order."""
    return str(item.reference).startswith(f"suspended:{item.provider}:{EXTRA}")


def suspend(
    work: Work, provider: str, agency_code: str, report: Report, payment: store.Row | None, why: str
) -> store.Row | None:
    """Keep money apart of which a provider reports and for which nothing waits; None if it was kept before."""
    return keep(
        work,
        provider=provider,
        agency_code=agency_code,
        amount=report.amount or 0,
        txn_ref=report.txn_ref[:100],
        transaction_no=report.transaction_no,
        obligation_id=payment.obligation_id if payment else None,
        payment_id=payment.id if payment else None,
        why=why,
    )


def keep(
    work: Work,
    *,
    provider: str,
    agency_code: str,
    amount: int,
    txn_ref: str,
    transaction_no: str,
    obligation_id: str | None,
    payment_id: str | None,
    why: str,
    extra: str = "",
) -> store.Row | None:
    """Keep money apart, however it came; None if this very money was kept before.

    ``extra`` names money that is only a part of what the provider took by its number: what a repair found.
    """
    entries = ledger.suspend(agency_code, provider, amount)
    reference = f"suspended:{provider}:{EXTRA + extra if extra else transaction_no or txn_ref}"
    if not booking.book(work, TransferKind.SUSPENDED, reference, entries, obligation_id, payment_id, why):
        return None
    item = kept.add_suspense(
        work.db,
        id=new_id(),
        reference=reference,
        provider=provider,
        txn_ref=txn_ref,
        transaction_no=transaction_no,
        amount=amount,
        agency_code=agency_code,
        obligation_id=obligation_id,
        payment_id=payment_id,
        why=why,
        arrived_at=work.now,
    )
    log.warning("money put in suspense", payment_id=payment_id, amount=amount, why=why)
    return item
