"""What the steps of a refund do to the attempt, the ledger and the receipts; always one transaction.

Who calls has locked the obligation, the attempt or the money in suspense, and the refund, in this order.
"""

from collections.abc import Sequence

from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Work
from services.payments import contract, store
from services.payments.contract import Provider, RefundState, RefundWay
from services.payments.domain import ledger
from services.payments.domain.ledger import Account, Share, TransferKind
from services.payments.domain.receipts import CounterKind
from services.payments.domain.refunds import COUNTED, RefundAction, left_of, step
from services.payments.domain.refunds import RefundState as At
from services.payments.domain.states import OPEN, Action, State
from services.payments.handlers import booking, moving, receipting
from services.payments.store import refunding as kept

log = get_log(__name__)

PLACES = {RefundWay.PROVIDER: Account.CLEARING, RefundWay.CASH: Account.CASH, RefundWay.TRANSFER: Account.BANK}
"""Out of which place money goes back."""


def shares_of(refund: store.Row) -> tuple[Share, ...]:
    """What of a refund is for which fee head."""
    return tuple(Share(str(share["head"]), int(share["amount"])) for share in refund.shares)


def left_to_refund(work: Work, obligation: store.Row, payment: store.Row) -> tuple[Share, ...]:
    """What of a payment was not paid back, and is not about to be."""
    taken = [
        share
        for refund in kept.of_payments(work.db, [payment.id])
        if At(refund.state) in COUNTED
        for share in shares_of(refund)
    ]
    return left_of(booking.shares_of(obligation), taken)


def request(
    work: Work,
    *,
    agency_code: str,
    payment: store.Row | None = None,
    item: store.Row | None = None,
    obligation: store.Row | None,
    way: RefundWay,
    shares: Sequence[Share],
    reason_code: str,
    reason: str,
    legal_basis: str = "",
    needs_second: bool,
) -> store.Row:
    """A refund is asked for; where no second person is needed it is approved at once."""
    labels = {one.head: one.label for one in booking.items_of(obligation)} if obligation is not None else {}
    refund = kept.add_refund(
        work.db,
        id=new_id(),
        payment_id=payment.id if payment is not None else None,
        suspense_id=item.id if item is not None else None,
        obligation_id=obligation.id if obligation is not None else None,
        agency_code=agency_code,
        state=RefundState.REQUESTED.value,
        way=way.value,
        amount=sum(share.amount for share in shares),
        shares=[{"head": one.head, "amount": one.amount, "label": labels.get(one.head, "")} for one in shares],
        reason_code=reason_code,
        reason=reason,
        legal_basis=legal_basis,
        needs_second=needs_second,
        requested_by=work.caller.id,
        requested_at=work.now,
        request_id=new_id().replace("-", ""),
    )
    return refund if needs_second else approve(work, refund, payment, item)


def approve(
    work: Work, refund: store.Row, payment: store.Row | None, item: store.Row | None, *, by: str = "", note: str = ""
) -> store.Row:
    """The money is owed to the payer from now on, and sent as soon as the way allows."""
    if payment is not None:
        moving.move(work, payment, Action.START_REFUND, payment.outcome_code)
    _book(work, refund, TransferKind.REFUND_OWED, "refund-owed", _owed(refund, item))
    next_at = work.now if refund.way == RefundWay.PROVIDER else None
    return _step(
        work,
        refund,
        RefundAction.APPROVE,
        "",
        decided_by=by,
        decided_at=work.now,
        decision_note=note,
        next_at=next_at,
    )


def end_without(
    work: Work,
    refund: store.Row,
    payment: store.Row | None,
    item: store.Row | None,
    action: RefundAction,
    code: str = "",
    **values: object,
) -> store.Row:
    """The refund is rejected by people or refused by the provider: the money stays where it was."""
    if refund.state != RefundState.REQUESTED:
        _book(work, refund, TransferKind.REFUND_DROPPED, "refund-dropped", ledger.reverse(_owed(refund, item)))
        if payment is not None:
            back = Action.KEEP_PART if _paid_back(work, payment) else Action.REFUSE_REFUND
            moving.move(work, payment, back, payment.outcome_code)
    log.warning("refund came to nothing", refund_id=refund.id, action=action.value, code=code)
    return _step(work, refund, action, code, next_at=None, **values)


