"""Ending refunds by hand: when the provider answers no more, on what it wrote, by two people.

An end by hand is the same step as the provider's own answer, so ledger, receipts and events follow as always; who took
it is in the history. If the provider did otherwise, its day file says so, and the difference is repaired.
"""

from chassis import audit
from chassis.ids import new_id
from chassis.service import Call, Storage
from services.payments import policy, store
from services.payments.contract import (
    ASKED_ALREADY,
    DECIDED_ALREADY,
    REFUND_NOT_FOUND,
    REFUND_STILL_ASKED,
    REJECTION_NEEDS_NOTE,
    Closings,
    ClosingView,
    DecideClosing,
    ListClosings,
    ProposeClosing,
)
from services.payments.domain.refunds import AT_PROVIDER, RefundAction
from services.payments.domain.refunds import RefundState as At
from services.payments.handlers import refund_books, settlement
from services.payments.handlers.refunding import RULES, locked, wrong_state
from services.payments.store import refunding as kept


def propose_closing(call: Call[ProposeClosing], storage: Storage, operating_agency: str) -> ClosingView:
    """Propose how a refund ended; only once the provider was asked about it often enough to be given up."""
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        refund, _, _, _ = locked(work, call, operating_agency)
        if At(refund.state) not in AT_PROVIDER:
            raise wrong_state(refund)
        needed = RULES.alarm_after(work.now)
        if refund.asks < needed:
            raise REFUND_STILL_ASKED(asks=refund.asks, needed=needed)
        if kept.has_open_closing(work.db, refund.id):
            raise ASKED_ALREADY()
        closing_id = new_id()
        kept.add_closing(
            work.db,
            id=closing_id,
            refund_id=refund.id,
            paid=asked.paid,
            provider_no=asked.provider_no if asked.paid else "",
            reason=asked.reason,
            asked_by=work.caller.id,
            asked_at=work.now,
        )
        audit.record(work, "refund.closing-proposed", thing=refund.id, why=asked.reason)
        return work.done(_view(kept.find_closing(work.db, closing_id), refund.amount))


def decide_closing(call: Call[DecideClosing], storage: Storage, operating_agency: str) -> ClosingView:
    """Agree, whereby the refund has ended so, or not; if the provider told an end meanwhile that one holds."""
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        refund, obligation, payment, item = locked(work, call, operating_agency)
        closing = kept.find_closing(work.db, asked.closing_id, lock=True)
        if closing is None or closing.refund_id != refund.id:
            raise REFUND_NOT_FOUND()
        if closing.decided_at is not None:
            raise DECIDED_ALREADY()
        policy.check_second(call.caller, closing.asked_by)
        if not asked.agree and not asked.note.strip():
            raise REJECTION_NEEDS_NOTE()
        if asked.agree and At(refund.state) not in AT_PROVIDER:
            raise wrong_state(refund)
        if asked.agree and closing.paid:
            number = {"provider_no": closing.provider_no} if closing.provider_no else {}
            refund_books.settle(work, refund, obligation, payment, item, RefundAction.CONFIRM, "hand:paid", **number)
        elif asked.agree:
            refund_books.end_without(work, refund, payment, item, RefundAction.REFUSE, "hand:unpaid")
        kept.decide_closing(
            work.db,
            closing.id,
            decided_by=work.caller.id,
            decided_at=work.now,
            agreed=asked.agree,
            note=asked.note,
        )
        act = "refund.closed-by-hand" if asked.agree else "refund.closing-refused"
        audit.record(work, act, thing=refund.id, why=asked.note, facts={"paid": str(closing.paid)})
        return work.done(_view(kept.find_closing(work.db, closing.id), refund.amount))


def list_closings(call: Call[ListClosings], storage: Storage, operating_agency: str) -> Closings:
    """What waits for a second person. The operating agency sees as well what is nobody's."""
    agency = call.request.agency_code
    policy.check_agency(call.caller, call.method, agency)
    agencies = [agency, *([settlement.NO_AGENCY] if agency == operating_agency else [])]
    with storage.read() as db:
        return Closings(items=tuple(_view(row, row.amount) for row in kept.open_closings(db, agencies)))


def _view(row: store.Row | None, amount: int) -> ClosingView:
    if row is None:
        raise LookupError("the proposal was written a moment ago")
    return ClosingView(
        id=row.id,
        refund_id=row.refund_id,
        amount=amount,
        paid=row.paid,
        provider_no=row.provider_no,
        reason=row.reason,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        agreed=row.agreed,
        note=row.note,
    )
