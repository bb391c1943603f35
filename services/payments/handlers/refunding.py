"""Commands of officers about refunds: ask for one, approve or reject it, tell that it was paid out."""

from chassis import audit
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.service import Call, Storage, Work
from services.payments import policy, store
from services.payments.adapters.provider import PaymentProvider
from services.payments.contract import (
    NOT_REFUNDABLE,
    PAYMENT_NOT_FOUND,
    REFUND_BASIS_MISSING,
    REFUND_NOT_FOUND,
    REFUND_REASON_UNKNOWN,
    REFUND_STATE,
    REFUND_TOO_MUCH,
    REFUND_UNDER_WAY,
    REFUND_WAY_IMPOSSIBLE,
    REJECTION_NEEDS_NOTE,
    DecideClosing,
    DecideRefund,
    GetRefund,
    PayOutRefund,
    ProposeClosing,
    RefundState,
    RefundView,
    RefundWay,
    RequestRefund,
)
from services.payments.data import load_refund_rules
from services.payments.domain.ledger import Share
from services.payments.domain.refund_rules import Reason
from services.payments.domain.refunds import WORDS, Exceeds, RefundAction, asked_of
from services.payments.domain.refunds import RefundState as At
from services.payments.domain.states import WORDS as PAYMENT_WORDS
from services.payments.domain.states import State
from services.payments.handlers import cash, refund_books, refund_views
from services.payments.handlers.refund_sending import order_of
from services.payments.store import refunding as kept

RULES = load_refund_rules()


def request_refund(call: Call[RequestRefund], storage: Storage, provider: PaymentProvider) -> RefundView:
    """Ask that a payment be paid back, whole or in part, with the reason; small sums go without a second person."""
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        known = store.find_payment(work.db, asked.payment_id)
        if known is None:
            raise PAYMENT_NOT_FOUND()
        obligation = store.find_obligation(work.db, known.obligation_id, lock=True)
        policy.check(call.caller, call.method, obligation)
        payment = store.find_payment(work.db, asked.payment_id)
        if obligation is None or payment is None:
            raise LookupError("rows of attempts are never deleted")
        for refund in kept.of_payments(work.db, [payment.id]):
            if refund.state in (RefundState.REQUESTED, RefundState.APPROVED, RefundState.SENT, RefundState.UNKNOWN):
                raise REFUND_UNDER_WAY(refund_id=refund.id)
        if State(payment.state) not in (State.PAID, State.PARTIALLY_REFUNDED):
            vi, en = PAYMENT_WORDS[State(payment.state)]
            raise NOT_REFUNDABLE(state_vi=vi, state_en=en)
        reason = reason_of(work, asked.reason_code, asked.legal_basis)
        known_there = payment.provider == provider.name and order_of(work, payment, None) is not None
        if asked.way is RefundWay.PROVIDER and not known_there:
            raise REFUND_WAY_IMPOSSIBLE()
        left = refund_books.left_to_refund(work, obligation, payment)
        if len({share.head for share in asked.shares}) < len(asked.shares):
            raise INVALID_REQUEST(problems=[FieldProblem("/shares", "twice", {})])
        try:
            shares = asked_of(left, [Share(share.head, share.amount) for share in asked.shares])
        except Exceeds:
            raise REFUND_TOO_MUCH(left=sum(share.amount for share in left)) from None
        amount = sum(share.amount for share in shares)
        refund = refund_books.request(
            work,
            agency_code=obligation.agency_code,
            payment=payment,
            obligation=obligation,
            way=asked.way,
            shares=shares,
            reason_code=reason.code,
            reason=asked.reason,
            legal_basis=asked.legal_basis,
            needs_second=RULES.needs_second(amount, by_hand=asked.way is not RefundWay.PROVIDER, moment=work.now),
        )
        audit.record(work, "refund.requested", about=obligation.payer_id, thing=refund.id, why=asked.reason)
        return work.done(refund_views.refund_view(refund))