def settle(
    work: Work,
    refund: store.Row,
    obligation: store.Row | None,
    payment: store.Row | None,
    item: store.Row | None,
    action: RefundAction,
    code: str = "",
    **values: object,
) -> store.Row:
    """The money has gone back: book it, counter the receipt, tell everybody."""
    way, whole, receipt_id = RefundWay(refund.way), True, None
    head = (Provider.TRANSFER if way is RefundWay.TRANSFER else Provider.DESK).value
    if way is RefundWay.PROVIDER:
        head = next(money.provider for money in (item, payment) if money is not None)
    entries = ledger.pay_refund(refund.agency_code, shares_of(refund), head, place=PLACES[way])
    _book(work, refund, TransferKind.REFUNDED, "refunded", entries)
    if payment is not None:
        whole = _paid_back(work, payment) + refund.amount == payment.amount
        done = Action.REFUND_FULLY if whole else Action.REFUND_PARTLY
        moving.move(work, payment, done, payment.outcome_code)
        kind = CounterKind.CANCEL if whole else CounterKind.ADJUST
        receipt_id = receipting.counter(work, payment.id, kind, shares_of(refund), refund.reason)
    settled = _step(work, refund, action, code, settled_at=work.now, receipt_id=receipt_id, next_at=None, **values)
    if item is not None:
        close_attempt_of(work, item)
    if obligation is not None:
        told = contract.RefundSettled(
            **moving.facts_of(work, obligation),
            refund_id=refund.id,
            payment_id=refund.payment_id or "",
            refunded=refund.amount,
            whole=whole,
            way=way,
            reason_code=refund.reason_code,
            receipt_id=receipt_id or "",
        )
        work.emit(contract.refund_settled, obligation.id, told)
    log.info("refund settled", refund_id=refund.id, amount=refund.amount)
    return settled


def close_attempt_of(work: Work, item: store.Row) -> None:
    """Money of an attempt was dealt with apart from it, so nothing is to be waited for any more."""
    payment = store.find_payment(work.db, item.payment_id) if item.payment_id else None
    if payment is not None and State(payment.state) in OPEN:
        moving.move(work, payment, Action.CANCEL, "", next_ask_at=None)


def mark(work: Work, refund: store.Row, action: RefundAction, code: str = "", **values: object) -> store.Row:
    """A step that moves no money."""
    return _step(work, refund, action, code, **values)


def _paid_back(work: Work, payment: store.Row) -> int:
    made = kept.of_payments(work.db, [payment.id])
    return sum(refund.amount for refund in made if refund.state == RefundState.SETTLED)


def _owed(refund: store.Row, item: store.Row | None) -> tuple[ledger.Entry, ...]:
    if item is not None:
        return ledger.owe_from_suspense(refund.agency_code, item.provider, refund.amount)
    return ledger.owe_refund(refund.agency_code, shares_of(refund))


def _book(work: Work, refund: store.Row, kind: TransferKind, name: str, entries: Sequence[ledger.Entry]) -> None:
    booking.book(
        work, kind, f"{name}:{refund.id}", entries, refund.obligation_id, refund.payment_id, refund.reason_code
    )


def _step(work: Work, refund: store.Row, action: RefundAction, code: str, **values: object) -> store.Row:
    state = step(At(refund.state), action)
    if code:
        values["outcome_code"] = code
    changed = kept.change_refund(work.db, refund.id, state=state.value, **values)
    kept.add_step(
        work.db,
        refund.id,
        action=action.value,
        from_state=refund.state,
        to_state=state.value,
        code=code,
        actor=work.caller.id,
        at=work.now,
    )
    return changed
