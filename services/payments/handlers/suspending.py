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


def suspend(
    work: Work, provider: str, agency_code: str, report: Report, payment: store.Row | None, why: str
) -> store.Row | None:
    """Keep money apart that nothing waits for; None if this very money was kept before."""
    amount = report.amount or 0
    entries = ledger.suspend(agency_code, provider, amount)
    reference = f"suspended:{provider}:{report.transaction_no or report.txn_ref}"
    payment_id = payment.id if payment else None
    obligation_id = payment.obligation_id if payment else None
    if not booking.book(work, TransferKind.SUSPENDED, reference, entries, obligation_id, payment_id, why):
        return None
    item = kept.add_suspense(
        work.db,
        id=new_id(),
        reference=reference,
        provider=provider,
        txn_ref=report.txn_ref[:100],
        transaction_no=report.transaction_no,
        amount=amount,
        agency_code=agency_code,
        obligation_id=obligation_id,
        payment_id=payment_id,
        why=why,
        arrived_at=work.now,
    )
    log.warning("money put in suspense", payment_id=payment_id, amount=amount, why=why)
    return item