def decide_refund(call: Call[DecideRefund], storage: Storage, operating_agency: str) -> RefundView:
    """Approve or reject, as another person than who asked. What was approved can be rejected until it is paid out,
    but never once it went to the provider."""
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        refund, _, payment, item = locked(work, call, operating_agency)
        policy.check_second(call.caller, refund.requested_by)
        if not asked.approve and not asked.note.strip():
            raise REJECTION_NEEDS_NOTE()
        at = At(refund.state)
        if asked.approve and at is At.REQUESTED:
            refund = refund_books.approve(work, refund, payment, item, by=call.caller.id, note=asked.note)
        elif not asked.approve and (at is At.REQUESTED or (at is At.APPROVED and refund.way != RefundWay.PROVIDER)):
            refund = refund_books.end_without(
                work,
                refund,
                payment,
                item,
                RefundAction.REJECT,
                decided_by=call.caller.id,
                decided_at=work.now,
                decision_note=asked.note,
            )
        else:
            raise wrong_state(refund)
        act = "refund.approved" if asked.approve else "refund.rejected"
        audit.record(work, act, thing=refund.id, why=asked.note)
        return work.done(refund_views.refund_view(refund))


def pay_out_refund(call: Call[PayOutRefund], storage: Storage, operating_agency: str) -> RefundView:
    """Tell that money went out of today's cash box or the agency's account; the voucher is what proves it."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        refund, obligation, payment, item = locked(work, call, operating_agency)
        if At(refund.state) is not At.APPROVED or refund.way == RefundWay.PROVIDER:
            raise wrong_state(refund)
        voucher = call.request.voucher
        if refund.way == RefundWay.CASH:
            cash.pay_out(work, refund.agency_code or operating_agency, call.request.desk, refund.id, refund.amount)
        refund = refund_books.settle(
            work,
            refund,
            obligation,
            payment,
            item,
            RefundAction.PAY_OUT,
            voucher=voucher,
            paid_by=call.caller.id,
        )
        audit.record(work, "refund.paid-out", thing=refund.id, facts={"voucher": voucher})
        return work.done(refund_views.refund_view(refund))


def get_refund(call: Call[GetRefund], storage: Storage, operating_agency: str) -> RefundView:
    """One refund."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        refund = kept.find_refund(db, call.request.refund_id)
        if refund is None:
            raise REFUND_NOT_FOUND()
        obligation = store.find_obligation(db, refund.obligation_id) if refund.obligation_id else None
        policy.check(call.caller, call.method, policy.whose(obligation, refund.agency_code or operating_agency))
        return refund_views.refund_view(refund)


def reason_of(work: Work, code: str, legal_basis: str) -> Reason:
    """The reason of this code, which is in force."""
    known = RULES.reasons(work.now)
    if code not in known:
        raise REFUND_REASON_UNKNOWN(code=code, choices=", ".join(known))
    if known[code].needs_basis and not legal_basis.strip():
        raise REFUND_BASIS_MISSING()
    return known[code]


def locked(
    work: Work,
    call: Call[DecideRefund] | Call[PayOutRefund] | Call[ProposeClosing] | Call[DecideClosing],
    operating_agency: str,
) -> tuple[store.Row, store.Row | None, store.Row | None, store.Row | None]:
    """The refund with what it is of, locked in order; refused to who may not."""
    known = kept.find_refund(work.db, call.request.refund_id)
    if known is None:
        raise REFUND_NOT_FOUND()
    obligation = store.find_obligation(work.db, known.obligation_id, lock=True) if known.obligation_id else None
    policy.check(call.caller, call.method, policy.whose(obligation, known.agency_code or operating_agency))
    payment = store.find_payment(work.db, known.payment_id) if known.payment_id else None
    item = kept.find_suspense(work.db, known.suspense_id, lock=True) if known.suspense_id else None
    refund = kept.find_refund(work.db, known.id, lock=True)
    if refund is None:
        raise LookupError("rows of refunds are never deleted")
    return refund, obligation, payment, item


def wrong_state(refund: store.Row) -> Exception:
    """That what is asked for is impossible where the refund stands."""
    vi, en = WORDS[At(refund.state)]
    return REFUND_STATE(state_vi=vi, state_en=en)
