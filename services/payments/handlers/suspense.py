"""The ways out of suspense: back to who paid, or to the obligation it was meant for; each on the word of two people."""

from chassis import audit
from chassis.ids import new_id
from chassis.service import Call, Storage, Work
from services.payments import policy, store
from services.payments.adapters.provider import PaymentProvider
from services.payments.contract import (
    CREDIT_DOES_NOT_FIT,
    PAYMENT_NOT_FOUND,
    REFUND_TOO_MUCH,
    REFUND_WAY_IMPOSSIBLE,
    REJECTION_NEEDS_NOTE,
    SUSPENSE_NOT_FOUND,
    CreditSuspense,
    DecideCredit,
    GetSuspense,
    ListMoneyWork,
    MoneyWork,
    ObligationState,
    RefundSuspense,
    RefundView,
    RefundWay,
    SuspenseView,
)
from services.payments.domain.ledger import Share
from services.payments.domain.states import State
from services.payments.handlers import refund_books, refund_views, settlement
from services.payments.handlers.refund_sending import order_of
from services.payments.handlers.refunding import RULES
from services.payments.store import refunding as kept

NOT_OURS = "not-ours"


def refund_suspense(
    call: Call[RefundSuspense], storage: Storage, provider: PaymentProvider, operating_agency: str
) -> RefundView:
    """Ask that money in suspense go back to who paid it; a second person decides."""
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        item = _opened(work, call, asked.suspense_id, operating_agency)
        left = item.amount - kept.taken_of(work.db, item.id)
        amount = asked.amount or left
        if not 0 < amount <= left:
            raise REFUND_TOO_MUCH(left=left)
        known_there = item.provider == provider.name and order_of(work, None, item) is not None
        if asked.way is RefundWay.PROVIDER and not known_there:
            raise REFUND_WAY_IMPOSSIBLE()
        obligation = store.find_obligation(work.db, item.obligation_id) if item.obligation_id else None
        refund = refund_books.request(
            work,
            agency_code=item.agency_code,
            item=item,
            obligation=obligation,
            way=asked.way,
            shares=[Share(item.provider, amount)],
            reason_code=NOT_OURS,
            reason=asked.reason,
            needs_second=True,
        )
        audit.record(work, "suspense.refund-requested", thing=item.id, why=asked.reason)
        return work.done(refund_views.refund_view(refund))


def credit_suspense(call: Call[CreditSuspense], storage: Storage, operating_agency: str) -> SuspenseView:
    """Ask that money in suspense be taken for an obligation that is due, of the same agency; a second person decides.

    Money that names no order of ours may be for any agency's.
    """
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        target = store.find_obligation(work.db, asked.obligation_id, lock=True)
        item = _opened(work, call, asked.suspense_id, operating_agency)
        if target is None or (item.agency_code and item.agency_code != target.agency_code):
            raise PAYMENT_NOT_FOUND()
        left = item.amount - kept.taken_of(work.db, item.id)
        if target.state != ObligationState.DUE or target.total > left:
            raise CREDIT_DOES_NOT_FIT(total=target.total, left=left)
        kept.add_credit(
            work.db,
            id=new_id(),
            suspense_id=item.id,
            obligation_id=target.id,
            amount=target.total,
            state="requested",
            reason=asked.reason,
            requested_by=call.caller.id,
            requested_at=work.now,
        )
        audit.record(work, "suspense.credit-requested", about=target.payer_id, thing=item.id, why=asked.reason)
        return work.done(refund_views.suspense_views(work.db, [item])[0])


def decide_credit(call: Call[DecideCredit], storage: Storage, operating_agency: str) -> SuspenseView:
    """Agree to a credit, which settles the obligation as any payment does, or reject it."""
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        known = kept.find_credit(work.db, asked.credit_id)
        target = store.find_obligation(work.db, known.obligation_id, lock=True) if known is not None else None
        item = _opened(work, call, asked.suspense_id, operating_agency)
        credit = kept.find_credit(work.db, asked.credit_id, lock=True)
        if credit is None or target is None or credit.suspense_id != item.id or credit.state != "requested":
            raise SUSPENSE_NOT_FOUND()
        policy.check_second(call.caller, credit.requested_by)
        if not asked.agree and not asked.note.strip():
            raise REJECTION_NEEDS_NOTE()
        decided = {"decided_by": call.caller.id, "decided_at": work.now, "decision_note": asked.note}
        if not asked.agree:
            kept.change_credit(work.db, credit.id, state="rejected", **decided)
        elif target.state != ObligationState.DUE or target.total != credit.amount:
            raise CREDIT_DOES_NOT_FIT(total=target.total, left=credit.amount)
        else:
            payment = _payment_of(work, item, target, asked.note)
            settlement.settle(work, target, payment, "", suspended_at=item.agency_code)
            kept.change_credit(work.db, credit.id, state="credited", payment_id=payment.id, **decided)
            refund_books.close_attempt_of(work, item)
        act = "suspense.credited" if asked.agree else "suspense.credit-rejected"
        audit.record(work, act, about=target.payer_id, thing=item.id, why=asked.note)
        return work.done(refund_views.suspense_views(work.db, [item])[0])


def get_suspense(call: Call[GetSuspense], storage: Storage, operating_agency: str) -> SuspenseView:
    """One sum in suspense."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        item = kept.find_suspense(db, call.request.suspense_id)
        obligation = store.find_obligation(db, item.obligation_id) if item is not None and item.obligation_id else None
        whose = policy.whose(obligation, item.agency_code or operating_agency) if item is not None else None
        policy.check(call.caller, call.method, whose)
        if item is None:
            raise SUSPENSE_NOT_FOUND()
        return refund_views.suspense_views(db, [item])[0]


def list_money_work(call: Call[ListMoneyWork], storage: Storage, operating_agency: str) -> MoneyWork:
    """What of an agency's money waits for people. The operating agency sees as well what is nobody's."""
    policy.sign_in_needed(call.caller, call.method)
    agency = call.request.agency_code
    policy.check(call.caller, call.method, policy.whose(None, agency))
    with storage.read() as db:
        sums = list(kept.uncleared(db, agency))
        refunds = list(kept.at_work(db, agency))
        if agency == operating_agency:
            sums += kept.uncleared(db, settlement.NO_AGENCY)
            refunds += kept.at_work(db, settlement.NO_AGENCY)
        return MoneyWork(
            open_ends=tuple(
                refund_views.open_end(row)
                for row in kept.open_ends(db, RULES.alarm_after(storage.now()), agency_code=agency)
            ),
            refunds=tuple(refund_views.refund_view(row) for row in refunds),
            suspense=refund_views.suspense_views(db, sums),
        )


def _opened(
    work: Work,
    call: Call[RefundSuspense] | Call[CreditSuspense] | Call[DecideCredit],
    suspense_id: str,
    operating_agency: str,
) -> store.Row:
    """A sum in suspense, locked; refused to who may not."""
    item = kept.find_suspense(work.db, suspense_id, lock=True)
    if item is None:
        raise SUSPENSE_NOT_FOUND()
    obligation = store.find_obligation(work.db, item.obligation_id) if item.obligation_id else None
    policy.check(call.caller, call.method, policy.whose(obligation, item.agency_code or operating_agency))
    return item


def _payment_of(work: Work, item: store.Row, target: store.Row, note: str) -> store.Row:
    """The attempt that stands for money credited out of suspense; it was never at the provider's page."""
    payment_id = new_id()
    store.add_payment(
        work.db,
        id=payment_id,
        obligation_id=target.id,
        state=State.CREATED.value,
        provider=item.provider,
        txn_ref=payment_id.replace("-", ""),
        amount=target.total,
        created_at=work.now,
        officer_id=work.caller.id,
        note=note,
        suspense_id=item.id,
    )
    payment = store.find_payment(work.db, payment_id)
    if payment is None:
        raise LookupError("the attempt was added a moment ago")
    return payment
